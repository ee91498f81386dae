"""Articles from a program: what no index can hold is refused at once, and nothing that was added before is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import searchkit
from searchkit import making
from searchkit.admission import admitted
from searchkit.model import Article, Document, Origin

ENGINES = ("tantivy", "whoosh", "memory")
BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
GOOD = Article("a", title="A note", body="The gannet rose.")
REFUSED: Sequence[tuple[dict[str, Any], str]] = (
    ({"id": ""}, "id of an article"),
    ({"id": " "}, "id of an article"),
    ({"id": 17}, "id of an article"),
    ({"id": "a\ud800"}, "half of a character"),
    ({"id": "a\x00"}, "control character"),
    ({"title": None}, "the article 'a' has title=None, which has to be a text"),
    ({"body": b"The gannet."}, "body"),
    ({"paragraphs": "one"}, "the article 'a' has paragraphs='one', which has to be a list of texts"),
    ({"topics": 3}, "topics"),
    ({"byline": ("Lena Brandt", None)}, "byline"),
    ({"published": "yesterday"}, "the article 'a' has published='yesterday', which has to be a date"),
    ({"published": 20231122}, "published"),
    ({"published": date(999, 1, 1)}, "published"),
    ({"published": datetime(1, 1, 1, tzinfo=TOKYO)}, "published"),
    ({"published": datetime(9999, 12, 31, 23, tzinfo=BERLIN)}, "published"),
    ({"extra": ["desk"]}, "extra"),
    ({"extra": {"desk": 1, 2: 3}}, "extra"),
    ({"origin": "a.txt"}, "origin"),
    ({"origin": Origin("a.txt", 1 << 63)}, "origin"),
    ({"given": 1}, "given"),
)
CLEANED: Sequence[tuple[dict[str, Any], dict[str, Any]]] = (
    ({"body": "half \ud800 of it"}, {"body": "half \ufffd of it"}),
    ({"title": "\x1b[31mred"}, {"title": " [31mred"}),
    ({"paragraphs": ["one", "two\x00"]}, {"paragraphs": ("one", "two ")}),
    ({"byline": "Lena Brandt"}, {"byline": ("Lena Brandt",)}),
    ({"published": "2023-11-22"}, {"published": date(2023, 11, 22)}),
    ({"published": "2023-11-22T10:00"}, {"published": datetime(2023, 11, 22, 10, tzinfo=BERLIN)}),
    ({"published": datetime(2023, 11, 22, 10)}, {"published": datetime(2023, 11, 22, 10, tzinfo=BERLIN)}),
    ({"extra": {"desk": ("a", "\ud800")}}, {"extra": {"desk": ["a", "\ufffd"]}}),
    ({"origin": Origin("a\udcff.txt", 2)}, {"origin": Origin("a\ufffd.txt", 2)}),
)


@pytest.mark.parametrize(("fields", "told"), REFUSED, ids=lambda each: ascii(each)[:40])
def test_what_no_index_can_hold_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(searchkit.ArticleError, match=told) as caught:
        admitted(replace(GOOD, **fields), BERLIN)
    assert "\n" not in str(caught.value) and str(caught.value).isascii()


@pytest.mark.parametrize(("fields", "expected"), CLEANED, ids=lambda each: ascii(each)[:40])
def test_an_article_is_cleaned_as_one_that_was_read(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert admitted(replace(GOOD, **fields), BERLIN) == replace(GOOD, **expected)


def test_a_sound_article_stays_as_it_is() -> None:
    sound = replace(
        GOOD, published=datetime(2023, 11, 22, tzinfo=TOKYO), topics=("harbour",), extra={"desk": [1, None]}
    )
    assert admitted(sound, BERLIN) is sound


def test_what_is_no_article_is_refused() -> None:
    with pytest.raises(searchkit.ArticleError, match="an Article is wanted, not an object"):
        admitted({"id": "a"}, BERLIN)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_article_that_is_refused_takes_no_other_with_it(tmp_path: Path, engine: str) -> None:
    """What was added before a date of the year 1 was in the catalog, and lost from the engine for good."""
    index = None if engine == "memory" else tmp_path / "index"
    with searchkit.Indexer(index, engine=engine, annotators=()) as indexer:
        indexer.add(GOOD)
        with pytest.raises(searchkit.ArticleError):
            indexer.add(Article("bad", body="The gannet.", published=datetime(1, 1, 1, tzinfo=TOKYO)))
        indexer.add(Article("b", body="A gannet fell."))
        with indexer.searcher() as searcher:
            assert sorted(hit.id for hit in searcher.search("gannet")) == ["a#1", "b#1"]


@pytest.mark.parametrize("engine", ("tantivy", "whoosh"))
def test_nothing_is_committed_after_a_change_that_broke_off(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The articles that waited with one that could not be made were dropped, and the next commit called them done."""
    known = {"engine": engine, "annotators": ()}
    with searchkit.Indexer(tmp_path / "index", **known) as indexer:
        indexer.add(GOOD)
    opened = searchkit.Indexer(tmp_path / "index", **known)
    with pytest.raises(searchkit.SearchkitError, match="broke off") as caught, opened as indexer:
        indexer.add(Article("b", body="A gannet."))
        with monkeypatch.context() as patched, pytest.raises(OverflowError):
            patched.setattr(making, "documents", broken)
            indexer.commit()
        with pytest.raises(searchkit.SearchkitError, match="broke off"):
            indexer.add(Article("c", body="A gannet."))
    assert "OverflowError: too large" in str(caught.value)
    with searchkit.open(tmp_path / "index") as searcher:
        assert [hit.id for hit in searcher.search("gannet")] == ["a#1"]
    assert searchkit.remove(tmp_path / "index", ["a"]).removed == 1


def broken(*_: object) -> list[Document]:
    raise OverflowError("too large")
