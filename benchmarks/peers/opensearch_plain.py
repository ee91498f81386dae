"""OpenSearch used directly, on the node that `tests/cluster/run.py` starts, with its own analyser and highlighter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.helpers import bulk

from benchmarks.peers.run import nodes

KINDS = ("and", "or", "phrase", "near")
SNIPPETS = True
INDEX = "peer"
MAPPINGS = {"properties": {"text": {"type": "text"}}}
SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0, "max_result_window": 1_000_000, "refresh_interval": "-1"}


def build(rows: Iterable[tuple[str, str]], _: Path) -> int:
    """Index rows, and give the bytes that the node keeps."""
    client = _client()
    client.indices.create(index=INDEX, body={"settings": SETTINGS, "mappings": MAPPINGS})
    bulk(client, ({"_index": INDEX, "_id": id, "text": text} for id, text in rows), chunk_size=2000)
    client.indices.flush(index=INDEX, params={"force": "true"})
    client.indices.refresh(index=INDEX)
    told = client.indices.stats(index=INDEX, metric="store")["_all"]["primaries"]
    return int(told["store"]["size_in_bytes"])


class Opened:
    """Ask one index."""

    def __init__(self, _: Path) -> None:
        self._client = _client()

    def ids(self, kind: str, words: Sequence[str]) -> set[str]:
        body = {"query": _query(kind, words), "_source": False, "size": 1_000_000}
        return {hit["_id"] for hit in self._client.search(index=INDEX, body=body)["hits"]["hits"]}

    def page(self, kind: str, words: Sequence[str]) -> list[str]:
        body = {"query": _query(kind, words), "_source": False, "highlight": {"fields": {"text": {}}}}
        hits = self._client.search(index=INDEX, body=body)["hits"]["hits"]
        return [piece for hit in hits for piece in hit["highlight"]["text"]]


def _client() -> OpenSearch:
    return OpenSearch(nodes(), timeout=120)


def _query(kind: str, words: Sequence[str]) -> dict[str, Any]:
    text = " ".join(words)
    if kind == "phrase":
        return {"match_phrase": {"text": text}}
    if kind == "near":
        return {"intervals": {"text": {"match": {"query": text, "max_gaps": 4}}}}
    return {"match": {"text": {"query": text, "operator": kind}}}
