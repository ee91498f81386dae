"""kill -9 at a random moment of index, update, prune and rebuild: `python tests/faults/kill.py TRIES [SEED]`.

After each kill: what a commit had acknowledged is there; no article is half there; `check` finds no damage; the same
run, done again, completes; nothing of the killed one is left behind.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from desk import ENGINES, State, begin, done, folder, held, row, write

ARTICLES = 30
LASTED: dict[str, float] = {}
"""Seconds that a run takes when nobody ends it: within these it is killed."""
OPERATIONS = ("index", "update", "prune", "rebuild")


def run(index: Path, news: Path, operation: str, engine: str, report: int | None = None) -> None:
    """Do one operation, with a commit after each article; say on the pipe which articles each commit has."""
    from searchkit import indexer, mending, pace
    from searchkit.writable import Writable

    pace.FIRST = pace.EVERY = 0.0
    if report is not None:
        _tell(Writable, report)
    if operation == "rebuild":
        mending.rebuild(index, annotators=())
    else:
        indexer.build([news], index, engine=engine, annotators=(), prune=operation == "prune")


def _tell(writable: Any, report: int) -> None:
    commit, replace, kept = writable.commit, writable.replace, []

    def replaced(self: Any, article: str, documents: Any) -> None:
        replace(self, article, documents)
        kept.append(article)

    def committed(self: Any) -> None:
        commit(self)
        os.write(report, (" ".join(kept) + "\n").encode())
        kept.clear()

    writable.commit, writable.replace = committed, replaced


def killed(index: Path, news: Path, operation: str, engine: str, after: float) -> set[str]:
    """Kill a run after some seconds; give the articles whose commit had returned."""
    source, report = os.pipe()
    child = begin(lambda: run(index, news, operation, engine, report), report)
    os.close(report)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(source, "rb") as pipe:
        lines = [line for line in pipe.read().decode().splitlines(keepends=True) if line.endswith("\n")]
    return {name for line in lines if not line.startswith("{") for name in line.split()}


def attempt(index: Path, news: Path, before: State, operation: str, engine: str, dice: random.Random) -> State:
    """Kill one operation, look at what is left, and complete it; errors: AssertionError, RuntimeError."""
    wanted = changed(before, operation, dice)
    write(news, wanted)
    acknowledged = killed(index, news, operation, engine, dice.uniform(0.0, LASTED.get(engine, 0.5)))
    if (index / "manifest.json").exists():
        found = done(lambda: held(index))
        wrong = {name for name in {*before, *wanted} if found.get(name) not in (before.get(name), wanted.get(name))}
        missing = {name for name in acknowledged if found.get(name) != wanted.get(name)}
        assert not wrong and not missing and not {*found} - {*before, *wanted}, f"wrong {wrong}, missing {missing}"
        damages = done(lambda: sound(index))
        assert not damages, f"check after the kill: {damages}"
    begun = time.monotonic()
    done(lambda: run(index, news, operation, engine))
    LASTED[engine] = max(0.9 * LASTED.get(engine, 0.5), time.monotonic() - begun)
    completed = done(lambda: held(index))
    assert completed == wanted, f"not completed: {set(completed.items()) ^ set(wanted.items())}"
    damages = done(lambda: sound(index))
    assert not damages, f"check in the end: {damages}"
    left = [path.name for path in index.iterdir() if path.is_dir()]
    assert len(left) == 1, f"left behind: {left}"
    return wanted


def sound(index: Path) -> list[str]:
    """Give what `check` finds."""
    from searchkit.check import check

    return [f"{each.where}: {each.reason}" for each in check(index).damages]


def changed(state: State, operation: str, dice: random.Random) -> State:
    """Say what the articles should be after an operation."""
    if operation == "index":
        number = max((int(name[1:]) for name in state), default=0)
        return {**state, **{f"a{number + more}": 1 for more in range(1, max(8, ARTICLES - len(state)))}}
    some = dice.sample(sorted(state), min(len(state), 8))
    if operation == "update":
        return {**state, **{name: state[name] + 1 for name in some}}
    return {name: version for name, version in state.items() if operation != "prune" or name not in some}


def main(tries: int, seed: int) -> int:
    """Kill so many runs of each engine."""
    failed = 0
    for engine in ENGINES:
        begun, dice, lost = time.monotonic(), random.Random(seed), list[str]()
        with folder() as place:
            state: State = {}
            for number in range(tries):
                operation = "index" if len(state) < ARTICLES // 2 else OPERATIONS[number % 4]
                index = place / "index"
                try:
                    state = attempt(index, place / "news", state, operation, engine, dice)
                except (AssertionError, RuntimeError) as error:
                    lost.append(f"try {number}, {operation}: {error}")
                    state = {}

                    shutil.rmtree(index, ignore_errors=True)
        failed |= row(f"kill -9, {engine}", tries, lost, begun)
    return failed


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [20, 1][len(numbers) :])))
