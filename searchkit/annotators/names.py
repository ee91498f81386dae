"""The annotator of persons, organisations, places and nationalities, by rules and a gazetteer; not for dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.annotators.names_article import Mention, settle, survey
from searchkit.annotators.names_known import KINDS, PERSON, PLACE
from searchkit.annotators.names_parts import Mode
from searchkit.annotators.names_rules import guesses
from searchkit.annotators.names_scan import TOWARDS, Chunk, chunks
from searchkit.annotators.names_words import SMALL
from searchkit.model import Article, Entity, Paragraph

SHARE = 0.6  # of a headline's letters are in capitalised words
LOWER = re.compile(r"(?<![\w'’-])[a-z]{3,}")


class Names:
    """Annotate who, which organisation, where and which nationality, with one full name for each in an article."""

    name = "names"
    version = 2

    def annotate(
        self,
        article: Article,  # noqa: ARG002  (the contract's; the paragraphs have all that is read here)
        paragraphs: Sequence[Paragraph],
    ) -> Sequence[Paragraph]:
        """Return the paragraphs with the names in them; offsets are code points into the text as it is."""
        texts = [paragraph.text for paragraph in paragraphs]
        found = [tuple(mentions(text)) for text in texts]
        register = survey(texts, found)
        return [
            added(paragraph, list(settle(paragraph.text, ours, register)))
            for paragraph, ours in zip(paragraphs, found, strict=True)
        ]


def mentions(text: str) -> Iterator[Mention]:
    """Yield the guesses of one paragraph, in the order of the text."""
    found = list(chunks(text))
    mode = capitals(text, found)
    for chunk in found:
        style = Mode.SHOUTED if chunk.text.count(" ") > 1 and chunk.text.isupper() else mode
        for guess in guesses(chunk.text, chunk.first, chunk.before, chunk.after, style):
            yield Mention(
                chunk.start + guess.start, chunk.start + guess.end, guess, clue(chunk, guess.start, guess.end)
            )


def capitals(text: str, found: Sequence[Chunk]) -> Mode:
    """Say whether the paragraph is a headline: four words and more, most of their letters in capitalised words."""
    if text.count(" ") < 3 or sum([len(chunk.text) for chunk in found]) < SHARE * len(text):
        return Mode.SENTENCE
    if any(word not in SMALL for word in LOWER.findall(text)):
        return Mode.SENTENCE
    shouted = sum([len(chunk.text) for chunk in found if chunk.text.isupper()])
    return Mode.SHOUTED if shouted > SHARE * len(text) / 2 else Mode.HEADLINE


def clue(chunk: Chunk, start: int, end: int) -> str:
    if end == len(chunk.text) and chunk.after:
        return chunk.after
    if start:
        return ""
    return PLACE if chunk.before in (PLACE, TOWARDS) else PERSON if chunk.before == PERSON else ""


def added(paragraph: Paragraph, entities: Sequence[Entity]) -> Paragraph:
    """Return the paragraph with these entities too, save those that overlap a name it has already."""
    if not entities:
        return paragraph
    if paragraph.entities:
        entities = merged(paragraph.entities, entities)
    return replace(paragraph, entities=tuple(entities))


def merged(present: Sequence[Entity], entities: Sequence[Entity]) -> list[Entity]:
    taken = {offset for one in present if one.kind in KINDS for offset in range(one.start, one.end)}
    free = [one for one in entities if taken.isdisjoint(range(one.start, one.end))]
    return sorted([*present, *free], key=lambda one: (one.start, one.end, one.kind))
