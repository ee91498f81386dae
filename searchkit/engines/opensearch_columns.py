"""Terms, articles, facets and timelines of an index of a cluster, exactly, by its aggregations; not what a tree means.

Columns are read page by page (composite aggregations) where all values are wanted. Articles are counted by the server,
part by part, as it makes so many buckets at a time; all of an article is on one shard, so each shard counts its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from typing import Any

from searchkit.counting import DAY, batches, folded, frequent, ordered
from searchkit.engines.opensearch_index import NOTHING, columns
from searchkit.engines.opensearch_point import Point
from searchkit.engines.opensearch_query import Query, both
from searchkit.schema import ARTICLE_NUMBER
from searchkit.tally import Bucket, Facet, Unit

PAGE = 10_000
BUCKETS, NESTED = 60_000, 30_000
"""Articles of at most NESTED paragraphs are counted at once, in a bucket each: a server makes 65,535, and no more."""
SPARE = 4, 100
"""So many times as many values as are wanted, and so many more, each shard counts: the others are rarer in it."""
INCLUDED = 10_000
"""So many values are asked for by name at once."""
BY_DAY = {"histogram": {"field": "published", "interval": DAY}}


class Articles(Set[int]):
    """Be the numbers of the articles that a query finds: counted by the server, and listed only when somebody looks."""

    def __init__(self, owner: Columns, query: Query) -> None:
        self._columns, self._query = owner, query

    @classmethod
    def _from_iterable(cls, numbers: Any) -> Any:
        return set(numbers)

    def __len__(self) -> int:
        return self._columns.count_articles(self._query)

    def __iter__(self) -> Iterator[int]:
        return (int(number) for number, _ in self._columns.listed(ARTICLE_NUMBER, self._query))

    def __contains__(self, number: object) -> bool:
        return number in set(self)


class Columns:
    """Count what a query finds by the values of columns."""

    def __init__(self, point: Point) -> None:
        self._point = point

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Give the terms of a field that begin so, with the number of documents each is in."""
        query: Query = {"prefix": {field: {"value": prefix}}} if prefix else {"exists": {"field": ARTICLE_NUMBER}}
        after = _before(prefix) if prefix else None
        for term, count in self.listed(columns(field), {"constant_score": {"filter": query}}, after):
            if term.startswith(prefix) and term != NOTHING:
                yield term, count
            elif term > prefix:
                return

    def articles(self, query: Query) -> Articles:
        """Give the numbers of articles."""
        return Articles(self, query)

    def count_articles(self, query: Query, paragraphs: int | None = None) -> int:
        """Count the articles of paragraphs, of which there are so many; part by part, chosen by a hash."""
        if paragraphs is None:
            paragraphs = self._point.hits({"query": query, "size": 0, "track_total_hits": True})["total"]["value"]
        parts = paragraphs // NESTED + 1
        each = ({"include": {"partition": part, "num_partitions": parts}} for part in range(parts))
        which = each if parts > 1 else [{}]
        return sum(_counted(self._point.counts(query, _articles(one), "aggregations.number.count")) for one in which)

    def values(self, query: Query, column: str, limit: int | None, among: Collection[str] | None) -> dict[str, int]:
        """Count paragraphs by value."""
        if among is not None:
            return frequent(self._each(query, column, list(among)), limit)
        if limit is not None and limit <= INCLUDED // 4:
            return self._most_frequent(query, column, limit)
        return frequent(dict(self.listed(column, query)), limit)

    def facets(self, query: Query, column: str, chosen: Collection[str]) -> list[Facet]:
        """Count the paragraphs and articles of chosen values."""
        counts, found = self.values(query, column, None, chosen), []
        for some in batches(counts, NESTED):
            if counts[some[0]] > NESTED:
                number = self.count_articles(both(query, {"term": {column: some[0]}}), counts[some[0]])
                found.append(Facet(some[0], counts[some[0]], number))
            else:
                spec = {"terms": {"field": column, "size": len(some), "include": some}}
                found += [Facet(key, paragraphs, number) for key, paragraphs, number in self._nested(query, spec)]
        return ordered(found)

    def histogram(self, query: Query, unit: Unit) -> list[Bucket]:
        """Count the paragraphs and articles of each period."""
        days: dict[int, tuple[int, int]] = {}
        counts = {int(key) // DAY: count for key, count in self._paged(BY_DAY, query)}
        for some in batches(counts, NESTED):
            between = _between(query, some[0], some[-1])
            if counts[some[0]] > NESTED:
                days[some[0]] = counts[some[0]], self.count_articles(between, counts[some[0]])
            else:
                found = self._nested(between, {"histogram": {**BY_DAY["histogram"], "min_doc_count": 1}})
                days |= {int(key) // DAY: (paragraphs, number) for key, paragraphs, number in found}
        return folded(days, unit)

    def listed(self, column: str, query: Query, after: str | None = None) -> Iterator[tuple[Any, int]]:
        """List the values of a column in what a query matches, sorted, with the number of documents of each."""
        return self._paged({"terms": {"field": column}}, query, after)

    def _paged(self, of: Mapping[str, Any], query: Query, after: str | None = None) -> Iterator[tuple[Any, int]]:
        composite: dict[str, Any] = {"size": PAGE, "sources": [{"value": of}]}
        if after is not None:
            composite["after"] = {"value": after}
        while True:
            found = self._point.counts(query, {"found": {"composite": composite}})["found"]
            yield from ((bucket["key"]["value"], bucket["doc_count"]) for bucket in found["buckets"])
            if len(found["buckets"]) < PAGE:
                return
            composite["after"] = found["after_key"]

    def _most_frequent(self, query: Query, column: str, limit: int) -> dict[str, int]:
        """Count the most frequent values: those that may be among them are counted again where shards left some out."""
        size = SPARE[0] * limit + SPARE[1]
        spec = {"terms": {"field": column, "size": size, "shard_size": size}}
        found = self._point.counts(query, {"found": spec})["found"]
        counts = {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
        missed, least = found["doc_count_error_upper_bound"], list(counts.values())[limit - 1 : limit]
        if not missed or limit == 0:
            return frequent(counts, limit)
        if least and len(counts) > limit and max(missed, list(counts.values())[-1]) + missed < least[0]:
            return frequent(self._each(query, column, list(counts)), limit)
        return frequent(dict(self.listed(column, query)), limit)

    def _each(self, query: Query, column: str, values: Sequence[str]) -> dict[str, int]:
        """Count some values, so many at a time as are asked for by name."""
        counts: dict[str, int] = {}
        for start in range(0, len(values), INCLUDED):
            some = values[start : start + INCLUDED]
            spec = {"terms": {"field": column, "size": len(some), "include": some}}
            found = self._point.counts(query, {"found": spec})["found"]["buckets"]
            counts |= {bucket["key"]: bucket["doc_count"] for bucket in found}
        return counts

    def _nested(self, query: Query, spec: Mapping[str, Any]) -> Iterator[tuple[Any, int, int]]:
        """Give each bucket's key, its paragraphs and their articles."""
        shown = ",".join(f"aggregations.found.buckets.{name}" for name in ("key", "doc_count", "number.count"))
        found = self._point.counts(query, {"found": {**spec, "aggs": _articles({})}}, shown)
        for bucket in found.get("found", {}).get("buckets", ()):
            yield bucket["key"], bucket["doc_count"], _counted(bucket)


def _articles(which: Mapping[str, Any]) -> dict[str, Any]:
    """Count articles, and say only how many there are."""
    each = {"terms": {"field": ARTICLE_NUMBER, "size": BUCKETS, "shard_size": BUCKETS, **which}}
    return {"articles": each, "number": {"stats_bucket": {"buckets_path": "articles>_count"}}}


def _counted(found: Mapping[str, Any]) -> int:
    return int(found.get("number", {}).get("count", 0))


def _between(query: Query, first: int, last: int) -> Query:
    """Give what was published from one day to another."""
    return both(query, {"range": {"published": {"gte": first * DAY, "lte": (last + 1) * DAY - 1}}})


def _before(prefix: str) -> str:
    """Give a text that sorts before all that begin so, with little between."""
    last = ord(prefix[-1])
    return prefix[:-1] + chr(0xD7FF if last == 0xE000 else max(last - 1, 0)) + "\U0010ffff"
