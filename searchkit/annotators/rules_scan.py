"""Find runs of capitalised words in a paragraph and what stands around them; not for saying what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.annotators.mentions import UPPER, after, before, first

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
PREFIXES = ("al", "el", "Al", "El")
LONGEST = 300  # characters of a run; what is longer names nothing


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
