"""The folder of an index, opened for reading; for writing see `writable`."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from searchkit import manifest
from searchkit.cluster import Cluster, Share
from searchkit.engines import open_engine, open_shared
from searchkit.engines.base import Engine
from searchkit.errors import DamagedError, EngineError
from searchkit.manifest import Manifest

LOOKS, PAUSE = 3, 0.02


@dataclass(slots=True)
class Store:
    """Hold an open engine and what it was made with; `index` is None where there is no folder of ours.

    `cluster` is how the servers are reached, where that was said.
    """

    index: Path | None
    manifest: Manifest
    engine: Engine
    cluster: Cluster | None = None

    def again(self) -> Store:
        """Open what is there now."""
        if self.index is None and self.cluster is None:
            return self
        return open_store(self.index, self.cluster)


def open_store(index: Path | None, cluster: Cluster | None = None) -> Store:
    """Open an index for reading; errors: NotFoundError, FormatError, DamagedError, EngineError.

    Without a folder it is the index of a cluster, which says by itself how it was made.
    A writer may swap folders or files between two looks at them, so what seems damaged is looked at again.
    """
    if index is None:
        return _heard(cluster or Cluster())
    for _ in range(LOOKS - 1):
        with suppress(DamagedError):
            return _opened(index, cluster)
        time.sleep(PAUSE)
    return _opened(index, cluster)


def _heard(cluster: Cluster) -> Store:
    engine, told = open_shared(cluster)
    return Store(None, manifest.heard(told, engine.name), engine, cluster)


def _opened(index: Path, cluster: Cluster | None) -> Store:
    known = manifest.read(index)
    manifest.refuse_other_making(known, index)
    location = index / known.folder
    if not location.is_dir():
        raise DamagedError(f"the index {index} lacks its folder {known.folder}; build it again: {mend(index)}")
    try:
        share = Share(cluster, known.writer, manifest.told(known))
        return Store(index, known, open_engine(known.engine, location, share=share), cluster)
    except EngineError as error:
        raise EngineError(f"the index {index} cannot be opened: {error}") from error
    except DamagedError as error:
        raise DamagedError(f"{error}; build it again: {mend(index)}") from error


def again(index: Path) -> str:
    """Give the command that builds an index again from its sources."""
    return f"searchkit index --rebuild --index {index}"


def mend(index: Path) -> str:
    """Give the command that builds an index again from its catalog, or from its sources where that is lost."""
    return f"searchkit rebuild --index {index}"


def repair(index: Path | str) -> str:
    """Give the command that finds all damage of an index and mends it."""
    return f"searchkit check --repair --index {index}"
