"""How well ranking does on judged collections: nothing falls below its floor (all of it: `benchmarks/relevance.py`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("ir_measures", reason="ir_measures is not installed: pip install --editable '.[dev]'")

from benchmarks import relevance

ENGINE = "tantivy"
QUICK = ("med", "lisa")


@pytest.mark.parametrize("name", QUICK)
def test_no_measure_is_below_its_floor(name: str, tmp_path: Path, data: Callable[[str], Path]) -> None:
    data(f"relevance/{name}/qrels.txt")
    collection = relevance.load(name)
    with relevance.indexed(collection, ENGINE, tmp_path) as opened:
        measured = dict(relevance.both(collection, opened))
    floors = relevance.floors()[name][ENGINE]
    assert measured.keys() == floors.keys()
    below = {
        (label, measure): (score, floors[label][measure])
        for label, scores in measured.items()
        for measure, score in scores.items()
        if score < floors[label][measure]
    }
    assert not below


def test_every_floor_is_one_that_is_measured() -> None:
    for engines in relevance.floors().values():
        assert engines.keys() == set(relevance.ENGINES)
        for runs in engines.values():
            assert runs.keys() == {"plain", "expand"}
            assert all(floors.keys() == relevance.MEASURES.keys() for floors in runs.values())
