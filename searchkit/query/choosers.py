"""The test by which a node that stands for many words chooses terms; not how a pattern is read (`patterns`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from searchkit import periods
from searchkit.query.nodes import During, Fuzzy, Node, Prefix, Regex, Wildcard, Words


@lru_cache(maxsize=256)
def chooser(pattern: Node) -> Callable[[str], bool]:
    """Give the test by which a node that stands for many words chooses terms."""
    match pattern:
        case Prefix(text):
            return lambda term: term.startswith(text)
        case Words(texts):
            return lambda term: term in texts
        case During(first, last):
            return periods.inside(first, last)
    from searchkit.query import patterns  # many modules, and few queries need them

    match pattern:
        case Wildcard(text):
            return patterns.wildcard(text).matches
        case Regex(text):
            return patterns.regex(text).matches
        case Fuzzy(text, edits):
            return lambda term: patterns.within(term, text, edits)
        case _:
            raise ValueError(f"{pattern} does not stand for many words")
