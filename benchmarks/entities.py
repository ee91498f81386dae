"""Score annotators of names on gold articles; not their speed (`names`), and no gold is passed on with it.

The gold is $SEARCHKIT_DATA/entities.jsonl.gz: articles with `paragraphs` and, for each, `entities` (start, end, type).
It is for measuring only. A name counts once a paragraph, by its folded surface and its kind, less a leading article and
a trailing possessive: what a search field needs.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.data import DATA
from searchkit.annotators.base import Annotator
from searchkit.model import Article, Entity, Paragraph

GOLD = DATA / "entities.jsonl.gz"
KINDS = {
    "Person": "person",
    "Organization": "org",
    "Location": "place",
    "Facility": "place",
    "GPE": "place",
    "NORP": "nationality",
}
FIELDS = ("person", "org", "place")
LEADING = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
EDGES = " \u00a0'\"“‘-", " \u00a0,'’\"”;:-"

Span = tuple[int, int, str]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Gold:
    """Hold one article with the names that people marked in it, a list for each paragraph."""

    texts: tuple[str, ...]
    names: tuple[tuple[Span, ...], ...]


@dataclass(slots=True)
class Tally:
    """Count names that are right, that were found, and that are there."""

    right: int = 0
    found: int = 0
    there: int = 0

    def add(self, found: set[Pair], there: set[Pair]) -> None:
        self.right += len(found & there)
        self.found += len(found)
        self.there += len(there)

    @property
    def f1(self) -> float:
        return 200 * self.right / (self.found + self.there) if self.found + self.there else 0.0

    @property
    def precision(self) -> float:
        return 100 * self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.right / self.there if self.there else 0.0


def gold() -> Iterator[Gold]:
    """Read the gold articles."""
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            names = [tuple(_spans(marked)) for marked in article["entities"]]
            yield Gold(tuple(article["paragraphs"]), tuple(names))


def _spans(marked: Iterable[Mapping[str, object]]) -> Iterator[Span]:
    for one in marked:
        if kind := KINDS.get(str(one["type"])):
            yield int(str(one["start"])), int(str(one["end"])), kind


def annotated(annotator: Annotator, texts: Sequence[str]) -> list[Sequence[Entity]]:
    """Annotate the paragraphs of one article."""
    paragraphs = [Paragraph("a", ordinal, text) for ordinal, text in enumerate(texts, start=1)]
    return [paragraph.entities for paragraph in annotator.annotate(Article("a"), paragraphs)]


def surface(text: str, start: int, end: int) -> str:
    """Give a name as it is compared: folded, without article, possessive and what stands at its edges."""
    name = " ".join(text[start:end].replace("’", "'").split())
    while True:
        bare = name.lstrip(EDGES[0]).rstrip(EDGES[1]).removesuffix("'s")
        lead = LEADING.match(bare)
        bare = bare[lead.end() :] if lead and lead.end() < len(bare) else bare
        if bare == name:
            return name.casefold().rstrip(".")
        name = bare


def pairs(text: str, spans: Iterable[Span]) -> set[Pair]:
    found = {(surface(text, start, end), kind) for start, end, kind in spans}
    return {pair for pair in found if pair[0]}


def scores(articles: Sequence[Gold], results: Sequence[Sequence[Sequence[Entity]]]) -> dict[str, Tally]:
    """Return a tally for each kind, and for the three fields together (`fields`)."""
    tallies = {name: Tally() for name in (*FIELDS, "nationality", "fields")}
    for article, paragraphs in zip(articles, results, strict=True):
        for text, there, found in zip(article.texts, article.names, paragraphs, strict=True):
            wanted, got = pairs(text, there), pairs(text, [(one.start, one.end, one.kind) for one in found])
            for kind in (*FIELDS, "nationality"):
                tallies[kind].add(_of(got, kind), _of(wanted, kind))
            tallies["fields"].add(_of(got, *FIELDS), _of(wanted, *FIELDS))
    return tallies


def _of(found: set[Pair], *kinds: str) -> set[Pair]:
    return {pair for pair in found if pair[1] in kinds}


def surnames(articles: Sequence[Gold], results: Sequence[Sequence[Sequence[Entity]]]) -> Tally:
    """Count bare surnames that carry the full name, of those whose article names one person in full who has them."""
    tally = Tally()
    for article, paragraphs in zip(articles, results, strict=True):
        bearers = _bearers(article)
        for text, there, found in zip(article.texts, article.names, paragraphs, strict=True):
            names = {(one.start, one.end): one.name.casefold() for one in found if one.kind == "person"}
            for start, end, kind in there:
                bare = surface(text, start, end)
                if kind == "person" and " " not in bare and len(bearers.get(bare, ())) == 1:
                    tally.there += 1
                    tally.right += _named(text, start, end, names) in bearers[bare]
    return tally


def _bearers(article: Gold) -> dict[str, set[str]]:
    full = Counter(
        surface(text, start, end)
        for text, there in zip(article.texts, article.names, strict=True)
        for start, end, kind in there
        if kind == "person"
    )
    bearers: dict[str, set[str]] = {}
    for name in full:
        if " " in name:
            bearers.setdefault(name.split()[-1], set()).add(name)
    return bearers


def _named(text: str, start: int, end: int, names: Mapping[tuple[int, int], str]) -> str:
    """Return the name of the person that was found where a surname stands."""
    for (first, last), name in names.items():
        if first < end and start < last and surface(text, first, last) == surface(text, start, end):
            return " ".join(name.replace("’", "'").split()).rstrip(".")
    return ""
