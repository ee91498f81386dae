"""Queries as typed: the tree, the warnings with their places, and the errors with theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.errors import QueryError
from searchkit.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Regex,
    Scope,
    Term,
    Wildcard,
    Within,
)
from searchkit.query.parser import literal, parse, phrase
from searchkit.query.resolve import resolve
from searchkit.schema import SCHEMA

ANALYZER = Analyzer()


def words(text: str) -> tuple[Term, ...]:
    return tuple(map(Term, text.split()))


TREES: list[tuple[str, Node]] = [
    ("budget", Term("budget")),
    ("no limits", And(words("no limits"))),
    ("a AND b", And(words("a b"))),
    ("a OR b c", Or((Term("a"), And(words("b c"))))),
    ("(a OR b) c", And((Or(words("a b")), Term("c")))),
    ("a NOT b", And((Term("a"), Not(Term("b"))))),
    ("a AND NOT b", And((Term("a"), Not(Term("b"))))),
    ("tax -opinion", And((Term("tax"), Not(Term("opinion"))))),
    ("-opinion", Not(Term("opinion"))),
    ("and or not", And(words("and or not"))),
    ('"no limits"', Phrase(words("no limits"))),
    ("“no limits”", Phrase(words("no limits"))),
    ("«no limits»", Phrase(words("no limits"))),
    ("»no limits«", Phrase(words("no limits"))),
    ("„no limits“", Phrase(words("no limits"))),
    ("‘no limits’", Phrase(words("no limits"))),
    ("'no limits'", Phrase(words("no limits"))),
    ("'tis the workers' day", And(words("'tis the workers' day"))),
    ("O'Neill’s", Term("O'Neill’s")),
    (r'"say \"no\" now"', Phrase((Term("say"), Term('"no"'), Term("now")))),
    ("person:merkel", Term("merkel", "person")),
    ('person:"Angela Merkel"', Phrase(words("Angela Merkel"), "person")),
    ("PERSON:merkel", Term("merkel", "person")),
    ("person:(a OR b)", Within("person", Or(words("a b")))),
    ("published:2023-11-22", Term("2023-11-22", "published")),
    ("published:2023-10..2023-11", Range("2023-10", "2023-11", "published")),
    ("published:..2023", Range(None, "2023", "published")),
    ("published:>=2023", Range("2023", None, "published")),
    ("published:>2023", Range("2023", None, "published", above=True)),
    ("ordinal:<3", Range(None, "3", "ordinal", below=True)),
    ("lim*", Prefix("lim")),
    ("person:*", Prefix("", "person")),
    ("*", Everything()),
    ("tax^2.5", Boost(Term("tax"), 2.5)),
    ("(a b)^2", Boost(And(words("a b")), 2)),
    ("he said: no", And(words("he said: no"))),
    ("12:30", Term("12:30")),
    ("see http://example.com/a?b", And(words("see http://example.com/a?b"))),
    (r"a \OR b", And(words("a OR b"))),
    (r"foo\:bar", Term("foo:bar")),
    ("who said that?", And(words("who said that?"))),
    ("a–b", Term("a–b")),
    ("=US", Exact("US")),
    ("title:=US", Exact("US", "title")),
    ('="No limits"', Phrase((Exact("No"), Exact("limits")))),
    ('"a b"~3', Loose(words("a b"), 3)),
    ("'a b'~0", Loose(words("a b"), 0)),
    ('title:"a b"~3', Loose(words("a b"), 3, "title")),
    ("a w/5 b", Near(Term("a"), Term("b"), 5)),
    ("a NEAR/5 b", Near(Term("a"), Term("b"), 5)),
    ("a PRE/5 b", Near(Term("a"), Term("b"), 5, ordered=True)),
    ("a w/s b", Near(Term("a"), Term("b"), "s")),
    ("a pre/P b", Near(Term("a"), Term("b"), "p", ordered=True)),
    ("a b w/5 c", And((Term("a"), Near(Term("b"), Term("c"), 5)))),
    ("a w/5 b c", And((Near(Term("a"), Term("b"), 5), Term("c")))),
    ("a OR b w/5 c", Or((Term("a"), Near(Term("b"), Term("c"), 5)))),
    ("-a w/5 b", Not(Near(Term("a"), Term("b"), 5))),
    ("+a w/5 b", Must(Near(Term("a"), Term("b"), 5))),
    ("a w/5 b w/2 c", Near(Near(Term("a"), Term("b"), 5), Term("c"), 2)),
    ("a w/5 (b w/2 c)", Near(Term("a"), Near(Term("b"), Term("c"), 2), 5)),
    ("a w/5 b^2", Near(Term("a"), Boost(Term("b"), 2), 5)),
    (
        '(budget OR tax*) w/8 "prime minister"',
        Near(Or((Term("budget"), Prefix("tax"))), Phrase(words("prime minister")), 8),
    ),
    ("ARTICLE(a AND b) c", And((Scope(And(words("a b"))), Term("c")))),
    ("ARTICLE (a)", Scope(Term("a"))),
    ("atleast3(word)", AtLeast(3, Term("word"))),
    ("ATLEAST3 (word)", AtLeast(3, Term("word"))),
    ("ARTICLE(atleast5(xi))", Scope(AtLeast(5, Term("xi")))),
    ("title:atleast2(a)", Within("title", AtLeast(2, Term("a")))),
    ("*ship", Wildcard("*ship")),
    ("l?mit", Wildcard("l?mit")),
    ("lim*s", Wildcard("lim*s")),
    ("person:l?m*", Wildcard("l?m*", "person")),
    ("limits~", Fuzzy("limits")),
    ("person:volodin~2", Fuzzy("volodin", 2, "person")),
    ("/volod[iy]n/", Regex("volod[iy]n")),
    ("person:/a|b/", Regex("a|b", "person")),
    ("headline:x", Term("x", "headline")),
    ("lede:(x y)", Within("lede", And(words("x y")))),
    ("published:last week", Phrase(words("last week"), "published")),
    ('published:"last tuesday".."today"', Range("last tuesday", "today", "published")),
    ("published:now-7d", Term("now-7d", "published")),
    ("published:..", Range(None, None, "published")),
    ("published:(1987 OR last week)", Within("published", Or((Term("1987"), Phrase(words("last week")))))),
    (
        "published:(1987..1990 OR >2023)",
        Within("published", Or((Range("1987", "1990"), Range("2023", None, above=True)))),
    ),
]


@pytest.mark.parametrize(("query", "tree"), TREES, ids=[query for query, _ in TREES])
def test_tree_and_back(query: str, tree: Node) -> None:
    parsed = parse(query)
    assert parsed.tree == tree
    assert parsed.diagnostics == ()
    assert parse(str(parsed.tree)).tree == tree


ANY = [
    ("a b", "a OR b"),
    ("a AND b c", "a AND b OR c"),
    ("a b -c", "(a OR b) AND NOT c"),
    ("a +b", "(a OR *) AND +b"),
    ("a b published:2023", "(a OR b) AND published:2023"),
]


@pytest.mark.parametrize(("query", "read_as"), ANY)
def test_any_of_the_words(query: str, read_as: str) -> None:
    assert str(parse(query, any_words=True).tree) == read_as


WARNINGS = [
    ('budget "no limits', "not closed", 7, 8),
    ("(a b", "not closed", 0, 1),
    ("a) b", "closes nothing", 1, 2),
    ("AND budget", "joins nothing", 0, 3),
    ("budget OR", "joins nothing", 7, 9),
    ("budget NOT", "joins nothing", 7, 10),
    ("budget ()", "nothing in these", 7, 9),
    ('budget ""', "nothing between", 7, 9),
    ("budget - tax", "nothing behind it", 7, 8),
    ("budget^", "wants a number", 6, 7),
    ('"lim* tax"', "no wildcard", 0, 10),
]


@pytest.mark.parametrize(("query", "message", "start", "end"), WARNINGS)
def test_what_is_odd_is_read_as_well_as_can_be_and_told(query: str, message: str, start: int, end: int) -> None:
    (warning,) = parse(query).diagnostics
    assert message in warning.message
    assert (warning.start, warning.end) == (start, end)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("published:>2024-05 <2024-07", 19, 27),
        ("published:2024-03 OR 2024-05", 21, 28),
        ("published:2024-03 2024-05-01", 18, 28),
        ("tax (mentioned:2024-03 -2024-05)", 24, 31),
        ("published:>2023 <=2024", 16, 22),
    ],
)
def test_a_date_beside_a_condition_on_dates_was_a_word_of_the_text_in_silence(query: str, start: int, end: int) -> None:
    (warning,) = parse(query).diagnostics
    field = "mentioned" if "mentioned" in query else "published"
    assert warning.message.startswith(f"{query[start:end]} was read as a word of the text; for dates write {field}:(>")
    assert (warning.start, warning.end) == (start, end)


@pytest.mark.parametrize(
    "query",
    [
        "2024-05 tax",
        "published:2024 2024",
        "published:2024 2023-24",
        'published:2024 "2024-05"',
        "published:2024 =2024-05",
        "published:2024 \\2024-05",
        "published:2024 title:2024-05",
        "published:2024 title:(2024-05 tax)",
        "published:(2024-03 OR 2024-05 OR >2024-07)",
        "published:(>2024-05 <2024-07)",
        "has:published 2024-05",
    ],
)
def test_what_may_well_be_a_word_is_no_date_gone_astray(query: str) -> None:
    assert parse(query).diagnostics == ()


ERRORS = [
    ("", "empty", 0, 0),
    ("   ", "empty", 0, 3),
    ("budget a-l*", "is 2 words", 7, 11),
    ("l?m@t", "no word has a @", 0, 5),
    ("limit~3", "1 or 2 edits", 0, 7),
    ("/(ab/", "write", 1, 2),
    ("tax w/0 budget", "a distance is 1 to 1000", 4, 7),
    ("tax w/5 -budget", "NOT cannot stand in a side", 8, 9),
    ("tax NOT w/5 budget", "a -(a w/5 b)", 4, 11),
    ("author:feldt", "did you mean byline:", 0, 12),
    ("tax hedline:levy", "did you mean headline:", 4, 16),
    ("promo:tax", "write role:promo beside the words", 0, 9),
    ("published:11/22/2023", "year-month-day, as in 2023-11-22", 0, 20),
    ("(tax NOT levy) w/5 budget", "NOT cannot stand in a side", 1, 13),
    ("tax w/5 *", "* has no place in the text", 0, 9),
    ("atleast2(tax AND levy)", "write atleast2(a) AND atleast2(b)", 9, 21),
    ("no-lim*", "write no pre/1 lim*", 0, 7),
    ("(tax AND levy) w/5 budget", "AND cannot stand in a side", 1, 13),
    ("tax^0", "weight", 3, 5),
    ("(" * 200 + "a", "levels deep", 50, 51),
    ("tax persn:merkel", "did you mean person:", 4, 16),
    ("zzz:merkel", "there are: text", 0, 10),
    ("published:2023-13", "a month is 01 to 12", 0, 17),
    ("published:2023-02-30", "that month has 28 days", 0, 20),
    ("published:soon", "write 2023-11, last week or past 7 days", 0, 14),
    ("published:2024..2023", "ends before it begins", 0, 20),
    ("ordinal:first", "no whole number", 0, 13),
    ("title:2..3", "no number or date", 0, 10),
    ("role:promotion", "did you mean promo", 0, 14),
    ("has:persons", "did you mean person", 0, 11),
    ("published:>", "expected a value", 0, 11),
    ("title:(a person:b)", "inside another field", 9, 17),
    ("… —", "no word to look for", 0, 3),
]


@pytest.mark.parametrize(("query", "message", "start", "end"), ERRORS, ids=[case[0][:20] for case in ERRORS])
def test_what_cannot_be_read_says_where_and_what_to_write(query: str, message: str, start: int, end: int) -> None:
    with pytest.raises(QueryError, match=None) as caught:
        resolve(parse(query).tree, SCHEMA, ANALYZER, query)
    assert message in caught.value.message
    assert (caught.value.start, caught.value.end) == (start, end)


def test_a_sign_without_letters_is_left_out_with_a_warning() -> None:
    query = "budget %"
    (warning,) = resolve(parse(query).tree, SCHEMA, ANALYZER, query).diagnostics
    assert (warning.start, warning.end) == (7, 8)


def test_literal_takes_every_sign_as_text() -> None:
    assert literal("a OR -b person:c").tree == And(words("a OR -b person:c"))


def test_phrase_takes_all_words_as_one() -> None:
    assert phrase("no limits").tree == phrase('"no limits"').tree == Phrase(words("no limits"))
    with pytest.raises(QueryError):
        phrase(" ")


RESOLVED = [
    ("no limits", 'text:no AND text:limit AND (text:"no limit"^0.2 OR *)'),
    ("the budget of France", "text:budget AND text:franc AND (text:the^0.1 OR *) AND (text:of^0.1 OR *)"),
    ("to be", "text:to AND text:be"),
    ("+the budget", "text:the AND text:budget"),
    ("the -budget", "text:the AND NOT text:budget"),
    ('"the budget"', 'words:"the budget"'),
    ('"budget"', "words:budget"),
    ("US", "text:US OR text:Us"),
    ("us", "text:us OR text:US OR text:Us"),
    ("no-limits", 'text:"no limit"'),
    ("person:(b c)", "person:(person:b AND person:c)"),
    ("title:(b c)", "ARTICLE(text:b AND text:c)"),
    ("d title:(b -c)", "ARTICLE(text:b) AND text:d AND NOT ARTICLE(text:c)"),
    ('title:b OR title:"c" OR d', "ARTICLE(text:b OR words:c) OR text:d"),
    ("title:(the budget)", "ARTICLE(text:budget)"),
    ("role:any tax", "text:tax"),
    ("person:*", "has:person"),
    ("a b c d e", "text:b AND text:c AND text:d AND text:e AND (text:a^0.1 OR *) AND "),
]


@pytest.mark.parametrize(("query", "resolved"), RESOLVED)
def test_resolved(query: str, resolved: str) -> None:
    found = str(resolve(parse(query).tree, SCHEMA, ANALYZER, query).tree)
    assert found.startswith(resolved) if resolved.endswith(" ") else found == resolved


def test_only_queries_of_at_most_four_content_words_get_a_bonus() -> None:
    tree = resolve(parse("budget tax vote law court").tree, SCHEMA, ANALYZER).tree
    assert "OR *" not in str(tree)


def test_three_words_all_in_capitals_are_read_as_small_letters() -> None:
    tree = str(resolve(parse("US SANCTIONS CHINA").tree, SCHEMA, ANALYZER).tree)
    assert tree.startswith("(text:us OR text:US OR text:Us) AND text:sanction")


@given(st.text(alphabet=st.sampled_from(list("ab \"'()*^:-+\\.~/=<>?|“”‘’«»&ANDORT0123456789\n\x00é")), max_size=40))
def test_any_string_is_read_or_refused_with_a_place_and_what_it_was_read_as_reads_the_same(query: str) -> None:
    try:
        parsed = parse(query)
        resolve(parsed.tree, SCHEMA, ANALYZER, query)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(query)
        return
    assert all(0 <= warning.start <= warning.end <= len(query) for warning in parsed.diagnostics)
    assert parse(str(parsed.tree)).tree == parsed.tree


WENT_WRONG = [
    ("(he said:)", And(words("he said:"))),  # said: was a field, of nothing
    ("(tax:)^2", Boost(Term("tax:"), 2)),
    ("=\x85tax", And(words("= tax"))),  # any white space ends a word
    ("a w/3 + b", And(words("a w/3 b"))),  # the side was an empty word
    ('="no limits"~3', Loose((Exact("no"), Exact("limits")), 3)),  # it was written without its =
    ("published:(published:2024)", Within("published", Term("2024", "published"))),
    (r"http\://x.y/z*", Prefix("http://x.y/z")),  # it was written as an address, which has no wildcards
]


@pytest.mark.parametrize(("query", "tree"), WENT_WRONG, ids=[query for query, _ in WENT_WRONG])
def test_what_was_once_misread_or_written_as_something_else(query: str, tree: Node) -> None:
    assert parse(query).tree == tree
    assert parse(str(tree)).tree == tree


TOO_MUCH = [
    ("tax" + "^2" * 200, "one weight is enough"),
    ("tax w/5 " * 200 + "tax", "more than 50 distances in a row"),
    ("(tax w/5 levy) " * 200, "at most 150 distances"),
    ("lim* " * 600, "at most 500 words with"),
    ("*a" * 600, "more than 1,000 characters"),
    ("?" * 2_000 + "a", "more than 1,000 characters"),
]


@pytest.mark.parametrize(("query", "message"), TOO_MUCH, ids=[query[:10] for query, _ in TOO_MUCH])
def test_too_much_is_refused_with_a_place(query: str, message: str) -> None:
    """Some ended in the depths of Python or of a pattern, others took minutes."""
    with pytest.raises(QueryError) as caught:
        resolve(parse(query).tree, SCHEMA, ANALYZER, query)
    assert message in caught.value.message
    assert 0 <= caught.value.start < caught.value.end <= len(query)
