"""Regular expressions as trees: their characters, size, literal parts and native form; not how they are read or run.

A set of characters is a tuple of ranges of code points, sorted and apart. No set holds A to Z, since words have small
letters, nor `|`, the term between the values of a field, which is no word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from searchkit.nouns import noun

LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]


@noun
class Chars:
    """Match one character out of a set."""

    ranges: Ranges


@noun
class Sequence:
    """Match each part, one after the other."""

    parts: tuple[Part, ...]


@noun
class Choice:
    """Match any one part."""

    parts: tuple[Part, ...]


@noun
class Repeat:
    """Match a part at least and at most so many times; None is without end."""

    part: Part
    least: int
    most: int | None


Part = Chars | Sequence | Choice | Repeat


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Give ranges in any order as a set."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Give the code points that are not in a set."""
    starts = [0, *(end + 1 for _, end in ranges)]
    ends = [*(start - 1 for start, _ in ranges), LAST]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start <= end)


_NEVER: Ranges = ((65, 90), (124, 124))
ANY = Chars(complement(_NEVER))


def chars(ranges: Iterable[tuple[int, int]], negated: bool = False) -> Chars:
    """Give a set of characters, or all others."""
    known = union(ranges)
    return Chars(complement(union([*(known if negated else complement(known)), *_NEVER])))


def literal(text: str) -> Sequence:
    """Match a text as it is."""
    return Sequence(tuple(chars([(ord(char), ord(char))]) for char in text))


def size(part: Part) -> int:
    """Count the states that a part takes when its repeats are written out."""
    if isinstance(part, Chars):
        return 1
    if isinstance(part, Repeat):
        return max(1, size(part.part)) * max(1, part.least, part.most or 0)
    return sum(map(size, part.parts))


@noun
class Literals:
    """Hold the literal texts that every match begins with, contains and ends with; `whole` where it is all of it."""

    whole: str | None
    prefix: str = ""
    chunk: str = ""
    suffix: str = ""


def literals(part: Part) -> Literals:
    """Find what is literal in a part."""
    if isinstance(part, Chars):
        single = len(part.ranges) == 1 and part.ranges[0][0] == part.ranges[0][1]
        return _whole(chr(part.ranges[0][0])) if single else Literals(None)
    if isinstance(part, Sequence):
        return _in_sequence([literals(inner) for inner in part.parts])
    if isinstance(part, Choice):
        return _in_choice([literals(inner) for inner in part.parts])
    inner = literals(part.part)
    if part.most == 0 or inner.whole == "":
        return _whole("")
    if inner.whole is None or part.least == 0:
        return Literals(None, inner.prefix, inner.chunk, inner.suffix) if part.least else Literals(None)
    known = inner.whole * part.least
    return _whole(known) if part.most == part.least else Literals(None, known, known, known)


def native(part: Part) -> str:
    """Write a part for tantivy, where a term in capitals counts as the word in small letters."""
    if isinstance(part, Chars):
        return _native_chars(part.ranges)
    if isinstance(part, Sequence):
        return "".join(map(native, part.parts))
    if isinstance(part, Choice):
        return f"(?:{'|'.join(map(native, part.parts))})"
    most = "" if part.most is None else part.most
    return f"(?:{native(part.part)}){{{part.least},{most}}}"


def holds(ranges: Ranges, point: int) -> bool:
    """Say whether a code point is in a set."""
    at = bisect_right(ranges, (point, LAST)) - 1
    return at >= 0 and point <= ranges[at][1]


def _whole(text: str) -> Literals:
    return Literals(text, text, text, text)


def _in_sequence(parts: list[Literals]) -> Literals:
    runs, prefix = [""], None
    for part in parts:
        runs[-1] += part.prefix
        if part.whole is None:
            prefix = runs[0] if prefix is None else prefix
            runs += [part.chunk, part.suffix]
    if prefix is None:
        return _whole(runs[0])
    return Literals(None, prefix, max(runs, key=len), runs[-1])


def _in_choice(parts: list[Literals]) -> Literals:
    wholes = {part.whole for part in parts}
    if len(wholes) == 1 and None not in wholes:
        return parts[0]
    prefix = _common([part.prefix for part in parts])
    suffix = _common([part.suffix[::-1] for part in parts])[::-1]
    return Literals(None, prefix, max(prefix, suffix, key=len), suffix)


def _common(texts: list[str]) -> str:
    """Give what all texts begin with."""
    first, last = min(texts), max(texts)
    return next((first[:at] for at, char in enumerate(first) if char != last[at]), first)


@lru_cache(maxsize=1024)
def _native_chars(ranges: Ranges) -> str:
    small = [(max(start, 97) - 32, min(end, 122) - 32) for start, end in ranges if start <= 122 and end >= 97]
    known = union([*ranges, *small])
    others = complement(known)
    if not known:
        return r"\x{20}"  # no term has a space, and tantivy no empty set
    if len(others) < len(known):
        return f"[^{_native_ranges(others)}]"
    single = len(known) == 1 and known[0][0] == known[0][1]
    return _native_char(known[0][0]) if single else f"[{_native_ranges(known)}]"


def _native_ranges(ranges: Ranges) -> str:
    ends = [(_native_char(start), _native_char(end)) for start, end in ranges]
    return "".join(start if start == end else f"{start}-{end}" for start, end in ends)


def _native_char(point: int) -> str:
    return chr(point) if chr(point).isalnum() else rf"\x{{{point:x}}}"
