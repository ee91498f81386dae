"""Patterns that stand for too many words: cut down with a warning, refused under NOT, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines_cases import CLUSTER
from language_corpus import searcher

from searchkit import fitting
from searchkit.errors import QueryError

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_most_frequent_words_are_looked_for(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "EXPANDED", 2)
    results = searcher(engine, tmp_path).search("harbour OR *i*", None)
    (warning,) = results.warnings
    assert "different words; only the 2 most frequent were looked for" in warning.message
    assert warning.message.startswith("*i* stands for ")  # the field of the index was named, which nobody wrote
    assert (warning.start, warning.end) == (11, 14)  # the whole query was pointed at
    assert {hit.text[start:end].lower() for hit in results for start, end in hit.marks} <= {"harbour", "said", "limits"}


@pytest.mark.parametrize("engine", ENGINES)
def test_under_not_they_are_refused(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "EXPANDED", 2)
    with pytest.raises(QueryError, match="too many to be excluded; write more of the word") as caught:
        searcher(engine, tmp_path).search("harbour -*i*")
    assert (caught.value.start, caught.value.end) == (9, 12)


def test_what_is_not_too_wide_is_left_whole(tmp_path: Path) -> None:
    assert searcher("memory", tmp_path).search("*i*").warnings == ()


def test_a_long_beginning_of_a_keyword_is_no_pattern_over_words(tmp_path: Path) -> None:
    """It was read as a pattern, which is limited in length."""
    assert not searcher("memory", tmp_path).search(f"article:{'a' * 2000}*")
