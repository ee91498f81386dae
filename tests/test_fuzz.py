"""Any string at all is a query that gets an answer, or an error with its place, soon and in little memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from itertools import islice

import pytest
from language_corpus import searcher
from queries_odd import EXTREMES, WIDE, random_queries
from test_language import CASES, ENGINES

from searchkit.errors import QueryError
from searchkit.query.parser import parse
from searchkit.query.scan import LONGEST
from searchkit.searcher import Searcher

SECONDS = 20.0
"""Ten times what the slowest takes: what has no bound takes minutes, and a busy machine is no failure."""
MEGABYTES = 300
MOST = 10_000
EXAMPLES = min(MOST, int(os.environ.get("SEARCHKIT_EXAMPLES", "150")))
QUERIES = [query for query, _ in CASES]


@pytest.fixture(scope="module", params=ENGINES)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module", params=ENGINES)
def long_winded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher(request.param, tmp_path_factory.mktemp(f"{request.param}-long"), long=True)


def ask(searcher: Searcher, query: str) -> None:
    """Ask a query; whatever it is, it is answered or refused with its place, in time."""
    begun = time.process_time()
    try:
        results = searcher.search(query)
        places = [(warning.start, warning.end) for warning in results.warnings]
        results.counts()
        tree = parse(query).tree
        if len(str(tree)) <= LONGEST:  # what was read as a word is written with a backslash
            assert parse(str(tree)).tree == tree, repr(query)
    except QueryError as error:
        assert error.message
        places = [(error.start, error.end)]
    spent = time.process_time() - begun
    assert spent < SECONDS, (spent, query[:200])
    assert all(0 <= start <= end <= len(query) for start, end in places), (places, query[:200])


def megabytes() -> float:
    """Give the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


@pytest.mark.parametrize("query", EXTREMES.values(), ids=list(EXTREMES))
def test_an_extreme_query_is_answered_or_refused(opened: Searcher, query: str) -> None:
    before = megabytes()
    ask(opened, query)
    assert megabytes() - before < MEGABYTES


@pytest.mark.parametrize("query", WIDE.values(), ids=list(WIDE))
def test_a_wide_distance_is_answered_or_refused_in_long_paragraphs(long_winded: Searcher, query: str) -> None:
    before = megabytes()
    ask(long_winded, query)
    assert megabytes() - before < MEGABYTES


def test_random_queries_are_answered_or_refused(opened: Searcher) -> None:
    before = megabytes()
    for query in islice(random_queries(MOST, QUERIES), EXAMPLES):
        ask(opened, query)
    assert megabytes() - before < MEGABYTES


def test_random_queries_are_of_every_kind() -> None:
    found = list(random_queries(MOST, QUERIES))
    assert len(set(found)) > 0.9 * MOST
    text = "".join(found)
    assert set(map(chr, range(256))) <= set(text) and "\ud800" in text and "🚢" in text
