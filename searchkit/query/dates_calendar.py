"""What one date of a query says on the calendar, at a given moment; not how it is worded (`dates_words`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()
EARLIEST = (1 - EPOCH) * DAY
LATEST = (date.max.toordinal() - EPOCH + 1) * DAY - 1

Span = tuple[int, int]
"""First and last civil second since 1970-01-01, both included; a moment is one second."""

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS = {
    "second": (1, 0),
    "minute": (60, 0),
    "hour": (3600, 0),
    "day": (DAY, 0),
    "week": (7 * DAY, 0),
    "month": (0, 1),
    "quarter": (0, 3),
    "year": (0, 12),
}  # in seconds, or else in months, whose lengths differ


def span(kind: str, about: tuple[Any, ...], now: int) -> Span:
    """Give the seconds of a date of one kind, from what is told of it; `now` is a civil second.

    Errors: ValueError, its text the reason alone.
    """
    return in_years(_MEANINGS[kind](*about, now=now))


def in_years(seconds: Span) -> Span:
    """Give a span back; errors: ValueError where it leaves the years 0001 to 9999."""
    if seconds[0] < EARLIEST:
        raise ValueError("years begin at 0001")
    if seconds[1] > LATEST:
        raise ValueError("years end at 9999")
    return seconds


def clock(now: datetime) -> int:
    """Give a naive civil time as whole seconds since 1970-01-01."""
    return (now.toordinal() - EPOCH) * DAY + now.hour * 3600 + now.minute * 60 + now.second


def month_of(day: int) -> tuple[int, int]:
    """Give the month, counted from January of year 0, and the day in it, of a day counted from 1970-01-01."""
    found = date.fromordinal(day + EPOCH)
    return found.year * 12 + found.month - 1, found.day


def length(index: int) -> int:
    """Give the days of a month, counted from January of year 0."""
    year, month = divmod(index, 12)
    leap = month == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _LENGTHS[month] + leap


def digits(
    year: str,
    month: str | None,
    day: str | None,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    *,
    now: int = 0,  # noqa: ARG001 - every kind has the present
) -> Span:
    """Give the seconds of a date in digits; errors: ValueError, its text the reason alone."""
    if month is None:
        return _months(int(year) * 12, 12)
    if not 1 <= int(month) <= 12:
        raise ValueError("a month is 01 to 12")
    index = int(year) * 12 + int(month) - 1
    if day is None:
        return _months(index, 1)
    number = _day_of(index, int(day))
    if hour is None or minute is None:
        return _days(number)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise ValueError("a time is 00:00:00 to 23:59:59")
    start = number * DAY + int(hour) * 3600 + int(minute) * 60
    return (start, start + 59) if second is None else (start + int(second), start + int(second))


def _named(month: int, day: int | None, year: int | None, *, now: int) -> Span:
    if year is not None:
        return _month_or_day(year * 12 + month, day)
    if day is not None and (month, day) != (1, 29):
        _day_of(2023 * 12 + month, day)  # a day that no year has
    index = month_of(now // DAY)[0] // 12 * 12 + month
    while (day or 1) > length(index) or _month_or_day(index, day)[0] > now:  # the most recent that has begun
        index -= 12
    return _month_or_day(index, day)


def _weekday(weekday: int, which: int, *, now: int) -> Span:
    today = now // DAY
    present = _weekday_of(today)
    if which < 0:
        day = today - (present - weekday - 1) % 7 - 1
    else:
        day = today + ((weekday - present - 1) % 7 + 1 if which else weekday - present)
    return _days(day)


def _calendar(unit: str, which: int, *, now: int) -> Span:
    today = now // DAY
    if unit in ("week", "weekend"):
        monday = today - _weekday_of(today) + 7 * which
        return _days(monday + 5 * (unit == "weekend"), monday + 6)
    size = _UNITS[unit][1]
    return _months((month_of(today)[0] // size + which) * size, size)


def _past(count: int, unit: str, *, now: int) -> Span:
    if not count:
        raise ValueError("count from 1, as in past 7 days")
    start = _moved(now, -count, unit)
    return (start, now) if 0 < _UNITS[unit][0] < DAY else _days(start // DAY + 1, now // DAY)


def _ago(count: int, unit: str, *, now: int) -> Span:
    day = _moved(now, -count, unit) // DAY
    return _days(day)


def _moment(count: int, unit: str, *, now: int) -> Span:
    moment = _moved(now, count, unit)
    return moment, moment


_MEANINGS: dict[str, Callable[..., Span]] = {
    "digits": digits,
    "named": _named,
    "weekday": _weekday,
    "calendar": _calendar,
    "past": _past,
    "ago": _ago,
    "moment": _moment,
}


def _moved(now: int, count: int, unit: str) -> int:
    seconds, months = _UNITS[unit]
    if seconds:
        return now + count * seconds
    index, day = month_of(now // DAY)
    return _day_of(index + count * months, min(day, length(index + count * months))) * DAY + now % DAY


def _days(first: int, last: int | None = None) -> Span:
    return first * DAY, (first if last is None else last) * DAY + DAY - 1


def _month_or_day(index: int, day: int | None) -> Span:
    return _months(index, 1) if day is None else _days(_day_of(index, day))


def _months(index: int, count: int) -> Span:
    return _days(_day_of(index, 1), _day_of(index + count - 1, length(index + count - 1)))


def _day_of(index: int, day: int) -> int:
    """Give the days since 1970-01-01 to a day of a month; months count from January of year 0."""
    if not 12 <= index < 120_000:
        raise ValueError("years begin at 0001" if index < 12 else "years end at 9999")
    if not 1 <= day <= length(index):
        raise ValueError(f"that month has {length(index)} days")
    return date(index // 12, index % 12 + 1, day).toordinal() - EPOCH


def _weekday_of(day: int) -> int:
    return (day + 3) % 7  # 1970-01-01 was a Thursday
