"""What a tree matches, and its scores, from posting lists; for engines that keep such lists but ask them differently.

The lists are read term by term, and where few documents are still in question, only those are looked up in them.
The sets are exactly those of `query.spans`, the scores those of the memory engine.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from searchkit.engines.base import K1, B
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    During,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    Within,
    Words,
)
from searchkit.query.trees import children
from searchkit.schema import Schema

SKIP = 30
"""So many postings may be passed over for each document that is asked about; else the whole list is read."""

Numbers = set[int]


class Segment(Protocol):
    """Read the posting lists of documents, which have numbers here."""

    @property
    def live(self) -> Numbers:
        """Give the documents that are not deleted."""

    def size(self, term: Term) -> int:
        """Count the documents that have a term, or more."""

    def frequency(self, term: Term) -> int:
        """Count the live documents that have a term."""

    def frequencies(self, term: Term, numbers: Numbers | None) -> Mapping[int, float]:
        """Give how often each of some documents, or of all, has a term, where it does."""

    def places(self, term: Term, numbers: Numbers) -> Iterator[tuple[int, Iterable[int]]]:
        """Give the positions of a term in those of some documents that have it."""

    def expand(self, pattern: Prefix | Wildcard | Fuzzy | Regex | Words | During) -> Iterator[Term]:
        """Give the terms that a node stands for."""

    def of_articles(self, wanted: Collection[int], numbers: Numbers) -> Numbers:
        """Give those of some documents whose article has one of these numbers."""

    def inside(self, field: str, low: int | None, high: int | None, numbers: Numbers) -> Numbers:
        """Give those of some documents whose number or date lies between."""

    def length(self, field: str, number: int) -> int:
        """Count the terms of a field of one document."""

    def total(self, field: str) -> int:
        """Count the terms of a field of all live documents."""


class Search:
    """Find what trees match in one segment; a posting list is read once."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._read: dict[Term, Mapping[int, float]] = {}
        self._phrases: dict[Phrase, dict[int, int]] = {}

    def numbers(self, tree: Node) -> Numbers:
        """Give the live documents that a tree matches."""
        return self.among(tree, self.segment.live)

    def among(self, tree: Node, numbers: Numbers) -> Numbers:
        """Give those of some documents that a tree matches."""
        match tree:
            case Term():
                return self.frequencies(tree, numbers).keys() & numbers
            case Phrase():
                counts = self.phrases(tree, numbers)
                return {number for number in numbers if counts[number]}
            case And(parts):
                return self._all(parts, numbers)
            case Or(parts):
                return self._any(parts, numbers)
            case Not(part):
                return numbers - self.among(part, numbers)
            case Boost(part) | Must(part) | Within(_, part):
                return self.among(part, numbers)
            case Prefix() | Wildcard() | Fuzzy() | Regex() | Words() | During():
                return self._any(self.segment.expand(tree), numbers)
            case Articles(wanted):
                return self.segment.of_articles(wanted, numbers)
            case Range(low, high, field):
                return self.segment.inside(field, _whole(low), _whole(high), numbers)
            case Optional() | Everything():
                return numbers
            case _:
                return set()

    def frequencies(self, term: Term, numbers: Numbers) -> Mapping[int, float]:
        """Give how often each of some documents has a term, and perhaps others too."""
        if term in self._read:
            return self._read[term]
        if len(numbers) * SKIP < self.segment.size(term):
            return self.segment.frequencies(term, numbers)
        self._read[term] = self.segment.frequencies(term, None)
        return self._read[term]

    def phrases(self, phrase: Phrase, numbers: Numbers) -> Mapping[int, int]:
        """Give how often each of some documents has a phrase, and perhaps others too."""
        counts = self._phrases.setdefault(phrase, {})
        found = numbers - counts.keys()
        counts.update(dict.fromkeys(found, 0))
        for part in sorted(phrase.parts, key=self._cost):
            found = self.among(part, found)
        slots = [self._places(part, found) for part in phrase.parts]
        for number in found:
            starts = [{place - step for place in slot[number]} for step, slot in enumerate(slots)]
            counts[number] = len(set.intersection(*starts))
        return counts

    def _places(self, part: Node, numbers: Numbers) -> dict[int, list[int]]:
        """Give the positions of a term, or of alternatives, in some documents."""
        found: dict[int, list[int]] = {number: [] for number in numbers}
        for term in terms(part):
            for number, places in self.segment.places(term, numbers):
                found[number].extend(places)
        return found

    def _all(self, parts: Sequence[Node], numbers: Numbers) -> Numbers:
        """Narrow down, the rarest first, what is excluded last."""
        wanted = sorted((part for part in parts if not isinstance(part, Not)), key=self._cost)
        for part in [*wanted, *(part for part in parts if isinstance(part, Not))]:
            numbers = self.among(part, numbers)
        return numbers

    def _any(self, parts: Iterable[Node], numbers: Numbers) -> Numbers:
        found: Numbers = set()
        for part in parts:
            found |= self.among(part, numbers)
        return found

    def _cost(self, node: Node) -> int:
        """Say at most how many documents a node matches, as far as the lexicon tells."""
        match node:
            case Term():
                return self.segment.size(node)
            case Phrase(parts) | And(parts) if parts:
                return min(map(self._cost, parts))
            case Or(parts):
                return sum(map(self._cost, parts))
            case Boost(part) | Must(part) | Within(_, part):
                return self._cost(part)
            case _:
                return len(self.segment.live)


