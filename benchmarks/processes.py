"""Commands measured as processes, with all that they start: seconds, and memory at the peak; on Linux."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

STEP = 0.1


class Run(NamedTuple):
    """Tell how long a command took, what it had of memory at most (MB, shared pages once), and what it said.

    `processor` is the time that processors worked for it, which other work on the machine changes little. `own` is the
    memory that holds no pages of files: those of an index are the system's, which drops them at need.
    """

    seconds: float
    processor: float
    megabytes: float
    own: float
    said: str


def measured(command: Sequence[str]) -> Run:
    """Run a command; errors: CalledProcessError where it fails."""
    begun, used, most, own = time.perf_counter(), _used(), 0, 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        while running.poll() is None:
            held = list(map(_kilobytes, _family(running.pid)))
            most, own = max(most, sum(whole for whole, _ in held)), max(own, sum(own for _, own in held))
            time.sleep(STEP)
        seconds, said = time.perf_counter() - begun, running.stdout.read() if running.stdout else ""
    if running.returncode not in (0, 2):
        raise subprocess.CalledProcessError(running.returncode, command, said)
    return Run(seconds, _used() - used, most / 1024, own / 1024, said)


def _used() -> float:
    """Give the processor time of all processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pairs(ours: Sequence[str], theirs: Sequence[str], compiled: Path, number: int = 15) -> tuple[float, float, float]:
    """Run two commands in turn; give the median of their ratios, and both medians in milliseconds.

    Their modules are compiled before, as they are where packages are installed.
    """
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    for command in (ours, theirs):
        _timed(command, surroundings)
    both = [(_timed(ours, surroundings), _timed(theirs, surroundings)) for _ in range(number)]
    mine, other = (statistics.median(column) * 1000 for column in zip(*both, strict=True))
    return statistics.median(one / two for one, two in both), mine, other


def _timed(command: Sequence[str], surroundings: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    return time.perf_counter() - begun


def _family(process: int) -> list[int]:
    """Give a process and those below it."""
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(each for child in below for each in _family(int(child)))]


def _kilobytes(process: int) -> tuple[int, int]:
    """Give the memory of a process, and that of it which holds no file."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    held = {line.split()[0]: int(line.split()[1]) for line in lines if line.startswith("Pss")}
    return held.get("Pss:", 0), held.get("Pss_Anon:", 0)
