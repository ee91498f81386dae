"""The words and pieces of text that the linear tagger has met, their weights summed up once; a capped cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.annotators.linear_features import BEGIN, END, Seen, seen
from searchkit.annotators.linear_model import LABELS, SLOTS, Indexes, Integers, Model, key
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
        # Of a piece its first token, how many and its length; of a token its word, its offset in the piece, its length.
        self.spans: NDArray[np.intp] = np.zeros((FIRST, 3), np.intp)
        self.tokens: NDArray[np.intp] = np.zeros((FIRST, 3), np.intp)
        self.used = 0
        self._fresh: list[str] = []
        self._cut: list[tuple[int, int, int]] = []
        self._found: list[tuple[int, int, int]] = []
        for mark in (BEGIN, END):
            self._number(mark)
        self.learn()

    def trim(self) -> None:
        """Forget everything where there is too much of it."""
        if len(self.ids) > CAP or len(self.pieces) > CAP or self.used > 4 * CAP:
            self.clear()

    def numbers(self, pieces: Sequence[str]) -> Indexes:
        """Return the numbers of pieces of text without blanks; those that are new are cut into words and learned."""
        found = list(map(self.pieces.get, pieces))
        if None in found:
            found = [self._cut_up(pieces[at]) if number is None else number for at, number in enumerate(found)]
            self.learn()
        return np.array(found, np.intp)

    def _cut_up(self, piece: str) -> int:
        """Return the number of a piece that was new just before, cut into words when it is first met."""
        number = self.pieces.get(piece)
        if number is None:
            number, first = len(self.pieces), len(self._found)
            self.pieces[piece] = number
            self._found += [(self._number(word), offset, len(word)) for offset, word in tokens(piece)]
            self._cut.append((self.used + first, len(self._found) - first, len(piece)))
        return number

    def _number(self, word: str) -> int:
        number = self.ids.get(word)
        if number is None:
            number = self.ids[word] = len(self.ids)
            self._fresh.append(word)
        return number

    def learn(self) -> None:
        """Keep what is new of pieces and their tokens, and sum up the weights of new words."""
        self.spans = _extended(self.spans, len(self.pieces), self._cut)
        self.used += len(self._found)
        self.tokens = _extended(self.tokens, self.used, self._found)
        self._cut, self._found = [], []
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


def _extended(table: Indexes, end: int, rows: Sequence[tuple[int, int, int]]) -> Indexes:
    """Return the table with these rows as the last before `end`."""
    if rows:
        table = _roomy(table, end)
        table[end - len(rows) : end] = rows
    return table


def _roomy(table: NDArray[Any], index: int) -> NDArray[Any]:
    """Return a table that has this row: the same, or one twice as long."""
    while index >= len(table):
        table = np.concatenate([table, np.zeros_like(table)])
    return table
