"""searchkit on Whoosh, in this process; see `searchkit_own`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers import searchkit_own
from benchmarks.peers.searchkit_own import KINDS, SNIPPETS, Opened

__all__ = ["KINDS", "SNIPPETS", "Opened", "build"]


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    searchkit_own.ENGINE = "whoosh"
    searchkit_own.build(rows, folder)
