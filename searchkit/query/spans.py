"""Where a resolved tree matches in one document: the written meaning of each node.

This is the highlighter, the check for what an engine cannot run by itself (`superset`), and the whole of the memory
engine. A span is a run of positions in an analysed field, or one value in a field of whole values; numbers match
without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from searchkit import periods
from searchkit.model import Value
from searchkit.query.groups import Group, pairs, windows
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
from searchkit.query.trees import children
from searchkit.query.view import Span, View
from searchkit.schema import ARTICLE_NUMBER, NAMED


def spans(tree: Node, view: View) -> list[Span] | None:
    """Give where a tree matches, in no order, or None where it does not; an empty list is a match without a place."""
    match tree:
        case Term(text, field):
            places = view.places(field, text)
            return _placed(field, places) if places else None
        case Near() if names_in(tree):
            shared = _sentences(tree, view)
            return _standing_in(tree, shared, view) if shared else None
        case Phrase() | Exact() | Near() | Loose():
            return _flat(groups(tree, view)) or None
        case And(parts):
            return _all(parts, view)
        case Or(parts):
            return _any(parts, view)
        case Not(part):
            return [] if spans(part, view) is None else None
        case Optional() | Everything():
            return []
        case Boost(part) | Must(part):
            return spans(part, view)
        case Within(field, part):
            return _within(field, part, view)
        case _:
            return _special(tree, view)


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
            found = groups(part, view)
            return _flat(found) if len(set(found)) >= count else None
        case Articles(numbers, part):
            return _somewhere(part, view) if view.value(ARTICLE_NUMBER) in numbers else None
        case _:
            return None


def matches(tree: Node, view: View) -> bool:
    """Say whether a tree matches a document."""
    return spans(tree, view) is not None


def groups(tree: Node, view: View) -> list[Group]:
    """Give the words of each single match of what may stand in a side of a distance."""
    match tree:
        case Phrase(parts):
            return _phrase(parts, view)
        case Exact(text, field, slot) if slot is not None:
            same = _written_so(text)
            return [(span,) for span in spans(slot, view) or () if same(view.written(field, span.start))]
        case Near(left, right):
            return pairs(tree, groups(left, view), groups(right, view), view)
        case Loose(parts, others):
            return windows([sorted(spans(part, view) or ()) for part in parts], others)
        case Or(parts):
            return [group for part in parts for group in groups(part, view)]
        case Boost(part) | Must(part):
            return groups(part, view)
        case _:
            return [(span,) for span in spans(tree, view) or ()]


@lru_cache(maxsize=256)
def chooser(pattern: Node) -> Callable[[str], bool]:
    """Give the test by which a node that stands for many words chooses terms."""
    match pattern:
        case Prefix(text):
            return lambda term: term.startswith(text)
        case Words(texts):
            return lambda term: term in texts
        case During(first, last):
            return periods.inside(first, last)
    from searchkit.query import patterns  # many modules, and few queries need them

    match pattern:
        case Wildcard(text):
            return patterns.wildcard(text).matches
        case Regex(text):
            return patterns.regex(text).matches
        case Fuzzy(text, edits):
            return lambda term: patterns.within(term, text, edits)
        case _:
            raise ValueError(f"{pattern} does not stand for many words")


def _sentences(node: Node, view: View) -> set[int]:
    """Give the numbers of the sentences in which one side of a distance stands that joins whole names."""
    match node:
        case Near(left, right) if names_in(node):
            return _sentences(left, view) & _sentences(right, view)
        case Or(parts):
            return {number for part in parts for number in _sentences(part, view)}
        case Boost(part) | Must(part):
            return _sentences(part, view)
        case Term(name, field) if field in NAMED:
            return view.sentences_naming(NAMED[field], name)
        case _:
            return {view.sentence(group[0].field, group[0].start) for group in groups(node, view)}


def _standing_in(node: Node, shared: set[int], view: View) -> list[Span]:
    """Give the names of such a distance, and its words where they share a sentence."""
    match node:
        case Near() | Or() | Boost() | Must() if names_in(node):
            return [span for part in children(node) for span in _standing_in(part, shared, view)]
        case Term(field=field) if field in NAMED:
            return spans(node, view) or []
        case _:
            return [span for span in spans(node, view) or () if view.sentence(span.field, span.start) in shared]


def positive(tree: Node) -> Iterator[Node]:
    """Give the parts of a tree that have to hold, each alone: what AND and OR join, without what is under NOT."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive(part)
        case Boost(part):
            yield from positive(part)
        case AtLeast(_, part):
            yield part
        case Not() | Optional() | Everything():
            pass
        case _:
            yield tree


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


def _all(parts: tuple[Node, ...], view: View) -> list[Span] | None:
    found: list[Span] = []
    for part in parts:
        here = spans(part, view)
        if here is None:
            return None
        found += here
    return found


def _any(parts: tuple[Node, ...], view: View) -> list[Span] | None:
    found = [here for part in parts if (here := spans(part, view)) is not None]
    return [span for here in found for span in here] if found else None


def _within(field: str, part: Node, view: View) -> list[Span] | None:
    found = [
        [Span(span.field, span.start + offset, span.end + offset) for span in here]
        for offset, value in view.single_values(field)
        if (here := spans(part, value)) is not None
    ]
    return [span for here in found for span in here] if found else None


def _inside(value: Value | list[str] | None, low: str | int | None, high: str | int | None) -> bool:
    if not isinstance(value, int):
        return False
    return not (isinstance(low, int) and value < low) and not (isinstance(high, int) and value > high)
