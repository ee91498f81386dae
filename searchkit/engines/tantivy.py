"""The default engine: tantivy, with our terms; its query objects are made in one function."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import tantivy
from tantivy import Query

from searchkit import disk
from searchkit.engines import commits
from searchkit.engines.tantivy_columns import Columns
from searchkit.engines.tantivy_damage import Guard, Guarded
from searchkit.engines.tantivy_packing import STORED
from searchkit.engines.tantivy_packing import packed as packed  # looked for here
from searchkit.engines.tantivy_query import Translator, runs
from searchkit.model import Document, Match, Order, Page, Space
from searchkit.query.nodes import Node
from searchkit.schema import ARTICLE_NUMBER, Schema
from searchkit.tally import Bucket, Facet, Unit

HEAP = 128_000_000
BATCH, GROWTH = 256, 8
"""A stream is read in batches, each so many times the one before: most are left early, few are read to the end."""
KNOWN = 100_000
"""Articles that a writer remembers to have added since its last commit: beyond so many it takes each out before."""

STORED_TOGETHER = 32_768
"""Bytes of records that are packed as one: 16,384, tantivy's own, take a tenth more room; a hit unpacks a block."""

META = "meta.json"


class Tantivy:
    """Keep documents in a tantivy index."""

    name = "tantivy"

    def __init__(self, index: tantivy.Index, folder: Path, schema: Schema) -> None:
        self._index, self._folder, self._schema = index, folder, schema

    @contextmanager
    def writer(self) -> Iterator[TantivyWriter]:
        commits.tidy(self._folder, ".tmp*")
        with Guard(self._folder):
            writer = self._index.writer(HEAP, 1)
            writer.garbage_collect_files()  # what a killed writer left has the names that this one is going to use
        try:
            yield TantivyWriter(writer, self._index, self._folder)
        except BaseException:
            with suppress(ValueError):  # the reason was another one
                writer.wait_merging_threads()  # after a rollback a thread may go on writing a file
            raise
        with Guard(self._folder):
            writer.wait_merging_threads()

    def snapshot(self) -> TantivySnapshot:
        while True:
            with Guard(self._folder):
                commit = _commit(self._folder)
                self._index.reload()
                searcher = cast(tantivy.Searcher, Guarded(self._index.searcher(), self._folder))
            generation = commits.generation(self._folder, commit)
            if commit == _commit(self._folder):
                return TantivySnapshot(searcher, self._folder, self._index.schema, self._schema, generation)

    def own(self) -> TantivySnapshot:
        return self.snapshot()

    def facts(self) -> dict[str, str]:
        return {}

    def erase(self, articles: Sequence[str]) -> bool:  # noqa: ARG002 - it has to be filled anew for any
        return False

    def left(self) -> dict[str, str]:
        return {}

    def runs(self, node: Node) -> bool:
        return runs(node)

    def space(self) -> Space:
        with Guard(self._folder):
            segments = json.loads((self._folder / META).read_text(encoding="utf-8"))["segments"]
            return commits.space(self._folder, {_name(each): _dead(each) for each in segments})


class TantivyWriter:
    """Change a tantivy index; article by article."""

    def __init__(self, writer: tantivy.IndexWriter, index: tantivy.Index, folder: Path) -> None:
        self._writer, self._index, self._folder = writer, index, folder
        self._added: set[str] = set()
        self._see()

    def replace(self, article: str, documents: Sequence[Document | str]) -> None:
        if self._has(article):
            self._writer.delete_documents_by_term("article", article)
        for document in documents:
            self._writer.add_json(packed([document])[0] if isinstance(document, Document) else document)
        if documents and len(self._added) < KNOWN:
            self._added.add(article)

    def _has(self, article: str) -> bool:
        """Say whether an article may be there: tantivy looks for what it is to take out until the next commit."""
        known = article in self._added or len(self._added) >= KNOWN
        return known or self._committed.doc_freq("article", article) > 0

    def _see(self) -> None:
        with Guard(self._folder):
            self._index.reload()
            self._committed = cast(tantivy.Searcher, Guarded(self._index.searcher(), self._folder))

    def commit(self, generation: int) -> None:
        commit = _commit(self._folder)
        commits.announce(self._folder, commit, commits.generation(self._folder, commit), generation)
        with Guard(self._folder):
            self._writer.commit()
        self._added.clear()
        self._see()
        disk.sync(self._folder)
        if _commit(self._folder) == commit:  # there was nothing to change, and tantivy counts no commit
            commits.announce(self._folder, commit, generation, generation)


