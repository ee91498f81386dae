"""An index opened for writing: manifest, catalog and engine kept in step, one writer at a time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from searchkit import disk, folders, lock, manifest, salvage, seal
from searchkit.catalog import FILE as CATALOG
from searchkit.catalog import Catalog
from searchkit.cluster import Cluster, Share
from searchkit.engines import ENGINES, SHARED, open_engine
from searchkit.engines.base import Documents, Writer
from searchkit.errors import ConfigError, DamagedError, FormatError
from searchkit.making import check
from searchkit.manifest import Manifest
from searchkit.model import Article, Trouble
from searchkit.store import Store, again, mend, open_store, repair
from searchkit.untold import Untold
from searchkit.version import __version__

MEMORY = "memory"
_SETTINGS = (
    "the manifest was lost: language and time zone are those of the configuration, or else the defaults, and PATHS "
    "that were read before are forgotten"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Say how an index is opened for writing: whether to be built again, how long to wait, on which servers."""

    rebuild: bool = False
    wait: float = 0.0
    cluster: Cluster | None = None


@contextmanager
def writable(index: Path | None, wanted: Mapping[str, object], how: Opening) -> Iterator[Writable]:
    """Open an index for writing, or make it: one writer at a time; errors: LockedError, ConfigError, DamagedError.

    `wanted` are settings of the manifest; one that the index does not have is an error, unless it is built again.
    What was not committed when the block is left is dropped.
    """
    with ExitStack() as stack:
        if index is not None:
            folders.prepare(index)
            stack.enter_context(lock.hold(index, how.wait))
        known = _known(index, rebuild=how.rebuild)
        settings = _settings(index, known, wanted, rebuild=how.rebuild)
        if index is not None and not how.rebuild:
            _refuse_changed(index, index)
        yield stack.enter_context(Writable(index, known, settings, how))


def planned(index: Path, wanted: Mapping[str, object], *, rebuild: bool) -> Manifest:
    """Say what `writable` would make an index like, and touch nothing; errors: the same, but no LockedError."""
    if index.is_dir():
        folders.refuse_others(index)
    return _settings(index, _known(index, rebuild=rebuild), wanted, rebuild=rebuild)


def settings(index: Path) -> Manifest | None:
    """Read the manifest; None where it is damaged, also if only a name in it; errors: NotFoundError, FormatError."""
    try:
        known = manifest.read(index)
    except FormatError:
        raise
    except DamagedError:
        return None
    return known if _possible(known) or manifest.FILE not in seal.changed(index) else None


def _possible(known: Manifest) -> bool:
    """Say whether there is an engine, a language and a time zone of these names."""
    with suppress(ConfigError):
        check(None, known.language, known.zone)
        return known.engine in ENGINES
    return False


