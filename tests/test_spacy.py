"""The vote with spaCy, by a stand-in for it and its model; with itself where it and a small model are installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from benchmarks import names as bench
from benchmarks.entities import GOLD, gold
from searchkit.annotators import chosen, load, member
from searchkit.annotators.mentions import Guess, Mention
from searchkit.annotators.spacy import LONGEST, Spacy, pieces
from searchkit.annotators.vote import agreed
from searchkit.errors import ConfigError
from searchkit.making import Made, Maker, Making
from searchkit.model import Article, Entity, Paragraph
from searchkit.workers import ALONE, BATCH, Workers

HERE = find_spec("spacy") is not None
MODEL = "desk_news_sm"
CODE = """
import re
from contextlib import nullcontext
from types import SimpleNamespace

NAMES = {
    "ORG": "Norvane('s)?|the Lantern Group|GDP", "PERSON": "Mayor Elena Marsk|Port Halden", "DATE": "Monday",
    "NORP": "Norvanians",
}


class Language:
    def memory_zone(self):
        return nullcontext()

    def pipe(self, texts):
        for text in texts:
            assert len(text) <= 10_000
            yield SimpleNamespace(ents=list(self.found(text)))

    def found(self, text):
        for label, names in NAMES.items():
            for one in re.finditer(names, text):
                yield SimpleNamespace(label_=label, start_char=one.start(), end_char=one.end())


def load(exclude=()):
    assert "parser" in exclude and "ner" not in exclude
    return Language()
"""
TALKS = "The talks with Norvane were held in Port Halden, said Ingrid Sorland."


def installed(folder: Path, model: str = MODEL, code: str = CODE, **about: object) -> None:
    """Put a model into a folder, beside something named spaCy where there is none."""
    if not HERE:
        (folder / "spacy").mkdir(parents=True, exist_ok=True)
        (folder / "spacy/__init__.py").touch()
    (folder / model).mkdir(parents=True, exist_ok=True)
    (folder / model / "__init__.py").write_text(code, encoding="utf-8")
    known = {"version": "1.0.0", "labels": {"tok2vec": [], "ner": ["ORG", "PERSON"]}, **about}
    (folder / model / "meta.json").write_text(json.dumps(known), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder from which Python imports, with the stand-in model in it."""
    folder = tmp_path / "site"
    installed(folder)
    monkeypatch.syspath_prepend(folder)
    yield folder
    for name in [name for name, module in sys.modules.items() if str(folder) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


def annotate(*texts: str, model: str = MODEL) -> list[Sequence[Entity]]:
    paragraphs = [Paragraph("a", number, text) for number, text in enumerate(texts)]
    return [each.entities for each in Spacy(model).annotate(Article("a"), paragraphs)]


def told(entities: Sequence[Entity]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in entities]


# --- the vote


def named(start: int, end: int, kind: str, name: str = "x") -> Mention:
    return Mention(start, end, Guess(start, end, name, kind, 2), "")


def test_two_of_three_agree_on_place_and_kind() -> None:
    one = [named(0, 5, "person", "first"), named(10, 15, "org"), named(20, 25, "place")]
    two = [named(0, 5, "person", "second"), named(10, 15, "place"), named(20, 24, "place"), named(30, 35, "")]
    three = [named(20, 25, "place"), named(30, 35, ""), named(40, 45, "org")]
    assert agreed((one, two, three)) == [one[0], one[2]]
    assert agreed(()) == agreed(([], [], [])) == []


MENTIONS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(("org", "place"))), max_size=6)


def ballot(steps: Sequence[tuple[int, int, str]]) -> list[Mention]:
    at, made = 0, []
    for gap, size, kind in steps:
        made.append(named(at + gap, at + gap + size, kind))
        at += gap + size
    return made


@given(st.tuples(*[MENTIONS.map(ballot)] * 3))
def test_what_is_agreed_on_never_overlaps_and_needs_two(ballots: tuple[list[Mention], ...]) -> None:
    won = agreed(ballots)
    assert all(before.end <= after.start for before, after in pairwise(won))
    for one in {one for each in ballots for one in each}:
        assert (one in won) == (sum(one in each for each in ballots) > 1)


def test_spacy_decides_where_the_others_disagree_and_is_outvoted_where_they_agree(site: Path) -> None:
    (found,) = annotate(TALKS)
    assert told(found) == [("org", "Norvane"), ("place", "Port Halden"), ("person", "Ingrid Sorland")]
    (without,) = annotate(TALKS.replace("Norvane", "Corvane"))
    assert "org" not in {one.kind for one in without}


