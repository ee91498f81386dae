"""Cut a run of capitalised words into words and into the parts that could be one name each; not for their kinds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum, IntEnum
from typing import NamedTuple

from searchkit.annotators.known import given, known, level, personal
from searchkit.annotators.mentions import Guess
from searchkit.annotators.words import (
    BEFORE_FOR,
    BEFORE_OF,
    BEFORE_ON,
    CLOSED,
    CONNECTORS,
    HEADS,
    KEPT,
    OFFICES,
    ORG_FIRST,
    SUFFIXES,
    TAILS,
    TITLES,
)

GAP = re.compile(r"[^ \u00a0]+")
POSSESSIVE = re.compile(r"['’][sS]$")
ENDINGS = ("s", "es", "d", "ed", "ing")  # of a common word that is common in another form
BEFORE = {"of": BEFORE_OF, "for": BEFORE_FOR, "on": BEFORE_ON}


class Mode(IntEnum):
    """Say how a paragraph uses capitals: as sentences do, for most words, or for all letters."""

    SENTENCE = 0
    HEADLINE = 1
    SHOUTED = 2


class Part(Enum):
    """Say what becomes of the next words of a chunk."""

    JOINED = 0
    ALONE = 1
    DROPPED = 2


class Word(NamedTuple):
    """Hold one word of a chunk as it is looked up, and its offsets; `owner` where a possessive 's followed."""

    text: str
    start: int
    end: int
    owner: bool = False


Words = Sequence[Word]


def joined(words: Words) -> str:
    return " ".join([word.text for word in words])


def guess(words: Words, kind: str, strength: int, title: str = "") -> Guess:
    return Guess(words[0].start, words[-1].end, joined(words), kind, strength, title)


def split(text: str, mode: Mode) -> list[Word]:
    return [word(found[0], found.start(), mode) for found in GAP.finditer(text)]


def word(text: str, start: int, mode: Mode) -> Word:
    key = text if text.isascii() else unicodedata.normalize("NFC", text.replace("’", "'"))
    size, owner = len(text), False
    if POSSESSIVE.search(text) and key not in KEPT and not known(key):
        key, size, owner = key[:-2], size - 2, True
    head, hyphen, tail = key.rpartition("-")
    if hyphen and tail in TAILS:
        key, size, owner = head, size - len(tail) - 1, True
    if mode == Mode.SHOUTED and (level(key) or not known(key)):
        key = "-".join([part.capitalize() for part in key.split("-")])
    return Word(key, start, start + size, owner)


def segments(words: Words, mode: Mode) -> list[list[Word]]:
    """Cut at connectors that no head noun licenses, after a possessive, and in headlines around common words."""
    found: list[list[Word]] = [[]]
    index = 0
    while index < len(words):
        size, part = step(found[-1], words, index, mode)
        taken = list(words[index : index + size])
        if part == Part.JOINED:
            found[-1] += taken
        if part == Part.ALONE:
            found.append(taken)
        if part != Part.JOINED or taken[-1].owner:
            found.append([])
        index += size
    return [part for part in found if part]


def step(left: Words, words: Words, index: int, mode: Mode) -> tuple[int, Part]:
    """Return how many words come next, and whether they join those to their left."""
    if mode and (size := phrase(words, index)):
        return size, Part.ALONE
    if size := connectors(words, index):
        keep = licensed(left, words[index : index + size], words[index + size :])
        return size, Part.JOINED if keep else Part.DROPPED
    return 1, Part.ALONE if mode and breaks(words[index]) else Part.JOINED


def connectors(words: Words, index: int) -> int:
    size = 0
    while index + size < len(words) and words[index + size].text in CONNECTORS:
        size += 1
    return size


def phrase(words: Words, index: int) -> int:
    """Return how many words from here make a known name of two words and more, or 0."""
    for size in range(min(4, len(words) - index), 1, -1):
        if known(joined(words[index : index + size])):
            return size
    return 0


def breaks(word: Word) -> bool:
    text = word.text
    if not personal(text) and any(level(text.removesuffix(ending)) for ending in ENDINGS if text.endswith(ending)):
        return True
    return text in CLOSED or (level(text) > 1 and not (text in HEADS or text in TITLES or text in OFFICES))


def licensed(left: Words, link: Words, right: Words) -> bool:
    """Say whether a connector is part of a name: Ministry of Health, Food and Drug Administration."""
    if not left or not right or left[-1].owner:
        return False
    for size in range(1, min(3, len(right)) + 1):
        if known(joined([*left, *link, *right[:size]])):
            return True
    if right[0].text in SUFFIXES:
        return True
    if link[0].text == "and":
        return paired(left, right)
    return left[-1].text in BEFORE[link[0].text] or (link[0].text == "of" and left[0].text in ORG_FIRST)


def paired(left: Words, right: Words) -> bool:
    """Say whether "and" joins two common words of one name, which ends in a head noun or began with `... of`."""
    near, far = left[-1].text, right[0].text
    if (given(far) and not level(far)) or (personal(near) and not level(near)):
        return False
    if any(word.text == "of" for word in left):
        return not known(far) and not given(far)
    tail = next((word.text for word in reversed(right[:4]) if word.text not in CONNECTORS), "")
    return level(far) > 0 and tail in HEADS and (near not in HEADS or len(left) == 1)
