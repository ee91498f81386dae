"""Who is named in the same paragraphs, or sentences, as one name; not which of them tell most (`telling`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from searchkit.analysis import fold
from searchkit.asking import NOT_FURNITURE, Asking
from searchkit.documents import article_number, whole_value
from searchkit.facets import Columns, Row, column_of
from searchkit.model import Hit, Match, Results
from searchkit.query.nodes import Node, Phrase, Term, disjunction
from searchkit.records import read_record
from searchkit.schema import NAMED, SCHEMA
from searchkit.sentences import numbering
from searchkit.verified import Verified

SAMPLE = 50
"""Paragraphs that are read to find out who is written so, as in short forms and acronyms."""
Name = tuple[str, str]
"""A kind and a whole name."""


class Meaning:
    """Find out whom a name may mean, of some kinds."""

    def __init__(self, asking: Asking, search: Callable[[Node, int], Results]) -> None:
        self._asking, self._verified, self._search = asking, asking.verified, search

    def names(self, name: str, kinds: Sequence[str]) -> list[Name]:
        """Give those called just so; else those with these words in their name, or written so; the likeliest first."""
        name = whole_value(name)
        whole = self._ordered({(kind, name) for kind in kinds})
        if whole or not any(map(str.isalnum, name)):
            return whole
        typed = [Phrase(tuple(map(Term, name.split())), kind) for kind in kinds]
        called = {(query.field, value) for query in typed for value in self._called(query, name)}
        hits = self._search(disjunction(typed), SAMPLE).hits
        return self._ordered(called | {found for hit in hits for found in _marked(hit, kinds)})

    def _called(self, query: Phrase, name: str) -> Iterable[str]:
        words = f" {fold(name)} "
        found = Columns(self._verified, self._asking.ask(query).tree).values(column_of(query.field))
        return (value for value in found if words in f" {fold(value)} ")

    def _ordered(self, names: Iterable[Name]) -> list[Name]:
        """Give the names that are there, those of most paragraphs first."""
        by_kind: dict[str, list[str]] = {}
        for kind, name in names:
            by_kind.setdefault(kind, []).append(name)
        counts: Counter[Name] = Counter()
        for kind, several in by_kind.items():
            found = self._verified.snapshot.values(NOT_FURNITURE, column_of(kind), among=several)
            counts.update({(kind, name): count for name, count in found.items()})
        return sorted(counts, key=lambda each: (-counts[each], each))


def _marked(hit: Hit, kinds: Sequence[str]) -> Iterable[Name]:
    """Give the names of a paragraph that a query for one matched."""
    marks = set(hit.marks)
    named = (one for one in hit.entities if one.kind in kinds and (one.start, one.end) in marks)
    return [(one.kind, whole_value(one.name)) for one in named]


def in_sentences(verified: Verified, tree: Node, about: Name) -> Iterable[Row]:
    """Give the paragraphs of a tree, each with those names only that stand in a sentence with one."""
    return (_row(match, about) for match in verified.stream(tree))


def _row(match: Match, about: Name) -> Row:
    record = read_record(match.stored)
    number = numbering(record["text"])
    placed = [(kind, whole_value(name), number(at)) for kind, name, at, *_ in record["entities"]]
    shared = {place for kind, name, place in placed if (kind, name) == about}
    cells: dict[str, dict[str, None]] = {}
    for kind, name, place in placed:
        if place in shared and kind in NAMED.values():
            cells.setdefault(SCHEMA[kind].column, {})[name] = None
    values = {column: tuple(names) for column, names in cells.items()}
    article = article_number(record["about"]["id"], match.writer)
    return Row(article, record["about"].get("when"), values)
