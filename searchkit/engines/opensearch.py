"""The engine for more than one machine: OpenSearch keeps documents by our terms; what it finds is read from its server.

An index there is named, and a writer of it, in the file of the engine's folder, where changes wait for their commit.
Nothing is sent before that, when the catalog has what the engine is to hold.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from searchkit import disk
from searchkit.cluster import Cluster, Share, with_secrets
from searchkit.engines.opensearch_alias import begin, indexes, joined, tidy
from searchkit.engines.opensearch_aside import Aside, AsideWriter
from searchkit.engines.opensearch_bulk import wipe
from searchkit.engines.opensearch_client import Server
from searchkit.engines.opensearch_cluster import FILE, Place, keep, kept
from searchkit.engines.opensearch_erasing import Erasing
from searchkit.engines.opensearch_index import meta
from searchkit.engines.opensearch_point import Point
from searchkit.engines.opensearch_query import runs
from searchkit.engines.opensearch_refused import Refused
from searchkit.engines.opensearch_snapshot import OpensearchSnapshot
from searchkit.engines.opensearch_writer import OpensearchWriter
from searchkit.errors import EngineError, NotFoundError
from searchkit.model import Space
from searchkit.query.nodes import Node
from searchkit.schema import Schema


class Opensearch:
    """Keep documents in an index of a cluster; without a folder for changes that wait, it is read only."""

    name = "opensearch"

    def __init__(
        self, server: Server, place: Place, schema: Schema, folder: Path | None, aside: Aside | None = None
    ) -> None:
        self.server, self.place = server, place
        self._schema, self._folder, self._aside = schema, folder, aside
        self._erasing, self._refused = Erasing(folder or Path()), Refused(folder or Path())

    @contextmanager
    def writer(self) -> Iterator[OpensearchWriter]:
        if self._folder is None:
            raise EngineError(f"{self.server.where}: the index was opened to be read; to write, open its folder")
        writer = self._writer(self._folder)
        try:
            writer.finish()
            yield writer
        finally:
            writer.drop()

    def snapshot(self) -> OpensearchSnapshot:
        return OpensearchSnapshot(Point(self.server, self.place.index, self.place.writer), self._schema)

    def own(self) -> OpensearchSnapshot:
        return OpensearchSnapshot(Point(self.server, self.place.index, self.place.writer, own=True), self._schema)

    def facts(self) -> dict[str, str]:
        from searchkit.engines.opensearch_facts import facts

        return facts(self.server, self.place)

    def erase(self, articles: Sequence[str]) -> bool:
        self._erasing.ask(articles)
        return True

    def left(self) -> dict[str, str]:
        if self._folder is None:
            return {}
        owed = dict.fromkeys(self._erasing.owed(), f"removed, but its text is in files of {self.server.where} still")
        return {**owed, **self._refused.known()}

    def runs(self, node: Node) -> bool:
        return runs(node)

    def space(self) -> Space:
        stats = self.server.ask("GET", f"/{self.place.index}/_stats/store,docs")["_all"]["total"]
        size, docs = stats["store"]["size_in_bytes"], stats["docs"]
        dead = round(size * docs["deleted"] / max(1, docs["count"] + docs["deleted"]))
        return Space(size - dead, dead)

    def close(self) -> None:
        """Close the connections to the cluster."""
        self.server.close()

    def _writer(self, folder: Path) -> OpensearchWriter:
        if self._aside is not None:
            return AsideWriter(
                self.server, self.place, self._schema, folder, self._erasing, self._aside, self._in_place
            )
        tidy(self.server, self.place.index, self.place.writer)
        index, by = self.place.index, self.place.writer
        return OpensearchWriter(self.server, index, by, self._schema, folder, self._generation, self._erasing)

    def _in_place(self) -> None:
        self._aside = None

    def _generation(self) -> int:
        snapshot = self.snapshot()
        snapshot.close()
        return snapshot.generation


def open(location: Path | None, schema: Schema, *, create: bool, share: Share | None = None) -> Opensearch:
    """Open the index that a folder names, join one on a cluster, or make it; errors: EngineError, DamagedError.

    Hosts and secrets of the environment count before those of `share`, and these before what the folder says. Without a
    writer an index is made for the folder alone.
    """
    if location is None:
        raise ValueError("opensearch needs a folder")
    share = share or Share()
    if not create or (location / FILE).exists():
        known = kept(location)
        return connect(replace(known, cluster=with_secrets(share.cluster or known.cluster)), schema, location)
    disk.make(location)
    cluster = with_secrets(share.cluster or _before(location) or Cluster())
    if share.writer:
        return _joined(location, schema, Place(cluster, cluster.prefix, share.writer), share.making)
    place = Place(cluster, f"{cluster.prefix}-{uuid.uuid4().hex[:12]}", "")
    begin(Server(cluster), place.index, schema, {})
    keep(location, place)
    return connect(place, schema, location)


def connect(place: Place, schema: Schema, folder: Path | None = None) -> Opensearch:
    """Open an index of a cluster that is there; errors: ConfigError, EngineError, DamagedError, FormatError."""
    server = Server(place.cluster)
    meta(server, place.index)
    return Opensearch(server, place, schema, folder)


def read(cluster: Cluster, schema: Schema) -> tuple[Opensearch, dict[str, Any]]:
    """Open the index of a cluster for reading, and give what it says of itself; errors: NotFoundError, EngineError."""
    cluster = with_secrets(cluster)
    server, place = Server(cluster), Place(cluster, cluster.prefix, "")
    if indexes(server, place.index).current is None:
        raise NotFoundError(f"{server.where} has no index {place.index} yet; make one: searchkit index PATHS")
    return Opensearch(server, place, schema, None), meta(server, place.index)


def leave(folder: Path, current: Path) -> None:
    """Take out what a folder's writer has on a cluster, unless the current folder goes on; errors: EngineError."""
    if not (folder / FILE).exists():
        return
    known = kept(folder)
    if (current / FILE).exists() and (now := kept(current)).index == known.index and now.writer == known.writer:
        return
    server = Server(with_secrets(known.cluster))
    if indexes(server, known.index).current is not None:
        tidy(server, known.index, known.writer)
        wipe(server, known.index, known.writer)


def _joined(location: Path, schema: Schema, place: Place, making: Mapping[str, Any]) -> Opensearch:
    """Fill the index that is there, or, where this writer has documents in it, another one aside."""
    server = Server(place.cluster)
    fills = joined(server, place.index, place.writer, schema, making)
    keep(location, place)
    return Opensearch(server, place, schema, location, None if fills else Aside(server, place, schema, making))


def _before(location: Path) -> Cluster | None:
    """Give the cluster of the engine's folder before this one."""
    found = sorted(location.parent.glob(f"{Opensearch.name}-*/{FILE}"), key=lambda file: file.stat().st_mtime)
    return kept(found[-1].parent).cluster if found else None
