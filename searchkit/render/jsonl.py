"""Hits as JSON, one a line; not their totals, which belong to no line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.model import Counts, Hit, Results
from searchkit.render.base import Style
from searchkit.render.objects import counted, found, number_rows, written
from searchkit.tally import Figures


def results(results: Results, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write each hit as an object on a line of its own."""
    return (written(found(hit)) for hit in results.hits)


def counts(counts: Counts, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write what was counted as one line."""
    yield written(counted(counts))


def figures(found: Figures, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write each number as an object on a line of its own."""
    return map(written, number_rows(found))


def passage(hits: Sequence[Hit], asked: str, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write each paragraph as an object on a line of its own."""
    return (written(found(hit)) for hit in hits)
