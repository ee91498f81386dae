"""A changed tree written as the query was typed, but for what changed; not which changes are worth while (`zero`)."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.errors import QueryError
from searchkit.query.nodes import Leaf, Node, conjuncts
from searchkit.query.parser import Parsed, parse
from searchkit.query.trees import children, extent
from searchkit.query.words import ATOM


def retyped(tree: Node, old: Node, query: str) -> str:
    """Write a tree with as much of a query as says the same; `old` is the tree that was read from the query."""
    parts = " ".join(said(part, query) for part in conjuncts(tree))
    return next((text for text in (_changed(tree, old, query), parts) if reads(text, tree)), str(tree))


def said(node: Node, query: str) -> str:
    """Give a node as it was typed."""
    start, end = extent(node)
    return query[start:end] if end > start else str(node)


def reads(text: str, tree: Node) -> bool:
    """Say whether a text is read as a tree, and nothing about it is odd."""
    try:
        return parse(text) == Parsed(tree)
    except QueryError:
        return False


def _changed(tree: Node, old: Node, query: str) -> str:
    """Put what differs into a query; nothing where all of it does."""
    for one, other in sorted(_differences(old, tree), key=lambda pair: extent(pair[0]), reverse=True):
        start, end = extent(one)
        query = "" if one is old else query[:start] + other.inside(ATOM) + query[end:]
    return query


def _differences(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    """Give the smallest nodes in which two trees of one shape differ, in pairs."""
    if old == new:
        return
    inside = children(old), children(new)
    if type(old) is not type(new) or isinstance(old, Leaf) or not inside[0] or len(inside[0]) != len(inside[1]):
        yield old, new
    else:
        for one, other in zip(*inside, strict=True):
            yield from _differences(one, other)
