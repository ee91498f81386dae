"""Train the linear tagger's weights, searchkit/annotators/linear.model: `make train`; not needed to run searchkit.

    python tools/train_names.py voa-silver.jsonl.gz searchkit/annotators/linear.model

The first file holds sentences of Voice of America news (public domain), one JSON object a line: `text`, and `spans` of
(start, end, label), made by machine. Nothing else is read but the gazetteer. All sums are of integers and all chance is
seeded, so the same sentences, gazetteer and code give the same bytes. docs/names-model.md is the model card.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from invented import Inventor, Span
from numpy.typing import NDArray

from searchkit.annotators.linear_decoder import decode, eligible, outer
from searchkit.annotators.linear_features import BEGIN, END, seen
from searchkit.annotators.linear_model import LABELS, PAIRS, SLOTS, TABLES, key, moves, packed
from searchkit.annotators.linear_tokens import tokens
from searchkit.annotators.rules_tagger import mentions

SEED = 20231122
COPIES = 1  # of the sentences with other names in them
EPOCHS = 5
FORGET = 0.3  # of words whose spelling is hidden in a pass, so that the rest has to tell
SPELLING = 2  # features that are the word itself
JOINED = (1, 1, 2, 3, 4)  # sentences that are read as one paragraph
UNIT = 4  # steps of a kept weight in one of the learner
CAUTION = {
    "person": 25,
    "org": 12,
    "place": 20,
    "nationality": 10,
}  # what a name costs to begin, in weights of the learner
KIND = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "nationality"}
DISPUTED = -1
PAD = 2

Labels = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Example:
    """Hold one paragraph: for each word that could be part of a name its place, its features, and its label."""

    places: NDArray[np.intp]
    features: NDArray[np.int32]
    labels: Labels


def sentences(path: Path) -> list[tuple[str, list[Span]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(found["text"], [tuple(span) for span in found["spans"]]) for found in map(json.loads, lines)]


def labelled(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[list[str], list[int]]:
    """Return the words of a text with their labels, by spans of (start, end, kind)."""
    words, offsets = [], []
    for start, word in tokens(text):
        words.append(word)
        offsets.append(start)
    labels = [0] * len(words)
    for start, end, kind in spans:
        inside = [at for at, offset in enumerate(offsets) if start <= offset < end]
        for at in inside:
            labels[at] = LABELS.index(("B-" if at == inside[0] else "I-") + kind)
    return words, labels


def kinds(spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    return [(start, end, KIND[label]) for start, end, label in spans]


def judged(text: str, spans: Sequence[Span]) -> tuple[list[str], list[int]]:
    """Return words and labels, disputed where the rules of today say something else."""
    words, labels = labelled(text, kinds(spans))
    rules = [(found.start, found.end, found.guess.kind) for found in mentions(text) if found.guess.kind]
    other = labelled(text, rules)[1]
    return words, [label if label == says else DISPUTED for label, says in zip(labels, other, strict=True)]


def changed(text: str, spans: Sequence[Span], inventor: Inventor) -> tuple[list[str], list[int]]:
    """Return words and labels of a sentence with other names, what was disputed in it left as it is."""
    words, labels = judged(text, spans)
    offsets = [start for start, _ in tokens(text)]
    doubtful = [offset for offset, label in zip(offsets, labels, strict=True) if label == DISPUTED]
    sure = [span for span in spans if not any(span[0] <= offset < span[1] for offset in doubtful)]
    renamed, moved = inventor.renamed(text, sure)
    renamed = inventor.cased(renamed, moved)
    if doubtful:
        return words, labels
    return labelled(renamed, kinds(moved))


def paragraphs(source: Sequence[tuple[str, list[Span]]]) -> Iterator[tuple[list[str], list[int]]]:
    """Yield all sentences, and their copies with other names, some of them joined."""
    chance, inventor = random.Random(SEED), Inventor(SEED)
    for copy in range(COPIES + 1):
        at = 0
        while at < len(source):
            number = chance.choice(JOINED)
            words: list[str] = []
            labels: list[int] = []
            for text, spans in source[at : at + number]:
                more, theirs = changed(text, spans, inventor) if copy else judged(text, spans)
                words += more
                labels += theirs
            at += number
            yield words, labels


class Lexicon:
    """Number features and classes of words as they come."""

    def __init__(self) -> None:
        self.keys: dict[int, int] = {}
        self.classes: dict[str, int] = {"": 0}
        self.seen: list[int] = [0]
        self._words: dict[str, tuple[list[NDArray[np.int32]], int, int]] = {}

    def word(self, word: str) -> tuple[list[NDArray[np.int32]], int, int]:
        """Return the features of a word in each place, its class and its standing."""
        if word not in self._words:
            known = seen(word)
            sets = (known.own, known.near, known.near, known.far, known.far)
            slots = [[self._number(key(one) ^ salt) for one in found] for found, salt in zip(sets, SLOTS, strict=True)]
            rows = [np.array(slot, np.int32) for slot in slots]
            self._words[word] = rows, self.classes.setdefault(known.group, len(self.classes)), known.standing
        return self._words[word]

    def _number(self, feature: int) -> int:
        return self.keys.setdefault(feature, len(self.keys) + 1)


def example(words: Sequence[str], labels: Sequence[int], lexicon: Lexicon, widths: Sequence[int]) -> Example:
    """Return what there is to learn from one paragraph; pairs of classes are numbered below zero, to be moved later."""
    known = [lexicon.word(word) for word in (BEGIN, BEGIN, *words, END, END)]
    stand = np.array([found[2] for found in known])
    places = eligible(stand)
    first, last = outer(places, stand)
    rows = np.zeros((len(places), sum(widths) + TABLES), np.int32)
    for row, place, begin, end in zip(rows, places, first, last, strict=True):
        column = 0
        for slot, distance in enumerate((0, -1, 1, -2, 2)):
            ids = known[place + distance][0][slot]
            row[column : column + len(ids)] = ids
            column += widths[slot]
        pairs = [(place + one, place + other) for one, other in PAIRS]
        for one, other in [*pairs, (begin, place), (end, place), (begin, end)]:
            row[column] = -(known[one][1] * 1000 + known[other][1]) - 1
            column += 1
    return Example(places, rows, np.array(labels, np.intp)[places - PAD])


class Learner:
    """Learn weights by the averaged perceptron, in whole numbers."""

    def __init__(self, size: int) -> None:
        self.weights = np.zeros((size, len(LABELS)), np.int32)
        self.moves = np.zeros((len(LABELS), len(LABELS)), np.int32)
        self._sums = np.zeros((size, len(LABELS)), np.int64)
        self._move_sums = np.zeros((len(LABELS), len(LABELS)), np.int64)
        self._count = 1
        self._chance = np.random.RandomState(SEED)

    def learn(self, examples: Sequence[Example], order: Sequence[int]) -> int:
        """Go through all examples once, and return how many labels were wrong."""
        return sum(self._one(examples[number]) for number in order)

    def _one(self, given: Example) -> int:
        rows = given.features.copy()
        rows[self._chance.random_sample(len(rows)) < FORGET, :SPELLING] = 0
        self._count += 1
        if not len(rows):
            return 0
        found = decode(given.places, self.weights[rows].sum(1), moves(self.moves))
        wrong = np.flatnonzero((found != given.labels) & (given.labels != DISPUTED))
        if len(wrong):
            self._change(rows[wrong].ravel(), np.repeat(given.labels[wrong], rows.shape[1]), 1)
            self._change(rows[wrong].ravel(), np.repeat(found[wrong], rows.shape[1]), -1)
            self.weights[0] = self._sums[0] = 0
            self._move(steps(given.places, given.labels), 1)
            self._move(steps(given.places, np.where(given.labels == DISPUTED, DISPUTED, found)), -1)
        return len(wrong)

    def _change(self, rows: NDArray[np.int32], labels: Labels, by: int) -> None:
        np.add.at(self.weights, (rows, labels), by)
        np.add.at(self._sums, (rows, labels), by * self._count)

    def _move(self, pairs: tuple[Labels, Labels], by: int) -> None:
        np.add.at(self.moves, pairs, by)
        np.add.at(self._move_sums, pairs, by * self._count)

    def averages(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return weights averaged over all steps, in units of a kept weight, rounded to whole ones."""
        halves = self._count // 2
        weights = (UNIT * (self.weights.astype(np.int64) * self._count - self._sums) + halves) // self._count
        ahead = (UNIT * (self.moves.astype(np.int64) * self._count - self._move_sums) + halves) // self._count
        return weights, ahead


