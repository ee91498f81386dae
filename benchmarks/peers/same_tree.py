"""Whoosh used directly beside ours, same trees, same terms: `python -m benchmarks.peers.same_tree [ARTICLES]`.

Plain Whoosh has an index of its own, made of the very terms of ours, with what we store as stored fields. It gets the
resolved tree as its own query objects, furniture left out and pairs with their bonus as in ours, reads the first ten
and cuts snippets with its own highlighter. Times are of the processor, each query asked of both in turn.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import Stemmer
from whoosh import analysis, fields, highlight, index, query
from whoosh.query import spans

import searchkit
from benchmarks.data import REUTERS, absent, articles
from benchmarks.language.questions import Kind, kinds
from searchkit.analysis import Analyzer
from searchkit.documents import values
from searchkit.engines.base import K1, B
from searchkit.model import Match
from searchkit.query.nodes import (
    And,
    Boost,
    Everything,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Prefix,
    Range,
    Term,
)
from searchkit.records import Record, read_record
from searchkit.schema import SCHEMA
from searchkit.searcher import Searcher

KINDS = {
    "a b": "AND",
    "a OR b": "OR",
    '"a b (c)"': "phrase",
    "a w/5 b": "near",
    "lim*": "prefix",
    "field:a b": "filter",
}
WARM, TIMES, COMPARED = 10, 2, 10
"""So many queries of a kind are not timed; the others so often, and the quicker counts. The paragraphs that so many
find, the last of a kind, are compared."""
WANTED = 1.3
_INDEXED = [field for field in SCHEMA.fields if field.analysed]
_BODY = (
    analysis.RegexTokenizer() | analysis.LowercaseFilter() | analysis.StemFilter(Stemmer.Stemmer("english").stemWord)
)


class Plain:
    """Ask an index of Whoosh's as its documentation says."""

    def __init__(self, records: Iterator[Record], folder: Path) -> None:
        folder.mkdir()
        made, analyzer = index.create_in(folder, _schema()), Analyzer()
        writer = made.writer(limitmb=256)
        for record in records:
            writer.add_document(**_document(record, analyzer))
        writer.commit()
        from whoosh.scoring import BM25F

        self._searcher = made.searcher(weighting=BM25F(B=B, K1=K1))

    def page(self, tree: query.Query) -> list[tuple[dict[str, Any], str]]:
        """Give the stored fields and the snippets of the first page."""
        words = frozenset(text for field, text in tree.iter_all_terms() if field in ("text", "words"))
        found = self._searcher.search(tree, limit=10)
        return [(stored := hit.fields(), _snippet(stored["stored_text"], words)) for hit in found]

    def all(self, tree: query.Query) -> set[str]:
        return {hit["id"] for hit in self._searcher.search(tree, limit=None)}


def _snippet(text: str, words: frozenset[str]) -> str:
    cut: str = highlight.highlight(
        text, words, _BODY, highlight.ContextFragmenter(maxchars=240), highlight.UppercaseFormatter(), top=1
    )
    return cut


def _schema() -> fields.Schema:
    terms = analysis.SpaceSeparatedTokenizer()
    analysed = {field.name: fields.TEXT(analyzer=terms, phrase=True) for field in _INDEXED}
    stored = dict.fromkeys(("id", "about", "stored_text", "entities"), fields.STORED)
    return fields.Schema(role=fields.ID, published=fields.NUMERIC(int, 64), **analysed, **stored)


def _document(record: Record, analyzer: Analyzer) -> dict[str, Any]:
    found = values(record, analyzer)
    kept = {field.name: found[field.name] for field in _INDEXED if field.name in found}
    if "published" in found:
        kept["published"] = found["published"]
    stored = {"about": record["about"], "stored_text": record["text"], "entities": record["entities"]}
    return {**kept, **stored, "id": _id(record), "role": record["role"]}


def _id(record: Record) -> str:
    return f"{record['about']['id']}#{record['ordinal']}"


