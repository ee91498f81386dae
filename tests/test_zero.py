"""Why nothing was found: the same reasons on every engine, and every query that is offered finds what is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from engines_cases import CLUSTER
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit import Article, Cause, Indexer, Reason, Searcher
from searchkit.cli.reports import quoted
from searchkit.render import text
from searchkit.render.base import Style
from searchkit.zero import MOST, SHOWN

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)
ROOT = Path(__file__).parents[1]
WINTER = date(2024, 1, 1)


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = None if request.param == "memory" else tmp_path_factory.mktemp("zero") / request.param
    with Indexer(folder, engine=request.param, annotators=("rules",)) as indexer:
        indexer.read([ROOT / "examples"])
        with indexer.searcher() as opened:
            yield opened


# A query; then each reason: its cause, the place in the query that it speaks of, and the queries that it offers with
# the paragraphs that each finds.
REASONS: list[tuple[str, list[tuple[str, str, dict[str, int]]]]] = [
    ("harbour", []),
    ("zeppelin", [("absent", "zeppelin", {})]),
    ("the zeppelin", [("absent", "zeppelin", {})]),
    ("limits of zeppelin", [("absent", "zeppelin", {}), ("without", "zeppelin", {"limits of": 9})]),
    ("tax xy", [("absent", "xy", {}), ("without", "xy", {"tax": 1})]),
    # operators
    ("seawall or zeppelin", [("operator", "or", {"seawall OR zeppelin": 13}), ("absent", "zeppelin", {}),
        ("without", "zeppelin", {"seawall or": 13})]),
    ("tax not harbour", [("operator", "not", {"tax NOT harbour": 1}), ("without", "tax", {"not harbour": 2})]),
    # spelling
    ("harbor", [("spelling", "harbor", {"harbour": 16})]),
    ("Harbor", [("spelling", "Harbor", {"Harbour": 16})]),
    ("harbor budgett", [("spelling", "harbor", {"harbour budget": 1}), ("spelling", "budgett", {})]),
    ("harbor AND budgett", [("spelling", "harbor", {"harbour AND budget": 1}), ("spelling", "budgett", {})]),
    ("harbor -opinion", [("spelling", "harbor", {"harbour -opinion": 15})]),
    ("nolimits", [("spelling", "nolimits", {'"no limits"': 1})]),
    ("no-limitz", [("spelling", "no-limitz", {"no-limits": 1})]),
    ('"no limitz" -zeppelin', [("spelling", '"no limitz"', {'"no limits" -zeppelin': 1})]),
    ("(volodin OR harbr) budget", [("absent", "volodin", {}), ("spelling", "harbr", {"(volodin OR harbour) budget": 1}),
        ("without", "volodin OR harbr", {"budget": 3})]),
    ("title:sewall", [("spelling", "title:sewall", {"title:seawall": 27})]),
    ("source:(courrier)", [("spelling", "courrier", {"source:(courier)": 31})]),
    ("limmits role:promo", [("spelling", "limmits", {"limits role:promo": 1})]),
    ("ARTICLE(harbor AND budget)", [("spelling", "harbor", {"ARTICLE(harbour AND budget)": 22})]),
    # names
    ('person:"Ella Marsk"', [("name", 'person:"Ella Marsk"', {'person:"Elena Marsk"': 10})]),
    ('person:"Bram Oneill"', [("name", 'person:"Bram Oneill"', {'person:"Tomas O\'Neill"': 8})]),
    ("person:(ella marsk)", [("name", "person:(ella marsk)", {'person:"Elena Marsk"': 10})]),
    ("person:norvane", [("elsewhere", "person:norvane", {"norvane": 14, 'place:"norvane"': 1})]),
    ("courier", [("furniture", "", {"courier role:any": 1})]),
    ("article:bay-wire-2#3", [("name", "article:bay-wire-2#3", {"article:bay-wire-2 ordinal:3": 1})]),
    # signs between words
    ("harbour | zeppelin", [("absent", "zeppelin", {}), ("without", "zeppelin", {"harbour": 16})]),
    ("ferry & marsk & asplund", [("article", "", {"ARTICLE(ferry AND marsk AND asplund)": 6}),
        ("without", "ferry", {"marsk asplund": 2})]),
    # words joined by a sign
    ("seawall|ferry", [("form", "seawall|ferry", {"seawall OR ferry": 18})]),
    ("court;seawall", [("form", "court;seawall", {"court seawall": 2})]),
    ("patience/mud", [("form", "patience/mud", {"patience OR mud": 3})]),
    # form
    ('"limit"', [("form", '"limit"', {"limit": 9})]),
    ("=LIMITS", [("form", "=LIMITS", {'"LIMITS"': 8})]),
    ('"limits no"', [("form", '"limits no"', {'"limits no"~3': 1})]),
    ("sea-wall", [("form", "sea-wall", {"seawall": 13})]),
    ("limitz*", [("form", "limitz*", {"limit*": 9})]),
    ("zeppelin*", [("absent", "zeppelin*", {})]),
    ("atleast4(harbour)", [("form", "atleast4(harbour)", {"harbour": 16})]),
    ("marsk w/3 ferry", [("form", "marsk w/3 ferry", {"ARTICLE(marsk AND ferry)": 11})]),
    # dates
    ("published:2019", [("dates", "published:2019", {})]),
    ("published:2023-11-05", [("dates", "published:2023-11-05", {})]),
    ("harbour published:2019", [("dates", "published:2019", {}), ("without", "published:2019", {"harbour": 16})]),
    # parts that are found, but not together
    ("marsk zeppelin", [("absent", "zeppelin", {}), ("without", "zeppelin", {"marsk": 10})]),
    ("harbour -harbour", [("without", "harbour", {"harbour": 16})]),
    ("ferry marsk asplund", [("article", "", {"ARTICLE(ferry AND marsk AND asplund)": 6}),
        ("without", "ferry", {"marsk asplund": 2})]),
    ("lindqvist ferry seawall auditor", [("together", "", {"seawall auditor": 1})]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "reasons"), REASONS, ids=[query for query, _ in REASONS])
def test_the_reasons(searcher: Searcher, query: str, reasons: list[tuple[str, str, dict[str, int]]]) -> None:
    found = searcher.search(query).why()
    assert [(reason.cause.value, query[reason.start : reason.end], offered(reason)) for reason in found] == reasons
    assert searcher.why(query) == found


def offered(reason: Reason) -> dict[str, int]:
    return {suggestion.query: suggestion.paragraphs for suggestion in reason.suggestions}


# --- what is promised of all of them

PIECES = [
    "harbour", "budgett", "limits", "zeppelin", "marsk", "ferry", "-court", "+the", '"no limits"', '"limit"', "ferrys",
    "person:marsk", 'person:"Ella Marsk"', "title:sewall", "published:2019", "published:2023-12", "seawal*",
    "role:promo", "=LIMITS", "ordinal:1", "source:courrier", "(strike OR zepelin)", "harbor~", "/zz.*/", "o'neil",
    "marsk w/2 limits", "ARTICLE(ferry AND courtt)", "atleast3(limits)", '"limits growth"~1', "org:(norvane zz)", "OR",
    "has:url", "published:past-7d", "no-limitz^2",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_every_query_that_is_offered_finds_what_is_said(searcher: Searcher, pieces: list[str]) -> None:
    try:
        results = searcher.search(" ".join(pieces))
    except searchkit.QueryError:
        return
    reasons = results.why()
    assert (len(reasons) > 0) == (results.total == 0)
    assert len(reasons) <= MOST
    for reason in reasons:
        assert 0 <= reason.start <= reason.end <= len(results.query)
        assert len(reason.suggestions) <= SHOWN
        for suggestion in reason.suggestions:
            assert suggestion.exact
            assert searcher.count(suggestion.query).paragraphs == suggestion.paragraphs > 0


@pytest.mark.parametrize(
    ("query", "mode", "offers"),
    [
        ("harbor zeppelin", "any_words", {"harbour OR zeppelin": 16}),
        ("limits to groth", "phrase", {'"limits to growth"': 1}),
        ("R&D (budgett", "literal", {"R&D budget": 1, "R&D": 3}),
    ],
)
def test_a_suggestion_needs_no_options(searcher: Searcher, query: str, mode: str, offers: dict[str, int]) -> None:
    found = [offered(reason) for reason in searcher.why(query, **{mode: True})]
    assert {query: number for each in found for query, number in each.items()} == offers
    assert all(searcher.count(each).paragraphs == number for each, number in offers.items())


def test_a_tree_is_told_too(searcher: Searcher) -> None:
    from searchkit.query import parse

    (reason,) = searcher.why(parse("  harbor").tree)
    assert (reason.message, offered(reason)) == ("harbor stands in no paragraph", {"harbour": 16})


def messages(searcher: Searcher, query: str) -> list[str]:
    return [reason.message for reason in searcher.why(query)]


def test_dates_outside_and_between(searcher: Searcher) -> None:
    outside = "lies outside what the index holds: 2023-10-18 to 2024-08-08"
    assert messages(searcher, "published:2019") == [f"published:2019 {outside}"]
    assert messages(searcher, "published:>2025") == [f"published:>2025 {outside}"]
    assert messages(searcher, "published:2023-11-05..2023-11-07") == [
        "published:2023-11-05..2023-11-07 is a gap: nothing was published between 2023-10-18 and 2023-11-22"
    ]
    assert messages(searcher, "norvane profit published:2023")[-1] == "without published:2023 (published 2024-08-08)"


def test_no_date_is_shown_that_does_not_find_what_it_stands_at() -> None:
    late = datetime(2024, 1, 23, 20, tzinfo=timezone(timedelta(hours=-5)))  # the 24th by the clock of the index
    articles = Article("late", body="A zebrafish.", published=late), Article("old", body="A carp.", published=WINTER)
    with made("memory", *articles) as searcher:
        (hit,) = searcher.search("zebrafish published:2024-01-24")
        assert (hit.civil, hit.published) == ("2024-01-24T01:00:00", "2024-01-23T20:00:00-05:00")
        line, _ = text.results(searcher.search("zebrafish"), Style())
        assert line == "1. (untitled) \u2014 2024-01-24 01:00  [late#1] lede"
        shown = "   published: 2024-01-24 01:00 (in the article 2024-01-23T20:00:00-05:00)"
        assert shown in [*text.passage([hit], "", Style())]
        assert messages(searcher, "zebrafish published:2024-01-23") == [
            "published:2024-01-23 is a gap: nothing was published between 2024-01-01 and 2024-01-24",
            "without published:2024-01-23 (published 2024-01-24)",
        ]
        assert searcher.stats().latest == "2024-01-24T01:00:00"


def test_words_joined_by_a_sign_are_not_said_to_be_missing(searcher: Searcher) -> None:
    said = "was read as words side by side, which stand nowhere so"
    assert messages(searcher, "seawall|ferry") == [f"seawall|ferry {said}"]


def test_punctuation_is_not_said(searcher: Searcher) -> None:
    assert messages(searcher, "zeppelin, harbour")[0] == "zeppelin stands in no paragraph, nor does a word like it"


def made(engine: str, *articles: Article) -> Searcher:
    with Indexer(engine=engine, annotators=("rules",)) as indexer:
        for article in articles:
            indexer.add(article)
        return indexer.searcher()


def test_an_empty_index_says_so() -> None:
    with made("memory") as searcher:
        assert [reason.cause for reason in searcher.why("harbour published:2019")] == [Cause.EMPTY]


def test_without_dates_a_date_is_not_to_be_had() -> None:
    with made("memory", Article("a", body="The tide is late.")) as searcher:
        assert messages(searcher, "tide published:2024") == [
            "published:2024 stands for a date, and no article in the index has one",
            "without published:2024 (which has no date)",
        ]


def test_a_rare_word_may_be_a_slip_that_others_made_too() -> None:
    texts = [f"Volodin spoke of sanctions for hour {number}." for number in range(20)]
    articles = (Article(f"a{number}", body=text, published=date(2024, 1, 1)) for number, text in enumerate(texts))
    with made("memory", *articles, Article("typo", body="Volodyn left.")) as searcher:
        first, *_ = searcher.why("volodyn sanctions")
        assert (first.cause, offered(first)) == (Cause.SPELLING, {"volodin sanctions": 20})


def test_a_name_is_known_under_another_form() -> None:
    texts = ["V. Ruhtin, the director, spoke.", "Then V. Ruhtin left."]
    with made("memory", *(Article(f"a{number}", body=text) for number, text in enumerate(texts))) as searcher:
        names = {entity.name for hit in searcher.search("ruhtin") for entity in hit.entities}
        assert names == {"V. Ruhtin"}
        (reason,) = searcher.why('person:"Valentin Ruhtin"')
        assert (reason.cause, offered(reason)) == (Cause.NAME, {'person:"V. Ruhtin"': 2})


def test_long_and_silly_queries_are_not_looked_into_for_long(searcher: Searcher) -> None:
    assert len(searcher.why(" ".join(f"zz{number}" for number in range(300)))) <= MOST
    assert len(searcher.why(" ".join(["harbour", "marsk", "court"] * 100))) <= MOST
    assert [reason.cause for reason in searcher.why("x" * 3_000)] == [Cause.ABSENT]
    assert not any(reason.suggestions for reason in searcher.why("harbour " * 100 + "zeppelin"))


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("harbour", "harbour"),
        ("no limits", "'no limits'"),
        ('"no limits"', "'\"no limits\"'"),
        ('person:"Tomas O\'Neill"', "'person:\"Tomas O\u2019Neill\"'"),
        ("$HOME `x` !", "'$HOME `x` !'"),
    ],
)
def test_a_query_is_shown_as_a_shell_takes_it(query: str, written: str) -> None:
    assert quoted(query) == written
