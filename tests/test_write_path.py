"""The write path through Python: what is new, changed, gone, taken out, interrupted, and what readers see meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import annotators, readers
from searchkit.engines.tantivy import TantivyWriter
from searchkit.intake import Report

LATER = 60.0


def write(path: Path, text: str, age: float = LATER) -> Path:
    """Write a file that was last changed some time ago, so that it counts as settled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    when = path.stat().st_mtime - age
    os.utime(path, (when, when))
    return path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write(
        tmp_path / "news/pact.txt",
        "Title: A pact\nDate: 2023-11-22\n\nAnna Berg praised the gannet.\n\nA second line.\n",
    )
    write(
        tmp_path / "news/wire.jsonl",
        '{"id": "w1", "text": "The heron rose."}\n{"id": "w2", "text": "The tern fell."}\n',
    )
    return tmp_path / "news"


def build(news: Path, **options: Any) -> Report:
    return searchkit.build([news], news.parent / "index", **options)


def ids(news: Path, query: str, **options: Any) -> list[str]:
    with searchkit.open(news.parent / "index") as searcher:
        return [hit.id for hit in searcher.search(query, limit=None, **options)]


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.removed


def test_a_second_run_opens_no_file(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts(build(news)) == (3, 0, 0, 0)

    def refuse(*_: object) -> None:
        raise AssertionError("a file was read that did not change")

    monkeypatch.setattr(readers, "read", refuse)
    assert counts(build(news)) == (0, 0, 3, 0)


def test_a_touched_file_with_the_same_text_is_unchanged(news: Path) -> None:
    build(news)
    os.utime(news / "pact.txt")
    assert counts(build(news)) == (0, 0, 3, 0)


def test_an_article_that_got_shorter_loses_its_paragraphs(news: Path) -> None:
    build(news)
    write(news / "pact.txt", "Title: A pact\nDate: 2023-11-22\n\nAnna Berg praised the puffin.\n", age=30)
    assert counts(build(news)) == (0, 1, 2, 0)
    assert ids(news, "article:news/pact role:any") == ["news/pact#0", "news/pact#1"]
    assert ids(news, "gannet") == [] and ids(news, "puffin") == ["news/pact#1"]


def test_what_vanished_stays_until_it_is_pruned_below_the_paths_given(news: Path) -> None:
    build(news)
    (news / "pact.txt").unlink()
    assert counts(build(news)) == (0, 0, 2, 0) and ids(news, "gannet")
    assert counts(build(news, prune=True)) == (0, 0, 2, 1) and not ids(news, "gannet")


def test_a_pruned_file_that_comes_back_as_it_was_is_indexed_again(news: Path) -> None:
    build(news)
    aside = (news / "pact.txt").rename(news.parent / "aside.txt")
    build(news, prune=True)
    aside.rename(news / "pact.txt")
    assert counts(build(news)) == (1, 0, 2, 0) and ids(news, "gannet")


def test_nothing_is_pruned_from_a_source_that_had_trouble(news: Path) -> None:
    build(news)
    write(news / "wire.jsonl", '{"id": "w1", "text": "The heron rose."}\n{broken\n', age=30)
    report = build(news, prune=True)
    assert report.removed == 0 and len(report.skipped) == 1 and ids(news, "tern")


def test_ids_made_from_paths_are_the_same_wherever_the_command_runs(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news)
    monkeypatch.chdir(news)
    assert counts(searchkit.build(["../news"], "../index")) == (0, 0, 3, 0)


def test_a_name_that_another_file_has_is_skipped_and_free_once_that_is_gone(news: Path) -> None:
    build(news)
    write(news.parent / "other/news/pact.txt", "The curlew came.")
    report = searchkit.build([news.parent / "other/news"], news.parent / "index")
    assert [trouble.skipped for trouble in report.troubles] == [True] and ids(news, "gannet")
    (news / "pact.txt").unlink()
    assert searchkit.build([news.parent / "other/news"], news.parent / "index").changed == 1 and ids(news, "curlew")


def test_the_first_of_one_id_in_a_run_wins_and_a_later_run_updates(news: Path) -> None:
    write(news / "zz.jsonl", '{"id": "w1", "text": "An auk."}\n{"id": "w2", "text": "The tern fell."}\n')
    report = build(news)
    assert sorted(trouble.skipped for trouble in report.troubles) == [False, True] and not ids(news, "auk")
    searchkit.build([news / "zz.jsonl"], news.parent / "index")
    assert ids(news, "auk") == ["w1#1"] and not ids(news, "heron")


def test_a_date_from_outside_is_kept_and_a_new_one_is_a_change(news: Path) -> None:
    build(news, published=date(2023, 1, 1))
    assert counts(build(news)) == (0, 0, 3, 0) and ids(news, "published:2023-01") == ["w1#1", "w2#1"]
    assert build(news, published=date(2024, 1, 1)).changed == 2 and len(ids(news, "published:2024")) == 2


def test_other_keys_are_a_change(news: Path) -> None:
    write(news / "keys.json", '{"id": "k", "text": "A plover.", "ressort": "Culture"}')
    build(news)
    assert build(news, keys={"ressort": "section"}).changed == 1 and ids(news, "section:culture")


def test_a_removed_article_leaves_no_text_and_stays_out_until_it_is_restored(news: Path) -> None:
    build(news)
    index = news.parent / "index"
    assert searchkit.remove(index, ["news/pact"]).removed == 1
    with searchkit.open(index) as searcher:
        assert "gannet" not in dict(searcher._snapshot.terms("words")) and not list(searcher.search("gannet"))
    assert all(b"gannet" not in file.read_bytes() for file in index.rglob("*") if file.is_file())
    for options in ({}, {"rebuild": True}):
        assert build(news, **options).kept_out <= 1 and not ids(news, "gannet")
    build(news, restore=["news/pact"])
    assert ids(news, "gannet") == ["news/pact#1"]
    with pytest.raises(searchkit.NotFoundError, match="nobody"):
        searchkit.remove(index, ["nobody"])


def test_stats_count_what_is_kept_out_beside_a_writer_too(news: Path) -> None:
    build(news)
    index, told = news.parent / "index", []
    searchkit.remove(index, ["news/pact"])
    with searchkit.open(index) as searcher:
        with searchkit.Indexer(index):
            told.append(searcher.stats().kept_out)
        build(news, restore=["news/pact"])
        told.append(searcher.stats().kept_out)
        (index / "catalog.db").unlink()
        told.append(searcher.stats().kept_out)
    assert told == [1, 0, None] and not (index / "catalog.db").exists()


def test_a_dry_run_changes_nothing(news: Path) -> None:
    assert build(news, dry_run=True).new == 3 and not (news.parent / "index").exists()
    build(news)
    write(news / "new.txt", "A grebe.")
    files = [file for file in (news.parent / "index").rglob("*") if file.is_file()]
    before = {file: hashlib.sha256(file.read_bytes()).digest() for file in files}
    assert build(news, dry_run=True, prune=True).new == 1 and not ids(news, "grebe")
    assert {file: hashlib.sha256(file.read_bytes()).digest() for file in files} == before


def test_another_version_of_an_annotator_makes_every_article_anew_without_its_source(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news)
    for file in news.iterdir():
        file.unlink()
    real = annotators.load

    def newer(*given: Any) -> tuple[Any, ...]:
        tools = real(*given)
        for tool in tools:
            monkeypatch.setattr(tool, "version", 99, raising=False)
        return tools

    monkeypatch.setattr(annotators, "load", newer)
    assert build(news).paragraphs == 5 and ids(news, "gannet")
    assert json.loads((news.parent / "index/manifest.json").read_text())["annotators"] == {"names": 99, "dates": 99}


def test_what_a_crash_kept_from_the_engine_is_redone(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(news)
    write(news / "new.txt", "A grebe.")
    with monkeypatch.context() as patch:

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(TantivyWriter, "commit", crash)
        with pytest.raises(KeyboardInterrupt):
            build(news)
    assert not ids(news, "grebe") and ids(news, "gannet")
    build(news)
    assert ids(news, "grebe") == ["news/new#1"]


def test_an_interrupted_rebuild_leaves_the_old_index_and_its_leftovers_go(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(news)
    with monkeypatch.context() as patch:

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(TantivyWriter, "commit", crash)
        with pytest.raises(KeyboardInterrupt):
            build(news, rebuild=True)
    assert ids(news, "gannet")
    build(news)
    assert ids(news, "gannet") and len(list((news.parent / "index").glob("tantivy-*"))) == 1


def test_a_lost_catalog_is_made_again_from_the_sources(news: Path) -> None:
    build(news)
    (news.parent / "index/catalog.db").unlink()
    report = searchkit.build([], news.parent / "index")
    assert report.new == 3 and any("catalog was lost" in trouble.reason for trouble in report.troubles)
    assert ids(news, "gannet")


def test_a_second_writer_is_told_who_holds_the_index(news: Path) -> None:
    with searchkit.Indexer(news.parent / "index"), pytest.raises(searchkit.LockedError) as caught:
        build(news)
    assert str(os.getpid()) in caught.value.holder


def test_a_reader_sees_one_commit_until_it_refreshes(news: Path) -> None:
    build(news)
    with searchkit.open(news.parent / "index") as searcher:
        write(news / "new.txt", "A grebe.")
        build(news)
        assert searcher.search("grebe").total == 0
        searcher.refresh()
        assert searcher.search("grebe").total == 1


@pytest.mark.parametrize("engine", ["memory", "tantivy", "whoosh"])
def test_answers_through_the_searcher_are_the_same_on_every_engine(news: Path, engine: str) -> None:
    index = None if engine == "memory" else news.parent / engine
    with searchkit.Indexer(index, engine=engine) as indexer:
        indexer.read([news])
        searcher = indexer.searcher()
        assert [hit.id for hit in searcher.search("*", order=searchkit.Order.NEWEST)][:3] == [
            "news/pact#0",
            "news/pact#1",
            "news/pact#2",
        ]
        assert [hit.article for hit in searcher.search("the OR pact", by_article=True, limit=2, offset=1)]
        assert searcher.count("* role:any").paragraphs == 5 and searcher.count("person:(anna berg)").paragraphs == 1
        assert searcher.get("w1#1").text == "The heron rose." and len(searcher.article("news/pact")) == 3
        assert searcher.stats().undated == 2
        for id in ("w1#9", "nobody#1", "w1"):
            with pytest.raises(searchkit.NotFoundError):
                searcher.get(id)
        with pytest.raises(searchkit.NotFoundError):
            searcher.article("nobody")
