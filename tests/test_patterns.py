"""Patterns over one word: against Python's own expressions, a plain table of edits, and tantivy."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import lru_cache

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import fold
from searchkit.query.patterns import Pattern, PatternError, regex, wildcard, within

FOUND = [
    (wildcard, "*ship", "friendship ship", "ships shi"),
    (wildcard, "lim*s", "lims limits limbs", "limit slims"),
    (wildcard, "c?t", "cat cot c't", "ct caat"),
    (wildcard, "g?e?n", "green", "gren"),
    (wildcard, "a*b*c", "abc axbxc abbcc", "acb bac"),
    (wildcard, "*", "a москва o'neill", ""),
    (wildcard, "Zü*CH", "zurich zuch", "zürich"),
    (wildcard, "o\u2019n*", "o'neill", "oneill"),
    (wildcard, "stra\u00dfe*", "strasse strassen", "strase"),
    (wildcard, "at&?", "at&t", "att at"),
    (wildcard, "3.?", "3.5", "325"),
    (wildcard, "us*", "us US Us usa", "u"),
    (wildcard, "a\u2013*", "", "a ax"),
    (wildcard, "cafe\u0301*", "cafe cafes", "caf"),
    (regex, "volod[iy]n", "volodin volodyn", "volodn volodiny"),
    (regex, "^(un)?fit(s|ted)?$", "fit unfit fits unfitted", "unfitt"),
    (regex, "a.{2}d", "abcd a&'d", "abd abccd"),
    (regex, r"\d{2,3}", "12 123 ٣٤", "1 1234 ab"),
    (regex, r"3\.\d+", "3.5 3.14", "325"),
    (regex, r"\w+", "abc é9 москва", "o'neill 3.5"),
    (regex, r".*\W.*", "o'neill 3.5 at&t", "abc"),
    (regex, r"[^\d]+", "abc", "ab1"),
    (regex, "[À-Å]B", "ab", "eb"),
    (regex, "[Ü]", "u", "v"),
    (regex, "Ü+", "u uu", "v"),
    (regex, "ß+x", "ssx ssssx", "sx sssx"),
    (regex, "[a-c]|z{2,}", "a b c zz zzz", "d z"),
    (regex, "(?:a|)b", "ab b", "a"),
    (regex, "(a*)*b", "b aab", "a"),
    (regex, r"[\]-]x", "]x -x", "ax"),
    (regex, "[a-]", "a -", "b"),
    (regex, "u[.]?s", "us US Us u.s", "u"),
    (regex, ".", "a 中", "ab |"),
    (regex, r"\|", "", "|"),
    (regex, r"a\+\*", "a+*", "aa"),
    (regex, r"[^\w\W]", "", "a &"),
    (regex, "\ud800a", "", "a"),
]


@pytest.mark.parametrize("make, text, found, other", FOUND)
def test_a_pattern_matches_whole_words(make: Callable[[str], Pattern], text: str, found: str, other: str) -> None:
    pattern = make(text)
    assert [word for word in found.split() if not pattern.matches(word)] == []
    assert [word for word in other.split() if pattern.matches(word)] == []


def test_a_pattern_is_what_was_written() -> None:
    assert regex("a+") == regex("a+") != regex("a*")
    assert wildcard("a") != regex("a")
    assert len({wildcard("a"), wildcard("a"), regex("a")}) == 2
    assert repr(regex("a+")) == "regex('a+')"


LITERALS = [
    (wildcard("*ship"), "", "ship", "ship"),
    (wildcard("Lim*s"), "lim", "lim", "s"),
    (wildcard("a*bcd*e?"), "a", "bcd", ""),
    (wildcard("plain"), "plain", "plain", "plain"),
    (regex("volod[iy]n"), "volod", "volod", "n"),
    (regex("(ab|ac)x"), "a", "a", "x"),
    (regex("(abc|xbc)"), "", "bc", "bc"),
    (regex("(ab){2}c+"), "ababc", "ababc", "c"),
    (regex("(ab){2,3}"), "abab", "abab", "abab"),
    (regex("(ab)?c"), "", "c", "c"),
    (regex("a{0}b"), "b", "b", "b"),
    (regex("x(a[bc]d)+y"), "xa", "xa", "dy"),
    (regex("a|"), "", "", ""),
]


@pytest.mark.parametrize("pattern, prefix, chunk, suffix", LITERALS, ids=repr)
def test_a_pattern_knows_its_literal_parts(pattern: Pattern, prefix: str, chunk: str, suffix: str) -> None:
    assert (pattern.prefix, pattern.chunk, pattern.suffix) == (prefix, chunk, suffix)


REFUSED = [
    ("", "empty", 0, 0),
    ("^$", "empty", 0, 2),
    ("(a", "never closed", 0, 1),
    ("ab)", "closes nothing", 2, 3),
    ("[a", "never closed", 0, 1),
    ("[a-", "never closed", 0, 1),
    ("a]", r"write \]", 1, 2),
    ("[]", "nothing between", 0, 2),
    ("[[:alpha:]]", "class in a class", 1, 2),
    ("[z-a]", "write a-z", 1, 4),
    (r"[a-\d]", "one character to another", 1, 2),
    ("*a", "nothing before this *", 0, 1),
    ("a|+", "nothing before this +", 2, 3),
    ("(?:{2})", "nothing before this {", 3, 4),
    ("a{,2}", "{0,5}", 1, 2),
    ("a{3,2}", "write {2,3}", 1, 6),
    ("a**", "side by side", 1, 2),
    ("a{2}{3}", "side by side", 1, 2),
    ("a+?", "leave it out", 2, 3),
    ("a++", "leave it out", 2, 3),
    ("a^b", "beginning", 1, 2),
    ("a$b", "at the end", 1, 2),
    ("x(?=a)", "looking around", 1, 4),
    ("x(?<!a)", "looking around", 1, 5),
    ("(?P<n>a)", "no names", 0, 4),
    ("(?i)a", "case never counts", 0, 4),
    ("(?>a)", "atomic", 0, 3),
    ("(?#a)", "(?: only", 0, 2),
    (r"(a)\1", "refers back", 3, 5),
    (r"\bcat", "not needed", 0, 2),
    (r"\s", "white space", 0, 2),
    (r"\p{L}", "[a-z]", 0, 2),
    (r"\q", "write q", 0, 2),
    ("a\\", "nothing after", 1, 2),
    ("a{1001}", "1,000", 0, 7),
    ("x(a{30}){40}", "1,000", 1, 12),
    ("(" * 30 + ")" * 30 + "((){999}){2}", "1,000", 60, 72),
    ("(" * 51 + ")" * 51, "more than 50", 50, 51),
]


@pytest.mark.parametrize("text, message, start, end", REFUSED)
def test_what_is_not_understood_is_refused_at_its_place(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(PatternError) as caught:
        regex(text)
    assert message in str(caught.value)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert "\n" not in str(caught.value)


def test_a_wildcard_of_endless_length_is_refused() -> None:
    with pytest.raises(PatternError):
        wildcard("a" * 1001)


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_refused_with_a_place_inside(text: str) -> None:
    try:
        regex(text).matches(text)
    except PatternError as error:
        assert 0 <= error.start <= error.end <= max(1, len(text))


LETTERS = "ab1'&.é中"
WORDS = st.text(fold(LETTERS) + "x", max_size=12)
MEMBER = st.sampled_from(["a", "b", "a-c", "0-9", r"\d", r"\w", r"\.", "é", "'", "中"])
ATOM = st.one_of(
    st.sampled_from([*"abx1'&é中.", r"\d", r"\w", r"\D", r"\W", r"\."]),
    st.lists(MEMBER, min_size=1, max_size=3).map(lambda members: f"[{''.join(members)}]"),
    st.lists(MEMBER, min_size=1, max_size=3).map(lambda members: f"[^{''.join(members)}]"),
)
REPEATS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{0}", "{2,3}"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.tuples(st.sampled_from(["(", "(?:"]), inner, REPEATS).map(lambda each: f"{each[0]}{each[1]}){each[2]}")
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"({'|'.join(each)})"),
        group,
    )


EXPRESSIONS = st.recursive(st.tuples(ATOM, REPEATS).map("".join), _larger, max_leaves=12)
WILDCARDS = st.text("ab1'&.é中**??", max_size=8)


def _python(text: str) -> re.Pattern[str]:
    r"""Write an expression for Python, where \w is another set, and é is a letter of its own."""
    classes = {r"\w": "\x00-%(-\\-/-\U0010ffff", r"\W": "'&."}
    text = re.sub(r"\[[^]]*\]", lambda found: re.sub(r"\\[wW]", lambda each: classes[each[0]], found[0]), text)
    text = text.replace(r"\w", "[^'&.]").replace(r"\W", "['&.]")
    return re.compile(re.sub("[é]", "e", re.sub(r"(\[\^?[^]]*)é", r"\1e", text)), re.DOTALL)


@given(EXPRESSIONS, st.lists(WORDS, min_size=1, max_size=20))
def test_expressions_match_as_those_of_python(text: str, words: list[str]) -> None:
    pattern, other = regex(text), _python(text)
    for word in words:
        assert pattern.matches(word) == bool(other.fullmatch(word)), (text, word)


@given(WILDCARDS, st.lists(WORDS, min_size=1, max_size=20))
def test_wildcards_match_as_expressions(text: str, words: list[str]) -> None:
    pattern = wildcard(text)
    written = "".join(".*" if char == "*" else "." if char == "?" else re.escape(fold(char)) for char in text)
    for word in words:
        assert pattern.matches(word) == bool(re.fullmatch(written, word)), (text, word)


@given(st.one_of(EXPRESSIONS.map(regex), WILDCARDS.map(wildcard)), st.lists(WORDS, min_size=1, max_size=20))
def test_every_match_has_the_literal_parts(pattern: Pattern, words: list[str]) -> None:
    for word in filter(pattern.matches, [*words, pattern.prefix, pattern.chunk, pattern.prefix + pattern.suffix]):
        assert word.startswith(pattern.prefix)
        assert word.endswith(pattern.suffix)
        assert pattern.chunk in word


@pytest.mark.parametrize(
    "text", ["(a*)*b", "(a|a)*b", "(a|aa)+b", "(.*a){20}", ".*a.{90}", "(a?){90}a{90}", "(.*.*)*x"]
)
def test_no_pattern_takes_long(text: str) -> None:
    pattern, start = regex(text), time.process_time()
    for length in range(1, 400):
        pattern.matches(("a" * 99)[: length % 100] + chr(length + 0x4E00))
    assert time.process_time() - start < 20


def test_an_automaton_that_forgets_goes_on_matching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.query.automaton.ROWS", 3)
    pattern = regex(".*a.{5}(x|y)")
    for word in ("bbabcdefx", "aaaaaaaaay", "abcdex", "xaxbxcxdy", "") * 3:
        assert pattern.matches(word) == bool(re.fullmatch(".*a.{5}(x|y)", word))


def _edits(a: str, b: str) -> int:
    """Count the edits of the optimal string alignment by the plain table."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            best = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(a), len(b)]


