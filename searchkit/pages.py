"""A copy of a damaged catalog made readable page by page; not for telling which rows are as they were (`salvage`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from searchkit.catalog import Catalog

_SIZE = slice(16, 18)
_JOURNAL = slice(18, 20)
_PAGES = slice(28, 32)
_BROKEN = (sqlite3.DatabaseError, UnicodeError)
_TREE = (2, 10)
"""First bytes of the pages of a table like ours: of those that lead to others, and of those that do not."""


def headed(copy: Path) -> None:
    """Lend a copy the first page of a new catalog where its own is damaged: the tables of each begin at the same pages.

    What the page says of how many there are, and of a -wal, is taken out: there is none beside a copy.
    """
    new = _new(copy.with_name(f"{copy.name}.new"))
    with copy.open("r+b") as file:
        file.truncate(max(len(new), copy.stat().st_size))  # or no page is taken for the beginning of a table
        if not _readable(copy):
            file.write(new[: int.from_bytes(new[_SIZE], "big")])
        file.seek(0)
        head = bytearray(file.read(100))
        head[_JOURNAL], head[_PAGES] = b"\1\1", bytes(4)
        file.seek(0)
        file.write(head)


def scattered(copy: Path, query: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of each page by itself, as if the table of articles began there: no way leads to it any more."""
    with suppress(*_BROKEN), closing(sqlite3.connect(copy, isolation_level=None)) as db:
        for setting in ("journal_mode = OFF", "synchronous = OFF"):
            db.execute(f"PRAGMA {setting}")
        for number in _trees(copy):
            with suppress(*_BROKEN):
                db.execute("PRAGMA writable_schema = ON")
                db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'articles'", (number,))
                db.execute("PRAGMA writable_schema = RESET")  # it is read again
                yield from db.execute(query)


def _trees(copy: Path) -> Iterator[int]:
    """Number the pages, from 1, that may have rows."""
    with copy.open("rb") as file:
        size = int.from_bytes(file.read(100)[_SIZE], "big")
        size = 65_536 if size == 1 else size
        for number in range(2, 1 + copy.stat().st_size // max(512, size)):
            file.seek((number - 1) * size)
            if file.read(1)[0] in _TREE:
                yield number


def _readable(copy: Path) -> bool:
    """Say whether the first page says where the articles begin."""
    with suppress(*_BROKEN), closing(sqlite3.connect(as_it_is(copy), uri=True)) as db:
        known = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'articles'").fetchone()
        return known is not None
    return False


def _new(place: Path) -> bytes:
    """Give the bytes of a new catalog."""
    with closing(Catalog(place, create=True)):
        pass
    return place.read_bytes()


def as_it_is(copy: Path) -> str:
    """Name a file to SQLite so that it looks for nothing beside it, and changes nothing."""
    return f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
