"""YAML front matter taken off a text, read line by line where it is broken; not for what its keys mean (`fields`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Values = dict[str, Any]
Problem = tuple[int, str]
"""A line, counted from 1, and what is wrong there."""

_FRONT = re.compile(r"---[ \t]*\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEYED = re.compile(r"([^\W\d_][\w -]{0,30}):[ \t]*(.*)")
_DEEPEST = 1000
"""So many brackets, and no more: the YAML parser's time grows with the square of the depth."""
_NAMED = 5
"""So many lines that were left out are named."""


def front(text: str, known: Callable[[str], object]) -> tuple[Values, str, list[Problem]]:
    """Take front matter off a text; where it is broken, what can be had of its lines, and what is wrong with it.

    `known` says whether a key is one of an article's. Where no line has one the text stays whole.
    """
    found = _FRONT.match(text)
    if not found:
        return {}, text, []
    values, problem = _loaded(found[1])
    if problem is None:
        if isinstance(values, dict):
            return values, text[found.end() :], []
        problem = (1, "front matter that is no list of keys and values")
        return {}, text, [_as_text(problem)] if values else []
    values, problems = _by_line(found[1])
    if any(map(known, values)):
        return values, text[found.end() :], problems or [(problem[0], f"{problem[1]}; read line by line")]
    return {}, text, [_as_text(problem)]


def _as_text(problem: Problem) -> Problem:
    return problem[0], f"{problem[1]}; read as text"


def _loaded(text: str) -> tuple[Any, Problem | None]:
    """Read YAML; where it is broken, the line in the file and the reason."""
    if text.count("[") + text.count("{") > _DEEPEST:
        return None, (1, "front matter nested too deep")
    import yaml  # only where there is something to read with it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # strings only: `no` stays "no", 2023-02-30 raises nothing
    try:
        if "*" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, loader)):
            return None, (1, "front matter with aliases")
        return yaml.load(text, loader), None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return None, (line, f"broken front matter ({getattr(error, 'problem', None) or 'not YAML'})")
    except RecursionError:
        return None, (1, "front matter nested too deep")


def _by_line(text: str) -> tuple[Values, list[Problem]]:
    """Read each key with the lines that belong to it alone: as YAML, or else its own line as it stands."""
    values: Values = {}
    problems: list[Problem] = []
    left_out: list[int] = []
    for start, lines in _blocks(text):
        meant, problem = _loaded("\n".join(lines))
        if problem is None and (meant is None or isinstance(meant, dict)):
            values.update(meant or {})
            continue
        head = _KEYED.fullmatch(lines[0].rstrip())
        if head and head[2]:
            values[head[1].strip()] = _unquoted(head[2])
            problems.append((start, f"the value of {head[1].strip()} is no YAML and was taken whole; put it in quotes"))
        left_out += [start + at for at, line in enumerate(lines) if line.strip() and (at or not (head and head[2]))]
    if left_out:
        said = ", ".join(map(str, left_out[:_NAMED])) + (" ..." if len(left_out) > _NAMED else "")
        problems.append((left_out[0], f"broken front matter; left out, as no `key: value`: line {said}"))
    return values, problems


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Part front matter before each line that begins with a key or a mark, with the line of the file it begins at."""
    start, lines = 2, list[str]()
    for number, line in enumerate(text.split("\n"), 2):
        if lines and line[:1].strip() and line[:1] != "-":
            yield start, lines
            lines = []
        if not lines:
            start = number
        lines.append(line)
    yield start, lines


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
