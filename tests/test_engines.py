"""Every engine finds the same paragraphs, and keeps the contract of `engines.base`."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any, cast

import pytest
import tantivy
from engines_cases import (
    ANALYZER,
    ANY,
    CASES,
    CLUSTER,
    EVERY,
    ORDERED,
    corpus,
    dense,
    found,
    looked_up,
    name_of,
    tree_of,
    without,
)

from searchkit.analysis import Analyzer
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.engines.base import Engine
from searchkit.engines.tantivy import packed
from searchkit.engines.tantivy_damage import Guarded
from searchkit.errors import DamagedError
from searchkit.model import Article, Document, Order, Paragraph
from searchkit.query.nodes import (
    And,
    Boost,
    Everything,
    Node,
    Not,
    Nothing,
    Optional,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
)
from searchkit.query.superset import relaxed
from searchkit.query.trees import walk
from searchkit.records import read_record
from searchkit.schema import ARTICLE_NUMBER

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)
ON_DISK = ENGINES[1:]
EVERYTHING = Everything()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    engines = {name: open_engine(name, tmp_path_factory.mktemp(name), create=True) for name in ENGINES}
    for engine in engines.values():
        with engine.writer() as writer:
            for article, made in corpus():
                writer.replace(article, made)
            writer.commit(1)
    return engines


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return open_engine(request.param, tmp_path / request.param, create=True)


@pytest.fixture(params=ON_DISK)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[bool], Engine]:
    return lambda create: open_engine(request.param, tmp_path / request.param, create=create)


def made(article: str, *texts: str) -> list[Document]:
    paragraphs = [Paragraph(article, number, text) for number, text in enumerate(texts, 1)]
    return documents(Article(article), paragraphs, ANALYZER, UTC)


def write(engine: Engine, generation: int, **articles: Sequence[str]) -> None:
    with engine.writer() as writer:
        for article, texts in articles.items():
            writer.replace(article, made(article, *texts))
        writer.commit(generation)


def texts(engine: Engine, tree: Node = EVERYTHING) -> list[str]:
    return [read_record(match.stored)["text"] for match in engine.snapshot().stream(tree)]


def said(word: str) -> Term:
    return Term(word, "words")


# --- the table


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("query", "names"), CASES, ids=[query for query, _ in CASES])
def test_finds(filled: dict[str, Engine], name: str, query: str, names: str) -> None:
    assert sorted(found(filled[name], tree_of(query))) == sorted(names.split())


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("query", "names"), ANY, ids=[query for query, _ in ANY])
def test_finds_any(filled: dict[str, Engine], name: str, query: str, names: str) -> None:
    assert sorted(found(filled[name], tree_of(query, any_words=True))) == sorted(names.split())


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("query", "order", "names"), ORDERED, ids=[f"{query} {order}" for query, order, _ in ORDERED])
def test_orders(filled: dict[str, Engine], name: str, query: str, order: Order, names: str) -> None:
    assert found(filled[name], tree_of(query), order) == names.split()


@pytest.mark.parametrize("name", ON_DISK)
@pytest.mark.parametrize("query", [query for query, _ in CASES])
def test_scores_as_the_memory_engine_does(filled: dict[str, Engine], name: str, query: str) -> None:
    tree = looked_up(filled[name], tree_of(query))
    if not all(map(filled[name].runs, walk(tree))) or _has_alternatives(tree):
        pytest.skip("scores are only comparable where the engine runs all of a tree, and no part has alternatives")
    if name in CLUSTER and not dense(tree):
        pytest.skip("OpenSearch reckons another average length for a field that not every paragraph has")
    scores = [{name_of(m): m.score for m in filled[one].snapshot().stream(tree)} for one in ("memory", name)]
    assert scores[1] == pytest.approx(scores[0], rel=0.06, abs=0.001)


def _has_alternatives(tree: Node) -> bool:
    """Say whether a phrase in a tree has a place for several terms, which engines weigh differently."""
    return any(isinstance(part, Or) for node in walk(tree) if isinstance(node, Phrase) for part in node.parts)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("query", ["tax", "-tax", "no limits", "lim*", "*", "nowhere", "published:2023"])
def test_pages_are_pieces_of_the_stream(filled: dict[str, Engine], name: str, order: Order, query: str) -> None:
    snapshot, tree = filled[name].snapshot(), tree_of(query)
    whole = list(snapshot.stream(tree, order))
    assert list(snapshot.stream(tree, order)) == whole
    assert snapshot.count(tree) == len(whole)
    for limit, offset in ((1, 0), (2, 1), (3, 4), (10**9, 0), (10**9, 2)):
        page = snapshot.search(tree, limit, offset, order)
        assert page.total == len(whole)
        assert list(page.matches) == whole[offset : offset + limit]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("order", Order)
def test_no_limit_and_no_more(filled: dict[str, Engine], name: str, order: Order) -> None:
    snapshot, tree = filled[name].snapshot(), tree_of("tax")
    for limit, offset in ((0, 0), (0, 3), (10, 4), (10, 10**9), (10**9, 10**9)):
        page = snapshot.search(tree, limit, offset, order)
        assert (page.total, list(page.matches)) == (4, [])


@pytest.mark.parametrize("query", ["tax", "*", "nowhere"])
def test_tantivy_lists_the_articles_where_it_has_not_so_many_groups(
    filled: dict[str, Engine], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, tree = filled["tantivy"].snapshot(), tree_of(query)
    whole = snapshot.articles(tree)
    monkeypatch.setattr("searchkit.engines.tantivy_columns.FEW", 1)
    assert snapshot.articles(tree) == whole
    monkeypatch.setattr("searchkit.engines.tantivy_columns.MANY", 1)
    assert snapshot.articles(tree) == whole
    for terms in ({"field": ARTICLE_NUMBER, "size": 1}, {"field": ARTICLE_NUMBER, "size": 0}):
        monkeypatch.setattr("searchkit.engines.tantivy_columns._GROUPED", {"found": {"terms": terms}})
        assert snapshot.articles(tree) == whole == filled["memory"].snapshot().articles(tree)


class Refusing:
    """Refuse to group anything, and search as a searcher of tantivy's does."""

    def __init__(self, searcher: Any, says: str) -> None:
        self._searcher, self._says = searcher, says

    def aggregate(self, *_: Any) -> Any:
        raise ValueError(self._says)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)


