"""The cases of the language, `language_cases.txt`: what each query is read as, says, finds and marks, on every engine.

A line that is not indented is a query, and below it stand: `= ` and what it was read as, where that is written in
another way; `! ` and a warning, with its place; `error`, with its place; the paragraphs that it finds, those with marks
one a line with what is marked, the others together on the last line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines_cases import CLUSTER
from language_corpus import searcher

from searchkit.errors import QueryError
from searchkit.model import Hit
from searchkit.query.parser import parse
from searchkit.searcher import Searcher

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)


def cases() -> Iterator[tuple[str, list[str]]]:
    said: list[str] = []
    for line in (Path(__file__).parent / "language_cases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            said.append(line.strip())
        elif line and not line.startswith("# "):
            said = []
            yield line, said


CASES = list(cases())


def answer(searcher: Searcher, query: str) -> list[str]:
    """Give the answer to a query as the table has it."""
    try:
        results = searcher.search(query, None)
    except QueryError as error:
        return [f"error {error.start}-{error.end}: {error.message}"]
    read_as = [f"= {results.read_as}"] if results.read_as != query else []
    warnings = [f"! {warning.start}-{warning.end}: {warning.message}" for warning in results.warnings]
    found = sorted(map(_found, results.hits))
    bare = " ".join(line for line in found if ":" not in line)
    return [*read_as, *warnings, *(line for line in found if ":" in line), *([bare] if bare else [])]


def _found(hit: Hit) -> str:
    marked = [hit.text[start:end] for start, end in hit.marks]
    titled = [] if hit.role == "headline" else [hit.title[start:end] for start, end in hit.title_marks]
    _check_snippet(hit, marked)
    said = [*([" | ".join(marked)] if marked else []), *(["title " + " | ".join(titled)] if titled else [])]
    return f"{hit.id}: {'; '.join(said)}" if said else hit.id


def _check_snippet(hit: Hit, marked: list[str]) -> None:
    shown = [hit.snippet.text[start:end] for start, end in hit.snippet.marks]
    assert all(any(mark in whole for whole in marked) for mark in shown), hit.snippet
    assert bool(shown) == bool(marked), hit.snippet


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Searcher]:
    return {name: searcher(name, tmp_path_factory.mktemp(name)) for name in ENGINES}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("query", "said"), CASES, ids=[query for query, _ in CASES])
def test_answers(searchers: dict[str, Searcher], engine: str, query: str, said: list[str]) -> None:
    assert answer(searchers[engine], query) == said


@pytest.mark.parametrize("query", [query for query, said in CASES if not said or not said[0].startswith("error")])
def test_what_a_query_was_read_as_reads_the_same(query: str) -> None:
    tree = parse(query).tree
    assert parse(str(tree)).tree == tree


def test_no_case_stands_twice() -> None:
    queries = [query for query, _ in CASES]
    assert len(queries) == len(set(queries)) >= 300
