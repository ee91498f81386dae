"""Which words of some paragraphs can be part of a name, and their best labels, all at once: Viterbi; not the scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.annotators.linear_model import Indexes, Integers

OUTSIDE = 0
Standing = NDArray[np.int8]


class Runs(NamedTuple):
    """Hold runs of neighbouring words, longest first: the row where each starts and how many it has."""

    starts: Indexes
    sizes: Indexes


def eligible(standing: Standing) -> Indexes:
    """Return the places of words that can be part of a name: see `linear_features.standing`, 0 around each paragraph.

    A word with a capital can; a link between two of them too, and a number right after one.
    """
    strong = standing == 2
    before = np.zeros_like(strong)
    before[2:] = strong[1:-1] | strong[:-2]
    after = np.zeros_like(strong)
    after[:-2] = strong[1:-1] | strong[2:]
    number = np.zeros_like(strong)
    number[1:] = (standing[1:] == 3) & strong[:-1]
    link = ((standing == 1) | (standing == 4)) & before & after
    return np.flatnonzero(strong | link | number)


def outer(at: Indexes, standing: Standing) -> tuple[Indexes, Indexes]:
    """Return the first and the last place of the run of names that each place is in; a possessive begins another."""
    breaks = np.ones(len(at) + 1, bool)
    breaks[1:-1] = (at[1:] - at[:-1] != 1) | (standing[at[1:]] == 4)
    heads = np.flatnonzero(breaks)
    sizes = heads[1:] - heads[:-1]
    return np.repeat(at[heads[:-1]], sizes), np.repeat(at[heads[1:] - 1], sizes)


def decode(places: Indexes, scores: Integers, moves: Integers) -> Indexes:
    """Return the best label of each word; `places` says which are neighbours, all else is outside of names."""
    labels = np.zeros(len(places), np.intp)
    if len(places):
        walk(runs(places), scores, moves, labels)
    return labels


def runs(places: Indexes) -> Runs:
    breaks = np.ones(len(places), bool)
    breaks[1:] = places[1:] - places[:-1] != 1
    heads = np.flatnonzero(breaks)
    sizes = np.diff(heads, append=len(places))
    order = np.argsort(-sizes, kind="stable")
    return Runs(heads[order], sizes[order])


def walk(found: Runs, scores: Integers, moves: Integers, labels: Indexes) -> None:
    """Fill in the best labels of all runs, a word of each at a time."""
    starts, sizes = found
    longest, onward = int(sizes[0]), np.ascontiguousarray(moves.T)
    lasting = np.searchsorted(-sizes, -np.arange(longest), side="left")
    best = scores[starts] + moves[OUTSIDE]
    final = np.empty_like(best)
    back: list[Indexes] = []
    for step in range(1, longest):
        count = int(lasting[step])
        final[count : len(best)] = best[count:]
        paths = best[:count, None, :] + onward
        back.append(paths.argmax(2))
        best = paths.max(2) + scores[starts[:count] + step]
    final[: len(best)] = best
    current = (final + moves[:, OUTSIDE]).argmax(1)
    for step in range(longest - 1, -1, -1):
        count = int(lasting[step])
        labels[starts[:count] + step] = current[:count]
        if step:
            current[:count] = back[step - 1][np.arange(count), current[:count]]
