"""The words of a date in a query, read to what they ask for; not when that is (`dates_calendar`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
WHICH = {"last": -1, "past": -1, "this": 0, "next": 1}
CALENDAR = ("week", "weekend", "month", "quarter", "year")
COUNTED = ("minute", "hour", "day", "week", "month", "quarter", "year")
OPENERS = {
    **dict.fromkeys(("since", "from", ">="), ">="),
    **dict.fromkeys(("until", "till", "to", "through", "up to", "<=", ".."), "<="),
    "before": "<",
    "<": "<",
    "after": ">",
    ">": ">",
}
CONNECTORS = ("to", "till", "until", "through", "up to", "..")

_LETTERS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_MONTH = {name: at for at, month in enumerate(MONTHS) for name in (month, month[:3])} | {"sept": 8}
_WEEKDAY = {name: at for at, day in enumerate(WEEKDAYS) for name in (day, day[:3])} | {"tues": 1, "thur": 3, "thurs": 3}
_COUNT = {name: at for at, name in enumerate(COUNTS, start=1)} | {"a": 1, "an": 1}
_LONGEST = 16  # words and commas; the longest expression has eleven
_PADDING = ("",) * 5  # so that a form may look at the words behind it without asking whether there are any


class Form(NamedTuple):
    """Hold one closed date as read: its kind and what is told of it (see `dates_calendar`), and the next word.

    `floats`: it names neither year nor week, and can be moved back in front of another date.
    """

    kind: str
    about: tuple[Any, ...]
    after: int
    floats: bool = False


class Whole(NamedTuple):
    """Hold a whole expression: `sign` is "" for one date, ".." from one to another, or >= > <= < one; None is open."""

    sign: str
    low: Form | None
    high: Form | None
    after: int


def whole(text: str) -> Whole | None:
    """Read a text that is one date expression and nothing else; None where it is not."""
    words, ends = _words(text.rstrip(), 0)
    found = _expression(words)
    return found if found and found.after == len(ends) and ends[-1] == len(text.rstrip()) else None


def beginning(query: str, place: int) -> tuple[int, int]:
    """Give how many words, commas too, the date expression at a place has, and where it ends; (0, 0) for none."""
    words, ends = _words(query, place)
    signs = [at for at, word in enumerate(words) if word[:1] in ("<", ">") or word == ".."]
    words = [*words[: signs[0]], *_PADDING] if signs else words
    found = _expression(words)
    return (found.after, ends[found.after - 1]) if found else (0, 0)


def nearest(text: str) -> str:
    """Give what a text with a misspelt word probably means, or else that word put right; empty where none is close."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    known = {*MONTHS, *WEEKDAYS, *COUNTS, *DAYS, *WHICH, *OPENERS, *CONNECTORS, *CALENDAR, *COUNTED}
    known |= {"between", "and", "now", "ago", *(f"{unit}s" for unit in COUNTED)}
    words = _words(text, 0)[0][: -len(_PADDING)]
    right = list(words)
    for at, word in enumerate(words):
        if word.isalpha() and word not in {*_MONTH, *_WEEKDAY, *_COUNT, *known} and 2 < len(word) < 16:
            right[at] = next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.75)), word)
    found = " ".join(right).replace(" ,", ",")
    return found if right != words and whole(found) else next((new for new in right if new not in words), "")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\s*(>=|<=|[<>]|\.\.|,|(?:(?!\.\.(?!\.))[^\s,<>()^])+)")


@cache
def _form_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    digits = r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:t(\d\d?):(\d\d)(?::(\d\d))?)?)?)?"
    return re.compile(digits, re.ASCII), re.compile(r"now(?:([+-])(\d+)(s|min|h|d|w|m|y))?", re.ASCII)


def _words(text: str, place: int) -> tuple[list[str], list[int]]:
    """Give the first words in small letters, with empty ones behind, and where each ends."""
    words: list[str] = []
    ends: list[int] = []
    while len(words) < _LONGEST and (found := _word().match(text, place)):
        words.append(found[1].lower())
        ends.append(place := found.end())
    return [*words, *_PADDING], ends


# --- whole expressions


def _expression(words: Sequence[str]) -> Whole | None:
    return _between(words) or _opened(words) or _closed(words, 0)


