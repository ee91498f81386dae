"""What the client adds to a query on a cluster: the time until ten snippets are there, less what the server took.

`python tests/cluster/run.py .venv/bin/python -m benchmarks.overhead [ARTICLES]`
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import searchkit
from benchmarks.data import REUTERS, absent, articles, two_words
from benchmarks.peers.run import nodes
from searchkit.cluster import Cluster

QUERIES, BEFORE, ROUNDS = 200, 50, 10
"""Queries that are measured, others that are asked before, so many times: a server is slow until it is warm."""


class Watched:
    """Sum up what a server says that its answers took, milliseconds."""

    def __init__(self, searcher: searchkit.Searcher) -> None:
        engine: Any = searcher._store.engine
        self._transport, self.took, self.requests = engine.server._client.transport, 0, 0
        self._asked, self._transport.perform_request = self._transport.perform_request, self._heard

    def _heard(self, *arguments: Any, **more: Any) -> Any:
        answer = self._asked(*arguments, **more)
        self.took, self.requests = self.took + answer.get("took", 0), self.requests + 1
        return answer


def measure(searcher: searchkit.Searcher, queries: list[str]) -> list[tuple[float, float, int, int]]:
    """Give of each query its milliseconds: by the clock, of the client's processor, of the server; and its requests."""
    found, watched = [], Watched(searcher)
    for query in queries:
        watched.took = watched.requests = 0
        begun, worked = time.perf_counter(), time.process_time()
        hits = searcher.search(query).hits
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
        assert hits and hits[0].snippet.text
        found.append((1000 * seconds, 1000 * processor, watched.took, watched.requests))
    return found


def main(most: int) -> int:
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return 0
    cluster = Cluster(hosts=tuple(nodes()), prefix="overhead")
    folder = Path(tempfile.mkdtemp(prefix="searchkit-overhead-"))
    try:
        lines = folder / "reuters.jsonl"
        lines.write_text("".join(articles(most=most)), encoding="utf-8")
        searchkit.build([lines], folder / "index", engine="opensearch", annotators=(), cluster=cluster)
        with searchkit.open(None, cluster=cluster) as searcher:
            queries = [query for query in two_words(4 * QUERIES) if len(searcher.search(query)) == 10]
            for query in ROUNDS * queries[:BEFORE]:
                searcher.search(query)
            found = measure(searcher, queries[BEFORE : BEFORE + QUERIES])
            paragraphs = searcher.stats().paragraphs
    finally:
        shutil.rmtree(folder)
    whole, processor, took, requests = zip(*found, strict=True)
    added = [clock - server for clock, server in zip(whole, took, strict=True)]
    print(f"{len(found)} queries of two words, ten snippets, {paragraphs:,} paragraphs, load {os.getloadavg()[0]:.1f}")
    print(f"clock {statistics.median(whole):.2f} ms, server {statistics.median(took)} ms, requests {max(requests)}")
    print(f"added by the client: {statistics.median(added):.2f} ms, processor {statistics.median(processor):.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000))
