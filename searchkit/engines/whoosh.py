"""The pure-Python engine: Whoosh keeps documents and posting lists; what matches is worked out on these here.

Whoosh's own query objects leave clauses out (an `Everything` beside others) and skip what scores nothing, so they are
not used: postings are read term by term, which is quicker, and the sets are exact. Nothing of ours is pickled into
the index, only Whoosh's own classes.
"""
# mypy: allow-untyped-calls

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import merge, nsmallest
from itertools import groupby
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh.filedb.filestore import StorageError
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import CorruptIndexError, SegmentReader, TermNotFound

from searchkit import counting, disk
from searchkit.engines import commits
from searchkit.engines.postings import Search, runs
from searchkit.engines.scoring import Scorer, Statistics
from searchkit.engines.whoosh_fields import STORED, native
from searchkit.engines.whoosh_segment import MISSING, WhooshSegment
from searchkit.engines.whoosh_storage import Storage
from searchkit.errors import DamagedError, LockedError
from searchkit.model import Document, Match, Order, Page, Space
from searchkit.query.nodes import Node, Prefix
from searchkit.schema import ARTICLE_NUMBER, Schema
from searchkit.tally import Bucket, Facet, Unit

HEAP_MB = 64
TIER, LARGEST = 8, 250_000
"""So many segments of about one size are merged, unless larger; and each that has a third of its documents dead."""

_BROKEN = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ImportError, NameError, EOFError, AssertionError),
    *(ArithmeticError, MemoryError, struct.error, zlib.error, pickle.UnpicklingError),
    *(whoosh.index.IndexError, CorruptIndexError, FileFormatError, StorageError, TermNotFound),
)
"""What Whoosh raises on files that are missing, cut or overwritten: it unpacks and unpickles them unchecked."""


class Whoosh:
    """Keep documents in a Whoosh index."""

    name = "whoosh"

    def __init__(self, index: whoosh.index.FileIndex, folder: Path, schema: Schema) -> None:
        self._index, self._folder, self._schema = index, folder, schema

    @contextmanager
    def writer(self) -> Iterator[WhooshWriter]:
        writer = WhooshWriter(self._index, self._folder)
        try:
            yield writer
        finally:
            writer.close()

    def snapshot(self) -> WhooshSnapshot:
        with _damage(self._folder):
            while True:
                commit = self._index.latest_generation()
                reader = self._index.reader()
                generation = commits.generation(self._folder, commit)
                if commit == self._index.latest_generation():
                    return WhooshSnapshot(reader, self._folder, self._schema, generation)

    def own(self) -> WhooshSnapshot:
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
        with _damage(self._folder):
            segments = {each.segment_id(): each for each in self._index._segments()}
            parts = {id: each.deleted_count() / max(1, each.doc_count_all()) for id, each in segments.items()}
        return commits.space(self._folder, parts)


class WhooshWriter:
    """Change a Whoosh index, article by article."""

    def __init__(self, index: whoosh.index.FileIndex, folder: Path) -> None:
        self._index, self._folder = index, folder
        commits.tidy(folder, "*.toc.*")
        self._writer: Any = None
        self._before: Any = None
        self._added: dict[str, range] = {}

    def replace(self, article: str, documents: Sequence[Document]) -> None:
        self._open()
        for number in _numbers(self._before, article):
            self._writer.delete_document(number)
        for number in self._added.pop(article, ()):
            self._writer.newsegment.delete_document(number)
        first = self._writer.docnum
        for document in documents:
            stored = document.stored.encode("utf-8")
            self._writer.add_document(**document.values, **{STORED: stored})
        if documents:
            self._added[article] = range(first, self._writer.docnum)

    def commit(self, generation: int) -> None:
        self._open()
        commit = self._writer.generation - 1
        commits.announce(self._folder, commit, commits.generation(self._folder, commit), generation)
        self._release()
        self._writer.commit(mergetype=_merged)
        self._writer, self._added = None, {}

    def close(self) -> None:
        """Drop what was not committed, and the files that it was written to."""
        if self._writer is not None and not self._writer.is_closed:
            self._release()
            self._writer.cancel()
            if self._index.latest_generation() < self._writer.generation:
                for name in self._writer.newsegment.list_files(self._index.storage):
                    self._index.storage.delete_file(name)

    def _release(self) -> None:
        if self._before is not None:
            self._before.close()
            self._before = None

    def _open(self) -> None:
        if self._writer is None:
            try:
                with _damage(self._folder):
                    self._before = self._index.reader()
                    self._writer = self._index.writer(limitmb=HEAP_MB)
            except whoosh.index.LockError as error:
                raise LockedError(f"another program is writing to {self._folder}") from error


