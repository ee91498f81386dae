"""The ways in which each name of a paragraph is written, as they are indexed; not who is meant (`annotators`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from searchkit.records import Record

Words = Callable[[str], str]
"""Gives the folded words of a text, joined by spaces."""


def written(record: Record, words: Words) -> Callable[[str], Sequence[Sequence[str]]]:
    """Give what tells, of a kind of name, which values of its field are one name: in full, and as it is written."""

    def ways(kind: str) -> list[list[str]]:
        found: dict[str, dict[str, None]] = {}
        for each, name, start, end, *_ in record["entities"]:
            if each == kind:
                full = words(name)
                found.setdefault(full, {full: None})[words(record["text"][start:end])] = None
        return [[*several] for several in found.values()]

    return ways
