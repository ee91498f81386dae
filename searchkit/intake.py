"""Which articles of which sources are new or changed: the first half of the write path; not what is made of them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from searchkit import readers
from searchkit.catalog import Catalog
from searchkit.dump import digest, dumped
from searchkit.entries import Entry, State
from searchkit.errors import NotFoundError
from searchkit.model import Article, Trouble
from searchkit.naming import as_before
from searchkit.places import STDIN, Places, another_file, key_of, still_file, within
from searchkit.readers.base import MISSING, Reading, Source
from searchkit.removals import Removals, Shift

FRESH = 2.0
"""Seconds: a file written so lately may change again without a trace, so it is read again next time."""

EVERY = 64
"""Articles between words of progress."""


@dataclass(slots=True)
class Report:
    """Tell what a run did: numbers of articles, of paragraphs written, and every trouble there was.

    `gone` are those that are no longer where they were read, and are still in the index.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    gone: int = 0
    kept_out: int = 0
    paragraphs: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def articles(self) -> int:
        return self.new + self.changed + self.unchanged

    @property
    def skipped(self) -> list[Trouble]:
        return [trouble for trouble in self.troubles if trouble.skipped]


@dataclass(frozen=True, slots=True)
class Progress:
    """Tell how far a run is; `fraction` is the share of the sources' bytes that was read, where that is known."""

    articles: int
    paragraphs: int
    fraction: float | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold an article that is new or changed, the source it came from, and a date from outside if it has none.

    `data` is the article as the catalog keeps it, where that is known; `same` says that it is in as it was.
    """

    article: Article
    source: str
    fallback: str | None
    data: bytes | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what to read and how; `force` takes every article as changed."""

    paths: Sequence[Path | str]
    reading: Reading
    published: date | None = None
    force: bool = False
    progress: Callable[[Progress], None] | None = None


