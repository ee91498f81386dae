"""Articles of which a server refused paragraphs for good, kept in the engine's folder until it takes them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from searchkit import disk
from searchkit.engines.opensearch_bulk import Refusal
from searchkit.engines.opensearch_changes import Change
from searchkit.engines.opensearch_notes import noted

FILE = "refused.json"


class Refused:
    """Know which articles are not in whole, and why."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def known(self) -> dict[str, str]:
        """Give the articles with the reason; errors: DamagedError."""
        return noted(self._path, _read, "nothing says what was refused") or {}

    def keep(self, articles: dict[str, str]) -> None:
        """Write down which articles are not in whole now."""
        if articles:
            disk.write(self._path, json.dumps(articles, indent=1, ensure_ascii=False) + "\n")
        else:
            self._path.unlink(missing_ok=True)


def without(known: dict[str, str], changes: Iterator[Change]) -> Iterator[Change]:
    """Give changes on, and forget what was refused of their articles before."""
    for change in changes:
        known.pop(change.article, None)
        yield change


def told(where: str, refused: Sequence[Refusal]) -> dict[str, str]:
    """Say of each article how many of its paragraphs a server did not take, and why."""
    counts = Counter(each.article for each in refused)
    reasons = {each.article: each.reason for each in reversed(refused)}
    return {
        article: f"{where} did not take {count} of its paragraphs: {reasons[article]}; all else is in"
        for article, count in counts.items()
    }


def _read(note: Any) -> dict[str, str]:
    return {str(article): str(why) for article, why in note.items()}
