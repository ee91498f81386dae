"""Requests to a cluster, tried again where that helps, and what goes wrong with them said in our words."""

from __future__ import annotations

import base64
import json
import logging
import re
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from opensearchpy import OpenSearch, OpenSearchWarning, exceptions

from searchkit.cluster import PASSWORD, TOKEN, USER, Cluster
from searchkit.errors import DamagedError, EngineError, LockedError, QueryError

OLDEST = (2, 4)
"""The first version that has points in time."""
PAUSES = (0.0, 0.3, 1.0)
"""Seconds before a question is asked again: of another host at once, then in hope of a quieter moment."""
CLOSED = "takes no changes while the index is built again by a writer; run the command again when that is done"
LEFT = {
    "connect_transport_exception",
    "node_closed_exception",
    "node_disconnected_exception",
    "node_not_connected_exception",
    "receive_timeout_transport_exception",
}
"""What a server says of another one that has just died, and whose work a third one takes over."""
BUSY = (429, 502, 503, 504)

logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # it logs addresses, and what it logs is raised as well
warnings.filterwarnings("ignore", category=OpenSearchWarning)  # what servers deprecate is no concern of a user


class GoneError(Exception):
    """Say that a point in time is no more."""


class Server:
    """Ask a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.where, self.cluster = cluster.where, cluster
        self._client = _client(cluster)

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        pauses: Sequence[float] = PAUSES,
        params: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Give the answer to a request, as read from JSON; errors: EngineError, DamagedError, QueryError.

        `timeout` counts seconds, where they are not those of the cluster's settings.
        """
        sent = body if body is None or isinstance(body, bytes) else written(body)
        for pause in (*pauses, None):
            try:
                return self._client.transport.perform_request(method, path, params=params, body=sent, timeout=timeout)
            except exceptions.TransportError as error:
                if pause is None or not _may_pass(error):
                    raise self._error(error) from error
                time.sleep(pause)
            except exceptions.SerializationError as error:
                raise EngineError(f"{self.where} does not answer as OpenSearch does; is it another program?") from error
        raise AssertionError("the last try returns or raises")

    def let_go(self, point: str) -> None:
        """Release a point in time; where nobody answers, the server does so by itself after a while."""
        try:
            body = written({"pit_id": [point]})
            self._client.transport.perform_request("DELETE", "/_search/point_in_time", body=body, timeout=5)
        except exceptions.OpenSearchException:
            pass

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def refuse_old(self) -> None:
        """Refuse a version that cannot do what is asked of it; errors: EngineError."""
        known = self.ask("GET", "/")
        version = known.get("version", {}) if isinstance(known, dict) else {}
        number = str(version.get("number", "?"))
        if version.get("distribution") != "opensearch":
            raise EngineError(f"{self.where} is not OpenSearch (it says version {number}); name another host")
        if tuple(map(int, re.findall(r"\d+", number)[:2])) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise EngineError(f"{self.where} has version {number}, too old for an index; it takes {oldest} or newer")

    def _error(self, error: exceptions.TransportError) -> Exception:
        if isinstance(error, exceptions.ConnectionError):
            return EngineError(f"{self.where} {_unreached(error)}")
        reason, kinds = reasons(error.info)
        if "search_context_missing_exception" in kinds:
            return GoneError(reason)
        if said := trouble(error.status_code, kinds, reason):
            return refusal(self.where, said)
        if kinds & {"too_many_nested_clauses", "too_many_clauses"} or "maxClauseCount" in reason:
            allowed = "allows (indices.query.bool.max_clause_count)"
            return QueryError(f"the query has more alternatives than {self.where} {allowed}; make it shorter")
        if error.status_code == 404:
            return DamagedError(f"{self.where} lacks what the index needs: {reason}")
        return EngineError(f"{self.where} refused a request: {reason or error.status_code}")


