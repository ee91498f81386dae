"""Dates of the query language: what each says at a moment, its errors, where it ends in a query, and back to text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.dates import DAY, Interval, bounds, interval, spoken, written
from searchkit.query.dates_words import CALENDAR, COUNTED, COUNTS, DAYS, MONTHS, OPENERS, WEEKDAYS, WHICH

WEDNESDAY = "2023-11-22T10:30:15"
EPOCH = datetime(1970, 1, 1)
FIRST = (datetime(1, 1, 1) - EPOCH) // timedelta(seconds=1)
LAST = (datetime(9999, 12, 31, 23, 59, 59) - EPOCH) // timedelta(seconds=1)


def second(iso: str, last: bool) -> int | None:
    """Give the second of an ISO date or time; of a date, the first or last; None for `-`."""
    if iso == "-":
        return None
    moment = datetime.fromisoformat(iso)
    ends = last and len(iso) == 10
    return (moment - EPOCH) // timedelta(seconds=1) + (DAY - 1 if ends else 0)


def expected(days: str) -> Interval:
    """Read `2023-11-13 2023-11-19`, or one date for both ends."""
    first, last = (days.split() * 2)[:2]
    return Interval(second(first, last=False), second(last, last=True))


def at(now: str) -> datetime:
    return datetime.fromisoformat(now)


SAYS = {
    WEDNESDAY: [
        # digits
        ("2023", "2023-01-01 2023-12-31"),
        ("0001", "0001-01-01 0001-12-31"),
        ("9999", "9999-01-01 9999-12-31"),
        ("2023-2", "2023-02-01 2023-02-28"),
        ("2024-02", "2024-02-01 2024-02-29"),
        ("2023-12", "2023-12-01 2023-12-31"),
        ("2024-02-29", "2024-02-29"),
        ("2000-02-29", "2000-02-29"),
        ("2023-11-22T10:30", "2023-11-22T10:30:00 2023-11-22T10:30:59"),
        ("2023-11-22t10:30:07", "2023-11-22T10:30:07"),
        # a named month
        ("22 november 2023", "2023-11-22"),
        ("22nd November, 2023", "2023-11-22"),
        ("november 22, 2023", "2023-11-22"),
        ("NOV 22 2023", "2023-11-22"),
        ("  nov.   22,2023 ", "2023-11-22"),
        ("29 february 2024", "2024-02-29"),
        ("november 2023", "2023-11-01 2023-11-30"),
        ("nov. 2023", "2023-11-01 2023-11-30"),
        ("sept 2021", "2021-09-01 2021-09-30"),
        ("november", "2023-11-01 2023-11-30"),
        ("december", "2022-12-01 2022-12-31"),
        ("jan", "2023-01-01 2023-01-31"),
        ("22 november", "2023-11-22"),
        ("november 23", "2022-11-23"),
        ("29 february", "2020-02-29"),
        # days
        ("today", "2023-11-22"),
        ("Yesterday", "2023-11-21"),
        ("tomorrow", "2023-11-23"),
        ("tuesday", "2023-11-21"),
        ("wednesday", "2023-11-15"),
        ("last thu", "2023-11-16"),
        ("past monday", "2023-11-20"),
        ("this tuesday", "2023-11-21"),
        ("this sunday", "2023-11-26"),
        ("next wednesday", "2023-11-29"),
        ("next friday", "2023-11-24"),
        # units of the calendar
        ("this week", "2023-11-20 2023-11-26"),
        ("last week", "2023-11-13 2023-11-19"),
        ("next week", "2023-11-27 2023-12-03"),
        ("this weekend", "2023-11-25 2023-11-26"),
        ("last weekend", "2023-11-18 2023-11-19"),
        ("this month", "2023-11-01 2023-11-30"),
        ("last month", "2023-10-01 2023-10-31"),
        ("next month", "2023-12-01 2023-12-31"),
        ("this quarter", "2023-10-01 2023-12-31"),
        ("last quarter", "2023-07-01 2023-09-30"),
        ("next quarter", "2024-01-01 2024-03-31"),
        ("last year", "2022-01-01 2022-12-31"),
        ("next year", "2024-01-01 2024-12-31"),
        # up to the present
        ("past 7 days", "2023-11-16 2023-11-22"),
        ("last 7 days", "2023-11-16 2023-11-22"),
        ("past seven days", "2023-11-16 2023-11-22"),
        ("past week", "2023-11-16 2023-11-22"),
        ("past 2 weeks", "2023-11-09 2023-11-22"),
        ("past day", "2023-11-22"),
        ("past month", "2023-10-23 2023-11-22"),
        ("past 3 months", "2023-08-23 2023-11-22"),
        ("last twelve months", "2022-11-23 2023-11-22"),
        ("past quarter", "2023-08-23 2023-11-22"),
        ("past year", "2022-11-23 2023-11-22"),
        ("past 24 hours", "2023-11-21T10:30:15 2023-11-22T10:30:15"),
        ("last hour", "2023-11-22T09:30:15 2023-11-22T10:30:15"),
        ("7 days ago", "2023-11-15"),
        ("2 weeks ago", "2023-11-08"),
        ("a month ago", "2023-10-22"),
        ("one year ago", "2022-11-22"),
        # moments, alone
        ("now", "2023-11-22T10:30:15"),
        ("now-7d", "2023-11-15T10:30:15 2023-11-22T10:30:15"),
        ("now+1d", "2023-11-22T10:30:15 2023-11-23T10:30:15"),
        ("NOW-24h", "2023-11-21T10:30:15 2023-11-22T10:30:15"),
        ("now-2w", "2023-11-08T10:30:15 2023-11-22T10:30:15"),
        ("now-3m", "2023-08-22T10:30:15 2023-11-22T10:30:15"),
        ("now-1y", "2022-11-22T10:30:15 2023-11-22T10:30:15"),
        ("now-30min", "2023-11-22T10:00:15 2023-11-22T10:30:15"),
        ("now+5s", "2023-11-22T10:30:15 2023-11-22T10:30:20"),
        # open
        ("since march 2022", "2022-03-01 -"),
        ("from 2022", "2022-01-01 -"),
        ("since now-7d", "2023-11-15T10:30:15 -"),
        ("since past 2 weeks", "2023-11-09 -"),
        ("until yesterday", "- 2023-11-21"),
        ("till 2022-06", "- 2022-06-30"),
        ("to last week", "- 2023-11-19"),
        ("up to nov. 3, 2021", "- 2021-11-03"),
        ("through monday", "- 2023-11-20"),
        ("before 2023", "- 2022-12-31"),
        ("after last week", "2023-11-20 -"),
        ("after now", "2023-11-22T10:30:16 -"),
        (">=2023-11", "2023-11-01 -"),
        ("> 2023", "2024-01-01 -"),
        ("<=last month", "- 2023-10-31"),
        ("<2023", "- 2022-12-31"),
        ("..2022", "- 2022-12-31"),
        ("2022..", "2022-01-01 -"),
        ("..", "- -"),
        # from one to another
        ("between 2021 and 2022-03", "2021-01-01 2022-03-31"),
        ("between now-7d and now-1d", "2023-11-15T10:30:15 2023-11-21T10:30:15"),
        ("march 2022 to may 2022", "2022-03-01 2022-05-31"),
        ("from 3 march 2022 up to 4 may 2022", "2022-03-03 2022-05-04"),
        ("since june until today", "2023-06-01 2023-11-22"),
        ("2023-11-13..2023-11-19", "2023-11-13 2023-11-19"),
        ("1 nov...2 nov.", "2023-11-01 2023-11-02"),
        ("monday to tuesday", "2023-11-20 2023-11-21"),
        ("monday to friday", "2023-11-13 2023-11-17"),
        ("november to february", "2022-11-01 2023-02-28"),
        ("march to may 2022", "2022-03-01 2022-05-31"),
        ("from december to now", "2022-12-01 2023-11-22T10:30:15"),
    ],
    "2024-03-31T00:00:00": [
        ("past month", "2024-03-01 2024-03-31"),
        ("a month ago", "2024-02-29"),
        ("past 2 months", "2024-02-01 2024-03-31"),
        ("13 months ago", "2023-02-28"),
        ("last month", "2024-02-01 2024-02-29"),
        ("last week", "2024-03-18 2024-03-24"),
        ("this week", "2024-03-25 2024-03-31"),
        ("next quarter", "2024-04-01 2024-06-30"),
        ("next month", "2024-04-01 2024-04-30"),
        ("sunday", "2024-03-24"),
        ("this sunday", "2024-03-31"),
        ("now+1m", "2024-03-31T00:00:00 2024-04-30T00:00:00"),
        ("now-1m", "2024-02-29T00:00:00 2024-03-31T00:00:00"),
        ("april", "2023-04-01 2023-04-30"),
        ("31 march", "2024-03-31"),
    ],
    "2024-01-01T00:00:00": [
        ("yesterday", "2023-12-31"),
        ("last week", "2023-12-25 2023-12-31"),
        ("this week", "2024-01-01 2024-01-07"),
        ("last month", "2023-12-01 2023-12-31"),
        ("last quarter", "2023-10-01 2023-12-31"),
        ("last year", "2023-01-01 2023-12-31"),
        ("monday", "2023-12-25"),
        ("sunday", "2023-12-31"),
        ("january", "2024-01-01 2024-01-31"),
        ("february", "2023-02-01 2023-02-28"),
        ("1 january", "2024-01-01"),
        ("2 january", "2023-01-02"),
        ("past year", "2023-01-02 2024-01-01"),
        ("past 24 hours", "2023-12-31T00:00:00 2024-01-01T00:00:00"),
        ("now-1s", "2023-12-31T23:59:59 2024-01-01T00:00:00"),
    ],
    "2024-02-29T23:59:59": [
        ("past year", "2023-03-01 2024-02-29"),
        ("a year ago", "2023-02-28"),
        ("4 years ago", "2020-02-29"),
        ("29 february", "2024-02-29"),
        ("tomorrow", "2024-03-01"),
        ("this month", "2024-02-01 2024-02-29"),
        ("last quarter", "2023-10-01 2023-12-31"),
        ("now-1y", "2023-02-28T23:59:59 2024-02-29T23:59:59"),
        ("past 1 months", "2024-01-30 2024-02-29"),
    ],
    "2023-12-31T12:00:00": [
        ("tomorrow", "2024-01-01"),
        ("next week", "2024-01-01 2024-01-07"),
        ("next month", "2024-01-01 2024-01-31"),
        ("next quarter", "2024-01-01 2024-03-31"),
        ("past 3 months", "2023-10-01 2023-12-31"),
    ],
    "1903-01-15T12:00:00": [("29 february", "1896-02-29")],
    "9999-12-31T12:00:00": [("this year", "9999-01-01 9999-12-31"), ("today", "9999-12-31")],
}
ROWS = [(text, now, days) for now, rows in SAYS.items() for text, days in rows]


@pytest.mark.parametrize(("text", "now", "days"), ROWS, ids=[f"{text} at {now}" for text, now, _ in ROWS])
def test_what_it_says(text: str, now: str, days: str) -> None:
    assert interval(text, at(now)) == expected(days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2023", "2023-01-01 2023-12-31"),
        ("last week", "2023-11-13 2023-11-19"),
        ("now", WEDNESDAY),
        ("now-7d", "2023-11-15T10:30:15"),
        ("now+1d", "2023-11-23T10:30:15"),
        ("march to may 2022", "2022-03-01 2022-05-31"),
    ],
)
def test_as_one_end_a_moment_is_one_second(text: str, days: str) -> None:
    assert bounds(text, at(WEDNESDAY)) == expected(days)


@pytest.mark.parametrize("text", ["since march", "from 2022", "until today", "before 2023", ">=2023", "..2023", ".."])
def test_as_one_end_it_is_closed(text: str) -> None:
    with pytest.raises(ValueError, match=f"^'{re.escape(text)}' is open on one side itself; write it alone"):
        bounds(text, at(WEDNESDAY))


EXAMPLES = "2023-11, last week or past 7 days"
ERRORS = [
    ("", f"; write {EXAMPLES}"),
    ("budget", f"; write {EXAMPLES}"),
    ("last", f"; write {EXAMPLES}"),
    ("since", f"; write {EXAMPLES}"),
    ("2023-11-", f"; write {EXAMPLES}"),
    ("22 november 2022 tax", f"; write {EXAMPLES}"),
    ("now-7q", f"; write {EXAMPLES}"),
    ("2 hours ago", f"; write {EXAMPLES}"),
    ("between 2022", f"; write {EXAMPLES}"),
    ("last week (or so)", f"; write {EXAMPLES}"),
    ("٢٠٢٣", f"; write {EXAMPLES}"),
    ("yestreday", f"; did you mean yesterday? Write {EXAMPLES}"),
    ("Novmber 2023", f"; did you mean november 2023? Write {EXAMPLES}"),
    ("lst wek", f"; did you mean last week? Write {EXAMPLES}"),
    ("novmber 22, 2023", f"; did you mean november 22, 2023? Write {EXAMPLES}"),
    ("yesterdy budget", f"; did you mean yesterday? Write {EXAMPLES}"),
    ("0000", ": years begin at 0001"),
    ("2023-13", ": a month is 01 to 12"),
    ("2023-00", ": a month is 01 to 12"),
    ("2024-02-30", ": that month has 29 days"),
    ("2023-02-29", ": that month has 28 days"),
    ("since 2023-06-31", ": that month has 30 days"),
    ("31 november", ": that month has 30 days"),
    ("0 november", ": that month has 30 days"),
    ("30 february", ": that month has 28 days"),
    ("2023-11-22T24:00", ": a time is 00:00:00 to 23:59:59"),
    ("2023-11-22T10:60", ": a time is 00:00:00 to 23:59:59"),
    ("past 0 days", ": count from 1, as in past 7 days"),
    ("now-99999999y", ": years begin at 0001"),
    ("now+99999999y", ": years end at 9999"),
    (f"now-{'9' * 9000}d", ": years begin at 0001"),
    ("past 99999999 days", ": years begin at 0001"),
    ("99999999 months ago", ": years begin at 0001"),
    ("before 0001", ": years begin at 0001"),
    ("after 9999", ": years end at 9999"),
    ("between may 2022 and march 2022", ": it ends before it begins; write the earlier date first"),
    ("2023..2022", ": it ends before it begins; write the earlier date first"),
    ("yesterday to 2022", ": it ends before it begins; write the earlier date first"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text[:40] for text, _ in ERRORS])
def test_what_is_wrong_and_what_to_write(text: str, message: str) -> None:
    for read in (interval, bounds):
        with pytest.raises(ValueError, match="no date") as caught:
            read(text, at(WEDNESDAY))
        assert str(caught.value) == f"{text!r} is no date{message}"


def test_dates_end_with_the_years_there_are() -> None:
    for text, now in (("yesterday", datetime(1, 1, 1)), ("february", datetime(1, 1, 1)), ("29 feb", datetime(3, 5, 1))):
        with pytest.raises(ValueError, match="years begin at 0001"):
            interval(text, now)
    for text in ("tomorrow", "next week", "next month", "next year", "now+1d", "this weekend"):
        with pytest.raises(ValueError, match="years end at 9999"):
            interval(text, datetime(9999, 12, 31))


# --- where an expression ends in a query

SPOKEN = [
    ("last week| budget", 0),
    ("published:last week| budget", 10),
    ("since march 2022| tax", 0),
    ("past 7 days|", 0),
    ("Past Seven DAYS|\ttax", 0),
    ("(published:last week|)", 11),
    ("last week|^2", 0),
    ("march 2022|..may 2022", 0),
    ("1 nov.|..2 dec.", 0),
    ("2023 to 2024| tax", 0),
    ("22 november| tax", 0),
    ("november 22, 2023| tax", 0),
    ("22 november| 2023-11 tax", 0),
    ("between may 2021 and june 2021| tax", 0),
    ("between may 2022 and march 2022| tax", 0),  # reversed: the error says so
    ("31 november 2023| tax", 0),
    ("last week| to budget", 0),
    ("from march up to nov. 3, 2023|", 0),
    ("a month ago| tax", 0),
    ("since yesterday| OR tax", 0),
    ("|march budget", 0),
    ("|2023", 0),
    ("|2023 budget", 0),
    ("|yesterday to budget", 0),
    ("|last budget", 0),
    ("|past 7", 0),
    ("|since", 0),
    ("|last weeks", 0),
    ('|last week"', 0),
    ("|last week(tax)", 0),
    ("|2023..last week", 0),
    ("|>= last week", 0),
    ("|22 november 2023, tax", 0),
    ("| last week", 0),
    ("|", 0),
]


@pytest.mark.parametrize(("marked", "place"), SPOKEN, ids=[marked for marked, _ in SPOKEN])
def test_where_two_words_or_more_end(marked: str, place: int) -> None:
    assert spoken(marked.replace("|", ""), place) == marked.index("|")


def test_behind_the_query_there_is_nothing() -> None:
    assert spoken("last week", 9) == spoken("last week", 50) == 0


# --- back to text

WRITTEN = [
    ("2023-01-01 2023-12-31", "2023"),
    ("2023-11-01 2023-11-30", "2023-11"),
    ("2024-02-01 2024-02-29", "2024-02"),
    ("2023-11-22", "2023-11-22"),
    ("2022-01-01 2023-12-31", "2022..2023"),
    ("2023-01-01 2023-03-31", "2023-01..2023-03"),
    ("2023-11-13 2023-11-19", "2023-11-13..2023-11-19"),
    ("2023-01-01 2023-11-22", "2023-01-01..2023-11-22"),
    ("2023-11-22 -", ">=2023-11-22"),
    ("2023-11-01 -", ">=2023-11"),
    ("- 2023-11-22", "<=2023-11-22"),
    ("- 2022-12-31", "<=2022"),
    ("2023-11-22T10:30:00 2023-11-22T10:30:59", "2023-11-22T10:30"),
    ("2023-11-22T10:30:00", "2023-11-22T10:30:00"),
    ("2023-11-22T10:30:00 2023-11-22T11:29:59", "2023-11-22T10:30..2023-11-22T11:29"),
    ("2023-11-22T10:30:15 -", ">=2023-11-22T10:30:15"),
    ("2023-01-01 2023-11-22T10:30:15", "2023-01-01..2023-11-22T10:30:15"),
    ("0001-01-01 9999-12-31", "0001..9999"),
    ("- -", ".."),
]


@pytest.mark.parametrize(("days", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_written(days: str, text: str) -> None:
    assert written(*expected(days)) == text
    assert interval(text, at(WEDNESDAY)) == expected(days)


def test_no_interval_is_not_written() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        written(1, 0)
    for first, last in ((FIRST - 1, None), (None, LAST + 1), (FIRST - 1, LAST + 1)):
        with pytest.raises(ValueError, match="years"):
            written(first, last)


# --- at random

NOWS = st.one_of(st.datetimes(), st.datetimes(datetime(1999, 1, 1), datetime(2026, 1, 1)))
COUNT = st.one_of(st.integers(1, 40).map(str), st.sampled_from(COUNTS))
YEAR = st.integers(1, 9999).map("{:04}".format)
MONTH = st.sampled_from([*MONTHS, "nov.", "sept", "jan"])
DAY_OF_MONTH = st.integers(1, 28).map(str)
LETTERS = ["s", "min", "h", "d", "w", "m", "y"]
CLOSED = st.one_of(
    YEAR,
    st.builds("{}-{:02}".format, YEAR, st.integers(1, 12)),
    st.datetimes().map(lambda moment: moment.isoformat()[:16]),
    MONTH,
    st.builds("{} {}".format, MONTH, YEAR),
    st.builds("{} {}".format, DAY_OF_MONTH, MONTH),
    st.builds("{} {}, {}".format, MONTH, DAY_OF_MONTH, YEAR),
    st.sampled_from([*DAYS, *WEEKDAYS, "now"]),
    st.builds("{} {}".format, st.sampled_from(list(WHICH)), st.sampled_from([*CALENDAR, *WEEKDAYS])),
    st.builds("{} {} {}s".format, st.sampled_from(["past", "last"]), COUNT, st.sampled_from(COUNTED)),
    st.builds("{} {}s ago".format, COUNT, st.sampled_from(COUNTED[2:])),
    st.builds(
        "now{}{}{}".format, st.sampled_from("+-"), st.integers(0, 99), st.sampled_from("s min h d w m y".split())
    ),
)
EXPRESSIONS = st.one_of(
    CLOSED,
    st.builds("{} {}".format, st.sampled_from(sorted(OPENERS)), CLOSED),
    st.builds("{} to {}".format, CLOSED, CLOSED),
    st.builds("between {} and {}".format, CLOSED, CLOSED),
)
SEMANTIC = re.compile(r" is no date: (?:years (?:begin|end) at \d{4}|it ends before it begins; .*)$")
WORDS = st.lists(
    st.one_of(
        st.sampled_from([*MONTHS, *WEEKDAYS, *DAYS, *WHICH, *OPENERS, *CALENDAR, *COUNTED, *COUNTS, "ago", "and", ","]),
        st.sampled_from(["between", "days", "now", "now-3m", "now-99999999y", "..", "(", "-", "0", "31", "99999"]),
        st.from_regex(r"\A[0-9]{1,5}(-[0-9]{0,3}){0,2}(T[0-9]{2}:[0-9]{2})?\Z"),
    ),
    max_size=9,
).map(" ".join)


@given(EXPRESSIONS, NOWS)
def test_an_expression_says_an_interval_or_why_not(text: str, now: datetime) -> None:
    try:
        first, last = interval(text, now)
    except ValueError as error:
        assert SEMANTIC.search(str(error)), error
        return
    assert FIRST <= (FIRST if first is None else first) <= (LAST if last is None else last) <= LAST
    assert interval(written(first, last), now) == (first, last)
    assert interval(text.upper().replace(" ", "  "), now) == (first, last)
    if first is None or last is None:
        with pytest.raises(ValueError, match="write it alone"):
            bounds(text, now)
    elif "now" not in text:
        assert bounds(text, now) == (first, last)


@given(EXPRESSIONS, st.sampled_from(["", " tax", ")", "^2", "..2023", " OR x"]))
def test_an_expression_of_several_words_is_found_in_a_query(text: str, behind: str) -> None:
    query = f"published:{text}{behind}"
    found = spoken(query, 10)
    assert found == (0 if " " not in text or text[:1] in "<>." else 10 + len(text))


@given(st.one_of(st.text(), WORDS), NOWS)
def test_any_text_is_a_date_or_an_error_with_its_reason(text: str, now: datetime) -> None:
    for read in (interval, bounds):
        try:
            first, last = read(text, now)
        except ValueError as error:
            assert str(error).startswith(f"{text!r} is ")
        else:
            assert first is None or last is None or first <= last
            assert text.strip()


@given(st.one_of(st.text(), WORDS), st.integers(0, 30), NOWS)
def test_what_is_found_in_a_query_is_read(query: str, place: int, now: datetime) -> None:
    end = spoken(query, place)
    if end:
        found = query[place:end]
        assert found == found.strip()
        assert len(found.split()) > 1
        try:
            interval(found, now)
        except ValueError as error:
            assert " is no date: " in str(error)


@given(st.integers(FIRST, LAST), st.integers(0, 400 * DAY), st.sampled_from([1, 60, DAY]))
def test_any_interval_is_written_and_read(first: int, length: int, step: int) -> None:
    first, last = max(FIRST, first // step * step), min(LAST, (first + length) // step * step + step - 1)
    now = datetime(2023, 11, 22)
    for low, high in ((first, last), (first, None), (None, last)):
        assert interval(written(low, high), now) == (low, high)
    assert bounds(written(first, last), now) == (first, last)
