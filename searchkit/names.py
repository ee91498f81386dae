"""Names that paragraphs of an index speak of, found by some of their words; not how names are found in texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from searchkit.probe import Probe
from searchkit.query.nodes import Node, Nothing
from searchkit.records import Record

SAMPLE = 300
"""So many paragraphs, the newest, are read for the names in them."""


def known_names(probe: Probe, field: str, asked: Node, wanted: Sequence[str]) -> list[str]:
    """Give the names that share the most words with those wanted, the most frequent first.

    They share the last word, which in a person is the surname, or two; the same initial counts a little.
    """
    if asked == Nothing():
        return []
    found = Counter(name for record in probe.sample(asked, SAMPLE) for name in names(record, field))
    likeness = {name: _likeness(probe.analyzer.asked(name), wanted) for name in found}
    best = max(likeness.values(), default=0.0)
    alike = [name for name in found if likeness[name] == best and best > 0]
    return sorted(alike, key=lambda name: (-found[name], name))


def like(word: str, field: str, probe: Probe) -> str:
    """Give a word of a field, or the likeliest of its words in its place."""
    others = [] if probe.knows(word, field) else probe.lexicon.suggest(field, word, 1)
    return others[0][0] if others else word


def names(record: Record, field: str) -> Iterator[str]:
    """Give the names that a stored paragraph, or its article, has in a field, each once."""
    about = record["about"]
    match field:
        case "byline":
            return iter(dict.fromkeys(about.get("byline", ())))
        case "topic":
            return iter(dict.fromkeys(about.get("topics", ())))
        case "source" | "section":
            value = about.get("source", "") if field == "source" else about.get("section", "")
            return iter((value,) if value else ())
        case _:
            return iter(dict.fromkeys(name for kind, name, *_ in record["entities"] if kind == field))


def _likeness(words: Sequence[str], wanted: Sequence[str]) -> float:
    shared = len(set(words) & set(wanted))
    same_last = words[-1:] == list(wanted[-1:])
    same_initial = words[:1] and words[0][:1] == wanted[0][:1]
    return shared + same_last * 0.5 + bool(same_initial) * 0.25 if same_last or shared > 1 else 0
