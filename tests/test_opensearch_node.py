"""What only a real node shows of the engine: shards, deep pages, points in time that are lost, a full disk.

They need a server (`make test-opensearch`), which SEARCHKIT_OPENSEARCH names.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path

import pytest
from engines_cases import CASES, corpus, drop, found, tree_of

from searchkit.analysis import Analyzer
from searchkit.cluster import Cluster, Share, with_secrets
from searchkit.documents import documents
from searchkit.engines import open_engine, opensearch_columns, opensearch_snapshot
from searchkit.engines.opensearch import Opensearch
from searchkit.errors import DamagedError, EngineError, QueryError
from searchkit.model import Article, Document, Entity, Order, Paragraph
from searchkit.query.nodes import And, Everything, Fuzzy, Node, Not, Or, Prefix, Regex, Term, Words
from searchkit.tally import Unit

SERVER = os.environ.get("SEARCHKIT_OPENSEARCH", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="no server: SEARCHKIT_OPENSEARCH names none (make test-opensearch)")
ANALYZER = Analyzer()
NAMES = ("Anna Berg", "Li Ma", "Otto Klein", "Mara Ellery", "Tomas Quill")


def opened(folder: Path, shards: int = 1) -> Opensearch:
    folder.mkdir(exist_ok=True)
    cluster = with_secrets(Cluster(shards=shards))
    engine = open_engine("opensearch", folder, create=True, share=Share(cluster))
    assert isinstance(engine, Opensearch)
    return engine


def made(number: int) -> list[Document]:
    """Make an article of three paragraphs, which name some people."""
    named = [NAMES[at] for at in range(len(NAMES)) if number % (at + 2) == 0]
    text = " met ".join([*named, f"nobody{number % 7} at the harbour"])
    entities = tuple(Entity("person", name, name, text.index(name), text.index(name) + len(name)) for name in named)
    paragraphs = [Paragraph(f"a{number}", ordinal, text, entities=entities) for ordinal in range(1, 4)]
    published = date(2020 + number % 3, 1 + number % 12, 1 + number % 28) if number % 5 else None
    return documents(Article(f"a{number}", published=published), paragraphs, ANALYZER, UTC)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Opensearch, object]]:
    """Fill an index of five shards, and the memory engine, with three hundred articles."""
    engine = opened(tmp_path_factory.mktemp("five"), 5)
    memory = open_engine("memory", None, create=True)
    for one in (engine, memory):
        with one.writer() as writer:
            for number in range(300):
                writer.replace(f"a{number}", made(number))
            writer.commit(1)
    yield engine, memory
    drop(engine)


TREES: tuple[Node, ...] = (
    Everything(),
    Term("anna", "words"),
    And((Term("harbour", "words"), Not(Term("klein", "person")))),
    Or((Term("quill", "words"), Term("nobody3", "words"))),
    Term("nowhere", "words"),
)


@pytest.mark.parametrize("tree", TREES, ids=str)
@pytest.mark.parametrize("small", [False, True])
def test_several_shards_count_as_one_does(
    engines: tuple[Opensearch, Opensearch], tree: Node, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small:  # whatever is counted in parts, by pages or by name
        monkeypatch.setattr(opensearch_columns, "PAGE", 3)
        monkeypatch.setattr(opensearch_columns, "NESTED", 7)
        monkeypatch.setattr(opensearch_columns, "INCLUDED", 2)
    one, other = (engine.snapshot() for engine in engines)
    assert one.count(tree) == other.count(tree)
    articles = one.articles(tree)
    assert len(articles) == len(set(articles)) == len(other.articles(tree))
    assert articles == other.articles(tree)
    assert all(number in articles for number in list(articles)[:2])
    for limit in (None, 0, 1, 2, 3, 10):
        expected = list(other.values(tree, "person_value", limit).items())
        assert list(one.values(tree, "person_value", limit).items()) == expected
    assert one.values(tree, "person_value", None, NAMES[:3]) == other.values(tree, "person_value", None, NAMES[:3])
    assert one.facets(tree, "person_value", NAMES) == other.facets(tree, "person_value", NAMES)
    for unit in Unit:
        assert one.histogram(tree, unit) == other.histogram(tree, unit)
    assert list(one.terms("words", "no")) == list(other.terms("words", "no"))
    assert list(one.terms("person")) == list(other.terms("person"))


def test_the_most_frequent_values_are_exact_where_shards_leave_some_out(
    engines: tuple[Opensearch, Opensearch], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one value a shard, each shard has its own favourite."""
    monkeypatch.setattr(opensearch_columns, "SPARE", (1, 0))
    one, other = (engine.snapshot() for engine in engines)
    for tree in TREES:
        for limit in (1, 2, 4):
            expected = list(other.values(tree, "person_value", limit).items())
            assert list(one.values(tree, "person_value", limit).items()) == expected, (tree, limit)


