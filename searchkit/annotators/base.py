"""The contract of an annotator: a whole article in, its paragraphs back with more entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from searchkit.model import Article, Paragraph


class Annotator(Protocol):
    """Find things in the paragraphs of one article at a time.

    `name` and `version` go into the manifest: another version makes every article be annotated again. The result has
    the same paragraphs in the same order; it depends on the article alone, never on batch, process or hash seed.
    """

    name: str
    version: int

    def annotate(self, article: Article, paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]: ...
