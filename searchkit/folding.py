"""Words beyond ASCII, for `analysis`: the pattern of a word, and how it is folded; imported when first met."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from searchkit.codepoints import APOSTROPHES, IDEOGRAPHS, IGNORED, MARKS

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032\uff07", "'"),
        "\uff06": "&", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ё": "е", "\u0640": None,
    }
)  # fmt: skip
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032\uff07", "'"))
_KEPT = re.compile(rf"[^\w'&.,{MARKS}]|_")
_ACCENTED = re.compile(f"(?<=[\u0041-\u024f\u0370-\u03ff\u1e00-\u1fff])[{MARKS}]+|[\u0591-\u05c7\u064b-\u065f\u0670]")


@cache
def pattern() -> re.Pattern[str]:
    """Compile the pattern of words in any script, which takes a while."""
    letter = rf"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff][{MARKS}]*"
    start = rf"[^\W_{IDEOGRAPHS}{APOSTROPHES}]"
    run = rf"{start}(?:{start}|[{MARKS}{IGNORED}])*"
    after = rf"(?![^\W_]|[{MARKS}])"
    return re.compile(
        rf"(?:{letter}(?:\.{letter})+{after}\.?"
        rf"|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?(?:{run})?"
        rf"|[{IDEOGRAPHS}][{MARKS}]*"
        rf"|{run}(?:[{APOSTROPHES}&\uff06]{run}|(?<=\d)\.(?=\d){run})*)"
        rf"(?:[{APOSTROPHES}][sS]{after})?"
    )


def fold(word: str) -> str:
    """Take case, accents and the shape of quotes from a word; folding twice changes nothing."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    letters = _KEPT.sub("", apart.translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTED.sub("", letters)).translate(_LETTERS) or "x"


def composed(word: str) -> str:
    """Give a word with its accents and the apostrophes of a keyboard, each letter in one way only."""
    return unicodedata.normalize("NFC", word.translate(_APOSTROPHES))
