"""Results as text for people, on a terminal or in a file; not the totals below them (`cli`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from searchkit.model import BODY, HEADLINE, Counts, Entity, Hit, Results
from searchkit.render.base import Style
from searchkit.render.objects import written
from searchkit.render.terminal import FAINT, KINDS, STRONG, Names, columns, folded, marked, painted, safe, wrapped
from searchkit.snippets import merged
from searchkit.tally import Figures

if TYPE_CHECKING:
    from searchkit.explanation import Explanation

INDENT, DASH = "   ", " \u2014 "


def results(results: Results, style: Style) -> Iterator[str]:
    """Write each hit as a line that says where it stands, and its snippet with what matched between ** and **."""
    for rank, hit in enumerate(results.hits, start=style.first):
        if rank > style.first:
            yield ""
        yield from _hit(rank, hit, style)


def explanation(explanation: Explanation, style: Style) -> Iterator[str]:
    """Write how the query was read, then the hits, each with what its score is made of."""
    from searchkit.render.text_explanation import reading, scored

    yield from reading(explanation, style)
    for rank, (hit, score) in enumerate(zip(explanation.results, explanation.scores, strict=True), start=style.first):
        yield ""
        yield from _hit(rank, hit, style)
        yield from scored(score, style)


def counts(counts: Counts, style: Style) -> Iterator[str]:
    """Write the number of paragraphs, or of articles where they are what is counted."""
    yield str(counts.articles if style.articles else counts.paragraphs)


def figures(found: Figures, style: Style) -> Iterator[str]:
    """Write tables."""
    from searchkit.render.text_figures import figures  # which few answers need

    return figures(found, style)


def passage(hits: Sequence[Hit], asked: str, style: Style) -> Iterator[str]:
    """Write what the article says of itself, then the paragraphs in full, each with its number and role."""
    yield from _about(hits[0], style)
    for hit in hits:
        yield ""
        yield _label(hit, asked, style)
        yield wrapped(hit.text, (), INDENT, style.width, color=style.color, names=_colored(hit, style))
        if style.entities:
            yield from _entities(hit.entities, style)


def _hit(rank: int, hit: Hit, style: Style) -> Iterator[str]:
    is_title = hit.role == HEADLINE and hit.text == hit.title
    marks = merged([*hit.marks, *hit.title_marks]) if is_title else hit.title_marks
    yield _header(f"{rank}. ", hit, marks, _colored(hit, style) if is_title else (), style)
    if not is_title:
        text, shown, moved = _snippet(hit)
        names = [(start + moved, end + moved, kind) for start, end, kind in _colored(hit, style)]
        yield wrapped(text, shown, INDENT, style.width, color=style.color, names=names)
    if style.entities:
        yield from _entities(hit.entities, style)


def _colored(hit: Hit, style: Style) -> Names:
    """Give the names that are to be coloured."""
    return [(entity.start, entity.end, entity.kind) for entity in hit.entities] if style.entities else ()


def _header(rank: str, hit: Hit, marks: Sequence[tuple[int, int]], names: Names, style: Style) -> str:
    """Write where a hit stands; its id, which is to be copied, begins a line of its own where it does not fit."""
    title = marked(hit.title or "(untitled)", marks, color=style.color, base=STRONG, names=names)
    parts = [title, _date(hit), safe(hit.source)]
    role = "" if hit.role == BODY else f" {hit.role}"
    where = painted(f"[{safe(hit.id)}]", FAINT, style.color)
    head = folded(rank + DASH.join(part for part in parts if part), style.width, INDENT)
    last = head.rpartition("\n")[2]
    line = f"{last}  {where}{role}"
    fits = style.width is None or columns(line) <= style.width
    return f"{head}  {where}{role}" if fits else f"{head}\n{INDENT}{where}{role}"


def _date(hit: Hit) -> str:
    """Give the date as people read it and as it is searched: to the minute, where there is a time."""
    return safe(hit.civil or hit.published or "")[:16].replace("T", " ") or "undated"


def _dates(hit: Hit) -> str:
    """Give the date, and as the article has it where that is by another clock."""
    other = hit.civil and hit.published and not hit.published.startswith(hit.civil)
    return f"{_date(hit)} (in the article {hit.published})" if other else _date(hit)


def _snippet(hit: Hit) -> tuple[str, list[tuple[int, int]], int]:
    """Give the snippet with an ellipsis on either side where the paragraph goes on, and its marks moved along.

    Say also how far what stands in the paragraph is moved.
    """
    before = "\u2026 " if hit.snippet.start else ""
    after = " \u2026" if hit.snippet.start + len(hit.snippet.text) < len(hit.text.rstrip()) else ""
    marks = [(start + len(before), end + len(before)) for start, end in hit.snippet.marks]
    return f"{before}{hit.snippet.text}{after}", marks, len(before) - hit.snippet.start


def _entities(entities: Sequence[Entity], style: Style) -> Iterator[str]:
    """List the names by kind, each once, with the other forms that it has in this paragraph."""
    kinds = dict.fromkeys([*KINDS, *(entity.kind for entity in entities)])
    for kind in kinds:
        forms: dict[str, list[str]] = {}
        for entity in (entity for entity in entities if entity.kind == kind):
            forms.setdefault(entity.name, []).append(entity.surface)
        if forms:
            names = ", ".join(_name(name, surfaces) for name, surfaces in forms.items())
            line = f"{INDENT}{safe(kind)}: {painted(names, KINDS.get(kind, STRONG), style.color)}"
            yield folded(line, style.width, INDENT * 2)


def _name(name: str, surfaces: Sequence[str]) -> str:
    others = [f"\u201c{safe(form)}\u201d" for form in dict.fromkeys(surfaces) if form != name]
    return f"{safe(name)} ({', '.join(others)})" if others else safe(name)


def _about(hit: Hit, style: Style) -> Iterator[str]:
    yield folded(painted(safe(hit.title) or "(untitled)", STRONG, style.color), style.width, "")
    facts = {
        "id": hit.article,
        "published": _dates(hit),
        "source": hit.source,
        "byline": "; ".join(hit.byline),
        "section": hit.section,
        "topics": "; ".join(hit.topics),
        "language": hit.language,
        "url": hit.url or "",
        "file": str(hit.origin),
        **{key: value if isinstance(value, str) else written(value) for key, value in hit.extra.items()},
    }
    for name, value in facts.items():
        if value:
            line = f"{INDENT}{painted(safe(name) + ':', FAINT, style.color)} {safe(value)}"
            yield folded(line, style.width, INDENT * 2)


def _label(hit: Hit, asked: str, style: Style) -> str:
    role = "" if hit.role == BODY else f" {hit.role}"
    here = f"> #{hit.ordinal}" if hit.id == asked else f"#{hit.ordinal}"
    return painted(here, STRONG if hit.id == asked else FAINT, style.color) + role
