"""Snippets: the passage that shows the match, cut at sentences or words, with its marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.snippets import LENGTH, merged, snippet

FILLER = "The harbour was quiet that morning and nobody spoke of the vote. "


def shown(text: str, *words: str) -> list[str]:
    places = merged((text.index(word), text.index(word) + len(word)) for word in words)
    found = snippet(text, places)
    assert text[found.start : found.start + len(found.text)] == found.text
    return [found.text[start:end] for start, end in found.marks]


def test_a_short_paragraph_is_shown_whole() -> None:
    assert snippet("A seawall.", [(2, 9)]).text == "A seawall."


def test_the_passage_begins_and_ends_with_a_sentence() -> None:
    text = FILLER * 6 + "The seawall will cost 180 million crowns. " + FILLER * 6
    found = snippet(text, [(text.index("seawall"), text.index("seawall") + 7)])
    assert len(found.text) <= LENGTH
    assert found.text.startswith("The ") and found.text.endswith(".")


def test_the_passage_with_most_different_words_is_shown() -> None:
    text = "A crown. A crown. " + FILLER * 8 + "The seawall and the crown. " + FILLER * 8
    places = [(2, 7), (11, 16), (text.index("seawall"), text.index("seawall") + 7)]
    places.append((text.rindex("crown"), text.rindex("crown") + 5))
    found = snippet(text, merged(places))
    assert [found.text[start:end] for start, end in found.marks] == ["seawall", "crown"]


def test_marks_are_where_the_words_are() -> None:
    assert shown(FILLER * 9 + "a seawall of stone", "seawall", "stone") == ["seawall", "stone"]


def test_a_cut_between_words_leaves_no_white_space() -> None:
    """With two spaces between words, a passage began with one of them."""
    text = "quay  " * 60 + "seawall" + "  quay" * 60
    found = snippet(text, [(360, 367)])
    assert found.text == found.text.strip() and found.text.split(" ")[0] == "quay" and len(found.text) <= LENGTH


def test_overlapping_marks_become_one() -> None:
    assert merged([(5, 9), (0, 2), (1, 4), (9, 11)]) == ((0, 4), (5, 9), (9, 11))


@given(st.text(alphabet="ab .\n’é", max_size=900), st.data())
def test_any_snippet_is_a_part_of_its_text_with_marks_inside(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(ends, ends), max_size=6))
    marks = merged((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1])
    found = snippet(text, marks)
    assert len(found.text) <= LENGTH
    assert text[found.start : found.start + len(found.text)] == found.text
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    assert bool(found.marks) == bool(marks)
