"""Where a resolved tree matches in one document: the written meaning of each node.

This is the highlighter, the check for what an engine cannot run by itself (`superset`), and the whole of the memory
engine. A span is a run of positions in an analysed field, or one value in a field of whole values; numbers match
without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from searchkit.errors import QueryError
from searchkit.model import Value
from searchkit.query.choosers import chooser as chooser
from searchkit.query.groups import Group, TooMuchError, Work, distinct, held, joined, once, pairs
from searchkit.query.named import names_in
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    During,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    Within,
    Words,
)
from searchkit.query.shared import standing_together
from searchkit.query.trees import children, positive
from searchkit.query.view import Forms, Span, View
from searchkit.query.windows import choices, inside
from searchkit.schema import ARTICLE_NUMBER

_Matched = Callable[[Node], list[Span] | None]


def spans(tree: Node, view: View) -> list[Span] | None:
    """Give where a tree matches, in no order, or None where it does not; an empty list is a match without a place.

    Errors: QueryError where a distance takes too much work to be checked (`groups.WORK`).
    """
    match tree:
        case Term(text, field):
            places = view.places(field, text)
            return _placed(field, places) if places else None
        case Near() if names_in(tree):
            return standing_together(tree, view, lambda side: _all_groups(side, view))
        case Near():
            return _flat(_joined(tree, view)) or None
        case Loose(parts, others):
            return inside(_slots(parts, view), others) or None
        case Phrase() | Exact():
            return _flat(groups(tree, view, Work())) or None
        case And() | Or() | Not() | Boost() | Must() | Optional() | Everything():
            return _combined(tree, lambda part: spans(part, view))
        case Within(field, part):
            return _within(field, part, view)
        case _:
            return _special(tree, view)


def _combined(tree: Node, matched: _Matched) -> list[Span] | None:
    """Give where a tree matches whose parts match where they are said to."""
    match tree:
        case And(parts):
            return _all(parts, matched)
        case Or(parts):
            found = [here for part in parts if (here := matched(part)) is not None]
            return [span for here in found for span in here] if found else None
        case Not(part):
            return [] if matched(part) is None else None
        case Boost(part) | Must(part):
            return matched(part)
        case _:
            return []


def _special(tree: Node, view: View) -> list[Span] | None:
    match tree:
        case (
            Prefix(_, field)
            | Wildcard(_, field)
            | Fuzzy(_, _, field)
            | Regex(_, field)
            | Words(_, field)
            | During(_, _, field)
        ):
            matches = chooser(tree)
            places = [place for place, term in enumerate(view.terms(field)) if matches(term)]
            return _placed(field, places) if places else None
        case Range(low, high, field):
            return [] if _inside(view.value(field), low, high) else None
        case AtLeast(count, part):
            return spans(part, view) if occurrences(part, view, count) >= count else None
        case Articles(numbers, part):
            return _somewhere(part, view) if view.value(ARTICLE_NUMBER) in numbers else None
        case _:
            return None


def matches(tree: Node, view: View) -> bool:
    """Say whether a tree matches a document; errors: QueryError, as of `spans`."""
    match tree:
        case And(parts):
            return all(matches(part, view) for part in parts)
        case Or(parts):
            return any(matches(part, view) for part in parts)
        case Not(part):
            return not matches(part, view)
        case Near() if not names_in(tree):
            return any(True for _ in _joined(tree, view))
        case AtLeast(count, part):
            return occurrences(part, view, count) >= count
        case _:
            return spans(tree, view) is not None


def groups(tree: Node, view: View, work: Work) -> Iterable[Group]:
    """Give the words of each single match of what may stand in a side of a distance, lazily; errors: TooMuchError."""
    match tree:
        case Near(left, right):
            return once(pairs(tree, groups(left, view, work), groups(right, view, work), view, work))
        case Loose(parts, others):
            return once(choices(_slots(parts, view), others, work))
        case Or(parts):
            return (group for part in parts for group in groups(part, view, work))
        case Boost(part) | Must(part):
            return groups(part, view, work)
        case _:
            if id(tree) not in work.kept:
                work.kept[id(tree)] = _single(tree, view)
            return work.kept[id(tree)]


def _slots(parts: tuple[Node, ...], view: View) -> list[Sequence[Span]]:
    """Give where each part stands, the same sequence for the same part."""
    keys = [(part, part.slot if isinstance(part, Exact) else None) for part in parts]  # a slot is no part of equality
    found = {key: spans(key[0], view) or () for key in dict.fromkeys(keys)}
    return [found[key] for key in keys]


def _single(tree: Node, view: View) -> list[Group]:
    """Give each match of a word, a phrase or a pattern."""
    match tree:
        case Phrase(parts):
            return _phrase(parts, view)
        case Exact(text, field, slot) if slot is not None:
            same = _written_so(text)
            return [(span,) for span in spans(slot, view) or () if same(view.written(field, span.start))]
        case _:
            return [(span,) for span in spans(tree, view) or ()]


def _words(tree: Node, view: View, work: Work) -> Iterator[Span]:
    """Give all words that could be in a match of what stands in a side of a distance."""
    match tree:
        case Near() | Or() | Boost() | Must():
            for part in children(tree):
                yield from _words(part, view, work)
        case Loose():
            yield from spans(tree, view) or ()
        case _:
            yield from _flat(groups(tree, view, work))


def occurrences(part: Node, view: View, most: int) -> int:
    """Count how often a part matches in a document, up to so often at least; errors: QueryError, as of `spans`."""
    try:
        return distinct(groups(part, view, Work()), most)
    except TooMuchError:
        raise _too_much() from None


def _joined(near: Near, view: View) -> Iterator[Group]:
    """Give the groups of both sides that a distance joins, of very many not all.

    Errors: QueryError where there are too many to know that none is joined.
    """
    work, found = Work(), False
    right, whole = held(groups(near.right, view, work))
    words = set(_words(near.left, view, work)) if right else set()
    try:
        for group in joined(near, iter(groups(near.left, view, work)), words, right, view):
            found = True
            yield group
    except TooMuchError:
        whole = False
    if not (found or whole):
        raise _too_much()


def _too_much() -> QueryError:
    return QueryError(
        "a distance in this query fits in too many ways in one paragraph; write a smaller one, or join words by AND"
    )


def _all_groups(node: Node, view: View) -> list[Group]:
    try:
        return list(groups(node, view, Work()))
    except TooMuchError:
        raise _too_much() from None


def _written_so(text: str) -> Callable[[str], bool]:
    """Give the test of a word as written; a possessive 's counts only where it was asked for."""
    if text[-2:].lower() == "'s":
        return lambda written: written == text
    return lambda written: written in (text, text + "'s", text + "'S")