def written(body: Mapping[str, Any]) -> bytes:
    """Write JSON for the wire; half a character, which no text of an index has, becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def reasons(info: Any) -> tuple[str, set[str]]:
    """Give the innermost reason of what a server says went wrong, on one line, and the kinds of all causes."""
    told = info.get("error", info) if isinstance(info, dict) else {}
    if isinstance(told, str):
        return _line(told), set()
    causes = list(_causes(told))
    kinds = {str(cause.get("type")) for cause in causes}
    said = [str(cause["reason"]) for cause in causes if cause.get("reason")]
    return _line(said[-1] if said else ""), kinds


def _causes(told: Any) -> list[dict[str, Any]]:
    if not isinstance(told, dict):
        return []
    failed = [each.get("reason") for each in told.get("failed_shards") or () if isinstance(each, dict)]
    inner = [*(told.get("root_cause") or ()), *failed, told.get("caused_by")]
    return [told, *(cause for each in inner for cause in _causes(each))]


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _may_pass(error: exceptions.TransportError) -> bool:
    """Say whether the same request may be answered a moment later."""
    if isinstance(error, (exceptions.SSLError, exceptions.ConnectionTimeout)):
        return False
    if isinstance(error, exceptions.ConnectionError):
        return True
    kinds = reasons(error.info)[1]
    return bool(kinds & LEFT) or (error.status_code in BUSY and "cluster_block_exception" not in kinds)


def _unreached(error: exceptions.ConnectionError) -> str:
    if isinstance(error, exceptions.SSLError):
        told = re.search(r"certificate verify failed: ([^(\]]+)", str(error.error))
        why = f" ({told.group(1).strip()})" if told else ""
        return f"shows a certificate that does not verify{why}; name the file of its authority with ca"
    if isinstance(error, exceptions.ConnectionTimeout):
        return "did not answer in time; it is overloaded, or timeout is too short"
    return "cannot be reached; is it running, and are its hosts and their http or https right?"


def trouble(status: str | int, kinds: set[str], reason: str) -> str:
    """Say what is wrong with a cluster, and what to do; nothing where that is not known."""
    if status == 401:
        return f"refuses user and password, or token; set {USER} and {PASSWORD}, or {TOKEN}"
    if "index write (api)" in reason:
        return CLOSED
    if "cluster_block_exception" in kinds:
        full = "; its disk is full: make room on it" if "disk" in reason or "read-only" in reason else ""
        return f"allows no changes ({reason}){full}, then run the command again"
    if status == 403:
        return f"does not allow this to the user: {reason}"
    if kinds & LEFT:
        return f"lost a node that was at work on this ({reason}); run the command again"
    if "circuit_breaking_exception" in kinds:
        return f"has too little memory for this: {reason}"
    if status == 429:
        return f"is overloaded ({reason or 'too many requests'}); run the command again later"
    if status in (502, 504):
        return f"gives no answer behind its gateway (status {status}); are its nodes running?"
    if kinds & {"no_shard_available_action_exception", "unavailable_shards_exception"} or status == 503:
        return f"is red, some of the index has no copy that answers ({reason or 'status 503'}); bring its nodes back"
    return ""


def refusal(where: str, said: str) -> EngineError | LockedError:
    """Make an error of trouble with a cluster."""
    return (LockedError if said == CLOSED else EngineError)(f"{where} {said}")


def _client(cluster: Cluster) -> OpenSearch:
    """Make a client; it connects when it is first used."""
    return OpenSearch(
        hosts=list(cluster.hosts),
        ca_certs=cluster.ca or None,
        verify_certs=cluster.verify,
        ssl_show_warn=False,
        timeout=cluster.timeout,
        max_retries=0,
        headers=_authorization(cluster),
    )


def _authorization(cluster: Cluster) -> dict[str, str]:
    if cluster.token:
        return {"authorization": f"Bearer {cluster.token}"}
    if cluster.user:
        pair = base64.b64encode(f"{cluster.user}:{cluster.password}".encode()).decode("ascii")
        return {"authorization": f"Basic {pair}"}
    return {}
