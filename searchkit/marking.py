"""Marks of plain words and phrases, found by the pieces of a text between spaces; other trees take `spans`.

Pieces come again and again, so what words they have is remembered, and only the words that are looked for are placed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from searchkit.analysis import LONGEST, Analyzer, Token
from searchkit.documents import TOLD
from searchkit.model import Offsets
from searchkit.nouns import noun
from searchkit.query.nodes import Boost, Everything, Must, Node, Not, Optional, Or, Phrase, Range, Term, conjuncts
from searchkit.schema import ENTITIES, HELD, NAMED, TEXT
from searchkit.typed import as_typed

PIECES = 50_000
"""Pieces of text that are remembered with their words."""

_PIECE = re.compile(r"\S+")
_NOWHERE: set[str] = set()
_BODY = (TEXT, "words")
_ELSEWHERE = frozenset((*ENTITIES, *TOLD, *NAMED, *HELD))
"""The fields whose matches are marked by other means."""


@noun
class Run:
    """Hold the terms of words that stand side by side: stems or, if not `stemmed`, words as written."""

    terms: tuple[str, ...]
    stemmed: bool


class _Known(dict[str, tuple[Token, ...]]):
    """Remember the words of pieces of text without spaces, and in which pieces each term is, be it stem or word."""

    def __init__(self, analyzer: Analyzer) -> None:
        super().__init__()
        self._analyzer = analyzer
        self._having: dict[str, set[str]] = {}

    def __missing__(self, piece: str) -> tuple[Token, ...]:
        if len(piece) > LONGEST:
            raise KeyError(piece)
        made = self._analyzer.within(piece)
        for term in {term for _, _, word, stem in made for term in (word, stem)}:
            self._having.setdefault(term, set()).add(piece)
        self[piece] = made  # the last, as another thread takes it that all is known of a piece that is there
        return made

    def read(self, text: str) -> list[str] | None:
        """Give the pieces of a text, each remembered by then; None where one of them is too long for that."""
        pieces = text.split()
        try:
            deque(map(self.__getitem__, pieces), 0)
        except KeyError:
            return None
        return pieces

    def having(self, run: Run) -> set[str]:
        """Give the pieces that may have the first word of a run: it is a stem there, or a word."""
        return self._having.get(run.terms[0], _NOWHERE)


class Pieces:
    """Keep what is remembered of pieces; where it is too much, others begin anew, and who is at it goes on with it."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer, self._known = analyzer, _Known(analyzer)

    def known(self) -> _Known:
        """Give what is remembered, for one text."""
        if len(self._known) > PIECES:
            self._known = _Known(self._analyzer)
        return self._known


class Marker:
    """Mark runs of words in texts, every time they are there."""

    def __init__(self, runs: Sequence[Run], pieces: Pieces) -> None:
        self._runs, self._pieces = runs, pieces

    def marks(self, text: str) -> list[Offsets] | None:
        """Give the marks in a text; None where it has to be read as a whole: in another script, or all in capitals."""
        typed, known = text if text.isascii() else as_typed(text)[0], self._pieces.known()
        pieces = known.read(typed) if typed.isascii() and not typed.isupper() else None
        if pieces is None:
            return None
        return [
            mark
            for run in self._runs
            for piece in known.having(run).intersection(pieces)
            for at in _places(typed, piece)
            for mark in _begun(typed, known, piece, at, run)
        ]


def _begun(text: str, known: _Known, piece: str, at: int, run: Run) -> Iterator[Offsets]:
    """Give where a run stands that begins in one piece of a text."""
    term, first, alone = _value(run), run.terms[0], len(run.terms) == 1
    for number, token in enumerate(known[piece]):
        if token[term] == first:
            stop = at + token.end if alone else _end(text, known, at, number, run)
            if stop:
                yield at + token.start, stop


def _end(text: str, known: _Known, at: int, number: int, run: Run) -> int:
    """Give where a run ends that begins with a word of the piece at a place; 0 where it does not go on so."""
    term, matched = _value(run), 0
    for piece in _PIECE.finditer(text, at):  # one by one: to split all that is left takes minutes in long texts
        for token in known[piece[0]][number:]:
            if token[term] != run.terms[matched]:
                return 0
            matched += 1
            if matched == len(run.terms):
                return piece.start() + token.end
        number = 0
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
    for part in conjuncts(tree):
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
