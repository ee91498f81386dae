"""One paragraph, or an article in order, looked up by its id; not the search for words (`searcher`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from searchkit.asking import unbroken
from searchkit.engines.base import Snapshot
from searchkit.errors import NotFoundError
from searchkit.model import Match
from searchkit.query.nodes import Node, Range, Term, conjunction

MOST = 1_000
"""So many paragraphs of one id are looked at: one of each writer."""


def paragraph(snapshot: Snapshot, id: str, writer: str) -> Match:
    """Give one paragraph, such as `a1#9`; errors: NotFoundError."""
    article, _, ordinal = unbroken(id).rpartition("#")
    if article and re.fullmatch("[0-9]{1,9}", ordinal):  # engines cannot look for every number that is longer
        number = int(ordinal)
        tree: Node = conjunction([Term(article, "article"), Range(number, number, "ordinal")])
        for match in _of_one(snapshot.search(tree, MOST).matches, f"paragraph {id!r}", writer):
            return match
    beside = f" of the writer {writer}" if writer else ""
    raise NotFoundError(f"there is no paragraph {id!r}{beside} in the index; its id is the article's, # and a number")


def article(snapshot: Snapshot, id: str, writer: str) -> list[Match]:
    """Give all paragraphs of an article; errors: NotFoundError."""
    found = _of_one(snapshot.stream(Term(unbroken(id), "article")), f"article {id!r}", writer)
    if not found:
        raise NotFoundError(f"there is no article {id!r}{f' of the writer {writer}' if writer else ''} in the index")
    return found


def _of_one(matches: Iterable[Match], what: str, writer: str) -> list[Match]:
    """Give what one writer has; errors: NotFoundError where several have it, and none is named."""
    found = [match for match in matches if writer in ("", match.writer)]
    if len(writers := sorted({match.writer for match in found})) > 1:
        named = ", ".join(islice(writers, 3)) + (" ..." if len(writers) > 3 else "")
        raise NotFoundError(
            f"{len(writers)} writers have the {what} ({named}), each its own: name one, as in --writer {writers[0]}"
        )
    return found
