"""What may be typed next: words and names of an index, the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines_cases import CLUSTER
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Indexer, Searcher

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = None if request.param == "memory" else tmp_path_factory.mktemp("completion") / request.param
    with Indexer(folder, engine=request.param, annotators=("rules",)) as indexer:
        indexer.read([ROOT / "examples"])
        with indexer.searcher() as opened:
            yield opened


COMPLETED = [
    ("mar", "Elena Marsk:person:10 marsk:word:10 marine:word:7 Marta Lindqvist:person:4"),
    ("MAR", "Elena Marsk:person:10 marsk:word:10 marine:word:7 Marta Lindqvist:person:4"),
    ("elena mar", "Elena Marsk:person:10 marsk:word:10 marine:word:7 marta:word:3"),
    ("tomas o'n", "Tomas O'Neill:person:8 o'neill:word:8"),
    ("who", "who:word:14 WHO:word:2 whoever:word:1 whose:word:1"),
    ("limi", "limited:word:9 limits:word:9"),
    ("norv", "norvane:word:14 Norvane:place:1"),
    ("zzz", ""),
    ("", ""),
    ("mar ", ""),
    ("!", ""),
]


@pytest.mark.parametrize(("prefix", "completed"), COMPLETED)
def test_words_and_names(searcher: Searcher, prefix: str, completed: str) -> None:
    found = searcher.complete(prefix, 4)
    shown = " ".join(f"{each.text}:{each.kind}:{each.paragraphs}" for each in found)
    assert shown == completed


@given(st.sampled_from("m ma po port h n e s t w o u a1 2 í".split()), st.integers(0, 9))
def test_what_is_offered_finds_what_is_said_and_no_more_is_offered(searcher: Searcher, prefix: str, limit: int) -> None:
    found = searcher.complete(prefix, limit)
    assert len(found) <= limit
    assert [each.paragraphs for each in found] == sorted((each.paragraphs for each in found), reverse=True)
    assert len({(each.text, each.kind) for each in found}) == len(found)
    for each in found:
        assert searcher.count(each.query).paragraphs == each.paragraphs > 0


def test_half_are_names_where_there_are_so_many(searcher: Searcher) -> None:
    kinds = [each.kind for each in searcher.complete("s", 6)]
    assert kinds.count("word") == 3
    assert {each.kind for each in searcher.complete("port", 9)} == {"word", "place"}
