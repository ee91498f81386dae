"""What people want to know of a cluster and its index: version, health, shards, writers; not what is found there."""

from __future__ import annotations

from typing import Any

from searchkit.engines.opensearch_alias import indexes
from searchkit.engines.opensearch_client import Server
from searchkit.engines.opensearch_cluster import Place
from searchkit.engines.opensearch_index import GENERATION, WRITER
from searchkit.errors import EngineError

MOST = 1_000


def facts(server: Server, place: Place) -> dict[str, str]:
    """Tell where an index is and how it fares."""
    version = server.ask("GET", "/")["version"]["number"]
    name = indexes(server, place.index).current or "none"
    shards = server.ask("GET", f"/{place.index}/_settings")[name]["settings"]["index"]
    told = {
        "server": f"OpenSearch {version} at {', '.join(server.cluster.hosts)}",
        "health": _health(server, place.index),
        "shards": f"{shards['number_of_shards']}, each with {_copies(int(shards['number_of_replicas']))}",
        "shared as": f"{place.index}, which is {name}",
    }
    written = _written(server, place.index)
    told["writers"] = f"{len(written)}"
    if place.writer:
        told["  this one"] = f"{place.writer}, with {written.get(place.writer, 0):,} paragraphs"
    return told


def _health(server: Server, index: str) -> str:
    try:
        health: dict[str, Any] = server.ask("GET", f"/_cluster/health/{index}")
    except EngineError:
        return "not told to this user"
    nodes, missing = health["number_of_nodes"], health["unassigned_shards"]
    return f"{health['status']}, {nodes} node{'s' * (nodes != 1)}" + (f", {missing} shards on none" if missing else "")


def _copies(number: int) -> str:
    return "no copy" if not number else "1 copy" if number == 1 else f"{number} copies"


def _written(server: Server, index: str) -> dict[str, int]:
    """Count the paragraphs of each writer."""
    paragraphs = {"filter": {"bool": {"must_not": {"exists": {"field": GENERATION}}}}}
    each = {"terms": {"field": WRITER, "size": MOST}, "aggs": {"paragraphs": paragraphs}}
    found = server.ask("POST", f"/{index}/_search", {"size": 0, "aggs": {"writers": each}})
    return {bucket["key"]: bucket["paragraphs"]["doc_count"] for bucket in found["aggregations"]["writers"]["buckets"]}
