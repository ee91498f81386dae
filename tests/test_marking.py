"""Marks by the pieces of a text are those of `spans`, which reads it as a whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.highlight import Highlighter
from searchkit.marking import Marker, Pieces, runs
from searchkit.query.nodes import Node
from searchkit.query.parser import parse
from searchkit.query.resolve import resolve
from searchkit.query.spans import matches
from searchkit.records import Record
from searchkit.schema import SCHEMA
from searchkit.snippets import merged

ANALYZER = Analyzer()
HIGHLIGHTER, PIECES = Highlighter(ANALYZER), Pieces(ANALYZER)
WORDS = (
    *("us", "US", "U.S.", "Us", "limits", "limited", "limit's", "the", "who", "WHO", "O'Neill", "o’neill’s", "AT&T"),
    *("a-b", "a", "b", "b-a-b", "--", "“limits”", "3.5", "1,000", "x" * 150, "né", "limits,us", "US-limits", "\u00a0"),
)
QUERIES = ("us", "US", "limit", '"the limited"', '"a b"', '"a b a"', "who OR us", "o'neill limit", "(a OR b) limit -né")
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
shaped = st.tuples(texts, st.sampled_from((str, str.upper, str.title))).map(lambda pair: pair[1](pair[0]))


def _tree(query: str) -> Node:
    return resolve(parse(query).tree, SCHEMA, ANALYZER, query).tree


@given(shaped, st.sampled_from(QUERIES))
def test_pieces_are_marked_as_the_whole_text_is(text: str, query: str) -> None:
    tree = _tree(query)
    record: Record = {"about": {"id": "a"}, "ordinal": 1, "role": "body", "text": text, "entities": []}
    quick = Marker(runs(tree) or (), PIECES).marks(text)
    if quick is not None and matches(tree, HIGHLIGHTER._spotter._view(record, "")):
        assert (merged(quick), ()) == HIGHLIGHTER._spotter.marks(record, "", tree, tree)


@pytest.mark.parametrize("text", ["the US is us", "“US” limits of the us", "a b a b"])
def test_usual_texts_are_read_by_pieces(text: str) -> None:
    assert Marker((), PIECES).marks(text) == []


@pytest.mark.parametrize("text", ["ALL IN CAPITALS", "né", "x" * 200])
def test_texts_that_have_to_be_read_as_a_whole_are_left_to_spans(text: str) -> None:
    assert Marker((), PIECES).marks(text) is None


@pytest.mark.parametrize("query", ["title:us", '"the us"', "us w/3 limit", "lim*", "=US", "a OR (b us)"])
def test_what_takes_more_than_words_is_left_to_spans(query: str) -> None:
    assert runs(_tree(query)) is None


def test_pieces_that_were_forgotten_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.marking.PIECES", 3)
    pieces = Pieces(ANALYZER)
    marker = Marker(runs(_tree("limit")) or (), pieces)
    for text in ("one two three four limits", "five limited six", "limits"):
        assert [text[start:end] for start, end in marker.marks(text) or ()] in (["limits"], ["limited"])


def test_what_is_remembered_of_a_text_stays_while_another_thread_has_too_much_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Marks were missing where another thread had all pieces forgotten between two steps of one."""
    monkeypatch.setattr("searchkit.marking.PIECES", 0)
    pieces = Pieces(ANALYZER)
    first = pieces.known()
    read = type(first).read

    def read_by_two(known: object, text: str) -> list[str] | None:
        found = read(known, text)  # type: ignore[arg-type]
        read(pieces.known(), "what the other thread reads")
        return found

    monkeypatch.setattr(type(first), "read", read_by_two)
    assert Marker(runs(_tree("limit")) or (), pieces).marks("no limits") == [(3, 9)]


def test_a_phrase_in_a_long_paragraph_is_marked_in_bounded_time() -> None:
    """All that was left of a text was split at each first word of a phrase: of 300,000 characters, for minutes."""
    text, begun = f"{'no ' * 100_000}limits", time.perf_counter()
    assert Marker(runs(_tree('"no limits"')) or (), PIECES).marks(text) == [(299_997, 300_006)]
    assert time.perf_counter() - begun < 20
