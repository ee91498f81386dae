"""What is in an index, in figures: articles, paragraphs, roles, dates, bytes; not what a query finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from searchkit.engines.base import Snapshot
from searchkit.highlight import civil
from searchkit.model import ROLES, Order
from searchkit.narrowing import DATED, UNDATED
from searchkit.nouns import noun
from searchkit.query.nodes import Everything, Node, Term, conjunction
from searchkit.records import read_record
from searchkit.store import Store


@noun
class Stats:
    """Tell what is in an index; dates are by the clock of `zone`, sizes are bytes, `dead` those of replaced text.

    `kept_out` counts the articles that were removed; None where the catalog is not at hand.
    """

    folder: str
    engine: str
    language: str
    zone: str
    articles: int
    paragraphs: int
    roles: Mapping[str, int]
    earliest: str | None
    latest: str | None
    undated: int
    kept_out: int | None
    bytes: int
    dead: int
    annotators: tuple[str, ...]
    paths: tuple[str, ...]
    version: str
    cluster: Mapping[str, str]


def stats(store: Store, snapshot: Snapshot) -> Stats:
    """Count what one commit of an index holds."""
    known, space = store.manifest, store.engine.space()
    earliest, latest = dates(snapshot)
    return Stats(
        folder=str(store.index or ""),
        engine=known.engine,
        language=known.language,
        zone=known.zone,
        articles=len(snapshot.articles(Everything())),
        paragraphs=snapshot.count(Everything()),
        roles={role: number for role in ROLES if (number := snapshot.count(Term(role, "role")))},
        earliest=earliest,
        latest=latest,
        undated=len(snapshot.articles(UNDATED)),
        kept_out=None if store.index is None else _kept_out(store.index),
        bytes=space.live + space.dead,
        dead=space.dead,
        annotators=tuple(known.annotators),
        paths=known.paths,
        version=known.version,
        cluster=store.engine.facts(),
    )


def _kept_out(index: Path) -> int | None:
    from searchkit import catalog  # late, as no query needs SQLite

    return catalog.kept_out(index / catalog.FILE)


def dates(snapshot: Snapshot, tree: Node | None = None) -> tuple[str | None, str | None]:
    """Give the first and last date, by the clock of the index, of what a tree matches that the engine runs."""
    asked = DATED if tree is None else conjunction([tree, DATED])
    return _first(snapshot, asked, Order.OLDEST), _first(snapshot, asked, Order.NEWEST)


def _first(snapshot: Snapshot, tree: Node, order: Order) -> str | None:
    found = snapshot.search(tree, 1, order=order).matches
    return civil(read_record(found[0].stored)["about"]) if found else None
