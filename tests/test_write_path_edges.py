"""The edges of the write path: what went wrong once, what a crash cannot break, and the same on every engine."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from engines_cases import CLUSTER

import searchkit
from searchkit import annotators, pace, readers, writable
from searchkit.catalog import FILE as CATALOG
from searchkit.check import check
from searchkit.dump import dumped
from searchkit.engines.memory import Memory
from searchkit.engines.tantivy import TantivyWriter
from searchkit.errors import EngineError
from searchkit.intake import Report
from searchkit.lock import FILE as LOCK
from searchkit.making import Maker
from searchkit.manifest import FILE as MANIFEST
from searchkit.model import Article, Entity, Paragraph
from searchkit.readers.walk import INDEX
from searchkit.store import open_store

DISK = ("tantivy", "whoosh")
ENGINES = (*DISK, "memory", *CLUSTER)


class Desk:
    """Have a folder of articles and its index."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.news, self.index = folder, folder / "news", folder / "index"
        self.news.mkdir()
        self._clock = 1_700_000_000

    def write(self, name: str, content: str | Sequence[Mapping[str, object]]) -> Path:
        """Write a file of an hour that nobody else wrote one at: what is fresh is read again anyway."""
        path = self.news / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else "".join(json.dumps(line) + "\n" for line in content))
        self._clock += 3600
        os.utime(path, (self._clock, self._clock))
        return path

    def build(self, *paths: Path, **settings: Any) -> Report:
        return searchkit.build(paths or [self.news], self.index, **{"annotators": (), **settings})

    def indexer(self, **settings: Any) -> searchkit.Indexer:
        return searchkit.Indexer(self.index, **{"annotators": (), **settings})

    def texts(self, query: str = "role:any") -> list[str]:
        with searchkit.open(self.index) as searcher:
            return sorted(hit.text for hit in searcher.search(query, limit=None))

    def ids(self, query: str = "role:any") -> list[str]:
        with searchkit.open(self.index) as searcher:
            return sorted(hit.id for hit in searcher.search(query, limit=None))

    def files(self) -> dict[str, str]:
        """Give every file of the index with what is in it, but for the lock, which says who held it last, and when."""
        paths = sorted(path for path in self.index.rglob("*") if path.is_file() and path.name != LOCK)
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(report: Report) -> tuple[int, int, int, int]:
    """Give how many articles were new, changed, unchanged, removed."""
    return report.new, report.changed, report.unchanged, report.removed


def reasons(report: Report) -> list[str]:
    return [trouble.reason for trouble in report.troubles]


def nothing_is_read(*_: object) -> Iterator[object]:
    raise AssertionError("a source is read that did not change")


# --- what a run reads


def test_the_trouble_of_a_source_that_is_not_read_again_is_told_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("wire.jsonl", '{"id": "a", "text": "Fine."}\n{"id": \n{"id": "b", "date": "?", "text": "Fine."}\n')
    first = desk.build()
    monkeypatch.setattr(readers, "read", nothing_is_read)
    assert desk.build().troubles == first.troubles and len(first.skipped) == 1 and len(first.troubles) == 2


def test_a_fresh_file_is_read_again(desk: Desk) -> None:
    """A file that was written just now may change again within the same tick of the clock."""
    path = desk.write("a.txt", "One walrus.")
    os.utime(path)
    desk.build()
    status = path.stat()
    path.write_text("Two walrus.")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert counts(desk.build()) == (0, 1, 0, 0) and desk.texts() == ["Two walrus."]


@pytest.mark.parametrize("engine", DISK)
def test_a_changed_article_replaces_its_paragraphs_also_when_shorter(desk: Desk, engine: str) -> None:
    desk.write("a.txt", "Title: Sea\n\nOne walrus.\n\nTwo seals.\n\nThree gulls.")
    desk.write("b.txt", "Another walrus.")
    desk.build(engine=engine)
    desk.write("a.txt", "One orca.\n\nTwo seals.")
    report = desk.build(engine=engine)
    assert counts(report) == (0, 1, 1, 0) and report.paragraphs == 2
    assert desk.texts() == ["Another walrus.", "One orca.", "Two seals."]


def test_one_changed_line_is_one_changed_article(desk: Desk) -> None:
    lines = [{"id": str(number), "text": f"Walrus {number}."} for number in range(5)]
    desk.write("wire.jsonl", lines)
    desk.build()
    desk.write("wire.jsonl", [*lines[:2], {"id": "2", "text": "Orca."}, *lines[3:]])
    assert counts(desk.build()) == (0, 1, 4, 0)
    assert desk.ids("walrus") == ["0#1", "1#1", "3#1", "4#1"] and desk.ids("orca") == ["2#1"]


