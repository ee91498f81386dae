"""The article pass: what one paragraph says of a name holds for the others; not for reading the words themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from searchkit.annotators.gazetteer import gazetteer
from searchkit.annotators.names_known import NATIONALITY, ORG, PERSON, PLACE, known, level
from searchkit.annotators.names_parts import Guess
from searchkit.annotators.names_scan import ACTS
from searchkit.annotators.names_words import CANONICAL, FAMILY_FIRST, GENERATIONS
from searchkit.countries import code_of
from searchkit.model import Entity

ACRONYM = re.compile(r"[ \u00a0]\(([A-Z][A-Za-z&.-]{0,4}[A-Z][A-Za-z&.-]{0,4})\)")
BEARING = (PERSON, ACTS)  # clues that a known person is meant by a word that is common, or also a place's name
WEIGHT = (1, 3, 6, 9)  # of a guess by its strength


class Mention(NamedTuple):
    """Hold a guess at its place in a paragraph; the clue is `person`, `place` or empty."""

    start: int
    end: int
    guess: Guess
    clue: str


Mentions = Sequence[Mention]


@dataclass(slots=True)
class Register:
    """Collect what an article says of its names: votes for kinds, and the full names behind the shorter forms.

    Counters are by family name, given name and first word of an organisation; `bearers` and `fuller` are their upshot.
    """

    votes: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    family: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    given: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    short: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    acronyms: dict[str, tuple[str, str]] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    bearers: dict[str, str] = field(default_factory=dict)
    fuller: dict[str, str] = field(default_factory=dict)


def survey(texts: Sequence[str], mentions: Sequence[Mentions]) -> Register:
    """Return what all paragraphs together say of the names in them."""
    register = Register()
    for text, found in zip(texts, mentions, strict=True):
        for mention in found:
            enter(register, acronym(register, text, mention), mention.clue)
    register.bearers.update({name: foremost(full) for name, full in register.given.items() if len(full) == 1})
    register.bearers.update({name: foremost(full) for name, full in register.family.items()})
    register.fuller.update({name: foremost(full) for name, full in register.short.items()})
    return register


def foremost(votes: Counter[str]) -> str:
    """Return what has most votes; of equals, what was named first."""
    return max(votes, key=votes.__getitem__)


def acronym(register: Register, text: str, mention: Mention) -> Guess:
    """Return the guess, made sure where an acronym in brackets follows it: International Criminal Court (ICC)."""
    guess = mention.guess
    if " " not in guess.name or not text.startswith("(", mention.end + 1):
        return guess
    found = ACRONYM.match(text, mention.end)
    if not found or not (guess.kind in (ORG, PLACE) or initials(guess.name) == found[1].replace(".", "").upper()):
        return guess
    kind = PLACE if guess.kind == PLACE else ORG
    register.acronyms.setdefault(found[1], (kind, guess.name))
    return guess._replace(kind=kind, strength=3)


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split(" ") if word[0].isupper())


def enter(register: Register, guess: Guess, clue: str) -> None:
    name, kind = guess.name, guess.kind
    if not kind:
        return
    register.votes[name][kind] += WEIGHT[guess.strength]
    if clue == PLACE and kind == PLACE:
        register.placed.add(name)
    if " " in name and kind == PERSON:
        enter_person(register, name)
    elif " " in name and kind == ORG and guess.strength > 1:
        register.short[name.split(" ", 1)[0]][name] += 1


def enter_person(register: Register, name: str) -> None:
    words = name.split(" ")
    last = words[-2] if words[-1] in GENERATIONS and len(words) > 2 else words[-1]
    register.family[last][name] += 1
    if words[0] in FAMILY_FIRST:
        register.family[words[0]][name] += 1
    for other in words[:-1]:
        if len(other) > 2 and other[0].isupper():
            register.given[other][name] += 1


def settle(text: str, mentions: Mentions, register: Register) -> Iterator[Entity]:
    """Yield the entities of a paragraph, each with the kind and the full name that the article gives it."""
    for mention in mentions:
        kind, name = verdict(mention, register)
        if kind:
            surface = text[mention.start : mention.end]
            yield Entity(kind, name, surface, mention.start, mention.end, details(kind, mention.guess))


def details(kind: str, guess: Guess) -> dict[str, Any]:
    if kind == PERSON and guess.title:
        return {"title": guess.title}
    if kind == NATIONALITY and (land := gazetteer().demonyms.get(guess.name)):
        return {"country": CANONICAL.get(land, land)}
    if kind == PLACE and (code := country_code(guess.name)):
        return {"country": code}
    return {}


@lru_cache(maxsize=10_000)
def country_code(name: str) -> str | None:
    """Give the ISO code of a country; Georgia is as often the American state."""
    full = CANONICAL.get(name, name)
    return None if full == "Georgia" or len(full) == 2 else code_of(full)


def verdict(mention: Mention, register: Register) -> tuple[str, str]:
    """Return kind and canonical name; the kind is empty where nothing in the article supports the guess."""
    guess = mention.guess
    name = guess.name
    if " " not in name:
        if guess.kind != NATIONALITY and (full := person(mention, register)):
            return PERSON, full
        if name in register.acronyms:
            return register.acronyms[name]
    kind = majority(guess, register)
    if kind == ORG and name in register.fuller and not level(name) and not known(name):
        return ORG, register.fuller[name]
    return kind, CANONICAL.get(name, name)


def majority(guess: Guess, register: Register) -> str:
    """Return the kind that most of the article's evidence is for; a mere candidate needs good evidence."""
    if guess.name not in register.votes:
        return ""
    votes = register.votes[guess.name]
    kind = foremost(votes)
    return kind if guess.kind or (votes[kind] >= WEIGHT[2] and not level(guess.name)) else ""


def person(mention: Mention, register: Register) -> str:
    """Return the full name of the person that a single word stands for, or an empty string."""
    name = mention.guess.name
    full = register.bearers.get(name, "")
    if not full or name.isupper() or not (mention.guess.kind or mention.clue in BEARING or level(name) == 0):
        return ""
    return "" if known(name) == PLACE and not preferred(mention, register) else full


def preferred(mention: Mention, register: Register) -> bool:
    """Say whether a place's name means the person here: Jordan said, but not in Jordan."""
    if mention.clue:
        return mention.clue in BEARING
    return mention.guess.name not in register.placed
