"""A damaged or lost catalog salvaged: what was committed beside it is kept, and a kill at any step loses no row."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import searchkit
from searchkit import wal
from searchkit.catalog import FILE, Catalog, kept_out
from searchkit.check import check
from searchkit.entries import State
from searchkit.errors import DamagedError
from searchkit.mending import rebuild, repair
from searchkit.model import Article
from searchkit.salvage import COPY, MAKING, READY, readable, salvaged

ROWS = 40
posix = pytest.mark.skipif(sys.platform == "win32", reason="no processes to fork")


def article(number: int) -> Article:
    return Article(id=f"a{number:02}", paragraphs=(f"A tern, number {number}. " * 30,))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def headless(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"x" * 2000)


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [id for (id,) in db.execute("SELECT id FROM articles ORDER BY id")]


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """Give a catalog as a kill leaves it: all of its rows are beside it."""
    path = tmp_path / "open" / FILE
    path.parent.mkdir()
    with closing(Catalog(path, create=True)) as catalog:
        for number in range(ROWS):
            catalog.keep(article(number), None, "news", 1)
        catalog.commit()
        shutil.copytree(path.parent, tmp_path / "killed")
    return tmp_path / "killed" / FILE


@pytest.mark.parametrize("harm", [emptied, headless, cut, Path.unlink])
def test_rows_that_were_only_beside_a_damaged_catalog_are_kept(killed: Path, harm: Callable[[Path], None]) -> None:
    """SQLite took them away where it found the file empty or gone, and the salvage did where it was cut."""
    harm(killed)
    if killed.exists() and not killed.stat().st_size:
        assert kept_out(killed) is None
        with pytest.raises(DamagedError, match="there is nothing in it"):
            Catalog(killed)
    assert readable(killed) and salvaged(killed) == ROWS
    assert ids(killed) == [article(number).id for number in range(ROWS)]
    assert [path.name for path in killed.parent.iterdir()] == [FILE]


@pytest.mark.parametrize("harm", [emptied, headless, Path.unlink])
def test_an_article_of_a_killed_run_that_has_no_source_outlives_the_loss_of_its_catalog(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    news, index = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    (news / "a.txt").write_text("A walrus.\n")
    searchkit.build([news], tmp_path / "open", annotators=())
    with searchkit.Indexer(tmp_path / "open", annotators=()) as indexer:
        indexer.add(article(1))
        indexer.commit()
        shutil.copytree(tmp_path / "open", index)
    harm(index / FILE)
    repair(index, check(index), annotators=())
    assert check(index).sound
    with searchkit.open(index) as searcher:
        assert {hit.article for hit in searcher.search("tern OR walrus")} == {"a01", "news/a"}


def rows(path: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return set(db.execute("SELECT id, state, generation, digest FROM articles"))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Give a catalog of many pages, with articles that were replaced, removed and pruned."""
    path, dice = tmp_path / FILE, random.Random(3)
    with closing(Catalog(path, create=True)) as catalog:
        for generation in range(1, 4):
            for number in dice.sample(range(400), 300):
                text = " ".join(str(dice.random()) for _ in range(dice.choice((10, 60, 400))))
                catalog.keep(Article(id=f"a{number:03}", paragraphs=(text,)), None, "news", generation)
            for number in dice.sample(range(400), 20):
                catalog.drop(f"a{number:03}", dice.choice((State.GONE, State.REMOVED)), generation)
            catalog.commit()
    return path


@pytest.mark.parametrize("seed", range(4))
def test_rows_between_two_damaged_pages_are_kept_and_none_comes_back_as_it_was_before(large: Path, seed: int) -> None:
    """They were read from either end as far as the first damaged page; with the first page of all, all were lost."""
    before, pages, dice = rows(large), large.stat().st_size // 4096, random.Random(seed)
    harmed = dice.sample(range(2, pages), 2) + [0] * (seed % 2)
    with large.open("r+b") as file:
        for number in harmed:
            file.seek(number * 4096)
            file.write(dice.randbytes(4096))
    kept = salvaged(large)
    assert rows(large) <= before and len(before) * 0.8 < kept == len(rows(large)), (kept, len(before), harmed)