def steps(places: NDArray[np.intp], labels: Labels) -> tuple[Labels, Labels]:
    """Return each label with the one before it, and the last of a run with O; nothing that is disputed."""
    joined = np.diff(places) == 1
    before = np.append(0, labels[:-1])
    before[np.append(True, ~joined)] = 0
    last = labels[np.append(~joined, True)]
    one, other = np.append(before, last), np.append(labels, np.zeros(len(last), np.intp))
    sure = (one != DISPUTED) & (other != DISPUTED)
    return one[sure], other[sure]


def examples(path: Path, lexicon: Lexicon) -> list[Example]:
    """Return all there is to learn from; features are numbered from 1, pairs of classes after them."""
    read = list(paragraphs(sentences(path)))
    for word in (word for words, _ in read for word in words):
        lexicon.word(word)
    for mark in (BEGIN, END):
        lexicon.word(mark)
    widths = [max(len(found[0][slot]) for found in lexicon._words.values()) for slot in range(len(SLOTS))]
    made = [example(words, labels, lexicon, widths) for words, labels in read if words]
    size, width = len(lexicon.classes), len(lexicon.keys) + 1
    for one in made:
        pairs = -(one.features[:, -TABLES:] + 1)
        base = width + np.arange(TABLES) * size * size
        one.features[:, -TABLES:] = base + pairs // 1000 * size + pairs % 1000
    return made


