"""Write the listing of searchkit/README.md from the first docstring line of each module; the tests hold it to that."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "searchkit"
README = PACKAGE / "README.md"
BEGIN, END = "<!-- listing -->\n```text\n", "```\n<!-- end of listing -->"


def caption(path: Path) -> str:
    """Give the first docstring line of a module."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def listing() -> str:
    """Give one line a module, folders after files, with its caption."""
    paths = [path for path in PACKAGE.rglob("*.py") if path.parent == PACKAGE]
    inner = sorted((path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE), key=lambda p: p.parts)
    rows = [(path.relative_to(PACKAGE).as_posix(), caption(path)) for path in [*sorted(paths), *inner]]
    width = max(len(name) for name, _ in rows) + 2
    return "".join(f"{name:<{width}}{text}\n" for name, text in rows)


def main() -> None:
    """Put the listing in its place."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(before + BEGIN + listing() + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