def _flat(found: Iterable[Group]) -> list[Span]:
    return [span for group in found for span in group]


def _somewhere(part: Node, view: View) -> list[Span]:
    """Give where what holds somewhere in the article stands here."""
    return [span for each in positive(part) for span in spans(each, view) or ()]


def _placed(field: str, places: list[int]) -> list[Span]:
    return [Span(field, place, place + 1) for place in places]


def _phrase(parts: tuple[Node, ...], view: View) -> list[Group]:
    slots = [{(span.start, span.field) for span in spans(part, view) or ()} for part in parts]
    return [
        (Span(field, start, start + len(slots)),)
        for start, field in sorted(slots[0])
        if all((start + step, field) in slot for step, slot in enumerate(slots))
    ]


def _all(parts: tuple[Node, ...], matched: _Matched) -> list[Span] | None:
    found: list[Span] = []
    for part in parts:
        here = matched(part)
        if here is None:
            return None
        found += here
    return found


def _within(field: str, part: Node, view: View) -> list[Span] | None:
    found = [here for forms in view.single_values(field) if (here := _of_one(part, forms)) is not None]
    return [span for here in found for span in here] if found else None


def _of_one(part: Node, forms: Forms) -> list[Span] | None:
    """Give where a tree matches one value, which may be written in several ways."""
    match part:
        case And() | Or() | Not() | Boost() | Must() | Optional() | Everything():
            return _combined(part, lambda inner: _of_one(inner, forms))
    found = [
        [Span(span.field, span.start + offset, span.end + offset) for span in here]
        for offset, form in forms
        if (here := spans(part, form)) is not None
    ]
    return [span for here in found for span in here] if found else None


def _inside(value: Value | list[str] | None, low: str | int | None, high: str | int | None) -> bool:
    if not isinstance(value, int):
        return False
    return not (isinstance(low, int) and value < low) and not (isinstance(high, int) and value > high)
