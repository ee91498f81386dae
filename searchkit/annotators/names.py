"""The annotator of persons, organisations, places and nationalities: a trained tagger, with hints of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from searchkit.annotators import linear_names
from searchkit.annotators.article import settled
from searchkit.annotators.linear_names import Linear, joined
from searchkit.annotators.mentions import Mention
from searchkit.annotators.rules_tagger import read
from searchkit.model import Article, Paragraph


class Names:
    """Annotate who, which organisation, where and which nationality, with one full name for each in an article."""

    name = "names"
    version = linear_names.VERSION

    def __init__(self) -> None:
        self._linear = Linear()

    def annotate(
        self,
        article: Article,  # noqa: ARG002  (the contract's; the paragraphs have all that is read here)
        paragraphs: Sequence[Paragraph],
    ) -> Sequence[Paragraph]:
        """Return the paragraphs with the names in them; offsets are code points into the text as it is."""
        return settled(paragraphs, self.mentions([paragraph.text for paragraph in paragraphs]))

    def annotate_all(
        self,
        articles: Sequence[Article],  # noqa: ARG002  (as above)
        paragraphs: Sequence[Sequence[Paragraph]],
    ) -> Sequence[Sequence[Paragraph]]:
        """Annotate several articles at once: a call of numpy costs as much for one word as for some hundred."""
        found = iter(self.mentions([paragraph.text for several in paragraphs for paragraph in several]))
        return [settled(several, list(islice(found, len(several)))) for several in paragraphs]

    def mentions(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the names of each text, before the texts are compared; in a headline, what the rules make of it."""
        ruled = [read(text) for text in texts]
        tagged = self._linear.guided(texts, [guessed for _, guessed in ruled])
        return [
            guessed if mode else joined(found, guessed) for found, (mode, guessed) in zip(tagged, ruled, strict=True)
        ]
