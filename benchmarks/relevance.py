"""Measure ranking on judged collections; not speed (`__main__`), and no collection is passed on with it.

`python -m benchmarks.relevance [--engine NAME ...] [COLLECTION ...]` indexes each collection below
$SEARCHKIT_DATA/relevance, a document as an article of one paragraph, asks its queries for any of their words, as text
without operators, and prints nDCG@10, AP (of 1,000 paragraphs) and R@100, without and with expansion.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import AP, R, nDCG

from benchmarks.data import DATA
from searchkit import searcher
from searchkit.asking import Asking, Modes
from searchkit.indexer import Indexer
from searchkit.model import Article
from searchkit.records import read_record

RELEVANCE = DATA / "relevance"
FLOORS = Path(__file__).with_name("relevance_floors.json")
ENGINES = ("tantivy", "whoosh")
DEPTH = 1000
MEASURES = {"nDCG@10": nDCG @ 10, "AP": AP, "R@100": R @ 100}

Scores = dict[str, float]
Ranking = dict[str, float]


@dataclass(frozen=True, slots=True)
class Collection:
    """Hold queries by id, and which documents are right for each: {query: {document: 1}}."""

    name: str
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]

    def articles(self) -> Iterator[Article]:
        """Give each document as an article of one paragraph, its title in front."""
        for record in _lines(RELEVANCE / self.name / "docs.jsonl.gz"):
            text = " ".join(" ".join(filter(None, (record.get("title"), record["text"]))).split())
            yield Article(record["id"], paragraphs=(text,))


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold one index, asked as the searcher asks."""

    asking: Asking

    def ranking(self, query: str, *, expand: bool = False) -> Ranking:
        """Give the best documents for any words of a query; ids are unique, as a document is one paragraph."""
        asked = self.asking.ask(query, Modes(any_words=True, literal=True, expand=expand))
        found = self.asking.verified.best(asked.tree, DEPTH)
        # The place counts, not the score: tools order ties each in their own way.
        return {read_record(match.stored)["about"]["id"]: -place for place, match in enumerate(found)}


def names() -> list[str]:
    """Name the collections that are at hand."""
    return sorted(path.parent.name for path in RELEVANCE.glob("*/qrels.txt"))


def load(name: str) -> Collection:
    """Read the queries and judgements of a collection."""
    queries = {query["id"]: query["text"] for query in _lines(RELEVANCE / name / "queries.jsonl")}
    judged: dict[str, dict[str, int]] = {}
    for line in (RELEVANCE / name / "qrels.txt").read_text(encoding="utf-8").splitlines():
        query, _, document, right = line.split()
        judged.setdefault(query, {})[document] = int(right)
    return Collection(name, queries, judged)


def floors() -> dict[str, dict[str, dict[str, Scores]]]:
    """Read what no measure may fall below: collection, engine, `plain` or `expand`, measure."""
    read: dict[str, dict[str, dict[str, Scores]]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return read


@contextmanager
def indexed(collection: Collection, engine: str, folder: Path) -> Iterator[Opened]:
    """Index a collection in a folder of its own below this one, and open it."""
    index = None if engine == "memory" else folder / f"{collection.name}-{engine}"
    with Indexer(index, engine=engine, annotators=()) as indexer:
        for article in collection.articles():
            indexer.add(article)
        if index is None:
            yield Opened(indexer.searcher().asking)
    if index is not None:
        with searcher.open(index) as opened:
            yield Opened(opened.asking)


def measured(collection: Collection, rankings: Mapping[str, Ranking]) -> Scores:
    """Give each measure's mean over the queries that have a right answer."""
    found = ir_measures.calc_aggregate(list(MEASURES.values()), collection.judged, rankings)
    return {name: float(found[measure]) for name, measure in MEASURES.items()}


def bench_relevance(folder: Path, engines: Sequence[str] = ENGINES, wanted: Sequence[str] = ()) -> None:
    """Print the measures of each collection on each engine, without and with expansion."""
    for name in wanted or names():
        collection = load(name)
        for engine in engines:
            with indexed(collection, engine, folder) as opened:
                _print(collection, engine, opened)


def both(collection: Collection, opened: Opened) -> Iterator[tuple[str, Scores]]:
    """Give the measures of an index without (`plain`) and with expansion (`expand`)."""
    for label, expand in (("plain", False), ("expand", True)):
        rankings = {id: opened.ranking(text, expand=expand) for id, text in collection.queries.items()}
        yield label, measured(collection, rankings)


def _print(collection: Collection, engine: str, opened: Opened) -> None:
    for label, scores in both(collection, opened):
        low = floors().get(collection.name, {}).get(engine, {}).get(label, {})
        figures = "  ".join(
            f"{measure} {score:.4f}{' BELOW ITS FLOOR' if score < low.get(measure, 0.0) else ''}"
            for measure, score in scores.items()
        )
        print(f"relevance {collection.name:10} {engine:8} {label:7} {figures}", flush=True)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    """Measure the named collections, or all, in a folder that is thrown away."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--engine", action="append", choices=("tantivy", "whoosh", "memory"))
    parser.add_argument("collection", nargs="*")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="searchkit-relevance-"))
    try:
        bench_relevance(folder, asked.engine or ENGINES, asked.collection)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
