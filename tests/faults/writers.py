"""Two writers, stale locks, clocks that jump: `python tests/faults/writers.py TRIES [SEED]`.

Of writers that begin at once, each that says it is done is in whole, and each other one says that the index is held;
with time to wait all come to their end. A writer that was killed, or a lock file that says anything, keeps nobody out.
Clocks that jump, and files from the future or from 1970, neither hide a change nor make a sound index damaged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk import ENGINES, State, begin, done, folder, held, row, write
from kill import sound

WRITERS, EACH = 3, 6
MOMENTS = (0, 1, 86_400, 10**9, 4 * 10**9)
"""Seconds since 1970 of files: long ago, and long after today."""


def build(place: Path, writer: str, engine: str, wait: float) -> int:
    """Index the folder of one writer."""
    import searchkit

    return searchkit.build([place / writer], place / "index", engine=engine, annotators=(), wait=wait).articles


def changed(place: Path, states: dict[str, State], dice: random.Random) -> None:
    """Give some writers' articles another version."""
    for writer, state in states.items():
        for name in dice.sample(sorted(state), 3):
            state[name] += 1
        write(place / writer, state)


def at_once(works: list[Callable[[], Any]]) -> list[dict[str, Any]]:
    """Do works in processes of their own, at once; give what each returned or raised, in the order of their ends."""
    source, report = os.pipe()
    children = [begin(work, report) for work in works]
    os.close(report)
    with os.fdopen(source, "rb") as pipe:
        said = [json.loads(line) for line in pipe.read().splitlines()]
    for child in children:
        os.waitpid(child, 0)
    return said


def together(place: Path, engine: str, dice: random.Random, states: dict[str, State]) -> None:
    """Have writers begin at once: those who do not wait give way, and those who wait come in."""
    before = done(lambda: held(place / "index"))
    changed(place, states, dice)
    wait = dice.choice((0.0, 60.0))
    works = [lambda writer=writer: [writer, build(place, writer, engine, wait)] for writer in states]
    said = at_once(works)  # type: ignore[arg-type]
    refused = [each["raised"] for each in said if "raised" in each]
    assert len(said) == WRITERS and len(refused) < (1 if wait else WRITERS), f"wait {wait}: {said}"
    assert all(each.startswith("LockedError: another writer holds the index") for each in refused), refused
    inside = {each["returned"][0] for each in said if "returned" in each}
    wanted = {**before, **{name: version for writer in inside for name, version in states[writer].items()}}
    found = done(lambda: held(place / "index"))
    assert found == wanted, f"wait {wait}: {set(found.items()) ^ set(wanted.items())}"


def stale(place: Path, engine: str, dice: random.Random, states: dict[str, State]) -> None:
    """Kill a writer that holds the index while another one waits for it; leave a lock file that says anything."""
    changed(place, states, dice)
    first, second, *_ = states
    source, report = os.pipe()
    holder = begin(lambda: _holding(place, engine, report), report)
    assert os.read(source, 8) == b"holding\n", "the writer did not come to hold the index"
    waiting = begin(lambda: build(place, second, engine, 60.0), report)
    os.close(report)
    time.sleep(dice.uniform(0.0, 0.3))
    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    with os.fdopen(source, "rb") as pipe:
        said = json.loads(pipe.read())
    os.waitpid(waiting, 0)
    assert said == {"returned": EACH}, f"the next writer: {said}"
    (place / "index/writer.lock").write_bytes(dice.randbytes(dice.randrange(200)))
    assert done(lambda: build(place, first, engine, 0.0)) == EACH


def _holding(place: Path, engine: str, report: int) -> None:
    import searchkit

    with searchkit.Indexer(place / "index", engine=engine, annotators=()) as indexer:
        indexer.add(searchkit.Article(id="unfinished", paragraphs=("Half of it.",)))
        os.write(report, b"holding\n")
        time.sleep(60.0)


def jumping(place: Path, engine: str, dice: random.Random, states: dict[str, State]) -> None:
    """Change articles under a clock that jumps, in files of any time, and have all files of the index of any time."""
    changed(place, states, dice)
    for path in (path for path in place.rglob("*") if path.is_file()):
        moment = dice.choice((*MOMENTS, time.time() + dice.uniform(-9, 9)))
        os.utime(path, (moment, moment + dice.random()))
    for writer in states:
        assert done(lambda writer=writer: _jumped(lambda: build(place, writer, engine, 0.0), dice.random())) == EACH


def _jumped(work: Callable[[], Any], seed: float) -> Any:
    dice, clock = random.Random(seed), time.time
    time.time = lambda: clock() + dice.choice((-(10**9), -3600.0, 0.0, 3600.0, 10**9))
    return work()


FAULTS = (together, stale, jumping)


def attempt(
    place: Path, engine: str, fault: Callable[..., None], states: dict[str, State], dice: random.Random
) -> None:
    """Do one fault to an index, and have each writer complete; errors: AssertionError, RuntimeError."""
    fault(place, engine, dice, states)
    damages = done(lambda: sound(place / "index"))
    assert not damages, f"check: {damages}"
    for writer in states:
        done(lambda writer=writer: build(place, writer, engine, 0.0))
    wanted = {name: version for state in states.values() for name, version in state.items()}
    found = done(lambda: held(place / "index"))
    assert found == wanted, f"not completed: {set(found.items()) ^ set(wanted.items())}"


def main(tries: int, seed: int) -> int:
    """Do each fault so many times to an index of each engine."""
    failed = 0
    for engine in ENGINES:
        for fault in FAULTS:
            begun, dice, lost = time.monotonic(), random.Random(seed), list[str]()
            with folder() as place:
                states = {f"w{number}": {f"w{number}a{each}": 1 for each in range(EACH)} for number in range(WRITERS)}
                for writer, state in states.items():
                    write(place / writer, state)
                    done(lambda place=place, writer=writer, engine=engine: build(place, writer, engine, 0.0))
                for number in range(tries):
                    try:
                        attempt(place, engine, fault, states, dice)
                    except (AssertionError, RuntimeError) as error:
                        lost.append(f"try {number}: {error}")
            failed |= row(f"{NAMES[fault]}, {engine}", tries, lost, begun)
    return failed


NAMES = {together: "writers at once", stale: "a killed writer's lock", jumping: "clocks that jump"}


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [10, 1][len(numbers) :])))
