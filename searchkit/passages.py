"""One paragraph, or an article in order, looked up by its id; not the search for words (`searcher`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from searchkit.asking import unbroken
from searchkit.engines.base import Snapshot
from searchkit.errors import NotFoundError
from searchkit.model import Match
from searchkit.query.nodes import Node, Range, Term, conjunction

if TYPE_CHECKING:
    from searchkit.lexicon import Lexicon

MOST = 1_000
"""So many paragraphs of one id are looked at: one of each writer."""


def paragraph(snapshot: Snapshot, id: str, writer: str, lexicon: Callable[[], Lexicon]) -> Match:
    """Give one paragraph, such as `a1#9`; errors: NotFoundError."""
    article, _, ordinal = unbroken(id).rpartition("#")
    if article and re.fullmatch("[0-9]{1,9}", ordinal):  # engines cannot look for every number that is longer
        number = int(ordinal)
        tree: Node = conjunction([Term(article, "article"), Range(number, number, "ordinal")])
        for match in _of_one(snapshot.search(tree, MOST).matches, f"paragraph {id!r}", writer):
            return match
    beside = f" of the writer {writer}" if writer else ""
    hint = _meant(article, lexicon, f"#{ordinal}") or "; its id is the article's, # and a number"
    raise NotFoundError(f"there is no paragraph {id!r}{beside} in the index{hint}")


def article(snapshot: Snapshot, id: str, writer: str, lexicon: Callable[[], Lexicon]) -> list[Match]:
    """Give all paragraphs of an article; errors: NotFoundError."""
    found = _of_one(snapshot.stream(Term(unbroken(id), "article")), f"article {id!r}", writer)
    if not found:
        beside = f" of the writer {writer}" if writer else ""
        raise NotFoundError(f"there is no article {id!r}{beside} in the index{_meant(unbroken(id), lexicon)}")
    return found


def _meant(id: str, lexicon: Callable[[], Lexicon], behind: str = "") -> str:
    """Ask whether an article with an id like this was meant; nothing where there is none."""
    from searchkit.nearest import ids_like  # only where something is amiss

    named = " or ".join(f"{other}{behind}" for other in ids_like(id, lexicon) if other != id) if id else ""
    return f"; did you mean {named}?" if named else ""


def _of_one(matches: Iterable[Match], what: str, writer: str) -> list[Match]:
    """Give what one writer has; errors: NotFoundError where several have it, and none is named."""
    found = [match for match in matches if writer in ("", match.writer)]
    if len(writers := sorted({match.writer for match in found})) > 1:
        named = ", ".join(islice(writers, 3)) + (" ..." if len(writers) > 3 else "")
        raise NotFoundError(
            f"{len(writers)} writers have the {what} ({named}), each its own: name one, as in --writer {writers[0]}"
        )
    return found
