"""Which reader takes which file, and the sources that paths name; not for what is in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from searchkit.model import Article, Trouble
from searchkit.readers import base, walk
from searchkit.readers.base import Reader, Reading, Source

VERSION = 2
"""Part of what a source looks like: another version reads every source again."""

# Suffix -> the module of this folder that reads it; each also with .gz behind it. A new format is a line here.
READERS: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


def sources(paths: Sequence[Path | str]) -> Iterator[Source | Trouble]:
    """Find the sources that files, folders and `-` (standard input) name, folders in sorted order."""
    return walk.Walk(frozenset(READERS)).sources(paths)


def read(source: Source, reading: Reading) -> Iterator[Article | Trouble]:
    """Read one source with the reader of its format; a file of unknown suffix is read as text."""
    try:
        name = _sniffed() if source.path is None else READERS.get(walk.suffix(source.path.name), "text")
    except OSError as error:
        return iter((Trouble(str(source), base.reason(error), skipped=True),))
    return cast(Reader, import_module(f"searchkit.readers.{name}")).read(source, reading)


def _sniffed() -> str:
    """Guess the format of standard input by how it begins."""
    start = base.first_bytes()
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start)
        except zlib.error:
            start = b""
    return "json" if base.decoded(start)[0].lstrip().startswith(("{", "[")) else "text"
