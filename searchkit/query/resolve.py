"""A tree as typed to a tree as indexed: fields, terms, dates; not the matching of it (`spans`, engines).

What happens here: words become terms of their field (stems, or the very words in quotes), words in capitals get their
own terms, function words beside other words become optional, words that stand side by side get their bonus, dates
become intervals. The rules are those of "Rules of meaning" in docs/query-language.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from searchkit.analysis import Analyzer
from searchkit.errors import QueryError
from searchkit.model import Diagnostic
from searchkit.nouns import noun
from searchkit.query.filters import PARTS
from searchkit.query.leaves import Leaves
from searchkit.query.named import in_one_sentence, no_names
from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Leaf,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Placed,
    Scope,
    Term,
    Within,
    conjunction,
    disjunction,
)
from searchkit.query.ranges import Clock, both
from searchkit.query.sides import check_counted, check_near, one_field
from searchkit.query.titled import alone, titled
from searchkit.query.trees import walk
from searchkit.schema import TEXT, Field, Kind, Schema

FUNCTION_WEIGHT = 0.1
BONUS = 0.2
LINKS = ("and", "or")
BONUS_WORDS = 4
"""Words side by side in the text are worth a fifth of the pair's BM25 more, in queries of so many content words."""


@noun
class Resolved:
    """Hold a tree as indexed, what was odd, and whether the query itself says which roles it wants.

    `dates` has each date that is named in words with what it came to, `weak` the function words made optional.
    """

    tree: Node
    diagnostics: tuple[Diagnostic, ...]
    asks_role: bool
    dates: tuple[tuple[Node, Node], ...] = ()
    weak: tuple[str, ...] = ()


def _utc() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def resolve(
    tree: Node,
    schema: Schema,
    analyzer: Analyzer,
    query: str = "",
    *,
    any_words: bool = False,
    clock: Clock = _utc,
    whole: Node | None = None,
) -> Resolved:
    """Turn a tree as typed into one as indexed; `clock` tells the civil time that dates count from.

    Where the tree is a part of a `whole` one, its capitals are read as they are there.

    Errors: QueryError, with the place in `query`.
    """
    leaves = Leaves(schema, analyzer, query, clock, shouts=_shouts(whole or tree))
    resolver = _Resolver(leaves)
    found = resolver.top(tree, any_words)
    if found is None:
        raise QueryError("there is no word to look for in this query", query, 0, len(query))
    return Resolved(
        titled(found) if leaves.asks_title else found,
        tuple(leaves.diagnostics),
        leaves.asks_role,
        tuple(leaves.dates),
        tuple(dict.fromkeys(resolver.weak)),
    )


def _shouts(tree: Node) -> bool:
    """Say whether a query of three words and more is all in capitals, which then mean nothing."""
    written = [node.text for node in walk(tree) if isinstance(node, Term) and not node.field]
    letters = "".join(written)
    return len(written) >= 3 and letters.isupper()


