"""Peers beside searchkit, same text, same queries, same run: `python -m benchmarks.peers [PARAGRAPHS]`.

With a node, OpenSearch is one of them: `python tests/cluster/run.py .venv/bin/python -m benchmarks.peers`.
Each peer runs in a process, those of others in an environment of their own, all in a folder that is thrown away.
Queries are pairs of words in small letters that stand in one paragraph, taken as written. Answers are compared before
times are: only queries to which all peers that can express them give the same paragraphs as searchkit are timed.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import REUTERS, absent, articles

NODE = "SEARCHKIT_OPENSEARCH" in os.environ
OURS = ("searchkit_own", "searchkit_whoosh", *(["searchkit_opensearch"] if NODE else []))
THEIRS = ("tantivy_direct", "fts5", "whoosh_plain", "bm25s_plain", *(["opensearch_plain"] if NODE else []))
PACKAGES = ("tantivy>=0.27", "whoosh3>=3.54,<4", "sqlite-utils", "bm25s", "opensearch-py>=3,<4")
KINDS = ("and", "or", "phrase", "near")
EACH = 100
ROOT = Path(__file__).parents[2]
_WORD = re.compile(r"\b[a-z]{4,}\b")


def rows(most: int) -> list[tuple[str, str]]:
    """Give the first paragraphs of the collection."""
    every = (text for line in articles() for text in json.loads(line)["paragraphs"])
    return [(f"p{number}", text) for number, text in zip(range(most), every, strict=False)]


def queries(several: Sequence[tuple[str, str]], seed: int = 1) -> list[tuple[str, list[str]]]:
    """Make queries of two words of one paragraph; those of a phrase stand side by side in it."""
    return [(kind, pair) for kind in KINDS for pair, _ in zip(_pairs(several, kind, seed), range(EACH), strict=False)]


def _pairs(several: Sequence[tuple[str, str]], kind: str, seed: int) -> Iterator[list[str]]:
    pick = random.Random(f"{kind}{seed}")
    while True:
        text = pick.choice(several)[1]
        if kind == "phrase":
            found = [pair.split(" ") for pair in re.findall(r"\b[a-z]{4,} [a-z]{4,}\b", text)]
        else:
            found = [pick.sample(words, 2)] if len(words := sorted(set(_WORD.findall(text)))) > 1 else []
        if found:
            yield pick.choice(found)


def environment(folder: Path) -> Path:
    """Make the environment of the peers."""
    venv.create(folder, with_pip=True)
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--only-binary=:all:", *PACKAGES]
    subprocess.run(install, check=True)
    return folder / "bin" / "python"


def run(python: Path | str, *arguments: object) -> dict[str, Any]:
    """Run one peer, and read what it prints."""
    command = [str(python), "-m", "benchmarks.peers.run", *map(str, arguments)]
    said: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return said


def main(most: int = 20_000) -> None:
    """Measure all in a folder that is thrown away."""
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {most:,} paragraphs")
    folder = Path(tempfile.mkdtemp(prefix="searchkit-peers-"))
    try:
        _measured(folder, rows(most))
    finally:
        shutil.rmtree(folder)


def _measured(folder: Path, several: Sequence[tuple[str, str]]) -> None:
    theirs = environment(folder / "environment")
    text, asked = folder / "rows.jsonl", folder / "queries.json"
    text.write_text("".join(json.dumps(row) + "\n" for row in several), encoding="utf-8")
    pairs = queries(several)
    asked.write_text(json.dumps(pairs), encoding="utf-8")
    answers = {}
    for peer in (*OURS, *THEIRS):
        python = sys.executable if peer in OURS else theirs
        (folder / peer).mkdir()
        built = run(python, peer, "build", text, folder / peer)
        answers[peer] = run(python, peer, "ask", folder / peer, asked)
        rate = len(several) / built["seconds"]
        print(f"{peer:20} {rate:9,.0f} paragraphs/s  {built['bytes'] / 1e6:6.1f} MB", flush=True)
    _compared(answers, [kind for kind, _ in pairs])


def _compared(answers: dict[str, dict[str, Any]], kinds: Sequence[str]) -> None:
    """Print how many queries each peer answers as searchkit does, and its times on those that all do."""
    own = answers[OURS[0]]["ids"]
    same = {
        peer: [ids is None or ids == own[at] for at, ids in enumerate(told["ids"])] for peer, told in answers.items()
    }
    for kind in KINDS:
        places = [at for at, each in enumerate(kinds) if each == kind]
        fair = [at for at in places if all(one[at] for one in same.values())]
        for peer, told in answers.items():
            times = sorted(told["milliseconds"][at] for at in fair if told["milliseconds"][at] is not None)
            if times:
                shown = " with snippets" if told["snippets"] else ""
                agree = f"{sum(same[peer][at] for at in places)} of {len(places)} answers as ours, {len(fair)} timed"
                middle, late = statistics.median(times), times[int(len(times) * 0.95)]
                print(f"{kind:7} {peer:20} {middle:8.3f} ms median {late:8.3f} ms 95th, top 10{shown}; {agree}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
