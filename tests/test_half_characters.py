"""Half of a character in what a program asks for: the same answer on every engine, and no word of damage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit.model import Article
from searchkit.query.nodes import Term

HALVES = ("\udcff", "\ud800")
QUERIES = (
    "article:{}",
    'article:"{}"',
    "article:{}*",
    "language:{}",
    'topic:="{}"',
    "source:={}",
    'person:="{}" w/s gannet',
    "role:{}",
    "={}",
    '"{} gannet"~3',
    "gannet{}",
    "*{}*",
)


@pytest.fixture(params=("tantivy", "whoosh", "memory"))
def searcher(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[searchkit.Searcher]:
    """Hold an article that has the character which stands for a broken one."""
    index = None if request.param == "memory" else tmp_path / "index"
    with searchkit.Indexer(index, engine=request.param, annotators=()) as indexer:
        indexer.add(Article("a\ufffd", title="Birds", body="The gannet rose.", topics=("\ufffd",), source="\ufffd"))
        with indexer.searcher() as opened:
            yield opened


def asked(searcher: searchkit.Searcher, query: str) -> object:
    try:
        return [hit.id for hit in searcher.search(query)]
    except searchkit.QueryError as error:
        return error.message


@pytest.mark.parametrize("half", HALVES, ids=ascii)
def test_half_of_a_character_is_asked_for_as_what_stands_for_it_in_texts(
    searcher: searchkit.Searcher, half: str
) -> None:
    """The memory engine found nothing, tantivy raised a bare ValueError, and Whoosh said that the index was damaged."""
    for query in QUERIES:
        assert asked(searcher, query.format(half)) == asked(searcher, query.format("\ufffd")), query
    assert asked(searcher, f'topic:="{half}"') == ["a\ufffd#0", "a\ufffd#1"]
    assert searcher.get(f"a{half}#1").text == searcher.article(f"a{half}")[1].text == "The gannet rose."
    assert searcher.together(half).names == searcher.complete(half) == ()


@pytest.mark.parametrize("half", HALVES, ids=ascii)
def test_what_is_not_there_is_said_to_be_not_there(searcher: searchkit.Searcher, half: str) -> None:
    for ask in (searcher.article, searcher.get, lambda id: searcher.get(f"{id}#1")):
        with pytest.raises(searchkit.NotFoundError):
            ask(half)
    with pytest.raises(searchkit.QueryError, match="half of a character"):
        searcher.search(Term(half, "article"))
