"""What is noted in an engine's folder as JSON, read back, or an error that names what mends it; not what notes mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from searchkit.errors import DamagedError

Noted = TypeVar("Noted")


def noted(path: Path, read: Callable[[Any], Noted], why: str) -> Noted | None:
    """Read a note in a folder of an index; None where there is none; errors: DamagedError, with `why` it matters."""
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        said = f"opensearch: {path} cannot be read ({error}), so {why}"
        raise DamagedError(f"{said}; mend it: searchkit check --repair --index {path.parents[1]}") from error
