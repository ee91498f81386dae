"""The values of one document, as a tree is matched against them; not what a tree means (`spans`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol

from searchkit.model import Value
from searchkit.schema import SEPARATOR, TEXT
from searchkit.sentences import numbering, sentences
from searchkit.typed import as_written, beginnings, surfaces

Raw = Callable[[str], str]
"""Gives the text that an analysed field was made from, as it was written; "" where a field has none."""


Named = Callable[[str, str], Sequence[int]]
"""Gives where in the text a name of a kind begins, each time."""


Written = Callable[[str], Sequence[Collection[str]]]
"""Gives the values of a field that are one name: in full, and each way it is written in the text."""

Forms = Sequence[tuple[int, "View"]]
"""One value as views of its own, one for each way it is written, each with the position it begins at."""


class Values(Protocol):
    """Give the value of a field, or None; that of an analysed field may come as the list of its terms."""

    def get(self, field: str, /) -> Value | list[str] | None: ...


class _One:
    """Give one of the values of a field, and the other fields as they are."""

    __slots__ = ("_field", "_others", "_value")

    def __init__(self, others: Values, field: str, value: Value) -> None:
        self._others, self._field, self._value = others, field, value

    def get(self, field: str) -> Value | list[str] | None:
        return self._value if field == self._field else self._others.get(field)


class Span(NamedTuple):
    """Name positions `start` to `end` (not included) of an analysed field.

    Of a whole name, `at` is where in the text the one that is meant begins, or -1 for each time it is named.
    """

    field: str
    start: int
    end: int
    at: int = -1


def no_text(_: str) -> str:
    """Give no text: for documents of which only terms are known."""
    return ""


def nowhere(_: str, __: str) -> Sequence[int]:
    """Name nobody: for documents of which only terms are known."""
    return ()


def alone(_: str) -> Sequence[Collection[str]]:
    """Tell of no values that are one name: each is for itself."""
    return ()


class View:
    """Look at the values of one document: terms of its analysed fields with their positions, keywords, numbers."""

    __slots__ = ("_named", "_raw", "_sentences", "_terms", "_values", "_ways", "_written")

    def __init__(self, values: Values, raw: Raw = no_text, named: Named = nowhere, written: Written = alone) -> None:
        self._values, self._raw, self._named, self._ways = values, raw, named, written
        self._terms: dict[str, list[str]] = {}
        self._written: dict[str, list[str]] = {}
        self._sentences: dict[str, list[int]] = {}

    def value(self, field: str) -> Value | list[str] | None:
        return self._values.get(field)

    def terms(self, field: str) -> list[str]:
        """Give the terms of an analysed field, or the values of a keyword field, in order."""
        terms = self._terms.get(field)
        if terms is None:
            terms = self._terms[field] = _terms(self._values.get(field))
        return terms

    def places(self, field: str, term: str) -> list[int]:
        """Give the positions of a term in a field."""
        terms = self.terms(field)
        found: list[int] = []
        for _ in range(terms.count(term)):
            found.append(terms.index(term, found[-1] + 1 if found else 0))
        return found

    def written(self, field: str, place: int) -> str:
        """Give the characters of the word at a position, case and all."""
        if field not in self._written:
            self._written[field] = surfaces(self._raw(field))
        written = self._written[field]
        return as_written(written[place]) if place < len(written) else ""

    def sentence(self, field: str, place: int) -> int:
        """Give the number of the sentence that the word at a position is in."""
        if field not in self._sentences:
            self._sentences[field] = _sentence_starts(self._raw(field))
        return bisect_right(self._sentences[field], place)

    def mentions(self, kind: str, name: str) -> list[tuple[int, int]]:
        """Give where in the text a name begins, each time, behind the number of the sentence it stands in."""
        number = numbering(self._raw(TEXT))
        return [(number(start), start) for start in self._named(kind, name)]

    def single_values(self, field: str) -> list[Forms]:
        """Give each value of a field; a name is one value, however it is written."""
        apart = self._apart(field)
        if len(apart) == 1:
            return [[(0, self)]]
        viewed = {
            value: (start, View(_One(self._values, field, value), self._raw, self._named)) for start, value in apart
        }
        names = self._ways(field)
        known = {value for ways in names for value in ways}
        together = ([viewed[value] for value in ways if value in viewed] for ways in names)
        return [*filter(None, together), *([viewed[value]] for _, value in apart if value not in known)]

    def _with(self, field: str, value: Value) -> View:
        return View(_One(self._values, field, value), self._raw, self._named)

    def _apart(self, field: str) -> list[tuple[int, Value]]:
        """Give the values of a field, each with the position it begins at."""
        terms = self.terms(field)
        if isinstance(self._values.get(field), tuple):
            return [(at, (term,)) for at, term in enumerate(terms)]
        ends = [place for place, term in enumerate(terms) if term == SEPARATOR] + [len(terms)]
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [(start, " ".join(terms[start:end])) for start, end in zip(starts, ends, strict=True)]


def _sentence_starts(text: str) -> list[int]:
    """Give the position of the first word of each sentence but the first."""
    found = sentences(text)
    if len(found) < 2:
        return []
    begins = beginnings(text)
    return [bisect_right(begins, start - 1) for start, _ in found[1:]]


def _terms(value: Value | list[str] | None) -> list[str]:
    match value:
        case list():
            return value
        case str():
            return value.split()
        case None:
            return []
        case tuple():
            return list(value)
        case _:
            return [str(value)]
