"""Where whole names and words stand in one sentence (`person:="Li Ma" w/s tax`); not other distances (`groups`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from searchkit.query.groups import Group, sentence
from searchkit.query.named import names_in
from searchkit.query.nodes import Boost, Must, Near, Node, Or, Term
from searchkit.query.trees import children
from searchkit.query.view import Span, View
from searchkit.schema import NAMED

Groups = Callable[[Node], Sequence[Group]]
"""Gives each single match of what has no name in it."""


def standing_together(near: Near, view: View, groups: Groups) -> list[Span] | None:
    """Give the names and words that a distance finds in one sentence; None where there is no such sentence."""
    shared = _sentences(near, view, groups)
    return _standing_in(near, shared, view, groups) if shared else None


def _sentences(node: Node, view: View, groups: Groups) -> set[int]:
    """Give the numbers of the sentences in which a side stands."""
    match node:
        case Near(left, right) if names_in(node):
            return _sentences(left, view, groups) & _sentences(right, view, groups)
        case Or() | Boost() | Must():
            return {number for part in children(node) for number in _sentences(part, view, groups)}
        case Term(name, field) if field in NAMED:
            return {number for number, _ in view.mentions(NAMED[field], name)}
        case _:
            return {number for group in groups(node) if (number := sentence(group, view)) is not None}


def _standing_in(node: Node, shared: set[int], view: View, groups: Groups) -> list[Span]:
    """Give the names and words of a side in the sentences that the sides share."""
    match node:
        case Near() if names_in(node):
            shared = shared & _sentences(node, view, groups)
            return [span for part in children(node) for span in _standing_in(part, shared, view, groups)]
        case Or() | Boost() | Must():
            return [span for part in children(node) for span in _standing_in(part, shared, view, groups)]
        case Term(name, field) if field in NAMED:
            named = (start for number, start in view.mentions(NAMED[field], name) if number in shared)
            return [Span(field, place, place + 1, start) for start in named for place in view.places(field, name)]
        case _:
            return [span for group in groups(node) if sentence(group, view) in shared for span in group]
