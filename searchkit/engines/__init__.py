"""The engines there are, imported by name when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from searchkit.engines.base import Documents, Engine
from searchkit.errors import EngineError
from searchkit.model import Document
from searchkit.schema import SCHEMA

ENGINES = {
    "tantivy": "searchkit.engines.tantivy",
    "whoosh": "searchkit.engines.whoosh",
    "memory": "searchkit.engines.memory",
}
DEFAULT = "tantivy"


def open_engine(name: str, location: Path | None, *, create: bool = False) -> Engine:
    """Open an engine by name in a folder of its own; errors: EngineError, DamagedError."""
    engine: Engine = load(name).open(location, SCHEMA, create=create)
    return engine


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
        message = f"the engine {name} needs a package that is not here ({error.name}): pip install searchkit-news"
        raise EngineError(message) from error