def test_scores_of_a_small_index_are_those_of_one_shard(engines: tuple[Opensearch, Opensearch]) -> None:
    for tree in TREES:
        scores = [{match.stored: match.score for match in engine.snapshot().stream(tree)} for engine in engines]
        if isinstance(tree, Term):
            assert scores[0] == pytest.approx(scores[1], rel=0.02)
        assert scores[0].keys() == scores[1].keys()


@pytest.mark.parametrize("order", Order)
def test_pages_beyond_the_window_of_a_server_are_pieces_of_the_stream(
    engines: tuple[Opensearch, Opensearch], order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_snapshot, "BATCH", 7)
    monkeypatch.setattr(opensearch_snapshot, "LARGEST", 50)
    monkeypatch.setattr(opensearch_snapshot, "WINDOW", 40)
    snapshot, tree = engines[0].snapshot(), Term("harbour", "words")
    whole = list(snapshot.stream(tree, order))
    assert len(whole) == len({match.stored for match in whole}) == 900
    for limit, offset in ((20, 10), (20, 30), (300, 500), (10**9, 0), (10, 899), (10, 900)):
        page = snapshot.search(tree, limit, offset, order)
        assert (page.total, list(page.matches)) == (900, whole[offset : offset + limit])


def test_an_article_lives_on_one_shard(engines: tuple[Opensearch, Opensearch]) -> None:
    server, index = engines[0].server, engines[0].place.index
    for number in range(20):
        query = {"term": {"article": f"a{number}"}}
        hits = server.ask("POST", f"/{index}/_search", {"query": query, "explain": True, "size": 10})["hits"]["hits"]
        assert (len(hits), len({hit["_shard"] for hit in hits})) == (3, 1)


