"""What may be typed next: words of an index and names in full that begin as a text does; not the asking of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.names import names
from searchkit.nouns import noun
from searchkit.probe import Probe
from searchkit.query.nodes import Node, Phrase, Term, conjunction, disjunction
from searchkit.schema import ENTITIES

BEGUN = 6
"""So many words that begin so, the most frequent, are looked up in names."""
SAMPLE = 100
"""So many paragraphs, the newest, are read for the names in full."""
WORD = "word"


@noun
class Completion:
    """Offer a word or a name: `kind` is word, or the field of the name; `query` finds that many `paragraphs`."""

    text: str
    kind: str
    query: str
    paragraphs: int


def complete(prefix: str, limit: int, probe: Probe) -> tuple[Completion, ...]:
    """Give what begins so, the most frequent first; at least half are names, as far as there are so many."""
    words = probe.analyzer.asked(prefix)
    if not words or limit < 1 or prefix[-1:].isspace():
        return ()
    named = sorted(_names(words, probe), key=_rank)
    plain = sorted(_words(words, limit, probe), key=_rank)[:limit]
    room = max(limit - len(plain), (limit + 1) // 2)
    return tuple(sorted([*named[:room], *plain[: limit - min(len(named), room)]], key=_rank))


def _rank(found: Completion) -> tuple[int, str, str]:
    return -found.paragraphs, found.text, found.kind


def _words(words: list[str], limit: int, probe: Probe) -> Iterator[Completion]:
    """Complete the last word; what stands before it goes on standing there."""
    for word, _ in probe.lexicon.complete("words", words[-1].lower(), limit):
        yield from _counted(word, WORD, Term(word), probe)


def _names(words: list[str], probe: Probe) -> Iterator[Completion]:
    """Give the names that have all the words, the last of them only begun."""
    *whole, begun = (word.lower() for word in words)
    for field in ENTITIES:
        candidates = [word for word, _ in probe.lexicon.complete(field, begun, BEGUN)]
        asked = conjunction([disjunction(Term(word, field) for word in candidates), *(Term(w, field) for w in whole)])
        sample = probe.sample(asked, SAMPLE) if candidates else []
        found = {name.lower(): name for record in sample for name in names(record, field)}
        for name in found.values():
            if _goes_on(probe.analyzer.asked(name.lower()), whole, begun):
                yield from _counted(name, field, Phrase(tuple(map(Term, name.split())), field), probe)


def _goes_on(small: Sequence[str], whole: Sequence[str], begun: str) -> bool:
    return any(word.startswith(begun) for word in small) and all(word in small for word in whole)


def _counted(text: str, kind: str, node: Node, probe: Probe) -> Iterator[Completion]:
    query = str(node)
    number, _ = probe.count(query)
    if number:
        yield Completion(text, kind, query, number)
