"""The linear tagger: names by trained weights of words and their neighbours; not what an article adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from searchkit.annotators.linear_decoder import OUTSIDE, decode, eligible, outer
from searchkit.annotators.linear_model import LABELS, PAIRS, TABLES, Indexes, Integers, Model
from searchkit.annotators.linear_words import Words

PAD = 2  # places around each paragraph, as far as a word's neighbours are seen
FIELD = 32  # bits that an offset can take
DISTANCES = np.array((0, -1, 1, -2, 2))  # in the order of the model's slots
REACH = np.array((-2, -1, 0, 1, 2))  # of pairs of classes; the first and the last word of the run come after
ONES = np.array([*(one - REACH[0] for one, _ in PAIRS), 5, 6, 5])
OTHERS = np.array([*(other - REACH[0] for _, other in PAIRS), 2, 2, 6])
STARTS = np.array([label[0] == "B" for label in LABELS])
KINDS = tuple(label[2:] for label in LABELS)


class Place(NamedTuple):
    """Hold a name: the number of its text, its offsets there, its kind."""

    text: int
    start: int
    end: int
    kind: str


class Hint(NamedTuple):
    """Hold a name that something else sees, and what its word weighs."""

    text: int
    start: int
    end: int
    kind: str
    weight: int


class Laid(NamedTuple):
    """Hold the words of some texts in a row, two places apart: each one's number, text, offset and length."""

    words: Indexes
    texts: Indexes
    offsets: Indexes
    sizes: Indexes


class Tagger:
    """Find names in texts; what it keeps between calls is a cache, and changes no result."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._words = Words(model)

    def places(self, texts: Sequence[str], hints: Sequence[Hint] = (), doubt: int = 0) -> Iterator[Place]:
        """Yield the names of some texts in their order; kinds are those of the model's labels.

        Hints are in the same order. `doubt` is what speaks against a name where there is none.
        """
        laid = self._lay(texts)
        at = eligible(self._words.standing[laid.words])
        scores = self._scores(laid.words, at)
        weigh(scores, laid.texts[at] << FIELD | laid.offsets[at], hints, doubt)
        labels = decode(at, scores, self._model.moves)
        named = np.flatnonzero(labels != OUTSIDE)
        if len(named):
            yield from found(laid, at[named], labels[named])

    def _lay(self, texts: Sequence[str]) -> Laid:
        self._words.trim()
        pieces = [text.split(" ") for text in texts]
        numbers = self._words.numbers([piece for text in pieces for piece in text])
        return laid(numbers, np.array([len(text) for text in pieces], np.intp), self._words)

    def _scores(self, words: Indexes, at: Indexes) -> Integers:
        """Sum up what the word itself, its neighbours, and pairs of classes say, for the words at some places."""
        model, slots = self._model, len(DISTANCES)
        cells = words[at[:, None] + DISTANCES] * slots + np.arange(slots)
        scores: Integers = self._words.scores[cells].sum(1, np.int32)
        first, last = outer(at, self._words.standing[words])
        seen = np.empty((len(at), len(REACH) + 2), np.intp)
        seen[:, :-2], seen[:, -2], seen[:, -1] = at[:, None] + REACH, first, last
        groups = self._words.groups[words][seen]
        pairs = groups[:, ONES] * model.kinds + groups[:, OTHERS] + np.arange(TABLES) * model.kinds**2
        scores += model.pairs[pairs].sum(1, np.int32)
        return scores


def weigh(scores: Integers, where: Indexes, hints: Sequence[Hint], doubt: int) -> None:
    """Add to the scores of words what hints say of them; `where` is text and offset of each."""
    scores[:, OUTSIDE] += doubt
    if not hints:
        return
    text, start, end, label, weight = np.array(
        [(*hint[:3], LABELS.index("B-" + hint.kind), hint.weight) for hint in hints]
    ).T
    first, past = np.searchsorted(where, text << FIELD | start), np.searchsorted(where, text << FIELD | end)
    sizes = np.maximum(past - first, 0)
    rows = np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    inside = rows != np.repeat(first, sizes)
    scores[rows, np.repeat(label, sizes) + inside] += np.repeat(weight, sizes).astype(np.int32)
    scores[rows, OUTSIDE] -= doubt


def laid(pieces: Indexes, counts: Indexes, words: Words) -> Laid:
    """Lay out the words of pieces, `counts` of them a text."""
    first, number, width = words.spans[pieces].T
    total, texts = int(number.sum()), np.repeat(np.arange(len(counts)), counts)
    ahead = np.cumsum(number) - number
    tokens = words.tokens[np.repeat(first - ahead, number) + np.arange(total)]
    begun = np.cumsum(width + 1) - width - 1
    opened = begun[np.cumsum(counts) - counts]
    of = np.repeat(texts, number)
    places = np.arange(total) + PAD * (2 * of + 1)
    row = np.zeros((total + 2 * PAD * len(counts), 4), np.intp)
    row[places] = np.stack([tokens[:, 0], of, np.repeat(begun - opened[texts], number) + tokens[:, 1], tokens[:, 2]], 1)
    ends = np.cumsum(np.bincount(of, minlength=len(counts))) + PAD * (2 * np.arange(len(counts)) + 1)
    row[ends, 0] = row[ends + 1, 0] = 1  # the word that stands for the end of a text
    return Laid(*row.T)


def found(laid: Laid, at: Indexes, labels: Indexes) -> Iterator[Place]:
    """Yield the names that labels spell out, neighbours of one kind joined."""
    starts = np.ones(len(at), bool)
    starts[1:] = (np.diff(at) != 1) | STARTS[labels[1:]]
    first = np.flatnonzero(starts)
    last = np.append(first[1:], len(at)) - 1
    ends = laid.offsets[at[last]] + laid.sizes[at[last]]
    columns: Iterable[list[int]] = (laid.texts[at[first]].tolist(), laid.offsets[at[first]].tolist(), ends.tolist())
    for text, start, end, label in zip(*columns, labels[first].tolist(), strict=True):
        yield Place(text, start, end, KINDS[label])
