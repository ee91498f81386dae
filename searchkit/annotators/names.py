"""The annotator of persons, organisations, places and nationalities: a trained tagger, with hints of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from searchkit.annotators.article import settled
from searchkit.annotators.known import NATIONALITY, ORG, known
from searchkit.annotators.mentions import Mention, mention
from searchkit.annotators.rules_tagger import read
from searchkit.annotators.words import NO_ORGS
from searchkit.model import Article, Paragraph

if TYPE_CHECKING:
    from searchkit.annotators.linear_tagger import Hint, Tagger

LIKELY, SURE, DOUBT = 40, 120, 80
"""What a guess of the rules weighs, a good one, and what speaks against a name where they see none; as weights."""

STRENGTH = 2
"""What the word of the tagger weighs in an article, from 0 to 3."""


class Names:
    """Annotate who, which organisation, where and which nationality, with one full name for each in an article."""

    name = "names"
    version = 3

    @cached_property
    def tagger(self) -> Tagger:
        """The trained tagger, loaded with numpy when there is a first article; errors: DamagedError."""
        from searchkit.annotators.linear_model import model
        from searchkit.annotators.linear_tagger import Tagger

        return Tagger(model())

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
        tagged: list[list[Mention]] = [[] for _ in texts]
        for number, start, end, kind in self.tagger.places(texts, hints([guessed for _, guessed in ruled]), DOUBT):
            one = mention(texts[number], start, end, kind, STRENGTH)
            if one and sound(one):
                tagged[number].append(one)
        return [
            guessed if mode else joined(found, guessed) for found, (mode, guessed) in zip(tagged, ruled, strict=True)
        ]


def hints(ruled: Sequence[Sequence[Mention]]) -> list[Hint]:
    """Return what the rules guess, for the tagger to weigh."""
    from searchkit.annotators.linear_tagger import Hint

    return [
        Hint(number, one.start, one.end, one.guess.kind, SURE if one.guess.strength > 1 else LIKELY)
        for number, guessed in enumerate(ruled)
        for one in guessed
        if one.guess.kind
    ]


def joined(found: Sequence[Mention], guessed: Sequence[Mention]) -> list[Mention]:
    """Return what the tagger found with the mere candidates of the rules, for the article to decide on."""
    free: list[Mention] = []
    at = 0
    for one in guessed:
        while at < len(found) and found[at].end <= one.start:
            at += 1
        if not one.guess.kind and not (at < len(found) and found[at].start < one.end):
            free.append(one)
    return sorted([*found, *free]) if free else list(found)


def sound(one: Mention) -> bool:
    """Say whether a name can be what the tagger says: not GDP for an organisation, only peoples for nationalities."""
    name, kind = one.guess.name, one.guess.kind
    if kind == NATIONALITY:
        return known(name) == NATIONALITY
    return not (kind == ORG and name in NO_ORGS)
