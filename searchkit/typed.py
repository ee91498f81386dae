"""A text as it is typed, and the words found in it as they are written; not what they become (`analysis`)."""

from __future__ import annotations

import re

ASCII = re.compile(
    r"[A-Za-z]{2,}+(?![0-9'`&])"  # most words, tried first
    r"|(?:[A-Za-z](?:\.[A-Za-z])+(?![A-Za-z0-9])\.?"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?[A-Za-z]*"
    r"|[A-Za-z0-9]+(?:['`&][A-Za-z0-9]+|(?<=[0-9])\.[0-9][A-Za-z0-9]*)*)"
    r"(?:'[sS](?![A-Za-z0-9]))?"
)
"""The words of ASCII text; `folding` has those of any."""


def as_typed(text: str) -> tuple[str, re.Pattern[str]]:
    """Give a text with the quotes, dashes and spaces of typesetting as on a keyboard, and the pattern of its words.

    Each character stays in its place. Most English news is then ASCII, whose pattern is quicker, and quicker to make.
    """
    if text.isascii():
        return text, ASCII
    typed = text.translate(_TYPED)
    if typed.isascii():
        return typed, ASCII
    from searchkit import folding

    return text, folding.pattern()


def surfaces(text: str) -> list[str]:
    """Give the words of a text as they are found in it; their positions are their indexes."""
    plain, pattern = as_typed(text)
    return pattern.findall(plain)


def beginnings(text: str) -> list[int]:
    """Give where each word of a text begins."""
    plain, pattern = as_typed(text)
    return [found.start() for found in pattern.finditer(plain)]


def as_written(surface: str) -> str:
    """Give a word as it is compared by its characters: apostrophes as on a keyboard, no full stop at its end."""
    if surface.isascii():
        return surface.rstrip(".").replace("`", "'")
    from searchkit.folding import composed  # seldom needed, as above

    return composed(surface.rstrip("."))


_TYPED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u2032\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u2026\u2022\u20ac\u00a3\u00a7\u00a9\u00ae\u2122", " "),
    }
)
