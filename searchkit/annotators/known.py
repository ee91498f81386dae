"""Look names up in the gazetteer, with a care for common words and for places that are also people's names."""

from __future__ import annotations

from functools import lru_cache

from searchkit.annotators.gazetteer import gazetteer

PERSON, ORG, PLACE, NATIONALITY = "person", "org", "place", "nationality"
KINDS = (PERSON, ORG, PLACE, NATIONALITY)
MEDIUM, LARGE = 2, 3  # of cities: a quarter of a million people, a million


@lru_cache(maxsize=50_000)
def known(name: str) -> str:
    """Return the kind of a name that the gazetteer is sure of, or an empty string."""
    names = gazetteer()
    if name in names.countries or name in names.capitals:
        return PLACE
    if name in names.demonyms:
        return NATIONALITY
    if name in names.orgs:
        return ORG
    return PLACE if settled(name) else ""


def settled(name: str) -> bool:
    """Say whether a region or city is big enough, or its name rare enough, to need no other evidence."""
    names = gazetteer()
    size, region = names.cities.get(name, 0), name in names.regions
    if not size and not region:
        return False
    if " " in name:
        return region or size >= MEDIUM or name.split(" ")[0] not in names.given
    if size == LARGE or (region and name not in names.known_given):
        return level(name) < 3
    return not personal(name) and level(name) == 0


def level(word: str) -> int:
    """Say how common a word is in small letters: 0 never seen, 1 once or twice, 2 to 8, 3 to 29, 4 more often."""
    return gazetteer().level(word)


def personal(word: str) -> bool:
    return word in gazetteer().given or word in gazetteer().family


def given(word: str) -> bool:
    return word in gazetteer().given


def family(word: str) -> bool:
    return word in gazetteer().family


def town(word: str) -> bool:
    return word in gazetteer().cities


def country(word: str) -> bool:
    return word in gazetteer().countries
