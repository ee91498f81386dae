"""bm25s: scores held in memory; any of the words only, no phrases, no updates, no snippets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s

KINDS = ("or",)
SNIPPETS = False
_WORD = re.compile(r"\w+")


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    several = list(rows)
    retriever = bm25s.BM25()
    retriever.index([_WORD.findall(text.lower()) for _, text in several], show_progress=False)
    retriever.save(folder)
    (folder / "rows.json").write_text(json.dumps(several), encoding="utf-8")


class Opened:
    """Ask one index."""

    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder)
        self._rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))

    def ids(self, _: str, words: Sequence[str]) -> set[str]:
        scores = self._retriever.get_scores(list(words))
        return {self._rows[place][0] for place in scores.nonzero()[0]}

    def page(self, _: str, words: Sequence[str]) -> list[str]:
        places, _ = self._retriever.retrieve([list(words)], k=10, show_progress=False)
        return [self._rows[place][1] for place in places[0]]
