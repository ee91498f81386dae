"""The reference engine: every node means what `spans` says; it lives in one process, and reads every document."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from searchkit import counting
from searchkit.analysis import Analyzer
from searchkit.documents import named, raw
from searchkit.engines.base import K1, B
from searchkit.forms import written
from searchkit.model import Document, Match, Order, Page, Space
from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Optional,
    Or,
    Phrase,
    Prefix,
    Regex,
    Term,
    Wildcard,
    Within,
    Words,
)
from searchkit.query.spans import matches, spans
from searchkit.query.superset import without_case
from searchkit.query.trees import children, walk
from searchkit.query.view import View
from searchkit.records import read_record
from searchkit.schema import ARTICLE_NUMBER, SCHEMA, Schema
from searchkit.tally import Bucket, Facet, Unit

_WORDS = Analyzer("none").words
"""Folds names, as every analyser does whatever its language."""
_Articles = Mapping[str, Sequence["_Row"]]


class _Row:
    """Hold one document, ready to be looked at."""

    __slots__ = ("document", "view")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.view = View(document.values, self._raw, self._named, self._written)

    def _raw(self, field: str) -> str:
        return raw(read_record(self.document.stored))(field)

    def _named(self, kind: str, name: str) -> list[int]:
        return named(read_record(self.document.stored))(kind, name)

    def _written(self, kind: str) -> Sequence[Collection[str]]:
        return written(read_record(self.document.stored), _WORDS)(kind)

    @property
    def number(self) -> int:
        number = self.view.value(ARTICLE_NUMBER)
        return number if isinstance(number, int) else 0

    @property
    def published(self) -> int | None:
        when = self.view.value("published")
        return when if isinstance(when, int) else None

    def cell(self, column: str) -> tuple[str, ...]:
        value = self.view.value(column)
        return value if isinstance(value, tuple) else ()

    def length(self, field: str) -> int:
        return len(self.view.terms(field))


class Memory:
    """Keep all documents in a dictionary by article."""

    name = "memory"

    def __init__(self) -> None:
        self.articles: _Articles = {}
        self.generation = 0

    @contextmanager
    def writer(self) -> Iterator[MemoryWriter]:
        yield MemoryWriter(self)

    def snapshot(self) -> MemorySnapshot:
        return MemorySnapshot(self.articles, self.generation)

    def own(self) -> MemorySnapshot:
        return self.snapshot()

    def facts(self) -> dict[str, str]:
        return {}

    def erase(self, articles: Sequence[str]) -> bool:  # noqa: ARG002 - it has to be filled anew for any
        return False

    def left(self) -> dict[str, str]:
        return {}

    def runs(self, node: Node) -> bool:  # noqa: ARG002 - it runs every node there is
        return True

    def space(self) -> Space:
        return Space(0, 0)


class MemoryWriter:
    """Change a copy, which takes the place of the original at each commit."""

    def __init__(self, engine: Memory) -> None:
        self._engine, self._changed = engine, dict(engine.articles)

    def replace(self, article: str, documents: Sequence[Document]) -> None:
        self._changed.pop(article, None)
        if documents:
            self._changed[article] = [_Row(document) for document in documents]

    def commit(self, generation: int) -> None:
        self._engine.articles, self._engine.generation = dict(self._changed), generation


class MemorySnapshot:
    """See the documents of one commit."""

    def __init__(self, articles: _Articles, generation: int) -> None:
        self.generation = generation
        self._rows = [row for rows in articles.values() for row in rows]

    def close(self) -> None:
        """Do nothing: what is held is let go with the last reference."""

    def search(self, tree: Node, limit: int, offset: int = 0, order: Order = Order.RELEVANCE) -> Page:
        ranked = self._ranked(tree, order)
        shown = ranked[offset : offset + limit]
        return Page(len(ranked), [Match(score, row.document.stored) for score, row in shown])

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        return (Match(score, row.document.stored) for score, row in self._ranked(tree, order))

    def count(self, tree: Node) -> int:
        return len(self._matching(tree))

    def articles(self, tree: Node) -> Collection[int]:
        return {row.number for row in self._matching(tree)}

    def values(
        self, tree: Node, column: str, limit: int | None = None, among: Collection[str] | None = None
    ) -> dict[str, int]:
        return counting.values((row.cell(column) for row in self._matching(tree)), limit, among)

    def facets(self, tree: Node, column: str, chosen: Collection[str]) -> list[Facet]:
        rows = self._matching(tree)
        return counting.facets((row.cell(column) for row in rows), (row.number for row in rows), chosen)

    def histogram(self, tree: Node, unit: Unit) -> list[Bucket]:
        rows = self._matching(tree)
        return counting.histogram([row.published for row in rows], [row.number for row in rows], unit)

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        counts = Counter(term for row in self._rows for term in set(row.view.terms(field)))
        known = sorted(counts)
        for term in known[bisect_left(known, prefix) :]:
            if not term.startswith(prefix):
                return
            yield term, counts[term]

    def _matching(self, tree: Node) -> list[_Row]:
        return [row for row in self._rows if matches(tree, row.view)]

    def _ranked(self, tree: Node, order: Order) -> list[tuple[float, _Row]]:
        rows = self._matching(tree)
        if order is Order.RELEVANCE:
            scored = without_case(tree)
            weigh = _Scorer(scored, self._rows).score
            return sorted(((weigh(scored, row), row) for row in rows), key=lambda pair: -pair[0])
        sign = -1 if order is Order.NEWEST else 1
        return [(0.0, row) for row in sorted(rows, key=lambda row: _by_date(row, sign))]


def _by_date(row: _Row, sign: int) -> tuple[bool, int]:
    return (False, sign * row.published) if row.published is not None else (True, 0)


class _Statistics:
    """Count what BM25 asks of one field: documents, and their average length."""

    def __init__(self, rows: Sequence[_Row], field: str) -> None:
        self.documents = len(rows)
        self.average = sum(row.length(field) for row in rows) / max(1, len(rows)) or 1.0


class _Scorer:
    """Score documents for one tree by BM25; filters, negations and everything score nothing."""

    def __init__(self, tree: Node, rows: Sequence[_Row]) -> None:
        fields = {node.field for node in walk(tree) if isinstance(node, (Term, Phrase))}
        self._rows = rows
        self._fields = {field: _Statistics(rows, field) for field in fields}
        self._frequencies: dict[Node, int] = {}

    def score(self, node: Node, row: _Row) -> float:
        match node:
            case Term(text, field):
                if isinstance(row.view.value(field), tuple):
                    return 0.0
                return self._bm25(len(row.view.places(field, text)), self._idf(node), field, row)
            case Phrase(parts, field):
                return self._bm25(len(spans(node, row.view) or ()), sum(map(self._phrase_idf, parts)), field, row)
            case And(parts) | Or(parts):
                return math.fsum(self.score(part, row) for part in parts if matches(part, row.view))
            case Boost(part, weight):
                return weight * self.score(part, row)
            case Optional(part) | Must(part) | Within(_, part) | AtLeast(_, part):
                return self.score(part, row) if matches(part, row.view) else 0.0
            case Near() | Loose():
                return math.fsum(self.score(part, row) for part in children(node))
            case Prefix() | Wildcard() | Fuzzy() | Regex() | Words():
                return 1.0 if not isinstance(row.view.value(node.field), tuple) else 0.0
            case _:
                return 0.0

    def _bm25(self, frequency: int, idf: float, field: str, row: _Row) -> float:
        length = row.length(field) if SCHEMA[field].prose else 1
        norm = K1 * (1 - B + B * length / self._fields[field].average)
        return idf * frequency * (K1 + 1) / (frequency + norm)

    def _phrase_idf(self, part: Node) -> float:
        return max(self._idf(node) for node in walk(part) if isinstance(node, Term))

    def _idf(self, term: Term) -> float:
        if term not in self._frequencies:
            self._frequencies[term] = sum(term.text in row.view.terms(term.field) for row in self._rows)
        found = self._frequencies[term]
        return math.log(1 + (len(self._rows) - found + 0.5) / (found + 0.5))


def open(location: Path | None, schema: Schema, *, create: bool) -> Memory:  # noqa: ARG001 - the contract's name
    """Make an empty engine; nothing of it is on disk."""
    return Memory()