def test_articles_possessives_and_titles_are_no_part_of_what_spacy_names(site: Path) -> None:
    found, more = annotate("The talks with Norvane’s and Norvane's board.", "Mayor Elena Marsk left the Lantern Group.")
    assert [one.surface for one in found] == ["Norvane", "Norvane"]
    assert [(one.surface, one.details) for one in more] == [("Elena Marsk", {"title": "Mayor"}), ("Lantern Group", {})]


def test_the_article_pass_stands_behind_the_vote(site: Path) -> None:
    _, found = annotate("Mayor Elena Marsk spoke.", "“No,” said Marsk.")
    assert told(found) == [("person", "Elena Marsk")]


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spacy]:
    """Give an annotator with another stand-in: hypothesis wants one for all of its examples."""
    folder = tmp_path_factory.mktemp("site")
    installed(folder, "desk_any_sm")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield Spacy("desk_any_sm")


@given(st.lists(st.text(max_size=60) | st.just(TALKS), max_size=4))
def test_offsets_point_at_the_surface_in_any_text(tool: Spacy, texts: list[str]) -> None:
    paragraphs = [Paragraph("a", number, text) for number, text in enumerate(texts)]
    for each in tool.annotate(Article("a"), paragraphs):
        assert all(each.text[one.start : one.end] == one.surface for one in each.entities)


def test_a_long_text_is_cut_between_words_and_nothing_of_it_is_lost(site: Path) -> None:
    for text in ("ab " * LONGEST, "x" * (2 * LONGEST + 1), "", "a" * LONGEST, " " * (LONGEST + 1)):
        cut = list(pieces(text))
        assert "".join(piece for _, piece in cut) == text and all(len(piece) <= LONGEST for _, piece in cut)
        assert all(text.startswith(piece, start) for start, piece in cut)
    (found,) = annotate("nothing at all. " * 70_000 + TALKS)
    assert ("org", "Norvane") in told(found)


# --- the index


def test_an_index_remembers_model_and_version_and_another_annotates_all_again(site: Path, tmp_path: Path) -> None:
    installed(site, "desk_news_lg")
    (tmp_path / "a.txt").write_text(TALKS, encoding="utf-8")

    def build(model: str) -> int:
        wanted = {"spacy": {"model": model}, "dates": {}}
        return searchkit.build([tmp_path / "a.txt"], tmp_path / "index", annotators=wanted).paragraphs

    assert build(MODEL) > 0 and build(MODEL) == 0
    assert build("desk_news_lg") > 0
    installed(site, "desk_news_lg", version="1.0.1")
    assert build("desk_news_lg") > 0 and build("desk_news_lg") == 0
    with searchkit.open(tmp_path / "index") as searcher:
        assert searcher.stats().annotators == ("spacy", "dates")
        assert len(searcher.search("org:norvane")) == 1


def test_options_reach_the_worker_processes(site: Path) -> None:
    making = Making({"spacy": {"model": MODEL}}, "english", "UTC")
    here = Maker(making)
    workers = Workers(making, 2, here)
    workers._alone = ALONE
    articles = [Article(f"a{number}", body=f"{TALKS} " * (BATCH // 200)) for number in range(6)]
    try:
        made = [one for article in articles for one in workers.put(article)] + list(workers.rest())
    finally:
        workers.close()
    assert made == list(map(Made, articles, here.documents(articles)))
    assert "Norvane" in made[0].documents[0].stored


@pytest.mark.parametrize(
    "choices",
    [
        {"dates": {}, "spacy": {"model": MODEL}},
        ["dates", {"spacy": {"model": MODEL}}],
        [{"dates": None}, {"spacy": {"model": MODEL}}],
    ],
)
def test_choices_are_names_or_mappings(site: Path, choices: object) -> None:
    assert [tool.name for tool in load(choices)] == ["dates", "spacy"]  # type: ignore[arg-type]
    assert chosen(chosen(choices)) == {"dates": {}, "spacy": {"model": MODEL}}  # type: ignore[arg-type]


# --- what is wrong


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ([{"spacy": {"model": "desk_news_xl"}}], "'desk_news_xl' is not installed: python -m spacy download desk_"),
        ([{"spacy": {"model": "json"}}], "'json' is not installed"),
        ([{"spacy": {"model": "desk-news"}}], "the name of an installed spaCy model, such as .*, not 'desk-news'"),
        ([{"spacy": {"model": "os.path"}}], "wants the name of an installed spaCy model"),
        ([{"spacy": {"model": 3}}], "wants the name of an installed spaCy model, .* not 3"),
        ([{"spacy": {"model": "deaf"}}], "the spaCy model 'deaf' finds no names; take one that does"),
        ([{"spacy": {"modle": "x"}}], "the annotator 'spacy' has no option 'modle'; did you mean 'model'"),
        ([{"dates": {"zone": "x"}}], "the annotator 'dates' has no option 'zone': it has none"),
        ({"spacy": "small"}, "the annotator 'spacy' wants a mapping of options, not 'small'"),
        ([{"spacy": {"model": "a"}}, {"spacy": {"model": "b"}}], "'spacy' is named twice, with other options"),
        (["spcy"], "unknown annotator 'spcy'; did you mean 'spacy'"),
    ],
)  # fmt: skip
def test_a_wrong_choice_says_what_to_write_or_install(site: Path, choices: object, said: str) -> None:
    installed(site, "deaf", labels={"tagger": ["NN"]})
    with pytest.raises(ConfigError, match=said) as caught:
        load(choices)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_model_that_does_not_fit_is_told_in_one_line(site: Path) -> None:
    installed(site, "old_news_sm", "def load(exclude=()):\n    raise ValueError('[E1]\\nno such part')\n")
    with pytest.raises(ConfigError, match=r"'old_news_sm' cannot be loaded \(\[E1\] no such part\); take the one"):
        annotate(TALKS, model="old_news_sm")


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(folder / "site")}
    line = [sys.executable, "-m", "searchkit", *arguments]
    return subprocess.run(line, cwd=folder, env=environ, capture_output=True, encoding="utf-8")


