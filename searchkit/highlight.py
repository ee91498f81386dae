"""A match and the tree that found it to a hit with exact marks; also the check of a match against a tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from searchkit.analysis import Analyzer
from searchkit.documents import (
    TOLD,
    Values,
    entities,
    named,
    origin,
    raw,
    told,
    whole_value,
)
from searchkit.marking import Marker, Pieces, runs
from searchkit.model import Entity, Hit, Match, Offsets
from searchkit.query.nodes import Node
from searchkit.records import About, Record, read_record
from searchkit.schema import ENTITIES, HELD, NAMED, SEPARATOR, TEXT
from searchkit.snippets import merged, snippet

if TYPE_CHECKING:  # many modules, which plain words and phrases do not need
    from searchkit.query.view import Span, View

_BODY = frozenset((TEXT, "words"))
_NAMED = frozenset((*ENTITIES, *TOLD))
Marks = tuple[Offsets, ...]


class Highlighter:
    """Show where trees match, in the text as it was stored."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer, self._pieces = analyzer, Pieces(analyzer)

    def matches(self, match: Match, tree: Node) -> bool:
        """Say whether a tree matches what an engine found for a wider one."""
        from searchkit.query.spans import matches

        return matches(tree, self.view(match))

    def hits(self, found: Sequence[Match], tree: Node, wider: Node | None = None) -> tuple[Hit, ...]:
        """Make the hits of matches: every occurrence of the words that a match required is marked, no others.

        What only a `wider` tree matches has the marks of that.
        """
        words = runs(tree) if wider is None or wider is tree else None
        marker = None if words is None else Marker(words, self._pieces)
        return tuple(self._hit(match, tree, wider, marker) for match in found)

    def _hit(self, match: Match, tree: Node, wider: Node | None, marker: Marker | None) -> Hit:
        record = read_record(match.stored)
        about, text = record["about"], record["text"]
        plain = marker.marks(text) if marker is not None else None
        body, title = self._marks(record, match.writer, tree, wider or tree) if plain is None else (merged(plain), ())
        return Hit(
            id=f"{about['id']}#{record['ordinal']}",
            article=about["id"],
            ordinal=record["ordinal"],
            role=record["role"],
            score=match.score,
            title=about.get("title", ""),
            title_marks=title,
            published=about.get("published"),
            source=about.get("source", ""),
            url=about.get("url"),
            byline=tuple(about.get("byline", ())),
            section=about.get("section", ""),
            language=about.get("language", ""),
            topics=tuple(about.get("topics", ())),
            origin=origin(about),
            text=text,
            marks=body,
            snippet=snippet(text, body),
            entities=entities(record),
            extra=about.get("extra", {}),
            civil=civil(about),
            writer=match.writer,
        )

    def _marks(self, record: Record, writer: str, tree: Node, wider: Node) -> tuple[Marks, Marks]:
        """Give the marks in the text and in the title."""
        from searchkit.query.spans import spans

        text, title = record["text"], record["about"].get("title", "")
        view = self._view(record, writer)
        narrow = spans(tree, view)
        found = (spans(wider, view) if narrow is None else narrow) or []
        names = [mark for span in found if span.field in _NAMED for mark in self._named(span, view, record)]
        whole = [mark for span in found if span.field in NAMED for mark in _whole(span, view, record)]
        body = self._offsets([span for span in found if span.field in _BODY], text)
        return merged([*body, *names, *whole]), merged(
            self._offsets([span for span in found if span.field in HELD], title)
        )

    def view(self, match: Match) -> View:
        """Look at a stored paragraph as it was indexed."""
        return self._view(read_record(match.stored), match.writer)

    def _view(self, record: Record, writer: str) -> View:
        from searchkit.forms import written
        from searchkit.query.view import View

        values = Values(record, self._analyzer, writer)
        return View(values, raw(record), named(record), written(record, self._analyzer.words))

    def _offsets(self, found: Sequence[Span], text: str) -> list[Offsets]:
        places = self._analyzer.offsets(text, [place for span in found for place in (span.start, span.end - 1)])
        return [(places[span.start][0], places[span.end - 1][1]) for span in found]

    def _named(self, span: Span, view: View, record: Record) -> list[Offsets]:
        """Give where the entities stand that have the value that a span is in."""
        terms = view.terms(span.field)
        value = terms[span.start] if span.field in TOLD else _value_at(terms, span.start)
        return [(entity.start, entity.end) for entity in entities(record) if value in self._values(entity, span.field)]

    def _values(self, entity: Entity, field: str) -> Collection[str]:
        """Give what an entity has in a field."""
        if entity.kind == field:
            return {self._analyzer.words(entity.name), self._analyzer.words(entity.surface)}
        found = told(entity)
        return (found[1],) if found and found[0] == field else ()


def civil(about: About) -> str | None:
    """Write when an article was published by the clock of the index, which is what is searched; None for undated."""
    published = about.get("published")
    if published is None or "T" not in published:
        return published
    return _clock(about["when"])


@lru_cache(maxsize=10_000)
def _clock(seconds: int) -> str:
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()


def _whole(span: Span, view: View, record: Record) -> list[Offsets]:
    """Give where the entities stand whose whole name a span is: all, or the one that begins where it says."""
    name, kind = view.terms(span.field)[span.start], NAMED[span.field]
    named = (one for one in entities(record) if one.kind == kind and whole_value(one.name) == name)
    return [(one.start, one.end) for one in named if span.at in (-1, one.start)]


def _value_at(terms: list[str], place: int) -> str:
    """Give the whole value that a position is in, one of several with separators between."""
    start = end = place
    while start > 0 and terms[start - 1] != SEPARATOR:
        start -= 1
    while end < len(terms) and terms[end] != SEPARATOR:
        end += 1
    return " ".join(terms[start:end])
