"""Find runs of capitalised words in a paragraph and what stands around them; not for saying what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.annotators.names_known import PERSON, PLACE
from searchkit.annotators.names_words import ACTING, AT, CUES, FROM, SAYING

UPPER = "".join(chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x1F00)) if chr(code).isupper())
INNER = r"\w\u0300-\u036f"
# Every alternative begins with one capital letter, already read. No quantifier can match the same text in two ways.
WORD = rf"""[{UPPER}](?<!\w.)(?:
    \.(?:[{UPPER}]\.)+(?:[{UPPER}]\b)? | \.[{UPPER}]\b | \.(?=[ \u00a0][{UPPER}])
  | (?: (?<=M)(?:rs?|s|t|aj) | (?<=[DJSF])r | (?<=S)(?:t|en|gt) | (?<=R)e[pv] | (?<=G)(?:en|ov) | (?<=L)td?
      | (?<=C)(?:o|ol|orp|apt|mdr|llr) | (?<=P)rof | (?<=I)nc | (?<=A)dm )\.(?=[ \u00a0])
  | (?:[{INNER}’'&-]*[{INNER}])?
)"""
LINK = rf"""(?: (?<=[sS])['’] )? [ \u00a0]
    (?: (?:of|for|on)[ ](?:the[ ])? | and[ ] | &[ ]
      | (?:de|da|do|dos|del|della|der|den|van|von|bin|bint|ibn|al|el|la|le|y|e|di|du|ul|ur|und|zu|ten|ter)[ ]
        (?:la[ ]|los[ ]|las[ ]|der[ ])? )?
    (?:[a-z]{{1,3}}['’-](?=[{UPPER}]))?"""
CHUNK = re.compile(rf"{WORD}(?:{LINK}{WORD}){{0,11}}", re.VERBOSE)
AFTER = re.compile(r",? (?:(\d\d)(?=,)|([a-z]+))")
PREFIXES = ("al", "el", "Al", "El")
LONGEST = 300  # characters of a run; what is longer names nothing
OPENING = " \u00a0\"“‘'(["
ENDING = ".!?:;\n—"

TOWARDS, ACTS = "towards", "acts"  # clues beside the kinds: from London, Brown agreed
CLUES = (
    dict.fromkeys(CUES, PERSON)
    | dict.fromkeys(SAYING, PERSON)
    | dict.fromkeys(AT, PLACE)
    | dict.fromkeys(FROM, TOWARDS)
)


class Chunk(NamedTuple):
    """Hold a run of capitalised words: `first` where a sentence starts, clues of the words `before` and `after`."""

    start: int
    text: str
    first: bool
    before: str
    after: str


def chunks(text: str) -> Iterator[Chunk]:
    """Yield the runs of at most twelve capitalised words, linked by `of`, `and`, `de` and the like."""
    for found in CHUNK.finditer(text):
        start, end = found.span()
        if end - start > LONGEST:
            continue
        if start > 2 and text[start - 1] == "-" and prefixed(text, start):
            start -= 3
        yield Chunk(start, text[start:end], first(text, start), before(text, start), after(text, end))


def prefixed(text: str, start: int) -> bool:
    return text[start - 3 : start - 1] in PREFIXES and not text[max(0, start - 4) : start - 3].isalnum()


def first(text: str, start: int) -> bool:
    lead = text[max(0, start - 4) : start].rstrip(OPENING)
    return not lead or lead[-1] in ENDING or text[start - 1] in "\"“‘'"


def before(text: str, start: int) -> str:
    if start < 2 or text[start - 1] != " ":
        return ""
    space = text.rfind(" ", max(0, start - 20), start - 1)
    return CLUES.get(text[space + 1 : start - 1].strip(',"“‘('), "")


def after(text: str, end: int) -> str:
    found = AFTER.match(text, end)
    if not found:
        return ""
    if found[1] or found[2] in SAYING:
        return PERSON
    return ACTS if found[2] in ACTING else ""
