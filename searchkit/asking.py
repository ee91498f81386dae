"""A query made ready to run: read, resolved, cut down where too wide, widened by `--expand`; not the running of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from searchkit.analysis import Analyzer
from searchkit.errors import QueryError
from searchkit.model import FURNITURE, Diagnostic, Order
from searchkit.nouns import noun
from searchkit.query.aliased import Aliases
from searchkit.query.nodes import (
    Everything,
    Must,
    Node,
    Not,
    Or,
    Patterns,
    Scope,
    Term,
    conjunction,
    conjuncts,
    disjunction,
)
from searchkit.query.parser import Parsed, literal, parse, phrase
from searchkit.query.ranges import Clock
from searchkit.query.resolve import Resolved, resolve
from searchkit.query.trees import rebuilt, walk
from searchkit.schema import SCHEMA, TEXT
from searchkit.verified import Verified

if TYPE_CHECKING:
    from searchkit.feedback import Feedback
    from searchkit.lexicon import Lexicon

_LARGEST = 1 << 40
"""More than any index holds, and a number that every engine can count with."""
_FURNITURE = disjunction(Term(role, "role") for role in FURNITURE)
NOT_FURNITURE = Not(_FURNITURE)


@noun
class Modes:
    """Say how a query is to be read."""

    any_words: bool = False
    phrase: bool = False
    literal: bool = False
    strict: bool = False
    expand: bool = False


_PLAIN = Modes()


@noun
class Asked:
    """Hold a query that was read: as typed, as indexed, and as it is looked for.

    `plain` is the tree that a paragraph has to match, `meant` the same with the words that `feedback` added, where it
    was asked for. `seen` is true of the paragraphs that are searched.
    """

    query: str
    parsed: Parsed
    resolved: Resolved
    plain: Node
    meant: Node
    seen: Node
    warnings: tuple[Diagnostic, ...]
    feedback: Feedback | None = None
    any_words: bool = False

    @property
    def tree(self) -> Node:
        return self.among(self.meant)

    @property
    def furniture(self) -> Node | None:
        """Give what would be found in furniture; None where the query itself says which roles it wants."""
        return _both(self.meant, _FURNITURE) if self.seen != Everything() else None

    @property
    def typed(self) -> Node:
        """Give the query as typed, with the dates that words such as "last week" came to."""
        found = {id(node): date for node, date in self.resolved.dates}
        return rebuilt(self.parsed.tree, lambda node: found.get(id(node))) if found else self.parsed.tree

    @property
    def read_as(self) -> str:
        """Write the query as it was read, with the dates that words such as "last week" came to, and added words."""
        if self.feedback is None:
            return str(self.typed)
        from searchkit.feedback import widened

        return str(widened(self.typed, self.feedback, any_words=self.widens, typed=True))

    @property
    def widens(self) -> bool:
        """Say whether added words are alternatives to those of the query: not beside one that has to be there."""
        return self.any_words and not any(isinstance(node, Must) for node in walk(self.parsed.tree))

    def among(self, tree: Node) -> Node:
        """Look for a tree among the paragraphs that are searched."""
        return _both(tree, self.seen)


class Asking:
    """Make queries ready for one snapshot; `clock` tells the civil time that their dates count from."""

    def __init__(
        self, verified: Verified, lexicon: Callable[[], Lexicon], analyzer: Analyzer, aliases: Aliases, clock: Clock
    ) -> None:
        self.verified, self.lexicon, self.analyzer = verified, lexicon, analyzer
        self._aliases, self._clock = aliases, clock

    def ask(self, query: str | Node, modes: Modes = _PLAIN) -> Asked:
        """Read a query; errors: QueryError."""
        query = _sound(query)
        parsed, text = _parsed(query, modes), query if isinstance(query, str) else str(query)
        resolved = self._resolved(parsed.tree, text, any_words=modes.any_words)
        seen = Everything() if resolved.asks_role else NOT_FURNITURE
        tree, cut = self._fitted(resolved.tree, text)
        warnings = (*parsed.diagnostics, *resolved.diagnostics, *cut)
        if modes.strict and warnings:
            raise QueryError(warnings[0].message.partition(";")[0], text, warnings[0].start, warnings[0].end)
        plain = self._looked_up(tree, seen)
        asked = Asked(text, parsed, resolved, plain, plain, seen, warnings, any_words=modes.any_words)
        return self._expanded(asked) if modes.expand else asked

    def part(self, typed: Node, asked: Asked) -> Node:
        """Make a part of a query ready by itself; errors: QueryError, where it has no word."""
        tree, alternatives = asked.parsed.tree, asked.any_words and isinstance(typed, Or)
        top = conjuncts(tree)
        resolved = self._resolved(typed, asked.query, any_words=alternatives and typed in top, whole=tree)
        return self._looked_up(self._fitted(resolved.tree, asked.query)[0], asked.seen)

    def _resolved(self, tree: Node, query: str, *, any_words: bool = False, whole: Node | None = None) -> Resolved:
        tree = self._aliases.joined(tree, self.analyzer)
        return resolve(tree, SCHEMA, self.analyzer, query, any_words=any_words, clock=self._clock, whole=whole)

    def _fitted(self, tree: Node, query: str) -> tuple[Node, tuple[Diagnostic, ...]]:
        """Cut down the patterns that stand for too many words."""
        if not any(isinstance(node, Patterns) for node in walk(tree)):
            return tree, ()
        from searchkit.fitting import fitted

        return fitted(tree, self.lexicon(), query)

    def _looked_up(self, tree: Node, seen: Node) -> Node:
        """Look up the articles that ARTICLE( ) speaks of."""
        if not any(isinstance(node, Scope) for node in walk(tree)):
            return tree
        from searchkit.scopes import Scopes

        return Scopes(self.verified, self.verified.highlighter, seen).looked_up(tree)

    def _expanded(self, asked: Asked) -> Asked:
        """Add what the best paragraphs of a query are about."""
        from searchkit.feedback import PARAGRAPHS, feedback, scaled, widened

        count, best = self.verified.snapshot.count, self.verified.best(asked.tree, PARAGRAPHS)
        found = feedback(best, asked.plain, self.analyzer, lambda stem: count(Term(stem, TEXT)), count(Everything()))
        weighed = scaled(found, asked.plain)
        return replace(asked, meant=widened(asked.plain, weighed, any_words=asked.widens), feedback=weighed)


def _both(one: Node, other: Node) -> Node:
    """Join two trees by AND; what is true of every paragraph would only keep an engine from running it whole."""
    return other if one == Everything() else one if other == Everything() else conjunction([one, other])


def page(limit: int | None, offset: int, order: Order | str) -> tuple[int | None, int, Order]:
    """Give which part of an answer is wanted; errors: QueryError where there can be no such part."""
    if order not in list(Order):
        raise QueryError(f"order={order!r} is none: {', '.join(Order)}")
    return most(limit), _counting("offset", offset), Order(order)


def most(limit: int | None) -> int | None:
    """Give how many are wanted at most, None for all; errors: QueryError where that is no number to count to."""
    return None if limit is None else _counting("limit", limit)


def _counting(name: str, value: int) -> int:
    if not (isinstance(value, int) and value >= 0):
        raise QueryError(f"{name}={value!r} is no whole number from 0 on")
    return min(value, _LARGEST)


def unbroken(text: str) -> str:
    """Replace halves of characters, which no text of an index has, and which no engine can be asked for."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _sound(query: str | Node) -> str | Node:
    if isinstance(query, str):
        return unbroken(query)
    if not isinstance(query, Node):
        raise QueryError(f"{query!r} is no query: text is wanted")
    if (text := str(query)) != unbroken(text):
        raise QueryError(f"the query {text!r} has half of a character, which no text has")
    return query


def _parsed(query: str | Node, modes: Modes) -> Parsed:
    if isinstance(query, Node):
        return Parsed(query)
    if modes.phrase:
        return phrase(query)
    return literal(query, any_words=modes.any_words) if modes.literal else parse(query, any_words=modes.any_words)
