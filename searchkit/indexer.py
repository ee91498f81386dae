"""THE WRITE PATH: articles are read, split, annotated and indexed, with the catalog beside.

    sources -> readers -> Article -> split -> annotators -> documents -> engine
                             `-> catalog: what is unchanged goes no further (`intake`)

Each commit writes the catalog, then the engine, both with the same generation; what an engine lacks after a crash is
redone from the catalog when the index is next opened for writing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from searchkit import annotators as annotation
from searchkit import manifest
from searchkit.admission import admitted
from searchkit.aliases import own_names
from searchkit.annotators.base import Choices
from searchkit.changes import Changes
from searchkit.cluster import Cluster
from searchkit.engines.base import Documents
from searchkit.entries import State
from searchkit.errors import NotFoundError
from searchkit.given import day, several
from searchkit.intake import EVERY, Arrival, Intake, Plan, Progress, Report, dated, refuse_missing
from searchkit.making import Made, Maker, Makers, Making, all_made, check, time_zone
from searchkit.model import Article, Trouble
from searchkit.pace import due
from searchkit.places import STDIN, key_of
from searchkit.query.aliased import Aliases
from searchkit.readers.base import Reading
from searchkit.rehearsal import rehearsed, restored
from searchkit.removals import keeping_out
from searchkit.searcher import Searcher
from searchkit.writable import Opening, Writable, writable


def build(
    paths: Path | str | Sequence[Path | str],
    index: Path | str,
    *,
    engine: str | None = None,
    language: str | None = None,
    annotators: Choices | None = None,
    entities: Path | str | None = None,
    zone: str | None = None,
    keys: Mapping[str, str] | None = None,
    published: date | str | None = None,
    rebuild: bool = False,
    prune: bool = False,
    dry_run: bool = False,
    restore: str | Sequence[str] = (),
    wait: float = 0.0,
    jobs: int = 1,
    cluster: Cluster | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Index what is new or changed in files and folders; errors: LockedError, ConfigError, DamagedError and below.

    `entities` is a file of your own names. With `jobs` above 1 a large run uses so many more processes; as always where
    Python starts processes, the program that calls it then has to be importable (`if __name__ == "__main__"`).
    """
    paths, restore = several(paths), several(restore)
    published, settings = day(published), {"engine": engine, "language": language, "zone": zone}
    refuse_missing(paths, Path(index), known=manifest.made(Path(index)))
    if dry_run:
        own_names(entities)
        plan = Plan(paths, Reading(dict(keys or {})), published, rebuild, progress)
        return rehearsed(Path(index), plan, settings, restore, prune=prune)
    how = {"annotators": annotators, "entities": entities, "cluster": cluster}
    with Indexer(index, **settings, **how, rebuild=rebuild, wait=wait, jobs=jobs) as indexer:  # type: ignore[arg-type]
        for id in restore:
            indexer.restore(id)
        return indexer.read(paths, keys=keys, published=published, prune=prune, progress=progress)


def remove(
    index: Path | str,
    ids: str | Sequence[str],
    *,
    annotators: Choices | None = None,
    entities: Path | str | None = None,
    wait: float = 0.0,
    cluster: Cluster | None = None,
) -> Report:
    """Take articles out, erase their text, and keep their ids out; errors: NotFoundError names unknown ids.

    What is left is annotated again, so give the same annotators and names as for `build`.
    """
    manifest.read(Path(index))
    with Indexer(index, annotators=annotators, entities=entities, wait=wait, cluster=cluster) as indexer:
        return indexer.remove(ids)


