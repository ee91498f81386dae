"""What is said on standard error of an answer or a run: places in a query, totals, trouble; not the answer itself."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from searchkit.cli.options import proposed
from searchkit.cli.output import Console, columns, number
from searchkit.errors import QueryError
from searchkit.model import Counts, Diagnostic, Results, Trouble
from searchkit.render.base import Style
from searchkit.render.terminal import safe, width
from searchkit.tally import Figures

if TYPE_CHECKING:
    from searchkit.reasons import Reason, Suggestion

MOST = 50
"""Troubles of one kind that are listed; the others are counted."""


def show_query(problem: QueryError, out: Console) -> None:
    """Show the query with carets under the place that could not be read."""
    if problem.query:
        out.note(pointed(problem.query, problem.start, problem.end, columns() - 4))
        out.note("  how to write a query: searchkit help query")


def warn(query: str, warnings: Sequence[Diagnostic], out: Console) -> None:
    """Say what was odd about a query, each with its place."""
    for warning in warnings:
        out.warning(safe(warning.message))
        out.note(pointed(query, warning.start, warning.end, columns() - 4))


def tell_dates(results: Results, out: Console) -> None:
    """Say what dates in words came to."""
    for written, meant in results.dates:
        out.note(safe(f"{written} was read as {meant} ({results.zone})"))


def pointed(query: str, start: int, end: int, room: int) -> str:
    """Return a query, or the part of it around a place, over a line of carets.

    It stands on one line: breaks and other control characters are shown by the signs that stand for them.
    """
    start = max(0, min(start, len(query)))
    end = max(start, min(end, len(query)))
    first = 0 if width(query) <= room else max(0, start - room // 3)
    last = len(query) if width(query) <= room else first + room
    before = ("\u2026" if first else "") + _visible(query[first:start])
    inside, after = _visible(query[start : min(end, last)]), _visible(query[max(end, start) : last])
    ending = "\u2026" if last < len(query) else ""
    carets = " " * width(before) + "^" * max(1, width(inside))
    return f"  {before}{inside}{after}{ending}\n  {carets}"


def _visible(text: str) -> str:
    return safe("".join(_sign(char) for char in text))


def _sign(char: str) -> str:
    return chr(0x2400 + ord(char)) if ord(char) < 0x20 else "\u2421" if char == "\x7f" else char


def total(results: Results, style: Style) -> str:
    """Say how much was found, which part of it is shown, what was left out, and how long it took."""
    counts, shown = results.counts(), len(results.hits)
    if not counts.paragraphs:
        return f"nothing found for {safe(results.read_as)}{_apart(counts)}"
    found = f"{number(counts.paragraphs, 'paragraph')} in {number(counts.articles, 'article')}"
    found = found if counts.exact else f"at least {found}"
    if not shown:
        found += f", none of them from {style.first} on"
    elif style.first > 1 or shown < (counts.articles if style.articles else counts.paragraphs):
        found += f", {style.first} to {style.first + shown - 1} shown" if shown > 1 else f", number {style.first} shown"
    return f"{found}{_apart(counts)}, {_time(results.seconds)}"


def why(reasons: Sequence[Reason], out: Console) -> None:
    """Say why nothing was found, each reason with the queries that find something, as a shell takes them."""
    if not reasons:
        return
    from searchkit.reasons import Cause  # seldom needed

    for reason in (each for each in reasons if each.cause is not Cause.FURNITURE or each.end):  # that was said already
        offered = ", ".join(map(_offer, reason.suggestions))
        meant = reason.cause in (Cause.SPELLING, Cause.NAME)
        said = f"{reason.message}; did you mean {offered}?" if meant else f"{reason.message}: {offered}"
        out.note(f"  {safe(said if offered else reason.message)}")


def _offer(suggestion: Suggestion) -> str:
    least = "" if suggestion.exact else "at least "
    return f"{quoted(suggestion.query)} ({least}{number(suggestion.paragraphs, 'paragraph')})"


def quoted(query: str) -> str:
    """Give a query as a shell takes it for one argument: an apostrophe is a curly one there, which means the same."""
    return shlex.quote(re.sub(r"(?<=\w)'(?=\w)", "\u2019", query))


def counted(found: Figures, options: str = "") -> Iterator[str]:
    """Say how much was counted, what was cut, and which query finds the paragraphs that a number counts."""
    counts = found.counts
    if not counts.paragraphs:
        yield f"nothing found for {safe(found.read_as)}{_apart(counts)}"
        return
    paragraphs, articles = number(counts.paragraphs, "paragraph"), number(counts.articles, "article")
    if found.about:
        apart = f" ({counts.furniture:,} more in furniture)" if counts.furniture else ""
        yield f"{safe(found.about[1])} ({found.about[0]}): {paragraphs} in {articles}{apart}, {_time(found.seconds)}"
    else:
        yield f"{paragraphs} in {articles}{_apart(counts)}, {_time(found.seconds)}"
    yield from _uncounted(found)
    if found.cut:
        yield f"there are more of {', '.join(sorted(found.cut))}: add --limit all"
    query = next(_queries(found), "")
    if query:
        yield f"the paragraphs behind the first number: {proposed('query')} {options}{shlex.quote(safe(query))}"


def _uncounted(found: Figures) -> Iterator[str]:
    """Say what none of the paragraphs has."""
    yield from (f"none of these paragraphs has a value of {field}" for field, some in found.facets.items() if not some)
    if found.about and not found.names:
        yield "nobody and nothing else that was asked for is named there"
    elif not (found.names or found.facets or found.timeline):
        yield "nobody and nothing that was asked for is named in these paragraphs"


def _queries(found: Figures) -> Iterator[str]:
    yield from (one.query for one in found.names)
    yield from (facet.query for facets in found.facets.values() for facet in facets)
    yield from (bucket.query for bucket in (found.timeline.buckets if found.timeline else ()))


def left_out(counts: Counts) -> str:
    """Say how many matches stand in furniture."""
    return f"{counts.furniture:,} more in furniture: add role:any"


def _apart(counts: Counts) -> str:
    return f" ({left_out(counts)})" if counts.furniture else ""


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def list_troubles(troubles: Sequence[Trouble], out: Console) -> None:
    """List what went wrong with sources: first what was lost, then what was only odd."""
    skipped = [trouble for trouble in troubles if trouble.skipped]
    warnings = [trouble for trouble in troubles if not trouble.skipped]
    for listed, say in ((skipped, out.skipped), (warnings, out.warning)):
        for trouble in listed[:MOST]:
            say(safe(f"{trouble.where}: {trouble.reason}"))
        if len(listed) > MOST:
            say(f"... and {len(listed) - MOST:,} more")
