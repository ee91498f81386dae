"""A query explained: what each part of it stands for and finds alone; not its answer, nor the scores (`scores`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from searchkit.asking import Asked, Asking
from searchkit.errors import QueryError
from searchkit.explanation import Addition, Expansion, Explanation, Part
from searchkit.model import Results
from searchkit.query import dates
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    During,
    Leaf,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Or,
    Patterns,
    Phrase,
    Range,
    Scope,
    Term,
    Within,
    Words,
)
from searchkit.query.signs import weight
from searchkit.query.superset import without_case
from searchkit.query.trees import children, extent, moved, walk
from searchkit.schema import HELD, SCHEMA, Kind
from searchkit.scores import Scores
from searchkit.verified import VERIFIED

PARTS = 200
"""So many parts of a query are counted, each by itself; the rest are only drawn."""
SHOWN = 10
"""So many words of a pattern are shown, those in the most paragraphs."""


class Explainer:
    """Explain one query that was asked."""

    def __init__(self, asking: Asking, asked: Asked) -> None:
        self._asking, self._asked = asking, asked
        self._weak, self._left = set(map(Term, asked.resolved.weak)), PARTS
        self._written: dict[Node, str] = {}

    def explain(self, results: Results, zone: str) -> Explanation:
        """Explain the query and the scores of its results."""
        resolved, parts = self._asked.resolved, self.parts
        return Explanation(
            results,
            parts,
            dates=tuple((str(typed), str(found)) for typed, found in resolved.dates),
            zone=zone,
            optional=resolved.weak,
            added=self._additions(),
            scores=self._scores().of(results.hits),
        )

    @cached_property
    def parts(self) -> Part:
        """Give the tree of the query as typed, with what each part stands for and finds."""
        return self._part(self._asked.parsed.tree, "", whole=self._asked.plain)

    def _part(self, node: Node, field: str, whole: Node | None = None) -> Part:
        meant, bare = whole or self._meant(node, field), _bare(node)
        leaf = isinstance(bare, Leaf)
        if leaf and meant is not None:
            name = f"{field}:{bare}" if field else str(bare)
            self._written = dict.fromkeys(_scoring(without_case(meant)), name) | self._written
        paragraphs, exact = self._count(meant)
        return Part(
            text=str(node),
            kind=type(bare).__name__.lower(),
            sign=_sign(node),
            at=extent(node),
            paragraphs=paragraphs,
            exact=exact,
            optional=node in self._weak,
            looked_for=_looked_for(meant) if leaf and meant is not None else (),
            expansion=self._expansion(meant) if leaf and meant is not None else None,
            parts=() if leaf else tuple(self._part(part, _field(bare, field)) for part in children(bare)),
        )

    def _meant(self, node: Node, field: str) -> Node | None:
        """Give a part as it is looked for by itself; None where it cannot be, or no more are counted."""
        self._left -= 1
        if self._left < 0:
            return None
        try:
            return self._asking.part(Within(field, node) if field else node, self._asked)
        except QueryError:
            return None

    def _count(self, meant: Node | None) -> tuple[int | None, bool]:
        return (None, True) if meant is None else self._asking.verified.count(self._asked.among(meant), VERIFIED)

    def _expansion(self, meant: Node) -> Expansion | None:
        found = (node.pattern if isinstance(node, Words) else node for node in walk(meant))
        patterns = [node for node in found if isinstance(node, Patterns)]
        if not patterns or not SCHEMA[patterns[0].field].analysed:
            return None
        from searchkit.fitting import expansion

        lexicon, field = self._asking.lexicon(), patterns[0].field
        held = [moved(node, HELD) if field in HELD else node for node in patterns]
        words = {word: count for node in held for word, count in expansion(node, lexicon)}
        best = sorted(words, key=lambda word: (-words[word], word))[:SHOWN]
        counted = [(word, self._count(self._of_word(word, field))[0] or 0) for word in best]
        return Expansion(len(words), tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0]))))

    def _of_word(self, word: str, field: str) -> Node | None:
        """Look for one word of a pattern."""
        return self._meant(Phrase((Term(word),)), "title") if field in HELD else Term(word, field)

    def _additions(self) -> tuple[Addition, ...]:
        found = self._asked.feedback
        if found is None:
            return ()
        several = [Addition(one.word, one.weight) for one in found.added]
        several += [Addition(one.word, one.weight, asked=True) for one in found.asked]
        return tuple(sorted(several, key=lambda one: (-one.weight, one.word)))

    def _scores(self) -> Scores:
        asked = self._asked
        added = frozenset(walk(asked.meant)) - frozenset(walk(asked.plain))
        return Scores(self._asking.verified, asked.tree, added, self._name)

    def _name(self, leaf: Node) -> str:
        """Write a leaf as the query has it."""
        if leaf in self._written:
            return self._written[leaf]
        match leaf:
            case Phrase(parts):
                return " ".join(self._name(part.parts[0] if isinstance(part, Or) else part) for part in parts)
            case Term(text, "text"):
                return self._words.get(text, text)
            case Term(text, "words"):
                return f'"{text}"'
            case _:
                return str(leaf)

    @cached_property
    def _words(self) -> dict[str, str]:
        found = self._asked.feedback
        return {one.term: one.word for one in (*found.added, *found.asked)} if found else {}


def _bare(node: Node) -> Node:
    """Give a node without the weight or plus of a part that is drawn with it."""
    return _bare(node.part) if isinstance(node, (Boost, Must)) else node


def _sign(node: Node) -> str:
    """Write the operator of a node; one that has none is written whole."""
    match node:
        case And() | Or() | Not():
            return type(node).__name__.upper()
        case Near(_, _, reach, ordered):
            return f"{'pre' if ordered else 'w'}/{reach}"
        case Within(field):
            return f"{field}:( )"
        case Scope():
            return "ARTICLE( )"
        case AtLeast(count):
            return f"atleast{count}( )"
        case Boost(part, factor) if not isinstance(part, Leaf):
            return f"{_sign(part)}^{weight(factor)}"
        case Must(part) if not isinstance(part, Leaf):
            return f"+{_sign(part)}"
        case _:
            return str(node)


def _field(node: Node, outer: str) -> str:
    return node.field if isinstance(node, Within) else outer


def _scoring(meant: Node) -> Iterator[Node]:
    """Give the terms, phrases and patterns of a part that score as a whole."""
    match meant:
        case Loose():
            return
        case Phrase() | Term() | Words():
            yield meant
        case node if isinstance(node, Patterns):
            yield meant
        case _:
            for part in children(meant):
                yield from _scoring(part)


def _looked_for(meant: Node) -> tuple[str, ...]:
    """Give the terms of a leaf as they stand in the index, or its dates."""
    match meant:
        case Boost(part) | Articles(_, part):
            return _looked_for(part)
        case Range(low, high, field) if SCHEMA[field].kind is Kind.DATE:
            return (dates.written(low if isinstance(low, int) else None, high if isinstance(high, int) else None),)
        case During():
            return (str(meant).partition(":")[2],)
        case Phrase() | Term() | Or():
            return tuple(dict.fromkeys(node.text for node in walk(meant) if isinstance(node, Term)))
        case _:
            return ()
