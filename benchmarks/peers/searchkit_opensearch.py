"""searchkit on OpenSearch, on the node that `tests/cluster/run.py` starts; see `searchkit_own`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import searchkit
from benchmarks.peers import searchkit_own
from benchmarks.peers.run import nodes
from benchmarks.peers.searchkit_own import KINDS, SNIPPETS
from searchkit.cluster import Cluster

__all__ = ["KINDS", "SNIPPETS", "Opened", "build"]


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    searchkit_own.ENGINE, searchkit_own.CLUSTER = "opensearch", _cluster()
    searchkit_own.build(rows, folder)


class Opened(searchkit_own.Opened):
    """Ask one index."""

    def __init__(self, _: Path) -> None:
        self._searcher = searchkit.open(None, cluster=_cluster())


def _cluster() -> Cluster:
    return Cluster(hosts=tuple(nodes()), prefix="own-peer")
