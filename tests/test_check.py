"""An index that survives what happens to it: check, repair, rebuild, fingerprints, files, no foreign pickles."""

from __future__ import annotations

import fcntl
import os
import pickle
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC
from pathlib import Path

import pytest

import searchkit
from searchkit import disk, manifest, seal
from searchkit.analysis import Analyzer
from searchkit.catalog import FILE, Catalog
from searchkit.check import Soundness, check
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.engines.whoosh_storage import loads
from searchkit.errors import DamagedError, FormatError, LockedError, NotFoundError
from searchkit.intake import Intake
from searchkit.lock import hold
from searchkit.making import Made, Maker
from searchkit.mending import rebuild, repair
from searchkit.model import Damage, Paragraph
from searchkit.salvage import salvaged

DISK = ("tantivy", "whoosh")
LEFT_OPEN = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
"""Whoosh leaves files open that it fails to read."""


@pytest.fixture(params=DISK)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(6):
        (news / f"a{number}.txt").write_text(f"Title: Number {number}\n\nThe gannet flew {number} times.\n\nA tern.\n")
    searchkit.build([news], tmp_path / "index", engine=request.param, annotators=())
    return tmp_path / "index"


def ids(index: Path, query: str = "role:any") -> list[str]:
    with searchkit.open(index) as searcher:
        return sorted(hit.id for hit in searcher.search(query, limit=None))


def files(index: Path) -> list[Path]:
    found = sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)
    return [path for path in found if not path.name.lower().endswith("lock")]


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(data)


