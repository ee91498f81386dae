"""One commit of an index of a cluster, as the contract has it: pages, streams, counts; not how columns are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from searchkit.engines.opensearch_columns import Columns
from searchkit.engines.opensearch_index import PLACE, STORED, WRITER
from searchkit.engines.opensearch_point import Point
from searchkit.engines.opensearch_query import Query, Translator
from searchkit.model import Match, Order, Page
from searchkit.query.nodes import Node
from searchkit.schema import ARTICLE_NUMBER, Schema
from searchkit.tally import Bucket, Facet, Unit

WINDOW = 10_000
"""Hits that a server gives by number; deeper ones are read in order."""
BATCH, LARGEST, GROWTH = 100, 2_000, 4
"""A stream is read in batches, each so many times the one before up to the largest: most streams are left early."""

_ORDERS: Mapping[Order, Any] = {
    Order.RELEVANCE: {"_score": "desc"},
    Order.NEWEST: {"published": {"order": "desc", "missing": "_last"}},
    Order.OLDEST: {"published": {"order": "asc", "missing": "_last"}},
}
_TIES = ({ARTICLE_NUMBER: "asc"}, {PLACE: "asc"}, {WRITER: "asc"})


class OpensearchSnapshot:
    """See one commit of an index."""

    def __init__(self, point: Point, schema: Schema) -> None:
        self.generation, self._point = point.generation, point
        self._columns = Columns(point)
        self._translate = Translator(schema, self._columns.terms)

    def close(self) -> None:
        self._point.close()

    def search(self, tree: Node, limit: int, offset: int = 0, order: Order = Order.RELEVANCE) -> Page:
        query = self._translate(tree)
        if limit <= 0 or offset + limit > WINDOW:
            return Page(self._count(query), list(self._from(query, order, offset, limit)) if limit > 0 else [])
        found = self._asked(query, order, {"size": limit, "from": offset, "track_total_hits": True})
        return Page(found["total"]["value"], [_match(hit, order) for hit in found["hits"]])

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        return (_match(hit, order) for hit in self._hits(self._translate(tree), order, BATCH))

    def count(self, tree: Node) -> int:
        return self._count(self._translate(tree))

    def articles(self, tree: Node) -> Collection[int]:
        return self._columns.articles(self._translate(tree))

    def values(
        self, tree: Node, column: str, limit: int | None = None, among: Collection[str] | None = None
    ) -> dict[str, int]:
        return self._columns.values(self._translate(tree), column, limit, among)

    def facets(self, tree: Node, column: str, chosen: Collection[str]) -> list[Facet]:
        return self._columns.facets(self._translate(tree), column, chosen)

    def histogram(self, tree: Node, unit: Unit) -> list[Bucket]:
        return self._columns.histogram(self._translate(tree), unit)

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        return self._columns.terms(field, prefix)

    def _count(self, query: Query) -> int:
        return int(self._point.hits({"query": query, "size": 0, "track_total_hits": True})["total"]["value"])

    def _from(self, query: Query, order: Order, offset: int, limit: int) -> Iterator[Match]:
        for place, hit in enumerate(self._hits(query, order, LARGEST)):
            if place >= offset:
                yield _match(hit, order)
            if place + 1 >= offset + limit:
                return

    def _hits(self, query: Query, order: Order, size: int) -> Iterator[dict[str, Any]]:
        more: dict[str, Any] = {"track_total_hits": False}
        while True:
            hits = self._asked(query, order, {**more, "size": size})["hits"]
            yield from hits
            if len(hits) < size:
                return
            more["search_after"], size = hits[-1]["sort"], min(size * GROWTH, LARGEST)

    def _asked(self, query: Query, order: Order, more: Mapping[str, Any]) -> dict[str, Any]:
        body = {"query": query, "sort": [_ORDERS[order], *_TIES], "_source": [STORED], **more}
        return self._point.hits(body, scored=order is Order.RELEVANCE)


def _match(hit: Mapping[str, Any], order: Order) -> Match:
    score, *_, writer = hit["sort"]
    return Match(float(score) if order is Order.RELEVANCE else 0.0, hit["_source"][STORED], writer)
