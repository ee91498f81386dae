"""An article from a program, checked and cleaned like one that was read; what no index holds is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from searchkit.errors import ArticleError
from searchkit.model import Article, Origin
from searchkit.readers import dates, fields
from searchkit.readers.base import CONTROL, cleaned

_LINES = 1 << 63
_DATE = "a date from the year 1000 on, such as 2023-11-22 or 2023-11-22T10:00:00+01:00"


def admitted(article: Article, zone: tzinfo) -> Article:
    """Give an article as a reader does: clean, its time of `zone` where it names none; errors: ArticleError."""
    if not isinstance(article, Article):
        raise ArticleError(f"an Article is wanted, not {fields.kind(article)}: {_short(article)}")
    _refuse_id(article.id)
    made: dict[str, Any] = {}
    for name, convert in _CONVERSIONS.items():
        value = getattr(article, name)
        if (converted := convert(value)) is None:
            raise ArticleError(
                f"the article {article.id!r} has {name}={_short(value)}, which has to be {_WANTED[name]}"
            )
        if converted is not value:
            made[name] = converted
    if article.published is not None and (when := _published(article, zone)) is not article.published:
        made["published"] = when
    return replace(article, **made) if made else article


def _refuse_id(id: object) -> None:
    if not isinstance(id, str) or not id.strip():
        raise ArticleError(f"the id of an article has to be a text that is not empty, not {_short(id)}")
    if CONTROL.search(id):
        raise ArticleError(f"the id {_short(id)} has a control character, or half of a character: give it another id")


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    clean, count = cleaned(value)
    return clean if count else value


def _texts(value: object) -> tuple[str, ...] | None:
    """Give a tuple of texts."""
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return None
    clean = tuple(cleaned(each)[0] for each in value)
    return value if clean == value else clean


def _several(value: object) -> tuple[str, ...] | None:
    """Give a tuple of texts, of which one may stand by itself."""
    return _texts((value,) if isinstance(value, str) else value)


def _extra(value: object) -> Mapping[str, Any] | None:
    """Give what is beyond the known fields as it will be read back: values of JSON."""
    if not isinstance(value, Mapping):
        return None
    try:
        written = json.dumps(dict(value), default=str, sort_keys=True) if value else "{}"
        known: Mapping[str, Any] = fields.made_sound(json.loads(written), [])
    except (TypeError, ValueError, RecursionError):
        return None
    return value if known == value else known


def _origin(value: object) -> Origin | None:
    if not isinstance(value, Origin) or not isinstance(value.file, str):
        return None
    if value.line is not None and not (isinstance(value.line, int) and 0 < value.line < _LINES):
        return None
    clean, count = cleaned(value.file)
    return Origin(clean, value.line) if count else value


def _given(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _published(article: Article, zone: tzinfo) -> date | datetime:
    """Read a date that is a text as those of sources are; refuse one that programs write for "no date"."""
    value: object = article.published
    found = dates.moment(value, zone) if isinstance(value, str) else None
    if isinstance(value, date):
        found = dates.plausible(dates.aware(value, zone) if isinstance(value, datetime) else value)
    if found is None:
        raise ArticleError(f"the article {article.id!r} has published={_short(value)}, which has to be {_DATE}")
    return found


def _short(value: object) -> str:
    try:
        text = ascii(value) if isinstance(value, str) else repr(value)
    except ValueError:  # Python refuses to write very long numbers
        text = f"{type(value).__name__} with a number of thousands of digits"
    return text if len(text) <= 60 else f"{text[:60]}..."


_TEXTS = ("title", "body", "source", "url", "section", "language")
_LISTS = ("byline", "topics")
_CONVERSIONS: Mapping[str, Callable[[object], Any]] = {
    **dict.fromkeys(_TEXTS, _text),
    "paragraphs": _texts,
    **dict.fromkeys(_LISTS, _several),
    "extra": _extra,
    "origin": _origin,
    "given": _given,
}
_WANTED = {
    **dict.fromkeys(_TEXTS, "a text"),
    "paragraphs": "a list of texts: what is still to be split goes in body",
    **dict.fromkeys(_LISTS, "a text or a list of texts"),
    "extra": "a mapping that can be written as JSON",
    "origin": "an Origin: a file's name, and the number of a line or None",
    "given": "true or false",
}
