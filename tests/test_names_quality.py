"""What the annotators of names find in gold articles, where these are at hand, and in texts that name nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import names
from benchmarks.entities import GOLD, Tally, gold, pairs, surface


@pytest.mark.parametrize("tool", ["names", "rules"])
def test_no_figure_falls_below_its_floor(tool: str, data: Callable[[str], Path]) -> None:
    data(GOLD.name)
    articles = list(gold())
    figures = names.quality(articles, names.results(tool, articles))
    fallen = {name: (figures[name], floor) for name, floor in names.floors()[tool].items() if figures[name] < floor}
    assert not fallen


@pytest.mark.parametrize("tool", ["names", "rules"])
def test_texts_that_name_nobody_give_few_names(tool: str) -> None:
    rates = dict(names.false_names(tool))
    german = rates.pop("German")  # writes its nouns in capitals
    assert set(rates.values()) == {0}
    assert german <= 150


def test_names_are_compared_as_a_search_field_needs_it() -> None:
    assert surface("the Harbour Board’s plan", 0, 18) == "harbour board"
    text = "Anna Berg of the Harbour Board met Anna Berg."
    assert pairs(text, [(0, 9, "person"), (13, 30, "org"), (35, 44, "person")]) == {
        ("anna berg", "person"),
        ("harbour board", "org"),
    }
    tally = Tally()
    tally.add({("a", "org"), ("b", "org")}, {("a", "org"), ("c", "org"), ("d", "org")})
    assert (tally.f1, tally.precision) == (40.0, 50.0)
