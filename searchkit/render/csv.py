"""Hits as comma-separated rows that no spreadsheet takes for formulas; not their totals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from searchkit.model import Counts, Hit, Results
from searchkit.render.base import Style
from searchkit.render.objects import counted, number_rows
from searchkit.render.terminal import KINDS, marked, safe
from searchkit.tally import Figures

COLUMNS = (
    "id article ordinal role score title published source byline section url language topics text snippet file line"
)
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n"  # what makes a cell a formula, the wide forms among them


def results(results: Results, style: Style) -> Iterator[str]:
    """Write a header and a row a hit, with a column for each kind of entity where they are asked for."""
    return _rows(results.hits, style)


def passage(hits: Sequence[Hit], asked: str, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write a header and a row a paragraph."""
    return _rows(hits, style)


def counts(counts: Counts, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write a header and one row of what was counted."""
    values = counted(counts)
    yield _row(values)
    yield _row(values.values())


def figures(found: Figures, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write a header and a row a number."""
    for place, row in enumerate(number_rows(found)):
        if not place:
            yield _row(row)
        yield _row(row.values())


def _rows(hits: Iterable[Hit], style: Style) -> Iterator[str]:
    kinds = list(KINDS) if style.entities else []
    yield _row([*COLUMNS.split(), *kinds])
    for hit in hits:
        names = [_listed(entity.name for entity in hit.entities if entity.kind == kind) for kind in kinds]
        yield _row([*_cells(hit), *names])


def _cells(hit: Hit) -> tuple[object, ...]:
    return (
        *(hit.id, hit.article, hit.ordinal, hit.role, round(hit.score, 6), hit.title, hit.published, hit.source),
        *(_listed(hit.byline), hit.section, hit.url, hit.language, _listed(hit.topics), hit.text),
        marked(hit.snippet.text, hit.snippet.marks),
        *(hit.origin.file, hit.origin.line),
    )


def _listed(names: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(names))


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    formula = value[:1] in _FORMULA or value.lstrip()[:1] in _FORMULA
    return f"'{safe(value)}" if value and formula else safe(value)
