"""Numbers and dates as asked for, to ranges of whole numbers or of days; not how a date is read (`dates`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from searchkit.query import dates
from searchkit.query.dates import DAY, Interval, bounds, interval
from searchkit.query.dates_calendar import EPOCH
from searchkit.query.nodes import And, During, Node, Nothing, Range, Term
from searchkit.schema import Field, Kind

Clock = Callable[[], datetime]
"""Tells the civil time that dates such as yesterday count from; asked only where there are such."""


def ranged(node: Node, said: str, field: Field, clock: Clock) -> Range:
    """Give the whole numbers, or seconds, that a leaf asks for; `said` is how it is written. Errors: ValueError."""
    at = getattr(node, "at", (0, 0))
    if not isinstance(node, Range):
        found = Range(*_bounds(said, field, clock, alone=True), field.name, at=at)
    else:
        low = None if node.low is None else _bounds(str(node.low), field, clock)
        high = None if node.high is None else _bounds(str(node.high), field, clock)
        first = None if low is None else _moved(low.last, 1) if node.above else low.first
        last = None if high is None else _moved(high.first, -1) if node.below else high.last
        if first is not None and last is not None and first > last:
            first, last = _turned(node, field, clock)
        found = Range(first, last, field.name, at=at)
    return _of_whole_days(found) if field.kind is Kind.PERIODS else found


def _turned(node: Range, field: Field, clock: Clock) -> Interval:
    """Read a range as one expression: monday..friday, asked on a Tuesday, begins the Monday before that Friday."""
    text = f"{node.low}..{node.high}"
    if node.above or node.below or not field.dated or not any(map(str.isalpha, text)):
        raise ValueError(f"{text} ends before it begins")
    return _bounds(text, field, clock, alone=True)


def during(found: Range) -> During:
    """Give the days of a range of seconds."""
    return During(_day(found.low), _day(found.high), found.field, found.at)


def both(tree: And) -> Node:
    """Give the days that lie in several ranges at once, where the parts are ranges of days and nothing else."""
    parts = [part for part in tree.parts if isinstance(part, During)]
    if len(parts) < len(tree.parts):
        return tree
    first = max((part.first for part in parts if part.first), default=None)
    last = min((part.last for part in parts if part.last), default=None)
    return Nothing() if first and last and first > last else replace(parts[0], first=first, last=last)


def as_dates(found: Range, field: str) -> Node:
    """Write an interval of seconds as dates again."""
    written = dates.written(_whole(found.low), _whole(found.high))
    if written[:2] in (">=", "<="):
        low, high = (written[2:], None) if written[0] == ">" else (None, written[2:])
        return Range(low, high, field)
    first, dots, last = written.partition("..")
    return Range(first, last, field) if dots else Term(written, field)


def _bounds(text: str, field: Field, clock: Clock, *, alone: bool = False) -> Interval:
    try:
        if field.dated:
            now = clock() if any(map(str.isalpha, text)) else datetime.min
            return interval(text, now) if alone else bounds(text, now)
        return Interval(_number(text), _number(text))
    except ValueError as error:
        raise ValueError(f"{field.name}: {error}") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise ValueError(f"{text!r} is no whole number; write 3, 1..3 or >=3")
    return int(text)


def _of_whole_days(found: Range) -> Range:
    """Widen a range to whole days: what a text mentions is never less."""
    low, high = _whole(found.low), _whole(found.high)
    return replace(
        found,
        low=None if low is None else low // DAY * DAY,
        high=None if high is None else high // DAY * DAY + DAY - 1,
    )


def _day(bound: str | int | None) -> str | None:
    """Write the day that a second is of."""
    return date.fromordinal(bound // DAY + EPOCH).isoformat() if isinstance(bound, int) else None


def _whole(bound: str | int | None) -> int | None:
    return bound if isinstance(bound, int) else None


def _moved(second: int | None, step: int) -> int | None:
    return None if second is None else second + step
