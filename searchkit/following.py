"""A searcher that sees what was committed by itself: each question is of the newest commit; not the answering."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from searchkit.query.aliased import Aliases
from searchkit.searcher import Searcher
from searchkit.store import open_store

RECENT = 100_000_000
"""Nanoseconds in which a folder may change again without another time."""
QUESTIONS = "search explain count why complete figures facets timeline names together get article stats".split()


def follow(index: Path | str, *, entities: Path | str | None = None) -> Searcher:
    """Open an index as `open` does, to ask each question of its newest commit.

    Results count what they were found in, so that is to be asked before the next question.
    """
    return Following(Path(index), Aliases(entities))


class Following(Searcher):
    """Look before each question whether there is a new commit, and refresh if so: two looks at folders, no reading."""

    def __init__(self, index: Path, aliases: Aliases) -> None:
        self._index, self._seen, self._answering = index, (0, 0), False
        super().__init__(open_store(index), aliases=aliases)

    def newest(self) -> None:
        """See what was committed since; what was looked at just now may change unseen, so it is looked at again."""
        looks = self._looks()
        if looks != self._seen:
            self.refresh()
            self._seen = looks if time.time_ns() - max(looks) > RECENT else (0, 0)

    def _looks(self) -> tuple[int, int]:
        """Give the times of the index and of its engine's folder: every commit puts a file in the place of another."""
        folder = self._index / self._store.manifest.folder
        return self._index.stat().st_mtime_ns, folder.stat().st_mtime_ns if folder.is_dir() else 0


def _of_the_newest(question: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(question)
    def answer(self: Following, *given: Any, **named: Any) -> Any:
        if self._answering:  # one question asks others, all of one commit
            return question(self, *given, **named)
        self.newest()
        self._answering = True
        try:
            return question(self, *given, **named)
        finally:
            self._answering = False

    return answer


for _name in QUESTIONS:
    setattr(Following, _name, _of_the_newest(getattr(Searcher, _name)))
