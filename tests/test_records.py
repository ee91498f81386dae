"""What is stored of a paragraph, read back."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from searchkit.documents import entities
from searchkit.model import Entity
from searchkit.records import read_record, writer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
KINDS = st.sampled_from(("person", "org", "place", "nationality", "date", "product", "p", "?", ""))
DAYS = st.sampled_from(("2024-03-11", "2024-03-17", "2024-03-1", "..........", "-500-01-01"))
DETAILS = st.one_of(
    st.dictionaries(st.sampled_from(("title", "country", "interval")), st.one_of(TEXT, st.lists(TEXT))),
    st.one_of(TEXT, DAYS).map(lambda code: {"country": code}),
    st.lists(DAYS, min_size=1, max_size=3).map(lambda days: {"interval": days}),
)


@st.composite
def named(draw: st.DrawFn) -> tuple[str, tuple[Entity, ...]]:
    """Draw a text with names in it, in any order and over one another, that are called what is written or not."""
    text = draw(TEXT)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    several = []
    for start, end in draw(st.lists(places, max_size=5)):
        written = text[start:end]
        name = draw(st.one_of(st.just(written), TEXT))
        several.append(Entity(draw(KINDS), name or written, written, start, end, draw(DETAILS)))
    return text, tuple(several)


@given(named(), st.integers(0, 9), TEXT)
def test_what_is_stored_is_read_back(drawn: tuple[str, tuple[Entity, ...]], ordinal: int, title: str) -> None:
    text, several = drawn
    record = read_record(writer({"id": "a", "title": title})("body", ordinal, text, several))
    assert (record["about"], record["role"]) == ({"id": "a", "title": title}, "body")
    assert (record["ordinal"], record["text"]) == (ordinal, text)
    assert entities(record) == several
    assert [one.details for one in entities(record)] == [one.details for one in several]


def test_the_seconds_of_a_day_are_reckoned_and_those_of_a_time_are_kept() -> None:
    for published, when, kept in (("2024-03-11", 1_710_115_200, False), ("2024-03-11T08:30:00", 1_710_145_800, True)):
        stored = writer({"id": "a", "published": published, "when": when})("body", 1, "Text.", ())
        assert ("when" in stored) is kept
        assert read_record(stored)["about"] == {"id": "a", "published": published, "when": when}


def test_details_of_one_kind_are_short() -> None:
    details = (
        {"country": "NO"},
        {"interval": ["2024-03-11", "2024-03-11"]},
        {"interval": ["2024-03-11", "2024-03-17"]},
    )
    several = tuple(Entity("place", "Oslo", "Oslo", 0, 4, each) for each in details)
    stored = json.loads(writer({"id": "a"})("body", 1, "Oslo", several))[4]
    assert stored[3::4] == ["NO", "2024-03-11", "2024-03-11..2024-03-17"]


def test_names_say_only_what_the_text_does_not() -> None:
    text = "Xi met Putin."
    xi = Entity("person", "Xi Jinping", "Xi", 0, 2, {"title": "President"})
    stored = writer({"id": "a"})("body", 1, text, (xi, Entity("person", "Putin", "Putin", 7, 12)))
    assert json.loads(stored)[4] == ["pXi Jinping", 0, 2, {"title": "President"}, "p", 5, 5, 0]
    assert replace(entities(read_record(stored))[1], surface="") == Entity("person", "Putin", "", 7, 12)
