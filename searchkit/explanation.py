"""The nouns of an answer that explains itself; not how it is worked out (`explain`, `scores`)."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.model import Diagnostic, Offsets, Results
from searchkit.nouns import noun


@noun
class Expansion:
    """Hold what a pattern stands for: how many `different` words, and those in the most paragraphs, with these."""

    different: int
    words: tuple[tuple[str, int], ...]


@noun
class Part:
    """Hold one part of a query, as it was written, and the number of paragraphs that it finds alone.

    `kind` is its node's name in small letters (`and`, `term`, `phrase` ...); `sign` its operator, or all of it where it
    has no parts; `at` its place in the query, in code points. `looked_for` are the terms of the index that it stands
    for, or the dates. `paragraphs` is None where it is not looked for by itself: a part without a word, and what is
    beyond the first `explain.PARTS` parts; not `exact`, it is "at least".
    """

    text: str
    kind: str
    sign: str
    at: Offsets
    paragraphs: int | None
    exact: bool = True
    optional: bool = False
    looked_for: tuple[str, ...] = ()
    expansion: Expansion | None = None
    parts: tuple[Part, ...] = ()

    def walk(self) -> Iterator[Part]:
        """Give this part and all below it, from the first written to the last."""
        yield self
        for part in self.parts:
            yield from part.walk()


@noun
class Addition:
    """Hold one word that `expand` added, with its weight; `asked` where the query had it and it weighs more now."""

    word: str
    weight: float
    asked: bool = False


@noun
class Contribution:
    """Hold what one word, phrase, pair or pattern gives to a score.

    `kind` is `word`, `phrase`, `pattern` (which gives its weight, however many words it stands for), `function` (an
    optional function word), `pair` (words side by side) or `added` (by `expand`).
    """

    text: str
    kind: str
    weight: float
    score: float


@noun
class Score:
    """Hold the score of one hit, taken apart: the largest contribution first; none where the order is by date."""

    id: str
    score: float
    contributions: tuple[Contribution, ...]


@noun
class Explanation:
    """Say how a query was read, what each part of it finds, and what the scores of the hits are made of.

    `dates` has each date in words with what it came to in the index's `zone`, `optional` the function words that were
    made optional, `added` the words of `expand`. `scores` are in the order of the hits.
    """

    results: Results
    parts: Part
    dates: tuple[tuple[str, str], ...]
    zone: str
    optional: tuple[str, ...]
    added: tuple[Addition, ...]
    scores: tuple[Score, ...]

    @property
    def query(self) -> str:
        return self.results.query

    @property
    def read_as(self) -> str:
        return self.results.read_as

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return self.results.warnings
