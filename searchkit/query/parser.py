"""A query string to a tree as typed, with diagnostics; not what its words mean in an index (`resolve`).

    any      := all (OR all)*
    all      := unary ([AND] unary)*
    unary    := (NOT | - | +)* near
    near     := weighted (w/n weighted)*
    weighted := unit [^number]
    unit     := ( any ) | "phrase"[~n] | =word | word | wild*card | word~ | /regex/ | *
              | ARTICLE( any ) | atleastN( any ) | field: (unit | low..high | >=value ...)

Lenient where the meaning is plain: what is unbalanced is closed and what dangles is read as a word, with a warning.
"""

from __future__ import annotations

import re

from searchkit.errors import QueryError
from searchkit.late import late
from searchkit.model import Diagnostic
from searchkit.nouns import noun
from searchkit.query.astray import astray
from searchkit.query.nodes import (
    Boost,
    Everything,
    Must,
    Near,
    Node,
    Not,
    Phrase,
    Placed,
    Scope,
    conjunction,
    disjunction,
)
from searchkit.query.scan import DEEPEST
from searchkit.query.signs import PROXIMITY, QUOTES
from searchkit.query.units import FARTHEST, Units, required
from searchkit.query.values import words

_WEIGHT = late(r"\^(\d+(?:\.\d+)?|\.\d+)?")
_BARE_PLUS = late(r"\+(?=[\s)]|$)")
_MINUS = "-\u2212"


@noun
class Parsed:
    """Hold a tree as typed, and what was odd about the query."""

    tree: Node
    diagnostics: tuple[Diagnostic, ...] = ()


def parse(query: str, *, any_words: bool = False) -> Parsed:
    """Read a query; `any_words` makes words that stand side by side alternatives; errors: QueryError."""
    parser = _Parser(query, any_words)
    tree = parser.whole()
    for each in astray(query, tree):
        parser.warn(each.message, each.start, each.end)
    return Parsed(tree, tuple(parser.diagnostics))


def literal(query: str, *, any_words: bool = False) -> Parsed:
    """Read a query as plain words, whatever signs are in it; errors: QueryError."""
    found = required(query)
    return Parsed((disjunction if any_words else conjunction)(found))


def phrase(query: str) -> Parsed:
    """Read a query as one phrase; errors: QueryError."""
    inside = query.strip(QUOTES + " ")
    return Parsed(Phrase(tuple(words(inside, query.find(inside)) or required(inside)), at=(0, len(query))))


