"""Text to terms, once, for every engine; not for sentences, roles or names.

A word is a run of letters and digits. An apostrophe or `&` between letters belongs to it (O'Neill, AT&T), so does a
full stop between digits or in an abbreviation of single letters (3.5, U.S.) and a comma that groups thousands; a
hyphen separates. A possessive 's is no part of a word. Each word gives two terms at the same position: the word
folded (case, accents, quotes), and its stem.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from searchkit.errors import ConfigError
from searchkit.typed import ASCII, as_typed

VERSION = 1
"""Goes into the manifest: another version means other terms, so the index has to be built again."""

LONGEST = 100
CACHED = 200_000
CHUNKS = 100_000
"""Pieces of text between spaces that are remembered with their terms: text is read by the piece, not by the word."""

CAPITALS = frozenset(
    "AIDS AP ARM BART CARE COP DOE DOT ERA ETA FAST HOPE ICE IRA IT LA MIT NOW PAC PEN POW RAW SALT SEAL SEC START "
    "SWAT SWIFT TED TIPS UN US WHO".split()
)
"""Words that in capitals mean something else than in small letters; a closed list, checked by reading news."""

FUNCTION_WORDS = frozenset(
    "a an the of to in on at by for from with into onto upon about as than "
    "and or but so if because while though although whether "
    "is are was were be been being am has have had having do does did "
    "he she it they we you i his her hers its their theirs our ours your yours my mine him them me "
    "himself herself itself themselves "
    "this that these those there here which who whom whose what when where why how "
    "would could should shall also such".split()
)
"""English words that say little: optional in a query. No negations, no modal verb that is a name (will, may, can)."""

_SIGNS = "".join(c for c in map(chr, range(128)) if not c.isalnum())
"""What no word of ASCII text begins or ends with."""


class Token(NamedTuple):
    """Place one word: `start` and `end` are code points into the text, without a possessive 's."""

    start: int
    end: int
    word: str
    stem: str


_Entry = tuple[str, str, int]
"""A word, its stem, and the length of its part that is marked; plain, as a named tuple takes longer to take apart."""

_WORD, _STEM = itemgetter(0), itemgetter(1)


class _Entries(dict[str, _Entry]):
    """Remember what each written form becomes, up to a cap."""

    def __init__(self, make: Callable[[str], _Entry]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, surface: str) -> _Entry:
        if len(self) >= CACHED:
            self.clear()
        entry = self[surface] = self._make(surface)
        return entry


class _Chunks(dict[str, _Entry | None]):
    """Remember the terms of pieces of text without spaces, up to a cap; None where one has none."""

    def __init__(self, entries: _Entries) -> None:
        super().__init__()
        self._entries = entries

    def __missing__(self, chunk: str) -> _Entry | None:
        word = chunk.strip(_SIGNS)
        found = [self._entries[surface] for surface in ((word,) if word.isalpha() else ASCII.findall(chunk))]
        if len(found) > 1:
            made: _Entry | None = (" ".join(map(_WORD, found)), " ".join(map(_STEM, found)), len(chunk))
        else:
            made = found[0] if found else None
        if len(self) >= CHUNKS:
            self.clear()
        if len(chunk) <= LONGEST:
            self[chunk] = made
        return made


