"""Cut text into the tokens that the linear tagger labels, piece by piece; not into terms (`analysis`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchkit.annotators.known import known
from searchkit.annotators.words import TAILS

LONGEST = 80
"""Characters of a word that is read whole: what is longer names nothing, and is cut."""

TAIL = "|".join(sorted(TAILS))
TOKEN = re.compile(
    rf"""n['’]t\b
    | [^\W\d_](?:\.[A-Za-z])+\.?                                                          # U.S.
    | (?:St|Mt|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Maj|Prof|Rev|Inc|Corp|Ltd|Co|Jr|Sr|No|vs
        |Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|[A-Z])\.(?=\s)
    | \d+(?:[.,]\d+)+(?![^\W_])
    | [^\W_][\w\u0300-\u036f]{{0,78}}?(?=n['’]t\b)
    | ['’](?:s|re|ve|ll|d|m)\b
    | [^\W_][^\W_\u0300-\u036f]*[\u0300-\u036f][\w\u0300-\u036f]*
    | [^\W_]+(?:-(?!(?:{TAIL})\b)[^\W_]+|['’](?!(?:s|re|ve|ll|d|m|t)\b)[^\W\d_]+|&[^\W_]+)*
    | [^\w\s] | _""",
    re.VERBOSE,
)


def tokens(piece: str) -> Iterator[tuple[int, str]]:
    """Yield the tokens of a piece of text with their offsets; a blank is taken to follow it.

    A name and what a hyphen adds are two words, so are two known names: Shanghai-based, UK-India; Coca-Cola is one.
    """
    if piece.isalpha():  # the most of them, and one word each
        yield 0, piece[:LONGEST]
        return
    for found in TOKEN.finditer(piece + " "):
        head, hyphen, tail = found[0][:LONGEST].partition("-")
        if hyphen and tail and known(head) and known(tail):
            yield found.start(), head
            yield found.start() + len(head), hyphen
            yield found.start() + len(head) + 1, tail
        else:
            yield found.start(), found[0][:LONGEST]
