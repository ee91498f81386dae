"""Patterns that stand for too many words are cut down to the most frequent, with a warning; not their matching."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.errors import QueryError
from searchkit.lexicon import Lexicon
from searchkit.model import Diagnostic, Offsets
from searchkit.query.nodes import PLACE, Fuzzy, Node, Not, Prefix, Regex, Wildcard, Words
from searchkit.query.patterns import Pattern, regex, wildcard
from searchkit.query.trees import rebuilt, walk
from searchkit.schema import SCHEMA

EXPANDED = 10_000
"""So many words a pattern may stand for, on every engine."""
TELLING = 3
"""A pattern whose beginning has so many letters is never too wide: its words are not listed, but left to the engine."""


def fitted(tree: Node, lexicon: Lexicon, query: str) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Give the words that short patterns stand for in their place, and cut down what is too wide.

    Errors: QueryError where that is under NOT, and would find too much.
    """
    listed = {node: words for node in walk(tree) if (words := _words(node, lexicon)) is not None}
    wide = {node: words for node, words in listed.items() if len(words) > EXPANDED}
    for node in _negated(tree) if wide else ():
        if node in wide:
            said = f"{_message(node, len(wide[node]))}, too many to be excluded; write more of the word"
            raise QueryError(said, query, *_place(node, query))
    kept = {node: _most_frequent(words, node) for node, words in listed.items()}
    said = f"; only the {EXPANDED:,} most frequent were looked for"
    warnings = (Diagnostic(_message(node, len(words)) + said, *_place(node, query)) for node, words in wide.items())
    return rebuilt(tree, kept.get), tuple(warnings)


def expansion(node: Node, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Give the words that a pattern stands for, with the number of paragraphs each is in; none for other nodes."""
    if not isinstance(node, (Prefix, Wildcard, Regex, Fuzzy)) or not SCHEMA[node.field].analysed:
        return []
    if isinstance(node, Fuzzy):
        return lexicon.near(node.field, node.text, node.edits)
    return lexicon.expand(node.field, _pattern(node))


def _words(node: Node, lexicon: Lexicon) -> list[tuple[str, int]] | None:
    """Give the words of a pattern that may be too wide, and would take an engine long to look for; else None."""
    if not isinstance(node, (Prefix, Wildcard, Regex)) or not SCHEMA[node.field].analysed:
        return None
    if len(_pattern(node).prefix) >= TELLING:
        return None
    words = expansion(node, lexicon)
    return [each for each in words if each[0].startswith(node.text)] if isinstance(node, Prefix) else words


def _pattern(node: Prefix | Wildcard | Regex) -> Pattern:
    match node:
        case Prefix(text):
            return wildcard(text + "*")
        case Wildcard(text):
            return wildcard(text)
        case _:
            return regex(node.text)


def _negated(tree: Node) -> Iterator[Node]:
    return (inner for node in walk(tree) if isinstance(node, Not) for inner in walk(node.part))


def _most_frequent(words: list[tuple[str, int]], pattern: Node) -> Words:
    kept = sorted(words, key=lambda pair: (-pair[1], pair[0]))[:EXPANDED] if len(words) > EXPANDED else words
    return Words(frozenset(word for word, _ in kept), getattr(pattern, "field", ""), pattern)


def _message(node: Node, count: int) -> str:
    return f"{str(node).removeprefix('words:')} stands for {count:,} different words"


def _place(node: Node, query: str) -> Offsets:
    """Give where a pattern stands in the query; all of the query where a program made the tree."""
    at = getattr(node, "at", PLACE)
    return at if at != PLACE else (0, len(query))