def _between(words: Sequence[str]) -> Whole | None:
    low = _form(words, 1) if words[0] == "between" else None
    high = _form(words, low.after + 1) if low and words[low.after] == "and" else None
    return Whole("..", low, high, high.after) if high else None


def _opened(words: Sequence[str]) -> Whole | None:
    if words[0] in ("in", "on", "during"):
        return _closed(words, 1)
    opener, after = _joined(words, 0)
    sign = OPENERS.get(opener)
    if sign is None:
        return None
    if opener == ".." and not words[1]:
        return Whole("..", None, None, 1)
    if opener in ("since", "from"):
        found = _closed(words, after)
        return found and (found if found.high else found._replace(sign=sign))
    form = _form(words, after)
    return form and Whole(sign, form, None, form.after)


def _closed(words: Sequence[str], at: int) -> Whole | None:
    low = _form(words, at)
    if not low:
        return None
    connector, after = _joined(words, low.after)
    high = _form(words, after) if connector in CONNECTORS else None
    if high:
        return Whole("..", low, high, high.after)
    open_end = connector == ".." and not words[after]
    return Whole(">=" if open_end else "", low, None, after if open_end else low.after)


def _joined(words: Sequence[str], at: int) -> tuple[str, int]:
    if words[at] == "up" and words[at + 1] == "to":
        return "up to", at + 2
    return words[at], at + 1


# --- one date


def _form(words: Sequence[str], at: int) -> Form | None:
    for read in (_digits, _day, _weekday, _month, _past, _ago, _calendar):
        found = read(words, at)
        if found:
            return found
    return None


def _digits(words: Sequence[str], at: int) -> Form | None:
    digits, now = _form_patterns()
    if found := digits.fullmatch(words[at]):
        return Form("digits", found.groups(), at + 1)
    if found := now.fullmatch(words[at]):
        count = _number(found[2] or "0")
        return Form("moment", (-count if found[1] == "-" else count, _LETTERS[found[3] or "s"]), at + 1)
    return None


def _day(words: Sequence[str], at: int) -> Form | None:
    away = DAYS.get(words[at])
    return None if away is None else Form("ago", (-away, "day"), at + 1)


def _weekday(words: Sequence[str], at: int) -> Form | None:
    which = WHICH.get(words[at])
    place = at if which is None else at + 1
    weekday = _WEEKDAY.get(words[place].removesuffix("."))
    if weekday is None:
        return None
    which = -1 if which is None else which
    return Form("weekday", (weekday, which), place + 1, floats=which < 0)


def _month(words: Sequence[str], at: int) -> Form | None:
    day = _day_number(words[at])
    place = at if day is None else at + 1
    month = _MONTH.get(words[place].removesuffix("."))
    if month is None:
        return None
    place += 1
    if day is None:
        day = _day_number(words[place])
        place += day is not None
    behind = place + (words[place] == ",")
    if len(words[behind]) == 4 and _is_number(words[behind]):
        return Form("named", (month, day, int(words[behind])), behind + 1)
    return Form("named", (month, day, None), place, floats=True)


def _past(words: Sequence[str], at: int) -> Form | None:
    if words[at] not in ("past", "last"):
        return None
    count = _count(words[at + 1])
    if count is not None:
        unit = words[at + 2].removesuffix("s")
        return Form("past", (count, unit), at + 3) if unit in COUNTED else None
    unit = words[at + 1]
    rolling = unit in COUNTED if words[at] == "past" else unit in ("minute", "hour")
    return Form("past", (1, unit), at + 2) if rolling else None


def _ago(words: Sequence[str], at: int) -> Form | None:
    count, unit = _count(words[at]), words[at + 1].removesuffix("s")
    if count is None or words[at + 2] != "ago" or unit not in COUNTED[2:]:
        return None
    return Form("ago", (count, unit), at + 3)


def _calendar(words: Sequence[str], at: int) -> Form | None:
    which, unit = WHICH.get(words[at]), words[at + 1]
    return None if which is None or unit not in CALENDAR else Form("calendar", (unit, which), at + 2)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _number(digits: str) -> int:
    return int(digits.lstrip("0")[:12] or "0")  # beyond any date already, and Python refuses thousands of digits


def _count(word: str) -> int | None:
    return _number(word) if _is_number(word) else _COUNT.get(word)


def _day_number(word: str) -> int | None:
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    return int(digits) if len(digits) <= 2 and _is_number(digits) else None