class Statistics:
    """Count what BM25 asks of all segments together."""

    def __init__(self, segments: Collection[Segment]) -> None:
        self._segments = segments
        self._documents = sum(len(segment.live) for segment in segments)
        self._idf: dict[Term, float] = {}
        self._averages: dict[str, float] = {}

    def idf(self, part: Node) -> float:
        """Weigh a term, or the rarest of several that may stand in one place."""
        return max(map(self._term_idf, terms(part)), default=0.0)

    def average(self, field: str) -> float:
        """Give the mean length of a field."""
        if field not in self._averages:
            total = sum(segment.total(field) for segment in self._segments)
            self._averages[field] = total / max(1, self._documents) or 1.0
        return self._averages[field]

    def _term_idf(self, term: Term) -> float:
        if term not in self._idf:
            found = sum(segment.frequency(term) for segment in self._segments)
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
        self._add(tree, numbers, 1.0)
        return self._scores

    def _add(self, node: Node, numbers: Numbers, weight: float) -> None:
        match node:
            case Term() if self._schema[node.field].analysed:
                counts = self._search.frequencies(node, numbers)
                self._bm25(node.field, counts, numbers, weight * self._statistics.idf(node))
            case Phrase(parts, field):
                idf = math.fsum(self._statistics.idf(part) for part in parts)
                self._bm25(field, self._search.phrases(node, numbers), numbers, weight * idf)
            case And(parts) | Or(parts):
                matching = self._search.among(node, numbers)
                for part in parts:
                    self._add(part, matching, weight)
            case Boost(part, factor):
                self._add(part, numbers, weight * factor)
            case Optional(part) | Must(part) | Within(_, part):
                self._add(part, numbers, weight)
            case Prefix() | Wildcard() | Fuzzy() | Regex() | Words() if self._schema[node.field].analysed:
                for number in self._search.among(node, numbers):
                    self._scores[number] += weight

    def _bm25(self, field: str, counts: Mapping[int, float], numbers: Numbers, idf: float) -> None:
        length, scale = self._search.segment.length, K1 * B / self._statistics.average(field)
        for number in counts.keys() & numbers:
            if count := counts[number]:
                norm = K1 * (1 - B) + scale * length(field, number)
                self._scores[number] += idf * count * (K1 + 1) / (count + norm)


def runs(node: Node) -> bool:
    """Say whether `Search` tells exactly what a node matches: not where it depends on how words stand or look."""
    match node:
        case Within() | AtLeast() | Exact() | Near() | Loose():
            return False
        case Phrase(parts):
            return not any(isinstance(part, Exact) for part in parts)
        case _:
            return True


def terms(part: Node) -> list[Term]:
    """Give the terms that a part of a phrase may be."""
    return [part] if isinstance(part, Term) else [term for inner in children(part) for term in terms(inner)]


def _whole(bound: str | int | None) -> int | None:
    return bound if isinstance(bound, int) else None
