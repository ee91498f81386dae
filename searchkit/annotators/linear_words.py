"""The words and pieces of text that the linear tagger has met, their weights summed up once; a capped cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.annotators.linear_features import BEGIN, END, Seen, seen
from searchkit.annotators.linear_model import LABELS, SLOTS, Integers, Model, key
from searchkit.annotators.linear_tokens import tokens

CAP = 120_000
"""Words, and pieces between blanks, that are kept: all are dropped when there are more, between two texts."""

FIRST = 4096
SALTS = np.array(SLOTS, np.uint32)


class Words:
    """Number words and pieces of text in the order in which they come, and keep a row of facts for each."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.ids: dict[str, int] = {}
        self.pieces: dict[str, int] = {}
        self.scores: NDArray[np.int16] = np.zeros((FIRST * len(SLOTS), len(LABELS)), np.int16)
        self.groups: NDArray[np.intp] = np.zeros(FIRST, np.intp)
        self.standing: NDArray[np.int8] = np.zeros(FIRST, np.int8)
        self.spans: NDArray[np.intp] = np.zeros(
            (FIRST, 3), np.intp
        )  # of a piece: its first token, how many, its length
        self.tokens: NDArray[np.intp] = np.zeros(
            (FIRST, 3), np.intp
        )  # of a token: its word, its offset in the piece, its length
        self.used = 0
        self._fresh: list[str] = []
        for mark in (BEGIN, END):
            self._number(mark)
        self.learn()

    def trim(self) -> None:
        """Forget everything where there is too much of it."""
        if len(self.ids) > CAP or len(self.pieces) > CAP or self.used > 4 * CAP:
            self.clear()

    def piece(self, text: str) -> int:
        """Return the number of a piece of text without blanks, cut into words when it is first met."""
        found = self.pieces.get(text)
        if found is not None:
            return found
        number = self.pieces[text] = len(self.pieces)
        self.spans = _roomy(self.spans, number)
        first = self.used
        for offset, word in tokens(text):
            self.tokens = _roomy(self.tokens, self.used)
            self.tokens[self.used] = self._number(word), offset, len(word)
            self.used += 1
        self.spans[number] = first, self.used - first, len(text)
        return number

    def _number(self, word: str) -> int:
        number = self.ids.get(word)
        if number is None:
            number = self.ids[word] = len(self.ids)
            self._fresh.append(word)
        return number

    def learn(self) -> None:
        """Sum up the weights of the words that are new."""
        if not self._fresh:
            return
        start, end = len(self.ids) - len(self._fresh), len(self.ids)
        self.scores = _roomy(self.scores, end * len(SLOTS))
        self.groups, self.standing = _roomy(self.groups, end), _roomy(self.standing, end)
        known = [seen(word) for word in self._fresh]
        self.scores[start * len(SLOTS) : end * len(SLOTS)] = summed(known, self._model)
        self.groups[start:end] = [self._model.classes.get(word.group, 0) for word in known]
        self.standing[start:end] = [word.standing for word in known]
        self._fresh = []


def summed(known: Sequence[Seen], model: Model) -> Integers:
    """Return the weights of some words in every place they can have, side by side."""
    sums = np.zeros((len(known), len(SLOTS), len(LABELS)), np.int32)
    for which, slots in ((0, (0,)), (1, (1, 2)), (2, (3, 4))):
        counts = np.array([len(word[which]) for word in known])  # type: ignore[arg-type]
        keys = np.array([key(feature) for word in known for feature in word[which]], np.uint32)  # type: ignore[union-attr]
        for slot in slots:
            rows = model.rows(keys ^ SALTS[slot])
            sums[:, slot] = np.add.reduceat(rows, np.cumsum(counts) - counts)
    return sums.reshape(-1, len(LABELS))


def _roomy(table: NDArray[Any], index: int) -> NDArray[Any]:
    """Return a table that has this row: the same, or one twice as long."""
    while index >= len(table):
        table = np.concatenate([table, np.zeros_like(table)])
    return table
