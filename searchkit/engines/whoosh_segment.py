"""One segment of a Whoosh index as posting lists; not for the files themselves, nor for what a tree means.

It is given Whoosh's reader of the segment and imports nothing of Whoosh.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from searchkit import periods
from searchkit.model import Order
from searchkit.query.nodes import During, Fuzzy, Prefix, Regex, Term, Wildcard, Words
from searchkit.query.spans import chooser
from searchkit.schema import ARTICLE_NUMBER

MISSING = -(2**63)
"""Stands in a column of numbers where a document has none."""


class WhooshSegment:
    """Read one segment; `base` is the number in the snapshot of its first document."""

    def __init__(self, reader: Any, base: int) -> None:
        self._reader, self.base = reader, base
        self._dead: frozenset[int] = reader.deleted_docs_set
        self._columns: dict[str, Any] = {}
        self._lexicons: dict[str, list[str]] = {}
        self._cells: dict[str, Sequence[Any]] = {}

    @cached_property
    def live(self) -> set[int]:
        return set(range(self._reader.doc_count_all())) - self._dead

    def size(self, term: Term) -> int:
        return int(self._reader.doc_frequency(term.field, term.text)) if self._has(term) else 0

    def frequency(self, term: Term) -> int:
        return self.size(term) - len(self.frequencies(term, self._dead) if self._dead else ())

    def frequencies(self, term: Term, numbers: Collection[int] | None) -> dict[int, float]:
        if not self._has(term):
            return {}
        found = self._postings(term)
        if numbers is None:
            return dict(_all(found))
        return {number: found.weight() for number in _picked(found, numbers)}

    def places(self, term: Term, numbers: set[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        if self._has(term):
            found = self._postings(term)
            for number in _picked(found, numbers):
                yield number, unpacked(found.value())

    def expand(self, pattern: Prefix | Wildcard | Fuzzy | Regex | Words | During) -> Iterator[Term]:
        field = pattern.field
        texts: Iterable[str]
        if isinstance(pattern, Prefix):
            texts = (term.decode("utf-8") for term in self._reader.expand_prefix(field, pattern.text))
        elif isinstance(pattern, Words):
            texts = pattern.texts
        elif isinstance(pattern, During):
            start = periods.beginning(pattern.first, pattern.last)
            known = (term.decode("ascii") for term in self._reader.expand_prefix(field, start))
            texts = filter(chooser(pattern), known)
        else:
            texts = filter(chooser(pattern), self._lexicon(field))
        return (Term(text, field) for text in texts)

    def _lexicon(self, field: str) -> list[str]:
        if field not in self._lexicons:
            self._lexicons[field] = [term.decode("utf-8") for term in self._reader.expand_prefix(field, "")]
        return self._lexicons[field]

    def of_articles(self, wanted: Collection[int], numbers: set[int]) -> set[int]:
        column = self.column(ARTICLE_NUMBER)
        return {number for number in numbers if column[number] in wanted}

    def terms(self, prefix: Prefix) -> Iterator[tuple[str, int]]:
        counts = ((term.text, self.frequency(term)) for term in self.expand(prefix))
        return ((text, count) for text, count in counts if count)

    def inside(self, field: str, low: int | None, high: int | None, numbers: set[int]) -> set[int]:
        bottom, top = MISSING + 1 if low is None else low, -MISSING if high is None else high
        column = self.column(field)
        return {number for number in numbers if bottom <= column[number] <= top}

    def length(self, field: str, number: int) -> int:
        return int(self._reader.doc_field_length(number, field) or 0)

    def total(self, field: str) -> int:
        return int(self._reader.field_length(field)) - sum(self.length(field, number) for number in self._dead)

    def column(self, name: str) -> Any:
        """Give the values that documents have in a field, by number."""
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name, translate=False)
        return self._columns[name]

    def cells(self, name: str) -> Sequence[Any]:
        """Give the whole column of a field, read once: the values of each document, or its number."""
        if name not in self._cells:
            reader = self.column(name)
            column = [reader[number] for number in range(self._reader.doc_count_all())]
            known = {cell: parted(cell) for cell in set(column) if isinstance(cell, bytes)}
            self._cells[name] = [known[cell] for cell in column] if known else column
        return self._cells[name]

    def date_key(self, number: int, order: Order) -> float:
        when: int = self.column("published")[number]
        return math.inf if when == MISSING else -when if order is Order.NEWEST else when

    def _has(self, term: Term) -> bool:
        return (term.field, term.text) in self._reader

    def _postings(self, term: Term) -> Any:
        """Give the posting list of a term, dead documents among it."""
        found = self._reader.postings(term.field, term.text)
        if self._dead:
            found = found.child
            found.reset()
        return found


def joined(values: tuple[str, ...]) -> bytes:
    """Write the values that a document has in a column, each of which is on one line."""
    return "\n".join(values).encode("utf-8")


def parted(cell: bytes) -> tuple[str, ...]:
    """Read the values of a document back."""
    return tuple(cell.decode("utf-8").split("\n")) if cell else ()


def packed(places: list[int]) -> bytes:
    """Write positions in four bytes each."""
    return struct.pack(f"<{len(places)}I", *places)


def unpacked(value: bytes) -> tuple[int, ...]:
    """Read positions back."""
    return struct.unpack(f"<{len(value) // 4}I", value)


def _all(postings: Any) -> Iterator[tuple[int, float]]:
    while postings.is_active():
        yield postings.id(), postings.weight()
        postings.next()


def _picked(postings: Any, numbers: Iterable[int]) -> Iterator[int]:
    """Stop at each of some documents that a posting list has."""
    for number in sorted(numbers):
        if not postings.is_active():
            return
        postings.skip_to(number)
        if postings.is_active() and postings.id() == number:
            yield number
