"""YAML that is no more than names with plain values below one key, read without a library; not any other YAML.

Importing PyYAML takes a cold query an eighth of its time, and most configuration files are as plain as this.
"""

from __future__ import annotations

import re

from searchkit.late import late

_WORD = r"[A-Za-z/][A-Za-z0-9_./-]*"
_ENTRY = late(rf"  ([a-z_]+): +(?:({_WORD})|([1-9][0-9]{{0,8}})|\[({_WORD}(?:, {_WORD})*)?\])")
_OTHER = frozenset("null true false yes no on off".split())
"""Words that YAML takes for something else."""

Plain = str | int | list[str]


def plain(text: str, key: str) -> dict[str, Plain] | None:
    """Read what stands below a key, where all is plain; None where a library has to read it."""
    if not text.isascii() or "\t" in text or "\r" in text:
        return None
    wanted = [line for line in text.split("\n") if not line.lstrip(" ").startswith("#") and line.strip(" ")]
    if wanted[:1] != [f"{key}:"]:
        return None
    values: dict[str, Plain] = {}
    for line in wanted[1:]:
        found = _ENTRY.fullmatch(line)
        value = _value(found) if found else None
        if found is None or value is None or found[1] in values or found[1] in _OTHER:
            return None
        values[found[1]] = value
    return values or None


def _value(found: re.Match[str]) -> Plain | None:
    _, word, number, several = found.groups()
    if number:
        return int(number)
    words = [word] if word else several.split(", ") if several else []
    if any(each.lower() in _OTHER for each in words):
        return None
    return word or words
