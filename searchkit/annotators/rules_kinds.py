"""Say what kind of name the words of one part are, titles and openers stripped; the heart of the rules."""

from __future__ import annotations

import re

from searchkit.annotators.known import (
    ORG,
    PERSON,
    PLACE,
    country,
    family,
    given,
    known,
    level,
    personal,
    town,
)
from searchkit.annotators.mentions import TOWARDS
from searchkit.annotators.rules_parts import Words, joined
from searchkit.annotators.words import (
    FAMILY_FIRST,
    FOREIGN_ARTICLES,
    GENERATIONS,
    HEADS,
    LANDS,
    MONTHS,
    NO_ORGS,
    ORG_FIRST,
    ORG_HEADS,
    OTHER_HEADS,
    PARTICLES,
    PLACE_FIRST,
    PLACE_HEADS,
    PLACE_SIDES,
    SUFFIXES,
)

# The last word of a person's name: an initial, a prefix, or an ending that few other words have.
PERSONAL = re.compile(r"\w\.|Mc[A-Z]|Mac[A-Z]|O'|[aAeE]l-|.*(?:ovich|enko|sky|skiy|ski|shvili|opoulos|sson|yan)$")
ODD = re.compile(r"[a-z][A-Z]|[A-Z]{2}")
CAMEL = re.compile(r"[a-z][A-Z]")
Verdict = tuple[str, int]
NOTHING: Verdict = ("", 0)


def single(name: str, first: bool, before: str, after: str) -> Verdict:
    """Return kind and strength of one word that the gazetteer does not settle."""
    if name in NO_ORGS or name in HEADS or name in SUFFIXES or len(name) == 1:
        return NOTHING
    if name.isupper() and len(name) > 1:
        return capitals(name, first)
    commonness = level(name)
    if PERSON in (before, after):
        return (PERSON, 1 if commonness < 2 else 0) if commonness < 4 else NOTHING
    if commonness > (0 if first else 2):
        return NOTHING
    if before == PLACE or (town(name) and before == TOWARDS):
        return PLACE, 1 if town(name) else 0
    if personal(name) and not (first and len(name) < 4):
        return PERSON, 0
    if not first and CAMEL.search(name):
        return ORG, 0
    return (PLACE, 0) if before == TOWARDS else NOTHING


def capitals(name: str, first: bool) -> Verdict:
    common = level(name) > (0 if first else 2) or name.capitalize() in MONTHS
    return NOTHING if len(name) > 6 or common or name[-1].isdigit() else (ORG, 1)


def several(words: Words, before: str) -> Verdict:
    """Return kind and strength of a name of two words and more."""
    return headed([word.text for word in words]) or person([word.text for word in words], before) or rest(words)


def headed(names: list[str]) -> Verdict | None:
    """Judge by the nouns that head names: Bank, Street, Cup."""
    start, last = names[0], names[-1]
    if last in SUFFIXES or "&" in names:
        return ORG, 3
    if "of" in names:
        head = names[names.index("of") - 1]
        return (PLACE, 2) if head in PLACE_HEADS or head in LANDS else NOTHING if head in OTHER_HEADS else (ORG, 2)
    if last in GENERATIONS and names[-2] in OTHER_HEADS:
        return NOTHING
    if last in PLACE_HEADS:
        return PLACE, 2
    if last in OTHER_HEADS:
        return NOTHING
    if last in ORG_HEADS or start in ORG_FIRST:
        return ORG, 2
    if (start in PLACE_FIRST and not family(last)) or start in PLACE_SIDES:
        return PLACE, 1
    return None


def person(names: list[str], before: str) -> Verdict | None:
    """Judge by personal names, particles and the word before."""
    start, last = names[0], names[-1]
    if before != PERSON and impersonal(start, last):
        return ORG, 0
    if (len(names) > 4 and not PARTICLES.intersection(names)) or (last.isupper() and len(last) > 3):
        return None
    common = sum(level(name) > 1 for name in names) / len(names)
    if given(start) and (level(start) < 2 or (family(last) and level(last) < 2)):
        return PERSON, 2 if common < 0.6 else 1
    if (before == PERSON and common < 1) or last in GENERATIONS:
        return PERSON, 2
    if PERSONAL.match(last) or PARTICLES.intersection(names[1:]) or (len(start) == 1 and common < 0.6):
        return PERSON, 1
    if start in FAMILY_FIRST and common < 0.5:
        return PERSON, 1
    return (PERSON, 1) if len(names) <= 3 and family(last) and common < 0.5 else None


def impersonal(start: str, last: str) -> bool:
    """Say whether a name begins as no person's does: La Prensa, BBC Africa, Kenya Power (but Paris Hilton)."""
    if start in FOREIGN_ARTICLES or (start.isalpha() and start.isupper() and len(start) > 2):
        return True
    return known(start) == PLACE and not (given(start) and family(last))


def rest(words: Words) -> Verdict:
    common = sum(level(word.text) > 1 for word in words) / len(words)
    if common == 1:
        return NOTHING
    if common < 0.5 and len(words) <= 3 and not known(words[-1].text) and not country(joined(words[:1])):
        return PERSON, 0
    return (ORG, 0) if ODD.search(joined(words)) else NOTHING
