"""The annotator of names: kinds, canonical names, offsets, the article pass, and texts that are no sentences."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import annotators
from searchkit.annotators import ANNOTATORS, load, member
from searchkit.annotators.base import Annotator, annotated
from searchkit.annotators.names import Names
from searchkit.errors import ConfigError
from searchkit.model import Article, Entity, Paragraph

KINDS = {"person", "org", "place", "nationality"}

STORY = (
    "Chinese envoy Xi Mingze met Brazilian minister Tomás Figueroa in Lisbon, after talks about Ukraine.",
    "Beijing was ready, Xi told Figueroa, the official Harbour News Agency reported.",
    "Figueroa, who leads the Port Committee, said Brazil’s farms depend on trade with China.",
    "The International Grain Council (IGC) disagreed. Xi’s aide said the IGC was late, and US-led talks had failed.",
    "Listen: Figueroa and Xi Test Their No-Limits Patience: Slow Boat Podcast",
    "U.S. Senator Maud Ellery and President Karl-Heinz Obermann welcomed the talks. Ellery flew to the UK.",
)


CURRENT: dict[str, Annotator] = {}


@pytest.fixture(scope="module", params=["names", "rules"], autouse=True)
def tool(request: pytest.FixtureRequest) -> Annotator:
    """Run every test with each annotator of names."""
    CURRENT["tool"] = member(request.param)
    return CURRENT["tool"]


def annotate(*texts: str) -> list[Sequence[Entity]]:
    paragraphs = [Paragraph("a", ordinal, text) for ordinal, text in enumerate(texts, start=1)]
    return [paragraph.entities for paragraph in CURRENT["tool"].annotate(Article("a"), paragraphs)]


def named(entities: Sequence[Entity], kind: str) -> list[str]:
    return [entity.name for entity in entities if entity.kind == kind]


def where(found: Sequence[Sequence[Entity]], kind: str, name: str) -> list[int]:
    return [ordinal for ordinal, entities in enumerate(found, start=1) if name in named(entities, kind)]


def check(text: str, entities: Sequence[Entity]) -> None:
    last = 0
    for entity in entities:
        assert text[entity.start : entity.end] == entity.surface != ""
        assert entity.start >= last
        assert entity.kind in KINDS
        assert entity.name
        last = entity.end


def test_surname_is_the_full_name_that_the_article_gives() -> None:
    found = annotate(*STORY)
    assert where(found, "person", "Xi Mingze") == [1, 2, 4, 5]
    assert where(found, "person", "Tomás Figueroa") == [1, 2, 3, 5]
    assert where(found, "person", "Maud Ellery") == [6]
    assert not {"Xi", "Figueroa", "Ellery"} & {entity.name for entities in found for entity in entities}


def test_places_organisations_and_nationalities() -> None:
    found = annotate(*STORY)
    assert where(found, "place", "Ukraine") == [1]
    assert where(found, "place", "China") == [3]
    assert where(found, "place", "United States") == [4, 6]
    assert where(found, "place", "United Kingdom") == [6]
    assert where(found, "org", "Harbour News Agency") == [2]
    assert where(found, "org", "International Grain Council") == [4]
    assert named(found[0], "nationality") == ["Chinese", "Brazilian"]
    assert [entity.details for entity in found[0] if entity.name == "Chinese"] == [
        {"country_name": "China", "country": "CN"}
    ]


def test_acronym_is_the_organisation_that_was_named_with_it() -> None:
    surfaces = [entity.surface for entity in annotate(*STORY)[3] if entity.name == "International Grain Council"]
    assert surfaces == ["International Grain Council", "IGC", "IGC"]


def test_titles_and_possessives_are_no_part_of_a_name() -> None:
    entities = annotate(
        "Prime Minister Ana Brandt met Mr. Lindqvist. Brandt’s party left the Ministry of Health’s hall."
    )[0]
    people = [entity for entity in entities if entity.kind == "person"]
    assert [entity.surface for entity in people] == ["Ana Brandt", "Lindqvist", "Brandt"]
    assert [entity.details.get("title") for entity in people] == ["Prime Minister", "Mr.", None]
    assert named(entities, "org") == ["Ministry of Health"]


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("Shares of Halvorsen Shipping Ltd fell.", "org", ["Halvorsen Shipping Ltd"]),
        ("She joined the Food and Drug Administration.", "org", ["Food and Drug Administration"]),
        ("He spoke to the People's Bank of China.", "org", ["People's Bank of China"]),
        ("They study at the University of Tartu.", "org", ["University of Tartu"]),
        ("Police closed Marlow Street and Tolna Bridge.", "place", ["Marlow Street", "Tolna Bridge"]),
        ("A Hong Kong-based broker and a US-China deal.", "place", ["Hong Kong", "United States", "China"]),
        ("Trade in Trinidad and Tobago rose.", "place", ["Trinidad and Tobago"]),
        ("Officials in the UK and the U.S. agreed.", "place", ["United Kingdom", "United States"]),
        ("South Korean and Turkish engineers met Poles.", "nationality", ["South Korean", "Turkish", "Poles"]),
        ("The novelist Bram van der Meulen spoke.", "person", ["Bram van der Meulen"]),
        ("Chancellor of the Exchequer Nigel Ashworth spoke.", "person", ["Nigel Ashworth"]),
        ("Ulla Berg, 45, and J.K. Mortensen won.", "person", ["Ulla Berg", "J.K. Mortensen"]),
        ("The jury chose Will Smith.", "person", ["Will Smith"]),
    ],
)
def test_kinds(text: str, kind: str, names: Sequence[str]) -> None:
    assert named(annotate(text)[0], kind) == names


def test_place_that_is_also_a_surname() -> None:
    found = annotate("Striker Hannah Jordan scored.", "Jordan said so.", "They train in Jordan.", "Jordanians cheered.")
    assert where(found, "person", "Hannah Jordan") == [1, 2]
    assert where(found, "place", "Jordan") == [3]


def test_place_stays_a_place_where_no_person_has_its_name() -> None:
    found = annotate("Jordan said it would help.", "Talks in Washington went on, and Washington agreed.")
    assert named(found[0], "place") == ["Jordan"]
    assert named(found[1], "place") == ["Washington", "Washington"]
    assert not [entity for entities in found for entity in entities if entity.kind == "person"]


def test_common_words_are_names_only_where_they_act_as_one() -> None:
    found = annotate("Theresa Brown leads the club.", "Brown bears slept. Will they wake in May?", "Brown agreed.")
    assert [named(entities, "person") for entities in found] == [["Theresa Brown"], [], ["Theresa Brown"]]


def test_name_has_one_kind_in_an_article() -> None:
    found = annotate("Lawmaker Orsolya Tek spoke.", "Work in Tek began.", "Tek was glad, Tek said.")
    assert {entity.kind for entities in found for entity in entities if entity.surface == "Tek"} == {"person"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("POLICE ARREST TWO MEN AFTER BANK ROBBERY IN LONDON", {"London"}),
        ("STOCKS FALL SHARPLY AS NEW RULES HURT PROFITS", set()),
        ("White House Rejects New Plan to Raise Taxes", {"White House"}),
        ("NEW YORK MAYOR VISITS UNITED STATES SENATE", {"New York", "United States", "Senate"}),
        ("the president of china said on monday that the us would", set()),
        ("Yesterday Was Another Long Day for Many People", set()),
    ],
)
def test_headlines_and_small_letters(text: str, names: set[str]) -> None:
    assert {entity.name for entity in annotate(text)[0]} == names


def test_headline_knows_what_the_article_says() -> None:
    found = annotate("FIGUEROA MEETS ELLERY IN LISBON", "Minister Tomás Figueroa met Senator Maud Ellery.")
    assert named(found[0], "person") == ["Tomás Figueroa", "Maud Ellery"]


def test_offsets_are_of_the_text_as_it_is() -> None:
    text = "😀 Minister Jose\u0301 Lo\u0301pez\u00a0Ruiz met 👩‍👩‍👧 Anna\u00a0Berg; Lo\u0301pez’s aide left."
    entities = annotate(text)[0]
    check(text, entities)
    assert named(entities, "person") == ["José López Ruiz", "Anna Berg", "José López Ruiz"]
    assert entities[0].surface == "Jose\u0301 Lo\u0301pez\u00a0Ruiz"


def test_entities_of_others_are_kept() -> None:
    quote = Entity("quote", "q", "Anna Berg spoke", 0, 15)
    own = Entity("person", "Anna-Maria Berg", "Anna Berg", 0, 9)
    paragraph = Paragraph("a", 1, "Anna Berg spoke in Lisbon.", entities=(quote, own))
    (result,) = CURRENT["tool"].annotate(Article("a"), [paragraph])
    assert [(entity.kind, entity.name) for entity in result.entities] == [
        ("person", "Anna-Maria Berg"),
        ("quote", "q"),
        ("place", "Lisbon"),
    ]


WORDS = st.sampled_from(
    "Xi Jinping Putin The of and for the U.S. (ICC) Mr. US-led Bank Bank’s O'Neill al-Assad A. & e\u0301 É \u00a0 "
    "Jordan MAY said in at -- ... ' ’ 1 \n President New York Ltd Co. People's Workers' 𝐀 ß İ ﬁ President of".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(WORDS, max_size=30).map(" ".join), st.lists(WORDS, max_size=20).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_any_text_has_sound_offsets(texts: list[str]) -> None:
    for text, entities in zip(texts, annotate(*texts), strict=True):
        check(text, entities)


def test_result_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "from searchkit.annotators import member; from searchkit.model import Article, Paragraph; import sys;"
        "paragraphs = [Paragraph('a', 1, text) for text in sys.argv[2:]];"
        "print([p.entities for p in member(sys.argv[1]).annotate(Article('a'), paragraphs)])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, CURRENT["tool"].name, *STORY],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A" * 300_000,
        "A " * 150_000,
        "A-" * 150_000,
        "A." * 150_000,
        "A'" * 150_000,
        "Ab and the " * 27_000,
        "Bank of " * 38_000,
        "A" + " " * 300_000,
        "al-A " * 60_000,
        "Ab " + "a" * 300_000,
        "x" * 300_000,
        "Anna Berg said in Lisbon. " * 12_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_paragraph_as_long_as_a_book_is_annotated(text: str) -> None:
    check(text, annotate(text)[0])


def test_an_article_of_ten_thousand_paragraphs_is_annotated() -> None:
    texts = [
        f"Anna{chr(97 + n % 26)}{'b' * (n % 300)} Berg met Berg in Lisbon, Dale{n} Council." for n in range(10_000)
    ]
    assert len(annotate(*texts)) == len(texts)


def test_load_finds_members_and_says_what_is_known() -> None:
    (names,) = load(["names"])
    assert isinstance(names, Names)
    assert (names.name, names.version) == ("names", 3)
    assert load([]) == ()
    with pytest.raises(ConfigError, match="'names'"):
        load(["nmaes"])
    with pytest.raises(ConfigError, match="names, rules, spacy, dates"):
        load(["zzz"])
    assert all(path.startswith("searchkit.annotators.") for path in ANNOTATORS.values())


def test_table_imports_no_member() -> None:
    code = "import sys, searchkit.annotators; print(sorted(name for name in sys.modules if '.annotators.' in name))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "['searchkit.annotators.base']\n"


@pytest.fixture
def seed(data: Callable[[str], Path]) -> Iterator[Mapping[int, Sequence[Entity]]]:
    texts = data("seed-article.txt").read_text(encoding="utf-8").splitlines()
    found = annotate(*texts)
    for text, entities in zip(texts, found, strict=True):
        check(text, entities)
    yield dict(enumerate(found, start=1))


def test_real_article(seed: Mapping[int, Sequence[Entity]]) -> None:
    found = [seed[ordinal] for ordinal in sorted(seed)]
    assert where(found, "person", "Vladimir Putin") == [4, 6, 7, 9]
    assert where(found, "person", "Xi Jinping") == [1, 2, 6, 7, 9, 14]
    assert where(found, "person", "Vyacheslav Volodin") == [2, 3, 14]
    assert where(found, "place", "Ukraine") == [1, 4, 6, 10]
    assert {"Xinhua News Agency", "Duma", "International Criminal Court"} <= {e.name for es in found for e in es}
    people = {name for entities in found for name in named(entities, "person")}
    assert people == {
        "Xi Jinping", "Vyacheslav Volodin", "Vladimir Putin", "Li Qiang", "Mikhail Mishustin", "Zhang Youxia",
        "Sergei Shoigu", "Evelyn Yu",
    }  # fmt: skip


def test_without_numpy_names_are_found_by_rules_and_a_run_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(annotators, "find_spec", lambda name: None)
    (tmp_path / "a.txt").write_text("Anna Berg spoke in Lisbon.", encoding="utf-8")
    report = searchkit.build([tmp_path / "a.txt"], tmp_path / "index", jobs=1)
    assert [trouble.reason for trouble in report.troubles] == [annotators.LESSER]
    with searchkit.open(tmp_path / "index") as searcher:
        assert searcher.stats().annotators == ("rules", "dates")
        assert len(searcher.search("person:berg")) == 1
    with pytest.raises(ConfigError, match="pip install numpy; or name 'rules'"):
        load(["names"])


def test_a_query_imports_no_numpy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Anna Berg spoke in Lisbon.", encoding="utf-8")
    searchkit.build([tmp_path / "a.txt"], tmp_path / "index")
    code = "import sys; from searchkit.cli.exits import run; run(sys.argv[1:]); print('numpy' in sys.modules)"
    command = [sys.executable, "-c", code, "query", "person:berg", "--index", str(tmp_path / "index")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Anna Berg" in result.stdout
    assert result.stdout.endswith("False\n")


def test_places_and_peoples_have_a_country_and_people_a_title() -> None:
    (entities,) = annotate("President Xi Mingze flew from Kyiv to Ukraine and Peru with Ukrainian pilots.")
    found = {entity.surface: entity.details for entity in entities}
    assert found["Kyiv"] == found["Ukraine"] == {"country": "UA"}
    assert found["Peru"] == {"country": "PE"}
    assert found["Xi Mingze"] == {"title": "President"}
    assert found["Ukrainian"] == {"country_name": "Ukraine", "country": "UA"}


def test_result_does_not_depend_on_what_was_annotated_before() -> None:
    fresh = member(CURRENT["tool"].name)
    annotate("Kiiraxo met Talomin.", *STORY[::-1], "Harbour News Agency of Norvane")
    alone = [fresh.annotate(Article("a"), [Paragraph("a", 1, text)])[0].entities for text in STORY]
    assert alone == [tuple(annotate(text)[0]) for text in STORY]


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=5))
@settings(max_examples=max(10, settings.default.max_examples // 3))
def test_articles_annotated_together_are_as_each_by_itself(several: list[list[str]]) -> None:
    tool = member("names")
    articles = [Article(f"a{number}") for number in range(len(several))]
    paragraphs = [
        [Paragraph(article.id, number, text) for number, text in enumerate(texts, 1)]
        for article, texts in zip(articles, several, strict=True)
    ]
    assert list(annotated(tool, articles, paragraphs)) == list(map(tool.annotate, articles, paragraphs))
