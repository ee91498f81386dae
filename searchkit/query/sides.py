"""What may stand on a side of a distance, or be counted; not how it is matched (`spans`)."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.query.leaves import Leaves
from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Placed,
    Prefix,
    Range,
    Scope,
    Within,
)
from searchkit.query.trees import extent, walk


def check_side(side: Node, sign: str, leaves: Leaves) -> None:
    """Refuse what has no place in the text; errors: QueryError that says how to write it."""
    match side:
        case And():
            _fail(side, f"AND cannot stand in a side of {sign}; write OR, or two distances joined by AND", leaves)
        case Not():
            _fail(side, f"NOT cannot stand in a side of {sign}; write it apart: a {sign} b NOT c", leaves)
        case Scope() | AtLeast() | Everything() | Range() | Optional() | Prefix(text=""):
            _fail(side, f"{side} has no place in the text, so it cannot stand in a side of {sign}", leaves)
        case Or(parts):
            for part in parts:
                check_side(part, sign, leaves)
        case Boost(part) | Must(part) | Within(_, part):
            check_side(part, sign, leaves)
        case Near(left, right):
            check_side(left, sign, leaves)
            check_side(right, sign, leaves)
        case _:
            pass


def one_field(near: Near, sides: Iterable[Node], leaves: Leaves) -> str:
    """Give the field whose words both resolved sides are; errors: QueryError where there are two, or no words."""
    named = {node.field for side in sides for node in walk(side) if isinstance(node, Placed)}
    fields = {_space(name, leaves) for name in named}
    if any(not leaves.schema[name].analysed for name in named):
        _fail(near, "a distance is between words, and one of these fields has none", leaves)
    if len(fields) != 1:
        _fail(near, "both sides of a distance have to be in one field, as in title:(tax w/5 budget)", leaves)
    return fields.pop()


def _space(name: str, leaves: Leaves) -> str:
    """Give the field that shares its positions with another: `words` those of `text`."""
    return next((field.name for field in leaves.schema.fields if field.exact == name), name)


def _fail(node: Node, message: str, leaves: Leaves) -> None:
    leaves.fail(message, extent(node))
