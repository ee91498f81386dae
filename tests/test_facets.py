"""Facets, timelines and names: the same on every engine, and every number has a query that finds its paragraphs."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from engines_cases import CLUSTER, corpus, tree_of
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit import Article, Entity, Indexer, QueryError, Searcher
from searchkit.counting import DAY, by_day, index_of, period, period_at
from searchkit.engines import open_engine
from searchkit.engines.base import Engine
from searchkit.facets import Columns
from searchkit.narrowing import having
from searchkit.query.parser import parse
from searchkit.schema import ENTITIES, SCHEMA
from searchkit.tally import Figures, Unit
from searchkit.telling import Telling, likelihood

ROOT = Path(__file__).parents[1]
ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    engines = {name: open_engine(name, tmp_path_factory.mktemp(name), create=True) for name in ENGINES}
    for engine in engines.values():
        with engine.writer() as writer:
            for article, made in corpus():
                writer.replace(article, made)
            writer.commit(1)
    return engines


@pytest.fixture(scope="module", params=ENGINES)
def examples(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    if request.param == "memory":
        with Indexer(engine="memory") as indexer:
            indexer.read([ROOT / "examples"])
            yield indexer.searcher()
        return
    folder = tmp_path_factory.mktemp("examples") / request.param
    searchkit.build([ROOT / "examples"], folder, engine=request.param)
    with searchkit.open(folder) as searcher:
        yield searcher


# --- one table for all engines: paragraphs and articles of each value, those of most paragraphs first

FACETS = [
    ("*", "person", "Bram O'Neill 2 2, Anna Berg 1 1, Anna Klein 1 1, Ines Okafor 1 1, Li Ma 1 1, Ma Li 1 1"),
    ("budget", "person", "Ines Okafor 1 1"),
    ("article:envoy", "org", "World Health Organization 1 1"),
    ("*", "org", "AT&T Inc. 1 1, Grain Board 1 1, World Health Organization 1 1"),
    ("*", "place", "Lindholm 1 1, Port Ellery 1 1, United States 1 1"),
    ("*", "nationality", "Polish 1 1"),
    ("*", "topic", "public halls 7 1, town 7 1, public finance 5 1, tea 5 1, town halls 5 1"),
    ("*", "source", "Reed Wire 13 2, Harbour Times 5 1"),
    ("*", "byline", "Quill Mara 7 1, Mara Ellery 5 1, Tomas Quill 5 1"),
    ("*", "section", "Arts 5 1, Local Politics 5 1"),
    ("*", "language", "en 5 1, fr 5 1"),
    ("published:2023-11", "role", "body 5 2, headline 2 2, lede 2 2, credit 1 1, promo 1 1"),
    ("zebra", "person", ""),
]
TIMELINES = [
    ("*", "day", "1987-03-31 2 1, 2022-01-31 5 1, 2023-10-05 7 1, 2023-11-22 5 1, 2023-11-30 6 1"),
    ("*", "week", "1987-03-30..1987-04-05 2 1, 2022-01-31..2022-02-06 5 1, 2023-10-02..2023-10-08 7 1, "
                  "2023-11-20..2023-11-26 5 1, 2023-11-27..2023-12-03 6 1"),
    ("*", "month", "1987-03 2 1, 2022-01 5 1, 2023-10 7 1, 2023-11 11 2"),
    ("*", "year", "1987 2 1, 2022 5 1, 2023 18 3"),
    ("tax", "year", "2022 2 1, 2023 2 2"),
    ("-has:published", "month", ""),
]  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("query", "field", "values"), FACETS, ids=[f"{query} by {field}" for query, field, _ in FACETS]
)
def test_facets(filled: dict[str, Engine], name: str, query: str, field: str, values: str) -> None:
    snapshot, tree, column = filled[name].snapshot(), tree_of(query), SCHEMA[field].column
    counts = snapshot.values(tree, column, 6)
    found = snapshot.facets(tree, column, list(counts))
    assert ", ".join(f"{one.value} {one.paragraphs} {one.articles}" for one in found) == values
    assert {one.value: one.paragraphs for one in found} == counts
    snapshot.close()


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("query", "unit", "values"), TIMELINES, ids=[f"{query} by {u}" for query, u, _ in TIMELINES])
def test_timelines(filled: dict[str, Engine], name: str, query: str, unit: str, values: str) -> None:
    found = filled[name].snapshot().histogram(tree_of(query), Unit(unit))
    assert ", ".join(f"{one.period} {one.paragraphs} {one.articles}" for one in found) == values


@pytest.mark.parametrize("name", ENGINES)
def test_values_are_limited_and_chosen(filled: dict[str, Engine], name: str) -> None:
    snapshot, tree = filled[name].snapshot(), tree_of("*")
    everyone = list(snapshot.values(tree, "person_value"))
    assert everyone[0] == "Bram O'Neill"
    assert everyone[1:] == sorted(everyone[1:])
    for limit in range(len(everyone) + 2):
        assert list(snapshot.values(tree, "person_value", limit)) == everyone[:limit]
    assert snapshot.values(tree, "person_value", among=["Zoë Müller", "nobody", "zoë müller"]) == {"Zoë Müller": 1}
    assert snapshot.values(tree, "person_value", among=[]) == {}
    assert snapshot.facets(tree, "person_value", []) == []
    assert snapshot.facets(tree, "person_value", ["nobody"]) == []


# --- every number can be asked for its paragraphs

QUERIES = (
    "*", "seawall", "harbour OR limits", "the", "of the", "the -seawall", "-seawall", "no limits", '"no limits"',
    "seawall w/5 contract", "(budget w/9 harbour) OR strike", "ARTICLE(budget) marsk", "role:any partnership",
    "person:marsk", 'person:="Elena Marsk"', "published:2024", "published:>=2024 title:seawall", "WHO", "limit*",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_the_query_of_a_number_finds_it(examples: Searcher, query: str) -> None:
    found = examples.figures(
        query, facets=SCHEMA.faceted(), timeline=Unit.MONTH, names=ENTITIES, limit=4, any_words=False
    )
    assert (found.counts.paragraphs, found.counts.articles) == _counted(examples, query)
    check_queries(examples, found)


@pytest.mark.parametrize("query", ["the harbour budget", "budget -seawall", "no-limits marsk", "+harbour tax"])
def test_the_query_of_a_number_finds_it_with_any_of_the_words(examples: Searcher, query: str) -> None:
    found = examples.figures(query, facets=("person", "role"), timeline="week", names=ENTITIES, any_words=True)
    check_queries(examples, found, any_words=True)


@pytest.mark.parametrize("name", ["Elena Marsk", "marsk", "Port Halden", "WHO"])
@pytest.mark.parametrize("sentence", [False, True])
def test_the_query_of_names_together_finds_them(examples: Searcher, name: str, sentence: bool) -> None:
    found = examples.together(name, sentence=sentence, timeline=Unit.MONTH, limit=None)
    assert found.about
    assert found.names or sentence
    assert found.about[1] not in {one.name for one in found.names if one.kind == found.about[0]}
    check_queries(examples, found)


MODES = (
    ("any_words", "the tax seawall"), ("any_words", "limits OR seawall"), ("any_words", "harbour AND the OR strike"),
    ("any_words", "+harbour contract"), ("any_words", "the -seawall"), ("any_words", "of the"), ("any_words", "the"),
    ("any_words", "no-limits harbour"), ("any_words", "role:any harbour published:2024"), ("any_words", 'a "harbour'),
    ("any_words", "(budget strike) -(harbour seawall)"), ("any_words", "+the harbour"),
    ("any_words", "headline:(a port)"),
    ("any_words", "NOT WHO US"), ("any_words", "seawall w/5 (contract OR harbour) port"),
    ("phrase", "the harbour"), ("phrase", 'port halden"'), ("phrase", "the"), ("phrase", "port-halden"),
    ("literal", "the OR harbour"), ("literal", "of the"), ("literal", 'port "halden'), ("literal", "topic:x harbour"),
    ("literal", "=harbour"), ("literal", "-harbour (port"),
)  # fmt: skip


@pytest.mark.parametrize(("mode", "query"), MODES)
def test_the_query_of_a_number_finds_it_however_the_query_was_read(examples: Searcher, mode: str, query: str) -> None:
    modes = {mode: True}
    found = examples.figures(query, facets=SCHEMA.faceted(), timeline=Unit.MONTH, names=ENTITIES, limit=4, **modes)
    assert found.counts == examples.count(query, **modes)
    check_queries(examples, found, any_words=mode == "any_words")


@pytest.mark.parametrize("query", ['the harbour "port', "limits OR harbour", "harbour"])
def test_any_of_literal_words_is_narrowed_too(examples: Searcher, query: str) -> None:
    found = examples.figures(query, facets=SCHEMA.faceted(), limit=4, any_words=True, literal=True)
    assert found.counts.paragraphs
    check_queries(examples, found, any_words=True)


def check_queries(searcher: Searcher, found: Figures, **modes: bool) -> None:
    numbers = [*(facet for facets in found.facets.values() for facet in facets), *found.names]
    numbers += [bucket for name in found.names for bucket in name.timeline]  # type: ignore[misc]
    if found.timeline:
        numbers += [*found.timeline.buckets, found.timeline.undated]  # type: ignore[list-item]
    for one in numbers:
        assert one.query, one
        assert _counted(searcher, one.query, **modes) == (one.paragraphs, one.articles), one


def _counted(searcher: Searcher, query: str, **modes: bool) -> tuple[int, int]:
    counts = searcher.count(query, **modes)
    return counts.paragraphs, counts.articles


def test_engines_give_the_same_figures(tmp_path: Path) -> None:
    with Indexer(engine="memory") as indexer:
        indexer.read([ROOT / "examples"])
        memory = indexer.searcher()
    for engine in ENGINES[1:]:
        searchkit.build([ROOT / "examples"], tmp_path / engine, engine=engine)
        with searchkit.open(tmp_path / engine) as searcher:
            for query in QUERIES:
                several = [
                    one.figures(query, facets=SCHEMA.faceted(), timeline="day", names=ENTITIES, limit=3)
                    for one in (memory, searcher)
                ]
                assert _plain(several[0]) == _plain(several[1]), (engine, query)


def _plain(found: Figures) -> tuple[object, ...]:
    return found.counts, found.facets, found.timeline, found.names, found.cut


# --- whole names

WHOLE = [
    ('person:="Elena Marsk"', 10),
    ('person:="elena marsk"', 0),
    ('person:="Marsk"', 0),
    ("person:=Marsk", 0),
    ('person:="Elena Marsk" w/s place:="Port Halden"', 3),
    ('place:="Port Halden" w/s person:="Elena Marsk"', 3),
    ('person:="Elena Marsk" w/s person:="Elena Marsk"', 10),
    ('person:="Elena Marsk" w/s contract', 1),
    ('NOT (person:="Elena Marsk" w/s place:="Port Halden") person:="Elena Marsk"', 7),
    ('person:(="Elena Marsk" OR ="Viktor Asplund")', 16),
    ('topic:="local government"', 13),
    ('topic:="local"', 0),
    ("language:=en", 21),
]


@pytest.mark.parametrize(("query", "count"), WHOLE)
def test_a_whole_value_is_asked_for_with_an_equals_sign(examples: Searcher, query: str, count: int) -> None:
    assert examples.count(query).paragraphs == count
    assert examples.search(query, limit=None).total == count


def test_a_whole_name_is_marked_where_it_stands(examples: Searcher) -> None:
    for hit in examples.search('person:="Elena Marsk"', limit=None):
        named = [(one.start, one.end) for one in hit.entities if one.name == "Elena Marsk"]
        assert list(hit.marks) == named, hit.id


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('person:="A" w/3 place:="B"', "is joined by w/s"),
        ('person:="A" pre/s place:="B"', "is joined by w/s"),
        ('person:="A" w/s title:b', "words of the text only"),
        ('atleast2(person:="A")', "has a name once"),
        ('person:(="A B" c)', "no place in person"),
    ],
)
def test_where_a_whole_name_cannot_stand(examples: Searcher, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as error:
        examples.search(query)
    assert error.value.end > error.value.start


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from(["person", "topic", "byline"])
)
def test_any_value_can_be_asked_for(value: str, field: str) -> None:
    value = " ".join(value.split())[:1000].rstrip()
    if value:
        tree = having(field, value)
        assert parse(str(tree)).tree == tree
        with Indexer(engine="memory", annotators=()) as indexer:
            article = Article("a", body="text", topics=(value,), byline=(value,))
            indexer.add(article)
            if field != "person":
                assert indexer.searcher().count(f"text {tree}").paragraphs == 1


# --- names


def test_likelihood_is_the_ratio_of_dunning() -> None:
    here, matching, everywhere, paragraphs = 12, 80, 40, 4000
    table = [[here, everywhere - here], [matching - here, paragraphs - matching - everywhere + here]]
    expected = 0.0
    for row in table:
        for column, observed in enumerate(row):
            chance = sum(row) * (table[0][column] + table[1][column]) / paragraphs
            expected += 2 * observed * math.log(observed / chance)
    assert likelihood(here, matching, everywhere, paragraphs) == pytest.approx(expected)
    assert likelihood(0, 80, 40, 4000) < 0
    assert likelihood(80, 80, 80, 80) == 0


def test_what_is_named_more_often_than_elsewhere_comes_first(examples: Searcher) -> None:
    found = examples.names("strike", kinds=["org"])
    assert found[0].name == "Seafarers' Union"
    assert found[0].times > 1
    scores = [one.likelihood for one in found]
    assert scores == sorted(scores, reverse=True)


def test_without_a_query_the_most_frequent_come_first(examples: Searcher) -> None:
    found = examples.names(kinds=["person"], limit=3)
    assert [one.name for one in found] == [one.value for one in examples.facets("*", "person", 3)]
    assert {(one.times, one.likelihood) for one in found} == {(1.0, 0.0)}


def test_furniture_is_left_out_of_names(examples: Searcher) -> None:
    kept, everything = (sum(one.paragraphs for one in examples.names(q, limit=None)) for q in ("*", "role:any"))
    assert kept < everything
    assert examples.figures("*", facets=("role",)).counts.furniture == 24
    assert "promo" not in {facet.value for facet in examples.facets("*", "role")}
    assert "promo" in {facet.value for facet in examples.facets("role:any", "role")}


def test_a_name_may_be_a_part_of_it_or_as_it_is_written() -> None:
    texts = ("The ICC sat.", "The International Criminal Court rose.", "Ann Lee came.", "Bo Lee left.", "Bo Lee sang.")
    written = [
        (Entity("org", "International Criminal Court", "ICC", 4, 7),),
        (Entity("org", "International Criminal Court", "International Criminal Court", 4, 32),),
        (Entity("person", "Ann Lee", "Ann Lee", 0, 7),),
        (Entity("person", "Bo Lee", "Bo Lee", 0, 6),),
        (Entity("person", "Bo Lee", "Bo Lee", 0, 6),),
    ]
    searcher = _with_names(texts, written)
    assert searcher.together("icc").about == ("org", "International Criminal Court")
    assert searcher.together("criminal court").about == ("org", "International Criminal Court")
    several = searcher.together("lee")
    assert several.about == ("person", "Bo Lee")
    assert "Ann Lee (person)" in several.warnings[0].message
    assert searcher.together("Ann Lee").warnings == ()
    assert searcher.together("lee", among=["org"]).about is None
    for nobody in ("zebra", "", "—"):
        assert searcher.together(nobody).counts.paragraphs == 0


def _with_names(texts: tuple[str, ...], names: list[tuple[Entity, ...]]) -> Searcher:
    from datetime import UTC

    from searchkit.analysis import Analyzer
    from searchkit.documents import documents
    from searchkit.manifest import Manifest
    from searchkit.model import Paragraph
    from searchkit.store import Store

    engine = open_engine("memory", None, create=True)
    paragraphs = [
        Paragraph("a", number, text, entities=found)
        for number, (text, found) in enumerate(zip(texts, names, strict=True), 1)
    ]
    with engine.writer() as writer:
        writer.replace("a", documents(Article("a"), paragraphs, Analyzer(), UTC))
        writer.commit(1)
    return Searcher(Store(None, Manifest("memory", ""), engine))


def test_together_counts_one_sentence_only_where_asked() -> None:
    text = "Ann Lee met Bo Ek. Cy Dahl left."
    names = tuple(
        Entity("person", n, n, text.index(n), text.index(n) + len(n)) for n in ("Ann Lee", "Bo Ek", "Cy Dahl")
    )
    searcher = _with_names((text,), [names])
    assert [one.name for one in searcher.together("Ann Lee").names] == ["Bo Ek", "Cy Dahl"]
    assert [one.name for one in searcher.together("Ann Lee", sentence=True).names] == ["Bo Ek"]


def test_an_unknown_field_is_an_error_that_names_those_there_are(examples: Searcher) -> None:
    with pytest.raises(QueryError, match="persn has no values to count; there are: person, org"):
        examples.facets("*", "persn")
    for field in ("text", "published", "person_value"):
        with pytest.raises(QueryError, match="has no values to count"):
            examples.facets("*", field)


def test_what_has_no_date_is_counted_apart(examples: Searcher) -> None:
    found = examples.timeline("*", "year")
    assert (found.undated.paragraphs, found.undated.articles) == (6, 1)
    assert sum(one.paragraphs for one in found.buckets) + 6 == examples.count("*").paragraphs


# --- more than tantivy counts at once


def test_tantivy_counts_in_parts_what_is_too_much_for_one_aggregation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchkit.engines import tantivy_columns

    pick = random.Random(7)
    engines = [open_engine(name, tmp_path / name, create=True) for name in ("memory", "tantivy")]
    articles = [
        Article(f"a{n}", body="one\n\ntwo\n\nthree", published=date(1850 + n % 10 * 17, n % 4 + 1, 1),
                topics=tuple(pick.sample("abcdefg", 3)))
        for n in range(60)
    ]  # fmt: skip
    for engine in engines:
        _write(engine, articles)
    usual = (60_000, 30_000, 2_000, 250_000, 1_000, 1_000)
    grouped = ((25_000, 20, 3, 1_000, 10**6, 1), (90, 2, 0, 1_000, 10**6, 1))
    for sizes in (usual, *grouped, (25_000, 20, 3, 20, 1_000, 1), (25_000, 2, 0, 2, 1, 1), (40, 1, 1, 1, 10**6, 1)):
        names = ("BUCKETS", "NESTED", "INCLUDED", "LISTED", "DAYS", "FEW")
        for name, size in zip(names, sizes, strict=True):
            monkeypatch.setattr(tantivy_columns, name, size)
        memory, tantivy = (engine.snapshot() for engine in engines)
        tree = tree_of("-role:promo")
        topics = list(memory.values(tree, "topic_value"))
        assert tantivy.values(tree, "topic_value") == memory.values(tree, "topic_value")
        assert tantivy.facets(tree, "topic_value", topics) == memory.facets(tree, "topic_value", topics)
        assert set(tantivy.articles(tree)) == set(memory.articles(tree))
        for unit in Unit:
            assert tantivy.histogram(tree, unit) == memory.histogram(tree, unit), (sizes, unit)


def test_no_value_is_cut_where_there_are_more_than_tantivy_counts_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchkit.engines import tantivy_columns

    monkeypatch.setattr(tantivy_columns, "BUCKETS", 50)
    monkeypatch.setattr(tantivy_columns, "NESTED", 25)
    monkeypatch.setattr(tantivy_columns, "INCLUDED", 20)
    engines = [open_engine(name, tmp_path / name, create=True) for name in ("memory", "tantivy")]
    for engine in engines:
        _write(engine, [Article(f"a{n}", body="one", topics=(f"t{n:03}", f"few {n % 9}")) for n in range(200)])
    memory, tantivy = (engine.snapshot() for engine in engines)
    tree, everything = tree_of("*"), list(memory.values(tree_of("*"), "topic_value"))
    assert len(everything) == 209
    for limit in (None, 0, 3, 9, 12, 49, 50, 60, 209, 300):
        assert tantivy.values(tree, "topic_value", limit) == memory.values(tree, "topic_value", limit), limit
    for among in (everything[:120], everything[150:170]):
        assert tantivy.values(tree, "topic_value", among=among) == memory.values(tree, "topic_value", among=among)
    assert tantivy.facets(tree, "topic_value", everything) == memory.facets(tree, "topic_value", everything)


def test_names_of_more_values_than_tantivy_counts_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from searchkit.engines import tantivy_columns

    monkeypatch.setattr(tantivy_columns, "BUCKETS", 50)
    monkeypatch.setattr(tantivy_columns, "NESTED", 25)
    monkeypatch.setattr(tantivy_columns, "INCLUDED", 20)
    articles = [Article(f"a{n}", body="one" if n > 120 else "two", byline=(f"Writer {n}",)) for n in range(200)]
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        for article in articles:
            indexer.add(article)
    with searchkit.open(tmp_path / "index") as searcher:
        found = Telling(*(Columns(searcher.asking.verified, tree_of(query)) for query in ("one", "*")))
        names, more = found.names("byline", None)
        assert (len(names), more) == (79, False)
        figures = searcher.figures("*", facets=("byline",), limit=None)
        assert (len(figures.facets["byline"]), figures.cut) == (200, frozenset())


def _write(engine: Engine, articles: list[Article]) -> None:
    from datetime import UTC

    from searchkit.analysis import Analyzer
    from searchkit.documents import documents
    from searchkit.split import split

    with engine.writer() as writer:
        for article in articles:
            writer.replace(article.id, documents(article, split(article), Analyzer(), UTC))
        writer.commit(1)


def test_an_expanded_query_is_counted_and_not_narrowed(examples: Searcher) -> None:
    counted = examples.figures("seawall", expand=True, any_words=True).counts
    assert counted.paragraphs > examples.count("seawall").paragraphs
    for narrow in ({"facets": ("person",)}, {"timeline": "month"}):
        with pytest.raises(QueryError, match="count without expanding it"):
            examples.figures("seawall", expand=True, any_words=True, **narrow)


# --- periods


@given(st.integers(date.min.toordinal(), date.max.toordinal() - 1), st.sampled_from(list(Unit)))
def test_periods_are_numbered_in_a_row(ordinal: int, unit: Unit) -> None:
    epoch = date(1970, 1, 1).toordinal()
    names = [period(day - epoch, unit) for day in (ordinal, ordinal + 1)]
    numbers = [index_of(name, unit) for name in names]
    assert numbers[1] - numbers[0] == (names[0] != names[1])
    assert [period_at(number, unit) for number in numbers] == names


@given(st.lists(st.tuples(st.none() | st.integers(-2 * DAY, 2 * DAY), st.integers(1, 3))))
def test_paragraphs_and_articles_are_counted_on_each_of_their_days(dated: list[tuple[int | None, int]]) -> None:
    days = {when // DAY for when, _ in dated if when is not None}
    on = {day: [article for when, article in dated if when is not None and when // DAY == day] for day in days}
    counted = by_day([when for when, _ in dated], [article for _, article in dated])
    assert counted == {day: (len(articles), len(set(articles))) for day, articles in on.items()}
