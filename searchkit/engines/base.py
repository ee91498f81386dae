"""The contract of an engine: documents in, matches out, one commit at a time.

A query reaches an engine as a resolved tree. What a node means is written in `query.spans`; an engine says which
nodes it runs natively (`runs`), and the searcher checks the rest on a superset. Sets of paragraphs never differ
between engines; scores may, a little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from searchkit.model import Document, Match, Order, Page, Space
from searchkit.query.nodes import Node
from searchkit.tally import Bucket, Facet, Unit

K1, B = 1.2, 0.75
"""BM25's two constants, as in Lucene (Robertson & Zaragoza 2009); idf is ln(1 + (N - n + 0.5) / (n + 0.5))."""


Documents = Sequence[Document | Any]
"""Documents of an article, as they are, or each in the form that an engine's module makes of it (`packed`)."""


class Writer(Protocol):
    """Change an index; nothing is seen, or survives, before `commit` returns."""

    def replace(self, article: str, documents: Documents) -> None:
        """Put these documents in the place of all that the article had; an empty list takes the article out."""

    def commit(self, generation: int) -> None:
        """Make all changes so far durable and visible, and remember `generation` with them."""


class Snapshot(Protocol):
    """See one commit, whole, for as long as it is held."""

    generation: int

    def close(self) -> None:
        """Let go of the commit's files."""

    def search(self, tree: Node, limit: int, offset: int = 0, order: Order = Order.RELEVANCE) -> Page:
        """Give matches `offset` to `offset + limit` in order, and how many there are in all."""

    def stream(self, tree: Node, order: Order = Order.RELEVANCE) -> Iterator[Match]:
        """Give all matches in order, lazily."""

    def count(self, tree: Node) -> int:
        """Count the paragraphs that a tree matches."""

    def articles(self, tree: Node) -> Collection[int]:
        """Give the number (`documents.article_number`) of each article that has a matching paragraph."""

    def values(
        self, tree: Node, column: str, limit: int | None = None, among: Collection[str] | None = None
    ) -> dict[str, int]:
        """Count matching paragraphs by value of a column, the most frequent values first; or only those `among`."""

    def facets(self, tree: Node, column: str, chosen: Collection[str]) -> list[Facet]:
        """Count the matching paragraphs, and their articles, that have each of some values of a column."""

    def histogram(self, tree: Node, unit: Unit) -> list[Bucket]:
        """Count the matching paragraphs that have a date, and their articles, by period, earliest first."""

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Give the terms of an analysed field that begin so, sorted, with the number of documents each is in."""


class Engine(Protocol):
    """Keep documents in a folder of its own and find them."""

    name: str

    def writer(self) -> AbstractContextManager[Writer]:
        """Open the one writer; leaving the block without a commit drops what came after the last one."""

    def snapshot(self) -> Snapshot:
        """Open the last commit for reading; never waits for a writer."""

    def own(self) -> Snapshot:
        """Open only what this folder's writer has put in: less than all where several share an index."""

    def facts(self) -> Mapping[str, str]:
        """Tell where the documents are kept, by name, where that is not the folder."""

    def erase(self, articles: Sequence[str]) -> bool:
        """Have the next commit leave no text of articles it takes out; False where only an engine filled anew does."""

    def left(self) -> Mapping[str, str]:
        """Give the articles that commits did not bring in, or out, whole, and why: the next run replaces them again."""

    def runs(self, node: Node) -> bool:
        """Say whether this engine runs a node natively and exactly."""

    def space(self) -> Space:
        """Count the bytes on disk: of what is in, and of what was replaced or taken out."""
