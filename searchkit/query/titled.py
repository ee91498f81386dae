"""Conditions on titles: the headline has the words of a title; not how articles are looked up (`scopes`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from searchkit.query.leaves import Leaves
from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Leaf,
    Must,
    Node,
    Not,
    Optional,
    Or,
    Scope,
    conjunction,
    disjunction,
)
from searchkit.query.trees import extent, moved, walk
from searchkit.schema import HELD


def titled(tree: Node) -> Node:
    """Give a tree in which what is asked of a title is asked of the article's headline: articles to be looked up."""
    match tree:
        case _ if _of_title(tree):
            return Scope(moved(tree, HELD), title=True)
        case And(parts):
            return conjunction(part for part in _joined(parts, conjunction) if part != Everything())
        case Or(parts):
            return disjunction(_joined(parts, disjunction))
        case Boost(part, weight):
            inner = titled(part)
            return tree if inner is part else Boost(inner, weight)
        case Optional(part) if _of_title(part):
            return Everything()  # a title adds no score
        case Not(part) | Must(part) | Scope(part) | Optional(part):
            inner = titled(part)
            return tree if inner is part else type(tree)(inner)
        case _:
            return tree


def alone(counted: AtLeast, inner: Node, leaves: Leaves) -> None:
    """Refuse to count words of the title together with others; errors: QueryError that says how to write it."""
    fields = {node.field for node in walk(inner) if isinstance(node, Leaf)}
    if fields & HELD.keys() and not fields <= HELD.keys():
        sign = f"atleast{counted.count}"
        said = f"a title is counted by itself; write {sign}(title:tax) OR {sign}(tax)"
        leaves.fail(said, extent(counted))


def _of_title(tree: Node) -> bool:
    """Say whether a tree asks for words of the title, for nothing else, and excludes none."""
    fields = {node.field for node in walk(tree) if isinstance(node, Leaf)}
    beside = any(isinstance(node, (Not, Everything, Optional, Scope)) for node in walk(tree))
    return bool(fields) and fields <= HELD.keys() and not beside


def _joined(parts: Sequence[Node], join: Callable[[Iterable[Node]], Node]) -> list[Node]:
    """Give the parts as `titled`; those that ask for words of the title are looked for at once."""
    together = [part for part in parts if _of_title(part)]
    rest = [titled(part) for part in parts if part not in together]
    return [titled(join(together)), *rest] if together else rest