def test_a_date_from_outside_is_kept_and_a_new_one_is_a_change(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "No date.")
    desk.write("b.txt", "Date: 2023-13-45\n\nAn impossible date.")
    desk.write("c.txt", "Date: 2020-02-02\n\nA date of its own.")

    def dates() -> dict[str, str | None]:
        with searchkit.open(desk.index) as searcher:
            return {hit.article[-1]: hit.published for hit in searcher.search("date")}

    desk.build()
    assert dates() == {"a": None, "b": None, "c": "2020-02-02"}
    assert counts(desk.build(published=date(2021, 1, 1))) == (0, 2, 1, 0)
    expected = {"a": "2021-01-01", "b": "2021-01-01", "c": "2020-02-02"}
    assert dates() == expected
    with monkeypatch.context() as patched:
        patched.setattr(readers, "read", nothing_is_read)
        assert counts(desk.build()) == (0, 0, 3, 0)
        assert counts(desk.build(published=date(2021, 1, 1))) == (0, 0, 3, 0)
    desk.write("a.txt", "No date still.")
    assert counts(desk.build()) == (0, 1, 2, 0) and dates() == expected
    assert desk.build(rebuild=True).changed == 3 and dates() == expected
    assert counts(desk.build(published=date(2022, 2, 2))) == (0, 2, 1, 0)
    assert dates() == {"a": "2022-02-02", "b": "2022-02-02", "c": "2020-02-02"}


# --- what vanished or moved


def test_a_line_that_vanished_is_pruned_also_by_a_later_run(desk: Desk) -> None:
    """Once a run had read its source without it, it was taken for unchanged."""
    desk.write("a.txt", "One walrus.")
    path = desk.write("b.txt", "Two walrus.")
    desk.write("wire.jsonl", [{"id": "x", "text": "Three walrus."}, {"id": "y", "text": "Four walrus."}])
    desk.build()
    path.unlink()
    desk.write("wire.jsonl", [{"id": "x", "text": "Three walrus."}])
    assert counts(desk.build()) == (0, 0, 2, 0) and len(desk.ids("walrus")) == 4
    report = desk.build(prune=True)
    assert counts(report) == (0, 0, 2, 2) and desk.ids("walrus") == ["news/a#1", "x#1"]
    desk.write("b.txt", "Two walrus.")
    assert counts(desk.build()) == (1, 0, 2, 0) and len(desk.ids("walrus")) == 3


def test_prune_stays_below_the_paths(desk: Desk) -> None:
    for name in ("one/a.txt", "two/b.txt", "twos/c.txt"):
        desk.write(name, "A walrus.")
    desk.build()
    for path in desk.news.rglob("*.txt"):
        path.unlink()
    assert counts(desk.build(desk.news / "two", prune=True)) == (0, 0, 0, 1)
    assert desk.ids("walrus") == ["news/one/a#1", "news/twos/c#1"]


def test_prune_takes_nothing_from_a_source_that_had_trouble(desk: Desk) -> None:
    good, other = {"id": "a", "text": "A walrus."}, {"id": "b", "text": "A walrus."}
    desk.write("wire.jsonl", [good, other])
    desk.write("gone/c.txt", "A walrus.")
    desk.build()
    desk.write("wire.jsonl", json.dumps(good) + '\n{"id": "b", "te')
    (desk.news / "gone/c.txt").unlink()
    (desk.news / "gone").rmdir()
    for _ in range(2):  # also where the trouble is told from memory
        report = desk.build(desk.news, desk.news / "gone", prune=True)
        assert len(report.skipped) == 2 and report.removed == 0 and len(desk.ids("walrus")) == 3


def test_an_article_that_another_source_has_too_is_not_pruned(desk: Desk) -> None:
    """Its second source was taken for unchanged, and the article for gone."""
    same = {"id": "a", "text": "A walrus."}
    path = desk.write("one.jsonl", [same])
    desk.write("two.jsonl", [same])
    report = desk.build()
    assert reasons(report) == [f"the article 'a' was read before in {path}: it is in once"] and not report.skipped
    path.unlink()
    assert counts(desk.build(prune=True)) == (0, 0, 1, 0) and desk.ids() == ["a#1"]


def test_a_moved_file(desk: Desk) -> None:
    first = desk.write("one/a.json", [{"id": "a", "text": "A walrus."}])
    second = desk.write("one/b.txt", "A walrus.")
    desk.build()
    first.rename(desk.news / "a.json")
    second.rename(desk.news / "b.txt")
    assert counts(desk.build(prune=True)) == (1, 0, 1, 1)
    assert desk.ids() == ["a#1", "news/b#1"]


def test_a_moved_folder_keeps_its_names(desk: Desk) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build()
    (desk.folder / "else").mkdir()
    desk.news.rename(desk.folder / "else/news")
    assert counts(desk.build(desk.folder / "else/news")) == (0, 0, 1, 0)
    assert counts(desk.build(desk.folder / "else/news", prune=True)) == (0, 0, 1, 0) and desk.ids() == ["news/a#1"]


def test_what_came_through_a_link_is_pruned_when_the_link_is_gone(desk: Desk) -> None:
    """It was kept as lying where the link leads, which is below none of the paths, so no run ever took it out."""
    shared = desk.folder / "shared"
    for name in ("wide", "deep/er"):
        (shared / name).mkdir(parents=True)
        (shared / name / "o.txt").write_text("Two walrus.")
    desk.write("a.txt", "One walrus.")
    (desk.news / "link").symlink_to("../shared", target_is_directory=True)
    (desk.news / "file.txt").symlink_to("../shared/wide/o.txt")
    assert counts(desk.build()) == (4, 0, 0, 0)
    assert counts(desk.build(prune=True)) == (0, 0, 4, 0)
    (shared / "deep/er/o.txt").unlink()
    assert counts(desk.build(prune=True)) == (0, 0, 3, 1)
    (desk.news / "file.txt").unlink()
    (desk.news / "link").rename(desk.folder / "link")
    assert counts(desk.build(prune=True)) == (0, 0, 1, 2) and desk.ids() == ["news/a#1"]
    (desk.folder / "link").rename(desk.news / "link")
    shared.rename(desk.folder / "unmounted")
    assert counts(desk.build()) == (0, 0, 1, 0)


