"""A match and the tree that found it to a hit with exact marks; also the check of a match against a tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from searchkit.analysis import Analyzer
from searchkit.documents import (
    entities,
    origin,
)
from searchkit.marking import Marker, Pieces, runs
from searchkit.model import Hit, Match
from searchkit.query.nodes import Node
from searchkit.records import About, read_record
from searchkit.snippets import merged, snippet

if TYPE_CHECKING:
    from searchkit.query.view import View
    from searchkit.spotting import Spotter


class Highlighter:
    """Show where trees match, in the text as it was stored."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer, self._pieces = analyzer, Pieces(analyzer)

    def matches(self, match: Match, tree: Node) -> bool:
        """Say whether a tree matches what an engine found for a wider one."""
        return self._spotter.matches(match, tree)

    def view(self, match: Match) -> View:
        """Look at a stored paragraph as it was indexed."""
        return self._spotter.view(match)

    def hits(self, found: Sequence[Match], tree: Node, wider: Node | None = None) -> tuple[Hit, ...]:
        """Make the hits of matches: every occurrence of the words that a match required is marked, no others.

        What only a `wider` tree matches has the marks of that.
        """
        words = runs(tree) if wider is None or wider is tree else None
        marker = None if words is None else Marker(words, self._pieces)
        return tuple(self._hit(match, tree, wider, marker) for match in found)

    def _hit(self, match: Match, tree: Node, wider: Node | None, marker: Marker | None) -> Hit:
        record = read_record(match.stored)
        about, text = record["about"], record["text"]
        plain = marker.marks(text) if marker is not None else None
        if plain is None:
            body, title = self._spotter.marks(record, match.writer, tree, wider or tree)
        else:
            body, title = merged(plain), ()
        return Hit(
            id=f"{about['id']}#{record['ordinal']}",
            article=about["id"],
            ordinal=record["ordinal"],
            role=record["role"],
            score=match.score,
            title=about.get("title", ""),
            title_marks=title,
            published=about.get("published"),
            source=about.get("source", ""),
            url=about.get("url"),
            byline=tuple(about.get("byline", ())),
            section=about.get("section", ""),
            language=about.get("language", ""),
            topics=tuple(about.get("topics", ())),
            origin=origin(about),
            text=text,
            marks=body,
            snippet=snippet(text, body),
            entities=entities(record),
            extra=about.get("extra", {}),
            civil=civil(about),
            writer=match.writer,
        )

    @cached_property
    def _spotter(self) -> Spotter:
        from searchkit.spotting import Spotter  # many modules, which plain words and phrases do not need

        return Spotter(self._analyzer)


def civil(about: About) -> str | None:
    """Write when an article was published by the clock of the index, which is what is searched; None for undated."""
    published = about.get("published")
    if published is None or "T" not in published:
        return published
    return _clock(about["when"])


@lru_cache(maxsize=10_000)
def _clock(seconds: int) -> str:
    return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).isoformat()
