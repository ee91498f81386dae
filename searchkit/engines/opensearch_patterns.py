"""Patterns over one whole word as regular expressions of Lucene's; not how they are read (`query.patterns`)."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.engines.opensearch_index import NOTHING
from searchkit.query.expressions import Chars, Choice, Part, Sequence, complement, union

HALVES = 0xD800
"""Halves of characters, which are in no text and cannot be sent, stand from here on, right before NOTHING."""


def native(part: Part) -> str:
    """Write an expression as Lucene does; a term in capitals counts as the word in small letters."""
    if isinstance(part, Chars):
        return _characters(part)
    if isinstance(part, Sequence):
        return "".join(map(native, part.parts))
    if isinstance(part, Choice):
        return f"({'|'.join(map(native, part.parts))})"
    most = "" if part.most is None else part.most
    return f"({native(part.part)}){{{part.least},{most}}}"


def _characters(part: Chars) -> str:
    small = [(max(start, 97) - 32, min(end, 122) - 32) for start, end in part.ranges if start <= 122 and end >= 97]
    known = complement(union([*complement(union([*part.ranges, *small])), (HALVES, ord(NOTHING))]))
    others = complement(known)
    if not known:
        return r"\ "  # no term has a space, and Lucene no empty set
    if len(others) < len(known):
        return f"[^{_ranges(others)}]" if others else "."
    return f"[{_ranges(known)}]"


def _ranges(ranges: Iterable[tuple[int, int]]) -> str:
    return "".join(
        _character(start) if start == end else f"{_character(start)}-{_character(end)}" for start, end in ranges
    )


def _character(point: int) -> str:
    return chr(point) if chr(point).isalnum() else f"\\{chr(point)}"
