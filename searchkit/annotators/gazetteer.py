"""The gazetteer: known countries, cities, personal names, organisations and common words; not for rules about them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACED = ("regions", "cities", "cities_medium", "cities_large", "places", "capitals", "countries")
FILE = Path(__file__).with_name("gazetteer.txt.gz")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Hold what is known of names; `common` says how often a word is written in small letters, from 1 to 4."""

    countries: frozenset[str]
    capitals: frozenset[str]
    regions: frozenset[str]
    cities: Mapping[str, int]
    demonyms: Mapping[str, str]
    orgs: frozenset[str]
    given: frozenset[str]
    known_given: frozenset[str]
    family: frozenset[str]
    common: Mapping[str, int]
    known_capitals: frozenset[str]
    known_orgs: frozenset[str]
    english_given: frozenset[str]
    faker_given: frozenset[str]
    faker_family: frozenset[str]
    codes: Mapping[str, str]

    def level(self, word: str) -> int:
        return self.common.get(word.lower(), 0)


@cache
def gazetteer() -> Gazetteer:
    """Load the compiled gazetteer, once a process, when it is first asked for."""
    return assemble(sections(gzip.decompress(FILE.read_bytes()).decode()))


def sections(text: str) -> dict[str, list[str]]:
    """Split the file: one section a line, its name first, all separated by tabs."""
    rows = (line.split("\t") for line in text.split("\n"))
    return {row[0]: row[1:] for row in rows}


def assemble(found: Mapping[str, list[str]]) -> Gazetteer:
    return Gazetteer(
        countries=frozenset(found["countries"]),
        capitals=frozenset(found["capitals"] + found["places"] + found["news_places"]),
        regions=frozenset(found["regions"]),
        cities=banded(found, "cities", "cities_medium", "cities_large"),
        demonyms=dict(entry.split("=") for entry in found["demonyms"]),
        orgs=frozenset(found["orgs"] + found["news_orgs"]),
        given=frozenset(found["given"] + found["news_given"]),
        known_given=frozenset(found["given_known"] + found["news_given"]),
        family=frozenset(found["family"] + found["news_family"]),
        common=banded(found, "common1", "common2", "common3", "common4"),
        known_capitals=frozenset(found["capitals"] + found["places"]),
        known_orgs=frozenset(found["orgs"]),
        english_given=frozenset(found["given_known"]),
        faker_given=frozenset(found["given"]),
        faker_family=frozenset(found["family"]),
        codes=coded(found),
    )


def coded(found: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the country of places, as two letters of ISO 3166; of two of one name, the better known."""
    codes: dict[str, str] = {}
    for name in PLACED:
        (row,) = found[f"{name}_codes"]
        pairs = zip(found[name], [row[at : at + 2] for at in range(0, len(row), 2)], strict=True)
        codes |= {place: code for place, code in pairs if code != "--"}
    return codes


def banded(found: Mapping[str, list[str]], *names: str) -> dict[str, int]:
    return {entry: band for band, name in enumerate(names, start=1) for entry in found[name]}
