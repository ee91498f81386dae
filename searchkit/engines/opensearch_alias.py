"""The index that several writers share: its alias, who joins it, and what a broken-off rebuild left; not its documents.

Readers and writers know an index by an alias, `searchkit`, which stands for one of the indexes `searchkit-000001`,
`searchkit-000002` ...: the number after the last one is being built, those before it are to be taken away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from searchkit.engines.opensearch_bulk import PAUSES, WHOLE, wipe
from searchkit.engines.opensearch_client import Server
from searchkit.engines.opensearch_index import GENERATION, WRITER, make, meta, newer, said
from searchkit.errors import ConfigError, DamagedError, EngineError, LockedError
from searchkit.nouns import noun
from searchkit.schema import Schema

FIRST = 1


@noun
class Indexes:
    """Name the indexes that belong to an alias: the one that it stands for, those before it, those after it."""

    current: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]


def indexes(server: Server, alias: str) -> Indexes:
    """Look at the indexes of an alias."""
    found: Mapping[str, Any] = server.ask("GET", f"/{alias}-*/_alias")
    names = sorted(name for name in found if re.fullmatch(rf"{re.escape(alias)}-\d{{6,}}", name))
    current = next((name for name in names if alias in found[name]["aliases"]), None)
    before = tuple(name for name in names if current is not None and name < current)
    return Indexes(current, before, tuple(name for name in names if current is None or name > current))


def number(alias: str, place: int) -> str:
    """Name an index of an alias."""
    return f"{alias}-{place:06d}"


def next_name(alias: str, known: Indexes) -> str:
    """Name the index that is built next."""
    names = [name for name in (*known.before, known.current, *known.after) if name is not None]
    return number(alias, int(names[-1].rpartition("-")[2]) + 1 if names else FIRST)


def joined(server: Server, alias: str, writer: str, schema: Schema, making: Mapping[str, Any]) -> bool:
    """Have an alias stand for an index, made where there is none; say whether this writer fills that index.

    Where it does not, because its documents are there, or the index is made otherwise, it has to build another aside.
    Errors: ConfigError where others write to an index that is made otherwise.
    """
    if indexes(server, alias).current is None:
        begin(server, alias, schema, making)
    known = said(server, alias)
    if newer(known):
        meta(server, alias)
    if differing := [name for name in making if known.get(name) != making[name]]:
        _refuse_others(server, alias, writer, known, making, differing[0])
        return False
    if generation(server, alias, writer):
        return False
    meta(server, alias)
    wipe(server, alias, writer)  # what a move that was broken off left
    return True


def begin(server: Server, alias: str, schema: Schema, making: Mapping[str, Any]) -> None:
    """Make the first index of an alias; where another writer just did, so much the better."""
    name = next_name(alias, indexes(server, alias))
    try:
        make(server, name, schema, making, {alias: {}})
    except EngineError:
        if indexes(server, alias).current is None:
            raise


def generation(server: Server, alias: str, writer: str) -> int:
    """Give the last commit of a writer; 0 where it has made none."""
    query = {"bool": {"filter": [{"term": {WRITER: writer}}, {"exists": {"field": GENERATION}}]}}
    body = {"query": query, "size": 0, "aggs": {"last": {"max": {"field": GENERATION}}}}
    found = server.ask("POST", f"/{alias}/_search", body, params=WHOLE)
    return int(found["aggregations"]["last"]["value"] or 0)


def others(server: Server, alias: str, writer: str) -> int:
    """Count the other writers of an index."""
    query = {"bool": {"filter": {"exists": {"field": GENERATION}}, "must_not": {"term": {WRITER: writer}}}}
    return int(server.ask("POST", f"/{alias}/_count", {"query": query})["count"])


def tidy(server: Server, alias: str, writer: str) -> None:
    """Take away what rebuilds left that are over; errors: LockedError where another writer is at one."""
    known = indexes(server, alias)
    if known.current is None:
        raise DamagedError(f"{server.where} has no index {alias}; build it again: searchkit rebuild")
    for name in known.before:
        remove_old(server, name)
    for name in known.after:
        if said(server, name).get("by") == writer:  # this folder's lock is ours, so nobody is at it
            release(server, known.current)
            remove(server, name)
        elif blocked(server, known.current):
            raise locked(server, alias, name)


def locked(server: Server, alias: str, name: str) -> LockedError:
    """Say who is building an index again."""
    known = said(server, name)
    holder = f"the writer {known.get('by')} on {known.get('host')}, since {known.get('since')}"
    return LockedError(
        f"{server.where}: the index {alias} is being built again by {holder}; run the command again when that is done, "
        "or, where that run died, build it again, there or here: searchkit rebuild",
        holder,
    )


def blocked(server: Server, name: str) -> bool:
    """Say whether an index takes no changes."""
    found = server.ask("GET", f"/{name}/_settings/index.blocks.write")
    values = [each["settings"].get("index", {}).get("blocks", {}).get("write") for each in found.values()]
    return "true" in map(str, values)


def block(server: Server, name: str) -> None:
    """Let an index take no more changes; those that it has begun to take are in when this returns."""
    server.ask("PUT", f"/{name}/_block/write", None, PAUSES)


def release(server: Server, name: str) -> None:
    """Let an index take changes again."""
    server.ask("PUT", f"/{name}/_settings", {"index.blocks.write": None}, PAUSES)


def swap(server: Server, alias: str, old: str | None, new: str, aside: str) -> None:
    """Let an alias stand for another index, in one step; errors: EngineError where it stood for none of these."""
    actions = [{"add": {"index": new, "alias": alias}}, {"remove": {"index": new, "alias": aside}}]
    if old is not None:
        actions.append({"remove": {"index": old, "alias": alias, "must_exist": True}})  # type: ignore[dict-item]
    server.ask("POST", "/_aliases", {"actions": actions}, PAUSES)


def remove(server: Server, name: str) -> None:
    """Take an index away."""
    with suppress(DamagedError):  # it is gone
        server.ask("DELETE", f"/{name}", None, PAUSES)


def remove_old(server: Server, name: str) -> None:
    """Take an index away unless somebody is reading it still; the next writer looks again."""
    with suppress(EngineError, DamagedError):
        stats = server.ask("GET", f"/{name}/_stats/search")["_all"]["total"]["search"]
        if not stats.get("point_in_time_current"):
            remove(server, name)


def _refuse_others(
    server: Server, alias: str, writer: str, known: Mapping[str, Any], making: Mapping[str, Any], name: str
) -> None:
    count = others(server, alias, writer)
    if count and name in ("language", "zone"):
        raise ConfigError(
            f"{server.where}: the index {alias} has {name} {known.get(name)}, not {making[name]}, and {count} other "
            f"writers; take the same {name}, or name another prefix"
        )
