"""The leaves of a query's tree: words, phrases, patterns and ranges; not what joins them (`nodes`)."""

from __future__ import annotations

import dataclasses

from searchkit.model import Offsets
from searchkit.nouns import noun
from searchkit.query.signs import bound, escape, escape_pattern, escape_start, quoted

OR, AND, UNARY, NEAR, ATOM = range(5)
"""How tightly what is written binds, loosest first."""

PLACE: Offsets = (0, 0)


class Node:
    """Be a node of a query's tree: comparable, hashable, printable."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.written()[1]

    def written(self) -> tuple[int, str]:
        """Give how tightly this node binds as it is written, and the text."""
        raise NotImplementedError

    def inside(self, binding: int) -> str:
        """Write this node as a part of one that binds so tightly."""
        own, text = self.written()
        return f"({text})" if own < binding else text


@noun
class Term(Node):
    """Match one word: as typed, or one term of the index field."""

    text: str
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, escape(self.text))


@noun
class Exact(Node):
    """Match one word as it is written, case and all; resolved, `slot` matches the word however it is written."""

    text: str
    field: str = ""
    slot: Node | None = dataclasses.field(default=None, compare=False, repr=False)
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, "=" + escape(self.text))


@noun
class Phrase(Node):
    """Match words side by side in this order; resolved, each part is a `Term`, an `Exact`, or an `Or` of terms."""

    parts: tuple[Node, ...]
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, _quoted(self.parts))


@noun
class Loose(Node):
    """Match words in any order with at most `others` words between them: `"a b"~3`."""

    parts: tuple[Node, ...]
    others: int
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, f"{_quoted(self.parts)}~{self.others}")


@noun
class Prefix(Node):
    """Match any word that begins so."""

    text: str
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, escape_start(self.text) + "*")


@noun
class Wildcard(Node):
    """Match any word of a form in which `*` is any run of characters and `?` any one."""

    text: str
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, escape_pattern(self.text))


@noun
class Fuzzy(Node):
    """Match any word within so many edits (optimal string alignment)."""

    text: str
    edits: int = 1
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, f"{escape_start(self.text)}~{'' if self.edits == 1 else self.edits}")


@noun
class Regex(Node):
    """Match any word that a regular expression matches whole."""

    text: str
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, _named(self.field, f"/{self.text}/")


@noun
class Words(Node):
    """Match any of some terms: what a pattern that stood for too many was cut down to."""

    texts: frozenset[str]
    field: str
    pattern: Node

    def written(self) -> tuple[int, str]:
        return self.pattern.written()


@noun
class Range(Node):
    """Match a number or date from `low` to `high`, both included unless `above` or `below`; None is no limit."""

    low: str | int | None
    high: str | int | None
    field: str = ""
    above: bool = False
    below: bool = False
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        if self.low is not None and self.high is not None:
            return ATOM, _named(self.field, f"{bound(self.low)}..{bound(self.high)}")
        if self.low is None and self.high is None:
            return ATOM, _named(self.field, "..")
        if self.low is not None:
            return ATOM, _named(self.field, f"{'>' if self.above else '>='}{bound(self.low)}")
        return ATOM, _named(self.field, f"{'<' if self.below else '<='}{bound(self.high)}")


@noun
class During(Node):
    """Match where all days of one of a field's periods lie from `first` to `last`, both included; None is no limit."""

    first: str | None
    last: str | None
    field: str = ""
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return Range(self.first, self.last, self.field).written()


def _named(name: str, text: str) -> str:
    return f"{name}:{text}" if name else text


def _quoted(parts: tuple[Node, ...]) -> str:
    sign = "=" if any(isinstance(part, Exact) for part in parts) else ""
    return sign + quoted(" ".join(map(_phrased, parts)))


def _phrased(part: Node) -> str:
    return part.text if isinstance(part, (Term, Exact)) else "|".join(map(_phrased, getattr(part, "parts", ())))
