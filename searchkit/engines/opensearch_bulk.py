"""Changes sent in bulk: what a server is too busy for is sent again, and what it will not take is told by article."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from searchkit.engines.opensearch_changes import Change
from searchkit.engines.opensearch_client import BUSY, LEFT, Server, reasons, refusal, trouble
from searchkit.engines.opensearch_index import PLACE, WRITER
from searchkit.errors import EngineError
from searchkit.nouns import noun
from searchkit.schema import ARTICLE_NUMBER

SENDERS = 2
"""So many requests are under way at once: in any order, as no two are about the same document."""
BYTES, ACTIONS = 4_000_000, 2_000
"""What is sent at once, at most so much."""
ARTICLES = 500
"""So many articles are looked up at once."""
FOUND = 10_000
WHOLE = {"allow_partial_search_results": "false"}
ANSWERED = {"filter_path": "errors,items.*.status,items.*.error", "require_alias": "true"}
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0)
"""Seconds before the same is sent again, to a server that is busy or not there."""


@noun
class Action:
    """Hold one line or two of a bulk request, and the article that it is about."""

    article: str
    head: bytes
    source: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.head) + len(self.source or b"") + 2


@noun
class Refusal:
    """Say why a change of an article was not taken; `head` is the first line of it."""

    article: str
    reason: str
    head: bytes = b""


def send(server: Server, index: str, changes: Iterable[Change], *, fresh: bool) -> list[Refusal]:
    """Send changes; give what was not taken; `fresh`: the index has no documents yet. Errors: EngineError.

    What a refused paragraph was to replace is taken out, as the article does not say that any more.
    """
    refused = put(server, index, _actions(server, index, changes, fresh=fresh))
    if refused and not fresh:
        put(server, index, [Action(each.article, each.head.replace(b"index", b"delete", 1)) for each in refused])
    return refused


def put(server: Server, index: str, actions: Iterable[Action]) -> list[Refusal]:
    """Send actions; give what was not taken; errors: EngineError."""
    refused: list[Refusal] = []
    with ThreadPoolExecutor(SENDERS) as senders:
        sent: deque[Future[list[Refusal]]] = deque()
        for batch in _batches(actions):
            if len(sent) == SENDERS:
                refused += sent.popleft().result()
            sent.append(senders.submit(_sent, server, index, batch))
        return refused + [each for some in sent for each in some.result()]


def wipe(server: Server, index: str, writer: str) -> None:
    """Delete all documents of a writer; errors: EngineError."""
    query = {"constant_score": {"filter": {"term": {"writer": writer}}}}
    body = {"query": query, "_source": False, "size": FOUND}
    while hits := server.ask("POST", f"/{index}/_search", body, PAUSES, WHOLE)["hits"]["hits"]:
        refused = put(server, index, (Action("", head("delete", hit["_id"], hit["_routing"])) for hit in hits))
        if refused:
            raise EngineError(f"{server.where} did not delete {len(refused)} paragraphs: {refused[0].reason}")
        server.ask("POST", f"/{index}/_refresh", None, PAUSES)


def _actions(server: Server, index: str, changes: Iterable[Change], *, fresh: bool) -> Iterator[Action]:
    for several in _several(changes):
        held = {} if fresh else dict(_held(server, index, several))
        for change in several:
            for key in held.get(change.owner, ()):
                if key not in change.keys:
                    yield Action(change.article, head("delete", key, change.owner))
            for key, line in zip(change.keys, change.lines, strict=True):
                yield Action(change.article, head("index", key, change.owner), line)


def head(what: str, key: str, owner: str) -> bytes:
    """Write the first line of an action."""
    return b'{"%s":{"_id":"%s","routing":"%s"}}' % (what.encode(), key.encode(), owner.encode())


def _held(server: Server, index: str, changes: Sequence[Change]) -> Iterator[tuple[str, list[str]]]:
    """Give the keys of the documents that articles have in the index."""
    keys: dict[str, list[str]] = {}
    body: dict[str, Any] = {
        "query": {"constant_score": {"filter": {"terms": {"_routing": [change.owner for change in changes]}}}},
        "_source": False,
        "size": FOUND,
        "sort": [ARTICLE_NUMBER, PLACE, WRITER],
    }
    while True:
        found = server.ask("POST", f"/{index}/_search", body, PAUSES, WHOLE)
        hits = found["hits"]["hits"]
        for hit in hits:
            keys.setdefault(hit["_routing"], []).append(hit["_id"])
        if len(hits) < FOUND:
            return iter(keys.items())
        body["search_after"] = hits[-1]["sort"]


def _several(changes: Iterable[Change]) -> Iterator[list[Change]]:
    several: list[Change] = []
    for change in changes:
        several.append(change)
        if len(several) == ARTICLES:
            yield several
            several = []
    if several:
        yield several


def _batches(actions: Iterable[Action]) -> Iterator[list[Action]]:
    batch: list[Action] = []
    size = 0
    for action in actions:
        if batch and (size + action.size > BYTES or len(batch) == ACTIONS):
            yield batch
            batch, size = [], 0
        batch.append(action)
        size += action.size
    if batch:
        yield batch


def _sent(server: Server, index: str, batch: list[Action]) -> list[Refusal]:
    """Send a batch, and again what the server was too busy for; give what it will not take."""
    refused: list[Refusal] = []
    for pause in (*PAUSES, None):
        lines = (line for action in batch for line in (action.head, action.source) if line is not None)
        answer = server.ask("POST", f"/{index}/_bulk", b"\n".join((*lines, b"")), PAUSES, ANSWERED)
        if not answer.get("errors"):
            return refused
        busy, others = _judged(server, batch, [item for each in answer["items"] for item in each.values()])
        refused += others
        if not busy:
            return refused
        if pause is None:
            raise EngineError(
                f"{server.where} is too busy: it did not take {len(busy)} changes in {sum(PAUSES):.0f} seconds; "
                "run the command again later"
            )
        batch = busy
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _judged(
    server: Server, batch: Sequence[Action], items: Sequence[dict[str, Any]]
) -> tuple[list[Action], list[Refusal]]:
    """Part what may be taken later from what will not be; errors: EngineError where nothing is taken any more."""
    busy, refused = [], []
    for action, item in zip(batch, items, strict=True):
        if "error" not in item:
            continue
        reason, kinds = reasons({"error": item["error"]})
        if "cluster_block_exception" in kinds:
            raise refusal(server.where, trouble(item["status"], kinds, reason))
        if item["status"] in BUSY or kinds & LEFT:
            busy.append(action)
        else:
            refused.append(Refusal(action.article, reason, action.head))
    return busy, refused
