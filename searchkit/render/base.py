"""The contract of a renderer: results in, lines of text out; not where they are written to (`cli`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from searchkit.model import Counts, Hit, Results
from searchkit.nouns import noun
from searchkit.tally import Figures

if TYPE_CHECKING:
    from searchkit.explanation import Explanation


@noun
class Style:
    """Say how output is to look: `width` in columns (None: lines are not wrapped), `entities` listed or not.

    `articles` makes a count one of articles; `first` is the rank of the first hit.
    """

    color: bool = False
    width: int | None = None
    entities: bool = False
    articles: bool = False
    first: int = 1


class Renderer(Protocol):
    """Turn answers into lines without their line ends; whatever articles hold, a line is safe where it is shown."""

    def results(self, results: Results, style: Style) -> Iterator[str]: ...

    def counts(self, counts: Counts, style: Style) -> Iterator[str]: ...

    def figures(self, found: Figures, style: Style) -> Iterator[str]:
        """Show numbers instead of hits: facets, a timeline, names."""
        ...

    def passage(self, hits: Sequence[Hit], asked: str, style: Style) -> Iterator[str]:
        """Show paragraphs of one article in full; `asked` is the id of the one that was asked for, or empty."""
        ...


class Explainer(Protocol):
    """Turn an answer that explains itself into lines, the hits among them."""

    def explanation(self, explanation: Explanation, style: Style) -> Iterator[str]: ...