class Indexer:
    """Change an index, article by article; leaving the block commits, an exception drops what came after a commit.

    `index` None with the engine `memory` keeps all in this process. Settings that are not given are those of the
    index, or the defaults for a new one. Errors: LockedError, ConfigError, DamagedError.
    """

    def __init__(
        self,
        index: Path | str | None = None,
        *,
        engine: str | None = None,
        language: str | None = None,
        annotators: Choices | None = None,
        entities: Path | str | None = None,
        zone: str | None = None,
        rebuild: bool = False,
        wait: float = 0.0,
        jobs: int = 1,
        cluster: Cluster | None = None,
    ) -> None:
        self._index = None if index is None else Path(index)
        self._annotators = annotation.chosen(annotation.usual() if annotators is None else annotators)
        self._lesser = annotators is None and tuple(self._annotators) != annotation.BEST
        self._own = own_names(entities)
        self._tools = annotation.load(self._annotators, self._own)
        check(engine, language, zone)
        versions = {tool.name: tool.version for tool in self._tools}
        self._wanted = {"engine": engine, "language": language, "zone": zone, "annotators": versions}
        self._rebuild, self._jobs, self._how = rebuild, jobs, Opening(rebuild, wait, cluster)
        self._stack, self._report, self._changes = ExitStack(), Report(), Changes()
        self._lost: set[str] = set()
        self._progress: Callable[[Progress], None] | None = None

    def __enter__(self) -> Indexer:
        with ExitStack() as stack:
            self._store: Writable = stack.enter_context(writable(self._index, self._wanted, self._how))
            self._makers = self._made_ready()
            stack.callback(self._makers.close)
            for id, article in self._store.behind():
                self._replace(id, article)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        with self._stack:
            if error is not None:
                raise error  # to all that is open
            self.commit()
            self._store.left.refuse()

    def read(
        self,
        paths: Path | str | Sequence[Path | str],
        *,
        keys: Mapping[str, str] | None = None,
        published: date | str | None = None,
        prune: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Index what is new or changed below some paths; with `prune`, take out what vanished there."""
        begun, paths = time.monotonic(), several(paths)
        reading = Reading(dict(keys or {}), time_zone(self._store.manifest.zone))
        plan = Plan((*paths, *self._store.lost_sources()), reading, day(published), self._rebuild, progress)
        intake = Intake(self._store.catalog, plan)
        self._report, self._progress = intake.report, progress
        intake.report.troubles += [Trouble("names", annotation.LESSER)] if self._lesser else []
        intake.report.troubles += [Trouble(str(self._index), self._store.lost)] if self._store.lost else []
        for item in intake.changed():
            self._put(item) if isinstance(item, Arrival) else self._drop(item.id, State.REMOVED, item.was)
            if due(begun, self._store.committed):
                self._commit()
        for id in intake.vanished(prune=prune):
            self._drop(id, State.GONE)
        self._store.remember([key_of(path) for path in paths if str(path) != STDIN and Path(path).exists()])
        self.commit()
        intake.report.troubles += self._store.left.tell()
        intake.report.seconds = time.monotonic() - begun
        return intake.report

    def again(self, progress: Callable[[Progress], None] | None = None) -> Report:
        """Make the documents of all articles again; sources are read where something was lost of the catalog."""
        if self._store.lost:
            return self.read((), progress=progress)
        begun, self._progress, self._store.anew = time.monotonic(), progress, True
        self.commit()
        self._report.unchanged = self._store.catalog.count()
        self._report.troubles += self._store.left.tell()
        self._report.seconds = time.monotonic() - begun
        return self._report

    def refill(self, ids: Sequence[str]) -> Report:
        """Make the documents of some articles again from the catalog."""
        for id in ids:
            self._replace(id, self._store.catalog.article(id))
        self.commit()
        self._report.changed = len(ids)
        self._report.troubles += self._store.left.tell()
        return self._report

    def add(self, article: Article) -> bool:
        """Index one article, in the place of what had its id; False where it stays out, as it was removed.

        Errors: ArticleError.
        """
        article = admitted(article, time_zone(self._store.manifest.zone))
        if comes := keeping_out(catalog := self._store.catalog, article, catalog.entry(article.id)) is None:
            self._put(Arrival(article, "", None))
        return comes

    def remove(self, ids: str | Sequence[str]) -> Report:
        """Take articles out, erase their text, and keep their ids out; errors: NotFoundError, DamagedError."""
        ids, catalog = several(ids), self._store.whole()
        known = {id: catalog.entry(id) for id in ids}
        # what was removed is known: its removal may have been broken off
        if missing := [id for id, entry in known.items() if entry is None or entry.state is State.GONE]:
            raise NotFoundError(f"there is no article {', '.join(missing)} in the index; nothing was removed")
        for id in ids:
            self._drop(id, State.REMOVED)
        self._store.erase(ids)
        self.commit()
        return Report(removed=len(set(ids)), troubles=self._store.left.tell())

    def restore(self, id: str) -> None:
        """Let a removed article in again, when its source is next read; errors: NotFoundError, DamagedError."""
        restored(self._store.whole(), id)

    def commit(self) -> None:
        """Make all changes so far durable and visible; errors: DamagedError where the catalog lost rows."""
        self._store.refuse_partial()
        self._commit()
        if self._store.anew:
            with self._changes:
                self._store.renew(self._all())
            self._commit()

    def searcher(self) -> Searcher:
        """Commit, and open what is there for reading."""
        self.commit()
        return Searcher(self._store.store, aliases=Aliases(self._own))

    def _made_ready(self) -> Makers:
        """Give what makes documents: this process, or several."""
        made = self._store.manifest
        making = Making(self._annotators, made.language, made.zone, self._own, made.engine)
        here = Maker(making, self._tools)
        if self._jobs <= 1:
            return here
        from searchkit.workers import Workers

        return Workers(making, self._jobs, here)

    def _put(self, arrival: Arrival) -> None:
        article, catalog, anew = arrival.article, self._store.catalog, self._store.anew
        with self._changes:
            if anew and arrival.same:  # no newer than the engine has it, should this run be killed
                catalog.move(article.id, arrival.source, article.origin.file)
            else:
                catalog.keep(article, arrival.fallback, arrival.source, self._store.generation, arrival.data)
            self._store.replace(article.id, []) if anew else self._replace(article.id, dated(arrival))

    def _replace(self, id: str, article: Article | None) -> None:
        """Have an article's documents made and put in the place of what it had; None takes it out."""
        self._keep(self._makers.rest() if article is None else self._makers.put(article))
        if article is None:
            self._store.replace(id, [])

    def _keep(self, made: Iterable[Made]) -> None:
        for one in made:
            self._store.replace(one.article.id, self._counted(one))

    def _commit(self) -> None:
        with self._changes:
            self._keep(self._makers.rest())
            for source in filter(None, self._lost):
                self._store.catalog.forget(source)
            self._store.commit()

    def _all(self) -> Iterator[tuple[str, Documents]]:
        """Make the documents of every article of the catalog again."""
        total = self._store.catalog.count()
        for done, made in enumerate(all_made(self._makers, self._store.catalog.articles()), 1):
            yield made.article.id, self._counted(made)
            if self._progress and (done % EVERY == 0 or done == total):
                self._progress(Progress(done, self._report.paragraphs, done / total))

    def _counted(self, made: Made) -> Documents:
        """Count what was made, and report what was lost: it is read again next time."""
        self._report.paragraphs += len(made.documents)
        if made.lost:
            self._report.troubles.append(Trouble(str(made.article.origin), made.lost, skipped=True))
            self._lost.add(self._store.catalog.drop(made.article.id, State.GONE, self._store.generation))
        return made.documents

    def _drop(self, id: str, state: State, was: str = "") -> None:
        """Take an article out; `was` is the id of the removed article that it turned out to be."""
        with self._changes:
            catalog, generation = self._store.catalog, self._store.generation
            catalog.shift(was, id, generation) if was else catalog.drop(id, state, generation)
            self._replace(id, None)
