"""Say what a run of capitalised words names, by its words and what stands around it; not by the rest of the article."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from searchkit.annotators.known import NATIONALITY, PERSON, country, family, given, known, level
from searchkit.annotators.mentions import Guess
from searchkit.annotators.rules_kinds import several, single
from searchkit.annotators.rules_parts import Mode, Words, guess, joined, segments, split
from searchkit.annotators.words import (
    CANONICAL,
    CLOSED,
    CONNECTORS,
    CUES,
    HEADS,
    MONTHS,
    OFFICES,
    ORG_HEADS,
    SUFFIXES,
    TITLES,
)

CACHE = 50_000
ENDS = MONTHS | CLOSED | CONNECTORS
CANDIDATE, DROPPED = "", "dropped"
LONGEST = 5  # words of a person's name


class Around(NamedTuple):
    """Hold what stands around a part of a chunk: whether it starts a sentence, and the clues of its neighbours."""

    first: bool
    before: str
    after: str
    mode: Mode


@lru_cache(maxsize=CACHE)
def guesses(text: str, first: bool, before: str, after: str, mode: Mode) -> tuple[Guess, ...]:
    """Return what the words of one chunk may name, in their order; offsets are into `text`."""
    found: list[Guess] = []
    parts = segments(split(text, mode), mode)
    for number, part in enumerate(parts):
        opens, closes = number == 0, number == len(parts) - 1
        found += label(part, Around(first and opens, before if opens else "", after if closes else "", mode))
    return tuple(found)


def label(words: Words, around: Around) -> list[Guess]:
    """Return the names in words that no connector or possessive separates."""
    words = closed_off(words)
    if not words:
        return []
    if (kind := known(joined(words))) and not (around.first and len(words) == 1 and doubtful(words[0].text)):
        return [guess(words, kind, 2)]
    if len(words) == 1 and "-" in words[0].text:
        return hyphenated(words, around)
    if at := title(words):
        return titled(words, at)
    found, words = opened(words, around)
    return found + (decided(words, around, bool(found)) if words else [])


def doubtful(name: str) -> bool:
    return level(name) > 0 and not country(name)


def closed_off(words: Words) -> Words:
    """Drop from the end what belongs to no name: In the U.S. The ..., Obama Monday."""
    end = len(words)
    while end and words[end - 1].text in ENDS:
        if known(joined(words[:end])):
            break
        end -= 1
    return words[:end]


def hyphenated(words: Words, around: Around) -> list[Guess]:
    """Read US-China as two names and Africa-wide as one where the gazetteer knows them; leave Coca-Cola whole."""
    word = words[0]
    head, _, tail = word.text.partition("-")
    kinds = known(head), known(tail)
    if not kinds[0] or len(word.text) != word.end - word.start or not (kinds[1] or tail.islower()):
        return decided(words, around, False)
    middle = word.start + len(head)
    found = [Guess(word.start, middle, head, kinds[0], 2), Guess(middle + 1, word.end, tail, kinds[1], 2)]
    return found if kinds[1] else found[:1]


def title(words: Words) -> int:
    """Return the index of the last title that a person's name follows, plus one; 0 where there is none."""
    last = words[-1].text
    if last in ORG_HEADS or last in SUFFIXES or (last in HEADS and len(words) > 2 and not given(words[-2].text)):
        return 0
    if words[-1].text in TITLES or words[-1].text in OFFICES or (len(words) == 2 and level(words[1].text) > 2):
        return 0
    for index in range(len(words) - 2, -1, -1):
        if words[index].text in TITLES:
            fits = len(words) - index - 1 <= LONGEST and not country(joined(words[index + 1 :]))
            return index + 1 if fits else 0
    return 0


def titled(words: Words, at: int) -> list[Guess]:
    """Split `Education Minister Jaime Perczyk` into what stands before the titles, and the person."""
    start = at - 1
    while start and (words[start - 1].text in TITLES or words[start - 1].text in OFFICES):
        start -= 1
    found = label(words[:start], Around(False, "", "", Mode.SENTENCE)) if start else []
    found = [one for one in found if one.strength > 0 and one.kind != PERSON]
    return [*found, guess(words[at:], PERSON, 3, joined(words[start:at]))]


def opened(words: Words, around: Around) -> tuple[list[Guess], Words]:
    """Strip from the start what belongs to no name, keeping nationalities and candidates."""
    found: list[Guess] = []
    while words and not (found and known(joined(words))):
        opening = opener(words, around)
        if opening is None:
            break
        if opening != DROPPED:
            found.append(guess(words[:1], opening, 2 if opening else 0))
        words = words[1:]
    return found, words


def opener(words: Words, around: Around) -> str | None:
    """Return what the first word is by itself: a kind, CANDIDATE, DROPPED; None where it begins the name."""
    word, alone = words[0].text, len(words) == 1
    if word in ENDS:
        if not alone and (known(joined(words[:2])) or bearer(words, around)):
            return None
        return CANDIDATE if alone and family(word) else DROPPED
    if not alone and not headed(words) and (known(word) == NATIONALITY or detached(words)):
        return known(word)
    if (word in TITLES or word.lower() in CUES) and (alone or not headed(words)):
        return DROPPED
    if word in OFFICES and not alone and given(words[1].text):
        return DROPPED
    return CANDIDATE if around.first and words[0].start == 0 and common_opener(words) else None


def bearer(words: Words, around: Around) -> bool:
    """Say whether May or Will begins a person's name here: Will Smith, at the start of a sentence too."""
    second = words[1].text
    return given(words[0].text) and family(second) and not (around.first and level(second))


def detached(words: Words) -> bool:
    """Say whether a name stands before a title or an office, or a country in letters before anything."""
    first, second = words[0].text, words[1].text
    return bool(known(first)) and (second in TITLES or second in OFFICES or first in CANONICAL)


def headed(words: Words) -> bool:
    """Say whether a head noun ends the name, or what stands before its first "of"."""
    names = [word.text for word in words]
    return names[-1] in HEADS or any(name in HEADS and after in CONNECTORS for name, after in pairwise(names))


def common_opener(words: Words) -> bool:
    """Say whether the first word of a sentence is an ordinary word in a capital."""
    word = words[0].text
    if level(word) < 2 or (len(words) > 1 and (words[-1].text in ORG_HEADS or words[1].text in ORG_HEADS)):
        return False
    return not (len(words) > 1 and given(word) and level(word) < 3)


def decided(words: Words, around: Around, stripped: bool) -> list[Guess]:
    """Return the one name that is left; in a headline a weak guess, or common words, are a mere candidate."""
    name, alone = joined(words), len(words) == 1
    first, before = around.first and not stripped, "" if stripped else around.before
    kind, strength = known(name), 2
    if not kind or (first and alone and doubtful(name)):
        kind, strength = single(name, first, before, around.after) if alone else several(words, before)
    doubted = around.mode and (strength < 2 or all(level(word.text) > 1 for word in words))
    return [guess(words, "" if doubted and not known(name) else kind, strength)]
