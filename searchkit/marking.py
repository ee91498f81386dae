"""Marks of plain words and phrases, found by the pieces of a text between spaces; other trees take `spans`.

Pieces come again and again, so what words they have is remembered, and only the words that are looked for are placed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from searchkit.analysis import LONGEST, Analyzer, Token, as_typed
from searchkit.documents import TITLES, TOLD
from searchkit.model import Offsets
from searchkit.nouns import noun
from searchkit.query.nodes import And, Boost, Everything, Must, Node, Not, Optional, Or, Phrase, Range, Term
from searchkit.schema import ENTITIES, NAMED, TEXT

PIECES = 50_000
"""Pieces of text that are remembered with their words."""

_NOWHERE: set[str] = set()
_BODY = (TEXT, "words")
_ELSEWHERE = frozenset((*ENTITIES, *TOLD, *NAMED, *TITLES))
"""The fields whose matches are marked by other means."""


@noun
class Run:
    """Hold the terms of words that stand side by side: stems or, if not `stemmed`, words as written."""

    terms: tuple[str, ...]
    stemmed: bool


class Pieces(dict[str, tuple[Token, ...]]):
    """Remember the words of pieces of text without spaces, and in which pieces each stem and each word is."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        self.stems: dict[str, set[str]] = {}
        self.words: dict[str, set[str]] = {}

    def __missing__(self, piece: str) -> tuple[Token, ...]:
        if len(piece) > LONGEST:
            raise KeyError(piece)
        # capitals mean something else in a text that is all in capitals, so no piece may look like one
        made = self[piece] = tuple(self._analyzer.tokens(f"{piece} a")[:-1])
        for token in made:
            self.stems.setdefault(token.stem, set()).add(piece)
            self.words.setdefault(token.word, set()).add(piece)
        return made

    def read(self, text: str) -> list[str] | None:
        """Give the pieces of a text, each remembered by then; None where one of them is too long for that."""
        if len(self) > PIECES:
            for known in (self, self.stems, self.words):
                known.clear()
        pieces = text.split()
        try:
            deque(map(self.__getitem__, pieces), 0)
        except KeyError:
            return None
        return pieces

    def having(self, run: Run) -> set[str]:
        """Give the pieces that have the first word of a run."""
        return (self.stems if run.stemmed else self.words).get(run.terms[0], _NOWHERE)


class Marker:
    """Mark runs of words in texts, every time they are there."""

    def __init__(self, runs: Sequence[Run], pieces: Pieces) -> None:
        self._runs, self._pieces = runs, pieces

    def marks(self, text: str) -> list[Offsets] | None:
        """Give the marks in a text; None where it has to be read as a whole: in another script, or all in capitals."""
        typed = text if text.isascii() else as_typed(text)[0]
        pieces = self._pieces.read(typed) if typed.isascii() and not typed.isupper() else None
        if pieces is None:
            return None
        return [
            mark
            for run in self._runs
            for piece in self._pieces.having(run).intersection(pieces)
            for at in _places(typed, piece)
            for mark in self._begun(typed, piece, at, run)
        ]

    def _begun(self, text: str, piece: str, at: int, run: Run) -> Iterator[Offsets]:
        """Give where a run stands that begins in one piece of a text."""
        term, first, alone = _value(run), run.terms[0], len(run.terms) == 1
        for number, token in enumerate(self._pieces[piece]):
            if token[term] == first:
                stop = at + token.end if alone else self._end(text, at, number, run)
                if stop:
                    yield at + token.start, stop

    def _end(self, text: str, at: int, number: int, run: Run) -> int:
        """Give where a run ends that begins with a word of the piece at a place; 0 where it does not go on so."""
        term, matched = _value(run), 0
        for piece in text[at:].split():
            at = text.find(piece, at)
            for token in self._pieces[piece][number:]:
                if token[term] != run.terms[matched]:
                    return 0
                matched += 1
                if matched == len(run.terms):
                    return at + token.end
            at, number = at + len(piece), 0
        return 0


def _places(text: str, piece: str) -> Iterator[int]:
    """Give where a piece of a text stands, spaces around it."""
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        if not text[at - 1 : at].strip() and not text[end : end + 1].strip():
            yield at
        at = text.find(piece, end)


def _value(run: Run) -> int:
    """Give which value of a `Token` is compared."""
    return 3 if run.stemmed else 2


def runs(tree: Node) -> list[Run] | None:
    """Give the words and phrases that are marked, each time, wherever a tree matches; None where more is needed."""
    found: list[Run] = []
    for part in tree.parts if isinstance(tree, And) else (tree,):
        several = _alternatives(part)
        if several is None:
            return None
        found += several
    return found


def _alternatives(part: Node) -> list[Run] | None:
    match part:
        case Not() | Optional() | Everything() | Range():
            return []
        case Boost(inner) | Must(inner):
            return _alternatives(inner)
        case Or(parts):
            several = [_alternatives(each) for each in parts]
            return None if None in several else [run for each in several for run in each or ()]
        case Term(text, field):
            return [Run((text,), field == TEXT)] if field in _BODY else None if field in _ELSEWHERE else []
        case Phrase(parts, field) if field in _BODY:
            terms = [each.text for each in parts if isinstance(each, Term) and each.field == field]
            return [Run(tuple(terms), field == TEXT)] if len(terms) == len(parts) else None
        case _:
            return None
