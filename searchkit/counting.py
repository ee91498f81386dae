"""Facets and timelines counted from columns, in plain Python; not where the columns come from (engines, `facets`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import eq
from typing import TypeVar

from searchkit.tally import Bucket, Facet, Unit

Key = TypeVar("Key", int, str)
Cell = tuple[str, ...]
"""The values that one paragraph has in one column."""

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


def values(cells: Iterable[Cell], limit: int | None = None, among: Collection[str] | None = None) -> dict[str, int]:
    """Count paragraphs by value: of the most frequent values, or of those `among` that any paragraph has."""
    counts: Counter[str] = Counter()
    for cell, times in Counter(cells).items():
        for value in cell:
            counts[value] += times
    return frequent(counts if among is None else {value: counts[value] for value in among if counts[value]}, limit)


def frequent(counts: Mapping[str, int], limit: int | None) -> dict[str, int]:
    """Keep the values of most paragraphs; of those of equally many, the first by name."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def batches(counts: Mapping[Key, int], most: int) -> Iterator[list[Key]]:
    """Part what is counted, in order, so that each batch has at most so many paragraphs, or is one alone."""
    batch: list[Key] = []
    paragraphs = 0
    for key, count in counts.items():
        if batch and paragraphs + count > most:
            yield batch
            batch, paragraphs = [], 0
        batch.append(key)
        paragraphs += count
    if batch:
        yield batch


def facets(cells: Iterable[Cell], articles: Iterable[int], chosen: Collection[str]) -> list[Facet]:
    """Count the paragraphs and articles of chosen values, given the cell and the article of each paragraph."""
    found: dict[str, list[int]] = {value: [] for value in chosen}
    for cell, article in zip(cells, articles, strict=True):
        for value in cell:
            if value in found:
                found[value].append(article)
    return ordered(Facet(value, len(each), len(set(each))) for value, each in found.items() if each)


def ordered(found: Iterable[Facet]) -> list[Facet]:
    """Order facets by paragraphs, and those of equally many by value."""
    return sorted(found, key=lambda facet: (-facet.paragraphs, facet.value))


def histogram(published: Sequence[int | None], articles: Sequence[int], unit: Unit) -> list[Bucket]:
    """Count the paragraphs and articles of each period, given the date, if any, and the article of each paragraph."""
    return folded(by_day(published, articles), unit)


def by_day(published: Sequence[int | None], articles: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Count the paragraphs and articles of each day, given the date, if any, and the article of each paragraph."""
    date_of = dict(zip(articles, published, strict=True))
    if all(map(eq, map(date_of.__getitem__, articles), published)):
        dates: Iterable[int | None] = date_of.values()
    else:  # a number has several dates, as two articles may share one: it counts on each of their days
        pairs = zip(published, articles, strict=True)
        dates = [day * DAY for day, _ in {(when // DAY, article) for when, article in pairs if when is not None}]
    several = days_of(dates)
    return {day: (number, several[day]) for day, number in days_of(published).items()}


def days_of(dates: Iterable[int | None]) -> dict[int, int]:
    """Count dates by day, without those that are None."""
    days: dict[int, int] = {}
    for when, number in Counter(dates).items():  # of so many, few differ
        if when is not None:
            days[when // DAY] = days.get(when // DAY, 0) + number
    return days


def folded(days: Mapping[int, tuple[int, int]], unit: Unit) -> list[Bucket]:
    """Join days, counted from 1970-01-01, to the periods they are in; an article has one date, so its day counts it."""
    found: dict[str, tuple[int, int]] = {}
    for day in sorted(days):
        name, (paragraphs, articles) = period(day, unit), days[day]
        before = found.get(name, (0, 0))
        found[name] = before[0] + paragraphs, before[1] + articles
    return [Bucket(name, paragraphs, articles) for name, (paragraphs, articles) in found.items()]


@lru_cache(maxsize=100_000)
def period(day: int, unit: Unit) -> str:
    """Name the period that a day is in, as it is written behind `published:`; a week begins on Monday."""
    on = date.fromordinal(day + _EPOCH)
    if unit is Unit.WEEK:
        first = on.toordinal() - on.weekday()
        last = min(first + 6, date.max.toordinal())
        return f"{date.fromordinal(max(first, 1)).isoformat()}..{date.fromordinal(last).isoformat()}"
    return on.isoformat()[: {Unit.DAY: 10, Unit.MONTH: 7, Unit.YEAR: 4}[unit]]


def index_of(name: str, unit: Unit) -> int:
    """Number a period, so that the one after it has the next number."""
    first = date.fromisoformat(name[:10] + "-01-01"[len(name[:10]) - 4 :])
    match unit:
        case Unit.YEAR:
            return first.year
        case Unit.MONTH:
            return first.year * 12 + first.month - 1
        case _:
            return (first.toordinal() - 1) // (7 if unit is Unit.WEEK else 1)


def period_at(index: int, unit: Unit) -> str:
    """Name the period of a number."""
    match unit:
        case Unit.YEAR:
            first = date(index, 1, 1)
        case Unit.MONTH:
            first = date(index // 12, index % 12 + 1, 1)
        case _:
            first = date.fromordinal(index * (7 if unit is Unit.WEEK else 1) + 1)
    return period(first.toordinal() - _EPOCH, unit)