def test_a_dead_link_to_a_folder_takes_no_article_with_it(desk: Desk) -> None:
    """Where what it leads to is not mounted, the articles stay."""
    (desk.folder / "shared").mkdir()
    (desk.folder / "shared/o.txt").write_text("Two walrus.")
    desk.write("a.txt", "One walrus.")
    (desk.news / "link.jsonl").symlink_to("../shared", target_is_directory=True)
    assert counts(desk.build()) == (2, 0, 0, 0)
    (desk.folder / "shared").rename(desk.folder / "unmounted")
    report = desk.build(prune=True)
    assert counts(report) == (0, 0, 1, 0) and reasons(report) == ["leads to no file"] and len(desk.ids()) == 2


def test_the_same_file_by_way_of_a_link_is_the_same_article(desk: Desk) -> None:
    """Its name was taken, by itself."""
    path = desk.write("a.txt", "One walrus.")
    (desk.folder / "by/news").mkdir(parents=True)
    (desk.folder / "by/news/a.txt").symlink_to(path)
    desk.build()
    assert counts(desk.build(desk.folder / "by/news")) == (0, 0, 1, 0) and desk.ids() == ["news/a#1"]


def test_a_run_without_prune_says_how_many_articles_are_gone(desk: Desk) -> None:
    """It said nothing, and the text of a deleted or emptied file went on being found."""
    paths = [desk.write(f"{name}.txt", "A walrus.") for name in ("a", "b", "sub/c")]
    assert desk.build().gone == 0
    paths[0].unlink()
    desk.write("b.txt", "")
    for run in ({"dry_run": True}, {}, {}):
        report = desk.build(**run)
        assert (counts(report), report.gone) == ((0, 0, 1, 0), 2)
    (desk.folder / "empty").mkdir()
    assert desk.build(desk.folder / "empty").gone == 0
    report = desk.build(prune=True)
    assert (counts(report), report.gone) == ((0, 0, 1, 2), 0)
    assert desk.build().gone == 0


def test_a_file_that_was_named_itself_is_not_gone_where_its_folder_is_read_without_it(desk: Desk) -> None:
    """A walk does not take its suffix: the run called its article gone, and --prune took it out."""
    notes = desk.write("notes.docx", "A walrus.")
    desk.write("a.txt", "A seal.")
    desk.build(notes)
    assert desk.build().gone == 0
    report = desk.build(prune=True)
    assert (counts(report), report.gone) == ((0, 0, 1, 0), 0) and len(desk.texts()) == 2
    desk.write("notes.docx", "")
    assert desk.build(notes, desk.news).gone == 1
    notes.unlink()
    assert desk.build(prune=True).removed == 1 and desk.texts() == ["A seal."]


def test_a_path_that_is_gone_says_how_to_take_out_what_was_read_there(desk: Desk) -> None:
    """It was a dead end: nothing is taken out where nothing can be looked at, and nothing said what to do instead."""
    desk.write("up/a.txt", "A walrus.")
    desk.write("up/b.txt", "A walrus.")
    single = desk.write("c.txt", "A walrus.")
    desk.build(desk.news / "up", single)
    (desk.news / "up").rename(desk.folder / "up2")
    single.unlink()
    how = (
        "does not exist, but has {} in the index; to take out what is gone, index an empty {} of that name with --prune"
    )
    report = desk.build(desk.news / "up", single, prune=True)
    assert reasons(report) == [how.format("2 articles", "folder"), how.format("1 article", "file")]
    assert counts(report) == (0, 0, 0, 0) and len(report.skipped) == 2
    (desk.news / "up").mkdir()
    desk.write("c.txt", "")
    assert desk.build(desk.news / "up", single, prune=True).removed == 3
    (desk.news / "up").rmdir()
    assert reasons(desk.build(desk.news / "up")) == ["does not exist"]


