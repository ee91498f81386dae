"""Names in some texts by the linear tagger, guided by the rules where wanted; not what the article adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from searchkit.annotators.known import NATIONALITY, ORG, known
from searchkit.annotators.mentions import Mention, mention
from searchkit.annotators.words import NO_ORGS

if TYPE_CHECKING:
    from searchkit.annotators.linear_tagger import Hint, Place, Tagger

VERSION = 3
"""Goes up whenever something else is found, and the versions of the annotators that use it with it."""

LIKELY, SURE, DOUBT = 40, 120, 80
"""What a guess of the rules weighs, a good one, and what speaks against a name where they see none; as weights."""

STRENGTH = 2
"""What the word of a tagger weighs in an article, from 0 to 3."""


class Linear:
    """Find names by the trained tagger, as mentions."""

    @cached_property
    def tagger(self) -> Tagger:
        """The trained tagger, loaded with numpy when there is a first article; errors: DamagedError."""
        from searchkit.annotators.linear_model import model
        from searchkit.annotators.linear_tagger import Tagger

        return Tagger(model())

    def guided(self, texts: Sequence[str], ruled: Sequence[Sequence[Mention]]) -> list[list[Mention]]:
        """Return the names of each text; what the rules guess in it counts."""
        return mentions(texts, self.tagger.places(texts, hints(ruled), DOUBT))

    def alone(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the names of each text by the tagger's own word."""
        return mentions(texts, self.tagger.places(texts))


def mentions(texts: Sequence[str], places: Iterable[Place]) -> list[list[Mention]]:
    """Return what stands at these places, text by text, less what cannot be."""
    tagged: list[list[Mention]] = [[] for _ in texts]
    for number, start, end, kind in places:
        one = mention(texts[number], start, end, kind, STRENGTH)
        if one and sound(one):
            tagged[number].append(one)
    return tagged


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
    """Return what taggers found with the mere candidates of the rules, for the article to decide on."""
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
