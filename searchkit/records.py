"""What an engine stores of a paragraph, to show it and to make its indexed values again: written, and read back.

A record is a JSON array: article, role, ordinal, text, names. What is the same in the paragraph before comes first, and
what names repeat of the text is left out, so that engines pack it well. Names are a flat list of four items each: the
letter of the kind, with the name behind it where the text does not have it just so; the characters from the end of the
name before; its length in the text; its details, or 0. Details that have nothing but the code of a country or the days
of a date are a text: `UA`, `2024-03-11..2024-03-17`, `2024-03-11` for one day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from searchkit.model import Entity

VERSION = 4
HISTORY = {
    1: "before 0.1.0: the first",
    2: "before 0.1.0: the country of a place and the days of a date, as details of these",
    3: "0.1.0: an array instead of an object; names that say only what the text does not",
    4: "0.1.0: short details of countries and days; the seconds of a day are reckoned",
}
"""The form of `Record`: its number goes into the manifest, and an index of an older one is built again."""


class About(TypedDict, total=False):
    """What a record says of the article: the same in each of its paragraphs; what is empty is left out."""

    id: str
    title: str
    published: str
    when: int
    source: str
    url: str
    language: str
    byline: list[str]
    section: str
    topics: list[str]
    file: str
    line: int
    extra: dict[str, Any]


class Record(TypedDict):
    """What is stored of a paragraph; an entity is [kind, name, start, end, details]."""

    about: About
    ordinal: int
    role: str
    text: str
    entities: list[list[Any]]


Writer = Callable[[str, int, str, Sequence[Entity]], str]


def writer(about: About) -> Writer:
    """Give what writes the records of an article's paragraphs, by role, ordinal, text and names."""
    told = {name: value for name, value in about.items() if name != "when" or not _is_day(about)}
    head = f"[{_encoded(told)}"
    return lambda role, ordinal, text, named: (
        f"{head},{_quoted(role)},{ordinal},{_quoted(text)},{_encoded(_packed(text, named)) if named else '[]'}]"
    )


def read_record(stored: str) -> Record:
    """Read back what was stored of a paragraph."""
    (about, role, ordinal, text, named), _ = _READ(stored)
    if _is_day(about):
        about["when"] = seconds_of(date.fromisoformat(about["published"]))
    names = list(_unpacked(text, named)) if named else []
    return {"about": about, "ordinal": ordinal, "role": role, "text": text, "entities": names}


def seconds_of(day: date) -> int:
    """Count the seconds from 1970-01-01 to the beginning of a day."""
    return (day.toordinal() - _EPOCH) * 86_400


def _packed(text: str, named: Sequence[Entity]) -> list[Any]:
    packed: list[Any] = []
    end = 0
    for entity in named:
        start, name = entity.start, entity.name
        told = "" if name == text[start : entity.end] else name
        letter = _LETTERS.get(entity.kind)
        packed += [
            f"{letter}{told}" if letter else f"?{entity.kind}\t{told}",
            start - end,
            entity.end - start,
            _briefly(entity.details) if entity.details else 0,
        ]
        end = entity.end
    return packed


def _unpacked(text: str, packed: Sequence[Any]) -> Iterator[list[Any]]:
    end = 0
    for told, gap, length, details in zip(*[iter(packed)] * 4, strict=True):
        start = end + gap
        end = start + length
        kind, name = _KINDS.get(told[0]), told[1:]
        if kind is None:
            kind, _, name = name.partition("\t")
        told = _in_full(details) if isinstance(details, str) else details or {}
        yield [kind, name or text[start:end], start, end, told]


def _briefly(details: Mapping[str, Any]) -> Mapping[str, Any] | str:
    """Give details of one known kind as a text, others as they are."""
    if len(details) == 1:
        [(name, value)] = details.items()
        if name == "country" and isinstance(value, str) and len(value) < _DAY:
            return value
        if name == "interval" and isinstance(value, Sequence) and list(map(_length, value)) == [_DAY, _DAY]:
            first, last = value
            return str(first) if first == last else f"{first}..{last}"
    return dict(details)


def _length(day: object) -> int:
    return len(day) if isinstance(day, str) else 0


def _in_full(told: str) -> Mapping[str, Any]:
    return {"country": told} if len(told) < _DAY else {"interval": [told[:_DAY], told[-_DAY:]]}


def _is_day(about: About) -> bool:
    return len(about.get("published", "")) == _DAY


_DAY, _EPOCH = len("2024-03-11"), date(1970, 1, 1).toordinal()
_LETTERS = {"person": "p", "org": "o", "place": "l", "nationality": "n", "date": "d"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_READ = json.JSONDecoder().raw_decode
_quoted = json.encoder.encode_basestring
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