class TantivySnapshot:
    """See one commit of a tantivy index."""

    def __init__(
        self, searcher: tantivy.Searcher, folder: Path, native: tantivy.Schema, schema: Schema, generation: int
    ) -> None:
        self.generation, self._folder = generation, folder
        self._searcher, self._translate = searcher, Translator(native, schema, searcher.terms_with_prefix)
        self._columns = Columns(searcher, native)

    def close(self) -> None:
        """Do nothing: what is held is let go with the last reference."""

    def search(self, tree: Node, limit: int, offset: int = 0, order: Order = Order.RELEVANCE) -> Page:
        query = self._translate(tree)
        if limit <= 0 or offset >= max(1, self._searcher.num_docs):
            return Page(self._count(query), [])
        found = self._addresses(query, limit, offset, order)
        return Page(found.count, [self._match(key, address, order) for key, address in found.hits])

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        query, offset, total, batch = self._translate(tree), 0, 1, BATCH
        while offset < total:
            found = self._addresses(query, batch, offset, order)
            hits, total = found.hits, found.count  # each reading of `hits` makes them anew
            yield from (self._match(key, address, order) for key, address in hits)
            offset, batch = offset + (len(hits) or total), batch * GROWTH

    def count(self, tree: Node) -> int:
        return self._count(self._translate(tree))

    def articles(self, tree: Node) -> Collection[int]:
        return self._columns.articles(self._translate(tree))

    def values(
        self, tree: Node, column: str, limit: int | None = None, among: Collection[str] | None = None
    ) -> dict[str, int]:
        return self._columns.values(self._translate(tree), column, limit, among)

    def facets(self, tree: Node, column: str, chosen: Collection[str]) -> list[Facet]:
        return self._columns.facets(self._translate(tree), column, chosen)

    def histogram(self, tree: Node, unit: Unit) -> list[Bucket]:
        return self._columns.histogram(self._translate(tree), unit)

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        return iter(sorted(self._searcher.terms_with_prefix(field, prefix)))

    def _count(self, query: Query) -> int:
        found: Any = self._searcher.search(query, 1)
        return int(found.count)

    def _addresses(self, query: Query, limit: int, offset: int, order: Order) -> Any:
        limit = min(limit, max(1, self._searcher.num_docs))
        if order is Order.RELEVANCE:
            return self._searcher.search(query, limit, offset=offset)
        direction = tantivy.Order.Desc if order is Order.NEWEST else tantivy.Order.Asc
        return self._searcher.search(query, limit, offset=offset, order_by_field="published", order=direction)

    def _match(self, key: float | None, address: tantivy.DocAddress, order: Order) -> Match:
        with Guard(self._folder):
            stored = bytes(self._searcher.doc(address).get_first(STORED) or b"").decode("utf-8")
        return Match(float(key or 0) if order is Order.RELEVANCE else 0.0, stored)


def open(location: Path | None, schema: Schema, *, create: bool) -> Tantivy:
    """Open a folder of tantivy's, or make it; errors: DamagedError."""
    if location is None:
        raise ValueError("tantivy needs a folder")
    with Guard(location):
        if create and not (location / META).exists():
            disk.make(location)
            tantivy.Index(_native(schema), str(location))
            _settle(location, schema)
            disk.sync(location)
        index = tantivy.Index.open(str(location))
        index.config_reader(reload_policy="manual")
        _commit(location)
    return Tantivy(index, location, schema)


def _settle(folder: Path, schema: Schema) -> None:
    """Set for a new index what tantivy's Python has no words for: a twentieth of its bytes less, with the same answers.

    Lengths are kept of what they count for alone; numbers are compared in their columns, but for those of articles.
    """
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    meta["index_settings"]["docstore_blocksize"] = STORED_TOGETHER
    for made in meta["schema"]:
        known = made["name"] in (field.name for field in schema.indexed) and schema[made["name"]]
        if known and (known.analysed or known.whole):
            made["options"]["indexing"]["fieldnorms"] = known.prose
        elif known and known.name != ARTICLE_NUMBER:
            made["options"]["indexed"] = False
    disk.write(folder / META, json.dumps(meta))


def _native(schema: Schema) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in schema.indexed:
        if field.analysed:
            builder.add_text_field(field.name, tokenizer_name="whitespace", index_option="position")
        elif field.whole:
            fast = field.name in schema.columns
            builder.add_text_field(field.name, fast=fast, tokenizer_name="raw", index_option="basic")
        else:
            builder.add_integer_field(field.name, indexed=True, fast=True)
    builder.add_bytes_field(STORED, stored=True)
    return builder.build()


def _commit(folder: Path) -> int:
    """Give the number of tantivy's last commit; merges keep it."""
    return int(json.loads((folder / META).read_text(encoding="utf-8"))["opstamp"])


def _name(segment: Mapping[str, Any]) -> str:
    return str(segment["segment_id"]).replace("-", "")


def _dead(segment: Mapping[str, Any]) -> float:
    deletes = segment.get("deletes") or {"num_deleted_docs": 0}
    return int(deletes["num_deleted_docs"]) / max(1, int(segment["max_doc"]))
