"""An index of each format that there ever was: read, or refused with the command that builds it again."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

import searchkit
from searchkit import catalog, manifest, records, schema
from searchkit.check import check
from searchkit.errors import FormatError
from searchkit.mending import rebuild

KEPT = Path(__file__).parent / "data/formats"
FILES = sorted(KEPT.glob("*.tar.gz"))
QUERIES = {
    "harbour": ["ferry-strike-2023", "news/harbour-budget-vote", "news/norvane-results"],
    "person:marsk": ["news/harbour-budget-vote"],
    "well OR puffin OR kept": [],
}


@pytest.fixture(params=FILES, ids=lambda path: path.name.removesuffix(".tar.gz"))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(request.param) as kept:
        kept.extractall(tmp_path / "index", filter="data")
    return tmp_path / "index"


def answers(index: Path) -> dict[str, list[str]]:
    with searchkit.open(index) as searcher:
        return {query: sorted({hit.article for hit in searcher.search(query, limit=None)}) for query in QUERIES}


def current(index: Path) -> bool:
    return manifest.read(index).current


def test_an_index_of_each_format_is_read_or_refused_and_built_again_from_its_catalog_alone(index: Path) -> None:
    if current(index):
        assert answers(index) == QUERIES and check(index).sound
    else:
        with pytest.raises(FormatError, match=r"build the index again: searchkit rebuild --index "):
            answers(index)
    assert rebuild(index).unchanged == 3
    assert answers(index) == QUERIES and check(index).sound and current(index)


def test_a_run_brings_an_index_of_each_format_up_to_date_and_keeps_out_what_was_removed(index: Path) -> None:
    news = index.with_name("news")
    news.mkdir()
    (news / "wells-cleared.txt").write_text("It was kept out.\n")
    (news / "later.txt").write_text("A puffin.\n")
    report = searchkit.build([news], index)
    assert (report.new, report.kept_out) == (1, 1)
    assert answers(index) == {**QUERIES, "well OR puffin OR kept": ["news/later"]}
    assert check(index).sound and current(index)


def test_each_number_has_its_history_and_an_index_of_each_is_kept() -> None:
    for number, history in (
        (manifest.FORMAT, manifest.HISTORY),
        (catalog.FORMAT, catalog.HISTORY),
        (records.VERSION, records.HISTORY),
        (schema.VERSION, schema.HISTORY),
    ):
        assert number == max(history) and list(history) == sorted(history)
    engines = ("tantivy", "whoosh")
    kept = {f"documents-{number}-{engine}.tar.gz" for number in records.HISTORY for engine in engines}
    assert kept <= {path.name for path in FILES}
    assert sum(path.stat().st_size for path in FILES) < 400_000
