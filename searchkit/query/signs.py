"""How the signs of the language are written and escaped; not the nodes that are written with them (`nodes`)."""

from __future__ import annotations

import re

from searchkit.late import late

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02\u301d\u301e\u301f'
SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b\u2039\u203a`\u00b4"
OPERATORS = ("AND", "OR", "NOT")
SIGNS = {"||": "OR", "&&": "AND"}
"""What other programs write for an operator."""
PROXIMITY = late(r"(w|near|pre)/(\d{1,9}|[sp])(?=[\s()]|$)", re.IGNORECASE)
"""An operator of nearness, whole: `w/5`, `NEAR/5`, `pre/5`, `w/s`, `w/p`."""

_SPECIAL = late(
    rf"[()\\^*~\s{QUOTES}]|\?(?=.*[^?])|^[-+=/<>\u2212{re.escape(SINGLE_QUOTES)}]"
    r"|^!(?=.*\w)|(?<=\.)\.(?!\.*\Z)|(?<!\.)\.(?=\.\Z)|(?<=^w)/|(?<=^pre)/|(?<=^near)/",
    re.IGNORECASE | re.DOTALL,
)
_FIELD = late(r"^([A-Za-z_]\w*):(?!//)(?=\S)")


def escape(text: str) -> str:
    """Write a word so that it is read as nothing but a word."""
    if text in OPERATORS or text in SIGNS:
        return "\\" + text
    return _FIELD.sub(r"\1\\:", _SPECIAL.sub(r"\\\g<0>", text), count=1)


def escape_start(text: str) -> str:
    """Write a word for a sign such as `*` or `~` to stand behind it, which an address does not take."""
    return escape(text + "*")[:-2].replace("://", "\\://")


def escape_pattern(text: str) -> str:
    """Write a word with wildcards in it: `*` and `?` stay what they are."""
    return escape(text).replace("\\*", "*").replace("\\?", "?").replace("://", "\\://")


def quoted(words: str) -> str:
    """Put words in quotes."""
    return '"' + "".join("\\" + char if char in QUOTES or char == "\\" else char for char in words) + '"'


def bound(value: object) -> str:
    """Write one end of a range; a date of several words in quotes."""
    text = str(value)
    return quoted(text) if " " in text else text


def weight(value: float) -> str:
    """Write a weight in full, without the exponent that no query has."""
    written = repr(value).removesuffix(".0")
    return f"{value:.40f}".rstrip("0") if "e" in written else written
