"""The part of a paragraph that shows why it matched: text and offsets, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from searchkit.model import Offsets, Snippet

LENGTH = 240
"""Characters that a snippet has at most."""


def snippet(text: str, marks: Sequence[Offsets], length: int = LENGTH) -> Snippet:
    """Cut out the passage with the most different marked words, at the ends of sentences or words."""
    if len(text) <= length:
        return Snippet(text, tuple(marks))
    first, last = _core(text, marks, length)
    start, end = _widened(text, first, last, length)
    inside = ((max(begin, start) - start, min(stop, end) - start) for begin, stop in marks if begin < end > start)
    return Snippet(text[start:end], tuple((begin, stop) for begin, stop in inside if stop > begin), start)


def merged(marks: Iterable[Offsets]) -> tuple[Offsets, ...]:
    """Sort marks, and join those that overlap."""
    found: list[Offsets] = []
    for start, end in sorted(marks):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _core(text: str, marks: Sequence[Offsets], length: int) -> Offsets:
    """Find the run of marks that fits and shows the most; the first of equals."""
    best, core, last = (0, 0), (0, 0), 0
    for first, (start, end) in enumerate(marks):
        last = max(last, first)
        while last + 1 < len(marks) and marks[last + 1][1] - start <= length:
            last += 1
        shown = marks[first : last + 1]
        worth = len({text[begin:stop].lower() for begin, stop in shown}), len(shown)
        if worth > best:
            best, core = worth, (start, max(end, marks[last][1]))
    return core


def _widened(text: str, first: int, last: int, length: int) -> Offsets:
    """Widen a passage to whole sentences where they fit, else to whole words."""
    if last - first >= length:
        return first, first + length
    from searchkit.sentences import sentences  # few paragraphs are longer than a snippet

    bounds = sentences(text)
    start = max((begin for begin, _ in bounds if begin <= first and last - begin <= length), default=-1)
    if start < 0:
        start = _word_start(text, max(0, first - (length - (last - first)) // 2), first)
    fitting = [end for _, end in bounds if last <= end <= start + length]
    return start, max(fitting) if fitting else _word_end(text, last, min(len(text), start + length))


def _word_start(text: str, earliest: int, latest: int) -> int:
    """Give the start of the first whole word from `earliest` on."""
    place = earliest
    while 0 < place < latest and (text[place].isspace() or not text[place - 1].isspace()):
        place += 1
    return place


def _word_end(text: str, earliest: int, latest: int) -> int:
    """Give the end of the last whole word up to `latest`; where one word fills it all, cut it."""
    place = latest
    while earliest < place < len(text) and not text[place].isspace():
        place -= 1
    while place > earliest and text[place - 1].isspace():
        place -= 1
    return place if place > earliest or earliest > 0 else latest
