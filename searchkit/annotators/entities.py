"""The annotator of the user's own names: they beat what every other found; not the file of them (`aliases`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from searchkit.aliases import Own, OwnNames
from searchkit.model import Article, Entity, Offsets, Paragraph
from searchkit.schema import ENTITIES

_String = tuple[int, re.Pattern[str], Own]
"""Where the first word of a string begins in it, its pattern, and whose it is."""

_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’‘`´]")


class Found(NamedTuple):
    """Hold where a string of the user's stands in a text."""

    start: int
    end: int
    own: Own


class Entities:
    """Annotate the user's own names; run behind the others, whose kinds and names it puts right."""

    name = "entities"

    def __init__(self, own: OwnNames) -> None:
        self.version = own.digest
        self._names = _Finder([(entry.name, entry) for entry in own.entries])
        self._never = _Finder([(text, entry) for entry in own.entries for text in entry.never])
        self._known: defaultdict[str, list[Own]] = defaultdict(list)
        for entry in own.entries:
            self._known[_plain(entry.name)].append(entry)

    def annotate(
        self,
        article: Article,  # noqa: ARG002 - the contract's; the paragraphs have all that is read here
        paragraphs: Sequence[Paragraph],
    ) -> Sequence[Paragraph]:
        """Return the paragraphs with the user's names in them, and with what others found under these names."""
        found = [list(self._named(paragraph.text)) for paragraph in paragraphs]
        bearers = self._bearers(paragraphs, found)
        return [self._settled(*pair, bearers) for pair in zip(paragraphs, found, strict=True)]

    def _named(self, text: str) -> Iterator[Found]:
        """Give where names stand, the longest of those that overlap, without what never is one."""
        never, end = _Never(self._never.find(text)), 0
        for one in sorted(self._names.find(text), key=lambda one: (one.start, -one.end)):
            if one.start >= end and not never.holds(one.start, one.end, one.own):
                end = one.end
                yield one

    def _bearers(self, paragraphs: Sequence[Paragraph], found: Sequence[Sequence[Found]]) -> Mapping[str, Own]:
        """Give the people of an article that the file knows, by the last word of their names."""
        named = [one.own for several in found for one in several]
        named += [own for paragraph in paragraphs for one in paragraph.entities if (own := self._own(one))]
        people = dict.fromkeys(own for own in named if own.kind == "person" and " " in own.name)
        shared = Counter(own.name.split()[-1] for own in people)
        return {last: own for own in people if shared[last := own.name.split()[-1]] == 1}

    def _own(self, entity: Entity) -> Own | None:
        """Give the user's name that an entity has, one of the same kind first."""
        known = self._known.get(_plain(entity.name), ()) if entity.kind in ENTITIES else ()
        return next((own for own in known if own.kind == entity.kind), known[0] if known else None)

    def _settled(self, paragraph: Paragraph, found: Sequence[Found], bearers: Mapping[str, Own]) -> Paragraph:
        if not paragraph.entities and not found:
            return paragraph
        text = paragraph.text
        covered = {place for one in found for place in range(one.start, one.end)}
        never = _Never(self._never.find(text) if paragraph.entities else ())
        details = {(one.kind, one.start, one.end): one.details for one in paragraph.entities}
        entities = [
            Entity(own.kind, own.name, text[start:end], start, end, details.get((own.kind, start, end), {}))
            for start, end, own in found
        ]
        for entity in paragraph.entities:
            if covered.isdisjoint(range(entity.start, entity.end)):
                own = self._own(entity) or (bearers.get(entity.name) if entity.kind in ENTITIES else None)
                if own is None or not never.holds(entity.start, entity.end, own):
                    entities.append(replace(entity, kind=own.kind, name=own.name) if own else entity)
        entities.sort(key=lambda one: (one.start, one.end, one.kind))
        return replace(paragraph, entities=tuple(entities))


class _Finder:
    """Find strings in texts, each as it is written or in capitals; they are looked up by their first two words."""

    def __init__(self, strings: Sequence[tuple[str, Own]]) -> None:
        self._known: defaultdict[str, defaultdict[str, list[_String]]] = defaultdict(lambda: defaultdict(list))
        for text, own in strings:
            for form in dict.fromkeys((text, text.upper())):
                first, *rest = _WORD.finditer(form)
                second = rest[0].group() if rest else ""
                self._known[first.group()][second].append((first.start(), _pattern(form), own))

    def find(self, text: str) -> Iterator[Found]:
        words = [(word.group(), word.start()) for word in _WORD.finditer(text)] if self._known else []
        for at, (word, start) in enumerate(words):
            if word in self._known:
                by_second = self._known[word]
                second = words[at + 1][0] if at + 1 < len(words) else ""
                for offset, pattern, own in (*by_second.get(second, ()), *(by_second.get("", ()) if second else ())):
                    found = pattern.match(text, start - offset) if start >= offset else None
                    if found:
                        yield Found(found.start(), found.end(), own)


class _Never:
    """Tell whether a place is inside a string that never means one of the user's names."""

    def __init__(self, found: Iterable[Found]) -> None:
        spans: defaultdict[Own, list[Offsets]] = defaultdict(list)
        for one in found:
            spans[one.own].append((one.start, one.end))
        self._starts = {own: [start for start, _ in sorted(several)] for own, several in spans.items()}
        self._ends = {own: list(accumulate((end for _, end in sorted(s)), max)) for own, s in spans.items()}

    def holds(self, start: int, end: int, own: Own) -> bool:
        before = bisect_right(self._starts.get(own, ()), start)
        return before > 0 and self._ends[own][before - 1] >= end


def _pattern(text: str) -> re.Pattern[str]:
    """Make the pattern of a string, whatever its spaces and apostrophes are, that ends where a word does."""
    written = r"\s+".join(map(re.escape, text.split()))
    return re.compile(_APOSTROPHE.sub("['’‘`´]", written) + r"(?!\w)")


def _plain(name: str) -> str:
    return " ".join(_APOSTROPHE.sub("'", name).casefold().split())