def test_the_bucket_limit_of_tantivy_is_not_taken_for_damage(
    filled: dict[str, Engine], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    snapshot, tree = filled["tantivy"].snapshot(), tree_of("*")
    whole, plain = snapshot.articles(tree), vars(snapshot)["_searcher"]
    monkeypatch.setattr("searchkit.engines.tantivy_columns.FEW", 1)
    monkeypatch.setattr("searchkit.engines.tantivy_columns.MANY", 1)
    limit = Refusing(plain, "Aborting aggregation because bucket limit was exceeded. Limit: 65000, Current: 70000")
    monkeypatch.setattr(vars(snapshot)["_columns"], "_searcher", Guarded(cast(tantivy.Searcher, limit), tmp_path))
    assert snapshot.articles(tree) == whole
    cut = Refusing(plain, "the column cannot be read")
    monkeypatch.setattr(vars(snapshot)["_columns"], "_searcher", Guarded(cast(tantivy.Searcher, cut), tmp_path))
    with pytest.raises(DamagedError, match="the column cannot be read"):
        snapshot.articles(tree)


def test_more_articles_and_topics_than_tantivy_groups_are_counted(tmp_path: Path) -> None:
    engine, [one] = open_engine("tantivy", tmp_path / "many", create=True), made("a", "tax")
    with engine.writer() as writer:
        for number in range(66_000):
            own = {**one.own, "topic_value": (f"topic {number}",)}
            shared = {**one.shared, "article_number": number}
            writer.replace(f"a{number}", [replace(one, own=own, shared=shared)])
        writer.commit(1)
    snapshot, tree = engine.snapshot(), said("tax")
    assert len(snapshot.articles(tree)) == snapshot.count(tree) == 66_000
    counts = snapshot.values(tree, "topic_value")
    assert len(counts) == 66_000
    assert list(snapshot.values(tree, "topic_value", 3)) == sorted(counts)[:3]


@pytest.mark.parametrize("order", Order)
def test_a_stream_of_tantivy_is_the_same_in_batches_of_any_size(
    filled: dict[str, Engine], order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = filled["tantivy"].snapshot()
    whole = list(snapshot.stream(tree_of("*"), order))
    for batch, growth in ((1, 1), (1, 2), (3, 3)):
        monkeypatch.setattr("searchkit.engines.tantivy.BATCH", batch)
        monkeypatch.setattr("searchkit.engines.tantivy.GROWTH", growth)
        assert list(snapshot.stream(tree_of("*"), order)) == whole and len(whole) > 20


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("query", "names"), CASES[::5], ids=[query for query, _ in CASES[::5]])
def test_counts_articles(filled: dict[str, Engine], name: str, query: str, names: str) -> None:
    tree = looked_up(filled[name], tree_of(query))
    wider = relaxed(tree, filled[name].runs)
    expected = set(filled["memory"].snapshot().articles(tree))
    assert len(expected) == len({one.split("#")[0] for one in names.split()})
    counted = set(filled[name].snapshot().articles(wider))
    assert expected <= counted
    assert wider != tree or counted == expected


@pytest.mark.parametrize("name", ENGINES)
def test_keys_of_articles_can_be_intersected(filled: dict[str, Engine], name: str) -> None:
    snapshot = filled[name].snapshot()
    both = set(snapshot.articles(tree_of("flag"))) & set(snapshot.articles(tree_of("doctors")))
    assert both == set(snapshot.articles(tree_of("article:envoy")))
    assert not set(snapshot.articles(tree_of("flag"))) & set(snapshot.articles(tree_of("tea")))


@pytest.mark.parametrize("name", ENGINES)
def test_terms_are_sorted_and_counted(filled: dict[str, Engine], name: str) -> None:
    snapshot = filled[name].snapshot()
    everything = list(snapshot.terms("words"))
    assert everything == sorted(everything)
    assert everything == list(filled["memory"].snapshot().terms("words"))
    assert list(snapshot.terms("words", "limit")) == [("limit", 1), ("limited", 1), ("limits", 4)]
    assert list(snapshot.terms("text", "limit")) == [("limit", 4)]
    assert ("москва", 1) in list(snapshot.terms("words", "м"))
    assert dict(snapshot.terms("person"))["klein"] == 2
    assert list(snapshot.terms("words", "zzz")) == []


# --- nodes that queries make only in part


TREES = (
    (Nothing(), ""),
    (Everything(), EVERY),
    (Not(Everything()), ""),
    (Not(Nothing()), EVERY),
    (Or((Nothing(), said("tea"))), "tax#0 tax#1"),
    (And((Everything(), said("tea"))), "tax#0 tax#1"),
    (And((Nothing(), said("tea"))), ""),
    (Or((Not(said("tea")), said("tea"))), EVERY),
    (And((Optional(said("tea")), Optional(said("flag")))), EVERY),
    (Optional(said("tea")), EVERY),
    (And((Optional(said("tea")), Not(said("tea")))), without("tax#0 tax#1")),
    (Not(Optional(said("tea"))), ""),
    (Not(Boost(said("tea"), 2.0)), without("tax#0 tax#1")),
    (Boost(Not(said("tea")), 2.0), without("tax#0 tax#1")),
    (Or((And((Not(said("tea")), said("tax"))), said("flag"))), "market#3 envoy#1"),
    (Range(None, None, "ordinal"), EVERY),
    (Range(2, 1, "ordinal"), ""),
    (Range(-(10**15), 10**15, "published"), without("world#1 world#2 world#3 world#4 world#5")),
    (Prefix("t", "topic"), "budget#0 budget#1 budget#2 budget#3 budget#4 " + " ".join(f"envoy#{n}" for n in range(7))
        + " tax#0 tax#1 tax#2 tax#3 tax#4"),
    (Phrase((Or((said("no"), said("the"))), Or((said("limits"), said("limit")))), "words"),
        "budget#1 budget#2 budget#4 tax#1"),
    (Phrase((said("tax"), said("on"), said("tax")), "words"), "tax#1"),
    (Phrase((said("tea"), said("tea")), "words"), ""),
    (Phrase(tuple(Or(tuple(map(said, "tax on tea".split()))) for _ in range(5)), "words"), "tax#1"),
)  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("tree", "names"), TREES, ids=[str(tree) for tree, _ in TREES])
def test_runs_nodes(filled: dict[str, Engine], name: str, tree: Node, names: str) -> None:
    assert sorted(found(filled[name], tree)) == sorted(names.split())
    assert filled[name].snapshot().count(tree) == len(names.split())


