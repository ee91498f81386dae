"""Dates that a text mentions: which words they are, which days they mean, and what none is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from benchmarks import entities_dates
from searchkit import Indexer
from searchkit.annotators import load
from searchkit.annotators.dates import CUE, Dates, lowered, mentions
from searchkit.annotators.dates_forms import FORMS
from searchkit.model import Article, Entity, Paragraph

PUBLISHED = date(2023, 11, 22)  # a Wednesday

# What is between [ and ] is the date, what is behind it its days.
MEANINGS = (
    # --- days
    ("met on [Monday]", "2023-11-20"),
    ("met on [Wednesday]", "2023-11-22"),
    ("met on [Friday] in Orle", "2023-11-17"),
    ("will meet on [Friday]", "2023-11-24"),
    ("would meet, she said on [Friday]", "2023-11-17"),
    ("They'll know by [Monday]", "2023-11-27"),
    ("on [Tuesday] night", "2023-11-21"),
    ("[last Wednesday]", "2023-11-15"),
    ("[this Friday]", "2023-11-24"),
    ("[next Friday]", "2023-11-24"),
    ("on [MONDAY]", "2023-11-20"),
    ("[yesterday] and", "2023-11-21"),
    ("said [today].", "2023-11-22"),
    ("[Tomorrow] is", "2023-11-23"),
    ("[last night]", "2023-11-21"),
    ("[this morning]", "2023-11-22"),
    ("[Nov. 4] was", "2023-11-04"),
    ("[Nov 4,] 1", "2023-11-04"),
    ("[November 4th]", "2023-11-04"),
    ("[4 November] was", "2023-11-04"),
    ("the [4th of November]", "2023-11-04"),
    ("[Dec. 4]", "2023-12-04"),
    ("[Jan. 20]", "2023-01-20"),
    ("is due on [Feb. 3]", "2024-02-03"),
    ("[Sept. 11, 2001], in", "2001-09-11"),
    ("[3 November 2021]", "2021-11-03"),
    ("[Monday, Nov. 20]", "2023-11-20"),
    ("[Sunday the 26 June, 2022].", "2022-06-26"),
    ("[June 3 of last year]", "2022-06-03"),
    ("[2023-11-05]", "2023-11-05"),
    ("as on [28.01.2022] is", "2022-01-28"),
    ("[25/12/2021]", "2021-12-25"),
    ("[12/25/2021]", "2021-12-25"),
    ("[ten days ago]", "2023-11-12"),
    ("[Feb. 29] fell", "2020-02-29"),
    # --- several days
    ("[Feb. 3-5]", "2023-02-03 2023-02-05"),
    ("[19 to 20 July 2022]", "2022-07-19 2022-07-20"),
    ("[last week]", "2023-11-13 2023-11-19"),
    ("[this weekend]", "2023-11-25 2023-11-26"),
    ("[two weeks ago]", "2023-11-06 2023-11-12"),
    # --- months
    ("[Last month], the", "2023-10-01 2023-10-31"),
    ("in [March] for", "2023-03-01 2023-03-31"),
    ("in [March]. For", "2023-03-01 2023-03-31"),
    ("in [May]. For", "2023-05-01 2023-05-31"),
    ("in [Oct.] and", "2023-10-01 2023-10-31"),
    ("in [December]", "2022-12-01 2022-12-31"),
    ("will open in [May]", "2024-05-01 2024-05-31"),
    ("no later than [June]", "2024-06-01 2024-06-30"),
    ("in [February 2022], cover", "2022-02-01 2022-02-28"),
    ("in [February this year], though", "2023-02-01 2023-02-28"),
    ("in [late August]", "2023-08-16 2023-08-31"),
    ("in [early June 2020]", "2020-06-01 2020-06-10"),
    ("[mid-July]", "2023-07-11 2023-07-20"),
    ("[next March]", "2024-03-01 2024-03-31"),
    ("[last December]", "2022-12-01 2022-12-31"),
    ("[three months ago]", "2023-08-01 2023-08-31"),
    ("[March to May]", "2023-03-01 2023-05-31"),
    ("from [November-January 2022]", "2021-11-01 2022-01-31"),
    ("in [June] 40 people died", "2023-06-01 2023-06-30"),
    ("[last summer]", "2023-06-01 2023-08-31"),
    ("the [winter of 2021]", "2021-12-01 2022-02-28"),
    ("the [third quarter]", "2023-07-01 2023-09-30"),
    ("the [fourth-quarter] loss", "2023-10-01 2023-12-31"),
    ("the [first quarter of last year]", "2022-01-01 2022-03-31"),
    ("[4Q2022]", "2022-10-01 2022-12-31"),
    ("[Q3 2022]", "2022-07-01 2022-09-30"),
    ("the [first half of 1987]", "1987-01-01 1987-06-30"),
    # --- years
    ("[2022] was", "2022-01-01 2022-12-31"),
    ("jumped [this year], as", "2023-01-01 2023-12-31"),
    ("[last year]", "2022-01-01 2022-12-31"),
    ("[late last year]", "2022-09-01 2022-12-31"),
    ("[early 2024]", "2024-01-01 2024-04-30"),
    ("[two years ago]", "2021-01-01 2021-12-31"),
    ("between [2019 and 2021]", "2019-01-01 2021-12-31"),
    ("[2021-22]", "2021-01-01 2022-12-31"),
    ("in [1863–1898]", "1863-01-01 1898-12-31"),
    ("the [1990s]", "1990-01-01 1999-12-31"),
    ("the [mid-1980s]", "1983-01-01 1986-12-31"),
    ("the [eighties]", "1980-01-01 1989-12-31"),
    ("in the [19th century]", "1801-01-01 1900-12-31"),
    ("in [1871] the", "1871-01-01 1871-12-31"),
    # --- nobody can tell
    ("on [Feb. 30]", ""),
    ("on [31 April 2020]", ""),
    ("on [3/4/2021]", ""),
    ("[2022-13-01]", ""),
)
NONE = (
    "She may march in may or in march, and fall second.",
    "2000 tonnes, $2022, 2,022 votes, 1.2022, 2022% and 1987 mln dlrs",
    "in the Harbours Act 1962, the Constitution of 1999 and Vision 2030",
    "a 5-3 vote, 12 of 30 seats, 1812 crowns, 20 ago",
    "the marching band, a Sundayish mood, x2022, @2022",
    "the next day, two days later, a year earlier",
    "this, next and last; early, late and mid; q5, 5q",
)


def found(text: str, published: date | None = PUBLISHED) -> list[tuple[str, str]]:
    days = [(text[one.start : one.end], one.days) for one in mentions(text, published)]
    return [(surface, " ".join(dict.fromkeys(map(str, both or ())))) for surface, both in days]


@pytest.mark.parametrize(("text", "days"), MEANINGS, ids=[text for text, _ in MEANINGS])
def test_a_date_means_these_days(text: str, days: str) -> None:
    surface = text[text.index("[") + 1 : text.index("]")].rstrip(",")
    assert found(text.replace("[", "").replace("]", "")) == [(surface, days)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_written_like_a_date_but_is_none(text: str) -> None:
    assert found(text) == []


def test_several_dates_of_a_text_are_found_in_order() -> None:
    text = "From 2010 and 2011 on, until June 2012, and on Monday and Tuesday."
    assert [surface for surface, _ in found(text)] == ["2010 and 2011", "June 2012", "Monday", "Tuesday"]
    assert [surface for surface, _ in found("In 2010 and 2011.")] == ["2010", "2011"]


def test_without_a_day_of_publication_only_whole_dates_are_resolved() -> None:
    text = "Last week, on Monday, in May, on Nov. 4 and on Nov. 4, 2021, and in 2020"
    assert found(text, None) == [
        ("Last week", ""),
        ("Monday", ""),
        ("May", ""),
        ("Nov. 4", ""),
        ("Nov. 4, 2021", "2021-11-04"),
        ("2020", "2020-01-01 2020-12-31"),
    ]


def test_at_the_ends_of_time_nothing_breaks() -> None:
    text = "last week, next year, yesterday, tomorrow, 300 years ago, next December, last summer, Feb. 29, 31 Dec"
    for day in (date.min, date.max):
        assert len(found(text, day)) == 9


def annotated(text: str, entities: Sequence[Entity] = (), published: date | None = PUBLISHED) -> list[Entity]:
    article = Article("a", published=published)
    (paragraph,) = Dates().annotate(article, [Paragraph("a", 1, text, entities=tuple(entities))])
    return list(paragraph.entities)


def test_an_entity_has_its_days_as_a_query_names_them() -> None:
    text = "Last month, on Nov. 4, in 2022 and last week."
    assert [(one.kind, one.name, one.surface, one.details) for one in annotated(text)] == [
        ("date", "2023-10", "Last month", {"interval": ["2023-10-01", "2023-10-31"]}),
        ("date", "2023-11-04", "Nov. 4", {"interval": ["2023-11-04", "2023-11-04"]}),
        ("date", "2022", "2022", {"interval": ["2022-01-01", "2022-12-31"]}),
        ("date", "2023-11-13..2023-11-19", "last week", {"interval": ["2023-11-13", "2023-11-19"]}),
    ]


def test_an_unresolved_date_is_kept_without_days() -> None:
    (entity,) = annotated("said last\u00a0week", published=None)
    assert (entity.name, entity.surface, entity.details) == ("last week", "last\u00a0week", {})


def test_a_name_that_was_found_before_is_no_date() -> None:
    text = "June Ostrander read the Sunday Ledger in June."
    names = [Entity("person", "June Ostrander", "June Ostrander", 0, 14), Entity("org", "L", "Sunday Ledger", 24, 37)]
    assert [(one.kind, one.surface) for one in annotated(text, names)] == [
        ("person", "June Ostrander"),
        ("org", "Sunday Ledger"),
        ("date", "June"),
    ]


def test_days_count_from_the_day_that_the_source_states() -> None:
    late = datetime(2023, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    (paragraph,) = Dates().annotate(Article("a", published=late), [Paragraph("a", 1, "said today")])
    assert paragraph.entities[0].name == "2023-11-22"


@pytest.mark.parametrize(
    ("published", "zone", "day"),
    [
        (datetime(2024, 3, 12, 1, tzinfo=UTC), "America/New_York", "2024-03-11"),
        (datetime(2024, 3, 12, 1, tzinfo=UTC), "UTC", "2024-03-12"),
        (datetime(2024, 3, 12, 1, tzinfo=timezone(timedelta(hours=9))), "America/New_York", "2024-03-12"),
        (date(2024, 3, 12), "America/New_York", "2024-03-12"),
    ],
)
def test_days_count_by_the_clock_of_the_index_where_the_source_has_none(
    published: date, zone: str, day: str, tmp_path: Path
) -> None:
    with Indexer(tmp_path, zone=zone, annotators=["dates"]) as indexer:
        indexer.add(Article("a", body="She spoke today.", published=published))
    with searchkit.open(tmp_path) as searcher:
        assert len(searcher.search(f"mentioned:{day}")) == 1


def test_this_winter_may_have_begun_last_year() -> None:
    for published, this, last in (
        (date(2024, 1, 15), "2023-12-01 2024-02-29", "2022-12-01 2023-02-28"),
        (date(2023, 12, 15), "2023-12-01 2024-02-29", "2022-12-01 2023-02-28"),
        (date(2023, 11, 15), "2023-12-01 2024-02-29", "2022-12-01 2023-02-28"),
        (date(2024, 3, 15), "2024-12-01 2025-02-28", "2023-12-01 2024-02-29"),
    ):
        assert found("this winter", published) == [("this winter", this)]
        assert found("last winter", published) == [("last winter", last)]


def test_days_joined_by_a_hyphen_are_two_days() -> None:
    assert [surface for surface, _ in found("from Nov. 20-Dec. 3, or Dec. 30-Jan. 2")] == [
        "Nov. 20",
        "Dec. 3",
        "Dec. 30",
        "Jan. 2",
    ]
    assert [surface for surface, _ in found("a 20-based system of Nov. 20-based plans")] == ["Nov."]


def test_the_default_annotators_are_at_hand_by_name() -> None:
    assert [(tool.name, tool.version) for tool in load(["names", "dates"])][1] == ("dates", 2)


def test_every_word_that_a_form_begins_with_is_a_cue() -> None:
    assert all(CUE.fullmatch(word) for word in FORMS)


@pytest.mark.parametrize(
    "text",
    ["1" * 1_000_000, "1 " * 500_000, "may " * 250_000, "this " * 200_000, "2022-" * 200_000, "3 to " * 200_000,
     " " * 1_000_000, "will " * 200_000, "12." * 333_333, "ago " * 250_000, "last year " * 100_000],
    ids=lambda text: text[:10],
)  # fmt: skip
def test_a_megabyte_takes_no_longer_than_its_length(text: str) -> None:
    begun = time.process_time()
    assert sum(1 for _ in mentions(text, PUBLISHED)) <= len(text)
    assert time.process_time() - begun < 60


_pieces = st.sampled_from(
    "last next this early mid late Monday Nov. 4 May 2022 -22 , of the 19th century 3rd quarter ago two years Feb. 30 "
    "İ ß \u00a0 e\u0301 ’s 1987 summer today q3 to and between 12/25/2021 2023-11-05 31.12.2020 ½ ² ٣ 𝟚 ﬁ \u2028".split(
        " "
    )
)
_texts = st.one_of(
    st.lists(_pieces, max_size=14).map(" ".join), st.lists(_pieces, max_size=14).map("".join), st.text(max_size=60)
)


@given(_texts, st.one_of(st.none(), st.dates()))
def test_offsets_point_at_what_is_written(text: str, published: date | None) -> None:
    assert len(lowered(text)) == len(text)
    end = 0
    for entity in annotated(text, published=published):
        assert end <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.surface == entity.surface.strip()
        first, last = entity.details.get("interval", ("", ""))
        assert first <= last
        end = entity.end


def test_recall_and_precision_are_not_below_their_floors(data: Callable[[str], Path]) -> None:
    data(entities_dates.GOLD.name)
    measured = entities_dates.measured()
    assert measured.keys() == entities_dates.floors().keys()
    assert all(measured[name] >= floor for name, floor in entities_dates.floors().items()), measured
