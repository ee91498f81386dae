"""Text that is safe on a terminal, with its width, marks, colours and line breaks; not what is said with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from searchkit.model import Offsets

# C0 and C1 controls, DEL, and the signs that turn the direction of what follows; halves of surrogate pairs.
_SPACES = "[\t\n\x0b\x0c\r\x85\u2028\u2029]"
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_OPEN, _CLOSE = "\x01", "\x02"  # where a mark begins and ends, while lines are broken; `safe` text holds neither

MARK, ERROR, WARNING, STRONG, FAINT = "1;31", "1;31", "1;33", "1", "2"
KINDS = {"person": "36", "org": "33", "place": "32", "nationality": "35", "date": "34"}
_NAMES = dict(zip(KINDS, "\x03\x04\x05\x06\x07", strict=True))  # where a name of a kind begins; it ends as a mark does
_BEGINS = {_OPEN: MARK, **{sign: KINDS[kind] for kind, sign in _NAMES.items()}}
_UNIT = r" *(?:searchkit [^;,]*[;,]?|[^ ]+)"  # what is not broken
_SIGNS = f"[{''.join(_BEGINS)}{_CLOSE}]"

Names = Sequence[tuple[int, int, str]]
"""Where names stand, and of which kind they are: they are coloured where nothing is marked, and only in colour."""


def safe(text: str) -> str:
    """Return text as one line without control sequences: breaks become spaces, other controls U+FFFD."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, "\ufffd", re.sub(_SPACES, " ", text))


def width(text: str) -> int:
    """Count the columns that text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def painted(text: str, code: str, color: bool) -> str:
    """Return text in a colour, given as the parameters of the SGR sequence."""
    return f"\x1b[{code}m{text}\x1b[0m" if color and text else text


def marked(text: str, marks: Iterable[Offsets], *, color: bool = False, base: str = "", names: Names = ()) -> str:
    """Return safe text with its marks shown: coloured, or between ** and **."""
    return _shown(_signed(text, marks, names if color else ()), color, base)


def wrapped(
    text: str, marks: Iterable[Offsets], indent: str, columns: int | None, *, color: bool = False, names: Names = ()
) -> str:
    """Return marked text as indented lines of so many columns; None: as one line."""
    signed = _signed(text, marks, names if color else ())
    lines = _lines(signed, (columns or 0) - width(indent), color) if columns else [signed]
    return "\n".join(indent + _shown(line, color) for line in _closed(lines))


def folded(text: str, room: int | None, indent: str = "  ") -> str:
    """Break a line that is wider than so many columns, never inside a word or a command to be copied; None: leave it.

    The text may be painted; what goes on in the next line begins with the indent.
    """
    if room is None or columns(text) <= room:
        return text
    lines, line = [], ""
    for unit in re.finditer(_UNIT, text):
        more = line + unit[0]
        if line.strip() and columns(more) > room:
            lines.append(line)
            more = indent + unit[0].lstrip(" ")
        line = more
    return "\n".join([*lines, line])


def columns(text: str) -> int:
    """Count the columns that painted text takes."""
    return width(re.sub("\x1b\\[[0-9;]*m", "", text))


def _signed(text: str, marks: Iterable[Offsets], names: Names) -> str:
    """Put signs where marks and names are; safe is what stands between them, so that offsets hold."""
    marks = sorted(marks)
    spans = [(start, end, _OPEN) for start, end in marks]
    spans += [
        (*piece, _NAMES[kind]) for start, end, kind in names if kind in _NAMES for piece in _free(start, end, marks)
    ]
    parts, place = [], 0
    for start, end, sign in sorted(spans):
        if place <= start < end <= len(text):
            parts += [safe(text[place:start]), sign, safe(text[start:end]), _CLOSE]
            place = end
    return "".join([*parts, safe(text[place:])])


def _free(start: int, end: int, marks: Iterable[Offsets]) -> Iterator[Offsets]:
    """Give the pieces of a name that are not marked."""
    for first, last in marks:
        if first < end and last > start:
            yield start, first
            start = max(start, last)
    yield start, end


def _lines(text: str, columns: int, color: bool) -> Iterator[str]:
    line, room = "", max(columns, 20)
    for word in text.split(" "):
        needed = width(re.sub(_SIGNS, "", word) if color else _shown(word, False))
        if line and needed + 1 > room:
            yield line
            line, room = "", max(columns, 20)
        line, room = (f"{line} {word}", room - needed - 1) if line else (word, room - needed)
    yield line


def _closed(lines: Iterable[str]) -> Iterator[str]:
    """Close at the end of a line what goes on in the next one."""
    opened = ""
    for line in lines:
        line = opened + line
        last = (re.findall(_SIGNS, line) or [_CLOSE])[-1]
        opened = "" if last == _CLOSE else last
        yield line + _CLOSE if opened else line


def _shown(text: str, color: bool, base: str = "") -> str:
    if not color:
        return text.replace(_OPEN, "**").replace(_CLOSE, "**")
    back = f"\x1b[0;{base}m" if base else "\x1b[0m"
    text = re.sub(_SIGNS, lambda found: f"\x1b[{_BEGINS[found[0]]}m" if found[0] in _BEGINS else back, text)
    return f"\x1b[{base}m{text}\x1b[0m" if base else text
