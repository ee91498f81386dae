"""An index built again beside the one that is read, and put in its place; not how the documents of a folder are made.

The new index gets this writer's documents while others go on. Then the old one takes no more changes, what others have
in it is made again from what is stored there, and the alias is swapped: no reader sees half of it, and nothing is lost.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from searchkit.analysis import Analyzer
from searchkit.documents import values
from searchkit.engines import opensearch_alias as aliases
from searchkit.engines.opensearch_bulk import PAUSES, WHOLE, Action, head, put
from searchkit.engines.opensearch_client import Server, written
from searchkit.engines.opensearch_cluster import Place
from searchkit.engines.opensearch_erasing import Erasing
from searchkit.engines.opensearch_index import GENERATION, PLACE, STORED, WRITER, make, said, source
from searchkit.engines.opensearch_writer import OpensearchWriter
from searchkit.errors import EngineError, FormatError, SearchkitError
from searchkit.model import Document
from searchkit.records import VERSION as DOCUMENTS
from searchkit.records import read_record
from searchkit.schema import ARTICLE_NUMBER, Schema

PAGE = 2_000
WATCHED = 5.0
"""Seconds in which a rebuild of another writer that is alive sends something."""
ALIVE = "10m"


class Aside:
    """Build the index of an alias again."""

    def __init__(self, server: Server, place: Place, schema: Schema, making: Mapping[str, Any]) -> None:
        self._server, self._schema, self._making = server, schema, making
        self._alias, self._writer = place.index, place.writer
        self._old: str | None = None
        self._new = ""

    @property
    def index(self) -> str:
        """The alias of the new index until it is in place."""
        return f"{self._new}-aside"

    def begin(self) -> None:
        """Make the new index; errors: LockedError where another writer is building one."""
        known = aliases.indexes(self._server, self._alias)
        for name in known.after:
            self._take_over(name)
        self._old, self._new = known.current, aliases.next_name(self._alias, known)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        by = {"by": self._writer, "host": socket.gethostname(), "since": since}
        make(self._server, self._new, self._schema, {**self._making, **by}, {self.index: {}})

    def finish(self) -> None:
        """Take over what others have, and put the new index in the place of the old one."""
        if self._old is not None:
            aliases.block(self._server, self._old)
            self._server.ask("POST", f"/{self._old}/_refresh", None, PAUSES)
            self._copy(self._old)
        self._server.ask("POST", f"/{self.index}/_refresh", None, PAUSES)
        aliases.swap(self._server, self._alias, self._old, self._new, self.index)
        if self._old is not None:
            aliases.remove_old(self._server, self._old)

    def abandon(self) -> None:
        """Leave all as it was, as far as the cluster answers; the next writer does the rest."""
        with suppress(SearchkitError):
            if aliases.indexes(self._server, self._alias).current == self._old and self._old is not None:
                aliases.release(self._server, self._old)
                aliases.remove(self._server, self._new)

    def _take_over(self, name: str) -> None:
        """Take away what a rebuild left; errors: LockedError where it goes on."""
        if said(self._server, name).get("by") != self._writer:
            before = self._sent(name)
            time.sleep(WATCHED)
            if self._sent(name) != before:
                raise aliases.locked(self._server, self._alias, name)
        aliases.remove(self._server, name)

    def _sent(self, name: str) -> int:
        stats = self._server.ask("GET", f"/{name}/_stats/indexing")["_all"]["total"]["indexing"]
        return int(stats["index_total"])

    def _copy(self, old: str) -> None:
        """Send what other writers have in the old index; errors: EngineError, FormatError."""
        theirs = {"bool": {"must_not": {"term": {WRITER: self._writer}}}}
        params = {"keep_alive": ALIVE, "allow_partial_pit_creation": "false"}
        point = self._server.ask("POST", f"/{old}/_search/point_in_time", params=params)["pit_id"]
        try:
            if refused := put(self._server, self.index, self._actions(old, point, theirs)):
                reason = f"{refused[0].article!r}: {refused[0].reason}"
                raise EngineError(
                    f"{self._server.where} did not take {len(refused)} paragraphs of other writers into the new index "
                    f"({reason}); the old one stays"
                )
        finally:
            self._server.let_go(point)

    def _actions(self, old: str, point: str, query: Mapping[str, Any]) -> Iterator[Action]:
        known = said(self._server, old)
        analyzer = Analyzer(str(self._making["language"])) if "language" in self._making else Analyzer()
        ties = [ARTICLE_NUMBER, PLACE, WRITER]
        body: dict[str, Any] = {
            "query": query,
            "size": PAGE,
            "sort": [{tie: {"order": "asc", "missing": "_last"}} for tie in ties],
            "_source": [STORED],
            "docvalue_fields": [WRITER, GENERATION, PLACE],
            "track_total_hits": False,
            "pit": {"id": point, "keep_alive": ALIVE},
        }
        while True:
            hits = self._server.ask("POST", "/_search", body, PAUSES, WHOLE)["hits"]["hits"]
            if hits and known.get("documents", DOCUMENTS) != DOCUMENTS:
                raise FormatError(
                    f"{self._server.where}: what other writers have in {old} cannot be read: upgrade them"
                )
            for hit in hits:
                yield _again(hit, analyzer, self._schema)
            if len(hits) < PAGE:
                return
            body["search_after"] = hits[-1]["sort"]


class AsideWriter(OpensearchWriter):
    """Fill the new index; the first commit puts it in place."""

    def __init__(
        self,
        server: Server,
        place: Place,
        schema: Schema,
        folder: Path,
        erasing: Erasing,
        aside: Aside,
        done: Callable[[], None],
    ) -> None:
        super().__init__(server, place.index, place.writer, schema, folder, lambda: 0, erasing)
        self._aside, self._done = aside, done

    def commit(self, generation: int) -> None:
        self._aside.begin()
        alias, self._index = self._index, self._aside.index
        try:
            super().commit(generation)
            self._aside.finish()
        except BaseException:
            self._aside.abandon()
            raise
        self._index = alias
        self._done()


def _again(hit: Mapping[str, Any], analyzer: Analyzer, schema: Schema) -> Action:
    """Make what is sent of a document of another writer: paragraph, or note of a commit."""
    id, routing, columns = hit["_id"], hit["_routing"], hit["fields"]
    (writer,) = columns[WRITER]
    if GENERATION in columns:
        body: dict[str, Any] = {WRITER: writer, GENERATION: columns[GENERATION][0]}
        return Action(writer, head("index", id, routing), written(body))
    stored = hit["_source"][STORED]
    record = read_record(stored)
    article = record["about"]["id"]
    document = Document(f"{article}#{record['ordinal']}", article, values(record, analyzer), stored)
    return Action(article, head("index", id, routing), written(source(document, columns[PLACE][0], writer, schema)))
