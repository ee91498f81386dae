"""What the catalog knows of an article without its text, as nouns; not how it is kept (`catalog`)."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class State(IntEnum):
    """Tell what became of an article: it is in, was pruned, is to be kept out, or is in though its source lost it."""

    LIVE = 0
    GONE = 1
    REMOVED = 2
    ORPHAN = 3


class Entry(NamedTuple):
    """Hold what the catalog knows of one article without reading it; `fallback` is a date it was given from outside.

    `digest` is that of the article, or, where it was removed, its `wording`: all that is left of its text.
    """

    state: State
    source: str
    digest: bytes
    fallback: str | None
    line: int | None
