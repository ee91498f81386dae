"""Bytes flipped, files cut and files taken away, in each file of an index in turn: `python tests/faults/harm.py TRIES`.

In every second try a run comes first: it may mend it, or refuse to begin, but not take it for sound. `check` has to
name each; opening and querying must not end in a traceback, a hang or a crash; `rebuild` mends it, from the
catalog or, where that is what was harmed, from the sources; then the answers are those of before.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desk import ENGINES, State, command, done, folder, held, row, write
from kill import run, sound

STATE: State = {f"a{number}": number % 3 + 1 for number in range(40)}
LATER: State = {**STATE, "a0": 2, "a40": 1}
QUERIES = ("harbour pier", '"version v2"', "tern AND NOT quay", "dredg*", "article:a7 role:any", "gannet w/5 mayor")


def flipped(path: Path, dice: random.Random) -> str:
    """Change some bits of one byte."""
    data, place = bytearray(path.read_bytes()), dice.randrange(path.stat().st_size)
    data[place] ^= dice.randrange(1, 256)
    path.write_bytes(data)
    return f"byte {place:,} flipped"


def cut(path: Path, dice: random.Random) -> str:
    """Take the end of a file away."""
    length = dice.randrange(path.stat().st_size)
    with path.open("r+b") as file:
        file.truncate(length)
    return f"cut to {length:,} bytes"


def gone(path: Path, dice: random.Random) -> str:
    """Take a file away."""
    path.unlink()
    return "taken away"


HARMS: tuple[Callable[[Path, random.Random], str], ...] = (flipped, cut, flipped, gone, flipped)


def harmable(index: Path) -> list[Path]:
    """Give the files of an index that have bytes to lose; locks say nothing that counts."""
    files = (path for path in sorted(index.rglob("*")) if path.is_file() and path.stat().st_size)
    return [path for path in files if not path.name.lower().endswith("lock")]


def attempt(index: Path, harmed: Path, *, again: bool) -> None:
    """Look at a harmed index, query it, and mend it; errors: AssertionError, RuntimeError."""
    damaged = harmed.read_bytes() if harmed.exists() else b""
    if again and ran(index):
        assert harmed.exists() != bool(damaged) or harmed.read_bytes() != damaged, "a run went on with what was harmed"
        assert done(lambda: held(index)) == LATER, "other articles after a run"
    else:
        assert done(lambda: sound(index)), "check found nothing"
    for query in QUERIES:
        code, said = done(lambda query=query: command("query", query, "--index", str(index)), 30.0)
        strange = [word for word in ("Traceback", "internal error", "panicked") if word in said]
        assert code in (0, 1, 2, 4) and not strange, f"{query}: {said}"
    code, said = done(lambda: command("rebuild", "--index", str(index), "--jobs", "1"))
    assert code == 0, f"rebuild ended with {code}: {said}"
    assert not done(lambda: sound(index)), "still damaged when it was built again"
    assert done(lambda: held(index)) in (STATE, LATER), "other articles when it was built again"


def ran(index: Path) -> bool:
    """Say whether a run that has something to do came to its end; errors: RuntimeError other than of damage."""
    from searchkit import build

    try:
        done(lambda: build([index.parent / "news"], index, annotators=()).new)
    except RuntimeError as error:
        if "DamagedError: " not in str(error):
            raise
        return False
    return True


def harms(index: Path, wanted: Callable[[Path], bool], tries: int) -> Iterator[tuple[Path, Callable[..., str], bool]]:
    """Go round the files, and on each round harm them otherwise; say whether a run is to come between."""
    files = [path.relative_to(index) for path in harmable(index) if wanted(path)]
    rounds = (
        (file, harm, (turn + place) % 2 == 1)
        for turn, harm in enumerate(itertools.cycle(HARMS))
        for place, file in enumerate(files)
    )
    return itertools.islice(rounds, tries)


def main(tries: int, seed: int) -> int:
    """Harm an index of each engine so many times, and its catalog and manifest as often."""
    failed = 0
    for engine, part in [*((engine, "engine") for engine in ENGINES), ("tantivy", "catalog and manifest")]:
        begun, dice, lost = time.monotonic(), random.Random(seed), list[str]()
        with folder() as place:
            good, index = place / "good", place / "index"
            write(place / "news", STATE)
            done(lambda good=good, place=place, engine=engine: run(good, place / "news", "index", engine))
            below = lambda path, good=good, part=part: (path.parent == good) != (part == "engine")  # noqa: E731
            write(place / "news", LATER)
            for file, harm, again in harms(good, below, tries):
                shutil.rmtree(index, ignore_errors=True)
                shutil.copytree(good, index)
                what = f"{file} {harm(index / file, dice)}"
                try:
                    attempt(index, index / file, again=again)
                except (AssertionError, RuntimeError) as error:
                    lost.append(f"{what}: {error}")
        failed |= row(f"bytes flipped, files cut or gone: {engine if part == 'engine' else part}", tries, lost, begun)
    return failed


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [20, 1][len(numbers) :])))
