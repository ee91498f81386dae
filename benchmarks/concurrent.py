"""Queries from several threads of one process, alone and while an index run goes on; not of several processes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import searchkit
from benchmarks.data import two_words

THREADS = (1, 2, 8)
RUN = """
import sys, searchkit
if __name__ == "__main__":
    while True:
        searchkit.build([sys.argv[1]], sys.argv[2], rebuild=True, jobs=2)
"""


Measured = dict[str, tuple[float, float]]
"""Queries a second and the 95th percentile in milliseconds, by number of threads and what goes on."""


def asked_at_once(index: Path, source: Path, seconds: float = 5.0) -> Measured:
    """Ask from several threads, first alone, then while `source` is indexed again."""
    queries, found = two_words(400), Measured()
    with searchkit.open(index) as searcher:
        for query in queries[:50]:
            searcher.search(query)
        for threads in THREADS:
            found[f"{threads}"] = _asked(searcher, queries, threads, seconds)
        with _indexing(source, index):
            for threads in THREADS:
                found[f"{threads}, an index run going on"] = _asked(searcher, queries, threads, seconds)
    return found


def _asked(searcher: searchkit.Searcher, queries: Sequence[str], threads: int, seconds: float) -> tuple[float, float]:
    """Give queries a second and the 95th percentile in milliseconds."""
    end, times = time.perf_counter() + seconds, [list[float]() for _ in range(threads)]
    several = [Thread(target=_asks, args=(searcher, queries, end, mine, seed)) for seed, mine in enumerate(times)]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    every = sorted(one for mine in times for one in mine)
    return len(every) / seconds, every[int(len(every) * 0.95)] * 1000


def _asks(searcher: searchkit.Searcher, queries: Sequence[str], end: float, times: list[float], seed: int) -> None:
    pick = random.Random(seed)
    while (begun := time.perf_counter()) < end:
        searcher.search(pick.choice(queries))
        times.append(time.perf_counter() - begun)


@contextmanager
def _indexing(source: Path, index: Path) -> Iterator[None]:
    """Have another process index all again, from before the first query until after the last."""
    with subprocess.Popen([sys.executable, "-c", RUN, str(source), str(index)]) as running:
        time.sleep(3.0)  # its processes have to be there
        try:
            yield
            if running.poll() is not None:
                raise RuntimeError("the index run was over before the queries were")
        finally:
            running.terminate()
