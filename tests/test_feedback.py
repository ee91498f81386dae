"""What feedback adds to a query: known by hand on a few paragraphs, and what holds for any text and query."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Indexer
from searchkit.analysis import Analyzer
from searchkit.asking import Asked, Asking, Modes
from searchkit.feedback import ORIGINAL, PARAGRAPHS, TERMS, Added, Feedback, feedback, scaled, widened
from searchkit.model import Article, Match
from searchkit.query.nodes import And, Boost, Node, Not, Optional, Or, Phrase, Term, disjunction
from searchkit.query.resolve import resolve
from searchkit.records import read_record, writer
from searchkit.schema import SCHEMA

ANALYZER = Analyzer()
HARBOUR = Term("harbour", "text")
STORM = Term("storm", "text")
PARAGRAPHS_OF = {
    "a": "The harbour has a seawall.",
    "b": "The harbour seawall broke.",
    "c": "A seawall holds.",
    "d": "The ferry sails at noon.",
    "e": "The council votes.",
}


def match(text: str, score: float = 1.0) -> Match:
    """Make a match as engines give it."""
    return Match(score, writer({"id": "a"})("body", 1, text, ()))


def rare(term: str) -> int:
    return 1


def terms(found: Feedback) -> list[str]:
    return [one.term for one in found.added]


@pytest.fixture(params=["memory", "tantivy", "whoosh"])
def asking(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asking]:
    index = None if request.param == "memory" else tmp_path / "index"
    with Indexer(index, engine=request.param, annotators=()) as indexer:
        for id, text in PARAGRAPHS_OF.items():
            indexer.add(Article(id, paragraphs=(text,)))
        with indexer.searcher() as searcher:
            yield searcher.asking


def expanded(asking: Asking, query: str, *, any_words: bool) -> tuple[Asked, list[str]]:
    """Ask an expanded query, and give the articles that it finds."""
    asked = asking.ask(query, Modes(expand=True, any_words=any_words))
    found = asking.verified.best(asked.tree, 10)
    return asked, [read_record(match.stored)["about"]["id"] for match in found]


def test_weights_are_those_worked_out_by_hand() -> None:
    # Shares times scores: seawall 3/2 + 1/4, harbour 3/2, tide 1/4; "the" and 1953 only count for the length.
    found = feedback([match("harbour seawall", 3), match("seawall tide the 1953", 1)], HARBOUR, ANALYZER, rare, 1000)
    assert terms(found) == ["seawal", "tide"]
    weights = [one.weight for one in (*found.added, *found.asked)]
    assert weights == pytest.approx([0.2 * part / 3.5 for part in (1.75, 0.25, 1.5)])
    assert [one.term for one in found.asked] == ["harbour"]


def test_words_come_from_the_best_paragraphs_of_every_engine(asking: Asking) -> None:
    found = asking.ask("harbour", Modes(expand=True)).feedback
    assert found is not None and terms(found) == ["seawal", "broke"]
    assert [one.term for one in found.asked] == ["harbour"]


def test_any_words_find_more_and_all_words_the_same(asking: Asking) -> None:
    assert set(expanded(asking, "harbour", any_words=False)[1]) == {"a", "b"}
    wide = expanded(asking, "harbour", any_words=True)[1]
    assert set(wide) == {"a", "b", "c"}
    assert wide[-1] == "c"


def test_beside_a_word_that_has_to_be_there_nothing_more_is_found(asking: Asking) -> None:
    asked, found = expanded(asking, "+harbour noon", any_words=True)
    assert asked.feedback is not None and asked.feedback.added
    assert set(found) == {"a", "b"}


CASES = {
    "function words": ("harbour which the of", []),
    "numbers and letters": ("harbour 1953 3.5 b", []),
    "numbers with letters": ("harbour 3rd r&d", ["3rd", "r&d"]),
    "stems": ("harbour floods flooding", ["flood"]),
    "ties go by the alphabet": ("tide harbour quay", ["quay", "tide"]),
    "only words of the query": ("harbour harbours", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_is_added(text: str, expected: list[str]) -> None:
    assert terms(feedback([match(text)], HARBOUR, ANALYZER, rare, 1000)) == expected


def test_what_is_common_is_not_added() -> None:
    counts = {"seawal": 51, "tide": 50, "harbour": 400}
    found = feedback([match("harbour seawall tide")], HARBOUR, ANALYZER, counts.__getitem__, 1000)
    assert found == Feedback((Added("tide", pytest.approx(1 - ORIGINAL)),))  # type: ignore[arg-type]


def test_only_the_first_paragraphs_and_so_many_words_count() -> None:
    many = [match(f"harbour {' '.join(f'w{place}x{word}' for word in range(9))}") for place in range(PARAGRAPHS + 1)]
    found = feedback(many, HARBOUR, ANALYZER, rare, 1000)
    assert len(found.added) + len(found.asked) == TERMS
    assert not any(term.startswith(f"w{PARAGRAPHS}x") for term in terms(found))


KNOWN = {
    "a phrase": Phrase((Term("seawall", "words"), Term("broke", "words")), "words"),
    "an excluded word": And((HARBOUR, Not(disjunction([Term("seawal", "text"), Term("broke", "text")])))),
    "another field": And((Term("seawal", "title"), Term("broke", "topic"))),
    "a weighed word": Or((Boost(Term("seawal", "text"), 2.0), Term("broke", "text"))),
}


@pytest.mark.parametrize("tree", KNOWN.values(), ids=KNOWN)
def test_no_added_word_repeats_one_of_the_query(tree: Node) -> None:
    assert terms(feedback([match("seawall broke tide")], tree, ANALYZER, rare, 1000)) == ["tide"]


def test_excluded_words_and_phrases_gain_no_weight() -> None:
    tree = And((HARBOUR, Not(STORM), Phrase((Term("old", "words"), Term("quay", "words")), "words")))
    found = feedback([match("harbour storm old quay")], tree, ANALYZER, rare, 1000)
    assert [one.term for one in found.asked] == ["harbour"]


@pytest.mark.parametrize("any_words", [False, True])
def test_nothing_found_adds_nothing(asking: Asking, any_words: bool) -> None:
    asked, found = expanded(asking, "zebra", any_words=any_words)
    assert asked.feedback == Feedback() and not found
    assert asked.meant == asked.plain


FOUND = Feedback((Added("tide", 0.15),), (Added("harbour", 0.05),))
ROLE, TOPIC = Not(Term("promo", "role")), Term("port", "topic")
THE = Optional(Boost(Term("the", "text"), 0.1))
EXPANDED = {
    "a word": (HARBOUR, "harbour tide"),
    "words and conditions": (And((Or((HARBOUR, STORM)), THE, ROLE, TOPIC)), "harbour storm tide"),
    "a condition alone": (And((TOPIC, ROLE)), None),
    "words that are all required": (And((HARBOUR, STORM)), None),
    "words beside a required one": (And((Optional(STORM), HARBOUR)), None),
}


@pytest.mark.parametrize(("tree", "words"), EXPANDED.values(), ids=EXPANDED)
def test_alternatives_stand_beside_the_words_and_conditions_stay(tree: Node, words: str | None) -> None:
    found = widened(tree, FOUND, any_words=True)
    assert isinstance(found, And)
    wide = [part for part in found.parts if "tide" in str(part) and not isinstance(part, Optional)]
    assert len(wide) == (words is not None)
    if words:
        assert [part.text if isinstance(part, Term) else "tide" for part in wide[0].parts] == words.split()  # type: ignore[attr-defined]
    kept = [part for part in (tree.parts if isinstance(tree, And) else (tree,)) if part not in found.parts]
    assert len(kept) == len(wide)


@pytest.mark.parametrize("tree", [tree for tree, _ in EXPANDED.values()], ids=EXPANDED)
def test_without_any_words_all_that_is_new_is_optional(tree: Node) -> None:
    found = widened(tree, FOUND, any_words=False)
    assert isinstance(found, And)
    before = tree.parts if isinstance(tree, And) else (tree,)
    assert found.parts[: len(before)] == before
    assert all(isinstance(part, Optional) for part in found.parts[len(before) :])


WEIGHTS = {
    "one word": (HARBOUR, 1),
    "two words": (Or((HARBOUR, STORM)), 2),
    "a word twice": (Or((HARBOUR, HARBOUR)), 2),
    "a weight": (Or((Boost(HARBOUR, 3.0), STORM)), 4),
    "spellings": (Or((Term("us", "text"), Term("US", "text"), Term("Us", "text"))), 1),
    "conditions": (And((HARBOUR, Not(STORM), Term("body", "role"))), 1),
    "nothing that scores": (Term("body", "role"), 1),
}


@pytest.mark.parametrize(("tree", "weight"), WEIGHTS.values(), ids=WEIGHTS)
def test_the_query_keeps_its_part_of_the_weight(tree: Node, weight: float) -> None:
    beside = scaled(FOUND, tree)
    new = [one.weight for one in (*beside.added, *beside.asked)]
    assert math.fsum(new) == pytest.approx(weight * (1 - ORIGINAL) / ORIGINAL)


TEXTS = st.lists(st.lists(st.sampled_from("harbour storm tide quay US us 1953 the b flooded".split())).map(" ".join))
QUERIES = st.lists(st.sampled_from("harbour storm US the flood-tide".split()), min_size=1)


@given(TEXTS, QUERIES, st.booleans())
def test_what_holds_for_any_text_and_query(texts: list[str], query: list[str], any_words: bool) -> None:
    typed = disjunction(map(Term, query))
    tree = resolve(typed, SCHEMA, ANALYZER, any_words=any_words).tree
    matches = [match(text, len(texts) - place) for place, text in enumerate(texts)]
    found = feedback(matches, tree, ANALYZER, rare, 99)
    assert found == feedback(matches, tree, Analyzer(), rare, 99)
    assert not set(terms(found)) & set(ANALYZER.columns(" ".join(query))[0].split())
    weights = [one.weight for one in (*found.added, *found.asked)]
    assert not weights or math.fsum(weights) == pytest.approx(1 - ORIGINAL)
    assert weights == [] or min(weights) > 0
    assert terms(found) == [one.term for one in sorted(found.added, key=lambda one: (-one.weight, one.term))]
