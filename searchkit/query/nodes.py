"""The tree of a query: what each node is and how it is written; not how it is read (`parse`) or matched (`spans`).

The same nodes serve twice. As typed, leaves hold what was written; resolved, they hold terms of one index field:
`Term`, the parts of a `Phrase`, and the patterns then name that field, a `Range` has whole numbers, and `During` stands
for a range of dates in a field of periods. `str(tree)` is a query that parses back to the same tree. Nodes are equal
when they mean the same: `at`, the place in the query, is no part of equality.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from searchkit.model import Offsets
from searchkit.nouns import noun
from searchkit.query.signs import weight
from searchkit.query.words import (
    AND,
    ATOM,
    NEAR,
    OR,
    PLACE,
    UNARY,
    During,
    Exact,
    Fuzzy,
    Loose,
    Node,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    Words,
)

__all__ = [
    "PARAGRAPH",
    "PLACE",
    "SENTENCE",
    "And",
    "Articles",
    "AtLeast",
    "Boost",
    "During",
    "Everything",
    "Exact",
    "Fuzzy",
    "Leaf",
    "Loose",
    "Must",
    "Near",
    "Node",
    "Not",
    "Nothing",
    "Optional",
    "Or",
    "Patterns",
    "Phrase",
    "Placed",
    "Prefix",
    "Range",
    "Regex",
    "Scope",
    "Term",
    "Wildcard",
    "Within",
    "Words",
    "conjunction",
    "conjuncts",
    "disjunction",
]

SENTENCE, PARAGRAPH = "s", "p"


@noun
class Near(Node):
    """Match both sides at most `reach` words apart, or in one sentence or paragraph; `ordered`: left before right."""

    left: Node
    right: Node
    reach: int | str
    ordered: bool = False
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        sign = "pre" if self.ordered else "w"
        return NEAR, f"{self.left.inside(NEAR)} {sign}/{self.reach} {self.right.inside(ATOM)}"


@noun
class AtLeast(Node):
    """Match where the part does at least so many times."""

    count: int
    part: Node
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, f"atleast{self.count}({self.part})"


@noun
class Scope(Node):
    """Match every paragraph of an article in which the part holds somewhere, resolved perhaps in its `title`.

    Adds no score.
    """

    part: Node
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)
    title: bool = False

    def written(self) -> tuple[int, str]:
        return ATOM, f"ARTICLE({self.part})"


@noun
class Articles(Node):
    """Match every paragraph of some articles, by number: what a `Scope` becomes once its part was looked up."""

    numbers: frozenset[int]
    part: Node

    def written(self) -> tuple[int, str]:
        return ATOM, f"ARTICLE({self.part})"


@noun
class And(Node):
    """Match where all parts match."""

    parts: tuple[Node, ...]

    def written(self) -> tuple[int, str]:
        return AND, " AND ".join(part.inside(UNARY) for part in self.parts)


@noun
class Or(Node):
    """Match where any part matches."""

    parts: tuple[Node, ...]

    def written(self) -> tuple[int, str]:
        return OR, " OR ".join(part.inside(AND) for part in self.parts)


@noun
class Not(Node):
    """Match where the part does not; adds no score and no mark."""

    part: Node

    def written(self) -> tuple[int, str]:
        return UNARY, f"NOT {self.part.inside(UNARY)}"


@noun
class Must(Node):
    """Match where the part does, also where it is a function word, which would be optional (`+the`).

    Resolved, it stands inside `Scope` alone: around what one paragraph of the article has to be as a whole.
    """

    part: Node

    def written(self) -> tuple[int, str]:
        return UNARY, f"+{self.part.inside(NEAR)}"


@noun
class Optional(Node):
    """Match everything; where the part matches, its score is added. Leaves no mark."""

    part: Node

    def written(self) -> tuple[int, str]:
        return OR, f"{self.part.inside(AND)} OR *"


@noun
class Boost(Node):
    """Match as the part does, its score times `weight`."""

    part: Node
    weight: float

    def written(self) -> tuple[int, str]:
        return ATOM, f"{self.part.inside(ATOM)}^{weight(self.weight)}"


@noun
class Within(Node):
    """Match where the part does in one field; in a field of several values, within one of them."""

    field: str
    part: Node
    at: Offsets = dataclasses.field(default=PLACE, compare=False, repr=False)

    def written(self) -> tuple[int, str]:
        return ATOM, f"{self.field}:({self.part})"


@noun
class Everything(Node):
    """Match every paragraph, with a score of nothing."""

    def written(self) -> tuple[int, str]:
        return ATOM, "*"


@noun
class Nothing(Node):
    """Match no paragraph."""

    def written(self) -> tuple[int, str]:
        return ATOM, "(NOT *)"


Patterns = (Prefix, Wildcard, Fuzzy, Regex)
"""The nodes that stand for many words, all of them alike: no word of theirs weighs more than another."""
Leaf = (Term, Exact, Phrase, Loose, *Patterns, Range, During)
Placed = (*Leaf, Within)
"""The nodes that may name a field; they remember their place in the query, as Near, AtLeast and Scope do."""


def conjuncts(node: Node) -> tuple[Node, ...]:
    """Give the parts that AND joins; of another node, the node alone."""
    return node.parts if isinstance(node, And) else (node,)


def conjunction(parts: Iterable[Node]) -> Node:
    """Join parts by AND: nested ones flattened, one alone as it is, none at all is `Everything`."""
    flat = [inner for part in parts for inner in conjuncts(part)]
    return flat[0] if len(flat) == 1 else And(tuple(flat)) if flat else Everything()


def disjunction(parts: Iterable[Node]) -> Node:
    """Join parts by OR: nested ones flattened, one alone as it is, none at all is `Nothing`."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat)) if flat else Nothing()
