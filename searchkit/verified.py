"""One snapshot, asked for any tree: what its engine does not run is found as a superset and checked; not the asking.

With more than `VERIFIED` candidates to be checked, a total is "at least": the first page still comes at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from searchkit.documents import article_number
from searchkit.engines.base import Snapshot
from searchkit.highlight import Highlighter
from searchkit.model import Counts, Match, Order
from searchkit.query.nodes import Node, conjunction, conjuncts
from searchkit.query.superset import relaxed
from searchkit.records import read_record

VERIFIED = 1000
"""Candidates that are checked to count what an engine cannot count by itself; with more, totals are "at least"."""


class Verified:
    """Find what trees match in one snapshot, whatever its engine runs."""

    def __init__(self, snapshot: Snapshot, runs: Callable[[Node], bool], highlighter: Highlighter) -> None:
        self.snapshot, self.highlighter, self._runs = snapshot, highlighter, runs

    def runs(self, tree: Node) -> bool:
        """Say whether the engine runs a tree whole."""
        return self.superset(tree) == tree

    def superset(self, tree: Node) -> Node:
        """Give what the engine runs where a tree is wanted: what it scores."""
        return relaxed(tree, self._runs)

    def best(self, tree: Node, most: int) -> list[Match]:
        """Give the best matches of a tree, at most so many."""
        if self.runs(tree):
            return list(self.snapshot.search(tree, most).matches)
        return list(islice(self.stream(tree), most))

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        """Give the matches of a tree in order, lazily."""
        superset = self.superset(tree)
        found = self.snapshot.stream(superset, order)
        return found if superset == tree else self._checked(found, tree)

    def count(self, tree: Node, most: int | None = None) -> tuple[int, bool]:
        """Count matches, and say whether exactly: at most so many candidates are checked."""
        superset = self.superset(tree)
        if superset == tree:
            return self.snapshot.count(tree), True
        return sum(1 for _ in self._among(superset, tree, most)), self._all(superset, most)

    def articles(self, tree: Node, most: int | None = None) -> set[int]:
        """Give the numbers of the articles of matches; of what has to be checked, of so many candidates."""
        superset = self.superset(tree)
        if superset == tree:
            return set(self.snapshot.articles(tree))
        return {article_number(*article) for article in set(self._ids(superset, tree, most))}

    def tally(
        self, tree: Node, most: int | None = None, seen: Sequence[Match] = (), *, whole: bool = False
    ) -> tuple[int, int, bool]:
        """Count matches and their articles, checking each candidate once, and say whether exactly.

        There are at least those `seen`, or no others where they are the `whole`.
        """
        superset = self.superset(tree)
        if superset == tree:
            return self.snapshot.count(tree), len(self.snapshot.articles(tree)), True
        known = set(map(article_of, seen))
        if whole:
            return len(seen), len(known), True
        found = Counter(self._ids(superset, tree, most))
        return max(found.total(), len(seen)), max(len(found), len(known)), self._all(superset, most)

    def counts(self, tally: tuple[int, int, bool], furniture: Node | None, most: int | None = None) -> Counts:
        """Join a tally with the count of what was left out."""
        paragraphs, articles, exact = tally
        left, counted = (0, True) if furniture is None else self.count(furniture, most)
        return Counts(paragraphs, articles, left, exact and counted)

    def _all(self, superset: Node, most: int | None) -> bool:
        """Say whether so many candidates are all there are."""
        return most is None or self.snapshot.count(superset) <= most

    def _ids(self, superset: Node, tree: Node, most: int | None) -> Iterator[tuple[str, str]]:
        """Give the article of each match."""
        return (article_of(match) for match in self._among(superset, tree, most))

    def _among(self, superset: Node, tree: Node, most: int | None) -> Iterator[Match]:
        """Give the matches among so many candidates."""
        return self._checked(islice(self.snapshot.stream(superset), most), tree)

    def _checked(self, candidates: Iterator[Match], tree: Node) -> Iterator[Match]:
        """Give the candidates that match; what the engine has run whole, of parts joined by AND, is not run again."""
        parts = conjuncts(tree)
        unsure = conjunction(part for part in parts if not self.runs(part))
        return (match for match in candidates if self.highlighter.matches(match, unsure))


def article_of(match: Match) -> tuple[str, str]:
    """Give the id of the article of a match, with its writer where there are several: their ids may be equal."""
    return read_record(match.stored)["about"]["id"], match.writer


def first_of_each(matches: Iterator[Match]) -> Iterator[Match]:
    """Give the first match of each article."""
    seen: set[tuple[str, str]] = set()
    for match in matches:
        article = article_of(match)
        if article not in seen:
            seen.add(article)
            yield match
