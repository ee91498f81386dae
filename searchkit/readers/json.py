"""JSON (one article, or an array of them) and JSON lines to articles; not for which key means what (`fields`)."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from searchkit.model import Article, Origin, Trouble
from searchkit.readers import base, fields
from searchkit.readers.base import Reading, Source

_SPACE = " \t\r\n"
_LINES = (".jsonl", ".ndjson")


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 1000 else digits  # Python refuses to convert very long ones


class _NotFiniteError(Exception):
    """A number that is not finite was met."""


def _finite(digits: str) -> float:
    if math.isfinite(number := float(digits)):
        return number
    raise _NotFiniteError


_decoder = json.JSONDecoder(strict=False, parse_int=_integer)  # control characters are replaced later
_strict = json.JSONDecoder(strict=False, parse_int=_integer, parse_float=_finite, parse_constant=_finite)


def read(source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    """Read the articles of a JSON file: line by line where lines are articles, else as a whole."""
    try:
        with base.opened(source) as stream:
            yield from _read(stream, source, reading)
    except base.UNREADABLE as error:
        yield Trouble(str(source), base.reason(error), skipped=True)


def _read(stream: io.BufferedReader, source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    sample = stream.peek(base.SAMPLE)[: base.SAMPLE]
    if not sample:
        yield Trouble(str(source), "empty file")
    elif base.binary(sample):
        yield Trouble(str(source), "looks like a binary file", skipped=True)
    else:
        lines = base.lines(stream)
        start = list(islice(lines, 2))
        together = chain(start, lines)
        yield from _by_line(together, source, reading) if _lined(start, source) else _whole(together, source, reading)


def _lined(start: list[bytes], source: Source) -> bool:
    """Say whether every line is an article of its own, as the suffix says or as the first two lines look."""
    first, second = ([line.strip() for line in start] + [b"", b""])[:2]
    if source.path is not None and {s.lower() for s in PurePath(source.path).suffixes[-2:]} & set(_LINES):
        return first not in (b"[", b"{")
    return first.startswith(b"{") and first.endswith(b"}") and second.startswith(b"{")


def _by_line(lines: Iterator[bytes], source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    file, sound, empty = str(source), True, True
    for number, data in enumerate(lines, 1):
        if data.isspace():
            continue
        empty = False
        line, as_expected = base.decoded(data)
        if sound and not as_expected:
            sound = False
            yield base.misread(f"{file}:{number}")
        found = _value(line, f"{file}:{number}")
        if isinstance(found, Trouble):
            yield found
        else:
            value, clean = found
            where, name = Origin(file, number), f"{source.name}:{number}"
            yield from fields.article(value, reading, where, name, sound=clean)
    if empty:
        yield Trouble(file, "holds no article")


def _value(line: str, where: str) -> tuple[Any, bool] | Trouble:
    """Decode one line as `judged`; the trouble with it, where it is broken."""
    try:
        return judged(line)
    except json.JSONDecodeError as error:
        return Trouble(where, f"broken JSON: {_said(error)} at column {error.pos + 1}", skipped=True)
    except RecursionError:
        return Trouble(where, "nested too deep to be an article", skipped=True)


def judged(line: str) -> tuple[Any, bool]:
    """Decode one line, and say whether all in it can be written again; raises JSONDecodeError, RecursionError."""
    try:
        return _strict.decode(line), fields.is_sound(line)
    except _NotFiniteError:
        return _decoder.decode(line), False


def _said(error: json.JSONDecodeError) -> str:
    return error.msg.removesuffix(" at")  # which expects a place behind it


def _whole(lines: Iterator[bytes], source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    data, cut = base.joined(lines, source)
    text, sound = base.decoded(data)
    if not sound:
        yield base.misread(str(source))
    count, alone = 0, not text.lstrip().startswith("[")
    for line, value in _values(text):
        if isinstance(value, Trouble):
            yield cut or Trouble(f"{source}:{line}", value.reason, skipped=True)
            return
        count += 1
        name, origin = (source.name, Origin(str(source))) if alone and count == 1 else _nth(source, count, line)
        yield from fields.article(value, reading, origin, name)
    if cut:
        yield cut
    elif not count:
        yield Trouble(str(source), "holds no article")


def _nth(source: Source, count: int, line: int) -> tuple[str, Origin]:
    return f"{source.name}:{count}", Origin(str(source), line)


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Iterate over the elements of arrays and over values one after another, each with its line; stops at an error."""
    position, line, counted, inside = 0, 1, 0, False
    while (position := _past(text, position, _SPACE)) < len(text):
        if not inside and text[position] == "[":
            inside, position = True, _past(text, position + 1, _SPACE)
        if inside and text[position : position + 1] == "]":
            inside, position = False, position + 1
            continue
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, position = _decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            broken = line + text.count("\n", counted, error.pos)
            yield broken, Trouble("", f"broken JSON: {_said(error)}; nothing is read after this line", skipped=True)
            return
        except RecursionError:
            yield line, Trouble("", "nested too deep; nothing is read after this line", skipped=True)
            return
        yield line, value
        if inside:
            position = _separated(text, position)
    if inside:
        yield line, Trouble("", "broken JSON: the array does not end", skipped=True)


def _past(text: str, position: int, characters: str) -> int:
    while position < len(text) and text[position] in characters:
        position += 1
    return position


def _separated(text: str, position: int) -> int:
    position = _past(text, position, _SPACE)
    return position + 1 if text[position : position + 1] == "," else position