class WhooshSnapshot:
    """See one commit of a Whoosh index."""

    def __init__(self, reader: Any, folder: Path, schema: Schema, generation: int) -> None:
        self.generation = generation
        self._reader, self._folder, self._schema = reader, folder, schema
        self._segments = [WhooshSegment(leaf, base) for leaf, base in reader.leaf_readers() if leaf.doc_count()]

    def close(self) -> None:
        if self._segments:
            self._segments.clear()
            self._reader.close()

    def search(self, tree: Node, limit: int, offset: int = 0, order: Order = Order.RELEVANCE) -> Page:
        with _damage(self._folder):
            found = self._found(tree, order)
            top = nsmallest(min(offset + limit, len(found)), found) if limit > 0 else []
            return Page(len(found), [self._match(key, number, order) for key, number in top[offset:]])

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        with _damage(self._folder):
            for key, number in sorted(self._found(tree, order)):
                yield self._match(key, number, order)

    def count(self, tree: Node) -> int:
        with _damage(self._folder):
            return sum(len(numbers) for _, numbers in self._matching(tree))

    def articles(self, tree: Node) -> Collection[int]:
        with _damage(self._folder):
            return set(_picked(self._matching(tree), ARTICLE_NUMBER))

    def values(
        self, tree: Node, column: str, limit: int | None = None, among: Collection[str] | None = None
    ) -> dict[str, int]:
        with _damage(self._folder):
            return counting.values(_picked(self._matching(tree), column), limit, among)

    def facets(self, tree: Node, column: str, chosen: Collection[str]) -> list[Facet]:
        with _damage(self._folder):
            found = self._matching(tree)
            return counting.facets(_picked(found, column), _picked(found, ARTICLE_NUMBER), chosen)

    def histogram(self, tree: Node, unit: Unit) -> list[Bucket]:
        with _damage(self._folder):
            found = self._matching(tree)
            published = [None if when == MISSING else when for when in _picked(found, "published")]
            return counting.histogram(published, list(_picked(found, ARTICLE_NUMBER)), unit)

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        with _damage(self._folder):
            known = merge(*(segment.terms(Prefix(prefix, field)) for segment in self._segments))
            for term, counts in groupby(known, key=lambda pair: pair[0]):
                yield term, sum(count for _, count in counts)

    def _matching(self, tree: Node) -> list[tuple[WhooshSegment, set[int]]]:
        return [(segment, Search(segment).numbers(tree)) for segment in self._segments]

    def _found(self, tree: Node, order: Order) -> list[tuple[float, int]]:
        """Give a key to sort by and the number in this snapshot of each match."""
        searches = [Search(segment) for segment in self._segments]
        statistics, found = Statistics(searches), list[tuple[float, int]]()
        for segment, search in zip(self._segments, searches, strict=True):
            numbers = search.numbers(tree)
            if order is Order.RELEVANCE:
                scores = Scorer(search, statistics, self._schema).scores(tree, numbers)
                found += [(-score, segment.base + number) for number, score in scores.items()]
            else:
                found += [(segment.date_key(number, order), segment.base + number) for number in numbers]
        return found

    def _match(self, key: float, number: int, order: Order) -> Match:
        segment = next(segment for segment in reversed(self._segments) if segment.base <= number)
        stored = segment.column(STORED)[number - segment.base].decode("utf-8")
        return Match(-key if order is Order.RELEVANCE else 0.0, stored)


def open(location: Path | None, schema: Schema, *, create: bool) -> Whoosh:
    """Open a folder of Whoosh's, or make it; errors: DamagedError."""
    if location is None:
        raise ValueError("whoosh needs a folder")
    storage, fields = Storage(str(location)), native(schema)
    with _damage(location):
        if create:
            disk.make(location)
            if not storage.index_exists():
                storage.create_index(fields)
        engine = Whoosh(storage.open_index(schema=fields), location, schema)
    engine.snapshot().close()
    return engine


def _merged(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge segments into the one being written; give those that stay, without any that has nothing left."""
    live = {segment: segment.doc_count_all() - segment.deleted_count() for segment in segments}
    tiers = [count.bit_length() // 3 for count in live.values() if count <= LARGEST]
    kept = []
    for segment, count in live.items():
        crowded = count <= LARGEST and tiers.count(count.bit_length() // 3) >= TIER
        if not crowded and segment.deleted_count() * 2 <= count:
            kept.append(segment)
        elif count:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise DamagedError(f"the whoosh index in {folder} cannot be read: {error or type(error).__name__}") from error


def _picked(found: Iterable[tuple[WhooshSegment, set[int]]], column: str) -> Iterator[Any]:
    """Give what some documents have in a column."""
    return (cells[number] for segment, numbers in found for cells in [segment.cells(column)] for number in numbers)


def _numbers(reader: Any, article: str) -> list[int]:
    return list(reader.postings("article", article).all_ids()) if ("article", article) in reader else []
