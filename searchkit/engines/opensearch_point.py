"""A point in time of an index: one commit, as long as a server keeps it; made anew where it was lost meanwhile."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from searchkit.engines.opensearch_client import GoneError, Server
from searchkit.engines.opensearch_index import GENERATION, WRITER
from searchkit.errors import EngineError

ALIVE = "30m"
"""A server keeps a point in time for so long after it was last asked."""
SMALL = 1_000_000
"""Documents of an index whose scores are reckoned over all shards at once (dfs_query_then_fetch), in one more round.

In more, each shard's own counts are as good: an article's shard is chosen by a hash.
"""


class Point:
    """Ask one commit of an index."""

    def __init__(self, server: Server, index: str, writer: str, own: bool = False) -> None:
        self._server, self._index, self._writer = server, index, writer
        self._only = [{"term": {WRITER: writer}}] if own else []
        self._open()
        self.generation = self._generation()

    def close(self) -> None:
        """Have the server let go of it."""
        self._release()

    def hits(self, body: Mapping[str, Any], scored: bool = False) -> dict[str, Any]:
        """Give the hits of a search."""
        found: dict[str, Any] = self._ask(body, scored)["hits"]
        return found

    def counts(self, query: Mapping[str, Any], aggregations: Mapping[str, Any], shown: str = "") -> dict[str, Any]:
        """Give what is counted of the documents that a query matches; `shown` names the parts of it that are wanted."""
        body = {"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations}
        found: dict[str, Any] = self._ask(body, False, shown).get("aggregations", {})
        return found

    @cached_property
    def _small(self) -> bool:
        """Whether there are several shards, and few documents in them."""
        body = {"query": {"match_all": {}}, "size": 0, "track_total_hits": SMALL + 1}
        found = self._ask(body, False)
        return bool(found["_shards"]["total"] > 1 and found["hits"]["total"]["value"] <= SMALL)

    def _ask(self, body: Mapping[str, Any], scored: bool, shown: str = "") -> dict[str, Any]:
        params = {"allow_partial_search_results": "false"}
        if scored and self._small:
            params["search_type"] = "dfs_query_then_fetch"
        if shown:
            params["filter_path"] = shown
        try:
            return self._asked(body, params)
        except GoneError:
            self._again()
        return self._asked(body, params)

    def _asked(self, body: Mapping[str, Any], params: Mapping[str, str]) -> dict[str, Any]:
        pit = {"pit": {"id": self._id, "keep_alive": ALIVE}}
        whole = {**body, **pit, **self._narrowed(body)}
        found: dict[str, Any] = self._server.ask("POST", "/_search", whole, params=params)
        return found

    def _narrowed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what others wrote, where only our own is wanted."""
        return {"query": {"bool": {"must": [body["query"]], "filter": self._only}}} if self._only else {}

    def _open(self) -> None:
        params = {"keep_alive": ALIVE, "allow_partial_pit_creation": "false"}
        found = self._server.ask("POST", f"/{self._index}/_search/point_in_time", params=params)
        self._id: str = found["pit_id"]
        self._release = weakref.finalize(self, self._server.let_go, self._id)

    def _again(self) -> None:
        """Make it anew where the same commit is the last still: the server was started again, or nobody asked for long.

        Errors: EngineError where there is another.
        """
        lost = self._id
        self._release.detach()
        self._open()
        if self._generation() != self.generation:
            self._release()
            self._id = lost  # so the next question ends here too
            raise EngineError(f"{self._server.where} has let go of the commit that was read; open the index again")

    def _generation(self) -> int:
        whose = [{"term": {WRITER: self._writer}}] if self._writer else []
        query = {"bool": {"filter": [{"exists": {"field": GENERATION}}, *whose]}}
        body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"last": {"max": {"field": GENERATION}}}}
        found = self._asked(body, {"allow_partial_search_results": "false"})
        return int(found["aggregations"]["last"]["value"] or 0)
