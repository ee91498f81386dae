"""The words of one snapshot, listed once and kept: what a pattern, a slip of the pen or a beginning finds among them.

A term in capitals (`US`) or ambiguous (`Us`) is found as the word in small letters is, and given as it stands in the
index. `|`, which stands between the values of a field, is no word and never given.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from searchkit.analysis import CAPITALS, spellings
from searchkit.query.patterns import Pattern, within
from searchkit.schema import SEPARATOR

LISTED = 2
"""A beginning of so many characters is looked up by itself when a field's words are not yet held."""

FAR = 5
"""A word of so many characters may be two edits from the one that was meant, a shorter one only one."""

_BITS = 38
_LIKELY = 10
_BEGINNINGS = "abcdefghijklmnopqrstuvwxyz0123456789"
_VOWELS = re.compile("[aeiouy]")
_IN_CAPITALS = frozenset(term for capital in CAPITALS for term in spellings(capital))

Counted = tuple[str, int]


class Lexicon:
    """Keep the words of a snapshot with the number of documents each is in.

    `terms` lists the terms of a field that begin so, sorted: `Snapshot.terms`.
    """

    def __init__(self, terms: Callable[[str, str], Iterable[Counted]]) -> None:
        self._terms = terms
        self._fields: dict[str, _Words] = {}

    def counts(self, field: str) -> Mapping[str, int]:
        """Give all words of a field, sorted, with their documents."""
        return MappingProxyType(self._held(field).counts)

    def expand(self, field: str, pattern: Pattern) -> list[Counted]:
        """Give the words that match a pattern, sorted."""
        words = self._beginning(field, pattern.prefix) if len(pattern.prefix) >= LISTED else self._held(field)
        return words.terms(filter(pattern.matches, words.candidates(pattern)))

    def near(self, field: str, word: str, edits: int) -> list[Counted]:
        """Give the words within so many edits of a folded word, itself included, sorted."""
        words = self._held(field)
        return words.terms(words.near(_small(word), edits))

    def suggest(self, field: str, word: str, most: int = 3) -> list[Counted]:
        """Give other words that may have been meant by a folded one, the likeliest first.

        One edit goes before two, which have to keep the first letter; then documents count, ten times where the first
        letter is the same, and ten times where letters are exchanged or only vowels differ.
        """
        word = _small(word)
        if not word or word.isdecimal():
            return []
        alike = self._beginning(field, word[0])
        for edits in (1, 2) if len(word) >= FAR else (1,):
            near = [each for each in alike.others(word, edits) if _small(each[0])[0] == word[0]]
            near += self._otherwise_begun(field, word) if edits == 1 else []
            if near:
                return _best(near, most, lambda term: _likelihood(word, _small(term)))
        return []

    def complete(self, field: str, prefix: str, most: int) -> list[Counted]:
        """Give the words in the most documents among those that begin so."""
        words = self._beginning(field, _small(prefix)) if prefix else self._held(field)
        return _best(words.terms(words.beginning(_small(prefix))), most)

    def _held(self, field: str) -> _Words:
        words = self._fields.get(field)
        if words is None:
            words = self._fields[field] = _Words(self._terms(field, ""))
        return words

    def _otherwise_begun(self, field: str, word: str) -> list[Counted]:
        """Give the words one edit from another whose first letter is another one."""
        if not word.isascii():
            return [each for each in self._held(field).others(word, 1) if _small(each[0])[0] != word[0]]
        rest = word[1:]
        begun = {rest, rest[:1] + word[0] + rest[1:], *(letter + end for letter in _BEGINNINGS for end in (rest, word))}
        several = sorted(each for each in begun if each and each[0] not in (word[0], *"'&"))
        return [found for each in several for term in spellings(each) for found in self._exactly(field, term)]

    def _exactly(self, field: str, term: str) -> Iterator[Counted]:
        return (each for each in self._terms(field, term) if each[0] == term)

    def _beginning(self, field: str, prefix: str) -> _Words:
        """Give words among which are all that begin so: those held, or else only these."""
        if field in self._fields:
            return self._fields[field]
        found = dict(self._terms(field, prefix))
        for word in (capital.lower() for capital in CAPITALS):
            if word.startswith(prefix):
                for term in spellings(word)[1:]:
                    found.update(self._exactly(field, term))
        return _Words(found.items())


