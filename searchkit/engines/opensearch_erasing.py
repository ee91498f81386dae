"""The text of removed articles taken out of the files of a cluster; not the deleting of documents, which marks them.

A server merges a deleted document away only where no copy of its shard may have to catch up on it. Each copy says every
half minute how far it is, so that is waited for. What has to be erased is noted in the engine's folder until it is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from searchkit import disk
from searchkit.engines.opensearch_bulk import PAUSES
from searchkit.engines.opensearch_client import Server
from searchkit.engines.opensearch_notes import noted
from searchkit.errors import EngineError

FILE = "erase.json"
PATIENCE, PAUSE = 120.0, 1.0
"""Seconds in which all copies have said how far they are, unless one is away; and between two looks at them."""
MERGING = 6 * 3600.0
"""Seconds in which a server has written large segments again without what was deleted in them."""
SHOWN = ",".join(f"indices.*.shards.*.{name}" for name in ("seq_no.max_seq_no", "retention_leases.leases"))
Shard = tuple[str, str]


class Erasing:
    """Know of which articles the text has to be erased, and have that done after a commit."""

    def __init__(self, folder: Path) -> None:
        self._path, self._asked = folder / FILE, False

    def owed(self) -> list[str]:
        """Give the articles whose text is in the files still; errors: DamagedError."""
        return noted(self._path, lambda note: list(map(str, note)), "text may be left") or []

    def ask(self, articles: Iterable[str]) -> None:
        """Have the text of articles erased with the commit that takes them out."""
        disk.write(self._path, json.dumps(list(dict.fromkeys((*self.owed(), *articles)))))
        self._asked = True

    def finish(self, server: Server, index: str) -> None:
        """Erase what a commit took out, where that was asked; errors: EngineError, and then a later writer does it."""
        if self._asked:
            self._asked = False
            erase(server, index, PATIENCE)
            self._path.unlink(missing_ok=True)

    def catch_up(self, server: Server, index: str) -> None:
        """Erase what an earlier run could not, if that can be done now."""
        if not self._asked and self._path.exists():
            with suppress(EngineError):
                erase(server, index, 0.0)
                self._path.unlink(missing_ok=True)


def erase(server: Server, index: str, patience: float) -> None:
    """Have all copies of an index write their files again without what was deleted; errors: EngineError."""
    server.ask("POST", f"/{index}/_flush", None, PAUSES)  # a merge keeps what is not in the files of the last flush yet
    latest, end = _latest(_copies(server, index)), time.monotonic() + patience
    while behind := _behind(_copies(server, index), latest):
        if time.monotonic() >= end:
            raise EngineError(
                f"{server.where}: what was removed is found no more, but its text stays in the files of {len(behind)} "
                "shards for a copy that is away or behind; bring its node back, then run: searchkit index"
            )
        time.sleep(PAUSE)
    params = {"only_expunge_deletes": "true", "flush": "true"}
    for path, more in ((f"/{index}/_forcemerge", params), (f"/{index}/_refresh", {})):  # readers of ours hold old files
        shards = server.ask("POST", path, None, PAUSES, more, timeout=MERGING)["_shards"]
        if shards["failed"]:
            raise EngineError(f"{server.where} could not erase text in {shards['failed']} shards; run: searchkit index")


def _copies(server: Server, index: str) -> Iterator[tuple[Shard, Mapping[str, Any]]]:
    """Give the state of each copy of each shard."""
    found = server.ask("GET", f"/{index}/_stats", None, PAUSES, {"level": "shards", "filter_path": SHOWN})
    for name, known in found.get("indices", {}).items():
        for number, copies in known["shards"].items():
            yield from (((name, number), copy) for copy in copies)


def _latest(copies: Iterator[tuple[Shard, Mapping[str, Any]]]) -> dict[Shard, int]:
    """Give the number of the last change of each shard."""
    latest: dict[Shard, int] = {}
    for shard, copy in copies:
        latest[shard] = max(latest.get(shard, -1), copy["seq_no"]["max_seq_no"])
    return latest


def _behind(copies: Iterator[tuple[Shard, Mapping[str, Any]]], latest: Mapping[Shard, int]) -> set[Shard]:
    """Give the shards that keep changes, among them the last one that is meant, for a copy that is not so far."""
    return {
        shard
        for shard, copy in copies
        if any(lease["retaining_seq_no"] <= latest.get(shard, -1) for lease in copy["retention_leases"]["leases"])
    }
