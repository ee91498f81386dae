"""Which generation of the catalog an engine's last commit holds; for engines whose commits cannot carry a number.

Before each commit a small file says "the commit after number N is generation G". The engine's own commit is what
decides: while its number is still N, the generation is the earlier one. So a crash at any moment leaves a true answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from searchkit import disk
from searchkit.model import Space

FILE = "generation.json"
OF_NONE = ("", ".json", ".toc", ".lock", disk.WAITING)
"""Ends of names of files that belong to no segment."""


def announce(folder: Path, commit: int, current: int, following: int) -> None:
    """Write that commit number `commit` is generation `current`, and the one after it will be `following`."""
    disk.write(folder / FILE, json.dumps({"commit": commit, "generation": current, "following": following}))


def generation(folder: Path, commit: int) -> int:
    """Give the generation that commit number `commit` holds; 0 where none was announced."""
    try:
        known = json.loads((folder / FILE).read_text(encoding="ascii"))
        return int(known["generation"] if commit == known["commit"] else known["following"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def tidy(folder: Path, *patterns: str) -> None:
    """Take away what a killed run left half written: files that no commit names."""
    for pattern in (*patterns, "*" + disk.WAITING):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def space(folder: Path, dead: Mapping[str, float]) -> Space:
    """Count the bytes of a folder; `dead` is the share of each segment's documents that was deleted.

    Files are named after their segment; those of a segment that no commit has are dead.
    """
    live, lost = 0.0, 0.0
    for path in folder.iterdir():
        size = path.stat().st_size if path.is_file() else 0
        share = 0.0 if path.suffix in OF_NONE else dead.get(path.name.partition(".")[0], 1.0)
        live, lost = live + size * (1 - share), lost + size * share
    return Space(round(live), round(lost))