@given(st.text("abcé", max_size=9), st.text("abcé", max_size=9), st.sampled_from([1, 2]))
def test_edits_are_those_of_the_plain_table(a: str, b: str, edits: int) -> None:
    assert within(a, b, edits) == (_edits(a, b) <= edits)


SPELLED = [
    ("government", "goverment", 1, True),
    ("receive", "recieve", 1, True),
    ("receive", "recieve", 2, True),
    ("ca", "abc", 2, False),
    ("abcd", "badc", 1, False),
    ("abcd", "badc", 2, True),
    ("a", "abc", 1, False),
    ("", "a", 1, True),
]


@pytest.mark.parametrize("a, b, edits, near", SPELLED)
def test_words_within_some_edits(a: str, b: str, edits: int, near: bool) -> None:
    assert within(a, b, edits) is within(b, a, edits) is near


@lru_cache(maxsize=1)
def _native() -> tuple[tantivy.Schema, tantivy.Searcher, list[str]]:
    """Fill an index of tantivy with words of all kinds."""
    import random

    chance, alphabet = random.Random(7), "aabbbxx11ce'&.中م"
    words = {"".join(chance.choices(alphabet, k=chance.randint(1, 9))) for _ in range(3000)}
    words |= {"US", "Us", "us", "|", "москва", "a" * 100, "हिन्दी", "\U0001f600", "z"}
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("word", stored=True, tokenizer_name="raw")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(15_000_000, 1)
    for word in sorted(words):
        writer.add_document(tantivy.Document(word=word))
    writer.commit()
    index.reload()
    return schema, index.searcher(), sorted(words)


