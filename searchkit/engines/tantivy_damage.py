"""What tantivy says of files that are missing, cut or overwritten, as errors of ours; not for errors in a query."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy

from searchkit.errors import DamagedError

_SYSTEM = re.compile(r"(?:os error |code: )(\d+)")
PANIC = "PanicException"
"""Rust's last resort, which has no name to import; it is no Exception, so that it would end the program."""
LIMIT = "bucket limit"
"""What tantivy says where it was asked for more groups than it counts: that is no damage, and stays a ValueError."""


@contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Turn what tantivy says of its files into DamagedError; a full disk stays an OSError, a limit a ValueError."""
    try:
        yield
    except (ValueError, LookupError, TypeError, FileNotFoundError, EOFError) as error:
        if LIMIT in str(error):
            raise
        raise _damaged(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise _damaged(folder, error) from error


class Guarded:
    """Be a searcher of tantivy's, each of whose calls is guarded."""

    def __init__(self, searcher: tantivy.Searcher, folder: Path) -> None:
        self._searcher, self._folder = searcher, folder

    def __getattr__(self, name: str) -> Any:
        with guarded(self._folder):
            found = getattr(self._searcher, name)
        return self._call(found) if callable(found) else found

    def _call(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            with guarded(self._folder):
                return function(*values, **named)

        return call


def _damaged(folder: Path, error: BaseException) -> Exception:
    said = " ".join(str(error).split())
    system = _SYSTEM.search(said)
    if system and int(system[1]) != errno.ENOENT:
        return OSError(int(system[1]), os.strerror(int(system[1])), str(folder))
    return DamagedError(f"the tantivy index in {folder} cannot be read: {said or type(error).__name__}")