class Analyzer:
    """Turn text into terms with the stemmer of one language (`none`: fold only); errors: ConfigError."""

    def __init__(self, language: str = "english") -> None:
        self.language = language
        self._stem = stemmer(language)
        self._usual = _Entries(self._entry)
        self._shouted = _Entries(self._shouted_entry)
        self._chunks = _Chunks(self._usual)
        self._phrases: dict[str, str] = {}

    def columns(self, text: str) -> tuple[str, str]:
        """Give the stems and the words of a text, each joined by spaces, at the same positions."""
        found = self._several(text)
        return " ".join(map(_STEM, found)), " ".join(map(_WORD, found))

    def _several(self, text: str) -> list[_Entry]:
        """Give the words of a text, or several side by side as one."""
        text, pattern = as_typed(text)
        if pattern is ASCII and not text.isupper():
            return list(filter(None, map(self._chunks.__getitem__, text.split())))
        return list(map(self._entries(text).__getitem__, pattern.findall(text)))

    def terms(self, text: str, *, stemmed: bool) -> list[str]:
        """Give the stems or the words of a text, as `columns` has them."""
        text, pattern = as_typed(text)
        entries = self._entries(text)
        return list(map(_STEM if stemmed else _WORD, map(entries.__getitem__, pattern.findall(text))))

    def words(self, text: str) -> str:
        """Give the words of a short text, such as a name, joined by spaces."""
        joined = self._phrases.get(text)
        if joined is None:
            if len(self._phrases) >= CACHED:
                self._phrases.clear()
            joined = self._phrases[text] = self.columns(text)[1]
        return joined

    def tokens(self, text: str) -> list[Token]:
        """Give the words of a text with their offsets; their positions are their indexes in the list."""
        text, pattern = as_typed(text)
        return _placed(pattern.finditer(text), self._entries(text))

    def within(self, piece: str) -> tuple[Token, ...]:
        """Give the words of a piece of a text with their offsets, where the text is ASCII and not all in capitals."""
        alone = piece.strip(_SIGNS)
        if not alone.isalpha():
            return tuple(_placed(ASCII.finditer(piece), self._usual))
        (word, stem, length), start = self._usual[alone], piece.index(alone)
        return (Token(start, start + length, word, stem),)

    def offsets(self, text: str, positions: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Give the offsets of the words at some positions; quicker than `tokens` where few are wanted."""
        wanted = sorted(set(positions))
        if not wanted:
            return {}
        text, pattern = as_typed(text)
        entries, found = self._entries(text), list(islice(pattern.finditer(text), wanted[-1] + 1))
        places = dict.fromkeys(wanted, (0, 0))
        for place in wanted[: bisect_left(wanted, len(found))]:
            start, (_, _, length) = found[place].start(), entries[found[place].group()]
            places[place] = (start, start + length)
        return places

    def asked(self, text: str) -> list[str]:
        """Give the words of a piece of a query: capitals in it count as they are written."""
        text, pattern = as_typed(text)
        return [self._usual[surface][0] for surface in pattern.findall(text)]

    def is_function_word(self, word: str) -> bool:
        """Say whether a folded word is one that a query need not find."""
        return self.language == "english" and word in FUNCTION_WORDS

    def stem(self, word: str) -> str:
        """Give the stem of a folded word."""
        return word if word.upper() in CAPITALS and word != word.lower() else self._stem(word)

    def _entries(self, text: str) -> _Entries:
        return self._shouted if text.isupper() else self._usual

    def _entry(self, surface: str) -> _Entry:
        length = len(surface)
        if surface.isalpha() and surface.isascii() and length <= LONGEST:  # as most are
            word = surface.lower()
            return (surface, surface, length) if surface in CAPITALS else (word, self._stem(word), length)
        word, length = _reduce(surface)
        if _is_capital(surface[:length], word):
            return word.upper(), word.upper(), length
        return word, self._stem(word), length

    def _shouted_entry(self, surface: str) -> _Entry:
        entry = word, _, length = self._usual[surface]
        if word not in CAPITALS or "." in surface:
            return entry
        return ambiguous(word), ambiguous(word), length


def _placed(words: Iterable[re.Match[str]], entries: _Entries) -> list[Token]:
    return [
        Token(found.start(), found.start() + length, word, stem)
        for found in words
        for word, stem, length in (entries[found.group()],)
    ]


def ambiguous(capital: str) -> str:
    """Give the term of a word of `CAPITALS` in a paragraph that is all in capitals, where nobody can tell."""
    return capital.capitalize()


def spellings(word: str) -> tuple[str, ...]:
    """Give the terms that a query word stands for: `us` all three, `US` (from capitals or dots) two, others one."""
    if word in CAPITALS:
        return word, ambiguous(word)
    capital = word.upper()
    if capital in CAPITALS:
        return word, capital, ambiguous(capital)
    return (word,)


def stemmer(language: str) -> Callable[[str], str]:
    """Give the stemming function of a language of PyStemmer, or of `none`; errors: ConfigError."""
    if language == "none":
        return str
    import Stemmer

    if language not in languages():
        raise ConfigError(f"language: no stemmer for {language!r}; allowed: {', '.join(languages())}")
    stem: Callable[[str], str] = Stemmer.Stemmer(language, 0).stemWord
    return stem


def languages() -> list[str]:
    """Give the languages there are stemmers for, and `none`."""
    import Stemmer

    return ["none", *sorted(Stemmer.algorithms())]


def fold(word: str) -> str:
    """Take case, accents and the shape of quotes from a word; folding twice changes nothing."""
    if word.isascii():
        return word.lower().replace("`", "'")
    from searchkit import folding

    return folding.fold(word)


def _is_capital(written: str, word: str) -> bool:
    return word.upper() in CAPITALS and (written == word.upper() or "." in written)


def _reduce(surface: str) -> tuple[str, int]:
    """Fold one written form; give it with the length of its part that is marked."""
    folded, length = fold(surface), len(surface)
    if folded.endswith("'s") and len(folded) > 2:
        folded, length = folded[:-2], length - 2
    if "." in folded and not any(map(str.isdigit, folded)):
        folded = folded.replace(".", "")
    return (folded.replace(",", "") or "x")[:LONGEST], length
