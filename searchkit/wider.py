"""Parts of a query made wider step by step, until they find something; not parts that are spelled wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Phrase,
    Prefix,
    Scope,
    Term,
    Within,
    conjunction,
    disjunction,
)

_WORD = r"[^\W_][\w'\u2019.&]*"
SHORTEST = 3
"""A beginning of fewer letters is no narrower than nothing."""
CLOSE = (3, 10)
"""So many words may stand between those of a phrase, when they are not side by side."""
FAR = (10, 25)
"""So far apart two sides may be, when they are not as near as was asked; then in one paragraph, then in one article."""


def wider(node: Node, finds: Callable[[Node], bool]) -> tuple[Node, ...]:
    """Give the first wider form of a part as typed that finds something; for a group, each that leaves one out."""
    found = (form for form in _forms(node) if form != node and finds(form))
    return tuple(found) if isinstance(node, Scope) else tuple(form for form, _ in zip(found, range(1), strict=False))


def _forms(node: Node) -> Iterator[Node]:
    match node:
        case Boost(part) | Must(part):
            yield from _forms(part)
        case Exact(text, field):
            yield Phrase((Term(text),), field)
            yield Term(text, field)
        case Phrase() | Loose():
            yield from _words(node)
        case Term(text, field) if "-" in text:
            yield Term(text.replace("-", ""), field)
            yield conjunction(Term(word, field) for word in text.split("-") if word)
        case Term(text, field) if len(words := re.findall(_WORD, text)) > 1:
            both, either = (join(Term(word, field) for word in words) for join in (conjunction, disjunction))
            yield from (either, both) if "|" in text else (both, either)
        case Near():
            yield from _distances(node)
        case AtLeast(count, part):
            yield from (AtLeast(fewer, part) for fewer in sorted({count - 1, count // 2}, reverse=True) if fewer > 1)
            yield part
        case Prefix(text):
            yield from (replace(node, text=text[:end]) for end in range(len(text) - 1, SHORTEST - 1, -1))
        case Fuzzy(_, 1):
            yield replace(node, edits=2)
        case Within(field, And(parts)):
            yield conjunction(Within(field, part) for part in parts)
        case Scope(And(parts)):
            yield from (Scope(conjunction(part for part in parts if part is not left)) for left in parts)


def _words(node: Phrase | Loose) -> Iterator[Node]:
    """Let the words of a phrase stand together, then in other forms, then apart."""
    words = [part.text for part in node.parts if isinstance(part, (Term, Exact))]
    if len(words) == 2:
        yield Term("".join(words), node.field)
    if len(words) > 1:
        yield Term("-".join(words), node.field)
        reached = node.others if isinstance(node, Loose) else 0
        yield from (Loose(tuple(map(Term, words)), others, node.field) for others in CLOSE if others > reached)
    yield conjunction(Term(word, node.field) for word in words)


def _distances(node: Near) -> Iterator[Node]:
    if node.ordered:
        yield replace(node, ordered=False)
    if isinstance(node.reach, int):
        yield from (Near(node.left, node.right, reach) for reach in FAR if reach > node.reach)
    if node.reach != "p":
        yield Near(node.left, node.right, "p")
    yield Scope(conjunction([node.left, node.right]))
