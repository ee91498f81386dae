"""One tree counted by columns, whatever its engine runs: values, periods; not which of them tell most (`telling`).

What the engine does not run whole is checked once, all of it, and counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from searchkit import counting
from searchkit.asking import Asked, most
from searchkit.counting import Cell
from searchkit.documents import article_number, columns
from searchkit.errors import QueryError
from searchkit.model import Counts, Match
from searchkit.narrowing import UNDATED, having, narrowing, published_in
from searchkit.query.nodes import Node, Term, conjunction
from searchkit.records import read_record
from searchkit.schema import SCHEMA
from searchkit.tally import Bucket, Facet, Timeline, Unit
from searchkit.verified import Verified


class Row(NamedTuple):
    """Hold what is counted of one paragraph."""

    article: int
    published: int | None
    cells: dict[str, Cell]


class Columns:
    """Count the paragraphs that a tree matches, or some rows of theirs."""

    def __init__(self, verified: Verified, tree: Node, rows: Callable[[], Iterable[Row]] | None = None) -> None:
        self._verified, self._snapshot, self._tree = verified, verified.snapshot, tree
        self._given = rows or (lambda: map(row, verified.stream(tree)))
        self._whole = rows is None and verified.runs(tree)

    @cached_property
    def _rows(self) -> list[Row]:
        return list(self._given())

    def values(self, column: str, limit: int | None = None, among: Collection[str] | None = None) -> dict[str, int]:
        """Count paragraphs by value, those of most paragraphs first."""
        if self._whole:
            return self._snapshot.values(self._tree, column, limit, among)
        return counting.values((one.cells.get(column, ()) for one in self._rows), limit, among)

    def facets(self, column: str, chosen: Collection[str]) -> list[Facet]:
        """Count the paragraphs and articles of some values."""
        if self._whole:
            return self._snapshot.facets(self._tree, column, chosen)
        cells = (one.cells.get(column, ()) for one in self._rows)
        return counting.facets(cells, (one.article for one in self._rows), chosen)

    def histogram(self, unit: Unit) -> list[Bucket]:
        """Count paragraphs and articles by period."""
        if self._whole:
            return self._snapshot.histogram(self._tree, unit)
        rows = self._rows
        return counting.histogram([one.published for one in rows], [one.article for one in rows], unit)

    def undated(self) -> Bucket:
        """Count what has no date."""
        if self._whole:
            tree = conjunction([self._tree, UNDATED])
            paragraphs = self._snapshot.count(tree)
            return Bucket("", paragraphs, len(self._snapshot.articles(tree)) if paragraphs else 0)
        articles = [one.article for one in self._rows if one.published is None]
        return Bucket("", len(articles), len(set(articles)))

    @cached_property
    def paragraphs(self) -> int:
        """Count the paragraphs."""
        return self._snapshot.count(self._tree) if self._whole else len(self._rows)

    @cached_property
    def articles(self) -> int:
        """Count their articles."""
        if self._whole:
            return len(self._snapshot.articles(self._tree))
        return len({one.article for one in self._rows})

    def having(self, field: str, value: str) -> Columns:
        """Give the paragraphs of these that have one value of a field."""
        column = column_of(field)
        if self._whole:
            return Columns(self._verified, conjunction([self._tree, Term(value, column)]))
        return Columns(self._verified, self._tree, lambda: (o for o in self._rows if value in o.cells.get(column, ())))


def row(match: Match) -> Row:
    """Give what is counted of a stored paragraph."""
    record = read_record(match.stored)
    about = record["about"]
    return Row(article_number(about["id"], match.writer), about.get("when"), columns(record))


def counts(found: Columns, asked: Asked, verified: Verified) -> Counts:
    """Count what a query finds, exactly, with the furniture that it leaves out."""
    furniture = verified.count(asked.furniture)[0] if asked.furniture is not None else 0
    return Counts(found.paragraphs, found.articles, furniture)


def facet(found: Columns, asked: Asked, field: str, limit: int | None) -> tuple[tuple[Facet, ...], bool]:
    """Give the values of a field that most paragraphs have, and say whether there are more."""
    column, limit = column_of(field), most(limit)
    wanted = list(found.values(column, None if limit is None else limit + 1))
    facets = found.facets(column, wanted[:limit])
    query = narrowing(asked)
    written = tuple(replace(one, query=query(having(field, one.value))) for one in facets)
    return written, len(wanted) > len(written)


def timeline(found: Columns, asked: Asked, unit: Unit) -> Timeline:
    """Count by period, earliest first."""
    query = narrowing(asked)
    buckets = (replace(one, query=query(published_in(one.period))) for one in found.histogram(unit))
    return Timeline(unit, tuple(buckets), replace(found.undated(), query=query(UNDATED)))


def column_of(field: str) -> str:
    """Give the column of a field; errors: QueryError that names those that have one."""
    if field not in SCHEMA.faceted():
        raise QueryError(f"{field} has no values to count; there are: {', '.join(SCHEMA.faceted())}")
    return SCHEMA[field].column
