"""Commands measured as processes, with all that they start: seconds, and memory at the peak; on Linux."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

STEP = 0.1


class Run(NamedTuple):
    """Tell how long a command took, what it had of memory at most (MB, shared pages once), and what it said."""

    seconds: float
    megabytes: float
    said: str


def measured(command: Sequence[str]) -> Run:
    """Run a command; errors: CalledProcessError where it fails."""
    begun, most = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        while running.poll() is None:
            most = max(most, sum(map(_kilobytes, _family(running.pid))))
            time.sleep(STEP)
        seconds, said = time.perf_counter() - begun, running.stdout.read() if running.stdout else ""
    if running.returncode not in (0, 2):
        raise subprocess.CalledProcessError(running.returncode, command, said)
    return Run(seconds, most / 1024, said)


def _family(process: int) -> list[int]:
    """Give a process and those below it."""
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(each for child in below for each in _family(int(child)))]


def _kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