class Intake:
    """Read sources against a catalog; what it yields is to be kept in the catalog before it goes on."""

    def __init__(self, catalog: Catalog, plan: Plan) -> None:
        self.report = Report()
        self._catalog, self._plan, self._places = catalog, plan, Places(plan.paths)
        self._incomplete: set[str] = set()
        self._removals = Removals(catalog)
        self._done, self._total = 0, 0
        self._open: BinaryIO | None = None

    def changed(self) -> Iterator[Arrival | Shift]:
        """Give the articles that are new or changed, source by source, and the removals whose article moved."""
        found = list(readers.sources(self._plan.paths))
        self._total = sum(_size(item) for item in found if isinstance(item, Source))
        for item in found:
            if isinstance(item, Trouble):
                self.report.troubles.append(self._lost(item) if item.skipped else item)
            else:
                yield from self._source(item)
                self._done, self._open = self._done + _size(item), None
        self.report.troubles += self._removals.troubles
        self.report.kept_out += self._removals.kept_out
        self._tell()

    def vanished(self, *, prune: bool) -> list[str]:
        """Give the ids to take out: below the paths, and no longer there; call it when all was read.

        Without `prune` none has to go, and the report says how many could.
        """
        places = [key_of(path) for path in self._plan.paths if prune or str(path) != STDIN]
        found = self._catalog.vanished(places).items()
        gone = [id for id, (source, state) in found if self._gone(source, state)]
        self.report.removed, self.report.gone = (len(gone), 0) if prune else (0, len(gone))
        return gone if prune else []

    def _gone(self, source: str, state: State) -> bool:
        if any(within(source, key) for key in self._incomplete):
            return False
        return state is State.ORPHAN or not still_file(source)  # the walk of its folder may just not take it

    def _lost(self, trouble: Trouble) -> Trouble:
        """Take nothing out that was read where there is trouble; say how to where nothing is there any more."""
        key = self._places.key(trouble.where)
        self._incomplete.add(key)
        stay = self._catalog.vanished([key]) if trouble.reason == MISSING else {}
        if not stay:
            return trouble
        kind = "file" if key in dict(stay.values()) else "folder"
        articles = f"{len(stay):,} article{'s' * (len(stay) > 1)} in the index"
        reason = (
            f"{MISSING}, but has {articles}; to take out what is gone, index an empty {kind} of that name with --prune"
        )
        return replace(trouble, reason=reason)

    def _source(self, source: Source) -> Iterator[Arrival | Shift]:
        key = STDIN if source.path is None else self._places.key(source.path)
        looks = self._looks(source)
        if self._unchanged(source, key, looks):
            return
        known = as_before(source, key, self._catalog)
        if known.name != source.name:
            source, looks = known, self._looks(known)
            if self._unchanged(source, key, looks):
                return
        troubles: list[Trouble] = []
        disputed = False
        read = readers.read(replace(source, watch=self._watch), self._plan.reading)
        for item in chain(read, self._removals.freed()):
            if isinstance(item, Trouble):
                troubles.append(item)
                continue
            arrival = self._arrival(item, key)
            if isinstance(arrival, Arrival | Shift):
                yield arrival
            disputed = disputed or arrival is False
            self._tick()
        self.report.troubles += troubles
        if any(trouble.skipped for trouble in troubles):
            self._incomplete.add(key)
        else:
            self._catalog.orphan(key)
        self._catalog.forget(key)
        if looks and not disputed:
            told = [replace(trouble, where=trouble.where.removeprefix(str(source))) for trouble in troubles]
            self._catalog.sign(key, looks, told)

    def _unchanged(self, source: Source, key: str, looks: str | None) -> bool:
        """Say whether a source looks as it did when it was last read whole; its old trouble is told again."""
        signed = self._catalog.signed(key)
        if not signed or not looks or self._plan.force or not _same(signed[0], looks):
            return False
        self.report.troubles += [replace(trouble, where=f"{source}{trouble.where}") for trouble in signed[1]]
        if any(trouble.skipped for trouble in signed[1]):
            self._incomplete.add(key)
        self.report.unchanged += self._catalog.see_all(key)
        return True

    def _looks(self, source: Source) -> str | None:
        """Describe a source by what changes when it does, and by how it is read; None where nothing can be said."""
        try:
            status = source.path.stat() if source.path else None
        except OSError:
            return None
        if status is None or abs(time.time() - status.st_mtime) < FRESH:
            return None
        reading = [source.name, sorted(self._plan.reading.keys.items()), str(self._plan.reading.zone), readers.VERSION]
        published = self._plan.published.isoformat() if self._plan.published else None
        return json.dumps([status.st_size, status.st_mtime_ns, reading, published])

    def _arrival(self, article: Article, key: str) -> Arrival | Shift | bool:
        """Decide about one article: an Arrival to keep, True where it is known, False where it is left out."""
        article = _named(article) if key == STDIN else article
        entry = self._catalog.entry(article.id)
        fallback = self._fallback(article, entry.fallback if entry else None)
        data = dumped(article)
        mark = digest(data, article.origin.line, fallback)
        same = entry is not None and entry.digest == mark  # what is in as it was needs no look for removed texts
        if not same and (out := self._removals.take(article, entry)):
            return out
        met = self._catalog.see(article.id, key)
        if entry and met is not None:
            return self._twice(article, key, met, same=entry.digest == digest(data, entry.line, fallback))
        if entry is None or entry.state is State.GONE:
            self.report.new += 1
            return Arrival(article, key, fallback, data)
        if not article.given and entry.source not in ("", key) and another_file(entry.source, key):
            return self._clash(article, entry.source)
        if same and not self._plan.force:
            self.report.unchanged += 1
            self._moved(article.id, entry, key)
            return True
        self.report.changed += 1
        if entry.source != key:
            self._catalog.forget(entry.source)
        return Arrival(article, key, fallback, data, same)

    def _fallback(self, article: Article, earlier: str | None) -> str | None:
        if article.published is not None:
            return None
        return self._plan.published.isoformat() if self._plan.published else earlier

    def _moved(self, id: str, entry: Entry, key: str) -> None:
        if entry.source != key:
            self._catalog.forget(entry.source)
        if (entry.source, entry.state) != (key, State.LIVE):
            self._catalog.move(id, key)

    def _twice(self, article: Article, key: str, met: str, *, same: bool) -> bool:
        where, place = str(article.origin), "" if met == key else f" in {met}"
        if same:
            reason = f"the article {article.id!r} was read before{place}: it is in once"
        else:
            reason = (
                f"the id {article.id!r} was used before{place} for another text, which stays: give this one its own"
            )
        self.report.troubles.append(Trouble(where, reason, skipped=not same))
        return False

    def _clash(self, article: Article, source: str) -> bool:
        reason = f"the name {article.id!r} is taken by {source}: give this one an id, or index a folder above both"
        self.report.troubles.append(Trouble(str(article.origin), reason, skipped=True))
        return False

    def _watch(self, file: BinaryIO) -> None:
        self._open = file

    def _tick(self) -> None:
        if self.report.articles % EVERY == 0:
            self._tell()

    def _tell(self) -> None:
        if self._plan.progress:
            position = self._open.tell() if self._open and not self._open.closed else 0
            fraction = min(1.0, (self._done + position) / self._total) if self._total else None
            self._plan.progress(Progress(self.report.articles, self.report.paragraphs, fraction))


def _named(article: Article) -> Article:
    """Name an article of standard input by its content: what is piped next must not take its place."""
    return article if article.given else replace(article, id=f"stdin-{digest(dumped(article), None, None).hex()[:12]}")


def dated(arrival: Arrival) -> Article:
    """Give the article with its date from outside, where it has none of its own."""
    if arrival.fallback is None or arrival.article.published is not None:
        return arrival.article
    return replace(arrival.article, published=date.fromisoformat(arrival.fallback))


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else 0
    except OSError:
        return 0


def _same(signed: str, looks: str) -> bool:
    """Compare what a source looked like; a date given from outside earlier stays where none is given now."""
    before, now = json.loads(signed), json.loads(looks)
    return before[:3] == now[:3] and (now[3] is None or before[3] == now[3])


def refuse_missing(paths: Sequence[Path | str], index: Path, *, known: bool) -> None:
    """Refuse to make an index that is not `known` yet of sources none of which is there; errors: NotFoundError."""
    if paths and not known and not any(str(path) == STDIN or os.path.lexists(path) for path in paths):
        raise NotFoundError(f"{paths[0]} does not exist, so no index was made in {index}")
