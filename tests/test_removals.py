"""Removed articles stay out, under whatever id they come back, and take no other article with them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.check import check
from searchkit.intake import Report
from searchkit.model import Article

ENGINES = ("tantivy", "whoosh")
HERON, TERN, AUK = "The heron rose.", "The tern fell.", "The auk slept."


class Desk:
    """Have a folder of articles and its index, on one engine."""

    def __init__(self, folder: Path, engine: str = "tantivy") -> None:
        self.news, self.index = folder / "news", folder / "index"
        self._engine, self._clock = engine, 1_700_000_000
        self.news.mkdir()

    def write(self, name: str, *articles: Mapping[str, object] | str) -> None:
        """Write a file of JSON lines, at an hour of its own."""
        path = self.news / name
        lines = [{"title": "Birds", "text": each} if isinstance(each, str) else each for each in articles]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        self._clock += 3600
        os.utime(path, (self._clock, self._clock))

    def build(self, *paths: Path, **settings: Any) -> Report:
        known = {"annotators": (), "engine": self._engine}
        return searchkit.build(paths or [self.news], self.index, **{**known, **settings})

    def remove(self, *ids: str) -> None:
        searchkit.remove(self.index, ids, annotators=())

    def found(self) -> dict[str, str]:
        with searchkit.open(self.index) as searcher:
            return {hit.article: hit.text for hit in searcher.search("role:lede", limit=None)}


@pytest.fixture(params=ENGINES)
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, request.param)


def reasons(report: Report) -> list[str]:
    assert not report.skipped
    return [trouble.reason for trouble in report.troubles]


def test_a_line_put_above_lets_no_removed_article_in_and_no_other_out(desk: Desk) -> None:
    """The removed tern came back as the third line, and the heron, now the second, was kept out without a word."""
    desk.write("w.jsonl", HERON, TERN, AUK)
    desk.build()
    desk.remove("news/w:2")
    desk.write("w.jsonl", "A gull cried.", HERON, TERN, AUK)
    expected = {"news/w:1": "A gull cried.", "news/w:2": HERON, "news/w:4": AUK}
    rehearsed = desk.build(dry_run=True)
    report = desk.build()
    assert desk.found() == expected and (report.new, report.changed, report.kept_out) == (2, 1, 1)
    assert [rehearsed.new, rehearsed.changed, rehearsed.kept_out] == [2, 1, 1]
    assert (
        reasons(rehearsed)
        == reasons(report)
        == [
            "has the text of 'news/w:2', which was removed: kept out, now as 'news/w:3'; "
            "let in again by: searchkit index --restore news/w:3"
        ]
    )
    assert desk.build(rebuild=True).kept_out == 1 and desk.found() == expected
    assert not list(check(desk.index).damages)


def test_a_removal_follows_its_line_up_and_down_until_it_is_restored(desk: Desk) -> None:
    desk.write("w.jsonl", HERON, TERN, AUK)
    desk.build()
    desk.remove("news/w:2")
    desk.write("w.jsonl", TERN, AUK)
    desk.build(prune=True)
    assert desk.found() == {"news/w:2": AUK}
    desk.write("w.jsonl", HERON, AUK, "A gull cried.", TERN)
    desk.build(prune=True)
    assert desk.found() == {"news/w:1": HERON, "news/w:2": AUK, "news/w:3": "A gull cried."}
    desk.build(restore=["news/w:4"])
    assert desk.found()["news/w:4"] == TERN


def test_what_is_named_like_a_removed_article_stays_out_and_is_told(desk: Desk) -> None:
    """It may be the removed article with a comma more: nobody can know."""
    desk.write("w.jsonl", HERON, TERN)
    desk.build()
    desk.remove("news/w:2")
    desk.write("w.jsonl", HERON, "The tern fell, they say.")
    assert reasons(desk.build()) == [
        "'news/w:2' was removed, and has another text now: kept out; "
        "let in again by: searchkit index --restore news/w:2"
    ]
    assert desk.found() == {"news/w:1": HERON}


def test_a_removed_text_stays_out_under_any_id(desk: Desk) -> None:
    desk.write("w.jsonl", {"id": "x", "title": "Birds", "text": TERN}, HERON)
    desk.build()
    desk.remove("x")
    desk.write("w.jsonl", HERON)
    desk.write(
        "v.jsonl", {"id": "y", "title": "Birds ", "text": TERN.replace(" ", "\n"), "url": "https://news.example"}
    )
    assert reasons(desk.build()) == [
        "has the text of 'x', which was removed: kept out; let in again by: searchkit index --restore x"
    ]
    assert HERON in desk.found().values() and TERN not in desk.found().values()
    desk.remove("x")  # again: what it was known by stays
    desk.build(rebuild=True)
    assert "y" not in desk.found()
    desk.build(restore=["x"])
    assert "y" in desk.found()


def test_an_update_of_an_article_to_a_removed_text_takes_its_place_in_silence_no_more(desk: Desk) -> None:
    desk.write("w.jsonl", {"id": "x", "text": TERN}, {"id": "y", "text": HERON})
    desk.build()
    desk.remove("x")
    desk.write("w.jsonl", {"id": "x", "text": TERN}, {"id": "y", "text": TERN})
    assert len(reasons(desk.build())) == 1 and TERN not in desk.found().values()


def test_an_article_that_was_in_beside_it_with_the_same_text_stays(desk: Desk) -> None:
    desk.write("w.jsonl", {"id": "x", "text": TERN}, {"id": "y", "text": TERN})
    desk.build()
    desk.remove("x")
    desk.write("w.jsonl", {"id": "x", "text": TERN}, {"id": "y", "text": TERN, "section": "birds"})
    report = desk.build()
    assert (report.changed, report.kept_out) == (1, 1) and desk.found() == {"y": TERN}


def test_one_id_or_path_is_not_taken_for_a_list_of_its_letters(desk: Desk) -> None:
    """`remove(index, "news/a")` said that there is no article n, e, w ..."""
    for name in ("a", "b"):
        desk.write(f"{name}.txt", f"The text of {name}.")
    desk.build()
    assert searchkit.remove(desk.index, "news/a", annotators=()).removed == 1
    with searchkit.Indexer(desk.index, annotators=()) as indexer:
        assert indexer.remove("news/b").removed == 1
    assert desk.build(restore="news/a").new == 1
    with searchkit.Indexer(desk.index, annotators=()) as indexer:
        assert indexer.read(str(desk.news)).unchanged == 1


def test_a_title_alone_keeps_nothing_out(desk: Desk) -> None:
    desk.write("w.jsonl", {"id": "x", "title": "Birds"}, {"id": "y", "text": HERON})
    desk.build()
    desk.remove("x")
    desk.write("v.jsonl", {"id": "z", "title": "Birds"})
    report = desk.build()
    assert (report.new, report.kept_out) == (1, 1) and not report.troubles


def test_a_removed_article_that_is_added_again_stays_out_until_it_is_restored(tmp_path: Path) -> None:
    """`Indexer.add` took no notice of removals, though the same text in a file was kept out."""
    article = Article("x", body=TERN)
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        assert indexer.add(article) and indexer.add(Article("y", body=HERON))
    searchkit.remove(tmp_path / "index", ["x"], annotators=())
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        assert not indexer.add(article)
        assert not indexer.add(Article("x", body="The tern fell twice."))
        assert not indexer.add(Article("z", paragraphs=("The tern", "fell.")))
        assert indexer.add(Article("y", body=HERON))
        with indexer.searcher() as searcher:
            assert [hit.id for hit in searcher.search("role:any")] == ["y#1"]
        indexer.restore("x")
        assert indexer.add(article)
        with indexer.searcher() as searcher:
            assert [hit.id for hit in searcher.search("tern")] == ["x#1"]


def test_a_text_stays_out_that_is_removed_while_the_index_is_open(tmp_path: Path) -> None:
    """Whether anything was removed is asked once, and again after a removal, also one under another id."""
    with searchkit.Indexer(tmp_path / "index", annotators=()) as indexer:
        assert indexer.add(Article("x", body=TERN)) and indexer.add(Article("y", body=HERON))
        indexer.remove("x")
        assert not indexer.add(Article("z", body=TERN)) and indexer.add(Article("v", body="Gulls."))
        indexer.restore("x")
        assert indexer.add(Article("z", body=TERN))
        indexer.remove("y")
        assert not indexer.add(Article("w", body=HERON))


def test_a_file_keeps_its_name_whichever_folder_above_it_is_given(desk: Desk) -> None:
    """Each article was in twice, as `news/sub/a` and as `sub/a`, and so was each count."""
    (desk.news / "sub").mkdir()
    desk.write("sub/a.jsonl", HERON)
    desk.write("sub/b.jsonl", HERON, TERN, {"id": "b", "text": AUK})
    desk.write("sub/c.json", {"id": "c", "text": "A gull cried."})
    desk.build()
    expected = {"news/sub/a:1": HERON, "news/sub/b:1": HERON, "news/sub/b:2": TERN, "b": AUK, "c": "A gull cried."}
    for paths in (["sub"], ["sub/a.jsonl", "sub/b.jsonl"], ["."]):
        report = desk.build(*(desk.news / path for path in paths))
        assert (report.new, report.changed, report.gone) == (0, 0, 0) and desk.found() == expected
    desk.write("sub/a.jsonl", AUK)
    assert desk.build(desk.news / "sub").changed == 1
    assert desk.found() == {**expected, "news/sub/a:1": AUK}


def test_a_file_that_is_named_by_another_folder_stays_removed(desk: Desk) -> None:
    (desk.news / "sub").mkdir()
    desk.write("sub/a.json", {"title": "Birds", "text": TERN})
    desk.write("b.jsonl", HERON)
    desk.build()
    desk.remove("news/sub/a")
    desk.write("sub/a.json", {"title": "Birds", "text": "The tern fell, they say."})
    report = desk.build(desk.news / "sub")
    assert report.kept_out == 1 and "'news/sub/a' was removed" in reasons(report)[0]
    assert desk.found() == {"news/b:1": HERON}
