"""Whole commands on a folder of files, what a reporter would type instead: `python -m benchmarks.commands [ARTICLES]`.

Beside `searchkit`: `recollindex` and `recollq` (Debian's recollcmd) and `rg` (ripgrep), as far as they are installed.
Each says how many articles have a word as it is written; only words on which all agree are timed, every command as a
process of its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import REUTERS, absent, articles, two_words

WORDS, RUNS = 20, 5
CONFIGURED = "topdirs = {folder}\nindexstemminglanguages =\nidxflushmb = 100\nloglevel = 1\n"
Counter = Sequence[str]


def searchkit(folder: Path, place: Path) -> tuple[Sequence[str], Counter]:
    """Give the command that indexes, and the one that counts the articles with a word."""
    own, index = [sys.executable, "-m", "searchkit"], ["--index", str(place)]
    return [*own, "index", str(folder), *index], [*own, "query", '"{word}"', "--by", "article", "--count", *index]


def recoll(folder: Path, place: Path) -> tuple[Sequence[str], Counter]:
    """Write a configuration, and give the commands; a word with a capital is taken as it is, without its stem."""
    place.mkdir()
    (place / "recoll.conf").write_text(CONFIGURED.format(folder=folder), encoding="utf-8")
    return ["recollindex", "-c", str(place)], ["recollq", "-c", str(place), "-q", "-n", "10", "{Word}"]


def ripgrep(folder: Path, _: Path) -> tuple[Sequence[str], Counter]:
    """Give no command to index, and one that reads everything."""
    return [], ["rg", "--count", "--ignore-case", "--word-regexp", "{word}", str(folder)]


PEERS = {"searchkit": searchkit, "recollq": recoll, "rg": ripgrep}


def write(folder: Path, most: int) -> None:
    """Write articles as text files, a thousand to a folder."""
    for number, line in enumerate(articles(most=most)):
        article = json.loads(line)
        below = folder / str(number // 1000)
        below.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join([article["title"] or "", *article["paragraphs"]])
        (below / f"{article['id']}.txt").write_text(text, encoding="utf-8")


def found(peer: str, said: str) -> int:
    """Read how many articles a command found."""
    if peer == "rg":
        return len(said.splitlines())
    number = re.search(r"(\d+) results" if peer == "recollq" else r"^([\d,]+)$", said, re.MULTILINE)
    if number is None:
        raise RuntimeError(f"{peer} said: {said[:200]}")
    return int(number[1].replace(",", ""))


def run(command: Sequence[str], word: str = "") -> tuple[float, str]:
    """Run a command; give its seconds and all that it said."""
    written, begun = [part.format(word=word, Word=word.title()) for part in command], time.perf_counter()
    done = subprocess.run(written, capture_output=True, text=True, check=False)
    return time.perf_counter() - begun, done.stdout + done.stderr


def measure(place: Path, most: int) -> None:
    """Index with each, compare what each finds, and time them in turn."""
    folder = place / "news"
    write(folder, most)
    os.environ["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    counters: dict[str, Counter] = {}
    for name, prepare in PEERS.items():
        index, counter = prepare(folder, place / name)
        if not shutil.which(counter[0]):
            print(f"{name:10} is not installed")
            continue
        seconds = run(index)[0] if index else 0.0
        size = sum(file.stat().st_size for file in (place / name).rglob("*") if file.is_file()) if index else 0
        counters[name] = counter
        print(f"{name:10} {seconds:6.1f} s to index, {size / 1e6:6.1f} MB", flush=True)
    words = list(dict.fromkeys(pair.split()[0] for pair in two_words(WORDS * 3)))[:WORDS]
    told = {word: {name: found(name, run(command, word)[1]) for name, command in counters.items()} for word in words}
    agreed = [word for word in words if len(set(told[word].values())) == 1]
    print(f"           {len(agreed)} of {len(words)} words: the same number of articles from all")
    for name, command in counters.items():
        times = [run(command, word)[0] * 1000 for word in agreed for _ in range(RUNS)]
        print(f"{name:10} {statistics.median(times):6.0f} ms a command, median")


def main(most: int = 20_000) -> None:
    """Measure in a folder that is thrown away."""
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
        return
    place = Path(tempfile.mkdtemp(prefix="searchkit-commands-"))
    try:
        measure(place, most)
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
