"""What all programs of faults share: a folder of articles in versions, its index, and work done in a child process.

Work is done in forked children, so that it can be killed, and that a crash of an engine is seen rather than shared; the
parent never loads an engine, as its threads would not survive the fork.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

PARAGRAPHS = 4
WORDS = "harbour pier tern budget quay gannet ferry mayor tide council dredging seawall".split()
ENGINES = ("tantivy", "whoosh")
State = dict[str, int]
"""The version of each article that is there."""


def text(name: str, version: int) -> list[str]:
    """Write the paragraphs of one version of an article; each says which it is of."""
    dice = random.Random(f"{name} {version}")
    return [f"Version v{version} of {name}: {' '.join(dice.choices(WORDS, k=12))}." for _ in range(PARAGRAPHS)]


def write(news: Path, state: State) -> None:
    """Make a folder have these articles and no others, each a file of its own."""
    news.mkdir(exist_ok=True)
    for path in news.glob("*.json"):
        if path.stem not in state:
            path.unlink()
    for name, version in state.items():
        path, content = news / f"{name}.json", json.dumps({"id": name, "paragraphs": text(name, version)})
        if not path.exists() or path.read_text() != content:
            path.write_text(content)


def held(index: Path) -> State:
    """Read what an index has through its searcher; a half article, or one of two versions, is an error."""
    import searchkit

    found: dict[str, list[str]] = {}
    with searchkit.open(index) as searcher:
        for hit in searcher.search("role:any", limit=None):
            found.setdefault(hit.article, []).append(hit.text)
    for name, texts in found.items():
        version = int(texts[0].split()[1][1:])
        if sorted(texts) != sorted(text(name, version)):
            raise AssertionError(f"{name} is half there: {texts}")
    return {name: int(texts[0].split()[1][1:]) for name, texts in found.items()}


def begin(work: Callable[[], Any], report: int) -> int:
    """Start work in a child, which writes what it returns to a pipe; give its process."""
    child = os.fork()
    if child:
        return child
    try:
        with Path(os.devnull).open("w") as nothing:
            os.dup2(nothing.fileno(), 2)
        os.write(report, json.dumps({"returned": work()}).encode() + b"\n")
    except BaseException as error:
        os.write(report, json.dumps({"raised": f"{type(error).__name__}: {error}"}).encode() + b"\n")
    os._exit(0)


def done(work: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Do work in a child and give what it returned; errors: RuntimeError where it failed, hung or was ended."""
    source, report = os.pipe()
    child = begin(work, report)
    os.close(report)
    with os.fdopen(source, "rb") as pipe, _watched(child, seconds):
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if not said:
        raise RuntimeError(f"ended by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "said nothing")
    answer = json.loads(said.splitlines()[-1])
    if "raised" in answer:
        raise RuntimeError(answer["raised"])
    return answer["returned"]


@contextlib.contextmanager
def _watched(child: int, seconds: float) -> Iterator[None]:
    def end(*_: object) -> None:
        os.kill(child, signal.SIGKILL)

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def command(*arguments: str) -> tuple[int, str]:
    """Run the command line in this process as in one of its own; give its exit code and all that was said."""
    from searchkit.cli import exits
    from searchkit.cli.output import mute

    out = io.StringIO()
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        mute()
        with contextlib.redirect_stdout(out):
            code = exits.run(arguments)
        sys.stderr.flush()
        said.seek(0)
        return code, out.getvalue() + said.read().decode(errors="replace")


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Have a folder of our own, and take it away in the end."""
    place = Path(tempfile.mkdtemp(prefix="searchkit-faults-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def row(fault: str, tries: int, lost: list[str], begun: float) -> int:
    """Print a row of the table, and each loss; give an exit code."""
    print(f"| {fault} | {tries} | {tries - len(lost)} | {len(lost)} | {time.monotonic() - begun:.0f} s |", flush=True)
    for each in lost[:10]:
        print(f"  lost: {each[:400]}", flush=True)
    return 1 if lost else 0
