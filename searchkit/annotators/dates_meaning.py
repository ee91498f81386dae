"""When a date of a text is: its form, read against the day of publication, to first and last day; not how it is found.

What has no year is the latest one there was, or, where the text looks ahead ("will meet in May"), the next one.
Errors: ValueError where a date is none ("Feb. 30"), or cannot be known, as nobody says when the text was published.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from re import Match
from typing import NamedTuple

from searchkit.annotators.dates_forms import MONTH_NUMBERS, NUMBERS, ORDINALS, SEASONS, TENS, WEEKDAY_NUMBERS
from searchkit.query.dates_calendar import length

Days = tuple[date, date]
"""First and last day, both included."""

SOON = timedelta(days=45)
"""A day without a year may be so far ahead; what is farther was a year ago."""

_WHICH = {"last": -1, "next": 1, "this": 0, "current": 0}
_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_DAYS_OF = ("night", "morning", "afternoon", "evening")
_SPAN = 250
"""Years that one mention may reach over: with more, it is no date."""


class Now(NamedTuple):
    """Hold what a date counts from: the day of publication, where it is known, and whether the text looks ahead."""

    published: date | None
    ahead: bool = False

    @property
    def day(self) -> date:
        if self.published is None:
            raise ValueError("it is not known when this was published")
        return self.published


def days(form: str, found: Match[str], now: Now) -> Days:
    """Give the days of what was found of one form; errors: ValueError."""
    return _MEANINGS[form](found, now)


def part_of(part: str, form: str, whole: Days) -> Days:
    """Narrow days down to the early, mid or late part of a month, year or decade; others are left whole."""
    first, last = whole
    third = ("early", "mid", "late").index(part)
    if (last - first).days < 27:
        return whole
    if (last - first).days < 31:
        edges = (1, 11, 21, length(first.year * 12 + first.month - 1) + 1)
        edges = edges if third < 2 else (1, 11, 16, edges[3])
        return first.replace(day=edges[third]), first.replace(day=edges[third + 1] - 1)
    if form == "decade":
        starts = (0, 3, 7, 10)
        return date(first.year + starts[third], 1, 1), date(first.year + starts[third + 1] - 1, 12, 31)
    return months(first.year, first.month + 4 * third, 4) if (last - first).days in (364, 365) else whole


def in_order(found: Match[str]) -> bool:
    """Say whether two years, the second perhaps with its last digits only, are some years of one time."""
    low, until = found["year"], found["until"]
    high = int(low[: 4 - len(until)] + until)
    return int(low) < high <= int(low) + _SPAN


def months(year: int, month: int, count: int = 1) -> Days:
    """Give the days of so many months; a month beyond 12 or below 1 is of another year."""
    index = year * 12 + month - 1
    end = index + count - 1
    last = date(end // 12, end % 12 + 1, length(end))
    return date(index // 12, index % 12 + 1, 1), last


# --- days and months by name and number


def _day(found: Match[str], now: Now) -> Days:
    month, day = MONTH_NUMBERS[found["month"]], int(found["day"])
    until = int(found["until"] or day)
    if until < day:
        raise ValueError("it ends before it begins")
    if found["year"]:
        year = _year_of(found["year"], now)
        return date(year, month, day), date(year, month, until)
    first = _latest_day(month, day, now)
    return first, first.replace(day=until)


def _latest_day(month: int, day: int, now: Now) -> date:
    """Give the latest such day that is not far ahead; where the text looks ahead, the next one."""
    today = now.day
    latest = today + SOON
    years = range(today.year, today.year + 9) if now.ahead else range(latest.year, latest.year - 9, -1)
    for year in years:
        if _is_day(year, month, day):
            found = date(year, month, day)
            if found >= today if now.ahead else found <= latest:
                return found
    raise ValueError("no year has such a day")


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and day <= length(year * 12 + month - 1)


def _month(found: Match[str], now: Now) -> Days:
    month, groups = MONTH_NUMBERS[found["month"]], found.groupdict()
    if groups.get("year"):
        return months(_year_of(groups["year"], now), month)
    which = groups.get("which")
    if which == "this":
        return months(now.day.year, month)
    past = month < now.day.month if which == "last" else month <= now.day.month
    if which == "next" or (now.ahead and which != "last"):
        passed = month <= now.day.month if which == "next" else month < now.day.month
        return months(now.day.year + passed, month)
    return months(now.day.year - (not past), month)


def _months(found: Match[str], now: Now) -> Days:
    low, high = MONTH_NUMBERS[found["month"]], MONTH_NUMBERS[found["until"]]
    count = (high - low) % 12 + 1
    if found["year"]:
        year = _year_of(found["year"], now)
        return months(year - (low > high), low, count)
    whole = _month(found, now)
    return months(whole[0].year, low, count)


def _digits(found: Match[str], now: Now) -> Days:  # noqa: ARG001 - every form has the present
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return day, day


def _slashes(found: Match[str], now: Now) -> Days:  # noqa: ARG001 - every form has the present
    one, other, year = int(found["one"]), int(found["other"]), int(found["year"])
    if one <= 12 and other <= 12 and one != other:
        raise ValueError("nobody can tell the day from the month")
    day = date(year, min(one, other), max(one, other)) if max(one, other) > 12 else date(year, one, other)
    return day, day


def _near(found: Match[str], now: Now) -> Days:
    day = now.day + timedelta(_NEAR[found["near"]])
    return day, day


def _weekday(found: Match[str], now: Now) -> Days:
    weekday, which = WEEKDAY_NUMBERS[found["weekday"]], found.groupdict().get("which")
    behind = (now.day.weekday() - weekday) % 7
    if which == "this":
        return _one(now.day + timedelta(weekday - now.day.weekday()))
    if which == "next" or (now.ahead and not which):
        return _one(now.day + timedelta((weekday - now.day.weekday() - 1) % 7 + 1))
    return _one(now.day - timedelta(behind or (7 if which == "last" else 0)))


def _one(day: date) -> Days:
    return day, day


# --- weeks, quarters, years


def _unit(found: Match[str], now: Now) -> Days:
    unit, which = found["unit"], _WHICH[found["which"]]
    if unit in _DAYS_OF:
        return _one(now.day + timedelta(which))
    if unit in ("week", "weekend"):
        monday = now.day - timedelta(now.day.weekday() - 7 * which)
        return monday + timedelta(5 * (unit == "weekend")), monday + timedelta(6)
    size = _MONTHS_OF[unit]
    index = (now.day.year * 12 + now.day.month - 1) // size * size + which * size
    return months(index // 12, index % 12 + 1, size)


def _season(found: Match[str], now: Now) -> Days:
    start, groups = SEASONS[found["season"]], found.groupdict()
    if groups.get("year"):
        return months(_year_of(groups["year"], now), start, 3)
    which, year = groups["which"], now.day.year
    year -= start > 10 and now.day.month < start - 9  # a winter that began last year
    whole = months(year, start, 3)
    if which == "last" and whole[1] >= now.day:
        return months(year - 1, start, 3)
    if which == "next" and whole[0] <= now.day:
        return months(year + 1, start, 3)
    return whole


def _quarter(found: Match[str], now: Now) -> Days:
    ordinal, year = found["ordinal"], found["year"] or found.groupdict().get("plain")
    number = ORDINALS.get(ordinal) or int(ordinal[0])
    if year:
        return months(_year_of(year, now), number * 3 - 2, 3)
    begun = number * 3 - 2 <= now.day.month
    return months(now.day.year - (not begun and not now.ahead), number * 3 - 2, 3)


def _half(found: Match[str], now: Now) -> Days:
    return months(_year_of(found["year"], now), ORDINALS[found["ordinal"]] * 6 - 5, 6)


def _year(found: Match[str], now: Now) -> Days:
    return months(_year_of(found["year"], now), 1, 12)


def _years(found: Match[str], now: Now) -> Days:  # noqa: ARG001 - every form has the present
    low, until = found["year"], found["until"]
    return date(int(low), 1, 1), date(int(low[: 4 - len(until)] + until), 12, 31)


def _decade(found: Match[str], now: Now) -> Days:  # noqa: ARG001 - every form has the present
    groups = found.groupdict()
    first = 1900 + TENS[groups["tens"]] if groups.get("tens") else int(groups["decade"])
    return date(first, 1, 1), date(first + 9, 12, 31)


def _century(found: Match[str], now: Now) -> Days:  # noqa: ARG001 - every form has the present
    number = int(found["century"])
    return date(number * 100 - 99, 1, 1), date(number * 100, 12, 31)


def _ago(found: Match[str], now: Now) -> Days:
    unit, count = found["unit"], int(NUMBERS.get(found["count"]) or found["count"])
    if unit == "day":
        return _one(now.day - timedelta(count))
    if unit == "week":
        monday = now.day - timedelta(now.day.weekday() + 7 * count)
        return monday, monday + timedelta(6)
    if unit == "month":
        return months(now.day.year, now.day.month - count)
    return months(now.day.year - count * (10 if unit == "decade" else 1), 1, 12)


def _year_of(text: str, now: Now) -> int:
    return int(text) if text[0].isdigit() else now.day.year + _WHICH[text.split()[0]]


_MEANINGS: dict[str, Callable[[Match[str], Now], Days]] = {
    "day": _day,
    "month": _month,
    "months": _months,
    "digits": _digits,
    "slashes": _slashes,
    "near": _near,
    "weekday": _weekday,
    "unit": _unit,
    "season": _season,
    "quarter": _quarter,
    "half": _half,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "ago": _ago,
}
