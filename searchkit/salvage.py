"""What is wrong with a catalog, row by row, what can still be read of it, and its opening then; not for sound ones."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from searchkit import disk, manifest, pages, seal, wal
from searchkit.catalog import FILE, PARTIAL, Catalog, erase
from searchkit.dump import digest, loaded
from searchkit.entries import State
from searchkit.errors import DamagedError, FormatError
from searchkit.model import Damage
from searchkit.wording import SIZE

COPY, MAKING, READY = f"{FILE}.copy.", f"{FILE}.salvaged", f"{FILE}.ready"
"""What a salvage reads from, the rows that it could read, and these once they are whole and durable."""
_LOST, _FORGOTTEN = "the catalog was lost", "removals are forgotten"
_COLUMNS = "id, state, source, generation, digest, data, file, line, fallback"


def damages(path: Path) -> Iterator[Damage]:
    """Name what is wrong with the catalog in a file, if anything; errors: FormatError, LockedError."""
    if not path.exists() or path.with_name(READY).exists():
        reason = "its salvage did not come to its end" if path.with_name(READY).exists() else "is missing"
        yield Damage(str(path), reason, "catalog")
        return
    try:
        with closing(Catalog(path)) as catalog:
            if catalog.lost():
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


def opened(index: Path | None, *, known: bool, rebuild: bool) -> tuple[Catalog, str]:
    """Open the catalog of an index, `known` to have one; say what was lost of it, for its sources to be read again."""
    if index is None:
        return Catalog(None), ""
    ended(index / FILE)
    _salvage(index, known=known, rebuild=rebuild)
    catalog = Catalog(index / FILE, create=not known)
    if lost := catalog.lost():
        catalog.forget()
    disk.sync(index)
    return catalog, lost


def _salvage(index: Path, *, known: bool, rebuild: bool) -> None:
    """Put what can be read of a lost or damaged catalog in its place, with what it says of that."""
    path = index / FILE
    if not path.exists() and (known or wal.left(path)):
        salvaged(path, lambda kept: f"{_LOST}{f', but for {kept:,} rows' if kept else ''}: {_FORGOTTEN}")
    elif rebuild and path.exists() and (broken := next(damages(path), None)):
        why = f"the catalog was damaged ({broken.reason})"
        salvaged(path, lambda kept: f"{why}: {kept:,} of its rows could be read; {_FORGOTTEN} whose rows could not")


def salvaged(path: Path, why: Callable[[int], str] = lambda _: _LOST) -> int:
    """Put a catalog of the rows that can be read in the place of a damaged or lost one; give their number.

    It is marked as partial, and says `why`, from its first moment on, so that a run that ends before the sources are
    read is found out. The old one stays, with what is beside it, until the new one is ready; from
    then on any writer ends it (`ended`).
    """
    making = path.with_name(MAKING)
    erase(making)
    with _copied(path) as copy:
        kept = _filled(making, copy, why)
    disk.keep_mode(path, making)
    disk.sync(making)
    making.replace(path.with_name(READY))
    disk.sync(path.parent)
    ended(path)
    return kept


def ended(path: Path) -> None:
    """End what a killed salvage left: put what is ready in the place of the catalog, and take its copies away."""
    for place in path.parent.glob(f"{COPY}*"):
        shutil.rmtree(place, ignore_errors=True)
    ready = path.with_name(READY)
    if ready.exists():
        for beside in (wal.BESIDE, "-shm"):  # SQLite would read them into the catalog that takes the place
            path.with_name(path.name + beside).unlink(missing_ok=True)
        disk.sync(path.parent)
        ready.replace(path)
        disk.sync(path.parent)


def _filled(making: Path, copy: Path, why: Callable[[int], str]) -> int:
    """Make a catalog of the rows of another one that can be read; give their number."""
    with closing(Catalog(making, create=True)) as fresh:
        if name := _writer(copy):
            fresh.writer(name)
    with closing(sqlite3.connect(making)) as made:
        made.executemany(f"INSERT OR REPLACE INTO articles VALUES ({_marks()})", _rows(copy))
        made.execute(f"PRAGMA application_id = {PARTIAL}")
        kept = int(made.execute("SELECT count(*) FROM articles").fetchone()[0])  # some were read more than once
        made.execute("CREATE TABLE lost (why TEXT)")
        made.execute("INSERT INTO lost VALUES (?)", (why(kept),))
        made.commit()
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return kept


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """Have a copy of a catalog, with what was committed beside it, for as long as it is read."""
    with TemporaryDirectory(prefix=COPY, dir=path.parent) as place:
        copy = Path(place) / FILE
        wal.copied(path, copy)
        pages.headed(copy)
        yield copy


def _writer(copy: Path) -> str:
    """Read the name that a catalog's articles have on a cluster, where they have one, and it can be read."""
    with suppress(sqlite3.DatabaseError, UnicodeError), closing(_opened(copy)) as db:
        for (name,) in db.execute("SELECT name FROM writer"):
            return str(name)
    return ""


def readable(path: Path) -> bool:
    """Say whether any row of a catalog can be read."""
    ready = path.with_name(READY)
    path = ready if ready.exists() else path
    return _begins(path) or _any(path)


def _begins(path: Path) -> bool:
    """Say whether the first row of a catalog can be read where it is."""
    with suppress(sqlite3.DatabaseError, UnicodeError), closing(_opened(path)) as db:
        return any(map(_whole, db.execute(f"SELECT {_COLUMNS} FROM articles NOT INDEXED LIMIT 1")))
    return False


def _any(path: Path) -> bool:
    """Say whether any row can be read of a copy."""
    if not path.exists() and not wal.left(path):
        return False
    with _copied(path) as copy, closing(_rows(copy)) as rows:
        return next(rows, None) is not None


def refuse_none(index: Path) -> None:
    """Refuse a folder that never was an index; errors: NotFoundError."""
    parts = (FILE, READY, manifest.FILE)
    if not (any((index / name).exists() for name in parts) or wal.left(index / FILE) or manifest.lost(index)):
        manifest.read(index)


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


def _rows(copy: Path) -> Generator[tuple[Any, ...]]:
    """Give the rows that are as they were written: in order, or, where that is damaged, all that a page has."""
    query = f"SELECT {_COLUMNS} FROM articles NOT INDEXED"
    try:
        with closing(_opened(copy)) as db:
            yield from filter(_whole, db.execute(query))
    except (sqlite3.DatabaseError, UnicodeError):
        yield from filter(_whole, pages.scattered(copy, query))


def _opened(copy: Path) -> sqlite3.Connection:
    return sqlite3.connect(pages.as_it_is(copy), uri=True)


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
