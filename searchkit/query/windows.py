"""Words of a loose phrase (`"a b c"~3`): where they stand close enough; not which words they are (`spans`)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from searchkit.query.groups import Group, TooMuchError, Work
from searchkit.query.view import Span

Places = tuple[int, ...]
"""The positions of one word of the phrase, sorted: the same for a word that stands in it twice."""

MOST = 100
"""Of more words than these, all choices are never tried."""


def inside(slots: Sequence[Sequence[Span]], others: int) -> list[Span]:
    """Give the words that stand in a stretch which has one for each slot and at most so many others."""
    found = {place for places in _Stretches(slots, others).filled() for place in places}
    different = {id(slot): slot for slot in slots}.values()
    return list(dict.fromkeys(span for slot in different for span in slot if span.start in found))


def choices(slots: Sequence[Sequence[Span]], others: int, work: Work) -> Iterator[Group]:
    """Give the words of each choice of one word a slot in such a stretch, lazily, some perhaps twice.

    First comes a choice with each word that is in one. Errors: TooMuchError.
    """
    able: set[int] = set()
    stretches = _Stretches(slots, others)
    for places in stretches.filled():
        able.update(places)
        yield from map(stretches.choice, places)
    if able and len(slots) > MOST:
        raise TooMuchError
    left = sorted(tuple(sorted((span for span in slot if span.start in able), key=_start)) for slot in slots)
    found = _chosen(left, (), len(slots) + others, work) if able else ()
    yield from (tuple(sorted(group)) for group in found)


def _chosen(slots: Sequence[Group], chosen: Group, width: int, work: Work) -> Iterator[Group]:
    """Choose from the first slot, and then from the others; the same slot again goes on behind its last word."""
    place = len(chosen)
    if place == len(slots):
        yield chosen
        return
    low = max(span.start for span in chosen) - width + 1 if chosen else 0
    if place and slots[place] == slots[place - 1]:
        low = max(low, chosen[-1].start + 1)
    first = bisect_left(slots[place], low, key=_start)
    end = min(span.start for span in chosen) + width if chosen else slots[place][-1].start + 1 if slots[place] else 0
    for span in slots[place][first : bisect_left(slots[place], end, key=_start)]:
        work.spend(len(slots))
        if all(span.start != other.start for other in chosen):
            yield from _chosen(slots, (*chosen, span), width, work)


class _Stretches:
    """Look for the stretches of some words that have a position of its own for each slot."""

    def __init__(self, slots: Sequence[Sequence[Span]], others: int) -> None:
        placed = {id(slot): {span.start: span for span in slot} for slot in slots}
        places = {each: tuple(sorted(spans)) for each, spans in placed.items()}
        kinds = Counter(places[id(slot)] for slot in slots)
        self._spans = list({places[each]: spans for each, spans in placed.items()}.values())
        self._kinds, self._needed, self._width = list(kinds), list(kinds.values()), len(slots) + others
        self._first = self._last = 0
        self._taken: dict[int, int] = {}

    def filled(self) -> Iterator[Sequence[int]]:
        """Give the positions in each such stretch that are in none before it."""
        places, given = sorted({place for kind in self._kinds for place in kind}), -1
        for last in places if all(self._kinds) else ():
            self._first, self._last = last - self._width + 1, last
            self._taken = {place: kind for place, kind in self._taken.items() if place >= self._first}
            if self._fill():
                yield places[bisect_left(places, max(self._first, given + 1)) : bisect_right(places, self._last)]
                given = self._last

    def choice(self, place: int) -> Group:
        """Give a choice with the word at a position of this stretch."""
        taken = dict(self._taken)
        if place not in taken:
            kind = next(kind for kind, places in enumerate(self._kinds) if place in places)
            taken.pop(next(other for other in taken if taken[other] == kind))
            taken[place] = kind
        return tuple(sorted(self._spans[kind][at] for at, kind in taken.items()))

    def _fill(self) -> bool:
        """Take a position for all that is lacking, and say whether there are so many."""
        for kind, needed in enumerate(self._needed):
            if len(self._within(kind)) < needed:
                return False
        has = Counter(self._taken.values())
        return all(self._take(kind) for kind, needed in enumerate(self._needed) for _ in range(needed - has[kind]))

    def _within(self, kind: int) -> Places:
        places = self._kinds[kind]
        return places[bisect_left(places, self._first) : bisect_right(places, self._last)]

    def _take(self, kind: int) -> bool:
        """Take a position for a slot; others that stand in its way move on where they can (a path that augments)."""
        came: dict[int, tuple[int, int]] = {}
        waiting = [(kind, -1)]
        seen = {kind}
        for wanting, leaves in waiting:
            for place in self._within(wanting):
                if place in came:
                    continue
                came[place] = wanting, leaves
                if place not in self._taken:
                    self._move(place, came)
                    return True
                if (holder := self._taken[place]) not in seen:
                    seen.add(holder)
                    waiting.append((holder, place))
        return False

    def _move(self, place: int, came: Mapping[int, tuple[int, int]]) -> None:
        """Give a free position, and those that become free by it, to those that want them."""
        while place >= 0:
            self._taken[place], place = came[place]


def _start(span: Span) -> int:
    return span.start