class Writable:
    """Keep catalog and engine of one index in step.

    `anew`: the engine is to be filled from the catalog, aside, because terms, fields, annotators or settings changed,
    or text has to be erased; until `renew`, changes go to the catalog only. `lost`: what is missing of the catalog,
    until the sources are read again and the engine is filled. `left`: what could not be done whole.
    """

    def __init__(self, index: Path | None, known: Manifest | None, wanted: Manifest, how: Opening) -> None:
        self.index, self.manifest, self._rebuild, self._reread = index, wanted, how.rebuild, False
        self._cluster, self.left = how.cluster, Untold(lambda: self.store.engine)
        self.catalog, self.lost = salvage.opened(index, known=known is not None, rebuild=how.rebuild)
        with ExitStack() as stack:
            stack.callback(self.catalog.close)
            if index is not None and known is None and (manifest.made(index) or self.catalog.count()):
                self.left.troubles.append(Trouble(str(index / manifest.FILE), _SETTINGS))
            if wanted.engine in SHARED:
                self.manifest = replace(wanted, writer=self.catalog.writer(wanted.writer))
            if index is not None:
                seal.unseal(index)
            self.anew = how.rebuild or bool(self.lost) or (known is not None and not known.made_like(wanted))
            self.committed = time.monotonic()
            self._closing = ExitStack()
            self._writer: Writer | None = None
            self._store = None if self.anew else self._opened(known)
            self._held = self._store.engine.snapshot().generation if self._store else 0
            self.generation = 1 + max(self._held, self.catalog.generation)
            self._dirty = self.anew
            if not self.anew and self.catalog.removed(self._held):
                since = self.catalog.since(self._held)  # a removal that was broken off has its text still there
                self.erase([id for id, article in since if article is None])
            stack.pop_all()

    def __enter__(self) -> Writable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._closing.__exit__(kind, error, trace)
        finally:
            self.catalog.close()
        if self.index is not None and not (self.index / f"{CATALOG}-wal").exists():
            self._seal(self.index, failed=isinstance(error, OSError))

    @property
    def store(self) -> Store:
        if self._store is None:
            raise ValueError("the index is being built again: renew() it first")
        return self._store

    def behind(self) -> Iterator[tuple[str, Article | None]]:
        """Give what a crash kept from the engine, or it did not take: ids with articles, None where one has to go."""
        if not self.anew:
            yield from ((id, self.catalog.article(id)) for id in self.store.engine.left())
            yield from self.catalog.since(self._held) if self._held < self.catalog.generation else ()

    def lost_sources(self) -> Sequence[str]:
        """Give the sources to read again as the catalog lost rows; errors: DamagedError where they are not there."""
        if self.lost and self.index is not None and not self._rebuild:
            salvage.refuse_gone(self.index, self.manifest.paths)
        return self.manifest.paths if self.lost else ()

    def refuse_partial(self) -> None:
        """Refuse to take what is left of a catalog for all there is; errors: DamagedError."""
        if self.lost and self.index is not None and not self._reread:
            raise DamagedError(f"{self.lost}; have its sources read again first: {mend(self.index)}")

    def whole(self) -> Catalog:
        """Give the catalog, to look up what was in; errors: DamagedError where it lost rows, and may not know."""
        self.refuse_partial()
        return self.catalog

    def replace(self, article: str, documents: Documents) -> None:
        """Put these documents in the place of all that the article had."""
        self._dirty = True
        if not self.anew:
            self._open_writer().replace(article, documents)

    def erase(self, ids: Sequence[str]) -> None:
        """Have the text of removed articles erased: an engine itself only marks what is deleted."""
        if not self.anew:
            self._unseal()  # it may note them in its folder
            self.anew = not self.store.engine.erase(ids)
        self._dirty = True

    def commit(self) -> None:
        """Make all changes so far durable: the catalog first, then the engine, with the same generation."""
        self.catalog.commit()
        if self._dirty and not self.anew:
            self._open_writer().commit(self.generation)
            self.generation += 1
            self._dirty = False
        self.committed = time.monotonic()

    def renew(self, articles: Iterable[tuple[str, Documents]]) -> None:
        """Fill a new engine aside and swap it in; readers see the old one until then."""
        self._closing.close()
        self._writer = None
        made = replace(self.manifest, folder=folders.next_name(self.index, self.manifest.engine))
        place = folders.fresh(self.index, made.folder, self.manifest.folder)
        engine = open_engine(made.engine, place, create=True, share=self._share())
        with engine.writer() as writer:
            for article, documents in articles:
                writer.replace(article, documents)
            self.catalog.commit()  # an article that could not be made was dropped
            writer.commit(self.generation)
        if self.index is not None:
            disk.share(self.index / made.folder)
            seal.close(self.index / made.folder)
        self._swap(Store(self.index, made, engine, self._cluster))
        if self.lost:
            self.catalog.complete()
            self.catalog.commit()
            self.lost = ""

    def remember(self, paths: Sequence[str]) -> None:
        """Note what was read, for when the catalog is lost; what it had lost was read with it."""
        self._reread = True
        known = tuple(dict.fromkeys((*self.manifest.paths, *paths)))
        if known != self.manifest.paths:
            self.manifest = replace(self.manifest, paths=known)
            if self._store is not None and self.index is not None:
                self._store.manifest = self.manifest
                manifest.write(self.index, self.manifest)

    def _opened(self, known: Manifest | None) -> Store:
        if known is not None and self.index is not None:
            self.left.troubles += folders.sweep(self.index, known.folder)
            return open_store(self.index, self._cluster)
        self.manifest = replace(self.manifest, folder=folders.next_name(self.index, self.manifest.engine))
        location = folders.fresh(self.index, self.manifest.folder)
        engine = open_engine(self.manifest.engine, location, create=True, share=self._share())
        if self.index is not None:
            manifest.write(self.index, self.manifest)
        return Store(self.index, self.manifest, engine, self._cluster)

    def _share(self) -> Share:
        return Share(self._cluster, self.manifest.writer, manifest.told(self.manifest))

    def _seal(self, index: Path, *, failed: bool) -> None:
        """Note what all files look like, as none is written to now; a damaged seal of the engine's stays damage.

        Where a file could not be written, a thread may still be at it: the engine's folder stays open, as after a kill.
        """
        folder = index / self.manifest.folder
        ended = bool(self.manifest.folder) and not failed and folder.is_dir() and not seal.sealed(folder)
        if ended and not any(seal.changed(folder)):
            disk.share(folder)
            seal.close(folder)
        seal.close(index, [name for name in (manifest.FILE, CATALOG) if (index / name).exists()])

    def _unseal(self) -> None:
        """Say that the engine's folder is about to be changed; errors: DamagedError where something else changed it."""
        if self.index is not None:
            _refuse_changed(self.index, self.index / self.manifest.folder)
            seal.unseal(self.index / self.manifest.folder)

    def _open_writer(self) -> Writer:
        if self._writer is None:
            self._unseal()
            self._writer = self._closing.enter_context(self.store.engine.writer())
        return self._writer

    def _swap(self, store: Store) -> None:
        if self.index is not None:
            manifest.write(self.index, store.manifest)
            self.left.troubles += folders.sweep(self.index, store.manifest.folder)
        if self._store is None:
            self._store = store
        else:  # a searcher may hold it, and find what is new by it
            self._store.manifest, self._store.engine = store.manifest, store.engine
        self.manifest = store.manifest
        self.generation += 1
        self.anew = self._dirty = False


