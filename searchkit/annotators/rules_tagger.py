"""Names in one paragraph by rules and the gazetteer, without numpy; not what the rest of the article says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchkit.annotators.known import PERSON, PLACE
from searchkit.annotators.mentions import TOWARDS, Mention
from searchkit.annotators.rules_labels import guesses
from searchkit.annotators.rules_parts import Mode
from searchkit.annotators.rules_scan import Chunk, chunks
from searchkit.annotators.words import SMALL

SHARE = 0.6  # of a headline's letters are in capitalised words
LOWER = re.compile(r"(?<![\w'’-])[a-z]{3,}")


def mentions(text: str) -> list[Mention]:
    """Return the guesses of one paragraph, in the order of the text."""
    return read(text)[1]


def read(text: str) -> tuple[Mode, list[Mention]]:
    """Return how a paragraph uses capitals, and the guesses of what it names."""
    found = list(chunks(text))
    mode = capitals(text, found)
    guessed: list[Mention] = []
    for chunk in found:
        style = Mode.SHOUTED if chunk.text.count(" ") > 1 and chunk.text.isupper() else mode
        for one in guesses(chunk.text, chunk.first, chunk.before, chunk.after, style):
            start, end = chunk.start + one.start, chunk.start + one.end
            guessed.append(Mention(start, end, one, clue(chunk, one.start, one.end)))
    return mode, guessed


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
