"""The contract of an annotator: a whole article in, its paragraphs back with more entities; and how one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from searchkit.model import Article, Paragraph

Options = Mapping[str, Any]
Choices = Sequence[str | Mapping[str, Options | None]] | Mapping[str, Options | None]
"""What annotators are wanted, in their order: names, or mappings from names to options, or one mapping of all."""


class Annotator(Protocol):
    """Find things in the paragraphs of one article at a time.

    `name` and `version` go into the manifest: another version makes every article be annotated again. The result has
    the same paragraphs in the same order; it depends on the article alone, never on batch, process or hash seed.
    Options are what its class takes.
    """

    name: str
    version: int

    def annotate(self, article: Article, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]: ...


@runtime_checkable
class Batched(Protocol):
    """Be an annotator that takes several articles in less time than one after the other, with the same result."""

    def annotate_all(
        self, articles: Sequence[Article], paragraphs: Sequence[Sequence[Paragraph]]
    ) -> Sequence[Sequence[Paragraph]]: ...


def annotated(
    tool: Annotator, articles: Sequence[Article], paragraphs: Sequence[Sequence[Paragraph]]
) -> Sequence[Sequence[Paragraph]]:
    """Annotate several articles, each with its paragraphs."""
    if isinstance(tool, Batched):
        return tool.annotate_all(articles, paragraphs)
    return list(map(tool.annotate, articles, paragraphs))
