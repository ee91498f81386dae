"""Tables of numbers for people: facets, timelines with a bar a period, names; not hits (`text`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from searchkit.counting import index_of, period_at
from searchkit.render.base import Style
from searchkit.render.terminal import FAINT, KINDS, STRONG, painted, safe, width
from searchkit.tally import Bucket, Facet, Figures, Named, Timeline, Unit

BAR, SPARKS = 40, 30
"""Columns of the longest bar, and of a timeline that stands behind a name."""
SHORT = 3
"""So many periods without anything are shown each; more are one line."""
_NONE = "\u00b7"
_EIGHTHS, _STEPS = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589", "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_LONGEST, _NUMBERS, _COLUMNS = 60, ("paragraphs", "articles"), (10, 8, 5)


def figures(found: Figures, style: Style) -> Iterator[str]:
    """Write a table for each facet, timeline and kind of name, with an empty line between two."""
    tables = [_facet(name, facets, style) for name, facets in found.facets.items() if facets]
    timeline = found.timeline if found.counts.paragraphs and not found.about else None
    tables += [_timeline(timeline, style)] if timeline else []
    tables += [_names(kind, list(some), found, style) for kind, some in groupby(found.names, lambda one: one.kind)]
    for place, table in enumerate(tables):
        if place:
            yield ""
        yield from table


def _facet(name: str, facets: Sequence[Facet], style: Style) -> Iterator[str]:
    rows = [(facet.value, f"{facet.paragraphs:,}", f"{facet.articles:,}") for facet in facets]
    return _table((name, *_NUMBERS), rows, KINDS.get(name, ""), style)


def _timeline(timeline: Timeline, style: Style) -> Iterator[str]:
    most = max((bucket.paragraphs for bucket in timeline.buckets), default=0)
    room = min(BAR, (style.width or 100) - 50)
    rows = [_row(bucket, most, max(room, 8)) for bucket in _without_gaps(timeline)]
    if timeline.undated.paragraphs:
        rows.append(_row(Bucket("undated", timeline.undated.paragraphs, timeline.undated.articles), 0, 0))
    return _table((timeline.unit.value, *_NUMBERS), rows, "", style, numbers=2)


def _row(bucket: Bucket, most: int, room: int) -> tuple[str, ...]:
    if bucket.period.startswith("("):
        return (bucket.period,)
    return bucket.period, f"{bucket.paragraphs:,}", f"{bucket.articles:,}", bar(bucket.paragraphs, most, room)


def bar(count: int, most: int, room: int) -> str:
    """Draw a number as a bar, the most as one of so many columns, to an eighth of a column."""
    eighths = max(round(count * room * 8 / most), 1) if count and most else 0
    return "\u2588" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def _without_gaps(timeline: Timeline) -> Iterator[Bucket]:
    """Give the periods, those without anything too; of many in a row, say how many there are."""
    before = None
    for bucket in timeline.buckets:
        here = index_of(bucket.period, timeline.unit)
        missing = range(here if before is None else before + 1, here)
        if len(missing) <= SHORT:
            yield from (Bucket(period_at(place, timeline.unit), 0, 0) for place in missing)
        else:
            yield Bucket(f"({len(missing):,} {timeline.unit}s without)", 0, 0)
        yield bucket
        before = here


def _names(kind: str, names: Sequence[Named], found: Figures, style: Style) -> Iterator[str]:
    periods = found.timeline.buckets if found.timeline else ()
    unit = found.timeline.unit if found.timeline else Unit.DAY
    over = (f"{_first(periods[0])} to {_last(periods[-1])}",) if periods else ()
    compared = any((one.times, one.likelihood) != (1, 0) for one in found.names)  # with more than themselves
    rows = [
        (one.name, f"{one.paragraphs:,}", f"{one.articles:,}")
        + ((_times(one.times),) if compared else ())
        + ((_sparks(one.timeline, periods, unit),) if periods else ())
        for one in names
    ]
    head = (kind, *_NUMBERS, *(("times",) if compared else ()), *over)
    return _table(head, rows, KINDS.get(kind, ""), style, numbers=len(head) - 1 - len(over))


def _times(times: float) -> str:
    return f"{times:,.0f}" if times >= 100 else f"{times:.1f}"


def _first(bucket: Bucket) -> str:
    return bucket.period.partition("..")[0]


def _last(bucket: Bucket) -> str:
    return bucket.period.rpartition("..")[2]


def _sparks(buckets: Sequence[Bucket], periods: Sequence[Bucket], unit: Unit) -> str:
    """Draw a timeline in one line: the height of a column is its share of the highest."""
    start, end = (index_of(bucket.period, unit) for bucket in (periods[0], periods[-1]))
    each = -(-(end - start + 1) // SPARKS)
    columns = [0] * ((end - start) // each + 1)
    for bucket in buckets:
        columns[(index_of(bucket.period, unit) - start) // each] += bucket.paragraphs
    most = max(columns)
    return "".join(_STEPS[-(-count * 8 // most) - 1] if count else _NONE for count in columns)


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], color: str, style: Style, numbers: int = 3
) -> Iterator[str]:
    """Write rows under a header; a row of one cell is a remark that stands across."""
    names = [_fitting(row[0], style) for row in rows]
    longest = max(width(name) for name, row in zip([head[0], *names], [head, *rows], strict=True) if len(row) > 1)
    yield painted(_line(_padded(head[0], longest), head[1:], numbers), STRONG, style.color)
    for name, row in zip(names, rows, strict=True):
        if len(row) == 1:
            yield painted(name, FAINT, style.color)
        else:
            shown = painted(name, color, style.color and bool(color)) + _padded("", longest - width(name))
            yield _line(shown, row[1:], numbers)


def _line(name: str, cells: Sequence[str], numbers: int) -> str:
    """Join the cells of a row: numbers end below their header, what comes behind them begins below its own."""
    counts = (f"{cell:>{columns}}" for cell, columns in zip(cells[:numbers], _COLUMNS, strict=False))
    return "  ".join([name, *counts, *cells[numbers:]]).rstrip()


def _fitting(name: str, style: Style) -> str:
    """Give a name that leaves room for its numbers."""
    room = max(20, min(_LONGEST, (style.width or 100) - 40))
    name = safe(name)
    return name if width(name) <= room else name[: room - 1] + "\u2026"


def _padded(name: str, columns: int) -> str:
    return name + " " * (columns - width(name))
