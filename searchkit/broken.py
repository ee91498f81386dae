"""What SQLite and zlib say of a catalog that they cannot read or write, in our words; not what is wrong (`check`)."""

from __future__ import annotations

import errno
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searchkit.errors import DamagedError, LockedError

BROKEN = (sqlite3.DatabaseError, zlib.error)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


@contextmanager
def damage(path: Path | None) -> Iterator[None]:
    """Say in our words what is wrong with a catalog; errors: DamagedError, LockedError, OSError."""
    try:
        yield
    except BROKEN as error:
        raise told(error, path) from error


def told(error: Exception, path: Path | None) -> Exception:
    """Give the error of ours for what SQLite or zlib says of a catalog."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_BUSY:
        return LockedError(f"another process is at work on the catalog {path}: wait until it is done")
    if code in _DAMAGE:
        index = f" --index {path.parent}" if path else ""
        return DamagedError(f"the catalog {path} is damaged ({error}); build the index again: searchkit rebuild{index}")
    kind = errno.ENOSPC if code == sqlite3.SQLITE_FULL else errno.EIO
    return OSError(kind, str(error), str(path))  # a full disk, a folder that cannot be written to
