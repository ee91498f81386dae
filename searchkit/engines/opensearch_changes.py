"""Changes of an index that wait in a file for their commit, so that one which broke off can be done again to its end.

A server cannot take changes back. So all changes of a commit are written down first: before that nothing was sent, and
after it everything is sent, if need be by the next writer. Each change is a line with the article and its documents'
keys, and a line for each document.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from searchkit import disk
from searchkit.engines.opensearch_client import written
from searchkit.errors import DamagedError
from searchkit.nouns import noun

OPEN, WHOLE = "changes.open", "changes-"
DIGITS = 20
"""So many say, at the end of a file, where its changes end."""


@noun
class Change:
    """Hold what an article's documents are to be: their keys, and the documents as they are sent."""

    article: str
    owner: str
    keys: tuple[str, ...]
    lines: tuple[bytes, ...]


class Changes:
    """Keep changes in a file of a folder until they are sent."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / OPEN
        self._file: BinaryIO | None = None
        self._articles = array("Q")

    def add(self, change: Change) -> None:
        """Write a change down."""
        file = self._open()
        head = {"article": change.article, "owner": change.owner, "keys": change.keys}
        file.write(b"\n".join((written(head), *change.lines, b"")))
        self._articles.append(_number(change))

    def seal(self, generation: int) -> Path:
        """Make durable what was written down, under the name of its commit."""
        file = self._open()
        end = file.tell()
        file.write(b"%s\n%0*d\n" % (written({"last": _repeated(self._articles)}), DIGITS, end))
        file.flush()
        os.fsync(file.fileno())
        self._close()
        whole = self._folder / f"{WHOLE}{generation}"
        self._path.replace(whole)
        disk.sync(self._folder)
        return whole

    def drop(self) -> None:
        """Forget what was not sealed."""
        self._close()
        self._path.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        self._file = self._file or self._path.open("wb")
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._articles = None, array("Q")


def unfinished(folder: Path) -> tuple[Path, int] | None:
    """Give the changes of a commit that broke off, and its generation."""
    for path in folder.glob(f"{WHOLE}*"):
        return path, int(path.name.removeprefix(WHOLE))
    return None


def read(path: Path) -> Iterator[Change]:
    """Give the changes of a commit, of each article the last; errors: DamagedError."""
    try:
        with path.open("rb") as file:
            file.seek(-DIGITS - 1, os.SEEK_END)
            end = int(file.read())
            file.seek(end)
            last = {int(number): place for number, place in json.loads(file.readline())["last"]}
            file.seek(0)
            for place, change in enumerate(_changes(file, end)):
                if last.get(_number(change), place) == place:
                    yield change
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"opensearch: {path} cannot be read ({error}), the changes of a commit that broke off"
        raise DamagedError(said) from error


def _changes(file: BinaryIO, end: int) -> Iterator[Change]:
    while file.tell() < end:
        known = json.loads(file.readline())
        lines = tuple(file.readline().removesuffix(b"\n") for _ in known["keys"])
        yield Change(known["article"], known["owner"], tuple(known["keys"]), lines)


def _repeated(articles: Sequence[int]) -> list[tuple[int, int]]:
    """Give the place of the last change of each article that was changed more than once."""
    ordered = sorted(articles)
    several = {one for one, next_ in pairwise(ordered) if one == next_}
    return list({number: place for place, number in enumerate(articles) if number in several}.items())


def _number(change: Change) -> int:
    return int(change.owner[:16], 16)