def test_a_point_in_time_that_a_server_lost_is_made_anew_or_is_one_clear_line(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    write(engine, 1, 3)
    snapshot = engine.snapshot()
    stream = snapshot.stream(Everything())
    first = next(stream)
    lose_all(engine)
    assert snapshot.count(Everything()) == 9
    lose_all(engine)
    assert (len([first, *stream]), snapshot.count(Everything())) == (9, 9)
    write(engine, 2, 4)
    assert (snapshot.count(Everything()), engine.snapshot().count(Everything())) == (9, 12)
    lose_all(engine)
    for _ in range(2):
        with pytest.raises(EngineError, match="has let go of the commit that was read; open the index again"):
            snapshot.count(Everything())
    drop(engine)


def test_points_in_time_are_let_go(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    write(engine, 1, 2)
    before = points(engine)
    for number in range(30):
        snapshot = engine.snapshot()
        assert snapshot.count(Everything()) == 6
        if number % 2:
            snapshot.close()
    assert points(engine) <= before + 2
    del snapshot
    gc.collect()
    assert points(engine) == before
    drop(engine)


def test_a_disk_that_is_full_stops_writing_and_not_reading_and_nothing_is_lost(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    write(engine, 1, 2)
    blocks(engine, "true")
    with pytest.raises(EngineError, match=r"allows no changes .*; its disk is full: make room on it"):
        write(engine, 2, 3)
    assert engine.snapshot().count(Everything()) == 6
    blocks(engine, None)
    with engine.writer():
        pass
    assert (engine.snapshot().generation, engine.snapshot().count(Everything())) == (2, 9)
    drop(engine)


def test_an_index_that_is_gone_is_damage(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    drop(engine)
    with pytest.raises(DamagedError, match=r"OpenSearch at .* no such index"):
        engine.snapshot()
    with pytest.raises(DamagedError):
        open_engine("opensearch", tmp_path / "x")


def test_an_id_that_no_server_would_index_is_taken_and_taken_out(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    name = "ж" * 20_000
    with engine.writer() as writer:
        writer.replace(name, documents(Article(name), [Paragraph(name, 1, "tea")], ANALYZER, UTC))
        writer.commit(1)
    assert engine.snapshot().count(Term("tea", "words")) == 1
    with engine.writer() as writer:
        writer.replace(name, [])
        writer.commit(2)
    assert engine.snapshot().count(Everything()) == 0
    drop(engine)


def test_a_commit_that_is_done_again_changes_nothing(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x", 3)
    for generation in (1, 2, 3):
        with engine.writer() as writer:
            for article, several in corpus():
                writer.replace(article, several)
            writer.commit(generation)
    memory = open_engine("memory", None, create=True)
    with memory.writer() as writer:
        for article, several in corpus():
            writer.replace(article, several)
        writer.commit(1)
    for query, _ in CASES[::9]:
        assert sorted(found(engine, tree_of(query))) == sorted(found(memory, tree_of(query))), query
    drop(engine)


def test_a_pattern_may_stand_for_hundreds_of_words(tmp_path: Path) -> None:
    engine, memory = opened(tmp_path / "x"), open_engine("memory", None, create=True)
    letters = [chr(97 + at) for at in range(26)]
    words = [f"harb{one}{other}ur" for one in letters for other in letters]
    for each in (engine, memory):
        with each.writer() as writer:
            for word in words:
                writer.replace(word, documents(Article(word), [Paragraph(word, 1, word)], ANALYZER, UTC))
            writer.commit(1)
    for tree in (
        Fuzzy("harbour", 2, "words"),
        Fuzzy("harbour", 1, "words"),
        Prefix("ha", "words"),
        Regex("h.*[a-f]ur", "words"),
    ):
        assert engine.snapshot().count(tree) == memory.snapshot().count(tree) > 20
    drop(engine)


def test_an_empty_prefix_is_any_word_there_is(tmp_path: Path) -> None:
    """The column of terms of a field was asked, which fields of whole values have not."""
    engine = opened(tmp_path / "x")
    with engine.writer() as writer:
        paragraphs = [Paragraph("a", 1, "tea"), Paragraph("a", 2, "")]
        writer.replace("a", documents(Article("a"), paragraphs, ANALYZER, UTC))
        writer.commit(1)
    counts = [engine.snapshot().count(Prefix("", field)) for field in ("article", "text", "words", "person")]
    assert counts == [2, 1, 1, 0]
    drop(engine)


def test_more_alternatives_than_a_server_allows_are_one_clear_line(tmp_path: Path) -> None:
    engine = opened(tmp_path / "x")
    write(engine, 1, 1)
    with pytest.raises(QueryError, match="the query has more alternatives than OpenSearch at"):
        engine.snapshot().count(Or(tuple(Term(f"w{number}", "words") for number in range(5_000))))
    many = Words(frozenset(f"w{number}" for number in range(150_000)) | {"harbour"}, "words", Prefix("", "words"))
    assert engine.snapshot().count(many) == 3
    drop(engine)


def write(engine: Opensearch, generation: int, articles: int) -> None:
    with engine.writer() as writer:
        for number in range(articles):
            writer.replace(f"a{number}", made(number))
        writer.commit(generation)


def lose_all(engine: Opensearch) -> None:
    engine.server.ask("DELETE", "/_search/point_in_time/_all")


def points(engine: Opensearch) -> int:
    stats = engine.server.ask("GET", f"/{engine.place.index}/_stats/search")
    return int(stats["_all"]["total"]["search"]["point_in_time_current"])


def blocks(engine: Opensearch, value: str | None) -> None:
    engine.server.ask("PUT", f"/{engine.place.index}/_settings", {"index.blocks.read_only_allow_delete": value})
