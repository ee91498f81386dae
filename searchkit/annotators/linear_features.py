"""What the linear tagger sees of one word: letters, shape, what the gazetteer knows; nothing of its neighbours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import cache, lru_cache
from typing import NamedTuple

from searchkit.annotators.gazetteer import gazetteer
from searchkit.annotators.known import LARGE
from searchkit.annotators.words import (
    CONNECTORS,
    CUES,
    FAMILY_FIRST,
    MONTHS,
    NO_ORGS,
    OFFICES,
    ORG_FIRST,
    ORG_HEADS,
    OTHER_HEADS,
    PARTICLES,
    PLACE_FIRST,
    PLACE_HEADS,
    SAYING,
    SUFFIXES,
    TITLES,
)

BEGIN, END = "<s>", "</s>"  # what stands around a paragraph
NAMELIKE = frozenset(("Xx", "XX", "X4", "XxX", "X.X.", "X-X", "Xx-Xx"))
LOWER = {"cu": CUES, "sa": SAYING, "pa": PARTICLES}
UPPER = {
    "ti": TITLES,
    "of": OFFICES,
    "oh": ORG_HEADS,
    "os": SUFFIXES,
    "ob": ORG_FIRST,
    "lh": PLACE_HEADS,
    "lb": PLACE_FIRST,
    "xh": OTHER_HEADS,
    "mo": MONTHS,
    "ff": FAMILY_FIRST,
    "no": NO_ORGS,
}
LINKS = CONNECTORS | PARTICLES | frozenset("& - . ' ’ la los las der in".split())
FAR = {"cu", "sa", "ti", "of", "oh", "os", "de", "co", "lh"}
RANKED = ("de", "co", "ti", "os", "oh", "lh", "xh", "mo", "ob", "lb", "cu", "sa")  # the first of these is the class


class Seen(NamedTuple):
    """Hold what is seen of a word: features of it as itself, as the next to a word, as the next but one; its class.

    `standing` says whether it can be part of a name: 2 by itself, 1 and 4 between two such words, 3 right after one,
    0 never; 4 is a possessive, which may also part two names.
    """

    own: list[str]
    near: list[str]
    far: list[str]
    group: str
    standing: int


def seen(word: str) -> Seen:
    """Return all that the tagger knows of a word by itself."""
    word = word if word.isascii() else unicodedata.normalize("NFC", word).replace("’", "'")
    low, form, marks = word.lower(), shape(word), flags(word)
    base, end = "w=" + ("0" * len(word) if word.isdigit() else low), "f3=" + low[-3:]
    listed = ["g=" + mark for mark in marks]
    own = [base, "W=" + word, "s=" + form, "p1=" + word[:1], "p2=" + word[:2], "p3=" + low[:3], "p4=" + low[:4]]
    own += ["f1=" + word[-1:], "f2=" + low[-2:], end, "f4=" + low[-4:], *listed, f"gs={form}|{','.join(marks)}"]
    if "-" in word[1:]:
        own += ["h0=" + word.split("-", 1)[0], "h1=" + low.rsplit("-", 1)[1]]
    far = [base, "s=" + form, *("g=" + mark for mark in marks if mark in FAR)]
    return Seen(own, [base, "s=" + form, end, *listed], far, group(word, form, marks), standing(word, low))


def shape(word: str) -> str:
    """Return the kinds of characters of a word, each run of them once: Xx, X-X, d."""
    found = _shortened(word[:30].translate(KINDS) if word.isascii() else "".join(map(_kind, word[:30])))
    if found == "X":
        return "X1" if len(word) == 1 else "X4" if len(word) < 5 else "XX"
    return "d4" if found == "d" and len(word) == 4 else found[:6]


@lru_cache(maxsize=10_000)
def _shortened(kinds: str) -> str:
    return RUNS.sub(r"\1", kinds)


def _kind(letter: str) -> str:
    kind = "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit() else letter
    return kind if kind.isalnum() or kind in "-.'’&" else "_"


KINDS = {code: _kind(chr(code)) for code in range(128)}
RUNS = re.compile(r"(.)\1+", re.DOTALL)


def flags(word: str) -> tuple[str, ...]:
    """Return what lists and gazetteer say of a word, as short marks."""
    if not word[:1].isupper():
        return tuple([mark for mark, listed in LOWER.items() if word in listed])
    name = word.capitalize() if len(word) > 4 and word.isupper() else word
    names = gazetteer()
    found = [mark for mark, listed in _tables() if name in listed]
    if names.cities.get(name) == LARGE:
        found.append("cl")
    found.append(f"lo{names.level(name)}")
    return tuple(found)


@cache
def _tables() -> tuple[tuple[str, Container[str]], ...]:
    names = gazetteer()
    known: dict[str, Container[str]] = {
        "co": names.countries,
        "de": names.demonyms,
        "ca": names.known_capitals,
        "ci": names.cities,
        "re": names.regions,
        "or": names.known_orgs,
        "fk": names.english_given,
        "fi": names.faker_given,
        "la": names.faker_family,
    }
    return tuple((UPPER | known).items())


def group(word: str, form: str, marks: tuple[str, ...]) -> str:
    """Return the class of a word, which pairs of words are weighed by."""
    for mark in RANKED:
        if mark in marks:
            return mark
    if form in NAMELIKE:
        given, family = "fi" in marks or "fk" in marks, "la" in marks
        town = "ci" in marks or "re" in marks or "ca" in marks
        common = "lo0" not in marks and "lo1" not in marks
        return f"{form}{'f' * given}{'l' * family}{'c' * town}{'o' * common}"
    if word in CONNECTORS or word in PARTICLES or word in ("'s", BEGIN, END) or not word[:1].isalnum():
        return word[:4]
    return form


def standing(word: str, low: str) -> int:
    if word in (BEGIN, END):
        return 0
    if word != low:
        return 2
    if word[:1].isdigit():
        return 3
    return 4 if word == "'s" else 1 if word in LINKS else 0
