"""Plain text and Markdown to one article a file; not for where paragraphs end (`split`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from searchkit.model import Article, Origin, Trouble
from searchkit.readers import base, dates, fields
from searchkit.readers.base import Reading, Source

_MARKDOWN = re.compile(r"\.(?:md|markdown)(?:\.gz)?$", re.IGNORECASE)
_FRONT = re.compile(r"---[ \t]*\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADER = re.compile(r"([^\W\d_][\w -]{0,30}):[ \t]*(.*)\n?")
_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_TEXTS = ("body", "paragraphs")

Values = dict[str, Any]


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
    values, text, problem = _front(text)
    if problem:
        yield Trouble(f"{source}:{problem[0]}", f"{problem[1]}; read as text")
    elif not values:
        values, text = _headers(text, reading)
    name = source.path.name if source.path else ""
    if _MARKDOWN.search(name):
        values, text = _marked(values, text, reading)
    if not _says(values, "published", reading) and (day := dates.leading(name)):
        values["date"] = day
    if text.strip() or _says(values, "title", reading):
        body = {} if any(_says(values, field, reading) for field in _TEXTS) and not text.strip() else {"text": text}
        yield from fields.article({**values, **body}, reading, Origin(str(source)), source.name)
    else:
        yield Trouble(str(source), "no text below its header")


def _says(values: Values, field: str, reading: Reading) -> bool:
    """Say whether a value is given for one of our fields, under whatever key."""
    return any(value and _field(key, reading) == field for key, value in values.items())


def _field(key: str, reading: Reading) -> str | None:
    return fields.KEYS.get(reading.keys.get(key, key).lower())


def _front(text: str) -> tuple[Values, str, tuple[int, str] | None]:
    """Take YAML front matter off a text; where it is broken, line and reason come too and the text stays whole."""
    found = _FRONT.match(text)
    if not found:
        return {}, text, None
    if found[1].count("[") + found[1].count("{") > 1000:  # the YAML parser's time grows with the square of the depth
        return {}, text, (1, "front matter nested too deep")
    import yaml  # only where there is something to read with it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # strings only: `no` stays "no", 2023-02-30 raises nothing
    try:
        if "*" in found[1] and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(found[1], loader)):
            return {}, text, (1, "front matter with aliases")
        values = yaml.load(found[1], loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return {}, text, (line, f"broken front matter ({getattr(error, 'problem', None) or 'not YAML'})")
    except RecursionError:
        return {}, text, (1, "front matter nested too deep")
    if isinstance(values, dict):
        return values, text[found.end() :], None
    return {}, text, (1, "front matter that is no list of keys and values") if values else None


def _headers(text: str, reading: Reading) -> tuple[Values, str]:
    """Take header lines off a text: known keys only, at its very top; a key that comes twice gives a list."""
    values: Values = {}
    position = len(text) - len(text.lstrip("\n"))
    while found := _HEADER.match(text, position):
        key, value = found[1].strip(), found[2].strip()
        if (field := _field(key, reading)) is None or field in _TEXTS:
            break
        values[key] = [*_listed(values[key]), value] if key in values else value
        position = found.end()
    return values, text[position:]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _marked(values: Values, text: str, reading: Reading) -> tuple[Values, str]:
    """Take Markdown's marks out of a text; its first heading is the title, or goes where it repeats one."""
    from searchkit.readers import markdown

    title, rest = markdown.headed(text)
    given = next((value for key, value in values.items() if value and _field(key, reading) == "title"), None)
    if title and given is None:
        values = {**values, "title": title}
    return values, markdown.plain(rest if given in (None, title) else text)
