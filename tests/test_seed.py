"""One real agency article, where it is at hand: what is read of it, and what finds it, on every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import searchkit


@pytest.fixture(scope="module", params=["tantivy", "whoosh", "memory"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, data: Callable[[str], Path]
) -> Iterator[searchkit.Searcher]:
    seed = data("seed-article.txt")
    index = None if request.param == "memory" else tmp_path_factory.mktemp("seed") / "index"
    with searchkit.Indexer(index, engine=request.param) as indexer:
        indexer.read([seed], published=date(2023, 11, 22))
        with indexer.searcher() as opened:
            yield opened


def test_roles(searcher: searchkit.Searcher) -> None:
    roles = Counter(hit.role for hit in searcher.article("seed-article"))
    assert roles == {"lede": 1, "body": 9, "promo": 2, "credit": 1, "note": 1}


def test_a_phrase_is_marked_exactly_and_furniture_is_counted(searcher: searchkit.Searcher) -> None:
    results = searcher.search('"no limits"')
    (hit,) = results
    assert (hit.ordinal, [hit.text[start:end] for start, end in hit.marks]) == (9, ["no limits"])
    assert results.furniture == 1


@pytest.mark.parametrize("query", ['"no limits" role:any', "“no limits” role:any", "no-limits role:any"])
def test_furniture_is_found_when_asked_for(searcher: searchkit.Searcher, query: str) -> None:
    assert {hit.ordinal for hit in searcher.search(query)} == {7, 9}


@pytest.mark.parametrize(
    ("query", "ordinals"),
    [
        ("person:putin", {4, 6, 9}),
        ("place:ukraine", {1, 4, 6, 10}),
        ("US", {6, 9}),
        ("Xi's", {1, 2, 6, 9}),
        ("Xi’s", {1, 2, 6, 9}),
        ("country:UA", {1, 4, 6, 10}),
        ("country:ukraine", {1, 4, 6, 10}),
        ("mentioned:2022", {4, 9}),
        ("mentioned:2022-02", {4}),
        ("mentioned:2023-10", {5, 6}),
    ],
)
def test_names_dates_and_capitals(searcher: searchkit.Searcher, query: str, ordinals: set[int]) -> None:
    assert {hit.ordinal for hit in searcher.search(query)} == ordinals


def test_the_dates_that_match_are_marked(searcher: searchkit.Searcher) -> None:
    marked = {
        hit.ordinal: [hit.text[start:end] for start, end in hit.marks] for hit in searcher.search("mentioned:2022")
    }
    assert marked == {4: ["February 2022"], 9: ["2022"]}


def test_every_person_has_one_full_name_in_every_paragraph(searcher: searchkit.Searcher) -> None:
    named: dict[str, set[int]] = {}
    for hit in searcher.article("seed-article"):
        for entity in hit.entities:
            if entity.kind == "person":
                named.setdefault(entity.name, set()).add(hit.ordinal)
    assert named == {
        "Xi Jinping": {1, 2, 6, 7, 9, 14},
        "Vyacheslav Volodin": {2, 3, 14},
        "Vladimir Putin": {4, 6, 7, 9},
        "Li Qiang": {5},
        "Mikhail Mishustin": {5},
        "Zhang Youxia": {8},
        "Sergei Shoigu": {8},
        "Evelyn Yu": {13},
    }


def test_organisations_places_and_titles(searcher: searchkit.Searcher) -> None:
    entities = [entity for hit in searcher.article("seed-article") for entity in hit.entities]
    organisations = {entity.name for entity in entities if entity.kind == "org"}
    assert {"Xinhua News Agency", "Duma", "International Criminal Court"} <= organisations
    assert {entity.details["country"] for entity in entities if entity.name == "Ukraine"} == {"UA"}
    assert {entity.details.get("title") for entity in entities if entity.name == "Li Qiang"} == {"Premier"}