@pytest.mark.parametrize("name", ENGINES)
def test_a_name_weighs_the_same_beside_others_and_alone(filled: dict[str, Engine], name: str) -> None:
    alone, beside = filled[name].snapshot().stream(tree_of("person:anna"))
    assert alone.score == pytest.approx(beside.score) and alone.score > 0


@pytest.mark.parametrize("name", ENGINES)
def test_filters_score_nothing(filled: dict[str, Engine], name: str) -> None:
    queries = "-tax title:budget * role:body article:budget published:2023 ordinal:1 has:person role:b*"
    for query in queries.split():
        tree = looked_up(filled[name], tree_of(query))
        assert {match.score for match in filled[name].snapshot().stream(tree)} == {0.0}, query


@pytest.mark.parametrize("name", ENGINES)
def test_scores_only_by_relevance(filled: dict[str, Engine], name: str) -> None:
    for order in (Order.NEWEST, Order.OLDEST):
        assert {match.score for match in filled[name].snapshot().stream(tree_of("tax"), order)} == {0.0}


# --- the contract of writing


def test_starts_empty(engine: Engine) -> None:
    snapshot = engine.snapshot()
    assert (snapshot.generation, snapshot.count(Everything())) == (0, 0)
    assert snapshot.search(Everything(), 10).matches == []
    for tree in (said("tea"), Not(said("tea")), Prefix("t", "words"), Range(1, 2, "ordinal")):
        for order in Order:
            assert (list(snapshot.stream(tree, order)), snapshot.search(tree, 3, 0, order).total) == ([], 0)
    assert (list(snapshot.terms("words")), len(snapshot.articles(Everything()))) == ([], 0)


