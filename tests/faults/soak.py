"""Space, and many readers beside one writer: `python tests/faults/soak.py UPDATES SECONDS`.

Updates of the same 100 articles, each run a commit, leave the index at most twice its fresh size. While a writer
updates, eight processes query: every answer is of one commit, and neither open files nor memory of a reader grow.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from desk import ENGINES, State, begin, done, folder, row, text, write
from kill import sound

READERS = 8
STATE: State = {f"a{number}": 1 for number in range(100)}


def space(index: Path) -> int:
    """Count the bytes of all files."""
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


def updated(index: Path, engine: str, updates: int) -> None:
    """Change articles, 10 a run, so many times."""
    import searchkit

    for number in range(updates):
        with searchkit.Indexer(index, engine=engine, annotators=()) as indexer:
            for which in range(10):
                name = f"a{(number * 10 + which) % 100}"
                indexer.add(searchkit.Article(id=name, paragraphs=tuple(text(name, number + 2))))


def used() -> tuple[int, int]:
    """Count the open files of this process, and its memory in kB at its most."""
    return len(list(Path("/proc/self/fd").iterdir())), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def reading(index: Path, seconds: float, *, follow: bool) -> list[int]:
    """Query until the time is over: every article whole in each answer; give answers, files and memory that grew."""
    from desk import held

    import searchkit

    begun, answers, first = time.monotonic(), 0, (0, 0)
    with (searchkit.follow if follow else searchkit.open)(index) as searcher:
        while time.monotonic() - begun < seconds:
            if not follow:
                searcher.refresh()
            found: dict[str, set[str]] = {}
            for hit in searcher.search("role:any", limit=None):
                found.setdefault(hit.article, set()).add(hit.text.split()[1])
            torn = [name for name, versions in found.items() if len(versions) != 1]
            if torn or len(found) != len(STATE):
                raise AssertionError(f"{torn}, {len(found)} articles")
            answers += 1
            if answers == 20:
                first = used()
    assert len(held(index)) == len(STATE)
    files, memory = used()
    return [answers, files - first[0] if first[0] else 0, memory - first[1] if first[1] else 0]


def crowd(index: Path, engine: str, seconds: float) -> list[list[int]]:
    """Have eight readers beside a writer."""
    source, report = os.pipe()
    ways = [turn % 2 == 0 for turn in range(READERS)]
    children = [begin(lambda follow=follow: reading(index, seconds, follow=follow), report) for follow in ways]  # type: ignore[misc]
    begun, runs = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        done(lambda: updated(index, engine, 5))
        runs += 5
    os.close(report)
    with os.fdopen(source, "rb") as pipe:
        said = [json.loads(line) for line in pipe.read().splitlines()]
    for child in children:
        os.waitpid(child, 0)
    failed = [each["raised"] for each in said if "raised" in each]
    if failed or len(said) != READERS:
        raise RuntimeError(f"{len(said)} of {READERS} readers came to their end: {failed}")
    return [each["returned"] for each in said]


def main(updates: int, seconds: float) -> int:
    """Measure both for each engine."""
    failed = 0
    for engine in ENGINES:
        with folder() as place:
            index, news, begun, lost = place / "index", place / "news", time.monotonic(), list[str]()
            write(news, STATE)
            done(lambda: updated(index, engine, 10))  # noqa: B023 - it is called at once
            fresh = space(index)
            done(lambda: updated(index, engine, updates // 10), 3600.0)  # noqa: B023
            grown = space(index) / fresh
            lost += [f"{grown:.2f} times its fresh size"] if grown > 2 else []
            failed |= row(f"{updates} updates of 100 articles, {engine}: {grown:.2f} of its size", updates, lost, begun)
            begun, lost, answers = time.monotonic(), [], 0
            try:
                told = crowd(index, engine, seconds)
                answers = sum(each[0] for each in told)
                lost += [f"{each[1]} files, {each[2]} kB more" for each in told if each[1] > 8 or each[2] > 50_000]
                lost += done(lambda: sound(index))  # noqa: B023
            except (RuntimeError, AssertionError) as error:
                lost.append(str(error))
            failed |= row(f"{READERS} readers and a writer, {engine}: answers", answers, lost, begun)
    return failed


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [200, 10][len(numbers) :])))
