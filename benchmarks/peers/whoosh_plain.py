"""Whoosh, used as its documentation does: one text field with its own analyser, and its own highlighter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from whoosh import fields, highlight, index, query
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.query import spans

SCHEMA = fields.Schema(
    id=fields.STORED, text=fields.TEXT(analyzer=RegexTokenizer() | LowercaseFilter(), phrase=True, stored=True)
)
KINDS = ("and", "or", "phrase", "near")
SNIPPETS = True


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    made = index.create_in(folder, SCHEMA)
    writer = made.writer(limitmb=256)
    for id, text in rows:
        writer.add_document(id=id, text=text)
    writer.commit()


class Opened:
    """Ask one index."""

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(folder).searcher()

    def ids(self, kind: str, words: Sequence[str]) -> set[str]:
        return {hit["id"] for hit in self._searcher.search(_tree(kind, words), limit=None)}

    def page(self, kind: str, words: Sequence[str]) -> list[str]:
        found = self._searcher.search(_tree(kind, words), limit=10)
        found.fragmenter = highlight.ContextFragmenter(maxchars=240)
        return [hit.highlights("text") for hit in found]


def _tree(kind: str, words: Sequence[str]) -> query.Query:
    terms = [query.Term("text", word) for word in words]
    match kind:
        case "and":
            return query.And(terms)
        case "or":
            return query.Or(terms)
        case "phrase":
            return query.Phrase("text", list(words))
        case _:
            return spans.SpanNear(terms[0], terms[1], slop=5, ordered=False)