def test_replaces_an_article(engine: Engine) -> None:
    write(engine, 1, a=["one", "two", "three"], b=["one", "four"])
    write(engine, 2, a=["five"])
    assert sorted(texts(engine)) == ["five", "four", "one"]
    assert (texts(engine, said("two")), texts(engine, said("one"))) == ([], ["one"])
    assert engine.snapshot().count(Not(said("five"))) == 2


def test_replaces_twice_before_a_commit(engine: Engine) -> None:
    write(engine, 1, a=["zero"], b=["kept"])
    with engine.writer() as writer:
        for text in ("one", "two", "three"):
            writer.replace("a", made("a", text, "again"))
        writer.replace("c", made("c", "gone"))
        writer.replace("c", [])
        writer.commit(2)
    assert sorted(texts(engine)) == ["again", "kept", "three"]
    assert len(engine.snapshot().articles(Everything())) == 2


def test_takes_articles_out(engine: Engine) -> None:
    write(engine, 1, a=["one", "two"], b=["one"])
    with engine.writer() as writer:
        writer.replace("a", [])
        writer.replace("never there", [])
        writer.commit(2)
    assert texts(engine) == ["one"]
    write(engine, 3, b=[])
    assert (texts(engine), engine.snapshot().generation, list(engine.snapshot().terms("words"))) == ([], 3, [])


