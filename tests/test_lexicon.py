"""The words of a snapshot: what is found among them, against looking at every word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.lexicon import Lexicon
from searchkit.query.patterns import Pattern, regex, wildcard, within

WORDS = {
    "|": 90,
    "US": 50,
    "Us": 2,
    "us": 30,
    "usa": 9,
    "use": 12,
    "friendship": 5,
    "ship": 40,
    "ships": 20,
    "shop": 8,
    "limits": 30,
    "lims": 2,
    "government": 100,
    "governments": 20,
    "govern": 3,
    "receive": 40,
    "relieve": 60,
    "volodin": 4,
    "volodyn": 1,
    "москва": 3,
    "o'neill": 6,
    "at&t": 7,
    "3.5": 5,
    "1987": 11,
    "1986": 10,
}


class Snapshot:
    """List words as a snapshot does, and remember what was asked for."""

    def __init__(self, words: dict[str, int]) -> None:
        self.words, self.asked = words, list[tuple[str, str]]()

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        self.asked.append((field, prefix))
        yield from sorted(each for each in self.words.items() if each[0].startswith(prefix))


EXPANDED = [
    (wildcard("*ship"), "friendship ship"),
    (wildcard("*ship*"), "friendship ship ships"),
    (wildcard("lim*s"), "limits lims"),
    (wildcard("sh?p"), "ship shop"),
    (wildcard("us"), "US Us us"),
    (wildcard("us?"), "usa use"),
    (wildcard("?s"), "US Us us"),
    (wildcard("*'*"), "o'neill"),
    (wildcard("?"), ""),
    (regex("volod[iy]n"), "volodin volodyn"),
    (regex(r"\d+"), "1986 1987"),
    (regex("(s|m)?h.*"), "ship ships shop"),
    (wildcard("\nship"), ""),
    (wildcard("*\nship*s"), ""),
    (regex(r"u(s|\W)"), "US Us us"),
    (regex("[а-я]+"), "москва"),
    (regex(".*"), " ".join(sorted(WORDS.keys() - {"|"}))),
]


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("pattern, found", EXPANDED, ids=repr)
def test_a_pattern_finds_words(pattern: Pattern, found: str, held: bool) -> None:
    lexicon = Lexicon(Snapshot(WORDS).terms)
    if held:
        lexicon.counts("text")
    assert lexicon.expand("text", pattern) == [(word, WORDS[word]) for word in found.split()]


def test_a_field_is_listed_once_and_without_the_separator() -> None:
    snapshot = Snapshot(WORDS)
    lexicon = Lexicon(snapshot.terms)
    assert dict(lexicon.counts("text")) == {word: count for word, count in WORDS.items() if word != "|"}
    lexicon.expand("text", wildcard("ship*"))
    lexicon.near("text", "ship", 2)
    lexicon.counts("words")
    assert snapshot.asked == [("text", ""), ("words", "")]


def test_a_literal_beginning_spares_the_listing() -> None:
    snapshot = Snapshot(WORDS)
    Lexicon(snapshot.terms).expand("text", wildcard("lim*s"))
    assert snapshot.asked == [("text", "lim")]
    Lexicon(snapshot.terms).expand("text", wildcard("l*s"))
    assert snapshot.asked[1:] == [("text", "")]


SUGGESTED = [
    ("goverment", "government"),
    ("recieve", "receive relieve"),
    ("shipp", "ship ships"),
    ("gouvernement", "government"),
    ("shixx", "ship ships"),
    ("shxxx", ""),
    ("us", "use usa"),
    ("uses", "use"),
    ("1985", ""),
    ("friendship", ""),
    ("volodan", "volodin volodyn"),
    ("o'niell", "o'neill"),
]


@pytest.mark.parametrize("word, suggested", SUGGESTED)
def test_a_slip_of_the_pen_is_noticed(word: str, suggested: str) -> None:
    assert [other for other, _ in Lexicon(Snapshot(WORDS).terms).suggest("text", word)] == suggested.split()


def test_likelier_words_are_suggested_first() -> None:
    lexicon = Lexicon(Snapshot({"from": 10, "forms": 30, "farm": 50, "dorm": 400, "norm": 90, "form": 60}).terms)
    assert [word for word, _ in lexicon.suggest("text", "form", 9)] == ["farm", "from", "dorm", "forms", "norm"]


@pytest.mark.parametrize("held", [True, False])
def test_a_beginning_is_completed(held: bool) -> None:
    lexicon = Lexicon(Snapshot(WORDS).terms)
    if held:
        lexicon.counts("text")
    assert lexicon.complete("text", "us", 9) == [("US", 50), ("us", 30), ("use", 12), ("usa", 9)]
    assert lexicon.complete("text", "gov", 2) == [("government", 100), ("governments", 20)]
    assert lexicon.complete("text", "m", 3) == []
    assert lexicon.complete("text", "", 2) == [("government", 100), ("relieve", 60)]


ANY_WORDS = st.dictionaries(st.text("abus1.é中", min_size=1, max_size=6), st.integers(1, 9), max_size=30)
CAPITALS = st.sampled_from([{}, {"US": 3}, {"US": 1, "Us": 4, "|": 9}])
PATTERNS = st.one_of(
    st.text("abus1.é中*?", min_size=1, max_size=6).map(wildcard),
    st.sampled_from(["[ab]+", "us.?", "(a|b)*u", ".*(b|bs)", "a{2}.*", r"\d.*", "s|us", "(ab)+", ".*u[sb]"]).map(regex),
)


def _small(term: str) -> str:
    return term.lower() if term.isascii() else term


@given(ANY_WORDS, CAPITALS, PATTERNS, st.booleans())
def test_patterns_find_what_looking_at_every_word_finds(
    words: dict[str, int], capitals: dict[str, int], pattern: Pattern, held: bool
) -> None:
    words = words | capitals
    lexicon = Lexicon(Snapshot(words).terms)
    if held:
        lexicon.counts("text")
    found = sorted(each for each in words.items() if each[0] != "|" and pattern.matches(each[0]))
    assert lexicon.expand("text", pattern) == found


@given(ANY_WORDS, CAPITALS, st.text("abus1.é中", max_size=6), st.sampled_from([1, 2]))
def test_near_words_are_those_within_the_edits(
    words: dict[str, int], capitals: dict[str, int], word: str, edits: int
) -> None:
    words = words | capitals
    lexicon = Lexicon(Snapshot(words).terms)
    found = sorted(each for each in words.items() if each[0] != "|" and within(word, _small(each[0]), edits))
    assert lexicon.near("text", word, edits) == found


@given(ANY_WORDS, CAPITALS, st.text("abus1.é中", min_size=1, max_size=6), st.integers(1, 4))
def test_suggestions_are_other_words_the_nearest_first(
    words: dict[str, int], capitals: dict[str, int], word: str, most: int
) -> None:
    words = words | capitals
    lexicon = Lexicon(Snapshot(words).terms)
    suggested = [other for other, _ in lexicon.suggest("text", word, most)]
    assert len(suggested) <= most
    assert word not in suggested
    near = [1 if within(word, _small(other), 1) else 2 for other in suggested]
    assert len(set(near)) <= 1
    assert not near or near[0] == 1 or len(word) >= 5
    assert lexicon.complete("text", word, 50) == sorted(
        (each for each in words.items() if _small(each[0]).startswith(word) and each[0] not in ("Us", "|")),
        key=lambda each: (-each[1], each[0]),
    )
