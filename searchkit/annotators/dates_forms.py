"""How dates are written in English news: one table of forms, by the words they begin with; not when they are.

All forms are matched against a text in small letters. The groups that they name are what `dates_meaning` reads.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchkit.query.dates_words import COUNTS, MONTHS, WEEKDAYS

MONTH_NUMBERS = {name: at for at, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
WEEKDAY_NUMBERS = {name: at for at, name in enumerate(WEEKDAYS)}
NUMBERS = {word: at for at, word in enumerate(COUNTS, 1)} | {"a": 1, "an": 1}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4}
TENS = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80}
TENS |= {"nineties": 90}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
PARTS = ("early", "mid", "late")

_TO = r"(?:\s?[-–—]\s?|\s+(?:to|through|until|and)\s+)"
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DOT = r"(?:(?<=\b(?!may)\w\w\w)\.|(?<=\bsept)\.)?"
"""The full stop of an abbreviated month."""
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_TH = r"(?:st|nd|rd|th)?"
_ENDS = r"(?![\w%]|[.,:/-]\d)"
_CENTURY = "(?:1[0-9]|20)"
_YEAR = rf"{_CENTURY}\d\d"
_WHICH_YEAR = rf"(?P<year>{_YEAR}{_ENDS}|(?:this|last|next)\s+year\b)"
_OF_YEAR = rf"(?:,?\s+(?:of\s+)?{_WHICH_YEAR})?"
_UNITS = "week|weekend|month|quarter|year"


class Form(NamedTuple):
    """Hold one way to write a date: its name, which is that of its meaning, and its pattern."""

    name: str
    pattern: re.Pattern[str]


def _form(name: str, pattern: str) -> Form:
    return Form(name, re.compile(pattern))


_RANGE_OF_DAYS = rf"(?:{_TO}(?P<until>{_DAY}){_TH}(?![\d%]|[.,:]\d|\s*(?:{_MONTH})\b))?"
_BY_MONTH = (
    _form(
        "day",
        rf"(?P<month>{_MONTH})\b{_DOT}\s*(?P<day>{_DAY}){_TH}(?![\w%]|[.,:/]\d){_RANGE_OF_DAYS}{_OF_YEAR}",
    ),
    _form("months", rf"(?P<month>{_MONTH})\b{_DOT}(?:{_TO}|/)(?P<until>{_MONTH})\b{_DOT}(?!\s*\d{{1,2}}\b){_OF_YEAR}"),
    _form("month", rf"(?P<month>{_MONTH})\b{_DOT}{_OF_YEAR}"),
)
_BY_DAY = (
    _form(
        "day",
        rf"(?P<day>{_DAY}){_TH}(?:{_TO}(?P<until>{_DAY}){_TH})?\s+(?:of\s+)?(?P<month>{_MONTH})\b{_DOT}{_OF_YEAR}",
    ),
    _form("digits", rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>{_YEAR}){_ENDS}"),
    _form("slashes", rf"(?P<one>\d\d?)/(?P<other>\d\d?)/(?P<year>{_YEAR}){_ENDS}"),
    _form("quarter", rf"(?P<ordinal>[1-4](?:st|nd|rd|th)?)\s?q(?:uarter)?(?:\b|(?=\d))(?:(?:\s+of)?\s*{_WHICH_YEAR})?"),
    _form("century", r"(?P<century>[12]?\d)(?:st|nd|rd|th)\s+century\b"),
)
_BY_YEAR = (
    _form("digits", rf"(?P<year>{_YEAR})([-/])(?P<month>\d\d?)\2(?P<day>\d\d?){_ENDS}"),
    _form("decade", rf"(?P<decade>{_CENTURY}\d0)['’]?s\b"),
    _form("years", rf"(?P<year>{_YEAR})(?:\s?[-–—/]\s?)(?P<until>\d\d(?:\d\d)?)(?![\w%]|[.,:/-]\d)"),
    _form("years", rf"(?P<year>{_YEAR})\s+(?P<joint>and|to|through|until)\s+(?P<until>{_YEAR}){_ENDS}"),
    _form("year", rf"(?P<year>{_YEAR}){_ENDS}"),
)
_BY_ORDINAL = (
    _form(
        "quarter",
        rf"(?P<ordinal>{'|'.join(ORDINALS)})[\s-]+quarter\b(?:\s+of\s+{_WHICH_YEAR}|\s+(?P<plain>{_YEAR}){_ENDS})?",
    ),
    _form("half", rf"(?P<ordinal>first|second)[\s-]+half\s+of\s+{_WHICH_YEAR}"),
)
_BY_SEASON = (_form("season", rf"(?P<season>{'|'.join(SEASONS)})\s+(?:of\s+)?{_WHICH_YEAR}"),)
_BY_WHICH = (
    _form("unit", rf"(?P<which>last|next|this|current)\s+(?P<unit>{_UNITS})\b"),
    _form("unit", r"(?P<which>last(?=\s+night)|this)\s+(?P<unit>night|morning|afternoon|evening)\b"),
    _form("season", rf"(?P<which>last|next|this)\s+(?P<season>{'|'.join(SEASONS)})\b"),
    _form("weekday", rf"(?P<which>last|next|this)\s+(?P<weekday>{'|'.join(WEEKDAYS)})\b"),
    _form("month", rf"(?P<which>last|next|this)\s+(?P<month>{'|'.join(MONTHS)})\b"),
)
AGO = _form("ago", rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})\s+(?P<unit>day|week|month|year|decade)s?\s+ago\b")
AGO_LENGTH = 24
PART = re.compile(rf"(?P<part>{'|'.join(PARTS)})(?:dle)?[\s-]+(?:in\s+|of\s+|the\s+)?")
BESIDE = re.compile(r"(?:,\s?|\s+)(?:the\s+)?")

FORMS: dict[str, tuple[Form, ...]] = {
    **dict.fromkeys(MONTH_NUMBERS, _BY_MONTH),
    **dict.fromkeys(WEEKDAYS, (_form("weekday", rf"(?P<weekday>{'|'.join(WEEKDAYS)})\b"),)),
    **dict.fromkeys(filter(str.isalpha, ORDINALS), _BY_ORDINAL),
    **dict.fromkeys(SEASONS, _BY_SEASON),
    **dict.fromkeys(("last", "next", "this", "current"), _BY_WHICH),
    **dict.fromkeys(
        ("today", "tonight", "yesterday", "tomorrow"),
        (_form("near", r"(?P<near>today|tonight|yesterday|tomorrow)\b"),),
    ),
    **dict.fromkeys(TENS, (_form("decade", rf"(?P<tens>{'|'.join(TENS)})\b"),)),
    **dict.fromkeys(
        (f"q{number}" for number in "1234"), (_form("quarter", rf"q(?P<ordinal>[1-4])\s+(?:of\s+)?{_WHICH_YEAR}"),)
    ),
}
"""What a date that begins with a word can be, longest first."""


def forms(word: str) -> tuple[Form, ...]:
    """Give the forms that begin with a word."""
    return FORMS.get(word) or (
        (_BY_YEAR if word[:4].isdigit() and len(word) >= 4 else _BY_DAY) if word[0].isdigit() else ()
    )


def dated(word: str) -> bool:
    """Say whether a word may begin a day of a month."""
    return word in MONTH_NUMBERS or word[0].isdigit()
