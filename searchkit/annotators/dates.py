"""The annotator of dates mentioned in a text, with the days they mean; not for dates in queries (`query.dates`).

A paragraph is scanned for the words that a date can begin with; only there are the forms of dates tried.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from searchkit.annotators import dates_forms as forms
from searchkit.annotators import dates_meaning as meaning
from searchkit.annotators.dates_forms import Form
from searchkit.annotators.dates_meaning import Days, Now
from searchkit.documents import civil_seconds
from searchkit.model import Article, Entity, Paragraph
from searchkit.query.dates import DAY, written
from searchkit.schema import DATE

CUE = re.compile(
    r"\b(?:a(?:pr(?:il)?|ug(?:ust)?|go|utumn)|current|dec(?:ember)?|e(?:arly|ighties)"
    r"|f(?:eb(?:ruary)?|riday|irst|ourth|inal|all|ifties|orties)|j(?:an(?:uary)?|une?|uly?)|la(?:st|te)"
    r"|m(?:ar(?:ch)?|ay|id(?:dle)?|onday)|n(?:ov(?:ember)?|ext|ineties)|oct(?:ober)?|q[1-4]"
    r"|s(?:ept?(?:ember)?|unday|aturday|econd|pring|ummer|eventies|ixties)"
    r"|t(?:his|oday|uesday|hursday|omorrow|onight|hird|hirties|wenties)|w(?:ednesday|inter)|yesterday"
    r"|(?:1\d|20)\d\d(?:['’]?s)?|[1-4]q(?:uarter)?\d*"
    r"|\d\d?(?:st|nd|rd|th)?(?=\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|cent|q)"
    r"|(?:\s?[-–—]\s?|\s+(?:to|and|until|through)\s+)\d|[./]\d\d?[./]\d))(?!\w)"
)
"""The words that a date can begin with, and `ago`, which one ends with."""

AHEAD = re.compile(
    r"\b(?:will|won['’]t|would|shall|due|scheduled|expected|planned|plans?|slated|set\s+to)\b"
    r"(?:(?!\b(?:said|says|saying|told|announced|reported|that)\b)[^.,;:])*$"
    r"|\b(?:by|until|till|before|no\s+later\s+than)\s+(?:the\s+)?(?:end\s+of\s+)?$|['’]ll\b[^.,;:]*$"
)
"""What stands before a date that is still to come."""
WINDOW = 72

_COUNTED = re.compile(
    r"\s*-?(?:tonnes?|tons?|dlrs|dollars|euros|pounds|mln|bln|million|billion|pct|percent|per\s+cent|people|shares"
    r"|barrels|miles|metres|meters|feet|km|kg|points|votes|troops|jobs|homes|hours)\b"
)
_OLD = re.compile(r"(?:\b(?:in|since|until|till|from|by|of|between|before|after|around|circa|c\.|year|born)\s+|[(–])$")
_LAW = re.compile(r"\b(?:acts?|agenda|constitution|law|no\.|plan|regulations|rules|strategy|vision)(?:,?\s+|\s+of\s+)$")
"""What a year belongs to, and is no date: the Harbours Act, 1962."""
_BETWEEN = re.compile(r"\b(?:between|from)\s+$")
_DAY_BEFORE = re.compile(r"\bday\s+(?:before|after)\s+$")
_SMALL = frozenset("may march mar second fall first final".split())
"""Words that are dates in small letters only where a number stands with them."""


class Mention(NamedTuple):
    """Hold a date in a text: where it stands, and its days, None where nobody can tell."""

    start: int
    end: int
    days: Days | None


class Dates:
    """Annotate the dates that an article mentions, counted from the day it was published."""

    name = "dates"
    version = 2

    def annotate(self, article: Article, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
        """Return the paragraphs with the dates in them; what overlaps a name that was found before is none."""
        published = article.published
        day = published.date() if isinstance(published, datetime) else published
        return [_added(paragraph, list(mentions(paragraph.text, day))) for paragraph in paragraphs]


def _added(paragraph: Paragraph, found: Sequence[Mention]) -> Paragraph:
    if not found:
        return paragraph
    present = sorted(paragraph.entities, key=lambda one: one.start)
    starts, ends = [one.start for one in present], list(accumulate((one.end for one in present), max))
    free = []
    for mention in found:
        before = bisect_left(starts, mention.end)
        if not before or ends[before - 1] <= mention.start:
            free.append(_entity(paragraph.text, mention))
    if not free:
        return paragraph
    entities = sorted([*paragraph.entities, *free], key=lambda one: (one.start, one.end, one.kind))
    return Paragraph(paragraph.article, paragraph.ordinal, paragraph.text, paragraph.role, tuple(entities))


def _entity(text: str, mention: Mention) -> Entity:
    surface = text[mention.start : mention.end]
    if mention.days is None:
        return Entity(DATE, " ".join(surface.split()), surface, mention.start, mention.end)
    name, interval = _named(*mention.days)
    return Entity(DATE, name, surface, mention.start, mention.end, {"interval": list(interval)})


@lru_cache(maxsize=10_000)
def _named(first: date, last: date) -> tuple[str, tuple[str, str]]:
    """Name days as a query does, shortly: 2023-10 is all of October."""
    name = written(civil_seconds(first, UTC), civil_seconds(last, UTC) + DAY - 1)
    return name, (first.isoformat(), last.isoformat())


def mentions(text: str, published: date | None) -> Iterator[Mention]:
    """Give the dates of a text, in order, none over another."""
    low, end = lowered(text), 0
    for cue in CUE.finditer(low):
        if cue.start() >= end:
            found = _mention(text, low, cue, end, published)
            if found:
                end = found.end
                yield found


def lowered(text: str) -> str:
    """Give a text in small letters, character for character."""
    low = text.lower()
    return (
        low if len(low) == len(text) else "".join(char.lower()[:1] if len(char.lower()) == 1 else char for char in text)
    )


def _mention(text: str, low: str, cue: re.Match[str], after: int, published: date | None) -> Mention | None:
    start, word = cue.start(), cue.group()
    if word == "ago":
        return _ago(low, cue.end(), after, published)
    if word in forms.PARTS or word == "middle":
        part = forms.PART.match(low, start)
        return _part(text, low, part, published) if part else None
    return _dated(text, low, start, published)


def _ago(low: str, end: int, after: int, published: date | None) -> Mention | None:
    """Read back from `ago` to where the date begins."""
    first = max(after, end - forms.AGO_LENGTH)
    for found in forms.AGO.pattern.finditer(low, first, end):
        if found.start() == 0 or not low[found.start() - 1].isalnum():
            return Mention(found.start(), end, _days(forms.AGO, found, Now(published)))
    return None


def _part(text: str, low: str, part: re.Match[str], published: date | None) -> Mention | None:
    """Read the early, mid or late part of a month or year."""
    for form, found in _readings(text, low, part.end()):
        days = _days(form, found, Now(published, _ahead(low, part.start())))
        narrow = days and meaning.part_of(part["part"], form.name, days)
        return Mention(part.start() if narrow != days else part.end(), found.end(), narrow)
    return None


def _dated(text: str, low: str, start: int, published: date | None) -> Mention | None:
    for form, found in _readings(text, low, start):
        days = _days(form, found, Now(published, _ahead(low, start)))
        if form.name == "weekday":
            return _with_date(text, low, Mention(start, found.end(), days), published)
        return Mention(start, found.end(), days)
    return None


def _with_date(text: str, low: str, weekday: Mention, published: date | None) -> Mention:
    """Join a weekday with the day of a month that stands behind it, as in Monday, Nov. 20."""
    beside = forms.BESIDE.match(low, weekday.end)
    word = CUE.match(low, beside.end()) if beside else None
    found = _dated(text, low, word.start(), published) if word and forms.dated(word.group()) else None
    if found is None or (found.days and found.days[0] != found.days[1]):
        return weekday
    return Mention(weekday.start, found.end, found.days)


def _readings(text: str, low: str, start: int) -> Iterator[tuple[Form, re.Match[str]]]:
    """Give what can be read as a date at a place, the longest first."""
    word = CUE.match(low, start)
    for form in forms.forms(word.group()) if word else ():
        found = form.pattern.match(low, start)
        if found and _plausible(text, low, form.name, found):
            yield form, found


def _plausible(text: str, low: str, form: str, found: re.Match[str]) -> bool:
    """Say whether what is written like a date is one, by what stands around it."""
    start, end = found.span()
    before = text[start - 1] if start else " "
    if before.isalnum() or before in "$£€₹¥#/_@." or _compound(text, low, end):
        return form in ("quarter", "century", "half") and not before.isalnum()
    if form in ("month", "months") and not (found["year"] if "year" in found.groupdict() else None):
        return text[start].isupper() or low[start:end] not in _SMALL
    if form == "year":
        recent = int(found["year"]) >= 1900 or _OLD.search(low[max(0, start - 12) : start])
        return bool(recent) and not _COUNTED.match(low, end) and not _LAW.search(low[max(0, start - 20) : start])
    if form == "years":
        joint = found.groupdict().get("joint")
        return meaning.in_order(found) and (not joint or bool(_BETWEEN.search(low[max(0, start - 12) : start])))
    return True


def _compound(text: str, low: str, end: int) -> bool:
    """Say whether a hyphen joins what ends here to a word that is no month: 20-based, but Nov. 20-Dec. 3."""
    if text[end : end + 1] != "-" or not text[end + 1 : end + 2].isalpha():
        return False
    month = CUE.match(low, end + 1)
    return not month or month.group().rstrip(".") not in forms.MONTH_NUMBERS


def _ahead(low: str, start: int) -> bool:
    return AHEAD.search(low[max(0, start - WINDOW) : start]) is not None


def _days(form: Form, found: re.Match[str], now: Now) -> Days | None:
    try:
        return meaning.days(form.name, found, now)
    except (ValueError, OverflowError):
        return None