class _Resolver:
    """Resolve one tree, top down, with the field that it stands in."""

    def __init__(self, leaves: Leaves) -> None:
        self.leaves, self.schema, self.analyzer = leaves, leaves.schema, leaves.analyzer
        self.weak: list[str] = []
        self._in_scope = False

    # --- groups

    def top(self, tree: Node, any_words: bool) -> Node | None:
        """Resolve the outermost group, whose words get a bonus where they stand side by side."""
        match tree:
            case And(parts):
                loose = any_words and any(isinstance(part, Or) for part in parts)
                found = [self._loose(part) if loose and isinstance(part, Or) else None for part in parts]
                rest = [part for part, done in zip(parts, found, strict=True) if done is None]
                resolved = [self._and(rest, "")] if rest else []
                return _joined([*found, *resolved, *self._bonuses(parts)])
            case Or() if any_words:
                return self._loose(tree)
            case _:
                return self._node(tree, "")

    def _loose(self, tree: Or) -> Node | None:
        """Resolve alternatives that were words side by side: function words among them only add to the score."""
        free = Everything() in tree.parts
        parts = [word for part in tree.parts if part != Everything() for word in self._apart(part)]
        functions, words = self._partition(parts, "")
        found = disjunction(_present(self._node(part, "") for part in words))
        extra = [*self._weak(functions, ""), *self._bonuses(parts)]
        return conjunction([Optional(found) if free else found, *extra]) if words else None

    def _apart(self, node: Node) -> list[Node]:
        """Give the words of one that was written with hyphens or other signs: they are alternatives like the rest."""
        if not isinstance(node, Term) or node.field:
            return [node]
        words = self.leaves.words(node)
        return [Term(word, at=node.at) for word in words] if len(words) > 1 else [node]

    def _node(self, node: Node, field: str) -> Node | None:
        match node:
            case And(parts):
                return self._and(parts, field)
            case Or(parts):
                found = _present(self._node(part, field) for part in parts)
                return disjunction(found) if found else None
            case Not(part) | Must(part) | Optional(part):
                inner = self._node(part, field)
                return inner if inner is None or isinstance(node, Must) else type(node)(inner)
            case Boost(part, weight):
                inner = self._node(part, field)
                return None if inner is None else Boost(inner, weight)
            case Near():
                return self._near(node, field)
            case AtLeast(count, part):
                check_counted(node, self.leaves)
                inner = self._node(part, field)
                if inner is not None:
                    alone(node, inner, self.leaves)
                    no_names(inner, f"atleast{count}( )", self.leaves, node)
                return None if inner is None else AtLeast(count, inner)
            case Scope(part):
                return self._scope(node, field)
            case _ if isinstance(node, Placed):
                return self._in_part(node, field) if node.field in PARTS and not field else self._placed(node, field)
            case _:
                return node

    def _placed(self, node: Node, field: str) -> Node | None:
        if isinstance(node, Within):
            return self._within(node, field)
        assert isinstance(node, Leaf)
        name = node.field or field or TEXT
        known = self.leaves.field(name, node.at, nested=bool(field and node.field))
        found = self.leaves.leaf(node, known)
        return Within(known.name, found) if isinstance(found, Loose) and not field and _several(known) else found

    def _in_part(self, node: Node, field: str) -> Node | None:
        """Resolve `headline:x`: in that part of the article; inside ARTICLE( ) one paragraph has to be both."""
        assert isinstance(node, Placed)
        inside = node.part if isinstance(node, Within) else replace(node, field="")
        found = self._node(inside, field)
        joined = None if found is None else _joined([Term(node.field, "role"), found])
        return Must(joined) if joined is not None and self._in_scope else joined

    def _near(self, node: Near, field: str) -> Node | None:
        check_near(node, self.leaves)
        left, right = self._node(node.left, field), self._node(node.right, field)
        if left is None or right is None:
            return left or right
        if in_one_sentence(node, (left, right), self.leaves):
            return Near(left, right, node.reach)
        name = one_field(node, (left, right), self.leaves)
        found = Near(left, right, node.reach, node.ordered)
        return Within(name, found) if not field and _several(self.schema[name]) else found

    def _scope(self, node: Scope, field: str) -> Node | None:
        if field:
            self.leaves.fail(f"ARTICLE stands inside {field}:( ); write ARTICLE({field}:...)", node.at)
        outer, self._in_scope = self._in_scope, True
        inner = self._node(node.part, "")
        self._in_scope = outer
        return None if inner is None else Scope(inner)

    def _and(self, parts: Sequence[Node], field: str) -> Node | None:
        functions, words = self._partition(parts, field)
        found = _present(self._node(part, field) for part in words)
        return _joined([*found, *self._weak(functions, field)])

    def _within(self, node: Within, outer: str) -> Node | None:
        field = self.leaves.field(node.field, node.at, nested=bool(outer))
        inner = self._node(node.part, node.field)
        if field.kind is Kind.PERIODS and isinstance(inner, And):
            inner = both(inner)
        if inner is None or field.kind not in (Kind.WORDS, Kind.PERIODS) or not _joins(inner):
            return inner
        no_names(inner, f"{field.name}:( ) that asks for more than one thing", self.leaves, node)
        return Within(field.name, inner, node.at)

    # --- function words and the bonus

    def _partition(self, parts: Sequence[Node], field: str) -> tuple[list[Node], list[Node]]:
        """Part the function words from the rest; where no other word is wanted, they are wanted themselves.

        `and` and `or` in small letters between fields are no words that anybody looks for.
        """
        functions = [part for part in parts if self._is_function(part, field)]
        words = [part for part in parts if part not in functions]
        if not all(self.leaves.wordless(part, field) for part in words):
            return functions, words
        fielded = any(not isinstance(part, Not) and not _is_bare(part) for part in words)
        links = [part for part in functions if fielded and str(part) in LINKS]
        return links, [part for part in parts if part not in links]

    def _is_function(self, node: Node, field: str) -> bool:
        if not isinstance(node, Term) or node.field or not self.schema[field or TEXT].analysed:
            return False
        words = self.leaves.words(node)
        return len(words) == 1 and self.analyzer.is_function_word(words[0])

    def _weak(self, functions: Sequence[Node], field: str) -> list[Node]:
        resolved = _present(self._node(part, field) for part in functions)
        self.weak += [str(part) for part in functions]
        return [Optional(Boost(part, FUNCTION_WEIGHT)) for part in resolved]

    def _bonuses(self, parts: Sequence[Node]) -> list[Node]:
        content = [self._content(part) for part in parts]
        if not 2 <= sum(word is not None for word in content) <= BONUS_WORDS:
            return []
        return [Optional(Boost(Phrase((a, b), TEXT), BONUS)) for a, b in pairwise(content) if a and b]

    def _content(self, node: Node) -> Node | None:
        """Give the stem of a plain word that is no function word."""
        if not isinstance(node, Term) or node.field or self._is_function(node, ""):
            return None
        words = self.leaves.words(node)
        return self.leaves.slot(words[0], self.schema[TEXT]) if len(words) == 1 else None


def _is_bare(node: Node) -> bool:
    return node == Everything() or (isinstance(node, Term) and not node.field)


def _joins(tree: Node) -> bool:
    """Say whether a tree asks for more than one thing at once, so that it matters which value has it."""
    return any(isinstance(node, (And, Not, Near, Loose)) for node in walk(tree))


def _several(field: Field) -> bool:
    """Say whether a field can have several values, which no distance reaches across."""
    return field.kind is Kind.WORDS and field.name not in ("words", "title_words")


def _present(found: Iterable[Node | None]) -> list[Node]:
    return [node for node in found if node is not None]


def _joined(found: Iterable[Node | None]) -> Node | None:
    """Join what is there by AND, without what is true of every paragraph; None where nothing is required."""
    present = _present(found)
    if all(isinstance(node, Optional) for node in present):
        return None
    return conjunction(node for node in present if node != Everything())
