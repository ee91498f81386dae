"""Dates in a query to intervals of civil time, and back; not dates in articles (`readers`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from searchkit.late import late
from searchkit.query.dates_calendar import DAY as DAY
from searchkit.query.dates_calendar import clock, digits, in_years, length, month_of, span

if TYPE_CHECKING:
    from searchkit.query.dates_words import Form, Whole

_PLAIN = late(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


class Interval(NamedTuple):
    """Hold the first and last second, counted from 1970-01-01 and both included; None is open on that side."""

    first: int | None
    last: int | None


def interval(text: str, now: datetime) -> Interval:
    """Give what a date expression says that stands alone; `now` is the naive civil time of the index's zone.

    A moment such as now-7d is all the time from then to now. Errors: ValueError, its text for a person.
    """
    return _read(text, now, alone=True)


def bounds(text: str, now: datetime) -> Interval:
    """Give what a date expression says as one end of a range or comparison; it is closed.

    A moment such as now-7d is its one second. Errors: ValueError, its text for a person; also for an open expression.
    """
    return _read(text, now, alone=False)


def spoken(query: str, place: int) -> int:
    """Give where the longest date expression of two words or more ends that begins at a place of a query; else 0.

    Behind it stands the end, white space, a parenthesis that closes, ^ or two dots; where it goes on otherwise, as with
    a comma, it is none rather than a shorter one.
    """
    from searchkit.query.dates_words import beginning

    count, end = beginning(query, place) if query[place : place + 1].strip() else (0, 0)
    behind = query[end : end + 1]
    ends = not behind or behind.isspace() or behind in ")^" or query.startswith("..", end)
    return end if count > 1 and ends else 0


def written(first: int | None, last: int | None) -> str:
    """Write an interval as the shortest form that `interval` reads as the same, both ends in years, months or days.

    Seconds since 1970-01-01; an end inside a day has minutes, or seconds where it takes them. An interval open on both
    sides is "..". Errors: ValueError where it ends before it begins, or leaves the years 0001 to 9999.
    """
    if first is not None and last is not None and first > last:
        raise ValueError(f"{first}..{last} ends before it begins")
    low = 0 if first is None else _fineness(first, first)
    high = 0 if last is None else _fineness(last, last + 1)
    finest = max(low, high)
    if first is None or last is None:
        end = first if last is None else last
        return ".." if end is None else f"{'>=' if last is None else '<='}{_form(end, finest)}"
    if _form(first, finest) == _form(last, finest):
        return _form(first, finest)
    coarsest = min(finest, _DAYS)
    return f"{_form(first, max(low, coarsest))}..{_form(last, max(high, coarsest))}"


# --- back to text: 0 is a year, 1 a month, 2 a day, 3 a minute, 4 a second

_DAYS = 2
_WIDTHS = (4, 7, 10, 16, 19)


def _fineness(second: int, edge: int) -> int:
    if edge % DAY:
        return 4 if edge % 60 else 3
    index, day = month_of(in_years((second, second))[0] // DAY)
    if second == edge:
        return 2 if day > 1 else 1 if index % 12 else 0
    return 2 if day < length(index) else 1 if index % 12 < 11 else 0


def _form(second: int, fineness: int) -> str:
    in_years((second, second))
    return (datetime(1970, 1, 1) + timedelta(seconds=second)).isoformat()[: _WIDTHS[fineness]]


# --- reading


def _read(text: str, now: datetime, *, alone: bool) -> Interval:
    found = _PLAIN.fullmatch(text)
    meaning = partial(digits, *found.groups()) if found else partial(_meant, _asked(text), clock(now), alone=alone)
    try:
        meant = Interval(*meaning())
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}") from None
    if not alone and None in meant:
        raise ValueError(f"{text!r} is open on one side itself; write it alone, without .., >=, >, <= or <")
    return meant


def _asked(text: str) -> Whole:
    from searchkit.query.dates_words import nearest, whole  # the plain forms need none of it

    found = whole(text)
    if found:
        return found
    if text[:1].isdigit() and set(text) & set("/."):
        raise ValueError(f"{text!r} is no date; in digits it is year-month-day, as in 2023-11-22")
    near = nearest(text)
    hint = f"did you mean {near}? Write" if near else "write"
    raise ValueError(f"{text!r} is no date; {hint} 2023-11, last week or past 7 days")


def _meant(found: Whole, now: int, *, alone: bool) -> Interval:
    if found.low is None:
        return Interval(None, None)
    first, last = span(found.low.kind, found.low.about, now)
    if found.high:
        return _between(found.low, found.high, now)
    if found.sign in (">=", ">"):
        return Interval(first if found.sign == ">=" else in_years((last + 1, last + 1))[0], None)
    if found.sign in ("<=", "<"):
        return Interval(None, last if found.sign == "<=" else in_years((first - 1, first - 1))[1])
    if alone and found.low.kind == "moment":
        return Interval(min(first, now), max(last, now))
    return Interval(first, last)


def _between(low: Form, high: Form, now: int) -> Interval:
    first, last = span(low.kind, low.about, now)[0], span(high.kind, high.about, now)[1]
    if first > last and low.floats:  # monday to friday, said on a Tuesday
        first = span(low.kind, low.about, last)[0]
    if first > last:
        raise ValueError("it ends before it begins; write the earlier date first")
    return Interval(first, last)
