"""Writes that fail: `python tests/faults/writes.py TRIES`.

With strace, where it is there: the n-th write or sync of a run fails (no space, I/O error), for each n. Everywhere: no
file may grow beyond a size (RLIMIT_FSIZE), for many sizes, as on a full disk. The run must end with an error of one
line and no traceback, the index must have the articles of its last commit, and the next run must complete it.
"""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from desk import ENGINES, State, command, done, folder, held, row, write
from kill import sound

BEFORE: State = {f"a{number}": 1 for number in range(20)}
AFTER: State = {**dict.fromkeys(BEFORE, 2), **{f"b{number}": 1 for number in range(20)}}
SYSTEM = "write,pwrite64,writev,fsync,fdatasync"


def indexing(index: Path, news: Path, engine: str) -> tuple[str, ...]:
    """Give the arguments of a run; a fixed configuration keeps others out."""
    return ("index", str(news), "--index", str(index), "--engine", engine, "--jobs", "1")


def injected(number: int, index: Path, news: Path, engine: str) -> tuple[int, str]:
    """Run it under strace, which has the n-th of the calls that write fail."""
    error = "ENOSPC" if number % 2 else "EIO"
    rule = f"inject={SYSTEM}:error={error}:when={number}"
    strace = ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={SYSTEM}", "-e", rule]
    ran = subprocess.run(
        [*strace, sys.executable, "-m", "searchkit", *indexing(index, news, engine)],
        capture_output=True, text=True, timeout=120, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return ran.returncode, ran.stderr


def limited(number: int, index: Path, news: Path, engine: str) -> tuple[int, str]:
    """Run it where no file may have more than so many bytes."""

    def work() -> tuple[int, str]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (number * 700, resource.RLIM_INFINITY))
        answer = command(*indexing(index, news, engine))
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return answer

    code, said = done(work)
    return int(code), str(said)


def attempt(index: Path, news: Path, engine: str, failing: Callable[[], tuple[int, str]]) -> bool:
    """Say whether a write failed, and the index was none the worse for it; errors: AssertionError, RuntimeError."""
    code, said = failing()
    assert "Traceback" not in said and "internal error" not in said and "panicked" not in said, said
    assert code in (0, 2, 4, 120), f"exit code {code}: {said}"
    found = done(lambda: held(index))
    wrong = {name for name in AFTER if found.get(name) not in (BEFORE.get(name), AFTER[name])}
    assert not wrong, f"wrong after the failure: {wrong}"
    assert code != 0 or found == AFTER, "it said that it was done"
    again, told = done(lambda: command(*indexing(index, news, engine)))
    assert again == 0, f"the next run ended with {again}: {told}"
    assert done(lambda: held(index)) == AFTER, "not completed by the next run"
    damages = done(lambda: sound(index))
    assert not damages, f"check: {damages}"
    return code != 0


def traced() -> bool:
    """Say whether strace is here and may be used."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


def main(tries: int) -> int:
    """Have so many writes of a run of each engine fail."""
    failed = 0
    ways = [(limited, "a file may not grow")]
    ways += [(injected, "the n-th write or sync fails")] if traced() else []
    for engine in ENGINES:
        for way, name in ways:
            begun, lost, hit = time.monotonic(), list[str](), 0
            with folder() as place:
                news, good, index = place / "news", place / "good", place / "index"
                write(news, BEFORE)
                done(lambda: command(*indexing(good, news, engine)))  # noqa: B023 - it is called at once
                write(news, AFTER)
                for number in range(1, tries + 1):
                    shutil.rmtree(index, ignore_errors=True)
                    shutil.copytree(good, index)
                    try:
                        hit += attempt(index, news, engine, lambda: way(number, index, news, engine))  # noqa: B023
                    except (AssertionError, RuntimeError) as error:
                        lost.append(f"{number}: {error}")
            failed |= row(f"{name}, {engine} ({hit} runs failed by it)", tries, lost, begun)
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
