"""What stands behind a field in a query: dates in words, ranges, comparisons; not what they come to (`dates`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchkit.late import late
from searchkit.model import Offsets
from searchkit.query.dates import spoken
from searchkit.query.nodes import Exact, Node, Phrase, Range, Term
from searchkit.query.scan import Scanner
from searchkit.query.signs import QUOTES
from searchkit.schema import SCHEMA, Kind

_COMPARISON = late(r">=|<=|>|<")


class Values(Scanner):
    """Read the values of fields; `around` is the field of numbers or dates in whose parentheses the query stands."""

    around = ""

    def value(self, name: str, start: int) -> Node | None:
        """Read a comparison, a date of several words, or a range with one; None, and nothing taken, for another."""
        field = name or self.around
        if found := self.taken(_COMPARISON):
            return self._compared(name, field, found.group(), start)
        return self._dated(name, field) if ordered(field) else None

    def _compared(self, name: str, field: str, sign: str, start: int) -> Node:
        value = self._bound(field)
        if not value:
            self.fail(f"expected a value behind {field}:{sign}", start, self.place)
        at = (start, self.place)
        if sign[0] == ">":
            return Range(value, None, name, above=sign == ">", at=at)
        return Range(None, value, name, below=sign == "<", at=at)

    def _dated(self, name: str, field: str) -> Node | None:
        start = self.place
        low = self._bound(field)
        several = self.query[start : start + 1] in QUOTES or bool(spoken(self.query, start))
        if self.query.startswith("..", self.place):
            self.place += 2
            return Range(low or None, self._bound(field) or None, name, at=(start, self.place))
        if several and low.split() and self.peek() != "~":
            return Phrase(_terms(low, (start, self.place)), name, at=(start, self.place))
        self.place = start
        return None

    def _bound(self, field: str) -> str:
        """Take one end of a range: what stands in quotes, a date of several words, or a word up to two dots."""
        start = self.place
        if (close := self.quote_close()) > 0:
            self.place = close + 1
            return " ".join(part.text for part in words(self.query[start + 1 : close], 0))
        if _dates(field) and (end := spoken(self.query, start)):
            self.place = end
            return " ".join(self.query[start:end].split())
        word = self.scan()
        dots = word.plain.find("..")
        if dots < 0 or word.plain.endswith("..."):
            return word.text
        self.place = start + dots + word.plain.count("\0", 0, dots)
        return word.text[:dots]


def words(text: str, offset: int) -> Sequence[Term | Exact]:
    """Part a text at its spaces, and take the backslashes from it."""
    return [
        Term(re.sub(r"\\(.)", r"\1", found.group()), at=(offset + found.start(), offset + found.end()))
        for found in re.finditer(r"\S+", text)
    ]


def ordered(name: str) -> bool:
    """Say whether a field holds numbers or dates."""
    return SCHEMA.knows(name) and (SCHEMA[name].dated or SCHEMA[name].kind is Kind.NUMBER)


def _terms(text: str, at: Offsets) -> tuple[Node, ...]:
    return tuple(Term(word, at=at) for word in text.split())


def _dates(name: str) -> bool:
    return SCHEMA.knows(name) and SCHEMA[name].dated