def _found(query: tantivy.Query) -> set[str]:
    searcher = _native()[1]
    return {searcher.doc(address)["word"][0] for _, address in searcher.search(query, 5000).hits}


@given(st.one_of(EXPRESSIONS.map(regex), WILDCARDS.map(wildcard)))
def test_tantivy_finds_what_the_native_pattern_should(pattern: Pattern) -> None:
    schema, _, words = _native()
    try:
        query = tantivy.Query.regex_query(schema, "word", pattern.native)
        found = _found(query)
    except ValueError as error:  # some expressions grow too large for it: then the words are listed by us
        assert "size limit" in str(error)
        return
    assert found == {word for word in words if pattern.matches(word)}


@pytest.mark.parametrize("make, text, found, other", FOUND)
def test_tantivy_reads_every_kind_of_pattern(make: Callable[[str], Pattern], text: str, found: str, other: str) -> None:
    pattern = make(text)
    schema, _, words = _native()
    assert _found(tantivy.Query.regex_query(schema, "word", pattern.native)) == set(filter(pattern.matches, words))


@given(st.text("abx1ce'&.中", min_size=1, max_size=9), st.sampled_from([1, 2]))
def test_tantivy_counts_the_same_edits(word: str, edits: int) -> None:
    schema, _, words = _native()
    query = tantivy.Query.fuzzy_term_query(
        schema, "word", word, distance=edits, transposition_cost_one=True, prefix=False
    )
    assert _found(query) == {other for other in words if within(word, other, edits)}
