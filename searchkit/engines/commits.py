"""Which generation of the catalog an engine's last commit holds; for engines whose commits cannot carry a number.

Before each commit a small file says "the commit after number N is generation G". The engine's own commit is what
decides: while its number is still N, the generation is the earlier one. So a crash at any moment leaves a true answer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = "generation.json"


def announce(folder: Path, commit: int, current: int, following: int) -> None:
    """Write that commit number `commit` is generation `current`, and the one after it will be `following`."""
    waiting = folder / (FILE + ".new")
    with waiting.open("w", encoding="ascii") as file:
        json.dump({"commit": commit, "generation": current, "following": following}, file)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(folder / FILE)
    sync(folder)


def generation(folder: Path, commit: int) -> int:
    """Give the generation that commit number `commit` holds; 0 where none was announced."""
    try:
        known = json.loads((folder / FILE).read_text(encoding="ascii"))
        return int(known["generation"] if commit == known["commit"] else known["following"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def sync(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
