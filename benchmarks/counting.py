"""Facets, timelines and names: over more than 100,000 matches in process, and as whole commands."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import searchkit

EVERYTHING = "-zebra"
"""A query that nearly every paragraph matches, so that an index of Reuters gives more than 100,000 of them."""
COMMANDS: Sequence[Sequence[str]] = (
    ("names", "oil", "price"),
    ("names",),
    ("together", "reagan"),
    ("together", "reagan", "--sentence", "--timeline", "month"),
    ("query", "oil", "--facet", "person", "--facet", "topic"),
    ("query", "oil", "--timeline", "month"),
)


def bench_counting(tantivy: Path, whoosh: Path, runs: int = 7) -> None:
    """Print medians."""
    with searchkit.open(tantivy) as searcher:
        matches = searcher.count(EVERYTHING).paragraphs
        counted: dict[str, Callable[[], object]] = {
            "facet of persons": lambda: searcher.facets(EVERYTHING, "person"),
            "facet of topics": lambda: searcher.facets(EVERYTHING, "topic"),
            "timeline by month": lambda: searcher.timeline(EVERYTHING, "month"),
            "names of all kinds": lambda: searcher.names(EVERYTHING),
        }
        for name, count in counted.items():
            print(f"count    {_median(count, runs)} for a {name} over {matches:,} matches")
    for engine, index in (("tantivy", tantivy), ("whoosh", whoosh)):
        for command in COMMANDS:
            cold = _median(lambda command=command, index=index: _process(command, index), runs)  # type: ignore[misc]
            print(f"count    {cold} as a process, {engine}: searchkit {' '.join(command)}")


def _process(command: Sequence[str], index: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "searchkit", *command, "--index", str(index)], check=True, capture_output=True
    )


def _median(run: Callable[[], object], runs: int) -> str:
    """Measure in milliseconds: by the clock, and by the processor, which other work on the machine disturbs less."""
    clock, processor = [], []
    for _ in range(runs):
        begun, used = time.perf_counter(), _used()
        run()
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((_used() - used) * 1000)
    return f"{statistics.median(clock):6.0f} ms ({statistics.median(processor):.0f} of the processor)"


def _used() -> float:
    """Give the processor time of this process and of those that it has waited for."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(times.ru_utime + times.ru_stime for times in used)
