"""Print the figures of benchmarks/README.md: `python -m benchmarks` (some nine minutes), or only the named ones.

index    indexing rate, memory and size, and a second run with nothing changed, on tantivy
query    two words, ten snippets, in process
language queries of every kind, first page with snippets, in process; SQLite FTS5 and tantivy's own parser beside
cold     `searchkit query` as a process, against `python -c "import click"`, in pairs
whoosh   indexing rate of the Whoosh engine
count    facets, timelines and names: over 100,000 matches, and as processes on tantivy and Whoosh
threads  queries from 1, 2 and 8 threads, alone and while an index run goes on
agree    twenty queries: the same paragraphs on tantivy, memory and Whoosh
peers    other libraries on 20,000 paragraphs (`benchmarks.peers`)
commands whole commands beside recollq and rg, on 5,000 articles as files (`benchmarks.commands`)

What takes long is `python -m benchmarks.scale FOLDER`: up to five million paragraphs.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import searchkit
from benchmarks.data import REUTERS, TWENTY, absent, articles, two_words
from benchmarks.language.speed import Speed
from benchmarks.processes import measured, pairs

SOME = 2000
JOBS = os.cpu_count() or 1
CHILD = """
import json, sys, time, searchkit
begun = time.perf_counter()
report = searchkit.build([sys.argv[1]], sys.argv[2], engine=sys.argv[3] or None, jobs=int(sys.argv[4]))
seconds = time.perf_counter() - begun
print(json.dumps([report.paragraphs, report.articles, seconds, len(report.troubles)]))
"""


def indexed(source: Path, index: Path, engine: str = "") -> tuple[int, int, float, float, int]:
    """Index in processes of their own: paragraphs, articles, seconds, megabytes of all at the peak, troubles."""
    run = measured([sys.executable, "-c", CHILD, str(source), str(index), engine, str(JOBS)])
    paragraphs, number, seconds, troubles = json.loads(run.said)
    return paragraphs, number, seconds, run.megabytes, troubles


def bench_index(folder: Path) -> None:
    paragraphs, number, seconds, memory, troubles = indexed(REUTERS, folder / "reuters")
    again = indexed(REUTERS, folder / "reuters")[2]
    size = sum(file.stat().st_size for file in (folder / "reuters").rglob("*") if file.is_file()) / 1e6
    print(
        f"index    {paragraphs / seconds:,.0f} paragraphs/s: {paragraphs:,} of {number:,} articles in {seconds:.1f} s"
    )
    print(f"         {memory:.0f} MB of memory at the peak of all processes, {size:.0f} MB on disk with the catalog")
    print(f"         {troubles} trouble reported")
    print(f"         {again:.2f} s for a second run with nothing changed: {again / seconds:.3f} of the first")


def bench_query(folder: Path) -> None:
    queries = two_words(400)
    with searchkit.open(_built(folder)) as searcher:
        for query in queries[:50]:
            searcher.search(query)
        times = sorted(_milliseconds(lambda query=query: searcher.search(query)) for query in queries)
    print(f"query    {statistics.median(times):.2f} ms median, {times[int(len(times) * 0.95)]:.2f} ms 95th percentile")


def bench_language(folder: Path) -> None:
    with closing(Speed(_built(folder))) as speed:
        for line in speed.report():
            print(f"language {line}", flush=True)


def bench_cold(folder: Path, number: int = 15) -> None:
    """Compare whole processes."""
    ours = [sys.executable, "-m", "searchkit", "query", "oil price", "--index", str(_built(folder))]
    ratio, mine, theirs = pairs(ours, [sys.executable, "-c", "import click"], folder / "compiled", number)
    print(f"cold     {ratio:.2f} times `import click` (medians {mine:.0f} ms and {theirs:.0f} ms, {number} pairs)")


def bench_whoosh(folder: Path) -> None:
    paragraphs, _, seconds, memory, _ = indexed(_some(folder), folder / "whoosh", "whoosh")
    print(f"whoosh   {paragraphs / seconds:,.0f} paragraphs/s: {paragraphs:,} paragraphs, {memory:.0f} MB at most")


def bench_count(folder: Path) -> None:
    from benchmarks.counting import bench_counting

    index = folder / "some-whoosh"
    searchkit.build([_some(folder)], index, engine="whoosh")
    bench_counting(_built(folder), index)


def bench_threads(folder: Path) -> None:
    from benchmarks.concurrent import asked_at_once

    for threads, (rate, late) in asked_at_once(_built(folder), REUTERS).items():
        print(f"threads  {rate:7,.0f} queries/s, {late:6.2f} ms 95th percentile: threads {threads}")


def bench_peers(_: Path) -> None:
    from benchmarks.peers.__main__ import main

    main(20_000)


def bench_commands(_: Path) -> None:
    from benchmarks.commands import main

    main(5_000)


def bench_agree(folder: Path) -> None:
    _compare("tantivy and memory, all", _found_on_disk(_built(folder)), _found_in_memory(REUTERS))
    some = _some(folder)
    for engine in ("tantivy", "whoosh"):
        index = folder / f"some-{engine}"
        searchkit.build([some], index, engine=engine)
        _compare(f"{engine} and memory, {SOME:,} articles", _found_on_disk(index), _found_in_memory(some))


def _compare(label: str, one: list[set[str]], other: list[set[str]]) -> None:
    same = sum(mine == theirs for mine, theirs in zip(one, other, strict=True))
    print(f"agree    {same} of {len(TWENTY)} queries the same on {label}; {sum(map(len, one)):,} paragraphs found")


def _found_on_disk(index: Path) -> list[set[str]]:
    with searchkit.open(index) as searcher:
        return _found(searcher)


def _found_in_memory(source: Path) -> list[set[str]]:
    with searchkit.Indexer(engine="memory") as indexer:
        indexer.read([source])
        return _found(indexer.searcher())


def _found(searcher: searchkit.Searcher) -> list[set[str]]:
    return [{hit.id for hit in searcher.search(query, limit=None)} for query in TWENTY]


def _built(folder: Path) -> Path:
    index = folder / "reuters"
    if not index.exists():
        searchkit.build([REUTERS], index)
    return index


def _some(folder: Path) -> Path:
    path = folder / "some.jsonl"
    if not path.exists():
        path.write_text("".join(articles(most=SOME)), encoding="utf-8")
    return path


def _milliseconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


ALL = {
    "index": bench_index,
    "query": bench_query,
    "language": bench_language,
    "cold": bench_cold,
    "whoosh": bench_whoosh,
    "count": bench_count,
    "threads": bench_threads,
    "agree": bench_agree,
    "peers": bench_peers,
    "commands": bench_commands,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all, in a folder that is thrown away."""
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
    folder = Path(tempfile.mkdtemp(prefix="searchkit-benchmarks-"))
    try:
        for name in names or list(ALL):
            ALL[name](folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
