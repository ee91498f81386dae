"""searchkit on tantivy, in this process: no annotators, as no peer has any; all else as users have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import searchkit
from searchkit import Article, Indexer
from searchkit.cluster import Cluster

KINDS = ("and", "or", "phrase", "near")
SNIPPETS = True
ENGINE = "tantivy"
CLUSTER: Cluster | None = None


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    with Indexer(folder / "index", engine=ENGINE, annotators=(), jobs=2, cluster=CLUSTER) as indexer:
        for id, text in rows:
            indexer.add(Article(id, paragraphs=(text,)))


class Opened:
    """Ask one index."""

    def __init__(self, folder: Path) -> None:
        self._searcher = searchkit.open(folder / "index")

    def ids(self, kind: str, words: Sequence[str]) -> set[str]:
        return {hit.article for hit in self._searcher.search(_query(kind, words), limit=None)}

    def page(self, kind: str, words: Sequence[str]) -> list[str]:
        return [hit.snippet.text for hit in self._searcher.search(_query(kind, words), limit=10)]


def _query(kind: str, words: Sequence[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    match kind:
        case "and":
            return " AND ".join(quoted)
        case "or":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(words)}"'
        case _:
            return " w/5 ".join(quoted)
