"""Training sentences with other names in them: the labels hold, the words are new; not for any text that is shown.

A tagger that has seen each name of its news a hundred times learns the names. With names made up of the gazetteer's,
and of halves of these that nobody has, it has to learn what names look like and what stands around them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from searchkit.annotators.gazetteer import gazetteer
from searchkit.annotators.known import level
from searchkit.annotators.words import (
    CONNECTORS,
    GENERATIONS,
    OFFICES,
    ORG_FIRST,
    ORG_HEADS,
    OTHER_HEADS,
    PARTICLES,
    PLACE_FIRST,
    PLACE_HEADS,
    SUFFIXES,
    TITLES,
)

Span = tuple[int, int, str]
SHARE = {"PER": 0.75, "ORG": 0.6, "LOC": 0.2, "MISC": 0.75}  # of the names of each label that are replaced
KEPT = (
    ORG_HEADS | PLACE_HEADS | OTHER_HEADS | SUFFIXES | ORG_FIRST | PLACE_FIRST | TITLES | OFFICES | CONNECTORS
    | PARTICLES | GENERATIONS
)  # fmt: skip
VOWEL = re.compile(r"(?<=[aeiou])(?=[^aeiou])")
LETTERS = "ABCDEFGHIJKLMNOPRSTUW"
SHORTEST, LONGEST = 3, 12


class Inventor:
    """Make up names; the same seed and gazetteer give the same ones."""

    def __init__(self, seed: int) -> None:
        names = gazetteer()
        self._random = random.Random(seed)
        self._given, self._english = _single(names.faker_given), _single(names.english_given)
        self._family, self._cities = _single(names.faker_family), sorted(names.cities)
        self._regions, self._demonyms = sorted(names.regions), _single(names.demonyms)
        self._countries = _single(names.countries)
        self._nouns = sorted(word.capitalize() for word, band in names.common.items() if band >= 2 and len(word) > 4)
        self._pool = [*self._given, *self._family, *(city.split(" ")[0] for city in self._cities)]
        self._heads = sorted(ORG_HEADS - SUFFIXES)

    def renamed(self, text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
        """Return a text with some of its names replaced, and where its names are then."""
        pieces: list[str] = []
        moved: list[Span] = []
        size = end = 0
        for start, stop, label in sorted(spans):
            name = self.name(text[start:stop], label)
            pieces += [text[end:start], name]
            size += start - end
            moved.append((size, size + len(name), label))
            size, end = size + len(name), stop
        return "".join([*pieces, text[end:]]), moved

    def name(self, name: str, label: str) -> str:
        """Return another name for something of this label, or the same."""
        if self._random.random() > SHARE[label]:
            return name
        makers: dict[str, Callable[[list[str]], list[str]]] = {
            "PER": self._person, "ORG": self._org, "LOC": self._place, "MISC": self._people,
        }  # fmt: skip
        return " ".join(makers[label](name.split(" ")))

    def cased(self, text: str, spans: Sequence[Span]) -> str:
        """Return a text now and then in a headline's capitals, or with a common word or two in capitals."""
        luck = self._random.random()
        if luck < 0.015:
            return upper if len(upper := text.upper()) == len(text) else text
        if luck < 0.04:
            return re.sub(r"\b[a-z][a-z]{3,}", lambda found: found[0].capitalize(), text)
        if luck < 0.14 and (words := list(re.finditer(r"\b[a-z]{4,}\b", text))):
            word = self._random.choice(words)
            if not any(start < word.end() and word.start() < end for start, end, _ in spans):
                return text[: word.start()] + word[0].capitalize() + text[word.end() :]
        return text

    def _person(self, words: list[str]) -> list[str]:
        last = len(words) - 1
        return [
            word if _fixed(word) or len(word) < 3 else self._surname() if at == last else self._forename()
            for at, word in enumerate(words)
        ]

    def _people(self, words: list[str]) -> list[str]:
        known = gazetteer().demonyms
        if len(words) > 1 or words[0] not in known:
            return words
        plural = words[0].endswith("s") and words[0][:-1] in known
        for _ in range(20):
            other = self._random.choice(self._demonyms)
            if "-" not in other and (other.endswith("s") and other[:-1] in known) == plural:
                return [other]
        return words

    def _place(self, words: list[str]) -> list[str]:
        if " ".join(words) in gazetteer().countries:
            return [self._random.choice(self._countries)] if self._random.random() < 0.3 else words
        if any(word in PLACE_HEADS or word in PLACE_FIRST for word in words):
            return [self._part(word) for word in words]
        luck = self._random.random()
        found = self._random.choice(self._cities if luck < 0.7 else self._regions) if luck < 0.85 else self._coined()
        return found.split(" ")

    def _org(self, words: list[str]) -> list[str]:
        if len(words) == 1:
            return self._short(words[0])
        luck = self._random.random()
        if "of" in words[1:-1] and luck < 0.5:
            return [*words[: words.index("of") + 1], *self._field()]
        if luck < 0.2:
            return [*self._opening(), self._random.choice(self._heads)]
        return [self._part(word) for word in words]

    def _short(self, word: str) -> list[str]:
        if word.isupper() and 2 <= len(word) <= 6:
            return [self._acronym()]
        if _fixed(word) or level(word):
            return [word]
        return [self._coined() if self._random.random() < 0.85 else self._coined()[:4] + self._coined()[:4]]

    def _opening(self) -> list[str]:
        luck = self._random.random()
        if luck < 0.3:
            return [self._coined()]
        if luck < 0.5:
            return [self._random.choice(self._demonyms)]
        if luck < 0.65:
            return [self._random.choice(self._cities).split(" ")[0], self._random.choice(self._nouns)]
        return [self._random.choice(self._nouns) for _ in range(self._random.choice((1, 2)))]

    def _field(self) -> list[str]:
        """Return what a ministry is of: Fisheries, Trade and Industry."""
        words = [self._random.choice(self._nouns) for _ in range(self._random.choice((1, 1, 2, 2, 3)))]
        if len(words) == 1:
            return words
        return [*words[:-1], *(["and"] if self._random.random() < 0.75 else []), words[-1]]

    def _part(self, word: str) -> str:
        """Return another word for one of a longer name, where it is neither common nor the head of it."""
        if word.isupper() and 2 <= len(word) <= 6:
            return self._acronym() if self._random.random() < 0.7 else word
        if not word[:1].isupper() or _fixed(word) or level(word):
            return word
        if word in gazetteer().demonyms:
            return self._random.choice(self._demonyms) if self._random.random() < 0.5 else word
        if word in gazetteer().countries:
            return self._random.choice(self._countries) if self._random.random() < 0.5 else word
        return self._coined()

    def _acronym(self) -> str:
        return "".join(self._random.choice(LETTERS) for _ in range(self._random.choice((2, 3, 3, 3, 4, 4, 5))))

    def _forename(self) -> str:
        luck = self._random.random()
        if luck < 0.7:
            return self._random.choice(self._english if luck < 0.35 else self._given)
        return self._coined()

    def _surname(self) -> str:
        return self._random.choice(self._family) if self._random.random() < 0.5 else self._coined()

    def _coined(self) -> str:
        """Return a name that is the beginning of one and the end of another."""
        one, other = self._random.choice(self._pool), self._random.choice(self._pool)
        word = one[: self._cut(one)] + other[self._cut(other) :]
        word = word[:1].upper() + word[1:].lower()
        return word if SHORTEST <= len(word) <= LONGEST else self._random.choice(self._family)

    def _cut(self, word: str) -> int:
        return self._random.choice([found.start() for found in VOWEL.finditer(word)] or [len(word) // 2])


def _single(names: Sequence[str] | frozenset[str]) -> list[str]:
    return sorted(name for name in names if " " not in name and len(name) > 1)


def _fixed(word: str) -> bool:
    return word in KEPT or not word[:1].isupper()
