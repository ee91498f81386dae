"""What an index of OpenSearch is made like: mapping, settings, what it says of itself; and a document as it has it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from searchkit.analysis import VERSION as ANALYSIS
from searchkit.cluster import Cluster
from searchkit.documents import article_number
from searchkit.engines.base import K1, B
from searchkit.engines.opensearch_client import Server
from searchkit.errors import DamagedError, FormatError
from searchkit.model import Document, Value
from searchkit.schema import ARTICLE_NUMBER, VERSION, Field, Kind, Schema
from searchkit.version import __version__

FORMAT = 2
HISTORY = {1: "before 0.1.0: the first", 2: "0.1.0: the number of an article tells its writer, too"}
"""The number goes into the mapping: a higher one keeps other fields, or keeps them otherwise."""
STORED, PLACE, WRITER, GENERATION = "stored", "place_in_article", "writer", "generation"
NOTHING = "\ue000"
"""The term of a field that a document has not: BM25 in Lucene counts only documents that have a field at all."""
STEMS_HELD = ("text",)
"""Fields whose terms nobody lists but by the way: the server makes a column of them in memory where it has to."""
LONGEST = 8_000
"""Characters of a whole value that is found; Lucene takes 32,766 bytes."""
MOST_TERMS, MOST_PATTERN = 65_536, 100_000


def make(server: Server, index: str, schema: Schema, meta: Mapping[str, Any], aliases: Mapping[str, Any] = {}) -> None:
    """Make an index and its aliases; `meta` goes into its mapping beside format and versions; errors: EngineError."""
    server.refuse_old()
    known = {"format": FORMAT, "schema": VERSION, "analysis": ANALYSIS, "version": __version__, **meta}
    settings, mappings = {"index": _settings(server.cluster)}, _mapping(schema, known)
    server.ask("PUT", f"/{index}", {"settings": settings, "mappings": mappings, "aliases": aliases})


def said(server: Server, index: str) -> dict[str, Any]:
    """Read what an index says of itself; errors: DamagedError where there is none, FormatError where it is not ours."""
    mappings = server.ask("GET", f"/{index}/_mapping")
    for mapping in mappings.values():
        known: dict[str, Any] = mapping["mappings"].get("_meta") or {}
        if not {"format", "schema", "analysis"} <= known.keys():
            raise FormatError(f"{server.where}: the index {index} is not ours; name another prefix")
        return known
    raise DamagedError(f"{server.where} has no index {index}")


def meta(server: Server, index: str) -> dict[str, Any]:
    """Read what an index says of itself; errors: DamagedError, FormatError where this version reads another one."""
    known = said(server, index)
    if (known["format"], known["schema"], known["analysis"]) != (FORMAT, VERSION, ANALYSIS):
        made = f"searchkit-news {known.get('version', '?')}"
        other = f"was made by {made}, which kept documents otherwise than {__version__}"
        raise FormatError(f"{server.where}: the index {index} {other}; build it again: searchkit rebuild")
    return known


def newer(known: Mapping[str, Any]) -> bool:
    """Say whether an index was made in a way that this version does not know of."""
    return bool(known["format"] > FORMAT or known["schema"] > VERSION or known["analysis"] > ANALYSIS)


def columns(field: str) -> str:
    """Name the column that lists the terms of an analysed field."""
    return field if field in STEMS_HELD else f"{field}_terms"


def source(document: Document, place: int, writer: str, schema: Schema) -> dict[str, Any]:
    """Give a document as the index has it."""
    made: dict[str, Any] = {**document.values, STORED: document.stored, PLACE: place, WRITER: writer}
    if writer:
        made[ARTICLE_NUMBER] = article_number(document.article, writer)
    for field in schema.indexed:
        if field.name in made:
            made |= _beside(field.name, field.kind, made[field.name])
        if field.analysed and not made.get(field.name):
            made[field.name] = NOTHING
    return made


def days(first: str | None, last: str | None) -> dict[str, int]:
    """Give days as numbers that compare as the days do: 20231122."""
    bounds = (("gte", first), ("lte", last))
    return {name: int(day.replace("-", "")) for name, day in bounds if day is not None}


def owner(writer: str, article: str) -> str:
    """Give the routing of an article's documents, with which their ids begin: an article id may be anything."""
    return hashlib.blake2b(f"{writer}\0{article}".encode(), digest_size=12).hexdigest()


def _beside(name: str, kind: Kind, value: Value) -> dict[str, Any]:
    """Give what is kept of a value in columns of their own."""
    if kind in (Kind.STEMS, Kind.WORDS) and isinstance(value, str):
        return {} if name in STEMS_HELD else {columns(name): list(dict.fromkeys(value.split()))}
    if kind is Kind.PERIODS and isinstance(value, tuple):
        return {f"{name}_days": [days(*term.split("..")) for term in value]}
    return {}


def _settings(cluster: Cluster) -> dict[str, Any]:
    return {
        "number_of_shards": cluster.shards,
        "number_of_replicas": cluster.replicas,
        "refresh_interval": -1,
        "max_regex_length": MOST_PATTERN,
        "max_terms_count": MOST_TERMS,
        "merge.policy.expunge_deletes_allowed": 0,  # else a segment keeps what is deleted, where that is little of it
        "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
    }


def _mapping(schema: Schema, meta: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: mapped for field in schema.indexed for name, mapped in _mapped(field)}
    fields |= {WRITER: {"type": "keyword"}, GENERATION: {"type": "long"}, PLACE: {"type": "integer"}}
    fields[STORED] = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "dynamic": "strict",
        "_meta": dict(meta),
        "_routing": {"required": True},
        "_source": {"includes": [STORED]},
        "properties": fields,
    }


def _mapped(field: Field) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the fields of an index that hold a field of ours."""
    name = field.name
    match field.kind:
        case Kind.STEMS | Kind.WORDS:
            held = name in STEMS_HELD
            yield name, {"type": "text", "analyzer": "whitespace", "fielddata": held, "norms": field.prose}
            if name not in STEMS_HELD:
                yield columns(name), {"type": "keyword", "index": False}
        case Kind.KEYWORD:
            yield name, {"type": "keyword", "ignore_above": LONGEST}
        case Kind.PERIODS:
            yield name, {"type": "keyword"}
            yield f"{name}_days", {"type": "integer_range", "doc_values": False}
        case _:
            yield name, {"type": "long"}
