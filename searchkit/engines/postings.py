"""What a tree matches, from posting lists; for engines that keep such lists but ask them differently.

The lists are read term by term, and where few documents are still in question, only those are looked up in them.
The sets are exactly those of `query.spans`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

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
from searchkit.query.pairs import pair
from searchkit.query.trees import children

SKIP = 30
"""So many postings may be passed over for each document that is asked about; else the whole list is read."""

Numbers = set[int]


class Postings(Protocol):
    """Read the posting list of one term, documents that are deleted among it."""

    @property
    def size(self) -> int:
        """Count the documents that have the term, deleted ones too."""

    def frequencies(self, numbers: Collection[int] | None = None) -> Mapping[int, float]:
        """Give how often each of some documents, or of all, has the term, where it does; perhaps others too."""

    def places(self, numbers: Collection[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Give the positions of the term in those of some documents that have it."""


class Segment(Protocol):
    """Give the posting lists of documents, which have numbers here."""

    @property
    def live(self) -> Numbers:
        """Give the documents that are not deleted."""

    def postings(self, term: Term) -> Postings:
        """Give the posting list of a term."""

    def frequency(self, postings: Any) -> int:
        """Count the live documents of a posting list."""

    def expand(self, pattern: Prefix | Wildcard | Fuzzy | Regex | Words | During) -> Iterator[Postings]:
        """Give the posting lists of the terms that a node stands for."""

    def of_articles(self, wanted: Collection[int], numbers: Numbers) -> Numbers:
        """Give those of some documents whose article has one of these numbers."""

    def inside(self, field: str, low: int | None, high: int | None, numbers: Numbers) -> Numbers:
        """Give those of some documents whose number or date lies between."""

    def lengths(self, field: str) -> tuple[Sequence[int], Sequence[int]]:
        """Give a code for the length of a field in each document, and the lengths that codes stand for."""

    def total(self, field: str) -> int:
        """Count the terms of a field of all live documents."""


class Search:
    """Find what trees match in one segment; a posting list is read once."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._lists: dict[Term, Postings] = {}
        self._phrases: dict[Phrase, tuple[Numbers, dict[int, int]]] = {}

    def numbers(self, tree: Node) -> Numbers:
        """Give the live documents that a tree matches."""
        return self.among(tree, self.segment.live)

    def postings(self, term: Term) -> Postings:
        """Give the posting list of a term."""
        found = self._lists.get(term)
        if found is None:
            found = self._lists[term] = self.segment.postings(term)
        return found

    def among(self, tree: Node, numbers: Numbers) -> Numbers:
        """Give those of some documents that a tree matches."""
        match tree:
            case Term():
                return self.frequencies(tree, numbers).keys() & numbers
            case Phrase():
                return self.phrases(tree, numbers).keys() & numbers
            case And(parts):
                return self._all(parts, numbers)
            case Or(parts):
                return self._any(parts, numbers)
            case Not(part):
                return numbers - self.among(part, numbers)
            case Near() | Loose():
                return self._near(tree, numbers)
            case Boost(part) | Must(part) | Within(_, part):
                return self.among(part, numbers)
            case Prefix() | Wildcard() | Fuzzy() | Regex() | Words() | During():
                return self._having(self.segment.expand(tree), numbers)
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
        return _frequencies(self.postings(term), numbers)

    def phrases(self, phrase: Phrase, numbers: Numbers) -> Mapping[int, int]:
        """Give how often each of some documents has a phrase, where it does, and perhaps others too."""
        asked, counts = self._phrases.get(phrase, (set(), {}))
        found = numbers - asked if asked else numbers
        if found:
            self._phrases[phrase] = asked | found if asked else found, counts
            counts.update(self._counted(phrase, found))
        return counts

    def _counted(self, phrase: Phrase, numbers: Numbers) -> Iterator[tuple[int, int]]:
        for part in sorted(phrase.parts, key=self._cost):
            numbers = self.among(part, numbers)
        first, *others = (self._places(part, numbers) for part in phrase.parts)
        for number in numbers:
            starts = set(first[number])
            for step, slot in enumerate(others, 1):
                starts.intersection_update([place - step for place in slot[number]])
            if starts:
                yield number, len(starts)

    def _places(self, part: Node, numbers: Numbers) -> Mapping[int, Sequence[int]]:
        """Give the positions of a term, or of alternatives, in some documents."""
        if isinstance(part, Term):
            return dict(self.postings(part).places(numbers))
        found: dict[int, list[int]] = {number: [] for number in numbers}
        for term in terms(part):
            for number, places in self.postings(term).places(numbers):
                found[number].extend(places)
        return found

    def _near(self, near: Near | Loose, numbers: Numbers) -> Numbers:
        """Give those of some documents in which two words, each perhaps one of several, stand near each other."""
        left, right, reach = pair(near) or ([], [], 0)
        sides = Or(tuple(left)), Or(tuple(right))
        for side in sorted(sides, key=self._cost):
            numbers = self.among(side, numbers)
        ones, others = (self._places(side, numbers) for side in sides)
        return {number for number in numbers if _meet(sorted(ones[number]), sorted(others[number]), reach)}

    def _having(self, several: Iterable[Postings], numbers: Numbers) -> Numbers:
        """Give those of some documents that are in any of several posting lists."""
        found: Numbers = set()
        for postings in several:
            found.update(_frequencies(postings, numbers))
        return found & numbers

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
                return self.postings(node).size
            case Phrase(parts) | And(parts) if parts:
                return min(map(self._cost, parts))
            case Or(parts):
                return sum(map(self._cost, parts))
            case Boost(part) | Must(part) | Within(_, part):
                return self._cost(part)
            case Near() | Loose() if words := pair(node):
                return min(sum(self._cost(term) for term in side) for side in words[:2])
            case _:
                return len(self.segment.live)


def _frequencies(postings: Postings, numbers: Numbers) -> Mapping[int, float]:
    """Read a whole posting list, or look up in it what few documents are in question."""
    return postings.frequencies(numbers if len(numbers) * SKIP < postings.size else None)


def _meet(ones: Sequence[int], others: Sequence[int], reach: int) -> bool:
    """Say whether two places, of sorted ones each, are so near."""
    for place in ones:
        first = bisect_left(others, place - reach)
        if first < len(others) and others[first] <= place + reach:
            return True
    return False


def runs(node: Node) -> bool:
    """Say whether `Search` tells exactly what a node matches: not where it depends on how words stand or look."""
    match node:
        case Within() | AtLeast() | Exact():
            return False
        case Near() | Loose():
            return pair(node) is not None
        case Phrase(parts):
            return not any(isinstance(part, Exact) for part in parts)
        case _:
            return True


def terms(part: Node) -> list[Term]:
    """Give the terms that a part of a phrase may be."""
    return [part] if isinstance(part, Term) else [term for inner in children(part) for term in terms(inner)]


def _whole(bound: str | int | None) -> int | None:
    return bound if isinstance(bound, int) else None
