"""Trees of a query as a whole: their nodes, their place, and trees made of them; not what a node is (`nodes`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from searchkit.model import Offsets
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Prefix,
    Regex,
    Scope,
    Term,
    Wildcard,
    Within,
    Words,
)

Change = Callable[[Node], Node | None]


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly below one."""
    match node:
        case Term():  # as most are
            return ()
        case And() | Or() | Phrase() | Loose():
            return node.parts
        case Not() | Must() | Optional() | Boost() | Within() | AtLeast() | Scope():
            return (node.part,)
        case Near():
            return node.left, node.right
        case Exact() if node.slot is not None:
            return (node.slot,)
        case Articles():
            return (node.part,)
        case _:
            return ()


def walk(tree: Node) -> Iterator[Node]:
    """Give every node of a tree, parents first."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if below := children(node):
            waiting.extend(reversed(below))


def positive(tree: Node) -> Iterator[Node]:
    """Give the parts of a tree that have to hold, each alone: what AND and OR join, without what is under NOT."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive(part)
        case Boost(part):
            yield from positive(part)
        case AtLeast(_, part):
            yield part
        case Not() | Optional() | Everything():
            pass
        case _:
            yield tree


def choices(part: Node) -> list[str]:
    """Give the words that one place of a phrase may be."""
    return [part.text] if isinstance(part, Term) else [text for inner in children(part) for text in choices(inner)]


def extent(tree: Node) -> Offsets:
    """Give the place in the query that a tree as typed was read from."""
    places = [at for node in walk(tree) if (at := getattr(node, "at", (0, 0))) != (0, 0)]
    return (min(start for start, _ in places), max(end for _, end in places)) if places else (0, 0)


def rebuilt(tree: Node, change: Change) -> Node:
    """Give a tree in which each node, from the top, that `change` gives another for is replaced by that."""
    changed = change(tree)
    if changed is not None:
        return changed
    match tree:
        case And(parts) | Or(parts) | Phrase(parts) | Loose(parts):
            several = tuple(rebuilt(part, change) for part in parts)
            return tree if all(map(_is, several, parts)) else replace(tree, parts=several)
        case Not(part) | Must(part) | Optional(part) | Boost(part) | Within(_, part) | AtLeast(_, part) | Scope(part):
            one = rebuilt(part, change)
            return tree if one is part else replace(tree, part=one)
        case Near(left, right):
            sides = rebuilt(left, change), rebuilt(right, change)
            return tree if all(map(_is, sides, (left, right))) else replace(tree, left=sides[0], right=sides[1])
        case _:
            return tree


def moved(tree: Node, fields: Mapping[str, str]) -> Node:
    """Give a resolved tree with its leaves in other fields."""
    match tree:
        case Phrase(parts) | Loose(parts):
            return replace(tree, parts=tuple(moved(part, fields) for part in parts), field=fields[tree.field])
        case Exact():
            return replace(tree, field=fields[tree.field], slot=tree.slot and moved(tree.slot, fields))
        case Words():
            return replace(tree, field=fields[tree.field], pattern=moved(tree.pattern, fields))
        case Term() | Prefix() | Wildcard() | Fuzzy() | Regex():
            return replace(tree, field=fields[tree.field])
        case _:
            return rebuilt(tree, lambda node: None if node is tree else moved(node, fields))


def _is(one: Node, other: Node) -> bool:
    return one is other
