"""Which index of a cluster a folder means, and whose documents there are its own; not the asking of a cluster.

What is kept in a folder of ours has no secrets.
"""

from __future__ import annotations

import json
from pathlib import Path

from searchkit import disk
from searchkit.cluster import Cluster, reread
from searchkit.errors import DamagedError
from searchkit.nouns import noun

FILE = "cluster.json"


@noun
class Place:
    """Name an index of a cluster, and the writer whose documents there are ours."""

    cluster: Cluster
    index: str
    writer: str


def keep(folder: Path, place: Place) -> None:
    """Write down in a folder which index is meant; secrets are left out."""
    known = {"index": place.index, "writer": place.writer, "cluster": place.cluster.shown}
    disk.write(folder / FILE, json.dumps(known, indent=1, ensure_ascii=False) + "\n")


def kept(folder: Path) -> Place:
    """Read which index is meant; errors: DamagedError."""
    try:
        known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Place(reread(known["cluster"]), str(known["index"]), str(known["writer"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"opensearch: {folder / FILE} cannot be read ({error}), so nothing says which index is meant"
        raise DamagedError(said) from error