def test_does_not_count_the_dead(engine: Engine) -> None:
    write(engine, 1, **{f"a{number}": ["tea tax", "tea"] for number in range(20)}, b=["tea tax flag", "coffee"])
    write(engine, 2, **{f"a{number}": [] for number in range(3, 20)})
    snapshot = engine.snapshot()
    assert (snapshot.count(said("tea")), snapshot.count(Everything())) == (7, 8)
    assert (snapshot.search(said("tea"), 2).total, snapshot.count(Not(said("tea")))) == (7, 1)
    assert len(snapshot.articles(said("tea"))) == 4


@pytest.mark.parametrize("name", ["memory", "whoosh"])
def test_leaves_the_dead_out_of_statistics(name: str, tmp_path: Path) -> None:
    engine, fresh = (open_engine(name, tmp_path / one, create=True) for one in ("used", "fresh"))
    kept = {f"a{number}": ["tea tax " * number, "tea coffee"] for number in range(1, 15)}
    write(engine, 1, **kept, **{f"b{number}": ["tea flag pole"] for number in range(5)})
    write(engine, 2, **{f"b{number}": [] for number in range(5)})
    write(fresh, 1, **kept)
    tree = Or((said("tea"), Phrase((said("tax"), said("tea")), "words")))
    scores = [[match.score for match in one.snapshot().stream(tree)] for one in (engine, fresh)]
    assert scores[0] == pytest.approx(scores[1], rel=0.01)
    assert list(engine.snapshot().terms("words")) == list(fresh.snapshot().terms("words"))


def test_a_snapshot_is_one_commit(engine: Engine) -> None:
    write(engine, 1, a=["one", "two"], b=["three"])
    snapshot = engine.snapshot()
    stream = snapshot.stream(Everything())
    first = next(stream)
    for generation in range(2, 12):
        write(engine, generation, a=["four"], b=[], c=[f"five {generation}"])
    assert (snapshot.generation, snapshot.count(Everything()), snapshot.count(said("three"))) == (1, 3, 1)
    assert len([first, *stream]) == 3
    assert [read_record(match.stored)["text"] for match in snapshot.search(said("two"), 5).matches] == ["two"]
    assert snapshot.search(said("two"), 5).matches[0].score > 0
    assert dict(snapshot.terms("words")) == {"one": 1, "two": 1, "three": 1}
    assert len(list(snapshot.stream(Everything(), Order.NEWEST))) == 3
    assert sorted(texts(engine)) == ["five 11", "four"]


def test_an_exception_drops_what_came_after_the_last_commit(engine: Engine) -> None:
    write(engine, 1, a=["one"])
    with pytest.raises(RuntimeError, match="stop"), engine.writer() as writer:
        writer.replace("b", made("b", "two"))
        writer.commit(2)
        writer.replace("a", made("a", "three"))
        writer.replace("c", made("c", "four"))
        raise RuntimeError("stop")
    assert (sorted(texts(engine)), engine.snapshot().generation) == (["one", "two"], 2)
    write(engine, 3, c=["five"])
    assert (sorted(texts(engine)), engine.snapshot().generation) == (["five", "one", "two"], 3)


def test_leaving_without_a_commit_drops_changes(engine: Engine) -> None:
    write(engine, 1, a=["one"])
    with engine.writer() as writer:
        writer.replace("a", made("a", "two"))
    with engine.writer():
        pass
    assert (texts(engine), engine.snapshot().generation) == (["one"], 1)


def test_commits_several_times(engine: Engine) -> None:
    with engine.writer() as writer:
        for number in range(1, 30):
            writer.replace(f"a{number % 7}", made(f"a{number % 7}", f"text {number}", "second"))
            writer.commit(number)
            assert engine.snapshot().generation == number
    assert sorted(texts(engine, said("text"))) == sorted(f"text {number}" for number in range(23, 30))
    assert engine.snapshot().count(said("second")) == 7


def test_remembers_a_generation_without_changes(engine: Engine) -> None:
    write(engine, 4, a=["one"])
    write(engine, 7)
    assert (engine.snapshot().generation, texts(engine)) == (7, ["one"])


