"""A query string, character by character: words, quotes, operators and places; not its grammar (`parser`)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property
from typing import NoReturn

from searchkit.errors import QueryError
from searchkit.late import late
from searchkit.model import Diagnostic, Offsets
from searchkit.nouns import noun
from searchkit.query.nodes import Node
from searchkit.query.signs import PROXIMITY, QUOTES, SIGNS, SINGLE_QUOTES

DEEPEST = 50
"""Parentheses inside parentheses beyond this are refused, long before Python's own stack would end."""
LONGEST, MOST = 50_000, 2_000
"""A query has at most so many characters, and so many words: more is a mistake, and would take its time."""
PATTERNS, DISTANCES = 500, 150
"""So many patterns and distances a query may have: each of them is looked for in every paragraph that may match."""
WARNINGS = 20
"""So many warnings say enough about a query."""

_ELISION = late(r"\d|(?:tis|twas|em|til|cause|bout|n)\b", re.IGNORECASE)
_CLOSERS = {"\u00ab": "\u00bb", "\u00bb": "\u00ab\u00bb"}
_OPERATOR = late(r"(?:AND|OR|NOT|\|\||&&)(?=[\s()]|$)")
_SINGLE_CLOSE = late(rf"(?<!\s)[{re.escape(SINGLE_QUOTES)}](?=[\s)^~]|$)")


@noun
class Word:
    """Hold a word with its escapes taken: `plain` has a NUL wherever a character was escaped."""

    text: str
    plain: str
    at: Offsets


class Scanner:
    """Take a query apart from left to right; `place` is where it stands, in code points."""

    def __init__(self, query: str) -> None:
        self.query, self.place, self.depth, self.words = query, 0, 0, 0
        self.patterns = self.distances = 0
        self.diagnostics: list[Diagnostic] = []
        if len(query) > LONGEST:
            self.fail(f"a query has at most {LONGEST:,} characters; this one has {len(query):,}", LONGEST, len(query))

    def scan(self) -> Word:
        """Take a word up to a space, a parenthesis or a quote; a backslash takes the next character as it is."""
        start, text, plain = self.place, "", ""
        while self.place < len(self.query):
            char = self.query[self.place]
            if char == "\\" and self.place + 1 < len(self.query):
                text, plain = text + self.query[self.place + 1], plain + "\0"
                self.place += 2
                continue
            if char.isspace() or char in "()" or char in QUOTES or (char == "^" and text):
                break
            text, plain = text + char, plain + (char if char != "\0" else " ")
            self.place += 1
        return Word(text, plain, (start, self.place))

    def quote_close(self) -> int:
        """Find where the quote that begins here closes: -1 where it never does, 0 where it is no quote at all."""
        if self.peek() and self.peek() in QUOTES:
            return self._double_close()
        return self._single_close() if self.peek() and self.peek() in SINGLE_QUOTES else 0

    def _double_close(self) -> int:
        closers = _CLOSERS.get(self.peek(), "".join(char for char in QUOTES if char not in _CLOSERS))
        place = self.place + 1
        while place < len(self.query):
            if self.query[place] == "\\":
                place += 1
            elif self.query[place] in closers:
                return place
            place += 1
        return -1

    def _single_close(self) -> int:
        """Find where a single quote closes that cannot be an apostrophe."""
        if self.peek() in "'\u2019" and _ELISION.match(self.query, self.place + 1):
            return 0
        found = bisect_left(self._single_closes, self.place + 2)
        return self._single_closes[found] if found < len(self._single_closes) else 0

    @cached_property
    def _single_closes(self) -> list[int]:
        return [found.start() for found in _SINGLE_CLOSE.finditer(self.query)]

    def more(self) -> bool:
        while self.place < len(self.query) and self.query[self.place].isspace():
            self.place += 1
        return self.place < len(self.query)

    def peek(self) -> str:
        return self.query[self.place : self.place + 1]

    def take(self) -> str:
        self.place += 1
        return self.query[self.place - 1]

    def taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what a pattern matches here."""
        found = pattern.match(self.query, self.place)
        self.place = found.end() if found else self.place
        return found

    def operator(self) -> str:
        if not self.more():
            return ""
        found = _OPERATOR.match(self.query, self.place)
        return SIGNS.get(found.group(), found.group()) if found else ""

    def skip_operator(self) -> int:
        start = self.place
        self.taken(_OPERATOR)
        return start

    def joined(self, start: int) -> None:
        """Say so where the operator that begins there, and joins two units, is written as other programs have it."""
        if (sign := self.query[start : start + 2]) in SIGNS:
            self.warn(f"{sign} was read as {SIGNS[sign]}; operators are words in capitals", start, start + 2)

    def starts_unit(self) -> bool:
        return self.more() and self.peek() != ")" and self.operator() in ("", "NOT")

    def starts_side(self) -> bool:
        return self.starts_unit() and not PROXIMITY.match(self.query, self.place)

    def deeper(self, start: int, read: Callable[[], Node | None]) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"more than {DEEPEST} levels deep; write it flatter", start, start + 1)
        found = read()
        self.depth -= 1
        return found

    def counted(self, start: int) -> None:
        """Count one more word; errors: QueryError where there are too many."""
        self.words += 1
        if self.words > MOST:
            self.fail(f"a query has at most {MOST:,} words; leave out what is from here on", start, len(self.query))

    def counted_pattern(self, at: Offsets) -> None:
        """Count one more pattern; errors: QueryError where there are too many."""
        self.patterns += 1
        if self.patterns > PATTERNS:
            self.fail(f"a query has at most {PATTERNS} words with *, ?, ~ or //; write several queries", *at)

    def counted_distance(self, at: Offsets) -> None:
        """Count one more distance; errors: QueryError where there are too many."""
        self.distances += 1
        if self.distances > DISTANCES:
            self.fail(f"a query has at most {DISTANCES} distances; write several queries", *at)

    def warn(self, message: str, start: int, end: int) -> None:
        if len(self.diagnostics) < WARNINGS:
            self.diagnostics.append(Diagnostic(message, start, end))

    def fail(self, message: str, start: int, end: int) -> NoReturn:
        raise QueryError(message, self.query, start, end)
