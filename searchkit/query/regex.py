r"""Read a regular expression over one word as a tree: what is understood, and why the rest is not.

It has literals, . [classes] \d \w \D \W ( ) (?: ) | and the repeats * + ? {2} {2,} {2,5}. A ^ at the beginning and a $
at the end mean nothing. \w is whatever a word may hold but ' & and the full stop. Literals are folded as words are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NoReturn

from searchkit.analysis import fold
from searchkit.query.expressions import (
    ANY,
    Chars,
    Choice,
    Part,
    Ranges,
    Repeat,
    Sequence,
    chars,
    complement,
    literal,
    size,
    union,
)

MOST_STATES = 1_000
DEEPEST = 50

_FOLDED = 0x2000
"""Members of a class's range up to here are folded; beyond are scripts without case or accents, and rarities."""

_REPEAT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{0,4}))?\}")
_PUNCTUATION: Ranges = tuple((ord(char), ord(char)) for char in "&'.")
_GROUPS = (
    (r"\?<?[=!]", "there is no looking around: a pattern describes one whole word"),
    (r"\?P?[<'=]", "groups have no names here; write ( without ?"),
    (r"\?[a-zA-Z-]+[:)]", "there are no flags, and case never counts; leave the (? ) out"),
    (r"\?>", "there are no atomic groups; write ( without ?>"),
    (r"\?", "( followed by ? is understood as (?: only; for the sign itself write \\?"),
)
_ESCAPES = {
    **dict.fromkeys("123456789kg", "refers back to a group, which is not possible; write out what may stand there"),
    **dict.fromkeys("bBAZzG", "is not needed: a pattern describes one whole word; leave it out"),
    **dict.fromkeys("sStnrvfR", "stands for white space, and a word has none; leave it out"),
    **dict.fromkeys("pPxuUNoc", "is not understood; write the character itself, or a class such as [a-z]"),
}


