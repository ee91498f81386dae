"""Change an index of a cluster, one commit at a time, each written down before it is sent; not how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from searchkit.engines import opensearch_changes as changes
from searchkit.engines.opensearch_bulk import PAUSES, send
from searchkit.engines.opensearch_changes import Change, Changes
from searchkit.engines.opensearch_client import Server, written
from searchkit.engines.opensearch_erasing import Erasing
from searchkit.engines.opensearch_index import GENERATION, WRITER, owner, source
from searchkit.engines.opensearch_refused import Refused, told, without
from searchkit.errors import EngineError
from searchkit.model import Document
from searchkit.schema import Schema


class OpensearchWriter:
    """Change the documents of one writer."""

    def __init__(
        self,
        server: Server,
        index: str,
        writer: str,
        schema: Schema,
        folder: Path,
        known: Callable[[], int],
        erasing: Erasing,
    ) -> None:
        self._server, self._index, self._writer, self._schema = server, index, writer, schema
        self._folder, self._known, self._changes, self._erasing = folder, known, Changes(folder), erasing
        self._refused = Refused(folder)
        self._changes.drop()  # what a killed writer never committed

    def finish(self) -> None:
        """Bring a commit that broke off to its end."""
        if (left := changes.unfinished(self._folder)) is not None:
            self._send(*left)
        self._erasing.catch_up(self._server, self._index)

    def replace(self, article: str, documents: Sequence[Document]) -> None:
        whose = owner(self._writer, article)
        keys = tuple(f"{whose}-{place}" for place in range(len(documents)))
        made = (source(document, place, self._writer, self._schema) for place, document in enumerate(documents))
        self._changes.add(Change(article, whose, keys, tuple(map(written, made))))

    def commit(self, generation: int) -> None:
        if (left := changes.unfinished(self._folder)) is not None:  # where the one before failed
            self._send(*left)
        self._send(self._changes.seal(generation), generation)
        self._erasing.finish(self._server, self._index)

    def drop(self) -> None:
        """Forget what was not committed."""
        self._changes.drop()

    def _send(self, path: Path, generation: int) -> None:
        known = self._refused.known()
        sent = without(known, changes.read(path))
        refused = send(self._server, self._index, sent, fresh=not self._known())
        self._refused.keep({**known, **told(self._server.where, refused)})
        whose = owner(self._writer, "")
        body = {WRITER: self._writer, GENERATION: generation}
        params = {"routing": whose, "require_alias": "true"}
        self._server.ask("PUT", f"/{self._index}/_doc/{whose}", written(body), PAUSES, params)
        shards = self._server.ask("POST", f"/{self._index}/_refresh", None, PAUSES)["_shards"]
        if shards["failed"]:
            raise EngineError(f"{self._server.where} could not show {shards['failed']} shards; run the command again")
        path.unlink()
