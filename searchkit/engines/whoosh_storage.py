"""The files of a Whoosh index: made durable, and their pickles read as plain data; not for what is in them.

Whoosh pickles the list of its segments, the directory of a compound file, and the numbers of a posting block. A pickle
may name any function of Python and have it called, so what names another one is damage.
"""
# mypy: allow-untyped-calls, allow-untyped-defs

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from pathlib import Path
from typing import Any

from whoosh.codec import whoosh3
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from searchkit import disk

_KINDS: tuple[type, ...] = (whoosh3.W3Segment, whoosh3.W3Codec, defaultdict, int, float, set, frozenset)
ALLOWED: dict[tuple[str, str], Any] = {(kind.__module__, kind.__name__): kind for kind in _KINDS}


class Plain(pickle.Unpickler):
    """Read plain data; bytes are in it as text, which `str.encode` makes bytes of, and nothing else of anything."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) == ("_codecs", "encode"):
            return str.encode
        if (module_name, global_name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in an index")
        return ALLOWED[module_name, global_name]


def loads(data: bytes) -> Any:
    """Read a pickle of plain data; errors: pickle.UnpicklingError."""
    return Plain(io.BytesIO(data)).load()


class PlainFile(StructFile):
    """Be a file of Whoosh's whose pickles are plain data."""

    def read_pickle(self) -> Any:
        return Plain(self.file).load()


class Storage(FileStorage):
    """Read no pickle but plain data, and make a commit durable.

    The file that names the segments of a commit takes its name when they are on the disk.
    """

    def open_file(self, name: str, **settings: Any) -> PlainFile:
        return PlainFile(Path(self._fpath(name)).open("rb"), name=name, **settings)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in (oldname, *(name for name in self.list() if name.endswith(".seg"))):
            disk.sync(Path(self.folder) / name)
        super().rename_file(oldname, newname, safe)
        disk.sync(Path(self.folder))


vars(whoosh3)["loads"] = loads
"""Posting blocks are unpickled by a function of Whoosh's codec, wherever they are read."""