def translated(tree: Node) -> query.Query:
    """Write a resolved tree as Whoosh's query objects; errors: ValueError where it has none that mean the same."""
    match tree:
        case Term(text, field):
            return query.Term(field, text, boost=1.0 if SCHEMA[field].analysed else 0.0)
        case Phrase(parts, field) if all(isinstance(part, Term) for part in parts):
            return query.Phrase(field, [part.text for part in parts if isinstance(part, Term)])
        case And(parts):
            return _all(parts)
        case Or(parts):
            return query.Or([translated(part) for part in parts])
        case Boost(part, weight):
            return translated(part).with_boost(weight)
        case Prefix(text, field):
            return query.Prefix(field, text)
        case Range(low, high, field):
            return query.NumericRange(field, low, high, boost=0.0)
        case Near(left, right, int(reach), False):
            return spans.SpanNear(translated(left), translated(right), slop=reach, ordered=False)
        case Everything():
            return query.Every()
        case _:
            raise ValueError(f"plain Whoosh has nothing for {tree!r}")


def _all(parts: tuple[Node, ...]) -> query.Query:
    """Join by AND, with what must not be and what only adds to the score as Whoosh has them."""
    wanted = [translated(part) for part in parts if not isinstance(part, (Not, Optional))]
    found = wanted[0] if len(wanted) == 1 else query.And(wanted)
    for part in parts:
        if isinstance(part, Not):
            found = query.AndNot(found, translated(part.part))
    for part in parts:
        if isinstance(part, Optional):
            found = query.AndMaybe(found, translated(part.part))
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold what one kind of query took: medians in milliseconds, and the median of the ratios."""

    kind: str
    queries: int
    same: int
    ours: float
    plain: float
    ratio: float

    def __str__(self) -> str:
        figures = f"{self.ours:8.2f} ms, plain Whoosh {self.plain:8.2f} ms, {self.ratio:5.2f} times"
        found = f"{self.same} of {COMPARED} find the same paragraphs"
        return f"{self.kind:7} {self.queries} queries, {figures}; {found}"


class Beside:
    """Compare both on one index."""

    def __init__(self, searcher: Searcher, plain: Plain) -> None:
        self._searcher, self._plain = searcher, plain

    def compared(self, kind: Kind) -> Compared:
        """Compare the queries that plain Whoosh can be asked too."""
        asked = [(text, tree) for text in kind.queries if (tree := self._tree(text)) is not None]
        timed = [self._times(text, tree) for text, tree in asked][WARM:]
        same = sum(self._same(text, tree) for text, tree in asked[-COMPARED:])
        ours, plain = (statistics.median(column) for column in zip(*timed, strict=True))
        ratio = statistics.median(mine / theirs for mine, theirs in timed)
        return Compared(KINDS[kind.name], len(timed), same, ours, plain, ratio)

    def _tree(self, text: str) -> query.Query | None:
        try:
            return translated(self._searcher.asking.ask(text).tree)
        except ValueError:
            return None

    def _same(self, text: str, tree: query.Query) -> bool:
        return {hit.id for hit in self._searcher.search(text, None)} == self._plain.all(tree)

    def _times(self, text: str, tree: query.Query) -> tuple[float, float]:
        pairs = [
            (_took(lambda: self._searcher.search(text)), _took(lambda: self._plain.page(tree))) for _ in range(TIMES)
        ]
        return min(ours for ours, _ in pairs), min(theirs for _, theirs in pairs)


def _took(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return (time.process_time() - begun) * 1000


def main(most: int = 10_000) -> None:
    """Measure in a folder that is thrown away."""
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, {most:,} articles"
    )
    folder = Path(tempfile.mkdtemp(prefix="searchkit-same-tree-"))
    try:
        source = folder / "articles.jsonl"
        source.write_text("".join(articles(most=most)), encoding="utf-8")
        searchkit.build([source], folder / "ours", engine="whoosh")
        for line in measured(folder / "ours", folder / "plain"):
            print(line, flush=True)
    finally:
        shutil.rmtree(folder)


def measured(ours: Path, plain: Path) -> Iterator[Compared]:
    """Give a comparison for each kind, of an index of ours and of one of plain Whoosh's that is made of it."""
    with searchkit.open(ours) as searcher:
        found: Iterator[Match] = searcher._snapshot.stream(Everything())
        beside = Beside(searcher, Plain((read_record(match.stored) for match in found), plain))
        for kind in kinds():
            if kind.name in KINDS:
                yield beside.compared(kind)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
