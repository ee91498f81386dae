"""The scores of what a tree matches, from posting lists: BM25, as the memory engine has it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from searchkit.engines.base import K1, B
from searchkit.engines.postings import Numbers, Search, terms
from searchkit.query.nodes import (
    And,
    Boost,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Optional,
    Or,
    Phrase,
    Prefix,
    Regex,
    Term,
    Wildcard,
    Within,
    Words,
)
from searchkit.query.pairs import pair
from searchkit.schema import Schema


class Statistics:
    """Count what BM25 asks of all segments together."""

    def __init__(self, searches: Collection[Search]) -> None:
        self._searches = searches
        self._documents = sum(len(search.segment.live) for search in searches)
        self._idf: dict[Term, float] = {}
        self._averages: dict[str, float] = {}

    def idf(self, part: Node) -> float:
        """Weigh a term, or the rarest of several that may stand in one place."""
        return max(map(self._term_idf, terms(part)), default=0.0)

    def average(self, field: str) -> float:
        """Give the mean length of a field."""
        if field not in self._averages:
            total = sum(search.segment.total(field) for search in self._searches)
            self._averages[field] = total / max(1, self._documents) or 1.0
        return self._averages[field]

    def _term_idf(self, term: Term) -> float:
        if term not in self._idf:
            found = sum(search.segment.frequency(search.postings(term)) for search in self._searches)
            self._idf[term] = math.log(1 + (self._documents - found + 0.5) / (found + 0.5))
        return self._idf[term]


class Scorer:
    """Score documents of one segment by BM25; filters, negations and everything score nothing."""

    def __init__(self, search: Search, statistics: Statistics, schema: Schema) -> None:
        self._search, self._statistics, self._schema = search, statistics, schema
        self._scores: dict[int, float] = {}

    def scores(self, tree: Node, numbers: Numbers) -> dict[int, float]:
        """Give the score of each of the documents that a tree matches."""
        self._scores = dict.fromkeys(numbers, 0.0)
        self._add(tree, numbers, 1.0, matching=True)
        return self._scores

    def _add(self, node: Node, numbers: Numbers, weight: float, *, matching: bool = False) -> None:
        """Add what a node is worth to the scores of those of some documents that it matches: all, where `matching`."""
        match node:
            case Term() if self._schema[node.field].analysed:
                counts = self._search.frequencies(node, numbers)
                self._bm25(node.field, counts, numbers, weight * self._statistics.idf(node))
            case Phrase(parts, field):
                idf = math.fsum(self._statistics.idf(part) for part in parts)
                self._bm25(field, self._search.phrases(node, numbers), numbers, weight * idf)
            case And(parts) | Or(parts):
                among = numbers if matching else self._search.among(node, numbers)
                for part in parts:
                    self._add(part, among, weight, matching=isinstance(node, And))
            case Near() | Loose() if words := pair(node):
                among = numbers if matching else self._search.among(node, numbers)
                for term in (*words[0], *words[1]):
                    self._add(term, among, weight)
            case Boost(part, factor):
                self._add(part, numbers, weight * factor, matching=matching)
            case Must(part) | Within(_, part):
                self._add(part, numbers, weight, matching=matching)
            case Optional(part):
                self._add(part, numbers, weight)
            case Prefix() | Wildcard() | Fuzzy() | Regex() | Words() if self._schema[node.field].analysed:
                for number in numbers if matching else self._search.among(node, numbers):
                    self._scores[number] += weight

    def _bm25(self, field: str, counts: Mapping[int, float], numbers: Numbers, idf: float) -> None:
        codes, lengths = self._search.segment.lengths(field)
        scale, scores = K1 * B / self._statistics.average(field), self._scores
        prose = self._schema[field].prose
        norms = [K1 * (1 - B) + scale * (length if prose else 1) for length in lengths]
        for number in counts.keys() & numbers:
            count = counts[number]
            scores[number] += idf * count * (K1 + 1) / (count + norms[codes[number]])
