"""The curve of size: `python -m benchmarks.scale FOLDER [SIZE...]` measures sizes in paragraphs, the smallest first.

Text, indexes and what was measured (`scale.json`) stay in FOLDER: what is there is not measured again, so a run that is
broken off goes on where it was. At the end the table is printed, and the curve drawn (`scale.svg`).
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import searchkit
from benchmarks import generate
from benchmarks.concurrent import THREADS, asked_at_once
from benchmarks.data import REUTERS, absent, two_words
from benchmarks.language.questions import kinds
from benchmarks.peers import tantivy_direct
from benchmarks.plot import drawn
from benchmarks.processes import measured, pairs
from searchkit.annotators import usual

KINDS = ("one word", "a b", "a OR b", '"a b (c)"', "a w/5 b", "a w/s b", "lim*", "*ship", "limit~", "field:a b")
SIZES = [100_000, 1_000_000, 5_000_000]
ASKED, WARM = 200, 20
COUNTED = "said OR the"
"""What nearly every second paragraph of the collection has, so that there are more than 100,000 from 300,000 on."""
INDEXED = """
import json, sys, searchkit
from searchkit.annotators import usual
if __name__ == "__main__":
    source, index, names, jobs = sys.argv[1:]
    annotators = usual() if names == "names" else ()
    report = searchkit.build([source], index, annotators=annotators, jobs=int(jobs))
    print(json.dumps([report.paragraphs, report.articles, report.changed, report.seconds]))
"""
Step = Callable[[Path, dict[str, Any]], dict[str, Any]]


def text(folder: Path, size: dict[str, Any]) -> dict[str, Any]:
    """Write the text; give its size, without what JSON adds."""
    path, aside = folder / "text.jsonl", folder / "text.jsonl.new"
    if not path.exists():
        generate.write(size["paragraphs"], aside)
        aside.replace(path)
    bytes_of = sum(
        len(one.encode()) for article in _articles(path) for one in (article["title"], *article["paragraphs"])
    )
    return {"text MB": bytes_of / 1e6}


def plain(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Index without annotators."""
    return {f"plain {name}": value for name, value in _indexed(folder, "plain").items()}


def named(folder: Path, size: dict[str, Any]) -> dict[str, Any]:
    """Index with names and dates."""
    found = _indexed(folder, "names")
    return {**{f"names {name}": value for name, value in found.items()}, "size": found["MB on disk"] / size["text MB"]}


