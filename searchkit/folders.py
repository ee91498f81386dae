"""The folders of an index in which engines keep their files, numbered one after another; not what is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

from searchkit import disk, seal
from searchkit.engines import DEFAULT


def fresh(index: Path | None, folder: str) -> Path | None:
    """Make a folder for an engine; None where the index is kept in memory."""
    if index is None:
        return None
    disk.make(index / folder)
    seal.unseal(index / folder)
    return index / folder


def is_one(path: Path) -> bool:
    """Say whether a path is the folder of an engine."""
    name, _, number = path.name.rpartition("-")
    return path.is_dir() and bool(name) and number.isdigit()


def all_of(index: Path) -> list[Path]:
    """Give the folders of engines in an index."""
    return [path for path in index.iterdir() if is_one(path)]


def sweep(index: Path, kept: str) -> None:
    """Take away the folders of engines but one: the one before, or what an interrupted rebuild left."""
    for folder in all_of(index):
        if folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)


def engine_of(index: Path | None) -> str:
    """Give the engine of an index without a manifest: what its newest folder is named after, or the default."""
    folders = all_of(index) if index is not None and index.is_dir() else []
    named = [folder.name.rpartition("-")[::2] for folder in folders]
    return max(((int(number), engine) for engine, number in named), default=(0, DEFAULT))[1]


def next_name(index: Path | None, engine: str) -> str:
    """Name a new folder of an engine: none has its number."""
    taken = [int(folder.name.rpartition("-")[2]) for folder in all_of(index)] if index else []
    return f"{engine}-{max(taken, default=0) + 1}"