def test_an_article_id_may_be_anything(engine: Engine) -> None:
    names = ["a b/ç#1", "a", "a b", "A", "x" * 3000, "'\"\\", "北京", "*"]
    with engine.writer() as writer:
        for name in names:
            writer.replace(name, made(name, f"text of {len(name)}"))
        writer.commit(1)
    for name in names:
        assert texts(engine, Term(name, "article")) == [f"text of {len(name)}"]
    with engine.writer() as writer:
        for name in names[1:]:
            writer.replace(name, [])
        writer.commit(2)
    assert texts(engine) == [f"text of {len(names[0])}"]


def test_takes_a_huge_paragraph(engine: Engine) -> None:
    write(engine, 1, a=["tea " * 200_000 + "the end", "", "…"])
    assert engine.snapshot().count(Phrase((said("the"), said("end")), "words")) == 1
    assert engine.snapshot().count(Phrase((said("tea"), said("the")), "words")) == 1
    assert (engine.snapshot().count(Not(said("tea"))), engine.snapshot().search(said("tea"), 1).total) == (2, 1)


def test_other_languages_split_the_same(engine: Engine) -> None:
    paragraphs = [Paragraph("a", 1, "Zwei \u2028Zeilen\x1fund\u00a0mehr\u3000Häuser\x85Ende")]
    with engine.writer() as writer:
        writer.replace("a", documents(Article("a"), paragraphs, Analyzer("german"), UTC))
        writer.commit(1)
    for word in ("zwei", "zeilen", "und", "mehr", "hauser", "ende"):
        assert engine.snapshot().count(said(word)) == 1, word


# --- on disk


def test_opens_what_was_written(reopen: Callable[[bool], Engine]) -> None:
    engine = reopen(True)
    write(engine, 5, a=["one", "two"])
    write(engine, 6, a=["three"])
    again = reopen(False)
    assert (again.snapshot().generation, texts(again), again.name) == (6, ["three"], engine.name)
    assert again.space().live > 0
    write(again, 9, b=["four"])
    assert (engine.snapshot().generation, sorted(texts(engine))) == (9, ["four", "three"])
    assert (reopen(True).snapshot().generation, sorted(texts(reopen(True)))) == (9, ["four", "three"])


def test_collects_its_files(reopen: Callable[[bool], Engine], tmp_path: Path) -> None:
    engine = reopen(True)
    for generation in range(1, 40):
        write(engine, generation, a=[f"text {generation}"], b=["other"])
        with pytest.raises(RuntimeError), engine.writer() as writer:
            writer.replace("a", made("a", "never"))
            raise RuntimeError
    files = [file for file in (tmp_path / engine.name).iterdir() if file.is_file()]
    assert len(files) < 100
    assert texts(engine, said("text")) == ["text 39"]


@pytest.mark.parametrize("name", ON_DISK)
def test_a_folder_without_an_index_is_damaged(name: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match=name):
        open_engine(name, tmp_path / "nothing", create=False)
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "file.txt").write_text("no index")
    with pytest.raises(DamagedError, match=name):
        open_engine(name, tmp_path / "else", create=False)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.iterdir()) if file.is_file() and "generation" not in file.name)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", ["gone", "empty", "half", "cut", "garbage", "flipped"])
def test_whoosh_damage_is_one_clear_line(harm: str, tmp_path: Path) -> None:
    engine = open_engine("whoosh", tmp_path / "x", create=True)
    write(engine, 1, a=[f"tea {number} tax on tea" for number in range(300)])
    for file in _files(tmp_path / "x"):
        if file.suffix not in (".toc", ".seg"):
            continue
        whole = file.read_bytes()
        _harm(file, whole, harm)
        try:
            opened = open_engine("whoosh", tmp_path / "x")
            list(opened.snapshot().stream(Phrase((said("tax"), said("on")), "words")))
            list(opened.snapshot().terms("words"))
        except DamagedError as error:
            assert "\n" not in str(error)
        else:
            assert harm == "flipped", f"{file.name} {harm} went unseen"
        file.write_bytes(whole)
    assert open_engine("whoosh", tmp_path / "x").snapshot().count(said("tea")) == 300


