"""Dates as sources write them, to `date` or aware `datetime`; not for dates inside a text, nor for those of a query."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo

Moment = date | datetime

_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"


def _iso(found: re.Match[str], zone: tzinfo) -> Moment:
    text = re.sub(r"\s*(?:utc|gmt|z)$", "+00:00", found[0], flags=re.IGNORECASE)
    return aware(datetime.fromisoformat(re.sub(r"\s+(?=[+-])", "", text)), zone)


def aware(when: datetime, zone: tzinfo) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=zone)


def _day(found: re.Match[str], zone: tzinfo) -> Moment:  # noqa: ARG001 - every form has the zone
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return date(int(found["year"]), number, int(found["day"]))


def _mail(found: re.Match[str], zone: tzinfo) -> Moment:
    from email.utils import parsedate_to_datetime  # slow to import, and seldom needed

    return aware(parsedate_to_datetime(found[0]), zone)


# Every form that is understood, first match wins. `3/4/2023` is not among them: half the world means another day.
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], tzinfo], Moment]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"\d{4}-\d\d-\d\d[T ]\d\d(?::\d\d.*)?", _iso),  # 2023-11-22T10:00:00Z, 2023-11-22 10:00 +0100
        (r"(?P<year>\d{4})([-/]?)(?P<month>\d\d)\2(?P<day>\d\d)", _day),  # 2023-11-22, 2023/11/22, 20231122
        (rf"{_WEEKDAY}\d{{1,2}}\s+{_MONTH}\s+\d{{4}}\s+\d\d?:\d\d.*", _mail),  # Wed, 22 Nov 2023 10:00:00 GMT
        (rf"{_WEEKDAY}{_DAY}\s+{_MONTH},?\s+{_YEAR}", _day),  # 22 November 2023
        (rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}", _day),  # Nov. 22, 2023
    )
)


def moment(text: str, zone: tzinfo) -> Moment | None:
    """Read a date, or a date with a time of day (in `zone` where it names none); None where it is neither."""
    text = text.strip()
    try:
        if plain := _PLAIN.fullmatch(text):  # nearly all are written so, and Python reads them fastest
            timed = plain[1] is not None
            return plausible(aware(datetime.fromisoformat(text), zone) if timed else date.fromisoformat(text))
        for form, read in FORMS:
            if found := form.fullmatch(text):
                return plausible(read(found, zone))
    except (ValueError, OverflowError):
        pass
    return None


def plausible(when: Moment) -> Moment | None:
    """Refuse the years that programs write for "no date": they also overflow when a zone is applied."""
    return when if 1000 <= when.year < 9999 else None


_LEADING = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


def leading(name: str) -> str:
    """Return the ISO date that a file's name begins with, or nothing; it may still be impossible."""
    found = _LEADING.match(name)
    return found[0] if found else ""