def test_the_command_takes_the_model_from_the_configuration(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TALKS, encoding="utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(f"searchkit:\n  annotators: {{spacy: {{model: {MODEL}}}, dates: {{}}}}\n", encoding="utf-8")
    done = command(tmp_path, "index", "a.txt", "--jobs", "2")
    assert (done.returncode, command(tmp_path, "query", "org:norvane").returncode) == (0, 0), done.stderr
    config.write_text("searchkit:\n  annotators: {spacy: {model: desk_news_xl}}\n", encoding="utf-8")
    done = command(tmp_path, "index", "a.txt")
    assert done.returncode == 2 and done.stderr.splitlines() == [
        "error: the spaCy model 'desk_news_xl' is not installed: python -m spacy download desk_news_xl"
    ]
    config.write_text("searchkit:\n  annotators: {spacy: {modle: x}}\n", encoding="utf-8")
    done = command(tmp_path, "index", "a.txt")
    assert done.returncode == 2 and done.stderr.splitlines() == [
        "error: config.yaml:2: annotators knows no option 'modle' of spacy; did you mean model? (allowed: model)"
    ]


def test_without_spacy_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text("import sys\nsys.modules['spacy'] = None\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(TALKS, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("searchkit:\n  annotators: [spacy]\n", encoding="utf-8")
    done = command(tmp_path, "index", "a.txt")
    assert done.returncode == 2 and done.stderr.splitlines() == [
        "error: the annotator 'spacy' needs spacy: pip install 'searchkit-news[spacy]'"
    ]
    assert not (tmp_path / "index").exists()


# --- spaCy itself

REAL = bench.installed()
real = pytest.mark.skipif(REAL is None, reason="spaCy is not installed, or none of its small English models")


@real
def test_spacy_itself_votes() -> None:
    assert REAL
    text = "The German finance minister, Lena Brandt, met Acme Corp. in Lisbon on Monday."
    tool = member("spacy", {"model": REAL})
    (found,) = (each.entities for each in tool.annotate(Article("a"), [Paragraph("a", 1, text)]))
    assert {("nationality", "German"), ("person", "Lena Brandt"), ("place", "Lisbon")} <= set(told(found))
    assert all(text[one.start : one.end] == one.surface for one in found)
    long = "Lena Brandt spoke in Lisbon. " * 2_000 + "x" * 30_000
    again = [annotate(long, text, model=REAL) for _ in range(2)]
    assert again[0] == again[1] and len(again[0][0]) == 4_000


@real
@pytest.mark.long
def test_no_figure_of_the_vote_falls_below_its_floor(data: Callable[[str], Path]) -> None:
    data(GOLD.name)
    articles = list(gold())
    figures = bench.quality(articles, bench.results("spacy", articles, {"model": str(REAL)}))
    assert not {name: figures[name] for name, floor in bench.floors()["spacy"].items() if figures[name] < floor}