def test_old_trouble_is_told_by_the_path_that_is_given_now(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was told by the path of the run that read the source, so one list had paths of two kinds."""
    desk.write("wire.jsonl", '{"id": "a", "text": "Fine."}\n{"id": \n')
    desk.write("odd.txt", "")
    monkeypatch.chdir(desk.folder)
    before = desk.build(Path("news"))
    assert [trouble.where for trouble in before.troubles] == ["news/odd.txt", "news/wire.jsonl:2"]
    monkeypatch.setattr(readers, "read", nothing_is_read)
    after = desk.build(desk.news)
    assert [trouble.where for trouble in after.troubles] == [f"{desk.news}/odd.txt", f"{desk.news}/wire.jsonl:2"]


# --- ids


def test_a_name_twice_in_one_run(desk: Desk) -> None:
    first, second = desk.write("x/n/a.txt", "The first walrus."), desk.write("y/n/a.txt", "The second walrus.")
    report = desk.build(first.parent, second.parent)
    assert counts(report) == (1, 0, 0, 0) and [trouble.where for trouble in report.skipped] == [str(second)]
    assert desk.texts() == ["The first walrus."]


def test_an_id_twice_in_one_run_the_first_wins(desk: Desk) -> None:
    first = desk.write("a.jsonl", [{"id": "x", "text": "The first walrus."}])
    desk.write("b.jsonl", [{"id": "x", "text": "The second walrus."}, {"id": "y", "text": "A gull."}])
    reason = f"the id 'x' was used before in {first} for another text, which stays: give this one its own"
    for expected in ((2, 0, 0, 0), (0, 0, 2, 0)):
        report = desk.build()
        assert counts(report) == expected and reasons(report) == [reason] and len(report.skipped) == 1
        assert desk.texts() == ["A gull.", "The first walrus."]
    first.unlink()
    assert counts(desk.build()) == (0, 1, 1, 0) and desk.texts() == ["A gull.", "The second walrus."]


def test_the_same_article_on_two_lines_is_only_a_warning(desk: Desk) -> None:
    """The line that it stands on was taken for a part of its text."""
    desk.write(
        "a.jsonl", [{"id": "x", "text": "A walrus."}, {"id": "y", "text": "Gulls."}, {"id": "x", "text": "A walrus."}]
    )
    report = desk.build()
    assert not report.skipped and reasons(report) == ["the article 'x' was read before: it is in once"]
    assert counts(report) == (2, 0, 0, 0)


def test_added_from_python_and_then_read(desk: Desk) -> None:
    """An article without a file was taken for one whose file is still there."""
    desk.write("a.txt", "The file's walrus.")
    with desk.indexer() as opened:
        opened.add(Article("news/a", body="A walrus."))
        opened.add(Article("news/b", body="A seal."))
    report = desk.build(prune=True)
    assert counts(report) == (0, 1, 0, 0) and not report.troubles
    assert desk.texts() == ["A seal.", "The file's walrus."]


# --- removals


def remains(desk: Desk, text: str, article: Article) -> list[str]:
    """Say where a text is still to be found: terms, stored documents, the catalog's rows, any file's bytes."""
    left = []
    packed = zlib.compress(dumped(article), 1)[8:-8]  # as the catalog keeps it
    for path in desk.index.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if text.encode() in content or text[:8].encode() in content or packed in content:
            left.append(path.name)
    snapshot = open_store(desk.index).engine.snapshot()
    for field in ("text", "words"):
        left += [term for term, _ in snapshot.terms(field, text[:8])]
    snapshot.close()
    with sqlite3.connect(desk.index / CATALOG) as catalog:
        rows = [data for (data,) in catalog.execute("SELECT data FROM articles WHERE data IS NOT NULL")]
    catalog.close()
    return left + ["row" for data in rows if text.encode() in zlib.decompress(data)]


@pytest.mark.parametrize("engine", DISK)
def test_what_is_removed_leaves_no_text_behind(desk: Desk, engine: str) -> None:
    erased = "xylographer"
    desk.write("a.txt", f"Title: The {erased}\n\nThe {erased} carved.\n\nNobody knew the {erased}.")
    desk.write("b.txt", "A walrus.")
    desk.build(engine=engine)
    article = next(item for item in readers.read(next(sources(desk)), readers.Reading()) if isinstance(item, Article))
    assert remains(desk, erased, article)
    assert searchkit.remove(desk.index, ["news/a"]).removed == 1
    assert remains(desk, erased, article) == [] and desk.texts() == ["A walrus."]
    assert len([path for path in desk.index.iterdir() if path.is_dir()]) == 1


def sources(desk: Desk) -> Iterator[readers.Source]:
    return (item for item in readers.sources([desk.news]) if isinstance(item, readers.Source))


def test_what_is_removed_stays_out_until_it_is_restored(desk: Desk) -> None:
    desk.write("a.jsonl", [{"id": "x", "text": "A walrus."}, {"id": "y", "text": "A seal."}])
    desk.build()
    searchkit.remove(desk.index, ["x"])
    desk.write("a.jsonl", [{"id": "x", "text": "Another walrus."}, {"id": "y", "text": "A seal."}])
    desk.write("b.jsonl", [{"id": "x", "text": "Another walrus."}])
    for settings in ({}, {"rebuild": True}, {"prune": True}):
        report = desk.build(**settings)
        assert not report.new and not report.skipped and desk.texts() == ["A seal."]
    with pytest.raises(searchkit.NotFoundError, match="y was not removed, so there is nothing to restore"):
        desk.build(restore=["y"])
    assert counts(desk.build(restore=["x"], dry_run=True))[0] == 1 and desk.texts() == ["A seal."]
    assert counts(desk.build(restore=["x"])) == (1, 0, 1, 0) and desk.texts() == ["A seal.", "Another walrus."]


@pytest.mark.parametrize("again", ["index", "remove"])
def test_a_removal_that_was_broken_off_is_finished_by_the_next_writer(
    desk: Desk, again: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text stayed in the engine's files, and to remove it again was an error."""
    desk.write("a.txt", "A xylographer.")
    desk.write("b.txt", "A walrus.")
    desk.build()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(writable.Writable, "renew", broken_off)
        searchkit.remove(desk.index, ["news/a"])
    desk.build() if again == "index" else searchkit.remove(desk.index, ["news/a"])
    assert desk.texts() == ["A walrus."]
    assert list(open_store(desk.index).engine.snapshot().terms("words")) == [("a", 1), ("walrus", 1)]


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


# --- building again, and only saying so


def test_a_rebuild_reads_all_again_into_a_new_folder(desk: Desk) -> None:
    desk.write("a.txt", "A walrus.")
    desk.write("b.txt", "A seal.")
    desk.build()
    report = desk.build(rebuild=True)
    assert counts(report) == (0, 2, 0, 0) and report.paragraphs == 2
    assert [path.name for path in desk.index.iterdir() if path.is_dir()] == ["tantivy-2"]
    assert counts(desk.build(rebuild=True, engine="whoosh", language="none")) == (0, 2, 0, 0)
    assert [path.name for path in desk.index.iterdir() if path.is_dir()] == ["whoosh-3"]
    assert desk.ids("walrus") == ["news/a#1"] and desk.ids("seals") == []


@pytest.mark.parametrize("engine", DISK)
def test_a_dry_run_tells_what_it_would_do_and_changes_nothing(desk: Desk, engine: str) -> None:
    path = desk.write("a.txt", "A walrus.")
    desk.write("b.txt", "A seal.")
    desk.build(engine=engine)
    desk.write("b.txt", "Two seals.")
    desk.write("c.txt", "A gull.\n\nAnother.")
    path.unlink()
    before = desk.files()
    assert counts(desk.build(dry_run=True)) == (1, 1, 0, 0)
    assert counts(desk.build(dry_run=True, rebuild=True)) == (1, 1, 0, 0)
    report = desk.build(dry_run=True, prune=True)
    assert counts(report) == (1, 1, 0, 1) and report.paragraphs == 3 and desk.files() == before
    assert counts(desk.build(prune=True)) == (1, 1, 0, 1)


def test_a_dry_run_reads_times_in_the_zone_of_the_index(desk: Desk) -> None:
    """It read them in UTC, and every article with a time was told as changed."""
    desk.write("a.jsonl", [{"id": "a", "date": "2024-05-01 10:00", "text": "A walrus."}])
    desk.build(zone="Asia/Tokyo")
    assert counts(desk.build(dry_run=True)) == (0, 0, 1, 0)


def test_settings_that_no_index_can_have_make_none(desk: Desk) -> None:
    desk.write("a.txt", "A walrus.")
    for settings in (
        {"engine": "elastic"},
        {"zone": "Mars/Olympus"},
        {"language": "klingon"},
        {"annotators": ["moods"]},
    ):
        with pytest.raises(searchkit.SearchkitError):
            desk.build(**settings)
        assert not desk.index.exists()


@pytest.mark.parametrize("settings", [{"engine": "whoosh"}, {"language": "german"}, {"zone": "Asia/Tokyo"}])
def test_an_index_keeps_its_settings(desk: Desk, settings: dict[str, str]) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build()
    for dry_run in (True, False):
        with pytest.raises(
            searchkit.ConfigError, match=f"has {next(iter(settings))} .*, not {next(iter(settings.values()))}"
        ):
            desk.build(**settings, dry_run=dry_run)
    assert desk.build().unchanged == 1


# --- annotators


class Shouts:
    """Find words in capitals, as people."""

    name, version = "shouts", 1

    def annotate(self, article: Article, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
        return [replace(each, entities=tuple(self._found(each.text))) for each in paragraphs]

    def _found(self, text: str) -> Iterator[Entity]:
        for word in text.split():
            if word.isupper():
                start = text.index(word)
                yield Entity("person", word.title() * self.version, word, start, start + len(word))


class Louder(Shouts):
    version = 2


def test_another_version_of_an_annotator_annotates_all_again_without_the_sources(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.write("a.txt", "Here comes BOB again.")
    desk.write("b.txt", "ANN sings.")
    desk.write("c.txt", "Nobody.")
    monkeypatch.setitem(annotators.ANNOTATORS, "shouts", f"{__name__}:Shouts")
    desk.build(annotators=["shouts"])
    assert desk.ids("person:bob") == ["news/a#1"]
    path.unlink()
    monkeypatch.setattr(readers, "read", nothing_is_read)
    monkeypatch.setitem(annotators.ANNOTATORS, "shouts", f"{__name__}:Louder")
    report = desk.build(annotators=["shouts"])
    assert report.paragraphs == 3 and report.changed == 0
    assert desk.ids("person:bobbob") == ["news/a#1"] and desk.ids("person:annann") == ["news/b#1"]
    assert desk.build(annotators=["shouts"]).paragraphs == 0
    assert desk.build(annotators=[]).paragraphs == 3 and desk.ids("has:person") == []


# --- crashes


def test_an_engine_that_is_behind_is_brought_up_at_the_next_opening(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "A walrus.")
    path = desk.write("b.txt", "A seal.")
    desk.build()
    desk.write("a.txt", "Two orcas.")
    desk.write("c.txt", "A gull.")
    path.unlink()
    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(TantivyWriter, "commit", no_space)
        desk.build(prune=True)
    assert desk.texts() == ["A seal.", "A walrus."]  # the engine's last commit, whole
    monkeypatch.setattr(readers, "read", nothing_is_read)
    with desk.indexer():
        pass
    assert desk.texts() == ["A gull.", "Two orcas."] and desk.build().unchanged == 2


def no_space(*_: object) -> None:
    raise OSError("no space")


def test_an_interruption_keeps_what_was_committed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        desk.write(f"{number:03}.txt", f"Walrus {number}.")
    monkeypatch.setattr(pace, "FIRST", -1.0)
    monkeypatch.setattr(pace, "EVERY", -1.0)
    with pytest.raises(KeyboardInterrupt):
        desk.build(progress=lambda step: broken_off() if step.articles >= 100 else None)
    kept = len(desk.ids())
    assert 100 <= kept < 200
    assert counts(desk.build()) == (200 - kept, 0, kept, 0) and len(desk.ids()) == 200


@pytest.mark.parametrize("engine", DISK)
@pytest.mark.parametrize("error", [OSError("no space"), KeyboardInterrupt()])
def test_a_rebuild_that_is_broken_off_leaves_the_old_index(
    desk: Desk, engine: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "A walrus.")
    desk.write("b.txt", "A seal.")
    desk.build(engine=engine)

    def broken(self: searchkit.Indexer) -> Iterator[object]:
        yield from list(whole(self))[:1]
        raise error

    whole = searchkit.Indexer._all
    with monkeypatch.context() as patched, pytest.raises(type(error)):
        patched.setattr(searchkit.Indexer, "_all", broken)
        desk.build(rebuild=True)
    assert {path.name for path in desk.index.iterdir() if path.is_dir()} == {f"{engine}-1", f"{engine}-2"}
    assert desk.texts() == ["A seal.", "A walrus."]
    desk.build()
    assert [path.name for path in desk.index.iterdir() if path.is_dir()] == [f"{engine}-1"]
    assert desk.texts() == ["A seal.", "A walrus."]


@pytest.mark.parametrize("engine", DISK)
def test_a_rebuild_that_is_broken_off_has_only_what_changed_made_again(
    desk: Desk, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog took every article that the rebuild read for newer than the engine, so the next opening redid all."""
    for number in range(6):
        desk.write(f"{number}.txt", f"Walrus {number}.")
    desk.build(engine=engine)
    desk.write("0.txt", "A seal.")
    desk.write("new.txt", "A gull.")
    monkeypatch.setattr(pace, "FIRST", -1.0)
    monkeypatch.setattr(pace, "EVERY", -1.0)
    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(searchkit.Indexer, "_all", no_space)
        desk.build(rebuild=True)
    assert desk.texts() == [f"Walrus {number}." for number in range(6)]
    made: list[str] = []
    put = Maker.put
    monkeypatch.setattr(Maker, "put", lambda self, article: made.append(article.id) or put(self, article))
    with desk.indexer():
        pass
    assert made == ["news/0", "news/new"] and [path.name for path in desk.index.glob("*-*")] == [f"{engine}-1"]
    assert counts(desk.build()) == (0, 0, 7, 0) and check(desk.index).sound
    assert desk.texts() == ["A gull.", "A seal.", *(f"Walrus {number}." for number in range(1, 6))]


def test_a_rebuild_notes_where_it_read_what_is_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build()
    monkeypatch.chdir(desk.folder)
    desk.build(Path("news"), rebuild=True)
    with searchkit.open(desk.index) as searcher:
        (hit,) = searcher.search("walrus")
    assert check(desk.index).sound and hit.origin.file == "news/a.txt"


def test_a_lost_catalog_is_made_again_from_the_sources(desk: Desk) -> None:
    desk.write("a.txt", "A walrus.")
    desk.write("b.txt", "A seal.")
    other = desk.folder / "other.txt"
    other.write_text("A gull.")
    desk.build()
    desk.build(other)
    (desk.news / "b.txt").unlink()
    (desk.index / CATALOG).unlink()
    report = desk.build(other)
    assert reasons(report) == ["the catalog was lost: removals are forgotten"] and not report.skipped
    assert counts(report) == (2, 0, 0, 0) and desk.texts() == ["A gull.", "A walrus."]


def test_a_run_does_not_take_the_defaults_for_the_settings_of_a_lost_manifest_in_silence(desk: Desk) -> None:
    """A German index became an English one of another time zone, and the report said that nothing had changed."""
    desk.write("a.txt", "Ein Walross.")
    desk.build(language="german", zone="Europe/Berlin")
    (desk.index / MANIFEST).unlink()
    before = desk.files()
    for run in ({}, {"dry_run": True}, {"language": "german"}):
        with pytest.raises(searchkit.DamagedError, match=r"lost its manifest.json; mend it: .* check --repair --index"):
            desk.build(**run)
    with pytest.raises(searchkit.DamagedError, match="check --repair"), desk.indexer():
        pass
    assert desk.files() == before
    report = desk.build(rebuild=True, language="german", zone="Europe/Berlin")
    assert [(trouble.where, trouble.reason[:21]) for trouble in report.troubles] == [
        (str(desk.index / MANIFEST), "the manifest was lost")
    ]
    assert check(desk.index).sound and desk.texts("walrosse") == ["Ein Walross."] and not desk.build().troubles


def test_an_index_below_the_paths_is_told_by_its_files() -> None:
    assert INDEX == ((CATALOG, LOCK), (CATALOG, MANIFEST))


# --- writers and readers side by side


def test_an_exception_drops_what_came_after_a_commit(desk: Desk) -> None:
    with suppress(ZeroDivisionError), desk.indexer() as opened:
        opened.add(Article("a", body="A walrus."))
        opened.commit()
        opened.add(Article("b", body="A seal."))
        raise ZeroDivisionError
    assert desk.ids() == ["a#1"]
    with desk.indexer() as opened:
        opened.add(Article("b", body="A seal."))
    assert desk.ids() == ["a#1", "b#1"]


@pytest.mark.parametrize("engine", DISK)
def test_a_reader_keeps_its_commit_until_it_is_refreshed(desk: Desk, engine: str) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build(engine=engine)
    with searchkit.open(desk.index) as searcher:

        def ids() -> list[str]:
            return sorted(hit.id for hit in searcher.search("walrus"))

        desk.write("b.txt", "Another walrus.")
        desk.write("a.txt", "An orca.")
        desk.build()
        assert ids() == ["news/a#1"] and searcher.get("news/a#1").text == "A walrus."
        searcher.refresh()
        assert ids() == ["news/b#1"]
        desk.build(rebuild=True)  # its folder goes
        assert ids() == ["news/b#1"] and searcher.get("news/a#1").text == "An orca."
        searcher.refresh()
        assert ids() == ["news/b#1"]


@pytest.mark.parametrize("engine", DISK)
def test_a_searcher_that_follows_sees_each_commit_by_itself(desk: Desk, engine: str) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build(engine=engine)
    with searchkit.follow(desk.index) as searcher:

        def ids() -> list[str]:
            return sorted(hit.id for hit in searcher.search("walrus"))

        assert ids() == ["news/a#1"]
        for number in range(3):
            desk.write(f"b{number}.txt", "Another walrus.")
            desk.build()
            assert len(ids()) == 2 + number == searcher.count("walrus").paragraphs
        desk.write("a.txt", "An orca.")
        desk.build(rebuild=True)  # its folder goes
        assert ids() == ["news/b0#1", "news/b1#1", "news/b2#1"] and searcher.stats().articles == 4
        found = searcher.search("walrus")
        assert len(found.hits) == found.total == 3
        searchkit.remove(desk.index, ["news/a"], annotators=())
        with pytest.raises(searchkit.NotFoundError):
            searcher.get("news/a#1")


@pytest.mark.parametrize("engine", DISK)
def test_a_searcher_that_follows_reads_nothing_where_nothing_changed(
    desk: Desk, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "A walrus.")
    desk.build(engine=engine)
    for path in (desk.index, *desk.index.iterdir()):
        os.utime(path, (1, 1))
    with searchkit.follow(desk.index) as searcher:
        assert len(searcher.search("walrus").hits) == 1
        monkeypatch.setattr(searcher, "refresh", lambda: pytest.fail("there was nothing to see"))
        assert len(searcher.search("walrus").hits) == 1


def test_a_searcher_in_memory_sees_a_removal() -> None:
    """It went on looking at the engine from before the removal."""
    with searchkit.Indexer(engine="memory", annotators=()) as opened:
        opened.add(Article("a", body="A walrus."))
        opened.add(Article("b", body="Another walrus."))
        searcher = opened.searcher()
        opened.remove(["a"])
        searcher.refresh()
        assert [hit.id for hit in searcher.search("walrus")] == ["b#1"]


@pytest.mark.parametrize("engine", DISK)
def test_a_closed_searcher_does_not_count(desk: Desk, engine: str) -> None:
    """On Whoosh the articles of a result were counted as none."""
    desk.write("a.txt", "A walrus.")
    desk.build(engine=engine)
    with searchkit.open(desk.index) as searcher:
        counted, late = searcher.search("walrus"), searcher.search("walrus")
        assert counted.articles == 1
    searcher.close()
    assert counted.articles == 1
    with pytest.raises(ValueError, match="the searcher is closed"):
        _ = late.articles
    with pytest.raises(ValueError, match="the searcher is closed"):
        searcher.search("walrus")


# --- the three engines

WALRUS = "A walrus came.\n\nRead more: Walrus news\n\nThe walrus left, left, left."
PAGES = [
    Article("a1", "Walrus at the pier", WALRUS, published=date(2024, 1, 2)),
    Article("a2", body="A seal saw the walrus.\n\nA seal slept.", published=date(2023, 5, 6), topics=("sea", "pier")),
    Article("a3", "No date", "Undated walrus, undated seal."),
    Article("a4", body="Two walruses and a “no-limits” walrus pact.", published=date(2024, 6, 7), source="Bay Wire"),
]


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Searcher]:
    """Open an index of four articles on each engine."""
    folder = None if request.param == "memory" else tmp_path_factory.mktemp("index")
    with searchkit.Indexer(folder, engine=request.param, annotators=()) as opened:
        for article in PAGES:
            opened.add(article)
        with opened.searcher() as searcher:
            yield searcher


def ids(searcher: searchkit.Searcher, query: str, **settings: Any) -> list[str]:
    return [hit.id for hit in searcher.search(query, **settings)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("walrus", "a1#0 a1#1 a1#3 a2#1 a3#1 a4#1"),
        ("walrus -seal", "a1#0 a1#1 a1#3 a4#1"),
        ('"walrus pact"', "a4#1"),
        ('"walruses"', "a4#1"),
        ('"no limits" OR slept', "a2#2 a4#1"),
        ("role:promo", "a1#2"),
        ("walrus role:any", "a1#0 a1#1 a1#2 a1#3 a2#1 a3#1 a4#1"),
        ("published:2024", "a1#0 a1#1 a1#3 a4#1"),
        ("published:<2024 walrus", "a2#1"),
        ("topic:pier", "a2#1 a2#2"),
        ("title:walrus ordinal:>=1", "a1#1 a1#3"),
        ("slee*", ""),
        ("sle* OR sla*", "a2#2"),
        ("article:a3", "a3#0 a3#1"),
    ],
)
def test_every_engine_finds_the_same(searcher: searchkit.Searcher, query: str, expected: str) -> None:
    assert sorted(ids(searcher, query, limit=None)) == expected.split()
    count = searcher.count(query)
    assert count.paragraphs == len(expected.split()) and count.exact
    assert count.articles == len({id.partition("#")[0] for id in expected.split()})


def test_order_by_date_with_the_undated_last(searcher: searchkit.Searcher) -> None:
    def articles(order: searchkit.Order, **settings: Any) -> list[str]:
        return [hit.article for hit in searcher.search("walrus", order=order, by_article=True, **settings)]

    assert articles(searchkit.Order.NEWEST) == ["a4", "a1", "a2", "a3"]
    assert articles(searchkit.Order.OLDEST) == ["a2", "a1", "a4", "a3"]
    assert articles(searchkit.Order.OLDEST, limit=2, offset=1) == ["a1", "a4"]
    assert all(hit.score == 0 for hit in searcher.search("walrus", order=searchkit.Order.NEWEST))


def test_pages(searcher: searchkit.Searcher) -> None:
    whole = ids(searcher, "walrus", limit=None)
    assert len(whole) == 6
    for order in searchkit.Order:
        whole = ids(searcher, "walrus", limit=None, order=order)
        pages = [ids(searcher, "walrus", limit=2, offset=offset, order=order) for offset in range(0, 8, 2)]
        assert [id for page in pages for id in page] == whole
        assert ids(searcher, "walrus", limit=None, offset=4, order=order) == whole[4:]
    assert searcher.search("walrus", limit=0).total == 6 and not searcher.search("walrus", limit=0).hits


def test_the_best_of_each_article(searcher: searchkit.Searcher) -> None:
    results = searcher.search("walrus", by_article=True)
    best = {hit.article: hit.score for hit in reversed(searcher.search("walrus", limit=None).hits)}
    assert [hit.score for hit in results] == sorted(best.values(), reverse=True) and len(results) == 4
    assert (results.total, results.articles, results.furniture) == (6, 4, 1)


def test_a_paragraph_and_an_article_by_id(searcher: searchkit.Searcher) -> None:
    hit = searcher.get("a1#2")
    assert (hit.id, hit.role, hit.text, hit.marks) == ("a1#2", "promo", "Read more: Walrus news", ())
    assert [each.id for each in searcher.article("a1")] == ["a1#0", "a1#1", "a1#2", "a1#3"]
    for wrong in ("a1#9", "a1", "a9#1", "#1", "a1#", "a1#x", "a1#²", "a1#99999999999999999999999", ""):
        with pytest.raises(searchkit.NotFoundError):
            searcher.get(wrong)
    for wrong in ("a9", "", "a1#1"):
        with pytest.raises(searchkit.NotFoundError):
            searcher.article(wrong)


def test_stats(searcher: searchkit.Searcher) -> None:
    stats = searcher.stats()
    assert stats.engine in ENGINES and (stats.engine == "memory") == (stats.folder == "")
    assert (stats.articles, stats.paragraphs, stats.undated) == (4, 9, 1)
    assert stats.roles == {"headline": 2, "lede": 4, "body": 2, "promo": 1}
    assert (stats.earliest, stats.latest) == ("2023-05-06", "2024-06-07")
    assert (stats.bytes > 0) == (stats.engine != "memory")
    assert (stats.language, stats.zone, stats.annotators) == ("english", "UTC", ())


def test_what_is_refused_after_a_report_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that had given a report ended without a word on an article that was refused after it."""
    left = {"a": "told in the report"}
    monkeypatch.setattr(Memory, "left", lambda _: left)
    told = pytest.raises(EngineError, match=r"^'c': too long; the next run tries it again")
    with told, searchkit.Indexer(engine="memory", annotators=()) as indexer:
        indexer.add(Article("b", body="Limits."))
        assert [trouble.where for trouble in indexer.remove(["b"]).troubles] == ["a"]
        indexer.add(Article("c", body="Limits."))
        left["c"] = "too long"


def test_what_an_engine_notes_of_a_removal_that_broke_off_is_no_damage(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note was written while the folder was sealed, so that each run after it called the folder damaged."""
    with desk.indexer() as indexer:
        indexer.add(Article("a", body="Limits."))

    def noted(engine: Any, articles: Sequence[str]) -> bool:
        with (engine._folder / "erase.json").open("a") as file:
            file.write(json.dumps(articles))
        return True

    monkeypatch.setattr("searchkit.engines.tantivy.Tantivy.erase", noted)
    with monkeypatch.context() as failing, pytest.raises(EngineError), desk.indexer() as indexer:
        failing.setattr(TantivyWriter, "commit", _away)
        indexer.remove(["a"])
    with desk.indexer() as indexer:
        indexer.add(Article("b", body="Rain."))
    assert check(desk.index).sound


def _away(*_: object) -> None:
    raise EngineError("the server is away")
