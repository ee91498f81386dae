"""What a run could not do whole, told once: in its report, or as an error where there is none; not the doing of it."""

from __future__ import annotations

from collections.abc import Callable

from searchkit.engines.base import Engine
from searchkit.errors import EngineError
from searchkit.model import Trouble


class Untold:
    """Collect what could not be taken away, beside what an engine did not bring in, or out, whole."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self.troubles: list[Trouble] = []
        self._engine, self._told = engine, dict[str, str]()

    def tell(self) -> list[Trouble]:
        """Give all there is, for a report."""
        self._told = dict(self._engine().left())
        return [*self.troubles, *(Trouble(id, why, skipped=True) for id, why in self._told.items())]

    def refuse(self) -> None:
        """Raise what was not told of an engine; errors: EngineError."""
        for id, why in self._engine().left().items():
            if self._told.get(id) != why:
                raise EngineError(f"{id!r}: {why}; the next run tries it again")
