"""One writer an index at a time: a lock that ends with its holder, and says who that is."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from searchkit import disk
from searchkit.errors import LockedError

FILE = "writer.lock"
_PAUSE = 0.05


@contextmanager
def hold(index: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the writer's lock of an index, waiting for it at most so many seconds; errors: LockedError.

    The system lets go of it when the process ends, however it ends, so no stale lock is ever left behind.
    """
    with open(index / FILE, "a+", encoding="utf-8", opener=disk.private) as file:
        until = time.monotonic() + wait
        while not _taken(file):
            if time.monotonic() >= until:
                holder = _holder(file)
                raise LockedError(f"another writer holds the index {index}: {holder}; wait with --lock-timeout", holder)
            time.sleep(_PAUSE)
        _sign(file)
        yield


def _sign(file: IO[str]) -> None:
    file.seek(0)
    file.truncate()
    since = datetime.now(UTC).isoformat(timespec="seconds")
    json.dump({"process": os.getpid(), "host": socket.gethostname(), "since": since}, file)
    file.flush()


def _holder(file: IO[str]) -> str:
    try:
        file.seek(0)
        known = json.load(file)
        return f"process {known['process']} on {known['host']} since {known['since']}"
    except (ValueError, KeyError, TypeError, OSError):
        return "a process that did not say its name"


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[str]) -> bool:
        try:
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
