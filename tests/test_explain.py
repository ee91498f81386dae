"""An answer that explains itself: scores add up on every engine, parts say what they find, added words are named."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from engines_cases import CLUSTER
from hypothesis import example, given
from hypothesis import strategies as st

import searchkit
from searchkit import explain
from searchkit.explanation import Contribution, Expansion, Explanation, Part
from searchkit.model import Order
from searchkit.searcher import Searcher
from searchkit.store import open_store

ROOT = Path(__file__).parents[1]
ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)
CLOCK = datetime(2024, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Searcher]]:
    folder = tmp_path_factory.mktemp("explain")
    for name in ENGINES[1:]:
        searchkit.build([ROOT / "examples"], folder / name, engine=name)
    with searchkit.Indexer(None, engine="memory") as indexer:
        indexer.read([ROOT / "examples"])
        opened = {name: Searcher(open_store(folder / name), lambda: CLOCK) for name in ENGINES[1:]}
        yield {"memory": indexer.searcher(), **opened}
        for searcher in opened.values():
            searcher.close()


@pytest.fixture(params=ENGINES)
def searcher(request: pytest.FixtureRequest, searchers: dict[str, Searcher]) -> Searcher:
    return searchers[request.param]


# --- scores

_words = st.sampled_from("harbour seawall limits the of budget marsk Marsk US us who council no contract zebra".split())
_leaves = st.one_of(
    _words,
    _words,
    st.builds('"{} {}"'.format, _words, _words),
    st.builds('"{} {}"~4'.format, _words, _words),
    st.builds("={}".format, _words),
    st.sampled_from(
        ("lim*", "*wall", "h?rbour", "budgt~", "/mar.*/", "no-limits", "person:marsk", 'person:"elena marsk"',
         "person:(elena marsk)", "title:seawall", "published:2023", "role:body", "has:person", "headline:seawall")
    ),
)  # fmt: skip
_sides = st.one_of(_words, st.builds("({} OR {})".format, _words, _words), st.builds('"{} {}"'.format, _words, _words))


def _branches(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} -{})".format, inner, inner),
        st.builds("({})^{}".format, inner, st.sampled_from((0.5, 3))),
        st.builds("{} w/{} {}".format, _sides, st.sampled_from((1, 5, "s")), _sides),
        st.builds("{} pre/{} {}".format, _sides, st.integers(1, 5), _sides),
        st.builds("atleast2({})".format, _words),
        st.builds("ARTICLE({})".format, inner),
    )


_queries = st.lists(st.recursive(_leaves, _branches, max_leaves=5), min_size=1, max_size=4).map(" ".join)


@example(query="(harbour budget) OR seawall", any_words=False, expand=False)
@example(query="(harbour w/1 budget) OR seawall OR person:(elena seawall)", any_words=False, expand=True)
@given(query=_queries, any_words=st.booleans(), expand=st.booleans())
def test_contributions_add_up_to_the_score(
    searchers: dict[str, Searcher], query: str, any_words: bool, expand: bool
) -> None:
    for engine, searcher in searchers.items():
        try:
            found = searcher.explain(query, 40, any_words=any_words, expand=expand)
        except searchkit.QueryError:
            continue
        assert [score.id for score in found.scores] == [hit.id for hit in found.results]
        for hit, score in zip(found.results, found.scores, strict=True):
            total = sum(part.score for part in score.contributions)
            assert score.score == hit.score
            assert total == pytest.approx(hit.score, rel=1e-3, abs=1e-6), (engine, query, hit.id, score)


def test_an_explained_answer_is_the_answer(searcher: Searcher) -> None:
    for options in ({}, {"any_words": True}, {"expand": True}, {"by_article": True}, {"offset": 1}):
        plain = searcher.search("harbour seawall OR limits", 4, **options)  # type: ignore[arg-type]
        found = searcher.explain("harbour seawall OR limits", 4, **options)  # type: ignore[arg-type]
        assert found.results.hits == plain.hits
        assert (found.results.total, found.read_as, found.query) == (plain.total, plain.read_as, plain.query)


KINDS = {
    "the harbour budget": {("harbour", "word"), ("budget", "word"), ("harbour budget", "pair")},
    "+the harbours OR council^2": {("the", "word"), ("harbours", "word"), ("council", "word")},
    "lim* of": {("lim*", "pattern"), ("of", "function")},
    '"no limits"': {('"no limits"', "phrase")},
    "no-limits": {("no-limits", "phrase")},
    "US basin": {("US", "word"), ("basin", "word")},
    "=Marsk": {("=Marsk", "word")},
    "person:(elena marsk) contract": {("person:elena", "word"), ("person:marsk", "word"), ("contract", "word")},
    "published:2023 seawall -contract": {("seawall", "word")},
    "published:2023": set(),
}


@pytest.mark.parametrize(("query", "expected"), KINDS.items(), ids=KINDS)
def test_what_contributes(searcher: Searcher, query: str, expected: set[tuple[str, str]]) -> None:
    scores = searcher.explain(query, None).scores
    assert scores
    assert {(part.text, part.kind) for score in scores for part in score.contributions} == expected


def test_a_pattern_counts_as_much_as_its_weight(searcher: Searcher) -> None:
    for score in searcher.explain("lim*^2").scores:
        assert score.contributions == (Contribution("lim*", "pattern", 2.0, pytest.approx(2.0)),)  # type: ignore[arg-type]


def test_nothing_is_scored_in_the_order_of_dates(searcher: Searcher) -> None:
    found = searcher.explain("harbour", order=Order.NEWEST)
    assert found.scores
    assert all(score.score == 0 and not score.contributions for score in found.scores)


# --- parts


def part(found: Explanation, text: str) -> Part:
    return next(each for each in found.parts.walk() if each.text == text)


PARTS = {
    "harbour budget": {"harbour AND budget": 1, "harbour": 16, "budget": 3},
    "the limits": {"the": 62, "limits": 9},
    "partnership role:any": {"partnership": 4},
    "(ferry OR ferries) strike -walkout": {"ferry OR ferries": None, "NOT walkout": None, "walkout": None},
    "harbour w/5 authority": {"harbour": 16, "authority": None},
    "person:(elena marsk)": {"elena": 10, "elena AND marsk": 10},
    "ARTICLE(budget) harbour": {"ARTICLE(budget)": None, "budget": 3},
    "harbour^3 OR lim*^2": {"harbour^3": 16, "lim*^2": 9},
    "US budget": {"US": 3},
}


@pytest.mark.parametrize(("query", "parts"), PARTS.items(), ids=PARTS)
def test_each_part_has_the_number_of_paragraphs_it_finds_alone(
    searcher: Searcher, query: str, parts: dict[str, int | None]
) -> None:
    found = searcher.explain(query)
    roles = " role:any" if "role:" in query else ""
    assert found.parts.paragraphs == found.results.total
    for text, count in parts.items():
        asked = f"person:({text})" if text in ("elena", "elena AND marsk") else text
        here = part(found, text)
        assert here.exact
        assert here.paragraphs == searcher.count(f"({asked}){roles}").paragraphs
        assert count is None or here.paragraphs == count


def test_parts_know_their_place_in_the_query(searcher: Searcher) -> None:
    query = "harbour OR (lim* -budget)"
    found = searcher.explain(query)
    for text in ("harbour", "lim*", "budget"):
        assert query[slice(*part(found, text).at)] == text


def test_function_words_are_named_as_optional(searcher: Searcher) -> None:
    found = searcher.explain("the limits of +who")
    assert found.optional == ("the", "of")
    assert [each.text for each in found.parts.walk() if each.optional] == ["the", "of"]
    assert searcher.explain("of the").optional == ()


def test_with_any_words_function_words_widen_nothing(searcher: Searcher) -> None:
    found = searcher.explain("the harbour budget", any_words=True)
    assert found.parts.paragraphs == found.results.total == 18
    found = searcher.explain("the harbour budget published:2023", any_words=True)
    assert found.parts.parts[0].paragraphs == 18


def test_terms_of_the_index_are_shown(searcher: Searcher) -> None:
    found = searcher.explain("limits OR US OR limits^2 OR no-limits OR published:2023-11")
    assert part(found, "limits").looked_for == part(found, "limits^2").looked_for == ("limit",)
    assert part(found, "US").looked_for == ("US", "Us")
    assert part(found, "no-limits").looked_for == ("no", "limit")
    assert part(found, "published:2023-11").looked_for == ("2023-11",)
    found = searcher.explain("mentioned:2024-05")
    assert part(found, "mentioned:2024-05").looked_for == ("2024-05-01..2024-05-31",)


def test_patterns_show_their_words_without_those_of_furniture(searcher: Searcher) -> None:
    for query in ("lim*", "l?mit*", "/limit.*/", "limit~1^2"):
        expansion = next(each.expansion for each in searcher.explain(query).parts.walk() if each.expansion)
        assert expansion.words[0] == ("limits", searcher.count('"limits"').paragraphs)
    assert searcher.explain("lim*").parts.expansion == Expansion(2, (("limits", 8), ("limited", 1)))
    assert searcher.explain("lim* role:any").parts.parts[0].expansion == Expansion(2, (("limits", 9), ("limited", 1)))
    assert part(searcher.explain("article:bay*"), "article:bay*").expansion is None
    many = searcher.explain("s*").parts.expansion
    assert many is not None
    assert len(many.words) == explain.SHOWN < many.different


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_dates_in_words_are_resolved_in_the_zone(searchers: dict[str, Searcher], engine: str) -> None:
    found = searchers[engine].explain("seawall published:yesterday")
    assert found.dates == (("published:yesterday", "published:2024-03-19"),)
    assert found.zone == "UTC"
    assert part(found, "published:yesterday").looked_for == ("2024-03-19",)


def test_of_a_very_long_query_the_first_parts_are_counted(searcher: Searcher) -> None:
    found = searcher.explain(" OR ".join(f"w{number}" for number in range(explain.PARTS + 5)), 1)
    counted = [each.paragraphs is not None for each in found.parts.walk()]
    assert counted == [True] * (explain.PARTS + 1) + [False] * 5


def test_a_part_without_a_word_is_not_counted(searcher: Searcher) -> None:
    assert part(searcher.explain("harbour !!!"), "!!!").paragraphs is None


# --- words that were added


def test_without_any_only_the_order_changes(searcher: Searcher) -> None:
    for query in ("harbour seawall OR limits", "harbour w/s authority", "lim*", "=Marsk", "person:marsk contract"):
        plain, wide = searcher.search(query, None), searcher.search(query, None, expand=True)
        assert wide.total == plain.total > 0
        assert {hit.id for hit in wide} == {hit.id for hit in plain}
        assert wide.counts() == searcher.count(query, expand=True) == plain.counts()
        assert {hit.id: hit.marks for hit in wide} == {hit.id: hit.marks for hit in plain}
        assert [hit.score for hit in wide] != [hit.score for hit in plain]


def test_with_any_more_is_found_and_conditions_hold(searcher: Searcher) -> None:
    for query in ("harbour budget", "harbour w/s authority", "=Marsk", "lim*"):
        plain = searcher.search(query, None, any_words=True)
        wide = searcher.search(query, None, any_words=True, expand=True)
        assert {hit.id for hit in wide} > {hit.id for hit in plain}
        assert wide.total == len(wide) == searcher.count(query, any_words=True, expand=True).paragraphs
    wide = searcher.search("harbour budget source:courier", None, any_words=True, expand=True)
    assert len(wide) > searcher.count("harbour budget source:courier", any_words=True).paragraphs
    assert {hit.source for hit in wide} == {"Halden Courier"}


def test_a_word_with_a_plus_stays_a_condition(searcher: Searcher) -> None:
    found = searcher.search("+harbour budget", None, any_words=True, expand=True)
    assert {hit.id for hit in found} == {hit.id for hit in searcher.search("harbour", None)}


@pytest.mark.parametrize("any_words", [False, True])
def test_what_was_added_is_said_and_reads_back(searcher: Searcher, any_words: bool) -> None:
    query = "seawall contract published:>=2023"
    found = searcher.explain(query, 20, any_words=any_words, expand=True)
    new = [one for one in found.added if not one.asked]
    assert len(new) > 5
    assert [one.weight for one in found.added] == sorted((one.weight for one in found.added), reverse=True)
    assert {"seawall", "contract"} >= {one.word for one in found.added if one.asked}
    assert all(f"{one.word}^" in found.read_as for one in new)
    again = searcher.search(found.read_as, 20)
    assert not again.warnings
    assert again.total == found.results.total
    assert [hit.id for hit in itertools.islice(again, 3)] == [hit.id for hit in itertools.islice(found.results, 3)]


def test_nothing_is_added_where_nothing_is_found_or_nothing_was_asked_for(searcher: Searcher) -> None:
    assert searcher.explain("zebra", expand=True).added == ()
    assert searcher.search("zebra", expand=True).read_as == "zebra"
    assert searcher.explain("harbour").added == ()


def test_added_words_are_told_apart_in_scores(searcher: Searcher) -> None:
    found = searcher.explain("seawall contract", expand=True)
    named = {one.word for one in found.added}
    kinds = {part.kind: part.text for score in found.scores for part in score.contributions}
    assert {"word", "added"} <= kinds.keys()
    added = {part.text for score in found.scores for part in score.contributions if part.kind == "added"}
    assert added
    assert added <= named


def test_explaining_takes_what_searching_takes() -> None:
    takes = [inspect.signature(one).parameters for one in (Searcher.search, Searcher.explain)]
    assert takes[0] == takes[1]
