"""Text to terms: the traps met in the field, and what must hold of any text."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import CAPITALS, Analyzer, fold, languages, spellings
from searchkit.errors import ConfigError

ANALYZER = Analyzer()

CASES = [
    ("The nations agreed", "the nations agreed", "the nation agre"),
    ("US-led talks", "US led talks", "US led talk"),
    ("the U.S. and the U.K. said", "the US and the uk said", "the US and the uk said"),
    ("tell us who", "tell us who", "tell us who"),
    ("Who told the WHO?", "who told the WHO", "who told the WHO"),
    ("AT&T, S&P 500, R&D", "at&t s&p 500 r&d", "at&t s&p 500 r&d"),
    ("O'Neill O’Neill Oʼneill", "o'neill o'neill o'neill", "o'neil o'neil o'neil"),
    ("COVID-19", "covid 19", "covid 19"),
    ("China's China’s CHINA'S nations'", "china china china nations", "china china china nation"),
    ("1,000.5 and 10,000 and 1,5", "1000.5 and 10000 and 1 5", "1000.5 and 10000 and 1 5"),
    ("#tag @name _x_", "tag name x", "tag name x"),
    ("no-limits “no limits” no–limits", "no limits no limits no limits", "no limit no limit no limit"),
    ("the report.Next example.com 3.5", "the report next example com 3.5", "the report next exampl com 3.5"),
    ("J.K. Rowling, p.m. v2.0 5.2bn", "jk rowling pm v2.0 5.2bn", "jk rowl pm v2.0 5.2bn"),
    ("May Will no not never", "may will no not never", "may will no not never"),
    (
        "Café cafe\u0301 CAFÉ ﬁnance Straße Łódź",
        "cafe cafe cafe finance strasse lodz",
        "cafe cafe cafe financ strass lodz",
    ),
    ("soft\u00adhyphen zero\u200dwidth", "softhyphen zerowidth", "softhyphen zerowidth"),
    ("中国人", "中 国 人", "中 国 人"),
    ("Москва ёлка йод", "москва елка йод", "москва елка йод"),
    ("don’t rock’n’roll", "don't rock'n'roll", "don't rock'n'rol"),
    ("a\u00a0b\u2009c", "a b c", "a b c"),
    ("… — “”", "", ""),
]


@pytest.mark.parametrize(("text", "words", "stems"), CASES, ids=[case[0] for case in CASES])
def test_words_and_stems(text: str, words: str, stems: str) -> None:
    assert ANALYZER.columns(text) == (stems, words)


def test_capitals_in_a_paragraph_all_in_capitals_have_a_third_term() -> None:
    assert ANALYZER.columns("US TELLS WHO")[1] == "Us tells Who"
    assert ANALYZER.columns("U.S. TELLS")[1] == "US tells"
    assert spellings("us") == ("us", "US", "Us")
    assert spellings("US") == ("US", "Us")
    assert spellings("trade") == ("trade",)


def test_a_word_of_a_query_is_read_with_its_capitals_even_alone() -> None:
    assert ANALYZER.asked("US") == ["US"]
    assert ANALYZER.asked("us") == ANALYZER.asked("Us") == ["us"]
    assert ANALYZER.asked("no-limits") == ["no", "limits"]


def test_a_possessive_is_no_part_of_what_is_marked() -> None:
    text = "Xi’s and U.S.'s talks"
    assert [text[token.start : token.end] for token in ANALYZER.tokens(text)] == ["Xi", "and", "U.S.", "talks"]


@given(st.text())
def test_terms_are_never_empty_and_hold_no_space(text: str) -> None:
    stems, words = ANALYZER.columns(text)
    assert len(stems.split(" ")) == len(words.split(" ")) == len(stems.split()) or not stems
    assert len(words.split()) == len(ANALYZER.tokens(text))


@given(st.text(alphabet="UuSsNn05 '`&.,-/()"))
def test_a_text_has_the_same_terms_read_by_the_piece_and_as_a_whole(text: str) -> None:
    stems, words = ANALYZER.columns(text)
    assert stems.split() == ANALYZER.terms(text, stemmed=True)
    assert words.split() == ANALYZER.terms(text, stemmed=False) == [token.word for token in ANALYZER.tokens(text)]


@given(st.sampled_from(languages()), st.text())
def test_terms_hold_nothing_that_json_would_escape(language: str, text: str) -> None:
    assert all(_plain_in_json(terms) for terms in Analyzer(language).columns(text))


def test_no_character_makes_a_term_that_json_would_escape() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = " ".join(f"a{chr(code)}b {chr(code)}" for code in range(start, start + 4096))
        assert all(map(_plain_in_json, ANALYZER.columns(text))), hex(start)


def _plain_in_json(terms: str) -> bool:
    return json.dumps(terms, ensure_ascii=False) == f'"{terms}"'


@given(st.text())
def test_tokens_lie_in_order_inside_the_text(text: str) -> None:
    last = 0
    for token in ANALYZER.tokens(text):
        assert last <= token.start < token.end <= len(text)
        last = token.end


@given(st.text(alphabet=st.characters(categories=["L", "N", "M"]), min_size=1))
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text())
def test_a_composed_and_a_decomposed_text_have_the_same_words(text: str) -> None:
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert ANALYZER.columns(composed)[1].split() == ANALYZER.columns(apart)[1].split()


@given(st.lists(st.sampled_from(["trade", "Budget", "O'Neill", "AT&T", "no-limits", "1,000", "café"])))
def test_case_changes_nothing_outside_the_closed_list(words: list[str]) -> None:
    text = " ".join(words)
    assert ANALYZER.columns(text.upper()) == ANALYZER.columns(text.lower()) == ANALYZER.columns(text)


def test_a_long_run_of_letters_becomes_a_term_of_bounded_length() -> None:
    assert len(ANALYZER.columns("x" * 1_000_000)[1]) <= 100


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("limits", "limited", True),
        ("senator", "Senate", True),
        ("sue", "sued", False),
        ("say", "said", False),
        ("woman", "women", False),
    ],
)
def test_the_documents_said_that_all_forms_of_a_word_find_each_other(one: str, other: str, joined: bool) -> None:
    assert (ANALYZER.terms(one, stemmed=True) == ANALYZER.terms(other, stemmed=True)) is joined


def test_languages_come_from_the_stemmer_and_none_folds_only() -> None:
    assert Analyzer("none").columns("Nations")[0] == "nations"
    assert Analyzer("german").columns("Häuser")[0] != "hauser"
    assert not Analyzer("german").is_function_word("the")
    assert "english" in languages()
    with pytest.raises(ConfigError, match="klingon"):
        Analyzer("klingon")


def test_the_closed_list_is_written_in_capitals() -> None:
    assert all(word.isupper() for word in CAPITALS)
