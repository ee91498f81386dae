"""One peer in a process of its own: `python run.py PEER build ROWS FOLDER`, or `PEER ask FOLDER QUERIES`; prints JSON.

Rows are JSON lines of [id, text]; queries are a JSON list of [kind, words].
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

WARM = 20


def nodes() -> list[str]:
    """Give the addresses of the OpenSearch nodes that `tests/cluster/run.py` started."""
    return os.environ["SEARCHKIT_OPENSEARCH"].split(",")


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            id, text = json.loads(line)
            yield id, text


def _build(peer: str, rows: Path, folder: Path) -> dict[str, float]:
    module, begun = import_module(f"benchmarks.peers.{peer}"), time.perf_counter()
    elsewhere = module.build(_rows(rows), folder) or 0
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"seconds": time.perf_counter() - begun, "bytes": elsewhere + size}


def _ask(peer: str, folder: Path, queries: Path) -> dict[str, object]:
    module = import_module(f"benchmarks.peers.{peer}")
    opened = module.Opened(folder)
    asked = [(kind, words) for kind, words in json.loads(queries.read_text("utf-8"))]
    fitting = [kind in module.KINDS for kind, _ in asked]
    ids = [sorted(opened.ids(*one)) if fits else None for one, fits in zip(asked, fitting, strict=True)]
    for one, fits in list(zip(asked, fitting, strict=True))[:WARM]:
        if fits:
            opened.page(*one)
    times = [_milliseconds(opened, *one) if fits else None for one, fits in zip(asked, fitting, strict=True)]
    return {"ids": ids, "milliseconds": times, "snippets": module.SNIPPETS}


def _milliseconds(opened: object, kind: str, words: list[str]) -> float:
    begun = time.perf_counter()
    opened.page(kind, words)  # type: ignore[attr-defined]
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    name, what, one, other = sys.argv[1:]
    print(json.dumps((_build if what == "build" else _ask)(name, Path(one), Path(other))))
