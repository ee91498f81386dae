"""Facets and timelines from tantivy's columns, by its aggregations, within what these allow; not what a tree means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from searchkit.counting import DAY, batches, by_day, days_of, folded, frequent, ordered
from searchkit.schema import ARTICLE_NUMBER
from searchkit.tally import Bucket, Facet, Unit

BUCKETS = 60_000
"""So many values and days are counted at once: tantivy makes 65,000 buckets and no more."""
NESTED = 30_000
"""Paragraphs whose articles are counted at once, each in a bucket of its own at worst, and its value in another."""
FEW, MANY = 1_000, 30_000
"""Articles of so many paragraphs are listed at once, or once they are counted; those of more are grouped by tantivy: of
13,000 paragraphs they were listed sooner, of 52,000 grouped."""
LISTED, DAYS = 250_000, 1_000
"""Few paragraphs are listed, and their articles read, and up to so many at a time if so many days lie between the first
and the last: 86,000 of 9,000 days take half the time of buckets in buckets, 126,000 of 240 three times it."""
INCLUDED = 2_000
"""So many values are asked for by name; with more, all are counted and these kept."""
_ALL = {"segment_size": 2**31 - 1}
_GROUPED = {"found": {"terms": {"field": ARTICLE_NUMBER, "size": 1_000_000}}}
_ARTICLES = {"articles": {"terms": {"field": ARTICLE_NUMBER, "size": BUCKETS, **_ALL}}}


class Columns:
    """Count what a query finds by the values of columns."""

    def __init__(self, searcher: tantivy.Searcher, native: tantivy.Schema) -> None:
        self._searcher, self._native = searcher, native

    def articles(self, query: Query) -> set[int]:
        """Give the numbers of the articles of what a query finds."""
        found = self._found(query, FEW)
        if found.count > FEW:
            if found.count > MANY and (numbers := self._numbers(query)) is not None:
                return numbers
            found = self._found(query, found.count)
        return set(self._column(ARTICLE_NUMBER, _addresses(found)))

    def values(self, query: Query, column: str, limit: int | None, among: Collection[str] | None) -> dict[str, int]:
        """Count paragraphs by value."""
        if among is not None:
            counts = self._each(query, column, list(among)) if len(among) <= INCLUDED else self._all(query, column)
            return frequent({value: counts[value] for value in among if value in counts}, limit)
        if limit is not None:
            few = min(2 * limit + 50, BUCKETS)
            counts = self._terms(query, column, few)
            if len(counts) < few or _settled(list(counts.values()), limit):
                return frequent(counts, limit)
        return frequent(self._all(query, column), limit)

    def facets(self, query: Query, column: str, chosen: Collection[str]) -> list[Facet]:
        """Count the paragraphs and articles of chosen values."""
        counts = self.values(query, column, None, chosen)
        found = []
        for some in batches(counts, NESTED):
            if counts[some[0]] > NESTED:
                of_value = Query.term_query(self._native, column, some[0], index_option="basic")
                articles = self.articles(_both(query, of_value))
                found.append(Facet(some[0], counts[some[0]], len(articles)))
            else:
                spec = {"terms": {"field": column, "size": BUCKETS, **_ALL, "include": some}, "aggs": _ARTICLES}
                found += [Facet(each["key"], each["doc_count"], _nested(each)) for each in self._buckets(query, spec)]
        return ordered(found)

    def histogram(self, query: Query, unit: Unit) -> list[Bucket]:
        """Count the paragraphs and articles of each period."""
        found = self._found(query, FEW)
        if found.count <= FEW:
            addresses = _addresses(found)
            return folded(by_day(self._column("published", addresses), self._column(ARTICLE_NUMBER, addresses)), unit)
        first, last = self._ends(query)
        # of more than are listed at once, buckets would take many batches, each of which finds all of them again
        grouped = found.count <= LISTED and last - first < DAYS
        days: dict[int, tuple[int, int]] = {}
        for counts in self._days(query, first, last):
            for some in batches(counts, NESTED if grouped else LISTED):
                between, part = self._between(query, some[0], some[-1]), {day: counts[day] for day in some}
                nested = grouped and sum(part.values()) <= NESTED
                days |= self._grouped(between) if nested else self._listed(between, part)
        return folded(days, unit)

    def _grouped(self, query: Query) -> dict[int, tuple[int, int]]:
        """Count the paragraphs and articles of each day, as buckets in buckets."""
        found = self._buckets(query, {**_by_day(), "aggs": _ARTICLES})
        return {int(each["key"]) // DAY: (each["doc_count"], _nested(each)) for each in found}

    def _listed(self, query: Query, paragraphs: Mapping[int, int]) -> dict[int, tuple[int, int]]:
        """Count the articles of each day beside its paragraphs, by the date of one paragraph of each article."""
        addresses = _addresses(self._found(query, sum(paragraphs.values())))
        one_of_each = dict(zip(self._column(ARTICLE_NUMBER, addresses), addresses, strict=True))
        articles = days_of(self._column("published", list(one_of_each.values())))
        return {day: (number, articles.get(day, 1)) for day, number in paragraphs.items()}

    def _numbers(self, query: Query) -> set[int] | None:
        """Give the numbers of articles, each as a group; None where tantivy has not so many."""
        try:
            found: Any = self._searcher.aggregate(query, _GROUPED)["found"]
        except ValueError:
            return None
        return None if found["sum_other_doc_count"] else {bucket["key"] for bucket in found["buckets"]}

    def _found(self, query: Query, limit: int) -> Any:
        """Find paragraphs without regard to their scores."""
        return self._searcher.search(Query.const_score_query(query, 0.0), limit)

    def _column(self, name: str, addresses: list[tantivy.DocAddress]) -> Any:
        return self._searcher.fast_field_values(name, addresses)

    def _all(self, query: Query, column: str) -> dict[str, int]:
        """Count every value; where these are too many at once, by all the values that are in the index."""
        counts = self._terms(query, column, BUCKETS)
        if len(counts) < BUCKETS:
            return counts
        return self._each(query, column, [value for value, _ in self._searcher.terms_with_prefix(column, "")])

    def _each(self, query: Query, column: str, values: Sequence[str]) -> dict[str, int]:
        """Count some values, so many at a time as there may be buckets."""
        counts: dict[str, int] = {}
        for start in range(0, len(values), BUCKETS):
            counts |= self._terms(query, column, BUCKETS, values[start : start + BUCKETS])
        return counts

    def _terms(self, query: Query, column: str, size: int, include: Sequence[str] | None = None) -> dict[str, int]:
        spec: dict[str, Any] = {"field": column, "size": size, **_ALL}
        found = self._buckets(query, {"terms": spec if include is None else {**spec, "include": include}})
        return {each["key"]: each["doc_count"] for each in found}

    def _ends(self, query: Query) -> tuple[int, int]:
        """Give the first and the last day; the last before the first where nothing has a date."""
        ends = {name: {name: {"field": "published"}} for name in ("min", "max")}
        found: Any = self._searcher.aggregate(query, ends)
        first, last = (found[name]["value"] for name in ("min", "max"))
        return (0, -1) if first is None else (int(first) // DAY, int(last) // DAY)

    def _days(self, query: Query, first: int, last: int) -> Iterator[dict[int, int]]:
        """Count paragraphs by day, so many days at a time as there may be buckets."""
        for start in range(first, last + 1, BUCKETS):
            some = self._buckets(self._between(query, start, start + BUCKETS - 1), _by_day())
            yield {int(each["key"]) // DAY: each["doc_count"] for each in some}

    def _between(self, query: Query, first: int, last: int) -> Query:
        """Give what was published from one day to another."""
        low, high = first * DAY, (last + 1) * DAY - 1
        return _both(query, Query.range_query(self._native, "published", FieldType.Integer, low, high))

    def _buckets(self, query: Query, spec: Mapping[str, Any]) -> list[Any]:
        found: Any = self._searcher.aggregate(query, {"found": dict(spec)})
        return list(found["found"]["buckets"])


def _addresses(found: Any) -> list[tantivy.DocAddress]:
    return [address for _, address in found.hits]


def _by_day() -> dict[str, Any]:
    return {"histogram": {"field": "published", "interval": DAY, "min_doc_count": 1}}


def _both(query: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, other)])


def _nested(bucket: Mapping[str, Any]) -> int:
    return len(bucket["articles"]["buckets"])


def _settled(counts: Sequence[int], limit: int) -> bool:
    """Say whether no value that was not given can have as many paragraphs as the last one wanted."""
    return limit == 0 or (len(counts) > limit and counts[-1] < counts[limit - 1])
