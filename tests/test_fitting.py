"""Short patterns are listed and not left to the engine: they find what they mean, on every engine, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import searchkit
from searchkit import fitting
from searchkit.query.nodes import Words
from searchkit.query.patterns import regex, wildcard
from searchkit.query.trees import walk

WORDS = [
    "sea",
    "seal",
    "seals",
    "sleep",
    "stop",
    "tea",
    "us",
    "US",
    "plus",
    "bus",
    "ship",
    "hardship",
    "Café",
    "pier's",
]
FOLDED = {word: word.lower().replace("é", "e").removesuffix("'s") for word in WORDS}


@pytest.fixture(scope="module", params=["tantivy", "whoosh", "memory"])
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Searcher]:
    """Open an index with a paragraph for each word, in small letters around it."""
    index: Path | None = None if request.param == "memory" else tmp_path_factory.mktemp("fitting") / "index"
    with searchkit.Indexer(index, engine=request.param) as indexer:
        indexer.add(searchkit.Article("a", paragraphs=tuple(f"Xxx yyy {word} zzz." for word in WORDS)))
        with indexer.searcher() as opened:
            yield opened


def found(searcher: searchkit.Searcher, query: str) -> list[tuple[int, list[str]]]:
    hits = searcher.search(query, limit=None)
    return sorted((hit.ordinal, [hit.text[start:end] for start, end in hit.marks]) for hit in hits)


def meant(pattern: str) -> list[tuple[int, list[str]]]:
    matches = regex(pattern[1:-1]).matches if pattern[0] == "/" else wildcard(pattern).matches
    return [(at, [word.removesuffix("'s")]) for at, word in enumerate(WORDS, 1) if matches(FOLDED[word])]


@pytest.mark.parametrize("pattern", ["s*", "se*", "*p", "*ship", "*s", "?ea", "?ea*", "u*", "?s", "/[st]ea/", "/.*us/"])
def test_a_short_pattern_finds_its_words(searcher: searchkit.Searcher, pattern: str) -> None:
    assert found(searcher, pattern) == meant(pattern) != []
    others = {at for at, _ in meant(pattern)}
    assert [at for at, _ in found(searcher, f"xxx -{pattern}")] == [
        at for at in range(1, len(WORDS) + 1) if at not in others
    ]
    assert searcher.count(f"xxx w/5 {pattern}").paragraphs == len(others)


@pytest.mark.parametrize("pattern", ["s*", "*p", "?ea", "/[st]ea/"])
def test_its_words_are_in_the_tree_that_is_looked_for(
    searcher: searchkit.Searcher, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees = []
    whole = fitting.rebuilt
    monkeypatch.setattr(fitting, "rebuilt", lambda tree, change: trees.append(whole(tree, change)) or trees[-1])
    searcher.search(pattern)
    (listed,) = [node for node in walk(trees[0]) if isinstance(node, Words)]
    assert str(listed).removeprefix("words:") == pattern and listed.texts <= {*FOLDED.values(), "US"}


def test_too_many_words_are_cut_down_with_a_warning(
    searcher: searchkit.Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "EXPANDED", 2)
    results = searcher.search("se*")
    assert len(results) == 2 and "only the 2 most frequent" in results.warnings[0].message
    with pytest.raises(searchkit.QueryError, match="too many to be excluded"):
        searcher.search("xxx -se*")


@pytest.mark.parametrize(("query", "most"), list(product(["xxx pre/2 s*", "=sea OR =tea", "atleast1(tea)"], [1, 1000])))
def test_totals_of_what_is_checked(
    searcher: searchkit.Searcher, query: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchkit.searcher.VERIFIED", most)
    results, exactly = searcher.search(query), searcher.count(query)
    assert exactly.exact and (exactly.paragraphs, exactly.articles) == (len(results), 1)
    assert results.exact in (True, most == 1000)
    assert (results.total <= exactly.paragraphs) if not results.exact else (results.total == exactly.paragraphs)
    assert results.counts().paragraphs == results.total