def kept(lexicon: Lexicon, weights: NDArray[np.int64], ahead: NDArray[np.int64]) -> bytes:
    """Return the file of a model: features that weigh something, by their keys."""
    ids = np.array(list(lexicon.keys.values()))
    keys = np.array(list(lexicon.keys), np.uint32)
    small = np.clip(weights, -127, 127).astype(np.int8)
    heavy = (np.abs(small[ids]) > 1).any(1)
    order = np.argsort(keys[heavy])
    size = len(lexicon.classes)
    pairs = np.clip(weights[len(lexicon.keys) + 1 :], -32000, 32000).astype(np.int16)
    for kind, cost in CAUTION.items():
        ahead[:, LABELS.index(f"B-{kind}")] -= UNIT * cost
    return packed(
        keys[heavy][order], small[ids[heavy][order]], list(lexicon.classes), pairs.reshape(TABLES, size * size, -1),
        np.clip(ahead, -32000, 32000).astype(np.int16),
    )  # fmt: skip


def main(source: str, target: str) -> None:
    lexicon = Lexicon()
    made = examples(Path(source), lexicon)
    learner = Learner(len(lexicon.keys) + 1 + TABLES * len(lexicon.classes) ** 2)
    order, chance = list(range(len(made))), random.Random(SEED)
    print(f"{len(made):,} paragraphs, {len(lexicon.keys):,} features, {len(lexicon.classes)} classes", flush=True)
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        print(f"pass {epoch + 1}: {learner.learn(made, order):,} labels wrong", flush=True)
    data = kept(lexicon, *learner.averages())
    Path(target).write_bytes(data)
    print(f"{target}: {len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
