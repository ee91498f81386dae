"""Time queries of every kind, first page with snippets, in process, and peers in the same run; not indexing.

Each query is asked of each peer in turn, so that what slows the machine slows them alike. Peers are given their query
as written for them, over the very terms that we have indexed, furniture left out; what they find is compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.language import fts5, tantivy_parser
from benchmarks.language.questions import Kind, kinds
from searchkit.analysis import Analyzer
from searchkit.highlight import Highlighter
from searchkit.model import FURNITURE
from searchkit.query.nodes import Everything, Node, Not, Term, conjunction, disjunction
from searchkit.query.parser import parse
from searchkit.query.resolve import resolve
from searchkit.records import read_record
from searchkit.schema import SCHEMA
from searchkit.searcher import Searcher
from searchkit.store import open_store
from searchkit.verified import Verified

WARM, COMPARED = 20, 25
"""So many queries of a kind are not timed; of so many the paragraphs are compared with those that a peer finds."""
ORDINARY = ("one word", "a b", "a OR b", '"a b (c)"', "a w/5 b", "field:a b", "news topics")
"""Kinds whose queries show how long it takes to parse and resolve one."""
PARSING = 0.2

_SEARCHED = Not(disjunction(Term(role, "role") for role in FURNITURE))


class Peer(Protocol):
    """Be asked what we are asked, as `expressed` writes it: None is a query that it cannot express."""

    def page(self, query: str) -> Sequence[object]: ...
    def all(self, query: str) -> set[int]: ...
    def expressed(self, tree: Node) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a query as typed and resolved, and as each peer writes it that can."""

    query: str
    tree: Node
    written: Mapping[str, str]


class Speed:
    """Time one index and its peers; `ids` names the paragraphs that peers know by number."""

    def __init__(self, index: Path) -> None:
        self._store, self._analyzer = open_store(index), Analyzer()
        self._searcher, snapshot = Searcher(self._store), self._store.engine.snapshot()
        self._verified = Verified(snapshot, self._store.engine.runs, Highlighter(self._analyzer))
        self._ids = list(self._found(Everything()))
        records = (read_record(match.stored) for match in self._verified.stream(_SEARCHED))
        texts = [self._analyzer.columns(record["text"]) for record in records]
        self._peers: dict[str, Peer] = {module.NAME: module.Peer(texts) for module in (fts5, tantivy_parser)}

    def close(self) -> None:
        self._searcher.close()
        self._verified.snapshot.close()

    def report(self) -> Iterator[str]:
        """Give a line for each kind of query, and one for parsing."""
        heads = "".join(f" | {name:>8} ms {'times us':>9} {'same':>6}" for name in self._peers)
        yield f"{'kind of query':24} {'number':>7} {'ms':>7} {'95 %':>7} {'wanted':>7}{heads}"
        asked = list(kinds())
        for kind in asked:
            yield self._line(kind)
        ordinary = [query for kind in asked if kind.name in ORDINARY for query in kind.queries]
        yield _figures("parse and resolve", [_milliseconds(self._tree, query) for query in ordinary], PARSING)

    def _line(self, kind: Kind) -> str:
        asked = [self._asked(query) for query in kind.queries]
        timed = [self._times(each) for each in asked][WARM:]
        columns = [self._beside(name, timed, asked[-COMPARED:]) for name in self._peers]
        return _figures(kind.name, [ours for ours, _ in timed], kind.wanted) + "".join(columns)

    def _asked(self, query: str) -> Asked:
        tree = self._tree(query)
        written = {name: text for name, peer in self._peers.items() if (text := peer.expressed(tree)) is not None}
        return Asked(query, tree, written)

    def _tree(self, query: str) -> Node:
        return resolve(parse(query).tree, SCHEMA, self._analyzer, query).tree

    def _times(self, asked: Asked) -> tuple[float, dict[str, float]]:
        ours = _milliseconds(self._searcher.search, asked.query)
        return ours, {name: _milliseconds(self._peers[name].page, text) for name, text in asked.written.items()}

    def _beside(self, name: str, timed: Sequence[tuple[float, dict[str, float]]], compared: Sequence[Asked]) -> str:
        """Tell the median of a peer, its ratio to ours query by query, and how many queries find the same."""
        pairs = [(theirs[name], ours) for ours, theirs in timed if name in theirs]
        if not pairs:
            return f" | {'cannot':>11} {'':9} {'':6}"
        theirs, ratio = (statistics.median(column) for column in ([a for a, _ in pairs], [a / b for a, b in pairs]))
        same = [self._same(each, name) for each in compared if name in each.written]
        return f" | {theirs:11.2f} {ratio:9.1f} {f'{sum(same)}/{len(same)}':>6}"

    def _same(self, asked: Asked, name: str) -> bool:
        """Say whether a peer finds the very paragraphs that we find."""
        theirs = {self._ids[at] for at in self._peers[name].all(asked.written[name])}
        return set(self._found(asked.tree)) == theirs

    def _found(self, tree: Node) -> dict[str, None]:
        records = (read_record(match.stored) for match in self._verified.stream(conjunction([tree, _SEARCHED])))
        return dict.fromkeys(f"{record['about']['id']}#{record['ordinal']}" for record in records)


def _milliseconds(run: Callable[[str], Any], query: str) -> float:
    begun = time.perf_counter()
    run(query)
    return (time.perf_counter() - begun) * 1000


def _figures(name: str, times: Sequence[float], wanted: float | None) -> str:
    median, late = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    return f"{name:24} {len(times):7} {median:7.2f} {late:7.2f} {wanted or '':>7}"
