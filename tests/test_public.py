"""What other programs may rely on: the public names, and what importing and asking costs."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, Indexer

NAMES = """
Article ArticleError Bucket Cause Completion ConfigError Counts DamagedError Diagnostic EngineError Entity Explanation
Facet Figures FormatError Hit Indexer LockedError Named NotFoundError Order Origin Progress QueryError Reason Report
Results SearchkitError Searcher Snippet Stats Suggestion Timeline Trouble Unit __version__ build follow open remove
""".split()
ROOT = Path(__file__).parents[1]
REPORT = "import sys; print(*{name.split('.')[0] for name in sys.modules})"


def modules(code: str) -> set[str]:
    """Give the packages that a fresh interpreter has imported after some code."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names() -> None:
    assert sorted(searchkit.__all__) == sorted(NAMES) == dir(searchkit)
    assert all(getattr(searchkit, name) is not None for name in NAMES)
    with pytest.raises(AttributeError, match="nothing"):
        _ = searchkit.nothing  # type: ignore[attr-defined]


def test_every_error_is_a_searchkit_error() -> None:
    errors = [getattr(searchkit, name) for name in NAMES if name.endswith("Error")]
    assert all(issubclass(error, searchkit.SearchkitError) for error in errors)


def test_importing_the_package_imports_no_engine_and_no_command_line() -> None:
    assert not modules(f"import searchkit; {REPORT}") & {"tantivy", "whoosh", "click", "yaml", "sqlite3", "numpy"}


def test_a_query_imports_only_what_it_needs(tmp_path: Path) -> None:
    searchkit.build([ROOT / "examples"], tmp_path / "index")
    run = f"from searchkit.cli.exits import run; run(['query', 'harbour', '--index', {str(tmp_path / 'index')!r}])"
    imported = modules(f"{run}; {REPORT}")
    assert "tantivy" in imported
    assert not imported & {"whoosh", "sqlite3", "numpy"}


def test_a_date_may_be_text(tmp_path: Path) -> None:
    """Hits give a date as text, so text is what is handed in; it was an AttributeError, and only at the commit."""
    with Indexer(engine="memory", zone="Asia/Tokyo") as indexer:
        indexer.add(Article("day", body="A walrus.", published="2024-06-03"))  # type: ignore[arg-type]
        indexer.add(Article("time", body="A walrus.", published="2024-06-03T23:30:00+02:00"))  # type: ignore[arg-type]
        indexer.add(Article("naive", body="A walrus.", published=datetime(2024, 6, 3, 1)))
        indexer.add(Article("one", body="A walrus.", byline="Ann Lee"))  # type: ignore[arg-type]
        with indexer.searcher() as searcher:
            found = {hit.article: hit for hit in searcher.search("published:2024-06-03")}
            assert sorted(found) == ["day", "naive"] and found["day"].published == "2024-06-03"
            assert [hit.article for hit in searcher.search('byline:"Ann Lee"')] == ["one"]
    (tmp_path / "a.txt").write_text("A walrus.")
    searchkit.build([tmp_path / "a.txt"], tmp_path / "index", published="2024-06-03")
    with searchkit.open(tmp_path / "index") as searcher:
        assert searcher.search("walrus").hits[0].published == "2024-06-03"


@pytest.mark.parametrize(
    "values",
    [
        {"title": 1},
        {"published": "soon"},
        {"published": 7},
        {"byline": [1]},
        {"paragraphs": 3},
        {"body": None},
        {"paragraphs": [10**5000]},
        {"extra": {"k": [10**5000]}},
    ],
    ids=lambda values: next(iter(values)),
)
def test_an_article_with_values_of_a_wrong_type_is_refused_at_once(values: dict[str, Any]) -> None:
    with Indexer(engine="memory") as indexer:
        with pytest.raises(searchkit.ArticleError, match=rf"^the article 'a' has {next(iter(values))}="):
            indexer.add(Article("a", **values))
        indexer.add(Article("b", body="A walrus."))


def test_arguments_that_cannot_be_are_errors_of_ours(tmp_path: Path) -> None:
    with pytest.raises(searchkit.ConfigError, match="published='June' is no date"):
        searchkit.build([tmp_path], tmp_path / "index", published="June")
    assert not (tmp_path / "index").exists()
    with Indexer(engine="memory") as indexer:
        indexer.add(Article("a", body="A walrus."))
        with indexer.searcher() as searcher:
            odd: list[dict[str, Any]] = [
                {"limit": "x"},
                {"limit": -1},
                {"offset": -1},
                {"offset": None},
                {"order": "up"},
            ]
            for arguments in odd:
                for ask in (searcher.search, searcher.explain):
                    with pytest.raises(searchkit.QueryError, match=rf"^{next(iter(arguments))}="):
                        ask("walrus", **arguments)
            with pytest.raises(searchkit.QueryError, match="None is no query"):
                searcher.count(None)  # type: ignore[arg-type]
            assert len(searcher.search("walrus", limit=None, order="oldest")) == 1  # type: ignore[arg-type]


def test_hits_can_be_kept_in_a_set_and_pickled() -> None:
    """To hash a hit was a TypeError, as its `extra` is a dict."""
    with Indexer(engine="memory") as indexer:
        indexer.add(Article("a", body="Elena Marsk rose.\n\nA walrus fell.", extra={"desk": "sea"}))
        with indexer.searcher() as searcher:
            hits = searcher.search("role:any").hits
            assert hits[0].extra == {"desk": "sea"} and hits[0].entities
            assert len({*hits, *searcher.search("role:any")}) == len(hits) == 2
            assert pickle.loads(pickle.dumps(hits)) == hits  # noqa: S301


def test_what_cannot_be_counted_to_is_an_error_of_ours() -> None:
    """Facets and names took a limit of -1 in silence, and a unit that is none was a bare ValueError."""
    with Indexer(engine="memory") as indexer:
        indexer.add(Article("a", body="Elena Marsk rose.", topics=("sea",)))
        with indexer.searcher() as searcher:
            odd: list[Callable[[], object]] = [
                lambda: searcher.facets("*", "topic", limit=-1),
                lambda: searcher.names("*", limit=-1),
                lambda: searcher.together("Elena Marsk", limit=-1),
                lambda: searcher.figures("*", facets=["topic"], limit=-1),
            ]
            for ask in odd:
                with pytest.raises(searchkit.QueryError, match=r"^limit=-1 is no whole number"):
                    ask()
            with pytest.raises(searchkit.QueryError, match="there are day, week, month, year"):
                searcher.timeline("*", "decade")
            for by_article in (False, True):
                assert len(searcher.search("rose", limit=10**30, by_article=by_article)) == 1
                assert len(searcher.search("rose", offset=10**30, by_article=by_article)) == 0