def _known(index: Path | None, *, rebuild: bool) -> Manifest | None:
    if index is None or not manifest.made(index):
        return None
    return settings(index) if rebuild else manifest.read(index)


def _refuse_changed(index: Path, folder: Path) -> None:
    """Refuse to write to a folder that something else changed, as its new seal would call that sound.

    What the index itself lost is made again, and said; errors: DamagedError.
    """
    for name in seal.changed(folder):
        if folder != index or (index / name).exists():
            raise DamagedError(f"{folder / name} is damaged (not as it was written); mend it: {repair(index)}")


def _settings(index: Path | None, known: Manifest | None, wanted: Mapping[str, object], *, rebuild: bool) -> Manifest:
    """Join what is wanted with what the index has; errors: ConfigError where they differ."""
    given = {name: value for name, value in wanted.items() if value is not None}
    for name, value in given.items():
        if known is not None and name != "annotators" and getattr(known, name) != value and not rebuild:
            raise ConfigError(
                f"the index {index} has {name} {getattr(known, name)}, not {value}; "
                f"leave it out, or build the index again: {again(index) if index else ''}"
            )
    base = known or Manifest(engine=folders.engine_of(index), folder="")
    made = {"making": dict(manifest.MAKING), "version": __version__, "format": manifest.FORMAT}
    settings: Manifest = replace(base, **{**made, **given})  # type: ignore[arg-type]
    if (settings.engine == MEMORY) != (index is None):
        raise ConfigError(
            "the engine memory keeps no index on disk; in Python: Indexer(engine='memory'), without a folder"
        )
    return settings
