"""A node of three dies at a random moment, while one process writes and another reads: `kill.py [TRIES] [SEED]`.

Readers may be told to ask again, but get no other answer. What a commit had acknowledged is there after the kill, and
the same run, done again where it was broken off, completes. In the end the whole cluster is started again during a run.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodes import AbsentError, Nodes, nodes

sys.path.insert(0, str(Path(__file__).parents[2]))

import searchkit
from searchkit.check import check
from searchkit.cluster import Cluster
from searchkit.errors import SearchkitError

STILL, MORE, EACH = 300, 400, 20
"""Articles that no run changes, those that a run adds, and how many of these make a commit."""
WORDS = "harbour pier tern budget quay gannet ferry mayor tide council dredging seawall".split()
QUERIES = (
    "kestrel tern",
    "kestrel OR nobody",
    '"kestrel budget"',
    "kestrel NOT quay",
    "kestr* w/3 ferry",
    "article:still*",
)
SECONDS = 12.0
"""A run lasts about so long: within these a node dies."""


class Reader(threading.Thread):
    """Ask the same questions again and again, and compare the answers."""

    def __init__(self, cluster: Cluster, wanted: dict[str, list[str]]) -> None:
        super().__init__()
        self._cluster, self._wanted, self._over = cluster, wanted, threading.Event()
        self.asked, self.wrong, self.told = 0, list[str](), Counter[str]()

    def run(self) -> None:
        while not self._over.is_set():
            try:
                with searchkit.open(None, cluster=self._cluster) as searcher:
                    self._ask(searcher)
            except SearchkitError as error:
                self.told[line(error)] += 1
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")

    def _ask(self, searcher: searchkit.Searcher) -> None:
        for query in QUERIES * 3:
            found = ids(searcher, query)
            self.asked += 1
            if found != self._wanted[query]:
                self.wrong.append(f"{query}: {len(found)} instead of {len(self._wanted[query])}")

    def end(self) -> None:
        self._over.set()
        self.join()


def ids(searcher: searchkit.Searcher, query: str) -> list[str]:
    return sorted(hit.id for hit in searcher.search(query, limit=None))


def line(error: Exception) -> str:
    """Give what an error says, which is one line."""
    said = str(error)
    assert "\n" not in said, said
    return said[:160]


def article(name: str, first: str) -> searchkit.Article:
    dice = random.Random(name)
    return searchkit.Article(name, paragraphs=[f"{first} {' '.join(dice.choices(WORDS, k=12))}." for _ in range(4)])


def write(index: Path, cluster: Cluster, names: list[str]) -> None:
    """Index articles, not too fast, and say after each commit which are in."""
    kept: list[str] = []
    with searchkit.Indexer(index, engine="opensearch", annotators=(), cluster=cluster) as indexer:
        for name in names:
            indexer.add(article(name, "more"))
            kept.append(name)
            if len(kept) == EACH:
                indexer.commit()
                print(*kept, flush=True)
                kept = []
                time.sleep(SECONDS * EACH / MORE)


def run(index: Path, cluster: Cluster, names: list[str]) -> subprocess.Popen[str]:
    """Index articles in a process of its own."""
    command = [sys.executable, __file__, "write", str(index), ",".join(cluster.hosts), names[0], names[-1]]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def attempt(
    running: Nodes, index: Path, cluster: Cluster, wanted: dict[str, list[str]], names: list[str], dice: random.Random
) -> str:
    """Kill one node; errors: AssertionError where an answer changed or something is missing."""
    reader, node, after = Reader(cluster, wanted), dice.randrange(3), dice.uniform(0.5, SECONDS)
    reader.start()
    writing = run(index, cluster, names)
    time.sleep(after)
    running.kill(node)
    out, err = writing.communicate(timeout=600)
    told = err.strip()
    assert writing.returncode == 0 or told.count("\n") == 0, told
    acknowledged = set(out.split())
    with searchkit.open(None, cluster=cluster) as searcher:
        held = {hit.article for hit in searcher.search("more", limit=None)}
    missing = acknowledged - held
    again = ""
    if writing.returncode:
        again = f"; the run said {told[:160]!r} and was done again"
        done = run(index, cluster, names)
        assert done.wait(600) == 0, done.communicate()[1]
    reader.end()
    assert not reader.wrong, f"answers changed: {reader.wrong[:3]}"
    assert not missing, f"acknowledged, and missing: {sorted(missing)[:5]}"
    with searchkit.open(None, cluster=cluster) as searcher:
        held = {hit.article for hit in searcher.search("more", limit=None)}
    assert held >= set(names), f"not completed: {sorted(set(names) - held)[:5]}"
    running.start(node)
    damages = check(index, cluster=cluster).damages
    assert not damages, damages[:3]
    told_readers = sum(reader.told.values())
    return (
        f"node {node} died after {after:.1f} s; {reader.asked} answers the same, {told_readers} times asked again; "
        f"{len(acknowledged)} of {len(names)} articles acknowledged by that run{again}"
    )


def restarted(running: Nodes, index: Path, cluster: Cluster, names: list[str]) -> str:
    """Start all nodes again in the middle of a run."""
    writing = run(index, cluster, names)
    time.sleep(SECONDS / 2)
    for node in range(3):
        running.kill(node)
    running.start()
    out, err = writing.communicate(timeout=600)
    assert err.strip().count("\n") == 0, err
    done = run(index, cluster, names)
    assert done.wait(600) == 0, done.communicate()[1]
    assert not check(index, cluster=cluster).damages
    return f"all nodes died: {len(out.split())} of {len(names)} articles acknowledged; it said {err.strip()[:160]!r}"


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="searchkit-kill-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def main(tries: int, seed: int) -> int:
    dice, failed = random.Random(seed), 0
    with nodes(3) as running, folder() as place:
        cluster = Cluster(hosts=tuple(running.hosts), prefix="kill", shards=3, replicas=1, timeout=30)
        with searchkit.Indexer(place / "still", engine="opensearch", annotators=(), cluster=cluster) as indexer:
            for number in range(STILL):
                indexer.add(article(f"still{number}", "kestrel"))
        with searchkit.open(None, cluster=cluster) as searcher:
            wanted = {query: ids(searcher, query) for query in QUERIES}
        assert all(wanted.values()), wanted
        for number in range(tries):
            names = [f"n{number * MORE + each:07d}" for each in range(MORE)]
            try:
                print(f"{number + 1}. {attempt(running, place / 'more', cluster, wanted, names, dice)}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"{number + 1}. FAILED: {error}", flush=True)
                running.start(*[node for node in range(3) if node not in running.alive])
        names = [f"n{tries * MORE + each:07d}" for each in range(MORE)]
        print(f"{tries + 1}. {restarted(running, place / 'more', cluster, names)}", flush=True)
    print(f"{tries - failed} of {tries} kills changed no answer and lost nothing")
    return int(failed > 0)


def child(index: str, hosts: str, first: str, last: str) -> int:
    """Be the process that writes; what goes wrong is one line."""
    names = [f"n{number:07d}" for number in range(int(first[1:]), int(last[1:]) + 1)]
    cluster: Any = Cluster(hosts=tuple(hosts.split(",")), prefix="kill", shards=3, replicas=1, timeout=30)
    try:
        write(Path(index), cluster, names)
    except SearchkitError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        sys.exit(child(*sys.argv[2:6]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    numbers = [int(argument) for argument in sys.argv[1:]]
    try:
        sys.exit(main(*(numbers + [10, 1][len(numbers) :])))
    except AbsentError as error:
        print(f"skipped, no OpenSearch: {error}")