class _Words:
    """Hold the words of a field in the forms in which they are quick to search."""

    def __init__(self, terms: Iterable[Counted]) -> None:
        self.counts = dict(terms)
        self.counts.pop(SEPARATOR, None)
        self._capitals: dict[str, list[str]] = defaultdict(list)
        for term in filter(self.counts.__contains__, _IN_CAPITALS):
            self._capitals[_small(term)].append(term)
        others = (word for word in self._capitals if word not in self.counts)
        self._words = sorted([*(term for term in self.counts if term not in _IN_CAPITALS), *others])
        self._joined = ""
        self._lengths: dict[int, list[str]] = {}
        self._letters: dict[int, array[int]] = {}

    def terms(self, words: Iterable[str]) -> list[Counted]:
        """Give the terms of words in small letters, sorted."""
        found = [
            (term, self.counts[term])
            for word in words
            for term in (word, *self._capitals.get(word, ()))
            if term in self.counts
        ]
        return sorted(found)

    def candidates(self, pattern: Pattern) -> Iterable[str]:
        """Give the words that have the literal parts of a pattern."""
        sought = max(pattern.chunk, f"{pattern.suffix}\n", key=len)
        if len(pattern.prefix) < LISTED <= len(sought.strip()):
            return self._containing(sought)
        return self.beginning(pattern.prefix)

    def beginning(self, prefix: str) -> list[str]:
        return self._words[bisect_left(self._words, prefix) : bisect_left(self._words, prefix + chr(0x10FFFF))]

    def near(self, word: str, edits: int) -> Iterator[str]:
        """Compare a word with those of like length and letters: an edit takes one letter at most, and gives one."""
        letters = _letters(word)
        for length in range(len(word) - edits, len(word) + edits + 1):
            for other, others in zip(*self._of_length(length), strict=True):
                if (letters & ~others).bit_count() > edits or (others & ~letters).bit_count() > edits:
                    continue
                if within(word, other, edits):
                    yield other

    def others(self, word: str, edits: int) -> list[Counted]:
        """Give the terms of other words within so many edits, sorted."""
        return self.terms(other for other in self.near(word, edits) if other != word)

    def _containing(self, sought: str) -> Iterator[str]:
        """Look for a text in all words at once; it may include the line break after a word."""
        self._joined = self._joined or "".join(f"\n{word}" for word in self._words) + "\n"
        joined, place = self._joined, 0
        while (place := joined.find(sought, place)) >= 0:
            start = joined.rfind("\n", 0, place) + 1
            end = joined.find("\n", place)
            yield joined[start:end]
            place = end + 1

    def _of_length(self, length: int) -> tuple[list[str], array[int]]:
        """Give the words of a length, and the letters that each has."""
        if not self._lengths:
            for word in self._words:
                self._lengths.setdefault(len(word), []).append(word)
        words = self._lengths.get(length, [])
        if length not in self._letters:
            self._letters[length] = array("Q", map(_letters, words))
        return words, self._letters[length]


def _letters(word: str) -> int:
    """Give the letters of a word as bits: a to z and 0 to 9 have one each, other letters share them."""
    letters = 0
    for char in word:
        letters |= 1 << ord(char) % _BITS
    return letters


def _small(term: str) -> str:
    return term.lower() if term.isascii() else term  # others are folded, which is not small letters in every script


def _likelihood(word: str, other: str) -> int:
    exchanged = sorted(word) == sorted(other) or _VOWELS.sub("", word) == _VOWELS.sub("", other)
    return (_LIKELY if exchanged else 1) * (_LIKELY if word[:1] == other[:1] else 1)


def _best(terms: list[Counted], most: int, likelihood: Callable[[str], int] = lambda _: 1) -> list[Counted]:
    """Give the first by documents and likelihood, without the ambiguous terms, which nobody writes."""
    written = [each for each in terms if each[0] in (each[0].upper(), _small(each[0]))]
    return sorted(written, key=lambda each: (-each[1] * likelihood(each[0]), each[0]))[:most]
