"""One table of key names, and a mapping turned into an Article by it; not for any one format."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from searchkit.model import Article, Origin, Trouble
from searchkit.readers.base import Reading, cleaned
from searchkit.readers.bylines import people
from searchkit.readers.dates import Moment, moment

# A source's key (in any case) -> our field. Where several speak of one field, the first of this table wins.
KEYS: Mapping[str, str] = {
    "id": "id",
    "title": "title",
    "headline": "title",
    "published": "published",
    "date": "published",
    "datepublished": "published",
    "paragraphs": "paragraphs",
    "text": "body",
    "body": "body",
    "content": "body",
    "articlebody": "body",
    "byline": "byline",
    "author": "byline",
    "source": "source",
    "url": "url",
    "section": "section",
    "language": "language",
    "topics": "topics",
    "tags": "topics",
    "keywords": "topics",
}
_RANK = {key: rank for rank, key in enumerate(KEYS)}
LONG = 1_000_000  # characters of one paragraph that are worth a warning
DEEP = 50  # lists and objects inside one another: more is no news article, and would break whoever writes it again

_ESCAPED = re.compile(r"\\[ubf]")
"""What may stand for a control character, or half a character, in JSON."""

Problems = list[str]  # what is wrong with the value of a key, added to as it is found


def article(
    values: object, reading: Reading, origin: Origin, name: str, *, sound: bool = False
) -> Iterator[Article | Trouble]:
    """Make an article of a mapping, warnings first; `name` is its id where the mapping has none.

    `sound`: every string (`is_sound`) and number in it can be written again, so that nothing is left to clean.
    """
    problems: Problems = []
    try:
        values = values if sound else made_sound(values, problems)
    except RecursionError:
        yield Trouble(str(origin), "nested too deep to be an article", skipped=True)
        return
    if not isinstance(values, dict):
        yield Trouble(str(origin), f"{kind(values)} is no article: an object is wanted", skipped=True)
        return
    made = _fields(values, reading, problems)
    if problems:
        yield from (Trouble(str(origin), problem) for problem in dict.fromkeys(problems))
    if "title" in made or "body" in made or "paragraphs" in made:
        given = "id" in made
        yield Article(id=made.pop("id", name), origin=origin, given=given, **made)
    else:
        yield Trouble(str(origin), "no article: it has neither text nor title", skipped=True)


def _fields(values: dict[str, Any], reading: Reading, problems: Problems) -> dict[str, Any]:
    """Return what an article is made of; a field that has no value of its type is not there."""
    known, extra = _assigned(values, reading)
    made: dict[str, Any] = {"extra": extra}
    for field, (key, value) in known.items():
        before = len(problems)
        if field == "published":
            converted = _published(value, reading.zone, problems)
        else:
            converted = CONVERSIONS[field](value, problems)
        if converted:
            made[field] = converted
        if len(problems) > before:
            problems[before:] = [f"{key}: {problem}" for problem in problems[before:]]
    _text_once(made, problems)
    return made


def _assigned(values: dict[str, Any], reading: Reading) -> tuple[dict[str, tuple[str, Any]], dict[str, Any]]:
    """Return the source's key and value by our field, and what is left; what is empty says nothing and is dropped."""
    told = tuple(key for key, value in values.items() if value or value == 0)
    known, extra = _assignment(told, tuple(reading.keys.items()))
    return {field: (key, values[key]) for field, key in known.items()}, {ours: values[key] for ours, key in extra}


@lru_cache(1000)
def _assignment(
    keys: Sequence[str], mapped: Sequence[tuple[str, str]]
) -> tuple[Mapping[str, str], Sequence[tuple[str, str]]]:
    """Say which key tells which field of ours, and under which name each other key is left: most articles have the
    same keys as the one before. A key that the reading maps comes before those of the table.
    """
    known: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    ranked: list[tuple[int, str, str]] = []
    for key in keys:
        ours = dict(mapped).get(key, key)
        if (low := ours.lower()) in KEYS:
            ranked.append((_RANK[low] if ours == key else -1, key, KEYS[low]))
        else:
            extra.append((ours, key))
    for _, key, field in sorted(ranked):
        if field not in known:
            known[field] = key
        elif field != "body":  # a second wording of the whole text is not worth its room
            extra.append((key, key))
    return known, extra


