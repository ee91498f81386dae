"""Posting lists of Whoosh of several blocks: the same paragraphs and scores as in memory, with articles taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import searchkit
from searchkit import Article
from searchkit.engines.whoosh_postings import Postings, Read

NUMBER = 700
"""Documents: a block of Whoosh's has 128."""
QUERIES = (
    "all",
    "all third",
    "third OR seventh",
    '"all of them"',
    '"of them" seventh',
    "all w/2 them",
    "seventh w/3 (all OR them)",
    "seventh pre/4 end",
    '"them all"~2',
    "word1*",
    "w?rd7",
    "third published:2020-02",
    "published:2020 -third",
    "all -seventh -third",
    "ARTICLE(third AND seventh)",
    "word651",
)


def _articles() -> Iterator[Article]:
    for number in range(NUMBER):
        text = f"word{number} {'all of them ' * (1 + number % 3)}"
        text += "third all them " * (number % 3 == 0) + "seventh so near the end " * (number % 7 == 0)
        yield Article(f"a{number}", paragraphs=(text,), published=date(2020, 1, 1) + timedelta(days=number % 400))


def _found(searcher: searchkit.Searcher, query: str) -> dict[str, float]:
    return {hit.id: round(hit.score, 4) for hit in searcher.search(query, None)}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[searchkit.Searcher, searchkit.Searcher]]:
    """Give a searcher of Whoosh and one of memory, of the same articles, each fifth changed after the first commit."""
    folder: Path = tmp_path_factory.mktemp("lists")
    with searchkit.Indexer(folder, engine="whoosh", annotators=()) as indexer:
        for article in _articles():
            indexer.add(article)
    changed = [Article(f"a{number}", paragraphs=("other words of them",)) for number in range(0, NUMBER, 5)]
    with searchkit.Indexer(folder, engine="whoosh", annotators=()) as indexer:
        for article in changed:
            indexer.add(article)
    with searchkit.Indexer(engine="memory", annotators=()) as memory, searchkit.open(folder) as searcher:
        for article in (*_articles(), *changed):
            memory.add(article)
        yield searcher, memory.searcher()


@pytest.mark.parametrize("query", QUERIES)
def test_lists_of_several_blocks_are_read_whole(
    query: str, both: tuple[searchkit.Searcher, searchkit.Searcher]
) -> None:
    ours, memory = (_found(searcher, query) for searcher in both)  # Whoosh keeps a length in one byte
    assert ours == pytest.approx(memory, rel=0.05) and ours


def test_dates_are_those_of_memory(both: tuple[searchkit.Searcher, searchkit.Searcher]) -> None:
    ours, memory = both
    assert ours.timeline("all").buckets == memory.timeline("all").buckets
    first, of_memory = ([hit.published for hit in each.search("third", 50, order="oldest")] for each in both)
    assert first == of_memory


class _Asked:
    """Be a block that is read while another thread asks for the same list."""

    def __init__(self, postings: Postings, number: int) -> None:
        self._postings, self._number, self.last = postings, number, number
        self.heard: dict[int, float] | None = None

    def read(self) -> Read:
        if self.heard is None:
            self.heard = {}
            self.heard = dict(self._postings.frequencies())
        return (self._number,), (1.0,), ()


def test_a_list_that_is_kept_is_never_seen_half_read() -> None:
    """Of several threads that began with the same role, all but the first found fewer paragraphs, or none."""
    postings = Postings()
    first, second = _Asked(postings, 1), _Asked(postings, 2)
    postings._blocks = [first, second]  # type: ignore[list-item]
    assert postings.frequencies() == first.heard == second.heard == {1: 1.0, 2: 1.0}