def _harm(file: Path, whole: bytes, harm: str) -> None:
    made = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "cut": whole[:-3],
        "garbage": random.Random(7).randbytes(len(whole)),
        "flipped": bytes(byte ^ 0x55 if place % 97 == 13 else byte for place, byte in enumerate(whole)),
    }
    file.unlink()
    if harm in made:
        file.write_bytes(made[harm])


def test_whoosh_pickles_nothing_of_ours(tmp_path: Path) -> None:
    engine = open_engine("whoosh", tmp_path / "x", create=True)
    write(engine, 1, a=["one"])
    for file in _files(tmp_path / "x"):
        assert b"searchkit" not in file.read_bytes(), file.name


def test_whoosh_merges_segments_and_keeps_all(tmp_path: Path) -> None:
    engine = open_engine("whoosh", tmp_path / "x", create=True)
    for number in range(60):
        write(engine, number, **{f"a{number}": [f"text {number}", "tea tax"], f"b{number % 5}": [f"tea {number}"]})
    assert len(list((tmp_path / "x").glob("*.seg"))) < 30
    snapshot = engine.snapshot()
    assert (snapshot.count(said("text")), snapshot.count(said("tea")), snapshot.count(Everything())) == (60, 65, 125)
    assert snapshot.count(Phrase((said("tea"), said("tax")), "words")) == 60
    assert dict(snapshot.terms("words", "te")) == {"tea": 65, "text": 60}
    assert snapshot.count(Range(1, 1, "ordinal")) == 65


# --- killed at any moment

ENDLESS = """
import itertools, sys
from datetime import UTC
from pathlib import Path
from searchkit.analysis import Analyzer
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.model import Article, Paragraph
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
for generation in itertools.count(engine.snapshot().generation + 1):
    with engine.writer() as writer:
        for name in "abcde":
            paragraphs = [Paragraph(name, number, f"said in {generation}") for number in range(3)]
            writer.replace(name, documents(Article(name), paragraphs, Analyzer(), UTC))
        writer.commit(generation)
"""


@pytest.mark.long
@pytest.mark.parametrize("name", ON_DISK)
def test_a_killed_writer_leaves_a_whole_commit(name: str, tmp_path: Path) -> None:
    engine = open_engine(name, tmp_path / "x", create=True)
    write(engine, 1, **{article: ["said in 1"] * 3 for article in "abcde"})
    for round_ in range(12):
        with subprocess.Popen([sys.executable, "-c", ENDLESS, name, str(tmp_path / "x")]) as process:
            end, before = time.monotonic() + 0.6 + round_ / 11, engine.snapshot().generation
            while time.monotonic() < end or (engine.snapshot().generation == before and process.poll() is None):
                _check_whole(engine)
            assert process.poll() is None, "the writer could not go on from what the one before left"
            process.kill()
        _check_whole(open_engine(name, tmp_path / "x"))
    assert engine.snapshot().generation > 12
    assert len(list((tmp_path / "x").iterdir())) < 100


def _check_whole(engine: Engine) -> None:
    snapshot = engine.snapshot()
    found = (snapshot.count(said(str(snapshot.generation))), snapshot.count(EVERYTHING))
    assert found == (15, 15), (snapshot.generation, dict(snapshot.terms("words")))
    snapshot.close()


def test_documents_are_packed_as_the_json_of_their_values() -> None:
    odd = 'He said "no\\yes"\tto\x01 O’Neill\u2028– AT&T'
    article = Article(id='a"\\', title=odd, source=odd, topics=(odd, "tax"), section=odd, url=odd, byline=(odd,))
    made = documents(article, [Paragraph(article.id, 1, odd), Paragraph(article.id, 2, "")], Analyzer(), UTC)
    for document, written in zip(made, packed(made), strict=True):
        known = json.loads(written)
        assert b64decode(known.pop("stored")).decode() == document.stored
        assert known == {
            key: list(value) if isinstance(value, tuple) else value for key, value in document.values.items()
        }
