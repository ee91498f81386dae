"""One segment of a Whoosh index as posting lists; not for the files themselves, nor for what a tree means.

It is given Whoosh's reader of the segment and imports nothing of Whoosh.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

from searchkit import periods
from searchkit.engines.whoosh_postings import LENGTHS, Postings, lengths, postings_file, whole_numbers
from searchkit.model import Order
from searchkit.query.nodes import During, Fuzzy, Prefix, Regex, Term, Wildcard, Words
from searchkit.query.spans import chooser
from searchkit.schema import ARTICLE_NUMBER

MISSING = -(2**63)
"""Stands in a column of numbers where a document has none."""
ROLE = "role"
"""The field whose postings are kept: what has the role of furniture is left out of nearly every query."""
Pattern = Prefix | Wildcard | Fuzzy | Regex | Words | During


class WhooshSegment:
    """Read one segment; `base` is the number in the snapshot of its first document."""

    def __init__(self, reader: Any, base: int) -> None:
        self._reader, self.base = reader, base
        self._dead: frozenset[int] = reader.deleted_docs_set
        self._columns: dict[str, Any] = {}
        self._lexicons: dict[str, list[str]] = {}
        self._cells: dict[str, Sequence[Any]] = {}
        self._roles: dict[str, Postings] = {}
        self._lengths: dict[str, Sequence[int]] = {}

    @cached_property
    def live(self) -> set[int]:
        return set(range(self._reader.doc_count_all())) - self._dead

    def postings(self, term: Term) -> Postings:
        if term.field != ROLE:
            return self._postings(term)
        if term.text not in self._roles:
            self._roles[term.text] = self._postings(term)
        return self._roles[term.text]

    def frequency(self, postings: Postings) -> int:
        if not self._dead:
            return postings.size
        return postings.size - len(self._dead & postings.frequencies(self._dead).keys())

    def expand(self, pattern: Pattern) -> Iterator[Postings]:
        return (postings for _, postings in self._expanded(pattern))

    def _expanded(self, pattern: Pattern) -> Iterator[tuple[str, Postings]]:
        """Give the terms that a node stands for, with their postings."""
        field = pattern.field
        if isinstance(pattern, Prefix):
            return self._beginning(field, pattern.text)
        if isinstance(pattern, During):
            matches, known = chooser(pattern), self._beginning(field, periods.beginning(pattern.first, pattern.last))
            return ((text, postings) for text, postings in known if matches(text))
        texts = pattern.texts if isinstance(pattern, Words) else filter(chooser(pattern), self._lexicon(field))
        return ((text, self._postings(Term(text, field))) for text in texts)

    def _beginning(self, field: str, start: str) -> Iterator[tuple[str, Postings]]:
        """Give the terms of a field that begin so, in order."""
        sought, file = start.encode("utf-8"), postings_file(self._reader)
        for (name, text), info in self._reader.iter_from(field, sought):
            if name != field or not text.startswith(sought):
                return
            yield text.decode("utf-8"), Postings(info, file)

    def _lexicon(self, field: str) -> list[str]:
        if field not in self._lexicons:
            self._lexicons[field] = [term.decode("utf-8") for term in self._reader.expand_prefix(field, "")]
        return self._lexicons[field]

    def of_articles(self, wanted: Collection[int], numbers: set[int]) -> set[int]:
        column = self.column(ARTICLE_NUMBER)
        return {number for number in numbers if column[number] in wanted}

    def terms(self, prefix: Prefix) -> Iterator[tuple[str, int]]:
        counts = ((text, self.frequency(postings)) for text, postings in self._expanded(prefix))
        return ((text, count) for text, count in counts if count)

    def inside(self, field: str, low: int | None, high: int | None, numbers: set[int]) -> set[int]:
        bottom, top = MISSING + 1 if low is None else low, -MISSING if high is None else high
        column = self.column(field)
        return {number for number in numbers if bottom <= column[number] <= top}

    def lengths(self, field: str) -> tuple[Sequence[int], Sequence[int]]:
        if field not in self._lengths:
            self._lengths[field] = lengths(self._reader, field)
        return self._lengths[field], LENGTHS

    def total(self, field: str) -> int:
        codes, _ = self.lengths(field)
        return int(self._reader.field_length(field)) - sum(LENGTHS[codes[number]] for number in self._dead)

    def column(self, name: str) -> Any:
        """Give the values that documents have in a field, by number."""
        if name not in self._columns:
            column = self._reader.column_reader(name, translate=False)
            whole = hasattr(column, "_typecode")
            self._columns[name] = whole_numbers(column, self._reader.doc_count_all()) if whole else column
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

    def _postings(self, term: Term) -> Postings:
        if (term.field, term.text) not in self._reader:
            return Postings()
        return Postings(self._reader.term_info(term.field, term.text), postings_file(self._reader))


def joined(values: tuple[str, ...]) -> bytes:
    """Write the values that a document has in a column, each of which is on one line."""
    return "\n".join(values).encode("utf-8")


def parted(cell: bytes) -> tuple[str, ...]:
    """Read the values of a document back."""
    return tuple(cell.decode("utf-8").split("\n")) if cell else ()
