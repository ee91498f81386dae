"""A wider tree that an engine can run, of what it cannot run by itself; what it finds is checked with `spans`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Exact,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Within,
    conjunction,
)
from searchkit.query.trees import rebuilt, walk

Runs = Callable[[Node], bool]


def relaxed(tree: Node, runs: Runs) -> Node:
    """Give a tree of nodes that an engine `runs`, which matches all that the tree does and perhaps more."""
    match tree:
        case Not(part):
            return Everything() if any(not runs(node) for node in walk(part)) else tree
        case Near() | Loose() | Exact() | Phrase() | AtLeast() | Within() if not runs(tree):
            return _wider(tree, runs)
        case And(parts):
            return _joined(relaxed(part, runs) for part in parts) if parts else tree
        case Or(parts):
            return Or(tuple(relaxed(part, runs) for part in parts))
        case Boost(part, weight):
            return Boost(relaxed(part, runs), weight)
        case Optional(part):
            return Optional(relaxed(part, runs))
        case Must(part):
            return relaxed(part, runs)
        case _:
            return tree


def _wider(tree: Node, runs: Runs) -> Node:
    """Give what has to hold at least where a node that is not run matches."""
    match tree:
        case Near(left, right, _, True) if runs(replace(tree, ordered=False)):
            return Near(left, right, tree.reach)
        case Near(left, right):
            return _joined((relaxed(left, runs), relaxed(right, runs)))
        case Loose(parts) | Phrase(parts):
            slots = tuple(relaxed(part, runs) for part in parts)
            phrase = Phrase(slots, tree.field)
            return phrase if isinstance(tree, Phrase) and runs(phrase) else _joined(slots)
        case Exact(_, _, slot):
            return slot or Everything()
        case AtLeast(_, part):
            return relaxed(part, runs)
        case Within(_, part):
            return relaxed(_without_negation(part), runs)
        case _:
            return Everything()


def without_case(tree: Node) -> Node:
    """Give the tree without regard to how words are written: what is scored, on every engine."""
    return rebuilt(tree, lambda node: node.slot if isinstance(node, Exact) else None)


def _joined(parts: Iterable[Node]) -> Node:
    return conjunction(part for part in parts if part != Everything())


def _without_negation(tree: Node) -> Node:
    match tree:
        case Not():
            return Everything()
        case And(parts):
            return _joined(map(_without_negation, parts))
        case Or(parts):
            return Or(tuple(map(_without_negation, parts)))
        case Boost(part, weight):
            return Boost(_without_negation(part), weight)
        case Optional(part):
            return Optional(_without_negation(part))
        case Must(part):
            return _without_negation(part)
        case _:
            return tree
