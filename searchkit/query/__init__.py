"""The query language: a string to a tree, and what a tree means; not how engines run it.

`parse` reads a query, and the nodes build one in a program: `searcher.search(And((Term("tax"), Term("budget"))))`.
"""

from searchkit.query.nodes import (
    And,
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
    Nothing,
    Or,
    Phrase,
    Prefix,
    Range,
    Regex,
    Scope,
    Term,
    Wildcard,
    Within,
    conjunction,
    disjunction,
)
from searchkit.query.parser import Parsed, parse

__all__ = [
    "And",
    "AtLeast",
    "Boost",
    "Everything",
    "Exact",
    "Fuzzy",
    "Loose",
    "Must",
    "Near",
    "Node",
    "Not",
    "Nothing",
    "Or",
    "Parsed",
    "Phrase",
    "Prefix",
    "Range",
    "Regex",
    "Scope",
    "Term",
    "Wildcard",
    "Within",
    "conjunction",
    "disjunction",
    "parse",
]
