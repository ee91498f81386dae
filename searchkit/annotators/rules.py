"""The annotator of names by rules and a gazetteer alone: faster than `names`, needs no numpy, and misses more."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.annotators.article import settled
from searchkit.annotators.rules_tagger import mentions
from searchkit.model import Article, Paragraph


class Rules:
    """Annotate who, which organisation, where and which nationality, with one full name for each in an article."""

    name = "rules"
    version = 2

    def annotate(
        self,
        article: Article,  # noqa: ARG002  (the contract's; the paragraphs have all that is read here)
        paragraphs: Sequence[Paragraph],
    ) -> Sequence[Paragraph]:
        """Return the paragraphs with the names in them; offsets are code points into the text as it is."""
        return settled(paragraphs, [mentions(paragraph.text) for paragraph in paragraphs])