class _Parser(Units):
    """Read one query from left to right, one method a rule of the grammar."""

    def __init__(self, query: str, any_words: bool) -> None:
        super().__init__(query)
        self.any_words = any_words

    def whole(self) -> Node:
        parts = []
        while self.more():
            found = self._any()
            parts += [found] if found else []
            if self.peek() == ")":
                self.warn("this ) closes nothing and was left out", self.place, self.place + 1)
                self.place += 1
        if not parts:
            raise QueryError("the query is empty: write a word to look for", self.query, 0, len(self.query))
        return conjunction(parts)

    # --- operators, loosest first; each gives None where it found nothing

    def _any(self) -> Node | None:
        parts = [self._all()]
        while self.operator() == "OR":
            start = self.skip_operator()
            following = self._all()
            if following is None or parts[-1] is None:
                parts.append(self.stray("OR", start))
            else:
                self.joined(start)
            parts.append(following)
        found = [part for part in parts if part is not None]
        return disjunction(found) if found else None

    def _all(self) -> Node | None:
        groups: list[list[Node]] = []
        joined = False
        while self.more() and self.peek() != ")" and self.operator() != "OR":
            if self.operator() == "AND":
                start = self.skip_operator()
                joined = bool(groups) and self.starts_unit()
                if joined:
                    self.joined(start)
                    continue
                found: Node | None = self.stray("AND", start)
            else:
                found = self._unary()
            if found is not None:
                if joined:
                    groups[-1].append(found)
                else:
                    groups.append([found])
                joined = False
        return self._side_by_side(groups) if groups else None

    def _side_by_side(self, groups: list[list[Node]]) -> Node:
        if not self.any_words:
            return conjunction(part for group in groups for part in group)
        units = [conjunction(group) for group in groups]
        needed = [unit for unit in units if _filters(unit)]
        free = [unit for unit in units if unit not in needed]
        if any(isinstance(unit, Must) for unit in needed) and free:
            free.append(Everything())
        return conjunction([disjunction(free), *needed] if free else needed)

    def _unary(self) -> Node | None:
        start = self.place
        if self.operator() == "NOT":
            self.skip_operator()
            if self.more() and (near := PROXIMITY.match(self.query, self.place)):
                said = near.group()
                self.fail(f"NOT {said} is written with the pair itself: a -(a {said} b)", start, near.end())
            return self._negated(start) if self.starts_unit() else self.stray("NOT", start)
        if self.peek() in _MINUS or self.peek() == "+":
            sign = self.take()
            if not self.peek() or self.peek().isspace() or self.peek() == ")":
                self.warn(f"a {sign} with nothing behind it was left out", start, start + 1)
                return None
            return self._negated(start) if sign != "+" else self._required()
        return self._near()

    def _negated(self, start: int) -> Node | None:
        part = self.deeper(start, self._unary)
        return Not(part) if part is not None else None

    def _required(self) -> Node | None:
        part = self._near()
        return Must(part) if part is not None else None

    def _near(self) -> Node | None:
        """Read units joined by nearness, from the left."""
        start, found, chained = self.place, self._weighted(), 0
        while found is not None and self.more() and (sign := PROXIMITY.match(self.query, self.place)):
            chained += 1
            self.counted_distance(sign.span())
            if chained > DEEPEST:
                self.fail(f"more than {DEEPEST} distances in a row; write several queries", *sign.span())
            right = self._side(sign)
            if right is None:
                break
            reach = int(sign.group(2)) if sign.group(2).isdigit() else sign.group(2).lower()
            found = Near(found, right, reach, sign.group(1).lower() == "pre", at=(start, self.place))
        return found

    def _side(self, sign: re.Match[str]) -> Node | None:
        """Read what stands right of an operator; None, and the operator not taken, where there is nothing."""
        if sign.group(2).isdigit() and not 1 <= int(sign.group(2)) <= FARTHEST:
            self.fail(f"a distance is 1 to {FARTHEST}, as in tax w/5 budget; w/p is the paragraph", *sign.span())
        self.place = sign.end()
        if not self.starts_side():
            self.place = sign.start()
            return None
        if self.operator() == "NOT" or self.peek() in _MINUS:
            message = f"NOT cannot stand in a side of {sign.group()}; write it apart: a {sign.group()} b NOT c"
            self.fail(message, self.place, self.place + (len(self.operator()) or 1))
        if self.taken(_BARE_PLUS):
            self.place = sign.start()
            return None
        if self.peek() == "+":
            self.place += 1
        return self._weighted()

    def _weighted(self) -> Node | None:
        found, weighed = self.unit(""), 0
        while found is not None and self.peek() == "^":
            weighed += 1
            if weighed > DEEPEST:
                self.fail("one weight is enough; multiply them", self.place, self.place + 1)
            found = self._weigh(found)
        return found

    def _weigh(self, unit: Node) -> Node:
        start, found = self.place, self.taken(_WEIGHT)
        if found is None or found.group(1) is None:
            self.warn("a ^ wants a number, as in tax^2; it was left out", start, self.place)
            return unit
        weight = float(found.group(1))
        if not 0 < weight <= 1000:
            self.fail("a weight lies above 0 and is at most 1000, as in tax^2", start, self.place)
        return Boost(unit, weight)

    def group(self) -> Node | None:
        start = self.place
        self.place += 1
        inner = self.deeper(start, self._any)
        if self.more():
            self.place += 1
        else:
            self.warn("this ( is not closed; it was closed at the end", start, start + 1)
        if inner is None:
            self.warn("there is nothing in these parentheses; they were left out", start, self.place)
        return inner


def _filters(unit: Node) -> bool:
    """Say whether a unit is required also where any of the words will do."""
    return isinstance(unit, (Not, Must, Scope)) or (isinstance(unit, Placed) and bool(unit.field))
