"""Plain text and Markdown to one article a file; not for where paragraphs end (`split`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from searchkit.model import BODY, Article, Origin, Trouble
from searchkit.readers import base, dates, fields, front
from searchkit.readers.base import Reading, Source
from searchkit.readers.front import Values
from searchkit.split import role_of

_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:\.gz)?$", re.IGNORECASE)
_HEADER = re.compile(r"([^\W\d_][\w -]{0,30}):[ \t]*(.*)\n?")
_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*$")
_TEXTS = ("body", "paragraphs")
_WIDE, _SHORT = 200, 80
"""Characters of a line of an unknown key: at most so many between known keys, and above or below them."""
_NEAR = 10
"""So many lines below the header are searched for a date that was meant to stand in it."""


def read(source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    """Read the one article of a text file."""
    where = str(source)
    data, cut = base.contents(source)
    if cut:
        yield cut
    if base.binary(data):
        if not cut:
            yield Trouble(where, "looks like a binary file", skipped=True)
        return
    text, sound = base.decoded(data)
    if not sound:
        yield base.misread(where)
    text, controls = base.cleaned(text)
    if controls:
        yield Trouble(where, "control characters replaced")
    if text.strip():
        yield from _article(_ENDS.sub("\n", text), source, reading)
    elif not cut:
        yield Trouble(where, "empty file")


def _article(text: str, source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    values, text, problems = front.front(text, lambda key: _field(key, reading))
    yield from (Trouble(f"{source}:{line}", reason) for line, reason in problems)
    if not values and not problems:
        values, text = _headers(text, reading)
        if below := _date_below(values, text, reading):
            yield Trouble(str(source), f"{below!r} stands in the text and not at its top, so it dates nothing")
    name = source.path.name if source.path else ""
    headings: tuple[str, ...] = ()
    if _MARKDOWN.search(name):
        values, text, headings = _marked(values, text, reading)
    if not _says(values, "published", reading) and (day := dates.leading(name)):
        values["date"] = day
    if text.strip() or _says(values, "title", reading):
        body = {} if any(_says(values, field, reading) for field in _TEXTS) and not text.strip() else {"text": text}
        for item in fields.article({**values, **body}, reading, Origin(str(source)), source.name):
            yield replace(item, headings=headings) if headings and isinstance(item, Article) else item
    else:
        yield Trouble(str(source), "no text below its header")


def _says(values: Values, field: str, reading: Reading) -> bool:
    """Say whether a value is given for one of our fields, under whatever key."""
    return any(value and _field(key, reading) == field for key, value in values.items())


def _field(key: str, reading: Reading) -> str | None:
    return fields.KEYS.get(reading.keys.get(key, key).lower())


def _headers(text: str, reading: Reading) -> tuple[Values, str]:
    """Take header lines off a text, at its very top; a key that comes twice gives a list.

    They have known keys; others count between these, and above and below where they look like no text.
    """
    start = len(text) - len(text.lstrip("\n"))
    lines = list(_lines(text, start, reading))
    known = [at for at, line in enumerate(lines) if _field(line[1].strip(), reading)]
    if not known or not all(map(_is_label, lines[: known[0]])):
        return {}, text[start:]
    below = lines[known[-1] + 1 :]
    apart = text.startswith("\n", lines[-1].end()) or lines[-1].end() == len(text)
    taken = lines if apart and all(map(_is_label, below)) else lines[: known[-1] + 1]
    values: Values = {}
    for line in taken:
        key, value = line[1].strip(), line[2].strip()
        values[key] = [*_listed(values[key]), value] if key in values else value
    return values, text[taken[-1].end() :]


def _lines(text: str, position: int, reading: Reading) -> Iterator[re.Match[str]]:
    """Find the lines of a key, a colon and a value that a text begins with; a key that means text ends them."""
    while (found := _HEADER.match(text, position)) and _field(found[1].strip(), reading) not in _TEXTS:
        if len(found[0]) > _WIDE and not _field(found[1].strip(), reading):
            return
        yield found
        position = found.end()


def _is_label(line: re.Match[str]) -> bool:
    """Say whether a line of an unknown key says something about an article, and is no part of its text."""
    text = line[0].strip()
    return len(text) <= _SHORT and not _SENTENCE.search(text) and role_of(text) == BODY


def _date_below(values: Values, text: str, reading: Reading) -> str:
    """Give a date that stands below the header, among the first lines of the text, and so is none."""
    if _says(values, "published", reading):
        return ""
    for line in text.lstrip("\n").partition("\n\n")[0].split("\n")[:_NEAR]:
        found = _HEADER.fullmatch(line)
        if found and _field(found[1].strip(), reading) == "published" and dates.moment(found[2], reading.zone):
            return line.strip()
    return ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _marked(values: Values, text: str, reading: Reading) -> tuple[Values, str, tuple[str, ...]]:
    """Take Markdown's marks out of a text; its first heading is the title, or goes where it repeats one.

    The other headings come too: they are paragraphs, and no lede.
    """
    from searchkit.readers import markdown

    title, rest = markdown.headed(text)
    given = next((value for key, value in values.items() if value and _field(key, reading) == "title"), None)
    if title and given is None:
        values = {**values, "title": title}
    text = rest if given in (None, title) else text
    return values, markdown.plain(text), markdown.headings(text)
