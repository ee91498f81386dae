"""How a query was read, and what a score is made of, as text for people; not the hits (`text`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchkit.explanation import Addition, Contribution, Explanation, Part, Score
from searchkit.render.base import Style
from searchkit.render.terminal import FAINT, STRONG, painted, safe, width, wrapped

LABEL = 10
"""Columns of the labels on the left."""
WIDEST = 44
"""A part of the query that is wider pushes its number to the right."""
ADDED = 3
"""So many added words of a score are shown each; the others as one sum."""
_COLUMNS = 11
_WEIGHT = re.compile(r"\^[\d.]+$")


def reading(explanation: Explanation, style: Style) -> Iterator[str]:
    """Write how the query was read: as a query, as a tree with what each part finds, and what was made of its words."""
    read = f"{explanation.parts.text}, and the words added below" if explanation.added else explanation.read_as
    yield from _labelled("read as", safe(read), style)
    yield from _tree(explanation.parts, style)
    if explanation.dates:
        said = "; ".join(f"{written} is {found}" for written, found in explanation.dates)
        yield from _labelled("dates", f"{safe(said)} (time zone {safe(explanation.zone)})", style)
    if explanation.optional:
        said = f"{safe(', '.join(explanation.optional))}: need not be there, adds a little to the score"
        yield from _labelled("optional", said, style)
    if explanation.added:
        yield from _labelled("added", f"{_additions(explanation.added)}{_more(explanation)}", style)


def scored(score: Score, style: Style) -> Iterator[str]:
    """Write what a score is made of, the most first."""
    if score.contributions:
        several = [one for one in score.contributions if one.kind == "added"]
        small = {id(one) for one in several[ADDED:]} if len(several) > ADDED + 1 else set()
        terms = [_contribution(one) for one in score.contributions if id(one) not in small]
        if small:
            rest = sum(one.score for one in several[ADDED:])
            terms.append(f"{rest:.2f} {len(small)} more added words")
        text = f"score {score.score:.2f} = {' + '.join(terms)}"
        for line in wrapped(text, (), " " * 3, style.width).split("\n"):
            yield painted(line, FAINT, style.color)


def _labelled(label: str, text: str, style: Style) -> Iterator[str]:
    columns = None if style.width is None else style.width - LABEL
    first, *rest = wrapped(text, (), "", columns).split("\n")
    yield f"{painted(label.ljust(LABEL), STRONG, style.color)}{first}"
    yield from (" " * LABEL + line for line in rest)


def _tree(root: Part, style: Style) -> Iterator[str]:
    """Draw a query as a tree, each part with the number of paragraphs that it finds alone."""
    drawn = list(_drawn(root, "", ""))
    room = min(WIDEST, max(width(label) for label, _ in drawn))
    heading = "finds".rjust(room + _COLUMNS)
    yield f"{painted('parts'.ljust(LABEL), STRONG, style.color)}{painted(heading, FAINT, style.color)}"
    for label, part in drawn:
        gap = " " * max(0, room - width(label))
        count = "" if part.paragraphs is None else f"{'' if part.exact else '>='}{part.paragraphs:,}"
        line = f"{' ' * LABEL}{label}{gap}{count.rjust(_COLUMNS)}"
        yield from _beside(line, "  ".join(_notes(part)), style)


def _beside(line: str, note: str, style: Style) -> Iterator[str]:
    """Put a note behind a line; what does not fit goes below it."""
    start = width(line) + 2
    columns = None if style.width is None else style.width - start
    first, *rest = wrapped(note, (), "", columns).split("\n")
    yield f"{line}  {painted(first, FAINT, style.color)}".rstrip()
    yield from (" " * start + painted(more, FAINT, style.color) for more in rest)


def _drawn(part: Part, before: str, below: str) -> Iterator[tuple[str, Part]]:
    yield before + safe(part.sign), part
    for place, each in enumerate(part.parts, 1):
        last = place == len(part.parts)
        turn, on = ("\u2514\u2500 ", "   ") if last else ("\u251c\u2500 ", "\u2502  ")
        yield from _drawn(each, below + turn, below + on)


def _notes(part: Part) -> Iterator[str]:
    if part.optional:
        yield "optional"
    if found := _other_form(part):
        yield f"as {safe(found)}"
    if part.expansion:
        words = ", ".join(f"{safe(word)} {count:,}" for word, count in part.expansion.words)
        more = ", ..." if part.expansion.different > len(part.expansion.words) else ""
        number = f"{part.expansion.different:,} word{'' if part.expansion.different == 1 else 's'}"
        yield f"{number}: {words}{more}" if words else "no word"


def _other_form(part: Part) -> str:
    """Give what is looked for, where it is not what was written; not the third term of words in capitals."""
    written = _WEIGHT.sub("", part.text).lstrip("+").strip('"')
    terms = [term for term in part.looked_for if term in (term.lower(), term.upper())]
    found = " ".join(terms) if part.kind in ("phrase", "loose") else " or ".join(terms)
    return "" if found.lower() in (written.lower(), written.rpartition(":")[2].lower()) else found


def _additions(added: Sequence[Addition]) -> str:
    new = [f"{safe(one.word)} {one.weight:.2g}" for one in added if not one.asked]
    asked = [f"{safe(one.word)} {one.weight:.2g}" for one in added if one.asked]
    again = f"; more weight for {', '.join(asked)}" if asked else ""
    return f"{', '.join(new) or 'no word'}{again}"


def _more(explanation: Explanation) -> str:
    """Say what the added words find beyond the query; nothing where they only change the order."""
    before, after = explanation.parts.paragraphs, explanation.results.total
    return f"; with them {after:,} are found, not {before:,}" if before is not None and after > before else ""


def _contribution(one: Contribution) -> str:
    note = {"pair": " side by side", "added": " (added)"}.get(one.kind, "")
    return f"{one.score:.2f} {safe(one.text)}{note}"
