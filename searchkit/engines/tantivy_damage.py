"""What tantivy says of files that are missing, cut or overwritten, as errors of ours; not for errors in a query."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import tantivy

from searchkit.errors import DamagedError
from searchkit.late import late

_SYSTEM = late(r"(?:os error |code: )(\d+)")
PANIC = "PanicException"
"""Rust's last resort, which has no name to import; it is no Exception, so that it would end the program."""
LIMIT = "bucket limit"
"""What tantivy says where it was asked for more groups than it counts: that is no damage, and stays a ValueError."""

THREAD = "An error occurred in a thread"
"""What tantivy says where a thread failed, which only write: why is not said."""

_SAID = (ValueError, LookupError, TypeError, FileNotFoundError, EOFError)


class Guard:
    """Turn what tantivy says of its files into DamagedError; a full disk stays an OSError, a limit a ValueError."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        """Do nothing: it is by plain methods that this costs a page of hits nothing to speak of."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        said = isinstance(error, _SAID) and LIMIT not in str(error)
        if error is not None and (said or type(error).__name__ == PANIC):
            raise _damaged(self._folder, error) from error


class Guarded:
    """Be a searcher of tantivy's, each of whose calls is guarded."""

    def __init__(self, searcher: tantivy.Searcher, folder: Path) -> None:
        self._searcher, self._guard = searcher, Guard(folder)

    def __getattr__(self, name: str) -> Any:
        with self._guard:
            found = getattr(self._searcher, name)
        if not callable(found):
            return found
        made = self.__dict__[name] = self._call(found)  # found there from now on
        return made

    def _call(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            with self._guard:
                return function(*values, **named)

        return call


def _damaged(folder: Path, error: BaseException) -> Exception:
    said = " ".join(str(error).split())
    if said.startswith(THREAD):
        return OSError(errno.EIO, "a thread of tantivy could not write its files: is the disk full?", str(folder))
    system = _SYSTEM.search(said)
    if system and int(system[1]) != errno.ENOENT:
        return OSError(int(system[1]), os.strerror(int(system[1])), str(folder))
    return DamagedError(f"the tantivy index in {folder} cannot be read: {said or type(error).__name__}")
