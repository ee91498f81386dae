"""Distances, loose words and counts: against their plain definition on small texts, and in long paragraphs in time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.errors import QueryError
from searchkit.manifest import Manifest
from searchkit.model import Article, Entity, Paragraph
from searchkit.query import groups
from searchkit.query.nodes import AtLeast, Loose, Near, Node, Or, Phrase, Prefix, Term
from searchkit.query.spans import occurrences, spans
from searchkit.query.view import Span, View
from searchkit.searcher import Searcher
from searchkit.store import Store

ENGINES = ("memory", "tantivy", "whoosh")
Group = tuple[Span, ...]
Ask = Callable[[Sequence[Paragraph], str], dict[str, list[str]]]

# --- the plain definition: every choice of words is tried


def plain(tree: Node, view: View) -> set[Group]:
    """Give the words of every single match."""
    match tree:
        case Near(left, right):
            both = product(plain(left, view), plain(right, view))
            return {tuple(sorted({*one, *other})) for one, other in both if joins(tree, one, other, view)}
        case Loose(parts, others):
            found = product(*([span for group in plain(part, view) for span in group] for part in parts))
            return {tuple(sorted(chosen)) for chosen in found if stand_close(chosen, len(parts) + others)}
        case Or(parts):
            return {group for part in parts for group in plain(part, view)}
        case _:
            return {(span,) for span in spans(tree, view) or ()}


def joins(near: Near, one: Group, other: Group, view: View) -> bool:
    if any(a.start < b.end and b.start < a.end for a in one for b in other):
        return False
    ends = [span.end - 1 for span in one], [span.end - 1 for span in other]
    starts = [span.start for span in one], [span.start for span in other]
    if near.ordered and max(ends[0]) >= min(starts[1]):
        return False
    if isinstance(near.reach, int):
        if near.ordered:
            return min(starts[1]) - max(ends[0]) <= near.reach
        return min(max(b.start - a.end, a.start - b.end) + 1 for a in one for b in other) <= near.reach
    first, last = min(*starts[0], *starts[1]), max(*ends[0], *ends[1])
    return near.reach == "p" or view.sentence("text", first) == view.sentence("text", last)


def stand_close(chosen: Sequence[Span], width: int) -> bool:
    starts = [span.start for span in chosen]
    return len(set(starts)) == len(starts) and max(starts) - min(starts) < width


def count(tree: Node, view: View) -> int:
    """Count the matches of different words; of single runs of words, those that have no other in them."""
    found = {tuple(sorted(span[1:3] for span in group)) for group in plain(tree, view)}
    return sum(not (len(one) == 1 and any(_within(other, one) for other in found)) for one in found)


def _within(other: tuple[tuple[int, int], ...], one: tuple[tuple[int, int], ...]) -> bool:
    return len(other) == 1 and other != one and one[0][0] <= other[0][0] and other[0][1] <= one[0][1]


# --- small texts and trees

_words = st.sampled_from("abcd")
_texts = st.lists(st.tuples(_words, st.sampled_from((" ", " ", " ", ". X "))), max_size=10).map(
    lambda words: "".join(word + end for word, end in words)
)
_terms = st.builds(Term, _words, st.sampled_from(("text", "text", "words")))
_alternatives = st.lists(_terms, min_size=2, max_size=3, unique=True).map(lambda some: Or(tuple(some)))
_slots = st.one_of(_terms, _terms, _alternatives)
_phrases = st.lists(_words.map(lambda word: Term(word, "text")), min_size=2, max_size=2).map(
    lambda parts: Phrase(tuple(parts), "text")
)
_loose = st.builds(Loose, st.lists(_slots, min_size=2, max_size=4).map(tuple), st.integers(0, 3), st.just("text"))
_reach = st.one_of(st.integers(1, 4), st.sampled_from("sp"))
_sides = st.recursive(
    st.one_of(_slots, _phrases, _loose),
    lambda inner: st.one_of(
        st.builds(Near, inner, inner, _reach, st.booleans()),
        st.builds(Near, inner, inner, _reach, st.booleans()),
        st.lists(inner, min_size=2, max_size=2).map(lambda some: Or(tuple(some))),
    ),
    max_leaves=4,
)


def looked_at(text: str) -> View:
    stems, words = Analyzer().columns(text)
    return View({"text": stems, "words": words}, lambda _: text)


@settings(max_examples=settings.default.max_examples * 3)
@given(_texts, _sides)
@example("a b. X c a", Near(Near(Term("a", "text"), Term("b", "text"), 2), Term("a", "text"), 1, True))
def test_distances_are_what_their_plain_definition_says(text: str, tree: Node) -> None:
    view = looked_at(text)
    expected = {span for group in plain(tree, view) for span in group}
    found = spans(tree, view)
    assert {span[1:3] for span in found or ()} == {span[1:3] for span in expected}, str(tree)
    assert (found is None) == (not expected)


@settings(max_examples=settings.default.max_examples * 2)
@given(_texts, _sides)
def test_counts_are_what_their_plain_definition_says(text: str, tree: Node) -> None:
    view = looked_at(text)
    number = count(tree, view)
    assert occurrences(tree, view, 1000) == number, str(tree)
    for least in (1, 2, 3):
        assert (spans(AtLeast(least, tree), view) is not None) == (number >= least), (least, str(tree))


# --- long paragraphs, and findings of users, on every engine


@pytest.fixture(params=ENGINES)
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Ask:
    """Give what each paragraph that a query finds has marked."""

    def asked(paragraphs: Sequence[Paragraph], query: str) -> dict[str, list[str]]:
        opened = open_engine(request.param, tmp_path / str(len(list(tmp_path.iterdir()))), create=True)
        with opened.writer() as writer:
            writer.replace("a", documents(Article("a"), paragraphs, Analyzer(), UTC))
            writer.commit(1)
        with Searcher(Store(None, Manifest(request.param, ""), opened)) as searcher:
            found = searcher.search(query, None).hits
            assert searcher.count(query).paragraphs == len(found)
            return {hit.id: [hit.text[start:end] for start, end in hit.marks] for hit in found}

    return asked


def written(*texts: str) -> list[Paragraph]:
    return [Paragraph("a", number, text, "body") for number, text in enumerate(texts, 1)]


def naming(text: str, *names: tuple[str, str]) -> Paragraph:
    """Give a paragraph in which each name stands as it is written there, every time."""
    people = (
        Entity("person", name, surface, found.start(), found.end())
        for name, surface in names
        for found in re.finditer(surface, text)
    )
    return Paragraph("a", 1, text, "body", entities=tuple(people))


@pytest.mark.parametrize("query", ['"the of a in"~1000', '"the the the the the"~1000', '"the of a in"~1000 w/5 x12x1'])
def test_loose_words_in_a_long_paragraph_take_little_time(ask: Ask, query: str) -> None:
    words = "the of a in to and that it".split()
    long = " ".join(f"{word} x{at}x{number}" for at in range(80) for number, word in enumerate(words))
    begun = time.process_time()
    found = ask(written(long), query)
    assert time.process_time() - begun < 20
    assert len(found["a#1"]) >= 80


@pytest.mark.parametrize(
    "query", ["mayor w/s said w/s budget", "budget w/s (mayor w/s said)", "(budget w/s mayor) w/s said"]
)
def test_one_sentence_of_many_is_found_whatever_the_order(ask: Ask, query: str) -> None:
    text = "Mayor said no. " * 60 + "Budget was big. " * 40 + "The mayor said budget."
    assert ask(written(text), query) == {"a#1": ["mayor", "said", "budget"]}


@pytest.mark.parametrize("query", ["mayor w/s budget", "mayor pre/s budget", "mayor pre/1 budget"])
def test_a_pair_behind_a_thousand_words_is_found(ask: Ask, query: str) -> None:
    text = "Mayor said. " * 300 + "Budget is. " * 300 + "The mayor budget."
    assert ask(written(text), query) == {"a#1": ["mayor", "budget"]}


def test_all_words_of_wide_distances_are_marked(ask: Ask) -> None:
    text = "Mayor said. " * 300 + "Budget is. " * 300
    assert len(ask(written(text), "mayor w/p said w/p budget w/p is")["a#1"]) == 1200


def test_patterns_for_every_word_take_little_time() -> None:
    view = looked_at(" ".join(f"w{at % 40}" for at in range(2000)))
    every = Prefix("w", "words")
    for tree in (Near(every, every, 3), Near(Near(every, every, 3), every, 3), Near(every, every, "p")):
        begun = time.process_time()
        assert len({span.start for span in spans(tree, view) or ()}) == 2000
        assert time.process_time() - begun < 10, tree


def test_what_is_too_much_to_be_checked_is_refused_and_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    view = looked_at("a b " * 40 + "c d " * 10 + "a b c")
    tree = Near(
        Near(Term("a", "text"), Term("b", "text"), "p"), Phrase((Term("b", "text"), Term("c", "text")), "text"), "p"
    )
    monkeypatch.setattr(groups, "WORK", 100)
    assert spans(tree, view)
    never = Near(Near(Term("a", "text"), Term("b", "text"), "p"), Term("d", "text"), 1, True)
    with pytest.raises(QueryError, match="write a smaller one"):
        spans(never, view)
    monkeypatch.undo()
    assert spans(never, view) is None


@pytest.mark.parametrize(
    ("query", "times"), [('limits OR "limits"', 2), ("limits OR limit*", 3), ('limits OR "the limits"', 3)]
)
def test_words_found_in_two_ways_count_once(ask: Ask, query: str, times: int) -> None:
    text = written("The limits of the limits, limited." if times > 2 else "The limits and limits.")
    assert ask(text, f"atleast{times}({query})")
    assert not ask(text, f"atleast{times + 1}({query})")
    assert ask(text, f"ARTICLE(atleast{times}({query}))")
    assert not ask(text, f"ARTICLE(atleast{times + 1}({query}))")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("atleast2(headline:limits)", r"write headline:\(atleast2\(tax\)\)"),
        ("atleast2(person:marsk)", "has a name once, however often"),
        ("atleast2(tax OR person:mar*)", "has a name once, however often"),
    ],
)
def test_parts_and_names_are_not_counted(ask: Ask, query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        ask(written("Limits now"), query)


def test_a_name_is_one_value_however_it_is_written(ask: Ask) -> None:
    elena, otto = ("Elena Marsk", "Marsk"), ("Otto Marsk", "Otto")
    assert ask([naming("Marsk spoke.", elena)], "person:(marsk -elena)") == {}
    assert ask([naming("Marsk spoke.", elena)], "person:(marsk -otto)") == {"a#1": ["Marsk"]}
    both = [naming("Marsk met Otto.", elena, otto)]
    assert ask(both, "person:(marsk -elena)") == {"a#1": ["Otto"]}
    assert ask(both, "person:(elena otto)") == {}
    assert ask([naming("The Mayor spoke.", ("Elena Marsk", "Mayor"))], "person:(elena mayor)") == {"a#1": ["Mayor"]}
    assert ask([naming("Marsk spoke.", elena)], "person:(marsk w/2 marsk)") == {}


def test_names_are_marked_only_in_the_sentence_they_share(ask: Ask) -> None:
    elena = ("Elena Marsk", "Elena Marsk")
    text = "Elena Marsk came early. Rain fell on Elena Marsk."
    assert ask([naming(text, elena)], 'person:="Elena Marsk" w/s rain') == {"a#1": ["Rain", "Elena Marsk"]}
    text = "Elena Marsk spoke. The budget rose."
    asked = '(person:="Elena Marsk" OR budget) w/s rose'
    assert ask([naming(text, elena)], asked) == {"a#1": ["budget", "rose"]}
    text = "Elena Marsk saw the rain. Elena Marsk rose in the sun."
    asked = '((person:="Elena Marsk" w/s rain) OR sun) w/s rose'
    assert ask([naming(text, elena)], asked) == {"a#1": ["rose", "sun"]}
