"""Where a tree matches in a stored paragraph, read as it was indexed: its marks, and whether it does; not hits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from searchkit.analysis import Analyzer
from searchkit.documents import TOLD, Values, entities, named, raw, told, whole_value
from searchkit.forms import written
from searchkit.model import Entity, Match, Offsets
from searchkit.query.nodes import Node
from searchkit.query.spans import matches, spans
from searchkit.query.view import Span, View
from searchkit.records import Record, read_record
from searchkit.schema import ENTITIES, HELD, NAMED, SEPARATOR, TEXT
from searchkit.snippets import merged

_BODY = frozenset((TEXT, "words"))
_NAMED = frozenset((*ENTITIES, *TOLD))
Marks = tuple[Offsets, ...]


class Spotter:
    """Find the spans of trees in stored paragraphs."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def matches(self, match: Match, tree: Node) -> bool:
        """Say whether a tree matches what an engine found for a wider one."""
        return matches(tree, self.view(match))

    def marks(self, record: Record, writer: str, tree: Node, wider: Node) -> tuple[Marks, Marks]:
        """Give the marks in the text and in the title."""
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
