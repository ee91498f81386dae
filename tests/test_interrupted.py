"""A run that is interrupted or killed at any moment, and run again, makes the index of a run that nobody disturbed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searchkit
from searchkit.query.nodes import Everything

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals to interrupt with")

RUN = """
import sys
from searchkit import pace, workers
from searchkit.__main__ import main
if __name__ == "__main__":
    pace.FIRST = pace.EVERY = 0.05
    workers.ALONE, workers.BATCH = 1, 8_000
    print("begun", flush=True)
    main()
"""
"""Commits often, and starts worker processes at once, so that a short run has all the moments of a long one."""
WORDS = "harbour council ferry budget Marsk night Halden dredging seawall vote crane lantern walrus tide".split()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pick, path = random.Random(5), tmp_path_factory.mktemp("news") / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(1_500):
            several = [" ".join(pick.choices(WORDS, k=30)) + "." for _ in range(4)]
            article = {"id": f"a{number}", "title": f"Night {number}", "paragraphs": several}
            file.write(json.dumps(article) + "\n")
    os.utime(path, (0, 0))  # what was written just now is read again, as it may change without a trace
    path.with_name("config.yaml").write_text("searchkit:\n  annotators: []\n", encoding="utf-8")
    return path


def run(news: Path, index: Path, after: float | None = None, number: int = 0) -> int:
    """Run `searchkit index`, and send it a signal so many seconds after it began; give its exit code."""
    script = news.with_name("run.py")
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, script, "index", news, "--index", index, "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=news.parent) as running:
        assert running.stdout and running.stdout.readline() == b"begun\n"
        if after is not None:
            time.sleep(after)
            running.send_signal(number)
        _, said = running.communicate(timeout=120)
    assert b"Traceback" not in said, said.decode()
    return running.returncode


def held(index: Path) -> tuple[list[str], list[tuple[object, ...]], list[tuple[str, ...]]]:
    """Give all that an index holds: paragraphs, the catalog's articles, and the answers to some queries."""
    with searchkit.open(index) as searcher:
        stored = sorted(match.stored for match in searcher._snapshot.stream(Everything()))
        queries = ("walrus night", '"ferry budget"', "title:walrus OR lantern", "crane w/3 vote -tide")
        found = [tuple(sorted(hit.id for hit in searcher.search(query, limit=None))) for query in queries]
    catalog = sqlite3.connect(index / "catalog.db")
    rows = catalog.execute("SELECT id, state, source, digest, data FROM articles ORDER BY id").fetchall()
    signed = catalog.execute("SELECT path FROM sources").fetchall()
    catalog.close()
    return stored, rows + signed, found


@pytest.mark.parametrize("tries", [2, pytest.param(10, marks=pytest.mark.long)])
def test_an_interrupted_run_done_again_makes_the_index_of_an_undisturbed_one(
    news: Path, tmp_path: Path, tries: int
) -> None:
    begun = time.monotonic()
    assert run(news, tmp_path / "undisturbed") == 0
    whole, wanted = time.monotonic() - begun, held(tmp_path / "undisturbed")
    pick = random.Random()
    for number in range(tries):
        how = (signal.SIGINT, signal.SIGKILL)[number % 2]
        moment = pick.uniform(0.0, whole)
        code = run(news, tmp_path / "index", moment, how)
        assert code in (0, 130, -signal.SIGKILL), (how, moment)
        assert run(news, tmp_path / "index") == 0, (how, moment)
        assert held(tmp_path / "index") == wanted, (how, moment)
        shutil.rmtree(tmp_path / "index")
