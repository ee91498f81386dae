"""A byline taken apart into the people it names; not for the names within a text (`annotators`)."""

from __future__ import annotations

import re

_BY = re.compile(r"by\s+", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:and|AND|&)\s+")
_COMMA = re.compile(r",\s+")
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le ten ter van von y".split())


def people(text: str) -> tuple[str, ...]:
    """Give the people of a byline such as "By Ann Roe and Bo Lee"; one that may be no list of people stays whole."""
    text = _BY.sub("", text, count=1) if _BY.match(text) else text
    *others, last = _AND.split(text)
    names = [name for part in others for name in _COMMA.split(part)]
    several = [_BY.sub("", name, count=1) if _BY.match(name) else name for name in (*names, last)]
    return tuple(several) if all(map(_is_person, several)) and names else (text,)


def _is_person(name: str) -> bool:
    """Say whether this is written like a full name: two to five words in capitals, but for particles."""
    words = name.split()
    capitals = [word[0].isupper() for word in words if word not in _PARTICLES]
    return 1 < len(words) <= 5 and len(capitals) > 1 and all(capitals) and not any(map(str.isdigit, name))
