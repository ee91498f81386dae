"""A part of a query that finds nothing by itself: what is wrong with it, and what could stand in its place.

Words are compared with those of the index, names with the names that share a word with them, and a phrase, distance or
pattern is made wider. Not how the rest of the query goes on from there (`zero`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from searchkit.analysis import CAPITALS
from searchkit.names import known_names, like
from searchkit.nouns import noun
from searchkit.probe import Probe
from searchkit.query.nodes import (
    Exact,
    Leaf,
    Loose,
    Node,
    Not,
    Patterns,
    Phrase,
    Prefix,
    Range,
    Term,
    Within,
    conjunction,
    disjunction,
)
from searchkit.query.trees import children
from searchkit.reasons import Cause
from searchkit.schema import ENTITIES, HELD, SCHEMA, Kind
from searchkit.stats import dates
from searchkit.wider import wider

LIKE = 3
"""So many words or names are offered in the place of one."""
NO_NAME = "is no name in the index"
AS_PHRASE = "was read as words side by side, which stand nowhere so"
SHORTEST = 3
"""A word of fewer letters is like too many others."""
LEAVES = 4
"""So many parts of a query are looked into; what has more of them wrong is no slip of the pen."""


@noun
class Fault:
    """Say what is wrong with a node of a query as typed; each candidate finds something in its place.

    `field` is the one in whose parentheses it stands.
    """

    node: Node
    cause: Cause
    message: str
    candidates: tuple[Node, ...] = ()
    field: str = ""


def faults(part: Node, probe: Probe) -> Iterator[Fault]:
    """Say what is wrong with a part that finds nothing: with its leaves, or else with how it joins them."""
    absent = [(leaf, field) for leaf, field in _leaves(part, "") if not probe.finds(in_field(leaf, field))]
    found = [fault for leaf, field in absent[:LEAVES] for fault in _leaf(leaf, field, probe)]
    if any(fault.candidates for fault in found):
        yield from found
    elif names := _in_parentheses(part, probe):
        yield Fault(part, Cause.NAME, NO_NAME, names)
    else:
        yield from found or [_form(part, probe)]


def in_field(leaf: Node, field: str) -> Node:
    """Give a leaf as it stands inside the parentheses of a field, or of none."""
    return replace(leaf, field=field) if field and isinstance(leaf, Leaf) else leaf


def words(node: Node, probe: Probe) -> list[str]:
    """Give the folded words of a leaf as typed."""
    texts = (each.text for each in (node, *children(node)) if isinstance(each, (Term, Exact)))
    return [word for text in texts for word in probe.analyzer.asked(text)]


def lexical(field: str) -> str:
    """Give the field of the index that holds the very words that a field, or none, is asked for."""
    if not SCHEMA.knows(field):
        return "words"
    exact = SCHEMA[field].exact or field
    return HELD.get(exact, exact)


def spelled(leaf: Node, field: str, probe: Probe) -> list[Node]:
    """Give a leaf with one of its words spelled as the index has one like it, the likeliest first."""
    for word in (word for word in words(leaf, probe) if len(word) >= SHORTEST):
        if not probe.knows(word, lexical(field)) and not _in_other_form(leaf, word, field, probe):
            like = [*_parted(word, probe), *(other for other, _ in probe.lexicon.suggest(lexical(field), word, LIKE))]
            found = [_respelled(leaf, word, other, probe) for other in like]
            return [node for node in found if probe.finds(in_field(node, field))]
    return []


def _in_other_form(leaf: Node, word: str, field: str, probe: Probe) -> bool:
    """Say whether what was asked for as written is there with another ending."""
    written = isinstance(leaf, (Phrase, Loose, Exact)) and lexical(field) == "words"
    return written and probe.finds(in_field(Term(word), field))


def _in_parentheses(part: Node, probe: Probe) -> tuple[Node, ...]:
    """Take words in the parentheses of a field for one name."""
    if isinstance(part, Within) and all(isinstance(word, Term) for word in children(part.part)):
        return _named(Phrase(children(part.part), part.field), part.field, "", probe)
    return ()


def _leaves(part: Node, field: str) -> Iterator[tuple[Node, str]]:
    """Give the leaves that a part needs or may need, each with the field around it."""
    if isinstance(part, Leaf):
        yield part, field
    elif not isinstance(part, Not):
        inside = part.field if isinstance(part, Within) else field
        for child in children(part):
            yield from _leaves(child, inside)


def _leaf(leaf: Node, around: str, probe: Probe) -> Iterator[Fault]:
    """Say what is wrong with one leaf; inside the parentheses of a field, only what can stand there is offered."""
    placed = in_field(leaf, around)
    if not probe.absent(placed):
        yield Fault(leaf, Cause.FURNITURE, "stands in furniture only (promos, credits, notes)")
        return
    found = [replace(each, field=around) for each in _faults(leaf, placed, around, probe)]
    yield from found or [Fault(leaf, Cause.ABSENT, _absent(placed))]


def _faults(leaf: Node, placed: Node, around: str, probe: Probe) -> Iterator[Fault]:
    field = getattr(placed, "field", "")
    kind = SCHEMA[field].kind if SCHEMA.knows(field) else Kind.STEMS
    if kind is Kind.DATE:
        yield _dated(leaf, placed, probe)
    elif kind in (Kind.KEYWORD, Kind.NUMBER):
        yield from _keyword(leaf, placed, probe)
    elif isinstance(leaf, Patterns):
        if candidates := wider(leaf, lambda node: probe.finds(in_field(node, around))):
            yield Fault(leaf, Cause.FORM, _nowhere(placed), candidates)
    else:
        yield from _words(leaf, field, around, probe)


def _words(leaf: Node, field: str, around: str, probe: Probe) -> Iterator[Fault]:
    if candidates := spelled(leaf, field, probe):
        yield Fault(leaf, Cause.SPELLING, _nowhere(in_field(leaf, around)), tuple(candidates))
    elif alike := _named(leaf, field, around, probe):
        yield Fault(leaf, Cause.NAME, NO_NAME, alike)
    elif forms := wider(leaf, lambda node: probe.finds(in_field(node, around))):
        yield Fault(leaf, Cause.FORM, AS_PHRASE if _joined(leaf, probe) else "stands nowhere in this form", forms)
    if not around and (others := _elsewhere(leaf, field, probe)):
        yield Fault(leaf, Cause.ELSEWHERE, f"{_nowhere(in_field(leaf, around))}, but the same stands elsewhere", others)


def _nowhere(node: Node) -> str:
    if isinstance(node, Patterns):
        return "stands for no word of the index"
    return "finds nothing" if getattr(node, "field", "") else "stands in no paragraph"


def _joined(leaf: Node, probe: Probe) -> bool:
    """Say whether what was typed as one word is several, side by side."""
    return isinstance(leaf, Term) and len(words(leaf, probe)) > 1


def _absent(node: Node) -> str:
    return _nowhere(node) + (", nor does a word like it" if isinstance(node, Term) and not node.field else "")


def _named(leaf: Node, field: str, around: str, probe: Probe) -> tuple[Node, ...]:
    """Give the names of a field that share a word with the one asked for."""
    if field not in (*ENTITIES, "byline", "topic", "source", "section"):
        return ()
    wanted = [like(word, field, probe) for word in words(leaf, probe)]
    several = disjunction(Term(word, field) for word in wanted if probe.knows(word, field))
    names = known_names(probe, field, several, wanted)[:LIKE]
    found = (Phrase(tuple(map(Term, name.split())), "" if around else field) for name in names)
    return tuple(node for node in found if probe.finds(in_field(node, field)))


def _elsewhere(leaf: Node, field: str, probe: Probe) -> tuple[Node, ...]:
    """Ask other fields for the same words, the text itself first."""
    if not isinstance(leaf, (Term, Phrase)) or field in ("url", "words"):
        return ()
    others = [name for name in ("", *ENTITIES, "topic", "byline", "source", "section") if name != field]
    asked = leaf if isinstance(leaf, Phrase) else Phrase((replace(leaf, field=""),))
    sides = (_in_text(asked) if not name else replace(asked, field=name) for name in others)
    return tuple(node for node in sides if probe.finds(node))[:LIKE]


def _in_text(phrase: Phrase) -> Node:
    alone = phrase.parts[0]
    return alone if len(phrase.parts) == 1 and isinstance(alone, Term) else replace(phrase, field="")


def _keyword(leaf: Node, placed: Node, probe: Probe) -> Iterator[Fault]:
    """Read the id of a paragraph, asked for as that of an article."""
    if isinstance(placed, Term) and placed.field == "article":
        article, _, ordinal = placed.text.rpartition("#")
        both = conjunction([Term(article, "article"), Term(ordinal, "ordinal")])
        starts = Prefix(placed.text, "article")
        candidates = tuple(node for node in (both, starts) if node is not placed and probe.finds(node))
        if candidates:
            yield Fault(leaf, Cause.NAME, "is the id of no article", candidates)


def _dated(leaf: Node, placed: Node, probe: Probe) -> Fault:
    """Say what the index holds, or what was published before and after."""
    first, last = dates(probe.snapshot)
    if not first or not last:
        return Fault(leaf, Cause.DATES, "stands for a date, and no article in the index has one")
    asked = probe.interval(placed)
    if asked and isinstance(asked.low, int) and isinstance(asked.high, int):
        before = dates(probe.snapshot, Range(None, asked.low - 1, asked.field))[1]
        after = dates(probe.snapshot, Range(asked.high + 1, None, asked.field))[0]
        if before and after:
            return Fault(leaf, Cause.DATES, f"is a gap: nothing was published between {before[:10]} and {after[:10]}")
    return Fault(leaf, Cause.DATES, f"lies outside what the index holds: {first[:10]} to {last[:10]}")


def _form(part: Node, probe: Probe) -> Fault:
    """Widen how a part joins what it joins, each of which is found alone."""
    return Fault(part, Cause.FORM, "holds nowhere, though its words are there", wider(part, probe.finds))


def _respelled(leaf: Node, word: str, other: str, probe: Probe) -> Node:
    """Put another word in the place of one, wherever in the leaf it stands."""
    if isinstance(leaf, (Phrase, Loose)):
        return replace(leaf, parts=tuple(_respelled(part, word, other, probe) for part in leaf.parts))
    if not isinstance(leaf, (Term, Exact)):
        return leaf
    several = probe.analyzer.asked(leaf.text)
    if word not in several:
        return leaf
    other = other.title() if leaf.text[:1].isupper() and other.upper() not in CAPITALS else other
    text = "-".join(other if each == word else each for each in several)
    return Term(text, leaf.field) if " " not in text else Phrase(tuple(map(Term, text.split())), leaf.field)


def _parted(word: str, probe: Probe) -> list[str]:
    """Part a word into two that stand side by side somewhere."""
    pairs = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    both = [pair for pair in pairs if all(probe.knows(part, "words") for part in pair)]
    return [" ".join(pair) for pair in both if probe.finds(Phrase(tuple(map(Term, pair))))][:LIKE]
