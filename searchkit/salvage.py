"""What is wrong with a catalog, row by row, and what can still be read of it; not for catalogs that are sound."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from searchkit import disk, seal
from searchkit.catalog import FILE, PARTIAL, Catalog, erase
from searchkit.dump import digest, loaded
from searchkit.entries import State
from searchkit.errors import DamagedError, FormatError
from searchkit.model import Damage
from searchkit.wording import SIZE

ASIDE = f"{FILE}.salvaged"
_COLUMNS = "id, state, source, generation, digest, data, file, line, fallback"


def damages(path: Path) -> Iterator[Damage]:
    """Name what is wrong with the catalog in a file, if anything; errors: FormatError, LockedError."""
    if not path.exists():
        yield Damage(str(path), "is missing", "catalog")
        return
    try:
        with closing(Catalog(path)) as catalog:
            if catalog.partial:
                yield Damage(str(path), "lost rows, and the sources have not been read again since", "catalog")
    except FormatError as error:
        if path.name not in seal.changed(path.parent):
            raise
        yield Damage(str(path), str(error), "catalog")
        return
    except DamagedError as error:
        yield Damage(str(path), str(error), "catalog")
        return
    with closing(sqlite3.connect(path)) as db:
        yield from (Damage(str(path), reason, "catalog") for reason in _reasons(db))


def salvaged(path: Path) -> int:
    """Put a catalog of the rows that can be read in the place of a damaged or lost one; give their number.

    It is marked as partial from its first moment on, so that a run that ends before the sources are read is found out.
    """
    aside = path.with_name(ASIDE)
    erase(aside)
    with closing(Catalog(aside, create=True)) as fresh:
        if name := _writer(path):
            fresh.writer(name)
    with closing(sqlite3.connect(aside)) as made:
        kept = made.executemany(f"INSERT OR REPLACE INTO articles VALUES ({_marks()})", _rows(path)).rowcount
        made.execute(f"PRAGMA application_id = {PARTIAL}")
        made.commit()
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in ("-wal", "-shm"):  # SQLite would read them into the catalog that takes the place
        path.with_name(path.name + beside).unlink(missing_ok=True)
    aside.replace(path)
    disk.sync(path.parent)
    return max(0, kept)


def _writer(path: Path) -> str:
    """Read the name that a catalog's articles have on a cluster, where they have one, and it can be read."""
    with suppress(sqlite3.DatabaseError, UnicodeError), closing(sqlite3.connect(path)) as db:
        for (name,) in db.execute("SELECT name FROM writer"):
            return str(name)
    return ""


def readable(path: Path) -> bool:
    """Say whether any row of a catalog can be read."""
    return next(_rows(path), None) is not None


def refuse_gone(index: Path, paths: Sequence[str]) -> None:
    """Refuse to read the sources again where these are not known or not there; errors: DamagedError."""
    gone = [path for path in paths if not Path(path).exists()]
    if gone or not paths:
        which = f"{gone[0]} is not there" if gone else "it does not know its sources"
        raise DamagedError(f"{index} lost its catalog, and {which}; {name_sources(index)}")


def name_sources(index: Path) -> str:
    """Give the command that builds an index again which does not know its sources."""
    return f"name what is to be read: searchkit index --rebuild PATHS --index {index}"


def _reasons(db: sqlite3.Connection) -> Iterator[str]:
    try:
        for (line,) in db.execute("PRAGMA integrity_check(10)"):
            if line != "ok":
                yield str(line)
        for row in db.execute(f"SELECT {_COLUMNS} FROM articles"):
            if not _whole(row):
                yield f"the article {row[0]} is not as it was written"
    except (sqlite3.DatabaseError, UnicodeError) as error:
        yield str(error)


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Give the rows that are as they were written: from the first on, then from the last back, as far as each goes."""
    for order in ("", "DESC") if path.exists() else ():
        try:
            with closing(sqlite3.connect(path)) as db:
                query = f"SELECT {_COLUMNS} FROM articles NOT INDEXED ORDER BY id {order}"
                yield from filter(_whole, db.execute(query))
        except (sqlite3.DatabaseError, UnicodeError):
            continue
        return


def _whole(row: tuple[Any, ...]) -> bool:
    """Say whether an article has the id and the digest that its text has; one that went has no text."""
    id, state, source, generation, mark, data, file, line, fallback = row
    if not (isinstance(id, str) and isinstance(source, str) and state in range(4) and isinstance(generation, int)):
        return False
    if data is None:
        return mark is None or (state == State.REMOVED and isinstance(mark, bytes) and len(mark) == SIZE)
    try:
        text = zlib.decompress(data)
        return digest(text, line, fallback) == mark and loaded(text, file, line, fallback).id == id
    except (zlib.error, ValueError, TypeError, KeyError):
        return False


def _marks() -> str:
    return ", ".join("?" * (_COLUMNS.count(",") + 1))
