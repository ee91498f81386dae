"""The words that stand together in one match of a distance; not which paragraphs match (`spans`).

A group is the words of one match: one word, a phrase, or the words of a pair. Distances chain over groups: the
nearest words of two groups count. Only groups that a distance could join are looked at, and which those are is found
by sorted positions, so that a long paragraph takes little more than a short one.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter

from searchkit.query.nodes import SENTENCE, Near
from searchkit.query.view import Span, View
from searchkit.schema import FIELDS

Group = tuple[Span, ...]
_KEY = itemgetter(0)
_SPACE = {field.exact: field.name for field in FIELDS if field.exact}
"""The field whose positions another shares: `words` those of `text`."""
WORK = 30_000
"""So many comparisons of words are made for the distances of one paragraph: more take no paragraph a person wrote."""


class TooMuchError(Exception):
    """Say that the work for one paragraph is used up."""


class Work:
    """Count the work for one paragraph, and keep where the words of a distance stand in it."""

    __slots__ = ("_left", "kept")

    def __init__(self) -> None:
        self._left = WORK
        self.kept: dict[int, Sequence[Group]] = {}  # by `id`: two equal nodes may differ in how they are looked up

    def spend(self, comparisons: int) -> None:
        """Count so many comparisons; errors: TooMuchError."""
        self._left -= comparisons
        if self._left < 0:
            raise TooMuchError


class Side:
    """Look up the groups of one side of a distance that fit a group of the other; `left` is the side before it."""

    def __init__(self, near: Near, groups: Iterable[Group], view: View, *, left: bool = False) -> None:
        self._view, self._left, self._ordered = view, left, near.ordered
        self._reach = near.reach if isinstance(near.reach, int) else math.inf
        self._by_sentence = near.reach == SENTENCE
        self._longest = 1
        keyed: dict[int | None, list[tuple[int, Group]]] = {}
        for group in groups:
            keyed.setdefault(self._part(group), []).extend((key, group) for key in self._keys(group))
        self._keyed = {part: sorted(several) for part, several in keyed.items() if part is not None}

    def fits(self, one: Group, work: Work) -> bool:
        """Say whether there is a group that fits one; errors: TooMuchError."""
        return any(True for _ in self.fitting(one, work))

    def fitting(self, one: Group, work: Work, turn: int = 0) -> Iterator[Group]:
        """Give the groups that fit one, some perhaps twice, from another of them on each turn; errors: TooMuchError."""
        part = self._part(one)
        keyed = self._keyed.get(part, ()) if part is not None else ()
        for low, high in self._ranges(one) if keyed else ():
            first, end = bisect_left(keyed, low, key=_KEY), bisect_right(keyed, high, key=_KEY)
            for at in range(first, end):
                other = keyed[first + (at - first + turn) % (end - first)][1]
                work.spend(len(one) * len(other))
                if self._ordered or (_apart(one, other) and _distance(one, other) <= self._reach):
                    yield other

    def _part(self, group: Group) -> int | None:
        """Give the number of the sentence where that has to be the same; None where a group reaches over its end."""
        return sentence(group, self._view) if self._by_sentence else 0

    def _keys(self, group: Group) -> Sequence[int]:
        """Give the positions that a group is found by."""
        if self._ordered:
            return (_last(group) if self._left else _first(group),)
        if self._reach == math.inf:
            return (0,)
        self._longest = max(self._longest, *(span.end - span.start for span in group))
        return [span.start for span in group]

    def _ranges(self, one: Group) -> Sequence[tuple[float, float]]:
        """Give from where to where the positions lie of what could be near enough to a group."""
        if self._ordered and self._left:
            return ((_first(one) - self._reach, _first(one) - 1),)
        if self._ordered:
            return ((_last(one) + 1, _last(one) + self._reach),)
        widest = self._reach + self._longest - 1
        return [(span.start - widest, span.end - 1 + self._reach) for span in one]


def pairs(near: Near, left: Iterable[Group], right: Iterable[Group], view: View, work: Work) -> Iterator[Group]:
    """Give the words of each pair of groups that a distance joins, lazily, some twice; errors: TooMuchError.

    First come a few pairs with most of the words in them, so that whoever has seen enough need not see them all.
    """
    side, ones = Side(near, right, view), []
    for turn, one in enumerate(left):
        ones.append(one)
        for other in islice(side.fitting(one, work, turn), 1):
            yield _both(one, other)
    for one in ones:
        for other in side.fitting(one, work):
            yield _both(one, other)


def joined(near: Near, left: Iterator[Group], words: set[Span], right: Sequence[Group], view: View) -> Iterator[Group]:
    """Give the groups of both sides that a distance joins, until all the `words` of the left side, and all groups of
    the right one, have been there; errors: TooMuchError.
    """
    side, work, ones = Side(near, right, view), Work(), []
    for one in left if right else ():
        if side.fits(one, work):
            ones.append(one)
            yield one
            words.difference_update(one)
            if not words:
                break
    yield from _others(near, ones, left, right, view, work)


def _others(
    near: Near, ones: Sequence[Group], more: Iterator[Group], right: Sequence[Group], view: View, work: Work
) -> Iterator[Group]:
    """Give the groups of the right side that a distance joins to some groups of the left, or to more of them."""
    back = Side(near, ones, view, left=True)
    waiting = {other for other in right if not back.fits(other, work)} if ones else set()
    yield from (other for other in right if ones and other not in waiting)
    side = Side(near, waiting, view)
    for one in more if waiting else ():
        found = waiting.intersection(side.fitting(one, work))
        yield from found
        waiting -= found
        if not waiting:
            return


def _both(one: Group, other: Group) -> Group:
    return tuple(sorted({*one, *other}))


def once(found: Iterable[Group]) -> Iterator[Group]:
    """Give each group once, lazily."""
    seen: set[Group] = set()
    for group in found:
        if group not in seen:
            seen.add(group)
            yield group


def held(found: Iterable[Group]) -> tuple[list[Group], bool]:
    """Give what is found before there is too much work, and whether that is all."""
    held: list[Group] = []
    try:
        for group in found:
            held.append(group)
    except TooMuchError:
        return held, False
    return held, True


def sentence(group: Group, view: View) -> int | None:
    """Give the number of the sentence that a group is in; None where it reaches over the end of one."""
    first, last = (view.sentence(group[0].field, place) for place in (_first(group), _last(group)))
    return first if first == last else None


def distinct(groups: Iterable[Group], most: int) -> int:
    """Count the groups that are of different words of the text, to so many at least.

    A phrase and a word in it are one: of runs of words that lie in one another, the shortest counts.
    """
    runs: set[Group] = set()
    several: set[Group] = set()
    for group in groups:
        same = tuple(sorted({Span(_SPACE.get(span.field, span.field), span.start, span.end) for span in group}))
        (runs if len(same) == 1 else several).add(same)
        if len(several) >= most:
            break
    return len(several) + _shortest(span for run in runs for span in run)


def _shortest(runs: Iterable[Span]) -> int:
    """Count the runs of words that have no other in them."""
    counted, last = 0, ("", -1)
    for run in sorted(runs, key=lambda run: (run.field, run.end, -run.start)):
        if run[:2] > last:
            counted, last = counted + 1, run[:2]
    return counted


def _distance(one: Group, other: Group) -> float:
    """Count from the nearest word of one group to that of another."""
    return min(b.start - a.end + 1 if b.start >= a.end else a.start - b.end + 1 for a in one for b in other)


def _apart(one: Group, other: Group) -> bool:
    return all(a.end <= b.start or b.end <= a.start for a in one for b in other)


def _first(group: Group) -> int:
    return min(span.start for span in group)


def _last(group: Group) -> int:
    return max(span.end for span in group) - 1
