"""What an engine stores of a paragraph, to show it and to make its indexed values again: written, and read back.

A record is a JSON array: article, role, ordinal, text, names. What is the same in the paragraph before comes first, and
what names repeat of the text is left out, so that engines pack it well. Names are a flat list of four items each: the
letter of the kind, with the name behind it where the text does not have it just so; the characters from the end of the
name before; its length in the text; its details, or 0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypedDict

from searchkit.model import Entity

VERSION = 3
HISTORY = {
    1: "before 0.1.0: the first",
    2: "before 0.1.0: the country of a place and the days of a date, as details of these",
    3: "0.1.0: an array instead of an object; names that say only what the text does not",
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
    head = f"[{_encoded(about)}"
    return lambda role, ordinal, text, named: (
        f"{head},{_quoted(role)},{ordinal},{_quoted(text)},{_encoded(_packed(text, named)) if named else '[]'}]"
    )


def read_record(stored: str) -> Record:
    """Read back what was stored of a paragraph."""
    (about, role, ordinal, text, named), _ = _READ(stored)
    names = list(_unpacked(text, named)) if named else []
    return {"about": about, "ordinal": ordinal, "role": role, "text": text, "entities": names}


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
            dict(entity.details) if entity.details else 0,
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
        yield [kind, name or text[start:end], start, end, details or {}]


_LETTERS = {"person": "p", "org": "o", "place": "l", "nationality": "n", "date": "d"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_READ = json.JSONDecoder().raw_decode
_quoted = json.encoder.encode_basestring
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
