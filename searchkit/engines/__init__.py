"""The engines there are, imported by name when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from searchkit.cluster import Cluster, Share
from searchkit.engines.base import Documents, Engine
from searchkit.errors import EngineError
from searchkit.model import Document
from searchkit.schema import SCHEMA

ENGINES = {
    "tantivy": "searchkit.engines.tantivy",
    "whoosh": "searchkit.engines.whoosh",
    "memory": "searchkit.engines.memory",
    "opensearch": "searchkit.engines.opensearch",
}
DEFAULT = "tantivy"
SHARED = ("opensearch",)
"""The engines that keep documents on other machines, where several may write."""
EXTRAS = {"opensearchpy": "opensearch"}
"""The extra that brings a package which not everybody has."""


def open_engine(name: str, location: Path | None, *, create: bool = False, share: Share | None = None) -> Engine:
    """Open an engine by name in a folder of its own; errors: EngineError, DamagedError.

    `share` names our part of what several share, for an engine of a cluster alone.
    """
    more = {"share": share} if name in SHARED else {}
    engine: Engine = load(name).open(location, SCHEMA, create=create, **more)
    return engine


def open_shared(cluster: Cluster) -> tuple[Engine, Mapping[str, Any]]:
    """Open the index of a cluster, without a folder of ours, and give what it says of itself; errors: EngineError."""
    engine, told = load(SHARED[0]).read(cluster, SCHEMA)
    return engine, told


def leave(folder: Path, current: Path) -> None:
    """Take out what the engine of a folder keeps elsewhere, unless the current folder goes on with it.

    Errors: EngineError, LockedError where that cannot be done now.
    """
    name = folder.name.rpartition("-")[0]
    if name in SHARED:
        load(name).leave(folder, current)


def packing(name: str) -> Callable[[Sequence[Document]], Documents]:
    """Give what puts documents into the form that an engine's writer takes at least cost."""
    packed: Callable[[Sequence[Document]], Documents] = getattr(load(name), "packed", list)
    return packed


def load(name: str) -> ModuleType:
    """Import the module of an engine; errors: EngineError where there is none, or it lacks a package."""
    if name not in ENGINES:
        from difflib import get_close_matches  # slow to import, and seldom needed

        close = get_close_matches(name, ENGINES, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(ENGINES)}"
        raise EngineError(f"there is no engine {name!r}; {hint}")
    try:
        return import_module(ENGINES[name])
    except ImportError as error:
        extra = f"'searchkit-news[{EXTRAS[error.name]}]'" if error.name in EXTRAS else "searchkit-news"
        message = f"the engine {name} needs a package that is not here ({error.name}): pip install {extra}"
        raise EngineError(message) from error