def queries(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Time queries of each kind, first page with snippets, in process."""
    found = {}
    with searchkit.open(folder / "names") as searcher:
        for kind in kinds():
            if kind.name in KINDS:
                asked = list(islice(kind.queries, WARM + ASKED))
                found[kind.name] = _spread([_timed(lambda q=q: searcher.search(q)) for q in asked][WARM:])
    return {"queries": found}


def direct(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Time two words beside tantivy used by itself: its own analyser, stored text, no snippets."""
    place, rows = folder / "direct", _rows(folder / "text.jsonl")
    place.mkdir(exist_ok=True)
    begun = time.perf_counter()
    tantivy_direct.build(rows, place)
    rate, asked = time.perf_counter() - begun, two_words(WARM + ASKED)
    opened = tantivy_direct.Opened(place)
    with searchkit.open(folder / "names") as searcher:
        both = [
            (_timed(lambda q=q: searcher.search(q)), _timed(lambda q=q: opened.page("and", q.split()))) for q in asked
        ]
    shutil.rmtree(place)
    ours, theirs = (_spread(list(times)) for times in zip(*both[WARM:], strict=True))
    return {"two words": ours, "two words, tantivy": theirs, "ratio": ours[0] / theirs[0], "tantivy seconds": rate}


def pages(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Time the second page against the first."""
    with searchkit.open(folder / "names") as searcher:
        asked = two_words(WARM + ASKED, seed=3)
        both = [
            (_timed(lambda q=q: searcher.search(q)), _timed(lambda q=q: searcher.search(q, offset=10))) for q in asked
        ]
    first, second = (_spread(list(times)) for times in zip(*both[WARM:], strict=True))
    return {"second page": second[0] / first[0]}


def counts(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Time a facet and a timeline over the matches of one query; and of 100,000 of them, by proportion."""
    with searchkit.open(folder / "names") as searcher:
        matches = searcher.count(COUNTED).paragraphs
        facet = statistics.median(_timed(lambda: searcher.facets(COUNTED, "person")) for _ in range(7))
        line = statistics.median(_timed(lambda: searcher.timeline(COUNTED, "month")) for _ in range(7))
    return {"matches": matches, "facet": facet, "timeline": line, "facet of 100,000": facet * 100_000 / matches}


def threads(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Ask from several threads, alone and while all is indexed again."""
    return {"threads": asked_at_once(folder / "names", folder / "text.jsonl")}


def cold(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Time `searchkit query` as a process against `python -c "import click"`."""
    ours = [sys.executable, "-m", "searchkit", "query", "oil price", "--index", str(folder / "names")]
    return {"cold": pairs(ours, [sys.executable, "-c", "import click"], folder / "compiled")[0]}


def one(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Change one article, and find what changed: open for writing, make, commit, see it."""
    article = next(_articles(folder / "text.jsonl"))
    changed = searchkit.Article(article["id"], title=article["title"], paragraphs=("A zyxwv stood here.",))
    with searchkit.open(folder / "names") as searcher:
        begun = time.perf_counter()
        with searchkit.Indexer(folder / "names", annotators=usual()) as indexer:
            indexer.add(changed)
            indexer.commit()
            searcher.refresh()
            seen, open_seconds = searcher.search("zyxwv").total, time.perf_counter() - begun
        again = _timed(lambda: _added(folder / "names", changed))
    if seen != 1:
        raise RuntimeError(f"the changed article was found {seen} times")
    return {"one article": open_seconds, "one article, closed": again / 1000}


def update(folder: Path, _: dict[str, Any]) -> dict[str, Any]:
    """Change each hundredth article of the text, and index it again."""
    path, aside = folder / "text.jsonl", folder / "text.jsonl.new"
    with path.open(encoding="utf-8") as lines, aside.open("w", encoding="utf-8") as file:
        file.writelines(_changed(line) if number % 100 == 50 else line for number, line in enumerate(lines))
    aside.replace(path)
    found = _indexed(folder, "names")
    return {"update seconds": found["seconds"], "updated": found["changed"], "update MB": found["MB"]}


STEPS: dict[str, Step] = {
    step.__name__: step for step in (text, plain, named, queries, direct, pages, counts, cold, one, update, threads)
}


def _indexed(folder: Path, name: str) -> dict[str, Any]:
    index = folder / name
    command = [sys.executable, "-c", INDEXED, str(folder / "text.jsonl"), str(index), name, str(os.cpu_count() or 1)]
    run = measured(command)
    paragraphs, articles, changed, seconds = json.loads(run.said.splitlines()[-1])
    sizes = (file.stat().st_size for file in index.rglob("*") if file.is_file() and "catalog.db" not in file.name)
    rate = {"rate": paragraphs / seconds, "seconds": seconds, "paragraphs": paragraphs}
    rate["processor"] = run.processor / paragraphs * 1e6
    memory = {"MB": run.megabytes, "MB of its own": run.own}
    return {**rate, **memory, "articles": articles, "changed": changed, "MB on disk": sum(sizes) / 1e6}


def _added(index: Path, article: searchkit.Article) -> None:
    with searchkit.Indexer(index, annotators=usual()) as indexer:
        indexer.add(article)


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    for article in _articles(path):
        yield from ((f"{article['id']}#{at}", one) for at, one in enumerate((article["title"], *article["paragraphs"])))


def _changed(line: str) -> str:
    article = json.loads(line)
    article["paragraphs"][0] += " This was added later."
    return json.dumps(article, ensure_ascii=False) + "\n"


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def _spread(times: list[float]) -> tuple[float, float, float]:
    """Give the median, the 95th and the 99th percentile."""
    inner = sorted(times)
    return statistics.median(inner), inner[int(len(inner) * 0.95)], inner[int(len(inner) * 0.99)]


def main(folder: Path, sizes: list[int]) -> None:
    """Measure what was not measured yet, and show all there is."""
    kept = folder / "scale.json"
    found: dict[str, dict[str, Any]] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for size in sorted(sizes):
        of_one = found.setdefault(str(size), {"paragraphs": size, "done": []})
        (folder / str(size)).mkdir(parents=True, exist_ok=True)
        for name, step in STEPS.items():
            if name not in of_one["done"]:
                of_one |= step(folder / str(size), of_one)
                of_one["done"].append(name)
                of_one["at"], of_one["load"] = f"{datetime.now(UTC):%Y-%m-%d %H:%M}", os.getloadavg()[1]
                kept.write_text(json.dumps(found, indent=1), encoding="utf-8")
                print(f"{size:9,} {name}, load {of_one['load']:.1f}", flush=True)
    print("\n".join(table(list(found.values()))))
    (folder / "scale.svg").write_text(drawn(list(found.values())), encoding="utf-8")


def table(found: list[dict[str, Any]]) -> Iterator[str]:
    """Give the rows of a table in Markdown, a column for each size that was indexed and asked."""
    sizes = [one for one in found if queries.__name__ in one["done"]]
    yield "| | " + " | ".join(f"{one['plain paragraphs']:,}" for one in sizes) + " |"
    yield "|---|" + "---|" * len(sizes)
    several = (f"{count}{going_on}" for going_on in ("", ", an index run going on") for count in THREADS)
    for name, shown in {**ROWS, **{f"threads: {number}": _at_once(number) for number in several}}.items():
        yield f"| {name} | " + " | ".join(_cell(shown, one) for one in sizes) + " |"
    for kind in KINDS:
        yield f"| `{kind}` | " + " | ".join(_times(one["queries"][kind]) for one in sizes) + " |"


def _at_once(number: str) -> Callable[[dict[str, Any]], str]:
    return lambda one: "{:,.0f}/s, {:.1f} ms".format(*one["threads"][number])


def _cell(shown: Callable[[dict[str, Any]], str], one: dict[str, Any]) -> str:
    """Give what is shown of one size; nothing of a step that was not taken."""
    try:
        return shown(one)
    except KeyError:
        return ""


def _times(spread: list[float]) -> str:
    return " / ".join(f"{each:.1f}" for each in spread)


ROWS: dict[str, Callable[[dict[str, Any]], str]] = {
    "text": lambda one: f"{one['text MB']:,.0f} MB",
    "paragraphs/s without annotators": lambda one: f"{one['plain rate']:,.0f}",
    "microseconds of processor a paragraph": lambda one: f"{one['plain processor']:.0f}",
    "paragraphs/s with names and dates": lambda one: f"{one['names rate']:,.0f}",
    "microseconds of processor a paragraph, these": lambda one: f"{one['names processor']:.0f}",
    "memory at the peak, all processes, files of the index included": lambda one: f"{one['names MB']:,.0f} MB",
    "the same without files, which the system takes back as it likes": lambda one: (
        f"{one['names MB of its own']:,.0f} MB"
    ),
    "index without the catalog, names included": lambda one: f"{one['names MB on disk']:,.0f} MB",
    "to the size of the text": lambda one: f"{one['size']:.2f}",
    "two words: median / 95 % / 99 % in ms": lambda one: _times(one["two words"]),
    "the same, tantivy by itself, no snippets": lambda one: _times(one["two words, tantivy"]),
    "times that": lambda one: f"{one['ratio']:.1f}",
    "second page against the first": lambda one: f"{one['second page']:.2f}",
    "facet of persons, ms": lambda one: f"{one['facet']:.0f} of {one['matches']:,}",
    "timeline by month, ms": lambda one: f"{one['timeline']:.0f}",
    "cold query against `import click`": lambda one: f"{one['cold']:.2f}",
    "one article changed and found, s": lambda one: f"{one['one article']:.2f}",
    "each hundredth article changed, all read again, s": lambda one: f"{one['update seconds']:.1f}",
}

if __name__ == "__main__":
    if not REUTERS.exists():
        print(f"skipped: {absent(REUTERS)}")
    else:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
        main(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]] or SIZES)