def test_rows_of_the_pages_that_are_beside_a_large_catalog_outlive_its_loss(large: Path) -> None:
    """No way leads to them from the first page, which is not beside it."""
    with closing(Catalog(large)) as catalog:
        before = rows(large)
        for number in range(100, 110):
            catalog.keep(article(number), None, "news", 9)
        catalog.commit()
        shutil.copytree(large.parent, place := large.parent.with_name("place"))
        after = rows(large)
    emptied(place / FILE)
    assert salvaged(place / FILE) >= 10 and after - before <= rows(place / FILE) <= after


KILLED = """
import os, sys
from pathlib import Path
from searchkit import disk, salvage, wal

left = int(sys.argv[2])

def step(done):
    def counted(*values, **named):
        global left
        left -= 1
        if left < 0:
            os._exit(1)
        return done(*values, **named)
    return counted

Path.unlink, Path.replace = step(Path.unlink), step(Path.replace)
disk.sync, wal.copied, salvage._filled = step(disk.sync), step(wal.copied), step(salvage._filled)
salvage.salvaged(Path(sys.argv[1]))
"""


@posix
@pytest.mark.parametrize("harm", [emptied, Path.unlink])
def test_a_salvage_that_is_killed_at_any_step_and_done_again_loses_no_row(
    killed: Path, harm: Callable[[Path], None]
) -> None:
    """Killed between the taking away of what was beside the old one and the swap, it lost these rows."""
    harm(killed)
    place, steps = killed.parent.with_name("place"), 0
    while True:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(killed.parent, place)
        ran = subprocess.run([sys.executable, "-c", KILLED, place / FILE, str(steps)], check=False)
        assert readable(place / FILE), f"nothing is left after step {steps}"
        if ran.returncode == 0:
            break
        rebuild(place, annotators=())
        assert ids(place / FILE) == [article(number).id for number in range(ROWS)], f"lost after step {steps}"
        assert not [path.name for path in place.iterdir() if path.name.startswith((COPY, MAKING, READY))]
        steps += 1
    assert steps >= 10


def test_a_salvage_that_is_ready_is_named_by_a_check_and_put_in_its_place_by_the_next_writer(tmp_path: Path) -> None:
    index = tmp_path / "index"
    (tmp_path / "a.txt").write_text("A walrus.\n")
    searchkit.build([tmp_path / "a.txt"], index, annotators=())
    shutil.copy(index / FILE, index / READY)
    emptied(index / FILE)
    found = check(index)
    assert [each.reason for each in found.damages][-1] == "its salvage did not come to its end"
    repair(index, found, annotators=())
    assert check(index).sound and not (index / READY).exists() and check(index).articles == 1


@pytest.mark.parametrize("seed", range(3))
def test_what_is_laid_over_a_copy_is_what_sqlite_reads_however_its_file_ends(tmp_path: Path, seed: int) -> None:
    dice, path = random.Random(seed), tmp_path / "open" / FILE
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size = {dice.choice((512, 4096, 65536))}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, text TEXT)")
        for number in range(60):
            db.execute("INSERT INTO articles (text) VALUES (?)", ("x" * dice.randrange(900),))
            db.execute("DELETE FROM articles WHERE id = ?", (dice.randrange(60),))
            if number == 20:
                db.execute("PRAGMA wal_checkpoint(RESTART)")
        whole = (tmp_path / "open" / f"{FILE}{wal.BESIDE}").read_bytes()
        for turn in range(12):
            place = tmp_path / str(turn)
            place.mkdir()
            shutil.copy(path, place / FILE)
            beside = bytearray(whole[: dice.randrange(len(whole)) if turn else len(whole)])
            if turn % 2 and beside:
                beside[dice.randrange(len(beside))] ^= 1 << dice.randrange(8)
            (place / f"{FILE}{wal.BESIDE}").write_bytes(beside)
            wal.copied(place / FILE, place / "copy")
            assert os.name == "nt" or not (place / "copy").stat().st_mode & 0o077
            assert ids(place / "copy") == ids(place / FILE), turn
