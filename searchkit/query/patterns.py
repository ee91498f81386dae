"""Patterns over one whole word: wildcards, regular expressions, and words within some edits; not where words stand.

Case, accents and the shape of an apostrophe never count, as everywhere in an index. Every pattern is matched in time
linear in the word, whatever it is: there is no backtracking.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchkit.query.automaton import Automaton
from searchkit.query.expressions import ANY, Part, Repeat, Sequence, literal, literals, native
from searchkit.query.regex import PatternError, fold_literal, read, refuse_large

__all__ = ["Pattern", "PatternError", "regex", "wildcard", "within"]

_CACHED = 256
_SURROGATES = re.compile("[\ud800-\udfff]")


class Pattern:
    """Match whole words; equal when written the same.

    Every match begins with `prefix`, contains `chunk` and ends with `suffix`, each "" where nothing is certain.
    `part` is the pattern as a tree, `native` the same for tantivy; it takes a term in capitals, such as US, as the word
    in small letters.
    """

    __slots__ = ("_automaton", "chunk", "kind", "native", "part", "prefix", "suffix", "text")

    def __init__(self, kind: str, text: str, part: Part) -> None:
        self.kind, self.text, self.part = kind, text, part
        known = literals(part)
        self.prefix, self.chunk, self.suffix = known.prefix, known.chunk, known.suffix
        self.native = native(part)
        self._automaton = Automaton(part)

    def matches(self, word: str) -> bool:
        """Say whether a term matches as a whole; `US` counts as us, and `|` between two values matches nothing."""
        return self._automaton.matches(word.lower() if word.isascii() else word)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and (self.kind, self.text) == (other.kind, other.text)

    def __hash__(self) -> int:
        return hash((self.kind, self.text))

    def __repr__(self) -> str:
        return f"{self.kind}({self.text!r})"


@lru_cache(maxsize=_CACHED)
def wildcard(text: str) -> Pattern:
    """Read a wildcard: * is any characters or none, ? exactly one; errors: PatternError."""
    parts: list[Part] = []
    for found in re.finditer(r"\*+|\?|[^*?]+", _without_surrogates(text)):
        piece = found.group()
        one: Part = ANY if piece == "?" else literal(fold_literal(piece))
        parts.append(Repeat(ANY, 0, None) if piece[0] == "*" else one)
    whole = Sequence(tuple(parts))
    refuse_large(whole, 0, len(text))
    return Pattern("wildcard", text, whole)


@lru_cache(maxsize=_CACHED)
def regex(text: str) -> Pattern:
    """Read a regular expression of the module `regex`; errors: PatternError, with the place."""
    return Pattern("regex", text, read(_without_surrogates(text)))


def within(a: str, b: str, edits: int) -> bool:
    """Say whether one word becomes the other in so many edits: a character more, less or other, or two exchanged.

    Each place is edited once at most (optimal string alignment).
    """
    if a == b:
        return True
    if not edits or abs(len(a) - len(b)) > edits:
        return False
    at, shorter = 0, min(len(a), len(b))
    while at < shorter and a[at] == b[at]:
        at += 1
    a, b, left = a[at:], b[at:], edits - 1
    exchanged = a[:2] == b[1::-1] and within(a[2:], b[2:], left)
    return exchanged or within(a[1:], b[1:], left) or within(a[1:], b, left) or within(a, b[1:], left)


def _without_surrogates(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
