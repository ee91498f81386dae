"""A query's names joined with the aliases that the user gave them; not the file that holds these (`aliases`).

A name in a field finds paragraphs with any other name of the same person, organisation or place: its canonical name in
that field, its aliases as words of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from searchkit.aliases import Own, OwnNames, own_names
from searchkit.analysis import Analyzer
from searchkit.model import Offsets
from searchkit.query.nodes import (
    And,
    Boost,
    Exact,
    Must,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Scope,
    Term,
    Within,
    disjunction,
)
from searchkit.query.trees import walk
from searchkit.schema import ENTITIES

Words = Sequence[str]


class Aliases:
    """Join queries with the aliases of a file, which is read when one asks for a name."""

    def __init__(self, own: OwnNames | Path | str | None) -> None:
        self._given = own

    def joined(self, tree: Node, analyzer: Analyzer) -> Node:
        """Give a tree as typed in which each name of the user's may also be any other of its names.

        What stands in a distance, or is joined by AND in one field, means the words themselves and is left as it is.
        Errors: ConfigError for a file that cannot be read.
        """
        if self._given is None or not any(getattr(node, "field", "") in ENTITIES for node in walk(tree)):
            return tree
        return _Joining(self._own, lambda text: analyzer.words(text.lower()).split()).tree(tree)

    @cached_property
    def _own(self) -> OwnNames:
        return self._given if isinstance(self._given, OwnNames) else own_names(self._given)


class _Joining:
    """Join one tree with other names; `words` gives the folded words of a text."""

    def __init__(self, own: OwnNames, words: Callable[[str], list[str]]) -> None:
        self._own, self._words = own, words

    def tree(self, tree: Node) -> Node:
        match tree:
            case And(parts) | Or(parts):
                return type(tree)(tuple(map(self.tree, parts)))
            case Not(part) | Must(part) | Optional(part):
                return type(tree)(self.tree(part))
            case Boost(part, weight):
                return Boost(self.tree(part), weight)
            case Scope(part):
                return Scope(self.tree(part), tree.at)
            case Term() | Phrase():
                return disjunction([tree, *self._others(tree, tree.field)])
            case Within(field, Term() | Phrase() as part):
                return disjunction([tree, *self._others(part, field)])
            case Within(field, Or(parts)) if all(isinstance(part, (Term, Phrase)) for part in parts):
                return disjunction([tree, *(other for part in parts for other in self._others(part, field))])
            case _:
                return tree

    def _others(self, leaf: Node, field: str) -> Iterator[Node]:
        """Give the other names of what a name in a field stands for."""
        asked = self._words(_text(leaf)) if field in ENTITIES else []
        for own in self._own.entries if asked else ():
            if own.kind == field:
                yield from self._of_one(own, asked, leaf)

    def _of_one(self, own: Own, asked: Words, leaf: Node) -> Iterator[Node]:
        at = getattr(leaf, "at", (0, 0))
        aliases = [(alias, self._words(alias)) for alias in own.aliases]
        is_alias = any(_bare(asked) == _bare(words) for _, words in aliases)
        if is_alias:
            yield Phrase(tuple(Term(word, at=at) for word in own.name.split()), own.kind, at)
        named = is_alias or _holds(self._words(own.name), asked)
        for alias, words in aliases:
            if named or _holds(words, asked):
                yield from _in_text(alias.split(), at)


def _in_text(words: Words, at: Offsets) -> Iterator[Node]:
    """Ask for an alias in the text; one of a single word with a capital (Chief, the President) only with it."""
    *before, last = words
    if len(_bare([word.lower() for word in words])) > 1 or last == last.lower():
        yield Phrase(tuple(Term(word, at=at) for word in words), "words", at)
        return
    for written in dict.fromkeys((last, last.upper())):
        yield Phrase((*(Term(word, at=at) for word in before), Exact(written, at=at)), "words", at)


def _text(leaf: Node) -> str:
    return " ".join(node.text for node in walk(leaf) if isinstance(node, Term))


def _bare(words: Words) -> Words:
    return words[1:] if words[:1] == ["the"] and len(words) > 1 else words


def _holds(words: Words, asked: Words) -> bool:
    """Say whether some words have others in them, side by side."""
    return any(words[at : at + len(asked)] == asked for at in range(len(words) - len(asked) + 1))
