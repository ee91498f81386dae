"""What has been indexed: sources, content hashes, and the articles themselves, in SQLite; the truth of an index.

Each change carries the generation of the commit that it belongs to. The engine's commit carries the same number, so
what an engine lacks after a crash is what is newer here (`since`).
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from searchkit import disk, wal
from searchkit.broken import BROKEN, damage, told
from searchkit.dump import digest, dumped, loaded
from searchkit.entries import Entry, State
from searchkit.errors import FormatError
from searchkit.model import Article, Trouble
from searchkit.wording import wording

FILE = "catalog.db"
FORMAT = 1
HISTORY = {1: "0.1.0: the first"}
PARTIAL = 0x5EA2C4
"""Marks a catalog that lost rows, as its application id, until all sources have been read since."""
_REMOVED = f"SELECT id FROM articles WHERE state = {State.REMOVED:d}"
"""The number written, as their index has it, or it is not used."""

_CACHE = "cache_size = -32000"
"""Kilobytes of memory: new ids fall anywhere in the tree, and what is not held is read again and written twice."""

_TABLES = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, state INTEGER NOT NULL, source TEXT NOT NULL, generation INTEGER NOT NULL,
    digest BLOB, data BLOB, file TEXT, line INTEGER, fallback TEXT
) WITHOUT ROWID;
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_generation ON articles (generation);
CREATE INDEX articles_removed ON articles (digest) WHERE state = 2;
CREATE TABLE sources (path TEXT PRIMARY KEY, signature TEXT NOT NULL, troubles TEXT NOT NULL) WITHOUT ROWID;
"""


