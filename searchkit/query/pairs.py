"""Distances between two words, or sets of words, which engines run by themselves; not their matching (`spans`)."""

from __future__ import annotations

from searchkit.query.nodes import Loose, Near, Node, Or, Term

PHRASES = 9
"""Alternatives are written out as at most so many phrases."""


def pair(node: Near | Loose) -> tuple[list[Term], list[Term], int] | None:
    """Give two lists of words and how near they have to be, where tantivy tells that exactly; else None."""
    match node:
        case Near(a, b, int(reach), False):
            left, right = alternatives(a), alternatives(b)
        case Loose((a, b), others):
            left, right, reach = alternatives(a), alternatives(b), others + 1
        case _:
            return None
    one_field = len({word.field for word in (*left, *right)}) == 1
    same = {word.text for word in left} & {word.text for word in right}
    exact = left and right and one_field and not same and len(left) * len(right) <= PHRASES
    return (left, right, reach) if exact else None


def alternatives(side: Node) -> list[Term]:
    """Give the words that a side may be; none where it is more than words."""
    if isinstance(side, Term):
        return [side]
    parts = side.parts if isinstance(side, Or) else ()
    return [part for part in parts if isinstance(part, Term)] if all(isinstance(p, Term) for p in parts) else []
