"""Whole names in a tree, as facets list them (`person:="Elena Marsk"`): where they may stand; not where they match."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.query.leaves import Leaves
from searchkit.query.nodes import SENTENCE, Near, Node, Placed, Term
from searchkit.query.trees import extent, walk
from searchkit.schema import NAMED, TEXT


def names_in(tree: Node) -> bool:
    """Say whether a resolved tree asks for a whole name."""
    return any(isinstance(node, Term) and node.field in NAMED for node in walk(tree))


def in_one_sentence(near: Near, sides: Iterable[Node], leaves: Leaves) -> bool:
    """Say whether a distance joins a whole name to others or to words; errors: QueryError where it cannot."""
    fields = {node.field for side in sides for node in walk(side) if isinstance(node, Placed)}
    if not fields & NAMED.keys():
        return False
    if near.reach != SENTENCE or near.ordered:
        leaves.fail('a whole name (person:="...") is joined by w/s, one sentence, and by no other distance', near.at)
    if fields - NAMED.keys() - {TEXT, "words"}:
        leaves.fail("a whole name shares a sentence with other whole names and with words of the text only", near.at)
    return True


def no_names(tree: Node, where: str, leaves: Leaves, at: Node) -> None:
    """Refuse whole names where they cannot be told apart; errors: QueryError."""
    if names_in(tree):
        leaves.fail(f"a whole name has no place in {where}; write it beside", extent(at))
