"""Plain configuration files are read as PyYAML reads them, or left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from searchkit.plain import plain

KEY = "searchkit"
_SCALARS = st.sampled_from(
    "index news/paris /a/b no Null true On 10 010 1.5 0x1f 1e3 ~ . .. ./a a:b a: b#c 'q' \"q\" - -1 & *a [] [a] [a,b] "
    "[a, b] [a, yes] [1] [a, ] [,] {} {a: b} | > 2023-11-22 12:30 _ é index#x |- ! %a @a `a ?".split(" ")
)
_LINES = st.one_of(
    st.builds("{}{}:{}{}{}".format, st.sampled_from(["  ", "  ", "  ", "", " ", "    ", "\t"]),
              st.sampled_from(["index", "limit", "paths", "color", "on", "null", "Index", "a b", "- a", KEY]),
              st.sampled_from([" ", " ", "  ", ""]), _SCALARS, st.sampled_from(["", "", "", " ", " # so", "#", "\r"])),
    st.sampled_from([f"{KEY}:", f"{KEY}: ", "", "  ", "# a comment", "   # another", "---", "  - a", "a", "  b"]),
)  # fmt: skip


@given(st.lists(_LINES, max_size=5), st.booleans())
def test_what_is_plain_is_read_as_yaml_reads_it(lines: list[str], headed: bool) -> None:
    text = "\n".join([f"{KEY}:"] * headed + lines) + "\n"
    if (found := plain(text, KEY)) is not None:
        assert found == yaml.safe_load(text)[KEY]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("# so\nsearchkit:\n\n  index: index\n  # engine: x\n  paths: [examples, b/c.txt]\n  limit: 20\n", 3),
        ("searchkit:\n  annotators: []\n", 1),
    ],
)
def test_plain_files_need_no_library(text: str, values: int) -> None:
    assert len(plain(text, KEY) or ()) == values
    assert plain(text, KEY) == yaml.safe_load(text)[KEY]


def test_the_configuration_that_comes_along_is_plain() -> None:
    text = (Path(__file__).parents[1] / "config.yaml").read_text(encoding="utf-8")
    assert plain(text, KEY) == yaml.safe_load(text)[KEY]


@pytest.mark.parametrize("text", ["", "other:\n  a: b\n", "searchkit:\n  a: no\n", "searchkit:\n  a: b\n  a: c\n"])
def test_what_is_not_plain_is_left_to_the_library(text: str) -> None:
    assert plain(text, KEY) is None