def _text_once(made: dict[str, Any], problems: Problems) -> None:
    """Let an article have a body or paragraphs, whichever form they came in, and not both."""
    body, paragraphs = made.pop("body", ""), made.pop("paragraphs", ())
    texts = paragraphs or body
    if texts:
        made["body" if isinstance(texts, str) else "paragraphs"] = texts
    pieces = (texts.split("\n") if len(texts) > LONG else ()) if isinstance(texts, str) else texts
    longest = max(map(len, pieces), default=0)
    if longest > LONG:
        problems.append(f"a paragraph of {longest:,} characters")


def is_sound(line: str) -> bool:
    """Say whether all texts in a line of JSON can be written again: told by its characters, and on the safe side."""
    text = line.rstrip("\r\n")
    if not text.isprintable() or ("\\" in text and _ESCAPED.search(text)):
        return False
    return text.count("[") + text.count("{") <= DEEP


def kind(value: object) -> str:
    """Name the type of a JSON value in words."""
    if isinstance(value, bool):
        return "true or false"
    names = {type(None): "null", str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def made_sound(value: Any, problems: Problems, depth: int = 0) -> Any:
    """Return a value whose strings and numbers can be written again; raises RecursionError where it is too deep."""
    if isinstance(value, str):
        if value.isprintable():  # as almost all are
            return value
        value, count = cleaned(value)
        problems += ["control characters replaced"] * (count > 0)
    elif isinstance(value, list | dict):
        return _sound_all(value, problems, depth)
    elif isinstance(value, float) and not math.isfinite(value):
        problems.append("a number that is not finite is left out")
        return None
    return value


def _sound_all(values: Any, problems: Problems, depth: int) -> Any:
    if depth > DEEP:
        raise RecursionError
    if isinstance(values, list):
        return [made_sound(value, problems, depth + 1) for value in values]
    return {
        made_sound(key, problems): value if value is None else made_sound(value, problems, depth + 1)
        for key, value in values.items()
    }


def _text(value: object, problems: Problems) -> str:
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    if isinstance(value, str):
        return " ".join(value.split())
    problems.append(f"{kind(value)} where text is wanted")
    return str(value) if kind(value) == "a number" else ""


def _id(value: object, problems: Problems) -> str:
    return str(value) if kind(value) == "a number" else _text(value, problems)


def _texts(values: list[Any], problems: Problems) -> tuple[str, ...]:
    texts = (_text(value, problems) for value in values if value is not None)
    return tuple(dict.fromkeys(text for text in texts if text))


def _byline(value: object, problems: Problems) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in _texts(_listed(value, ";"), problems) for name in people(text)))


def _topics(value: object, problems: Problems) -> tuple[str, ...]:
    return _texts(_listed(value, ","), problems)


def _listed(value: object, separator: str) -> list[Any]:
    if isinstance(value, str):
        return list(value.split(separator))
    return value if isinstance(value, list) else [value]


def _body(value: object, problems: Problems) -> str | tuple[str, ...]:
    """Return the text as it is, or its paragraphs where it is a list of them; line breaks mean something here."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if not isinstance(value, list):
        problems.append(f"{kind(value)} where text is wanted")
        return ""
    for odd in {kind(item) for item in value if not isinstance(item, str | None)}:
        problems.append(f"{odd} where a paragraph's text is wanted")
    return tuple(item for item in value if isinstance(item, str) and item.strip())


def _published(value: object, zone: tzinfo, problems: Problems) -> Moment | None:
    if not isinstance(value, str):
        problems.append(f"{kind(value)} where a date is wanted: {str(value)[:40]}")
        return None
    when = moment(value, zone) if value.strip() else None
    if when is None and value.strip():
        problems.append(f"no possible date, so the article stays without one: {value.strip()[:40]!r}")
    return when


CONVERSIONS: Mapping[str, Callable[[Any, Problems], Any]] = {
    "id": _id,
    "title": _text,
    "paragraphs": _body,
    "body": _body,
    "byline": _byline,
    "source": _text,
    "url": _text,
    "section": _text,
    "language": _text,
    "topics": _topics,
}
