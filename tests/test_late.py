"""An expression that is compiled late is right, and is what it stands for from then on."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import searchkit
from searchkit.late import late

LATE = type(late(""))
PACKAGE = Path(searchkit.__file__).parent
MODULES = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in sorted(PACKAGE.rglob("*.py"))
    if "= late(" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_every_expression_can_be_compiled(module: str) -> None:
    """A mistake in one would be met by who first writes what it reads."""
    found = [value for value in vars(import_module(module)).values() if isinstance(value, LATE)]
    assert found and all(one.pattern == re.compile(one.pattern, one.flags).pattern for one in found)


def test_it_is_asked_like_the_compiled_one() -> None:
    word = late(r"(\w)\w*", re.ASCII)
    assert word.findall("no limits") == ["n", "l"] and word.sub(r"\1", "no limits") == "n l"
    assert (word.groups, word.pattern, word.flags) == (1, r"(\w)\w*", re.ASCII)
    assert all(word.match(text) is not None for text in ("a", "b")) and word.match("é") is None
