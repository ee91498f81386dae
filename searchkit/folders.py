"""The folder of an index: which names in it are ours, and the numbered folders of engines; not what is in these."""

from __future__ import annotations

import shutil
from pathlib import Path

from searchkit import disk, lock, manifest, seal
from searchkit.catalog import FILE as CATALOG
from searchkit.engines import DEFAULT, leave
from searchkit.errors import EngineError, LockedError, NotFoundError
from searchkit.model import Trouble


def prepare(index: Path) -> None:
    """Make the folder of an index; errors: NotFoundError where it is a folder of something else."""
    try:
        disk.make(index)
        refuse_others(index)
    except OSError as error:
        raise NotFoundError(f"{index} cannot be made a folder for the index: {error.strerror}") from error


def refuse_others(index: Path) -> None:
    """Refuse a folder of something else; errors: NotFoundError."""
    others = [path.name for path in index.iterdir() if not _ours(path)]
    if others and not manifest.exists(index):
        raise NotFoundError(
            f"{index} has other things in it ({others[0]}), so no index is made there; name a new folder"
        )


def _ours(path: Path) -> bool:
    names = (".gitkeep", lock.FILE, manifest.FILE, manifest.FILE + disk.WAITING, seal.FILE, seal.FILE + disk.WAITING)
    return path.name in names or path.name.startswith(CATALOG) or is_one(path)


def fresh(index: Path | None, folder: str, before: str = "") -> Path | None:
    """Make a folder for an engine, as private as the one `before`; None where the index is kept in memory."""
    if index is None:
        return None
    earlier = [index / before] if before else all_of(index)  # what a killed rebuild left may let in whom nobody chose
    disk.make(index / folder)
    for each in earlier:
        disk.keep_mode(each, index / folder)
    seal.unseal(index / folder)
    return index / folder


def is_one(path: Path) -> bool:
    """Say whether a path is the folder of an engine."""
    name, _, number = path.name.rpartition("-")
    return path.is_dir() and bool(name) and number.isdigit()


def all_of(index: Path) -> list[Path]:
    """Give the folders of engines in an index."""
    return [path for path in index.iterdir() if is_one(path)]


def sweep(index: Path, kept: str) -> list[Trouble]:
    """Take away the folders of engines but one: the one before, or what an interrupted rebuild left.

    What one has on a cluster goes with it; where that cannot be done now, it stays, and is told.
    """
    left = []
    for folder in all_of(index):
        if folder.name != kept:
            try:
                leave(folder, folder.with_name(kept))
            except (EngineError, LockedError) as error:
                left.append(Trouble(str(folder), f"what it has on a cluster is still there: {error}"))
            else:
                shutil.rmtree(folder, ignore_errors=True)
    return left


def engine_of(index: Path | None) -> str:
    """Give the engine of an index without a manifest: what its newest folder is named after, or the default."""
    folders = all_of(index) if index is not None and index.is_dir() else []
    named = [folder.name.rpartition("-")[::2] for folder in folders]
    return max(((int(number), engine) for engine, number in named), default=(0, DEFAULT))[1]


def next_name(index: Path | None, engine: str) -> str:
    """Name a new folder of an engine: none has its number."""
    taken = [int(folder.name.rpartition("-")[2]) for folder in all_of(index)] if index else []
    return f"{engine}-{max(taken, default=0) + 1}"
