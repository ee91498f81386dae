"""The map in searchkit/README.md: every module in a layer, imports that point down, captions as in the modules."""

from __future__ import annotations

import ast
import fnmatch
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "searchkit"
MAP = (PACKAGE / "README.md").read_text(encoding="utf-8")
MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))
THIRD_PARTY = {
    "tantivy": ["engines/tantivy*"],
    "whoosh": ["engines/whoosh*"],
    "opensearchpy": ["engines/opensearch*"],
    "yaml": ["config", "aliases", "readers/*", "cli/*"],
    "click": ["cli/*", "__main__"],
    "Stemmer": ["analysis"],
    "sqlite3": ["broken", "catalog", "pages", "salvage"],
    "numpy": ["annotators/linear_*"],
    "spacy": ["annotators/spacy"],
}


def layers() -> list[tuple[int, str]]:
    """Give the patterns of the map with their layers, lowest first, in order."""
    block = MAP.split("<!-- layers -->")[1].split("<!-- end of layers -->")[0]
    rows = [re.split(r"\s+", line.strip()) for line in block.splitlines() if re.match(r"\d ", line)]
    return [(int(number), pattern) for number, *patterns in reversed(rows) for pattern in patterns]


def place(module: str) -> tuple[int, int]:
    """Give the layer of a module and its place in it; an exact name counts before a pattern."""
    found = [(module != pattern, number, at) for at, (number, pattern) in enumerate(layers()) if _fits(module, pattern)]
    assert found, f"{module} stands in no layer of searchkit/README.md"
    return min(found)[1:]


def _fits(module: str, pattern: str) -> bool:
    return fnmatch.fnmatch(module, pattern) and module.count("/") == pattern.count("/")


def imports(module: str) -> Iterator[str]:
    """Give what a module imports, also inside functions: ours as in the map, others by their first name."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module else []
        else:
            continue
        yield from map(_as_in_the_map, names)


def _as_in_the_map(name: str) -> str:
    first, *rest = name.split(".")
    if first != "searchkit":
        return f"other:{first}"
    for length in range(len(rest), 0, -1):
        path = "/".join(rest[:length])
        if path in MODULES:
            return path
        if f"{path}/__init__" in MODULES:
            return f"{path}/__init__"
    return "__init__"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    mine = place(module)
    for name in imports(module):
        if name.startswith("other:") or module == "__init__":
            continue
        theirs = place(name)
        same_member = theirs[0] == mine[0] == 3 and theirs[1] == mine[1]
        inside_cli = theirs[0] == mine[0] == 6 and name != "__init__"
        ordered = theirs < mine and not (theirs[0] == mine[0] and mine[0] in (3, 4))
        assert ordered or same_member or inside_cli, f"{module} imports {name}, which does not stand below it"


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_imported_in_its_own_file_and_nowhere_else(module: str) -> None:
    for name in imports(module):
        library = name.removeprefix("other:")
        if name != library and library in THIRD_PARTY:
            assert any(fnmatch.fnmatch(module, pattern) for pattern in THIRD_PARTY[library]), f"{module}: {library}"
        elif name != library:
            known = library in sys.stdlib_module_names or library == "_typeshed"
            assert known, f"{module} imports {library}, which nobody declared"


@pytest.mark.parametrize("module", MODULES)
def test_only_the_command_line_prints_and_reads_the_configuration(module: str) -> None:
    if module.startswith("cli/") or module == "__main__":
        return
    text = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")
    assert not re.search(r"^\s*print\(|\bsys\.std(?:out|err)\b", text, re.MULTILINE)
    assert "config" not in set(imports(module))


def test_the_listing_has_the_caption_of_every_module() -> None:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import map as mapping
    finally:
        sys.path.pop(0)
    listed = MAP.split(mapping.BEGIN)[1].split(mapping.END)[0]
    assert listed == mapping.listing(), "run: python tools/map.py"


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_in_one_line_what_it_is_for(module: str) -> None:
    first = (ast.get_docstring(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))) or "").split("\n")[0]
    assert 10 < len(first) <= 120
    assert first.endswith(".")


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_longer_than_three_hundred_lines(module: str) -> None:
    assert (PACKAGE / f"{module}.py").read_text(encoding="utf-8").count("\n") <= 300
