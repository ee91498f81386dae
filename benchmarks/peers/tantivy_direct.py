"""tantivy by itself: its default analyser, stored text, no snippets; the limit of what any program on it can reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

KINDS = ("and", "or", "phrase")
SNIPPETS = False


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    schema = schema.add_text_field("text", stored=True).build()
    writer = tantivy.Index(schema, str(folder)).writer(128_000_000, 2)
    for id, text in rows:
        writer.add_document(tantivy.Document(id=id, text=text))
    writer.commit()
    writer.wait_merging_threads()


class Opened:
    """Ask one index."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._schema, self._searcher = index.schema, index.searcher()

    def ids(self, kind: str, words: Sequence[str]) -> set[str]:
        found = self._searcher.search(self._query(kind, words), self._searcher.num_docs)
        return {str(self._searcher.doc(address).get_first("id")) for _, address in found.hits}

    def page(self, kind: str, words: Sequence[str]) -> list[str]:
        found = self._searcher.search(self._query(kind, words), 10)
        return [str(self._searcher.doc(address).get_first("text")) for _, address in found.hits]

    def _query(self, kind: str, words: Sequence[str]) -> Query:
        if kind == "phrase":
            return Query.phrase_query(self._schema, "text", list(words))
        occur = Occur.Must if kind == "and" else Occur.Should
        return Query.boolean_query([(occur, Query.term_query(self._schema, "text", word)) for word in words])