class Catalog:
    """Keep the catalog of one index; changes are durable after `commit`."""

    def __init__(self, path: Path | None, *, create: bool = False) -> None:
        """Open the catalog in a file, or `create` it where nothing is in it; None keeps one in memory.

        Errors: DamagedError, FormatError; LockedError where another process is at it.
        """
        self._name = path
        if path is not None:  # SQLite makes what it keeps beside a file with the file's mode
            os.close(disk.private(str(path), os.O_RDWR | os.O_CREAT))
        with damage(path):
            if path and not path.stat().st_size and (not create or wal.left(path)):  # SQLite would erase what is beside
                raise sqlite3.DatabaseError("there is nothing in it")
            self._db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
            try:
                self._prepare(create or path is None)
            except BaseException:
                self._db.close()
                raise
        self.generation = self._one("SELECT max(generation) FROM articles") or 0
        self._any_removed: bool | None = None
        """Whether any article is removed, once that was asked: each new article asks."""

    def _prepare(self, create: bool) -> None:
        made = self._one("PRAGMA user_version")
        if made == 0 and not create:  # a new one here would be taken for the truth, and the index be emptied
            raise sqlite3.DatabaseError("there is nothing in it")
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = FILE", _CACHE):
            self._db.execute(f"PRAGMA {setting}")
        if made == 0:
            self._db.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {FORMAT};COMMIT;")
        elif made not in HISTORY:
            raise FormatError(f"the catalog {self._name} has format {made}, which this version cannot read: upgrade")
        self._db.execute("CREATE TEMP TABLE seen (id TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID")
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make all changes so far durable."""
        self._run("COMMIT")
        self._run("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close without keeping what was not committed."""
        if self._db.in_transaction:  # it is not where SQLite itself gave up on it
            self._db.execute("ROLLBACK")
        self._db.close()

    def writer(self, known: str = "") -> str:
        """Give the name under which these articles are on a cluster; `known`: as it was in a catalog that was lost."""
        self._run("CREATE TABLE IF NOT EXISTS writer (name TEXT PRIMARY KEY) WITHOUT ROWID")
        row = self._run("SELECT name FROM writer").fetchone()
        if row is None:
            self._run("INSERT INTO writer VALUES (?)", known or secrets.token_hex(8))
            self.commit()  # before anything is sent under that name
            return self.writer()
        return str(row[0])

    def lost(self) -> str:
        """Say what rows were lost, until all sources have been read since; nothing where all are there."""
        if self._one("PRAGMA application_id") != PARTIAL:
            return ""
        told = self._one("SELECT count(*) FROM sqlite_master WHERE name = 'lost'")
        return str(self._one("SELECT why FROM lost")) if told else "the catalog lost rows"

    def complete(self) -> None:
        """Note that all sources have been read since rows were lost."""
        self._run("PRAGMA application_id = 0")
        self._run("DROP TABLE IF EXISTS lost")

    # --- articles

    def entry(self, id: str) -> Entry | None:
        """Look an article up."""
        query = "SELECT state, source, digest, fallback, line FROM articles WHERE id = ?"
        row = self._run(query, id).fetchone()
        return None if row is None else Entry(State(row[0]), row[1], row[2] or b"", *row[3:])

    def keep(
        self, article: Article, fallback: str | None, source: str, generation: int, data: bytes | None = None
    ) -> None:
        """Keep an article as it was read, in the place of what had its id; `data` is the article `dumped`."""
        data, origin = data or dumped(article), article.origin
        known = (article.id, State.LIVE, source, generation, digest(data, origin.line, fallback))
        row = (*known, zlib.compress(data, 1), origin.file, origin.line, fallback)
        self._run("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def move(self, id: str, source: str, file: str | None = None) -> None:
        """Note from which source, and which file, an unchanged article is read now."""
        query = "UPDATE articles SET source = ?, state = ?, file = coalesce(?, file) WHERE id = ?"
        self._run(query, source, State.LIVE, file, id)

    def drop(self, id: str, state: State, generation: int) -> str:
        """Erase an article's text; its id stays, to be taken out of the engine, and with its `wording` if `REMOVED`.

        Its source, which is given, is forgotten, so that it is read again should it come back as it was.
        """
        self._any_removed = None  # this one may be the first
        entry = self.entry(id)
        source = entry.source if entry else ""
        self._run("DELETE FROM sources WHERE path = ?", source)
        left = (source, self._wording(id)) if state is State.REMOVED else ("", None)
        query = "INSERT OR REPLACE INTO articles (id, state, generation, source, digest) VALUES (?, ?, ?, ?, ?)"
        self._run(query, id, state, generation, *left)
        return source

    def _wording(self, id: str) -> bytes | None:
        """Give the fingerprint of an article's text, also where it was removed before."""
        article, entry = self.article(id), self.entry(id)
        if article is not None:
            return wording(article)
        return entry.digest or None if entry and entry.state is State.REMOVED else None

    def removed_as(self, article: Article) -> str | None:
        """Give the id, its own first, under which an article was removed that had the words of this one."""
        if self._any_removed is None:
            self._any_removed = self._run(f"{_REMOVED} LIMIT 1").fetchone() is not None
        if not self._any_removed or (mark := wording(article)) is None:
            return None
        row = self._run(f"{_REMOVED} AND digest = ? ORDER BY id != ?, id LIMIT 1", mark, article.id).fetchone()
        return None if row is None else str(row[0])

    def shift(self, was: str, id: str, generation: int) -> None:
        """Have a removal keep out another id, erasing what is known of that, and let the one before in."""
        self.drop(id, State.GONE, generation)
        self._run("DELETE FROM articles WHERE id = ?", id)
        self._run("UPDATE articles SET id = ?, generation = ? WHERE id = ?", id, generation, was)

    def restore(self, id: str) -> bool:
        """Let a removed article in again, when its source is next read; say whether it was removed."""
        found = self._run("DELETE FROM articles WHERE id = ? AND state = ?", id, State.REMOVED)
        return found.rowcount > 0

    def removed(self, since: int) -> bool:
        """Say whether an article was removed after a generation."""
        query = "SELECT count(*) FROM articles WHERE state = ? AND generation > ?"
        return bool(self._one(query, State.REMOVED, since))

    def ids(self, source: str) -> Iterator[str]:
        """Give the ids of the articles that were read from a source, also of those that were removed since."""
        return (str(id) for (id,) in self._run("SELECT id FROM articles WHERE source = ? ORDER BY id", source))

    def articles(self) -> Iterator[Article]:
        """Give every article that is in, sorted by id."""
        for _, article in self.since(-1):
            if article is not None:
                yield article

    def since(self, generation: int) -> Iterator[tuple[str, Article | None]]:
        """Give what is newer than a generation: each id with its article, or None where it has to go."""
        query = "SELECT id, data, file, line, fallback FROM articles WHERE generation > ? ORDER BY id"
        with damage(self._name):
            for id, data, *rest in self._db.execute(query, (generation,)):
                yield id, None if data is None else loaded(zlib.decompress(data), *rest)

    def article(self, id: str) -> Article | None:
        """Read one article; None where it is not in."""
        with damage(self._name):
            row = self._run("SELECT data, file, line, fallback FROM articles WHERE id = ?", id).fetchone()
            return None if row is None or row[0] is None else loaded(zlib.decompress(row[0]), *row[1:])

    def count(self) -> int:
        """Count the articles that are in."""
        return self._one("SELECT count(*) FROM articles WHERE data IS NOT NULL") or 0

    # --- sources

    def signed(self, source: str) -> tuple[str, list[Trouble]] | None:
        """Give what a source looked like when it was last read whole, and the trouble it had."""
        row = self._run("SELECT signature, troubles FROM sources WHERE path = ?", source).fetchone()
        return None if row is None else (row[0], [Trouble(*trouble) for trouble in json.loads(row[1])])

    def sign(self, source: str, signature: str, troubles: Sequence[Trouble]) -> None:
        """Note what a source looks like now that it has been read whole."""
        told = json.dumps([[trouble.where, trouble.reason, trouble.skipped] for trouble in troubles])
        self._run("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", source, signature, told)

    def forget(self, source: str | None = None) -> None:
        """Forget what a source, or every one, looked like, so that it is read again."""
        self._run("DELETE FROM sources WHERE ? IN (path, '')", source or "")

    # --- this run

    def see(self, id: str, source: str) -> str | None:
        """Note that this run met an article; give the source where it met the id before."""
        added = self._run("INSERT OR IGNORE INTO seen VALUES (?, ?)", id, source).rowcount
        if added:
            return None
        return str(self._run("SELECT source FROM seen WHERE id = ?", id).fetchone()[0])

    def see_all(self, source: str) -> int:
        """Note that this run met all articles of a source that did not change; give their number."""
        query = "INSERT OR IGNORE INTO seen SELECT id, source FROM articles WHERE source = ? AND state = ?"
        return self._run(query, source, State.LIVE).rowcount

    def orphan(self, source: str) -> None:
        """Note that a source, now read whole, no longer has those of its articles that this run did not meet."""
        query = "UPDATE articles SET state = ? WHERE source = ? AND state = ? AND id NOT IN (SELECT id FROM seen)"
        self._run(query, State.ORPHAN, source, State.LIVE)

    def vanished(self, places: Iterable[str]) -> dict[str, tuple[str, State]]:
        """Give the articles of some files, or of folders, that this run did not meet: ids, with source and state."""
        within = "source = ? OR (source > ? AND source < ?)"  # what begins with the folder and a slash
        unmet = "data IS NOT NULL AND id NOT IN (SELECT id FROM seen)"
        query = f"SELECT id, source, state FROM articles WHERE ({within}) AND {unmet}"
        bounds = ((place, f"{place.rstrip('/')}/", f"{place.rstrip('/')}0") for place in places)
        return {id: (at, State(state)) for each in bounds for id, at, state in self._run(query, *each).fetchall()}

    def _one(self, query: str, *values: object) -> int | None:
        row = self._run(query, *values).fetchone()
        return None if row is None else row[0]

    def _run(self, query: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, values)
        except BROKEN as error:
            raise told(error, self._name) from error


def kept_out(path: Path) -> int | None:
    """Count the articles that were removed, beside a writer too; None where the catalog cannot be read."""
    query = f"SELECT count(*) FROM ({_REMOVED})"
    try:
        if path.stat().st_size == 0:
            return None
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute(query).fetchone()[0])
    except (sqlite3.Error, OSError):
        return None


def erase(path: Path) -> None:
    """Take the files of a catalog away; what SQLite keeps beside it would else be read into the next one."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
