"""What may stand on a side of a distance, or be counted; not how it is matched (`spans`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from searchkit.model import Offsets
from searchkit.query.filters import PARTS
from searchkit.query.leaves import Leaves
from searchkit.query.nodes import (
    PLACE,
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
from searchkit.query.trees import children, extent, walk
from searchkit.schema import ENTITIES


def check_near(near: Near, leaves: Leaves) -> None:
    """Refuse sides that have no place in the text; errors: QueryError that says how to write it."""
    sign = f"{'pre' if near.ordered else 'w'}/{near.reach}"
    said = f"cannot stand in a side of {sign}"
    advice = {
        And: f"AND {said}; write OR, or two distances joined by AND",
        Not: f"NOT {said}; write it apart: a {sign} b NOT c",
    }
    for side in (near.left, near.right):
        _check(side, advice, f"has no place in the text, so it {said}", near.at, leaves)


def check_counted(counted: AtLeast, leaves: Leaves) -> None:
    """Refuse what has no place in the text, and so cannot be counted; errors: QueryError that says how to write it."""
    sign = f"atleast{counted.count}"
    advice = {
        And: f"AND cannot stand in {sign}( ); write {sign}(a) AND {sign}(b)",
        Not: f"NOT cannot stand in {sign}( ); write it apart: {sign}(a) NOT b",
    }
    _check(counted.part, advice, "has no place in the text, so it cannot be counted", counted.at, leaves)
    for node in walk(counted.part):
        if isinstance(node, Placed) and node.field in PARTS:
            advised = f"write {node.field}:({sign}(tax))"
            leaves.fail(f"{node.field}: cannot stand in {sign}( ); {advised}", _extent(node, counted.at))
        if isinstance(node, Placed) and node.field in ENTITIES:
            said = f"{node.field}: has a name once, however often it is mentioned"
            leaves.fail(f"{said}; count its words: {sign}(tax)", _extent(node, counted.at))


def _check(side: Node, advice: Mapping[type[Node], str], placeless: str, at: Offsets, leaves: Leaves) -> None:
    match side:
        case And(parts):
            leaves.fail(advice[Not if any(isinstance(part, Not) for part in parts) else And], _extent(side, at))
        case Not():
            leaves.fail(advice[Not], _extent(side, at))
        case Scope() | AtLeast() | Everything() | Range() | Optional() | Prefix(text=""):
            leaves.fail(f"{side} {placeless}", _extent(side, at))
        case Near():
            pass  # it is checked by itself, when it is resolved
        case Or() | Boost() | Must() | Within():
            for part in children(side):
                _check(part, advice, placeless, at, leaves)
        case _:
            pass


def _extent(side: Node, around: Offsets) -> Offsets:
    own = extent(side)
    return own if own != PLACE else around


def one_field(near: Near, sides: Iterable[Node], leaves: Leaves) -> str:
    """Give the field whose words both resolved sides are; errors: QueryError where there are two, or no words."""
    _check_part(near, leaves)
    named = {node.field for side in sides for node in walk(side) if isinstance(node, Placed)}
    fields = {_space(name, leaves) for name in named}
    if any(not leaves.schema[name].analysed for name in named):
        leaves.fail("a distance is between words, and one of these fields has none", extent(near))
    if len(fields) != 1:
        kind = next(iter(sorted(fields & set(ENTITIES))), "")
        whole = f'{kind}:="..." w/s budget for a whole name in one sentence' if kind else "title:(tax w/5 budget)"
        leaves.fail(f"both sides of a distance have to be in one field, as in {whole}", extent(near))
    return fields.pop()


def _check_part(near: Near, leaves: Leaves) -> None:
    """Refuse a part of the article that stands in one side: it goes around both."""
    found = [node.field for node in (near.left, near.right) if isinstance(node, Placed) and node.field in PARTS]
    if found:
        inside = replace(near, left=_inside(near.left), right=_inside(near.right))
        leaves.fail(f"{found[0]}: goes around a distance: {found[0]}:({inside})", extent(near))


def _inside(side: Node) -> Node:
    """Give a side without the part of the article that it stands in."""
    if not isinstance(side, Placed) or side.field not in PARTS:
        return side
    return side.part if isinstance(side, Within) else replace(side, field="")


def _space(name: str, leaves: Leaves) -> str:
    """Give the field that shares its positions with another: `words` those of `text`."""
    return next((field.name for field in leaves.schema.fields if field.exact == name), name)