class PatternError(ValueError):
    """Say what is wrong with a pattern and what to write: `start` and `end` are offsets into its text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


def read(text: str) -> Part:
    """Read a regular expression; errors: PatternError, with the place."""
    return _Reader(text).read()


class _Reader:
    """Read an expression from left to right; `_place` is where it stands."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._depth = text, 0, 0

    def read(self) -> Part:
        if not self._text.strip("^$"):
            raise PatternError("the pattern is empty; write the letters of the word to find", 0, len(self._text))
        self._place = int(self._text.startswith("^"))
        part = self._choice()
        if self._place < len(self._text):
            self._refuse("this ) closes nothing; take it out, or write \\) for the sign itself", self._place)
        refuse_large(part, 0, len(self._text))
        return part

    def _choice(self) -> Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._place += 1
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while (char := self._peek()) and char not in "|)":
            if char == "$" and self._place == len(self._text) - 1:
                self._place += 1
                continue
            start = self._place
            parts.append(self._repeated(self._atom(char), start))
        return Sequence(tuple(parts))

    def _atom(self, char: str) -> Part:
        start = self._place
        if char in "*+?{":
            self._refuse(f"there is nothing before this {char} to repeat; for the sign itself write \\{char}", start)
        if char in "]}":
            self._refuse(f"this {char} closes nothing; for the sign itself write \\{char}", start)
        if char in "^$":
            end = "beginning" if char == "^" else "end"
            self._refuse(f"{char} stands at the {end} of a pattern only; for the sign itself write \\{char}", start)
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        self._place += 1
        if char == ".":
            return ANY
        if char == "\\":
            return self._escape(start)
        return self._literal(start)

    def _literal(self, start: int) -> Part:
        while unicodedata.category(self._peek() or "x")[0] == "M":
            self._place += 1
        return literal(_fold_unit(self._text[start : self._place]))

    def _escape(self, start: int) -> Part:
        """Read what follows a backslash, in a class too."""
        char = self._peek()
        if not char:
            self._refuse("there is nothing after this \\; for the sign itself write \\\\", start)
        self._place += 1
        if char in "dDwW":
            known = decimals() if char in "dD" else complement(_PUNCTUATION)
            return chars(known, negated=char.isupper())
        if char in _ESCAPES:
            self._refuse(f"\\{char} {_ESCAPES[char]}", start, self._place)
        if char.isascii() and char.isalnum():
            self._refuse(f"\\{char} is not understood; for the character itself write {char}", start, self._place)
        return literal(_fold_unit(char))

    def _group(self) -> Part:
        start = self._place
        self._place += 1
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"more than {DEEPEST} parentheses inside each other; write the pattern flatter", start)
        if self._text.startswith("?:", self._place):
            self._place += 2
        for opening, message in _GROUPS:
            if found := re.compile(opening).match(self._text, self._place):
                self._refuse(message, start, found.end())
        part = self._choice()
        if self._peek() != ")":
            self._refuse("this ( is never closed; write ) where the group ends, or \\( for the sign itself", start)
        self._place += 1
        self._depth -= 1
        return part

    def _class(self) -> Part:
        start = self._place
        self._place += 1
        negated = self._peek() == "^"
        self._place += negated
        known: list[tuple[int, int]] = []
        while (char := self._peek()) != "]":
            if not char:
                self._refuse("this [ is never closed; write ] where the class ends, or \\[ for the sign itself", start)
            known += self._member(char)
        self._place += 1
        if not known:
            self._refuse("there is nothing between [ and ]; for a bracket itself write \\] in it", start, self._place)
        return chars(known, negated)

    def _member(self, char: str) -> Ranges:
        """Read a character of a class, or a range with both its ends."""
        start = self._place
        first = self._end(char)
        if self._peek() != "-" or self._text[self._place + 1 : self._place + 2] in ("", "]"):
            return first if isinstance(first, tuple) else _folded_range(first, first)
        self._place += 1
        last = self._end(self._peek())
        if isinstance(first, tuple) or isinstance(last, tuple):
            self._refuse("a range goes from one character to another, as in [a-z]; for a hyphen write \\-", start)
        if first > last:
            self._refuse(f"this range is the wrong way round; write {last}-{first}", start, self._place)
        return _folded_range(first, last)

    def _end(self, char: str) -> str | Ranges:
        start = self._place
        if char == "[":
            self._refuse("a class in a class is not understood; for the sign itself write \\[", start)
        self._place += 1
        if char != "\\":
            return char
        part = self._escape(start)
        return part.ranges if isinstance(part, Chars) else self._text[self._place - 1]

    def _repeated(self, part: Part, start: int) -> Part:
        """Read what repeats a part, if anything does."""
        begin, char = self._place, self._peek()
        if not char or char not in "*+?{":
            return part
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(char) or self._counts()
        self._place += char != "{"
        again = self._peek()
        if again and again in "?+":
            self._refuse(f"{again} after a repeat changes nothing in which words match; leave it out", self._place)
        if again and again in "*{":
            self._refuse("two repeats side by side; put the first one in parentheses, or leave one out", begin)
        part = Repeat(part, least, most)
        refuse_large(part, start, self._place)
        return part

    def _counts(self) -> tuple[int, int | None]:
        start = self._place
        found = _REPEAT.match(self._text, start)
        if not found:
            self._refuse("a { has to be a repeat such as {2}, {2,} or {0,5}; for the sign itself write \\{", start)
        self._place = found.end()
        least, comma, most = int(found[1]), found[2], int(found[3]) if found[3] else None
        if most is not None and most < least:
            self._refuse(f"this repeat is the wrong way round; write {{{most},{least}}}", start, self._place)
        return least, most if comma else least

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]

    def _refuse(self, message: str, start: int, end: int = 0) -> NoReturn:
        raise PatternError(message, start, end or start + 1)


@lru_cache(maxsize=1)
def decimals() -> Ranges:
    """Give the decimal digits of all scripts as a set."""
    return union((point, point) for point in range(0x20000) if chr(point).isdecimal())


def refuse_large(part: Part, start: int, end: int) -> None:
    """Raise PatternError for a part that takes too many states."""
    if size(part) > MOST_STATES:
        message = f"more than {MOST_STATES:,} characters when its repeats are written out; make it shorter"
        raise PatternError(message, start, end)


def fold_literal(text: str) -> str:
    """Fold literal characters, each together with the marks that follow it."""
    starts = [at for at, char in enumerate(text) if not at or unicodedata.category(char)[0] != "M"]
    return "".join(_fold_unit(text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def _fold_unit(unit: str) -> str:
    """Fold a character with its marks; a sign that is in no word stays, so that it finds nothing."""
    if unit.isascii():
        return fold(unit)
    folded = fold("0" + unit.replace("\u00b4", "'"))[1:]  # alone, what folds to nothing would become an x
    return folded if folded or unicodedata.category(unit[0]) in ("Cf", "Lm") else unit


@lru_cache(maxsize=256)
def _folded_range(first: str, last: str) -> Ranges:
    """Give a range with what its members fold to, where that is one character."""
    points = {ord(first), ord(last), *range(ord(first), min(ord(last) + 1, _FOLDED))}
    folded = {_fold_unit(chr(point)) for point in points}
    return union([(ord(first), ord(last)), *((ord(char), ord(char)) for char in folded if len(char) == 1)])
