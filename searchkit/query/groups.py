"""The words that stand together in one match of a distance; not which paragraphs match (`spans`).

A group is the words of one match: one word, a phrase, or the words of a pair. Distances chain over groups: the
nearest words of two groups count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from searchkit.query.nodes import SENTENCE, Near
from searchkit.query.view import Span, View

Group = tuple[Span, ...]
MOST = 50_000
"""So many groups of one distance are looked at in a paragraph: more are in no paragraph that a person wrote."""
CHAINED = 20_000
"""Of longer groups, as distances in a row make, fewer are looked at: so many, by the square of their length."""


def pairs(near: Near, left: Sequence[Group], right: Sequence[Group], view: View) -> list[Group]:
    """Give the words of each pair of groups that a distance joins."""
    right = sorted(right, key=_first)
    starts = list(map(_first, right))
    widest = max((_last(group) - _first(group) for group in right), default=0)
    fits = _judge(near, view)
    looked_at = ((one, other) for one in left for other in _candidates(near, one, right, starts, widest))
    found = (
        tuple(sorted({*one, *other}))
        for one, other in islice(looked_at, _most(left, right))
        if _apart(one, other) and fits(one, other)
    )
    return list(dict.fromkeys(found))


def _most(left: Sequence[Group], right: Sequence[Group]) -> int:
    length = max(map(len, left), default=1) + max(map(len, right), default=1)
    return MOST if length == 2 else CHAINED // length**2 + 1


def windows(slots: Sequence[Sequence[Span]], others: int) -> list[Group]:
    """Give the words of each choice of one word a slot that has at most so many other words between them."""
    width = len(slots) + others
    return list(islice(dict.fromkeys(tuple(sorted(chosen)) for chosen in _choices(slots, (), width)), MOST))


def _choices(slots: Sequence[Sequence[Span]], chosen: Group, width: int) -> Iterator[Group]:
    if not slots:
        yield chosen
        return
    low = max(span.start for span in chosen) - width + 1 if chosen else 0
    high = min(span.start for span in chosen) + width if chosen else None
    places = slots[0]
    first = bisect_left(places, low, key=_start) if chosen else 0
    last = bisect_left(places, high, key=_start) if high is not None else len(places)
    for span in places[first:last]:
        if all(span.start != other.start for other in chosen):
            yield from _choices(slots[1:], (*chosen, span), width)


def _candidates(
    near: Near, group: Group, right: Sequence[Group], starts: Sequence[int], widest: int
) -> Sequence[Group]:
    """Give the groups that could be near enough, by where they begin."""
    if not isinstance(near.reach, int):
        return right
    low = _last(group) if near.ordered else _first(group) - near.reach - widest
    return right[bisect_left(starts, low) : bisect_right(starts, _last(group) + near.reach)]


def _judge(near: Near, view: View) -> Callable[[Group, Group], bool]:
    """Give the test of two groups that do not overlap."""
    if isinstance(near.reach, int):
        reach, between = near.reach, _behind if near.ordered else _between
        return lambda one, other: 0 < between(one, other) <= reach
    if near.reach == SENTENCE:
        return lambda one, other: _in_order(near, one, other) and _one_sentence(one, other, view)
    return lambda one, other: _in_order(near, one, other)


def _in_order(near: Near, one: Group, other: Group) -> bool:
    return not near.ordered or _behind(one, other) > 0


def _one_sentence(one: Group, other: Group, view: View) -> bool:
    field = one[0].field
    first, last = min(_first(one), _first(other)), max(_last(one), _last(other))
    return view.sentence(field, first) == view.sentence(field, last)


def _between(one: Group, other: Group) -> int:
    """Count from the nearest word of one group to that of another."""
    return min(b.start - a.end + 1 if b.start >= a.end else a.start - b.end + 1 for a in one for b in other)


def _behind(one: Group, other: Group) -> int:
    """Count from the last word of one group to the first of the one behind it."""
    return _first(other) - _last(one)


def _apart(one: Group, other: Group) -> bool:
    return all(a.end <= b.start or b.end <= a.start for a in one for b in other)


def _first(group: Group) -> int:
    return min(span.start for span in group)


def _last(group: Group) -> int:
    return max(span.end for span in group) - 1


def _start(span: Span) -> int:
    return span.start
