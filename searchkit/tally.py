"""The nouns of what is counted, as frozen dataclasses: facets, timelines, names; not the counting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from searchkit.errors import QueryError
from searchkit.model import Counts, Diagnostic
from searchkit.nouns import noun


class Unit(StrEnum):
    """Name the periods that a timeline counts by; a week begins on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @classmethod
    def _missing_(cls, value: object) -> Unit:
        raise QueryError(f"there is no unit {value!r}; there are {', '.join(cls)}")


@noun
class Facet:
    """Count the paragraphs, and the articles, that have one value of a field; `query` finds them."""

    value: str
    paragraphs: int
    articles: int
    query: str = ""


@noun
class Bucket:
    """Count what was published in one period, named as behind `published:` (2023-11; a week is from..to)."""

    period: str
    paragraphs: int
    articles: int
    query: str = ""


@noun
class Timeline:
    """Count by when articles were published: periods without any are left out, `undated` is what has no date."""

    unit: Unit
    buckets: tuple[Bucket, ...]
    undated: Bucket


@noun
class Named:
    """Count the paragraphs and articles that a name is in, of those that matched.

    `times` is how many times as often as in all paragraphs, `likelihood` how little chance explains that (below 0: that
    it is rarer). `query` finds the paragraphs; `timeline` is filled where it was asked for.
    """

    kind: str
    name: str
    paragraphs: int
    articles: int
    times: float
    likelihood: float
    query: str = ""
    timeline: tuple[Bucket, ...] = ()


@noun
class Figures:
    """Hold what was counted for a query, instead of hits; `cut` are the facets and kinds that have more than is given.

    For names that stand together with another, `about` is that name, kind first.
    """

    query: str
    read_as: str
    counts: Counts
    warnings: tuple[Diagnostic, ...] = ()
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    timeline: Timeline | None = None
    names: tuple[Named, ...] = ()
    about: tuple[str, str] | None = None
    cut: frozenset[str] = frozenset()
    seconds: float = 0.0

    @property
    def empty(self) -> bool:
        """Say whether there was nothing to count: no paragraph, or none that has what was asked for."""
        return not (self.counts.paragraphs and (self.names or any(self.facets.values()) or self._dated))

    @property
    def _dated(self) -> bool:
        return self.timeline is not None and not self.about
