"""Dates that were read as words of the text beside a condition on dates; not the reading of dates (`dates`)."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.late import late
from searchkit.model import Diagnostic
from searchkit.query.nodes import Loose, Node, Phrase, Placed, Term, Within
from searchkit.query.trees import children, walk
from searchkit.schema import SCHEMA

_MONTH = r"(?:1[6-9]|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?"
_DATE = late(rf"(?:[<>]=?)?{_MONTH}|[<>]=?\d{{4}}")
"""A year alone is none: it is a word that texts have, and people look for."""


def astray(query: str, tree: Node) -> Iterator[Diagnostic]:
    """Warn of each bare date of a query that has a condition on dates, which the date was most likely meant for."""
    field = next(filter(None, map(_dated, walk(tree))), "")
    for word in _bare(tree) if field else ():
        if _DATE.fullmatch(word.text) and query[slice(*word.at)] == word.text:
            ways = f"{field}:(>2024-05 <2024-07), {field}:(2024-03 OR 2024-05) or {field}:2024-03..2024-05"
            yield Diagnostic(f"{word.text} was read as a word of the text; for dates write {ways}", *word.at)


def _dated(node: Node) -> str:
    field = node.field if isinstance(node, Placed) else ""
    return field if field and SCHEMA.knows(field) and SCHEMA[field].dated else ""


def _bare(tree: Node) -> Iterator[Term]:
    """Give the words of a tree that stand in no field and no quotes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Term):
            if not node.field:
                yield node
        elif not isinstance(node, (Within, Phrase, Loose)):
            waiting.extend(reversed(children(node)))
