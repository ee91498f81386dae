"""The whole collection on a cluster: moved there from tantivy and back, with the same answers; what it takes there.

`python tests/cluster/run.py 3 .venv/bin/python -m benchmarks.cluster [SHARDS] [REPLICAS]`
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import searchkit
from benchmarks.data import REUTERS, TWENTY, absent, two_words
from benchmarks.peers.run import nodes
from searchkit.cluster import Cluster
from searchkit.mending import rebuild

Answer = list[tuple[str, ...]]


def answers(index: Path | None, cluster: Cluster | None = None) -> Answer:
    """Give what the twenty queries find, all of it."""
    with searchkit.open(index, cluster=cluster) as searcher:
        return [tuple(sorted(hit.id for hit in searcher.search(query, limit=None))) for query in TWENTY]


def compare(label: str, wanted: Answer, found: Answer) -> bool:
    same = sum(one == other for one, other in zip(wanted, found, strict=True))
    print(f"{label}: {same} of {len(TWENTY)} queries the same, {sum(map(len, found)):,} paragraphs", flush=True)
    return same == len(TWENTY)


def took(cluster: Cluster) -> None:
    """Time queries of two words with ten snippets, as a reader without a folder."""
    queries = two_words(150)
    with searchkit.open(None, cluster=cluster) as searcher:
        for query in queries[:50]:
            searcher.search(query)
        times = []
        for query in queries[50:]:
            begun = time.perf_counter()
            searcher.search(query)
            times.append((time.perf_counter() - begun) * 1000)
    print(f"two words, ten snippets: {statistics.median(times):.1f} ms median", flush=True)


def asked(cluster: Cluster, path: str) -> Any:
    with urllib.request.urlopen(f"{cluster.hosts[0]}/{path}") as answer:
        return json.load(answer)


def sizes(cluster: Cluster) -> None:
    """Say what a paragraph takes on the servers, copies apart, merged and as it was written."""
    for when in ("as written", "merged"):
        if when == "merged":
            request = urllib.request.Request(
                f"{cluster.hosts[0]}/{cluster.prefix}/_forcemerge?max_num_segments=1", method="POST"
            )
            urllib.request.urlopen(request, timeout=600).close()
            time.sleep(35)  # until the server no longer keeps what a copy may have to catch up with
        found = asked(cluster, f"{cluster.prefix}/_stats/store,docs")["_all"]["primaries"]
        size, docs = found["store"]["size_in_bytes"], found["docs"]["count"]
        print(f"size {when}: {size / 1e6:.1f} MB, {docs:,} documents, {size / docs:.0f} bytes each", flush=True)
    for node in asked(cluster, "_nodes/stats/jvm")["nodes"].values():
        print(f"heap in use: {node['jvm']['mem']['heap_used_in_bytes'] / 1e6:.0f} MB")


def moved(index: Path, engine: str, cluster: Cluster) -> None:
    begun = time.perf_counter()
    report = rebuild(index, engine=engine, annotators=(), cluster=cluster)
    seconds = time.perf_counter() - begun
    rate = report.paragraphs / seconds
    print(f"moved to {engine}: {report.paragraphs:,} paragraphs in {seconds:.1f} s, {rate:,.0f}/s", flush=True)


def main(shards: int, replicas: int) -> int:
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return 0
    hosts = tuple(nodes())
    cluster = Cluster(hosts=hosts, prefix="reuters", shards=shards, replicas=replicas)
    folder = Path(tempfile.mkdtemp(prefix="searchkit-cluster-"))
    try:
        index = folder / "reuters"
        searchkit.build([REUTERS], index, jobs=2)
        with searchkit.open(index) as searcher:
            print(f"{searcher.stats().paragraphs:,} paragraphs, {shards} shards, {replicas} replicas", flush=True)
        wanted = answers(index)
        begun = time.perf_counter()
        report = rebuild(index, engine="opensearch", cluster=cluster, jobs=2)
        seconds = time.perf_counter() - begun
        print(f"moved with names: {report.paragraphs / seconds:,.0f} paragraphs/s, {seconds:.1f} s", flush=True)
        fine = compare("tantivy and a cluster", wanted, answers(index, cluster))
        fine &= compare("the same, a reader without a folder", wanted, answers(None, cluster))
        took(cluster)
        sizes(cluster)
        rebuild(index, engine="tantivy", cluster=cluster, jobs=2)
        fine &= compare("back on tantivy", wanted, answers(index))
        moved(index, "opensearch", cluster)
        return 0 if fine else 1
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [3, 1][len(numbers) :])))