def flipped(path: Path) -> None:
    flip(path, path.stat().st_size // 3)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def test_a_new_index_is_sound_also_after_changes(index: Path) -> None:
    found = check(index)
    assert (found.sound, found.articles, found.paragraphs, found.behind) == (True, 6, 18, 0)
    searchkit.remove(index, ["news/a2"])
    with searchkit.Indexer(index, annotators=()) as indexer:
        indexer.add(searchkit.Article(id="new", paragraphs=("A puffin.",)))
    found = check(index)
    assert (found.sound, found.articles, found.paragraphs) == (True, 6, 16)


@LEFT_OPEN
@pytest.mark.parametrize("harm", [flipped, cut, Path.unlink])
def test_harm_to_any_file_is_found_and_mended_with_the_same_answers(index: Path, harm: Callable[[Path], None]) -> None:
    before = ids(index)
    for path in files(index):
        if not path.exists():  # a rebuild gives files new names
            continue
        harm(path)
        found = check(index)
        assert [damage for damage in found.damages if path.name in f"{damage.where} {damage.reason}"], path
        repair(index, found, annotators=())
        assert check(index).damages == [] and ids(index) == before, path


def test_articles_that_the_engine_lacks_or_has_beyond_are_named_and_only_they_are_redone(index: Path) -> None:
    known = manifest.read(index)
    engine = open_engine(known.engine, index / known.folder)
    with engine.writer() as writer:
        writer.replace("news/a1", [])
        writer.commit(engine.snapshot().generation)
    seal.close(index / known.folder)
    found = check(index)
    assert found.damages == [
        Damage("news/a1", "the engine has 0 paragraphs, the catalog 3", "article"),
    ]
    assert repair(index, found, annotators=()).changed == 1
    assert check(index).sound and len(ids(index)) == 18 and manifest.read(index).folder == known.folder


def test_a_rebuild_needs_no_sources_and_moves_to_another_engine(index: Path) -> None:
    before = ids(index)
    for path in (index.parent / "news").iterdir():
        path.unlink()
    other = "whoosh" if manifest.read(index).engine == "tantivy" else "tantivy"
    assert rebuild(index, engine=other, annotators=()).unchanged == 6
    assert manifest.read(index).engine == other and ids(index) == before and check(index).sound
    assert [path.name for path in index.iterdir() if path.is_dir()] == [manifest.read(index).folder]


def test_a_catalog_that_lost_one_article_keeps_the_others_and_removals_and_reads_the_sources(index: Path) -> None:
    searchkit.remove(index, ["news/a5"])
    with sqlite3.connect(index / "catalog.db") as db:
        db.execute("UPDATE articles SET data = zeroblob(20) WHERE id = 'news/a3'")
    db.close()
    found = check(index)
    assert any("news/a3 is not as it was written" in damage.reason for damage in found.damages)
    with pytest.raises(DamagedError, match=r"catalog.db is damaged .*: searchkit check --repair --index "):
        searchkit.build([index.parent / "news"], index, annotators=())
    report = repair(index, found, annotators=())
    assert "5 of its rows could be read; removals are forgotten whose rows could not" in report.troubles[0].reason
    assert check(index).sound and len(ids(index)) == 15 and not ids(index, "article:news/a5 role:any")


def test_what_cannot_be_had_from_anywhere_is_an_error_and_leaves_what_there_is(index: Path) -> None:
    (index / "catalog.db").unlink()
    (index.parent / "news").rename(index.parent / "elsewhere")
    with pytest.raises(DamagedError, match=r"lost its catalog, and .*/news is not there; name what is to be read"):
        rebuild(index, annotators=())
    assert len(ids(index)) == 18
    (index / "manifest.json").write_text("{}")
    with pytest.raises(DamagedError, match="lost its catalog and its manifest"):
        rebuild(index, annotators=())
    with pytest.raises(NotFoundError):
        rebuild(index.parent / "nothing", annotators=())
    with pytest.raises(NotFoundError):
        check(index.parent / "nothing")


def test_a_lost_manifest_keeps_the_engine(index: Path) -> None:
    engine, before = manifest.read(index).engine, ids(index)
    (index / "manifest.json").unlink()
    assert "the manifest was lost" in rebuild(index, annotators=()).troubles[0].reason
    assert manifest.read(index).engine == engine and ids(index) == before and check(index).sound


def test_who_lost_the_manifest_is_told_what_mends_it_and_that_does(index: Path) -> None:
    """An index without its manifest was called no index at all, with another one to be named instead."""
    before, engine = ids(index), manifest.read(index).engine
    (index / "manifest.json").unlink()
    with pytest.raises(DamagedError, match=rf"lost its manifest.json; mend it: .* check --repair --index {index}$"):
        searchkit.open(index)
    found = check(index)
    assert found.damages == [Damage(str(index / "manifest.json"), "is missing", "manifest")]
    repair(index, found, annotators=())
    assert check(index).sound and ids(index) == before and manifest.read(index).engine == engine
    (index / "manifest.json").unlink()
    (index / "catalog.db").unlink()
    with pytest.raises(DamagedError, match="lost its catalog and its manifest; name what is to be read: searchkit ind"):
        repair(index, check(index), annotators=())
    searchkit.build([index.parent / "news"], index, annotators=(), rebuild=True)
    assert check(index).sound and ids(index) == before


def test_a_check_waits_for_no_writer(index: Path) -> None:
    with hold(index), pytest.raises(LockedError):
        check(index)


@LEFT_OPEN
def test_a_run_that_was_killed_leaves_its_folder_open_and_what_did_not_change_comparable(index: Path) -> None:
    folder = index / manifest.read(index).folder
    seal.unseal(folder)
    (folder / "later.bin").write_bytes(b"written by a run that was killed")
    assert check(index).sound and not seal.sealed(folder)
    harmed = max(folder.iterdir(), key=lambda path: path.stat().st_size)
    when = harmed.stat().st_mtime_ns
    flip(harmed, 0)
    os.utime(harmed, ns=(when, when))
    assert next(damage.where for damage in check(index).damages if damage.part == "engine") == str(harmed)


def test_a_folder_is_private_and_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searchkit.build([], tmp_path / "a/b", annotators=())
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b", "a/b/tantivy-1")] == [0o700] * 3
    disk.write(tmp_path / "x", "old")
    synced: list[Path] = []
    monkeypatch.setattr(disk, "sync", synced.append)
    monkeypatch.setattr(Path, "replace", _refused)
    with pytest.raises(OSError, match="no space"):
        disk.write(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "old"
    monkeypatch.undo()
    monkeypatch.setattr(disk, "sync", synced.append)
    disk.write(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "new" and synced == [tmp_path]


@pytest.mark.parametrize("engine", DISK)
def test_an_index_in_a_folder_that_was_there_lets_nobody_in_whatever_the_umask(tmp_path: Path, engine: str) -> None:
    """What was made in it followed the umask: any other user could read the catalog, with all text."""
    index = tmp_path / "index"
    index.mkdir()
    index.chmod(0o755)
    seen: set[str] = set()
    before = os.umask(0)
    try:
        with searchkit.Indexer(index, engine=engine, annotators=()) as indexer:
            indexer.add(searchkit.Article(id="a", paragraphs=("A tern.",)))
            indexer.commit()
            seen |= open_to_others(index)
            assert {"catalog.db-wal", "catalog.db-shm"} < {path.name for path in index.iterdir()}
        rebuild(index, annotators=())
        (index / "catalog.db").write_bytes(b"damaged")
        with pytest.raises(DamagedError):
            rebuild(index, annotators=())
    finally:
        os.umask(before)
    assert not seen | open_to_others(index) and index.stat().st_mode & 0o777 == 0o755
    assert {path.stat().st_mode & 0o777 for path in index.rglob("*") if path.is_file()} == {0o600}


def open_to_others(index: Path) -> set[str]:
    """Give the files of an index that other users can come at."""
    ways = {path: [path, *path.parents[: -len(index.parents) - 1]] for path in index.rglob("*")}
    return {str(path) for path, way in ways.items() if all(each.stat().st_mode & 0o077 for each in way)}


def test_modes_that_somebody_chose_are_kept_by_the_next_run_and_by_a_rebuild(index: Path) -> None:
    for path in (index, *index.rglob("*")):
        path.chmod(path.stat().st_mode | (0o050 if path.is_dir() else 0o040))
    searchkit.build([index.parent / "news"], index, annotators=())
    rebuild(index, annotators=())
    assert {path.stat().st_mode & 0o040 for path in (index, *index.rglob("*"))} == {0o040}
    assert (index / manifest.read(index).folder).stat().st_mode & 0o777 == 0o750


def test_what_a_killed_rebuild_left_lets_nobody_into_the_next_one(index: Path) -> None:
    """The new folder of the engine had the mode of any folder that was there, read last."""
    for number in range(100, 120):
        (index / f"tantivy-{number}").mkdir(mode=0o755)
    (index / manifest.read(index).folder).chmod(0o700)
    rebuild(index, annotators=())
    assert (index / manifest.read(index).folder).stat().st_mode & 0o777 == 0o700


def test_who_may_read_an_index_of_tantivy_may_lock_it_too(tmp_path: Path) -> None:
    """The next run took the lock back from those who were let in, and no query of theirs was answered any more."""
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        indexer.add(searchkit.Article("a", body="Limits on dredging."))
    folder = tmp_path / "index" / manifest.read(tmp_path / "index").folder
    folder.chmod(0o750)
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        indexer.add(searchkit.Article("b", body="Limits on the harbour."))
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes.pop(".tantivy-meta.lock") == 0o660 and set(modes.values()) == {0o640}


def _refused(*_: object) -> None:
    raise OSError("no space")


def test_no_pickle_of_an_index_runs_anything() -> None:
    assert loads(pickle.dumps((1, [2.5, b"x", ()], None), 2)) == (1, [2.5, b"x", ()], None)
    for call in (os.system, eval, getattr, pickle.loads):
        with pytest.raises(pickle.UnpicklingError, match="has no place in an index"):
            loads(pickle.dumps(call))


def test_replaced_text_is_counted_and_given_back(tmp_path: Path) -> None:
    for engine in DISK:
        for number in range(1, 4):
            with searchkit.Indexer(tmp_path / engine, engine=engine, annotators=()) as indexer:
                for name in range(20 if number == 1 else 5):
                    indexer.add(searchkit.Article(id=f"a{name}", paragraphs=(f"The gannet {number} {name}.",)))
        with searchkit.open(tmp_path / engine) as searcher:
            stats = searcher.stats()
        assert 0 < stats.dead < stats.bytes


def test_what_native_code_writes_of_itself_reaches_nobody() -> None:
    """A panic of tantivy on a damaged file was shown with the path of its source."""
    code = "import os, sys; from searchkit.cli.output import mute; mute(); "
    code += "os.write(2, b'panic'); print('ours', file=sys.stderr)"
    for debug, shown in (("", b"ours\n"), ("1", b"panicours\n")):
        environ = {**os.environ, "SEARCHKIT_DEBUG": debug}
        assert subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True).stderr == shown


def test_a_writer_is_not_stopped_by_what_a_killed_one_left(tmp_path: Path) -> None:
    """Tantivy numbers its files of deletions on from the last commit, and refused to write over one that was there."""
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        for name in "abc":
            indexer.add(searchkit.Article(id=name, paragraphs=("A gannet.",)))
    good = tmp_path / "good"
    shutil.copytree(tmp_path / "index", good)
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        indexer.add(searchkit.Article(id="b", paragraphs=("A puffin.",)))
    folder = good / "tantivy-1"
    seal.unseal(folder)
    later = tmp_path / "index/tantivy-1"
    for path in (path for path in later.iterdir() if path.suffix == ".del" or path.name == ".managed.json"):
        shutil.copy(path, folder)  # as if that run had been killed before its commit
    assert list(folder.glob("*.del"))
    with searchkit.Indexer(good, annotators=()) as indexer:
        indexer.add(searchkit.Article(id="b", paragraphs=("A puffin.",)))
    assert ids(good, "puffin") == ["b#1"] and check(good).sound


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_thread_that_cannot_write_as_it_ends_does_not_take_the_place_of_the_reason(tmp_path: Path) -> None:
    """A full disk was told as an internal error, of a thread of tantivy's that wrote out what was to be dropped."""
    with (
        ExitStack() as late,
        pytest.raises(OSError, match=r"no space|File too large"),
        searchkit.Indexer(tmp_path / "index", engine="tantivy", annotators=()) as indexer,
    ):
        for number in range(300):
            indexer.add(searchkit.Article(id=f"a{number}", paragraphs=("A tern.",)))
        late.enter_context(full_disk(100))
        raise OSError("no space")


def test_a_file_that_a_thread_goes_on_writing_after_a_failed_run_is_no_damage(index: Path) -> None:
    """It was sealed as it was when the run ended, and the next one called it damaged."""
    later = index / manifest.read(index).folder / "half.store"
    with pytest.raises(OSError, match="no space"), searchkit.Indexer(index, annotators=()) as indexer:
        indexer.add(searchkit.Article(id="new", paragraphs=("A puffin.",)))
        indexer.commit()
        later.write_bytes(b"half")
        raise OSError("no space")
    later.write_bytes(b"half and more")
    assert check(index).sound
    (index.parent / "news/later.txt").write_text("A puffin.\n")
    assert searchkit.build([index.parent / "news"], index, annotators=()).new == 1
    assert check(index).sound and ids(index, "puffin") == ["new#1", "news/later#1"]


def test_a_commit_whose_thread_cannot_write_is_no_damage_of_what_is_there(tmp_path: Path) -> None:
    engine, paragraph = open_engine("tantivy", tmp_path, create=True), Paragraph("a", 1, "A tern.")
    with (
        ExitStack() as late,
        pytest.raises(OSError, match=r"is the disk full|File too large"),
        engine.writer() as writer,
    ):
        writer.replace("a", documents(searchkit.Article("a"), [paragraph], Analyzer("english"), UTC))
        late.enter_context(full_disk(100))
        writer.commit(1)


def test_an_index_of_a_newer_version_is_not_built_again_in_the_form_of_this_one(index: Path) -> None:
    """FormatError is a kind of DamagedError, so a newer manifest was taken for a lost one and written over."""
    path = index / manifest.FILE
    newer = path.read_text().replace('"format": 1', '"format": 2')
    path.write_text(newer)
    seal.close(index, [manifest.FILE, "catalog.db"])
    works: tuple[Callable[[], object], ...] = (
        lambda: check(index),
        lambda: rebuild(index, annotators=()),
        lambda: repair(index, Soundness([Damage(str(path), "as it seems", "manifest")]), annotators=()),
        lambda: searchkit.build([index.parent / "news"], index, annotators=(), rebuild=True),
    )
    for work in works:
        with pytest.raises(FormatError, match="has format 2"):
            work()
    assert path.read_text() == newer


@LEFT_OPEN
@pytest.mark.parametrize("harm", [flipped, cut, Path.unlink])
def test_a_run_does_not_make_damage_sound_by_sealing_it(index: Path, harm: Callable[[Path], None]) -> None:
    """A changed file was fingerprinted anew at the end of the run, so that `check` never found it again."""
    good, news = index.with_name("good"), index.parent / "news"
    index.rename(good)
    (news / "later.txt").write_text("A puffin.\n")
    for file in [path.relative_to(good) for path in files(good) if path.parent != good and path.name != seal.FILE]:
        shutil.copytree(good, index)
        harm(index / file)
        with pytest.raises(DamagedError, match=r"searchkit (check --repair|rebuild) --index"):
            searchkit.build([news], index, annotators=())
        found = check(index)
        assert any(str(file) in damage.where for damage in found.damages), file
        repair(index, found, annotators=())
        assert searchkit.build([news], index, annotators=()).new == 1
        assert check(index).sound and ids(index, "puffin") == ["news/later#1"], file
        shutil.rmtree(index)


@pytest.mark.parametrize("name", [manifest.FILE, seal.FILE])
def test_a_run_does_not_take_a_changed_manifest_or_seal_for_its_own(index: Path, name: str) -> None:
    path = index / name
    path.write_text(path.read_text().replace("index", "indes").replace("UTC", "GMT").replace("catalog", "katalog"))
    with pytest.raises(DamagedError, match=f"{name} is damaged .*: searchkit check --repair --index "):
        searchkit.build([index.parent / "news"], index, annotators=())
    found = check(index)
    assert any(path.name in damage.where for damage in found.damages)
    repair(index, found, annotators=())
    assert check(index).sound


def test_an_index_that_was_copied_with_other_times_is_not_damaged(index: Path) -> None:
    for path in files(index):
        os.utime(path, (1, 1))
    (index.parent / "news/later.txt").write_text("A puffin.\n")
    assert searchkit.build([index.parent / "news"], index, annotators=()).new == 1
    assert check(index).sound


def test_a_salvage_that_is_stopped_before_it_takes_the_place_loses_no_removal(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The damaged catalog was erased first, so that stopping there brought removed articles back."""
    damaged_catalog(index)
    with monkeypatch.context() as stopped, pytest.raises(OSError, match="no space"):
        stopped.setattr(Path, "replace", _refused)
        stopped.setattr(Path, "rename", _refused)
        salvaged(index / "catalog.db")
    rebuild(index, annotators=())
    assert check(index).sound and not ids(index, "article:news/a5 role:any") and len(ids(index)) == 15


def test_a_repair_of_some_articles_tells_the_trouble_there_was(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gave a new report, in which articles that could not be made were not named."""
    rest = Maker.rest
    monkeypatch.setattr(Maker, "rest", lambda self: [Made(one.article, one.documents, "lost") for one in rest(self)])
    report = repair(index, Soundness([Damage("news/a1", "as it seems", "article")]), annotators=())
    assert (report.changed, [trouble.reason for trouble in report.skipped]) == (1, ["lost"])


def test_what_a_command_offers_to_run_names_the_index_and_the_article(index: Path) -> None:
    """The commands were those for the default index, and `ID` for whichever it was."""

    def said(*arguments: str) -> str:
        command = [sys.executable, "-m", "searchkit", *arguments, "--index", str(index)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr

    assert f"searchkit index --index {index} --restore news/a1" in said("remove", "news/a1")
    flipped(index / manifest.FILE)
    assert f"searchkit check --index {index} --repair" in said("check")


def damaged_catalog(index: Path) -> None:
    """Take a removed article out, and damage the row of another one."""
    searchkit.remove(index, ["news/a5"], annotators=())
    with sqlite3.connect(index / "catalog.db") as db:
        db.execute("UPDATE articles SET data = zeroblob(20) WHERE id = 'news/a3'")
    db.close()


@pytest.mark.parametrize("again", [rebuild, lambda index, annotators: searchkit.build([], index, annotators=())])
def test_a_salvage_that_is_stopped_after_it_took_the_place_has_the_sources_read_by_the_next_run(
    index: Path, monkeypatch: pytest.MonkeyPatch, again: Callable[..., object]
) -> None:
    """The next run took the salvaged catalog for whole, did not read the sources, and left the damaged article out."""
    damaged_catalog(index)
    with monkeypatch.context() as stopped, pytest.raises(OSError, match="no space"):
        stopped.setattr(Intake, "changed", _refused)
        rebuild(index, annotators=())
    assert [damage.part for damage in check(index).damages] == ["catalog"]
    again(index, annotators=())
    assert check(index).sound and len(ids(index)) == 15 and not ids(index, "article:news/a5 role:any")


def test_a_lost_catalog_that_was_made_again_but_not_filled_is_not_the_truth(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ended before its first commit left an empty catalog, and the next one emptied the index."""
    (index / "catalog.db").unlink()
    with monkeypatch.context() as stopped, pytest.raises(OSError, match="no space"):
        stopped.setattr(Intake, "changed", _refused)
        searchkit.build([index.parent / "news"], index, annotators=())
    rebuild(index, annotators=())
    assert check(index).sound and len(ids(index)) == 18


@pytest.mark.parametrize("there", [True, False])
def test_a_catalog_that_was_cut_to_nothing_does_not_empty_the_index(index: Path, there: bool) -> None:
    """It was taken for a new one: `check --repair` built an empty index, and called it sound."""
    (index / "catalog.db").write_bytes(b"")
    if there:
        repair(index, check(index), annotators=())
    else:
        (index.parent / "news").rename(index.parent / "elsewhere")
        with pytest.raises(DamagedError, match=r"lost its catalog, and .*/news is not there; name what is to be read"):
            repair(index, check(index), annotators=())
    assert len(ids(index)) == 18 and check(index).sound is there


@pytest.mark.parametrize("again", [1, 2])
def test_a_removal_from_an_index_that_lost_its_catalog_is_refused_and_hides_no_loss(index: Path, again: int) -> None:
    """It said that there is no such article, and the next run no longer said that removals are forgotten."""
    (index / "catalog.db").unlink()
    for _ in range(again):
        with pytest.raises(DamagedError, match=r"the catalog was lost: removals are forgotten; .*: searchkit rebuild"):
            searchkit.remove(index, ["news/a1"], annotators=())
        with pytest.raises(DamagedError, match="searchkit rebuild"), searchkit.Indexer(index, annotators=()) as indexer:
            indexer.restore("news/a1")
    assert len(ids(index)) == 18
    report = searchkit.build([index.parent / "news"], index, annotators=())
    assert [trouble.reason for trouble in report.troubles] == ["the catalog was lost: removals are forgotten"]
    assert check(index).sound and searchkit.remove(index, "news/a1", annotators=()).removed == 1


def test_a_run_of_its_own_does_not_take_what_it_adds_for_all_there_is(index: Path) -> None:
    """With the catalog lost, an article added from Python was the only one left."""
    (index / "catalog.db").unlink()
    with (
        pytest.raises(DamagedError, match=r"the catalog was lost: .*: searchkit rebuild --index"),
        searchkit.Indexer(index, annotators=()) as indexer,
    ):
        indexer.add(searchkit.Article(id="new", paragraphs=("A puffin.",)))
    assert len(ids(index)) == 18
    (index.parent / "news").rename(index.parent / "elsewhere")
    with pytest.raises(DamagedError, match=r"/news is not there; name what is to be read: searchkit index --rebuild"):
        searchkit.build([index.parent / "elsewhere"], index, annotators=())
    assert len(ids(index)) == 18
    assert searchkit.build([index.parent / "elsewhere"], index, annotators=(), rebuild=True).new == 6
    assert len(ids(index)) == 18 and check(index).sound


@pytest.mark.parametrize(
    "change", [('"format": 1', '"format": 3'), ("english", "engmish"), ("UTC", "UTK"), (': "t', ': "s')]
)
def test_a_manifest_with_one_letter_changed_is_mended(index: Path, change: tuple[str, str]) -> None:
    """Another format number was taken for a newer version, another name for a setting: no command went on."""
    path, before = index / manifest.FILE, ids(index)
    if change[0] not in path.read_text():
        change = (': "w', ': "v')
    path.write_text(path.read_text().replace(*change, 1))
    found = check(index)
    assert found.damages[0].part == "manifest"
    repair(index, found, annotators=())
    assert check(index).sound and ids(index) == before and change[1] not in path.read_text()


def test_a_catalog_with_its_format_number_changed_is_mended(index: Path) -> None:
    flip(index / "catalog.db", 61)
    found = check(index)
    assert [damage.part for damage in found.damages] == ["catalog", "catalog"]
    repair(index, found, annotators=())
    assert check(index).sound and len(ids(index)) == 18


@pytest.mark.parametrize("harm", [flipped, cut])
def test_a_run_that_is_refused_for_a_damaged_seal_does_not_write_a_new_one(
    index: Path, harm: Callable[[Path], None]
) -> None:
    """It sealed the engine's folder as it went, so that no later check could find what else had changed there."""
    path = index / manifest.read(index).folder / seal.FILE
    harm(path)
    (index.parent / "news/later.txt").write_text("A puffin.\n")
    with pytest.raises(DamagedError, match=rf"{seal.FILE} is damaged"):
        searchkit.build([index.parent / "news"], index, annotators=())
    found = check(index)
    assert [damage.where for damage in found.damages] == [str(path)]
    repair(index, found, annotators=())
    assert check(index).sound and len(ids(index)) == 18


@pytest.mark.parametrize("moment", [0, 4_000_000_000])
def test_a_clock_that_jumped_hides_no_change_and_makes_no_damage(index: Path, moment: int) -> None:
    changed = index.parent / "news/a1.txt"
    changed.write_text(changed.read_text().replace("gannet", "puffin"))
    for path in (*files(index), *(index.parent / "news").iterdir()):
        os.utime(path, (moment, moment))
    assert searchkit.build([index.parent / "news"], index, annotators=()).changed == 1
    assert ids(index, "puffin") == ["news/a1#1"] and check(index).sound
    assert searchkit.build([index.parent / "news"], index, annotators=()).unchanged == 6


@pytest.mark.parametrize(
    "said", [b"", b"\x00\xff", b"[]", b'{"process": 1, "host": "elsewhere", "since": "2999-01-01"}']
)
def test_a_lock_file_that_nobody_holds_keeps_nobody_out_whatever_it_says(index: Path, said: bytes) -> None:
    (index / "writer.lock").write_bytes(said)
    assert check(index).sound
    (index / "writer.lock").write_bytes(said)
    with (
        lock_of_another(index),
        pytest.raises(LockedError, match=r"another writer holds the index .*: (process|a proc)"),
    ):
        check(index)


@contextmanager
def lock_of_another(index: Path) -> Iterator[None]:
    """Hold the lock without saying who does."""
    with (index / "writer.lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_salvaged_catalog_keeps_the_name_that_its_articles_have_on_a_cluster(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / FILE, create=True)) as catalog:
        name = catalog.writer()
        assert name and catalog.writer("another") == name
    assert salvaged(tmp_path / FILE) == 0
    with closing(Catalog(tmp_path / FILE, create=True)) as catalog:
        assert catalog.writer() == name
    with closing(Catalog(tmp_path / "other.db", create=True)) as catalog:
        assert catalog.writer("known") == "known", "a catalog that was lost goes on under its name"
