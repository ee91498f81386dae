"""What other programs may rely on: the public names, and what importing and asking costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import searchkit

NAMES = """
Article Bucket Cause Completion ConfigError Counts DamagedError Diagnostic EngineError Entity Explanation Facet Figures
FormatError Hit Indexer LockedError Named NotFoundError Order Origin Progress QueryError Reason Report Results
SearchkitError Searcher Snippet Stats Suggestion Timeline Trouble Unit __version__ build follow open remove
""".split()
ROOT = Path(__file__).parents[1]
REPORT = "import sys; print(*{name.split('.')[0] for name in sys.modules})"


def modules(code: str) -> set[str]:
    """Give the packages that a fresh interpreter has imported after some code."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_public_names() -> None:
    assert sorted(searchkit.__all__) == sorted(NAMES)
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
