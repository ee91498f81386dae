"""The article pass: what one paragraph says of a name holds for the others; not for reading the words themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from searchkit.annotators.gazetteer import gazetteer
from searchkit.annotators.known import KINDS, NATIONALITY, ORG, PERSON, PLACE, known, level
from searchkit.annotators.mentions import ACTS, CAPITAL, LAST_WORD, UPPER, Guess, Mention, clue, first, plain
from searchkit.annotators.words import CANONICAL, FAMILY_FIRST, GENERATIONS, OFFICES, TITLES
from searchkit.countries import code_of
from searchkit.model import Entity, Paragraph

ACRONYM = re.compile(r"[ \u00a0]\(([A-Z][A-Za-z&.-]{0,4}[A-Z][A-Za-z&.-]{0,4})\)")
BEARING = (PERSON, ACTS)  # clues that a known person is meant by a word that is common, or also a place's name
PART = re.compile(rf"\w|-\w|[ \u00a0][{UPPER}][a-z]")  # what follows says that a longer name stands here
WEIGHT = (1, 3, 6, 9)  # of a guess by its strength


Mentions = Sequence[Mention]
Votes = defaultdict[str, int]


def ballot() -> defaultdict[str, Votes]:
    """Return what counts votes by name: plain dictionaries, which cost less to make than Counters."""
    return defaultdict(lambda: defaultdict(int))


@dataclass(slots=True)
class Register:
    """Collect what an article says of its names: votes for kinds, and the full names behind the shorter forms.

    Votes are by family name, given name and first word of an organisation; `bearers` and `fuller` are their upshot.
    """

    votes: defaultdict[str, Votes] = field(default_factory=ballot)
    family: defaultdict[str, Votes] = field(default_factory=ballot)
    given: defaultdict[str, Votes] = field(default_factory=ballot)
    short: defaultdict[str, Votes] = field(default_factory=ballot)
    acronyms: dict[str, tuple[str, str]] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    bearers: dict[str, str] = field(default_factory=dict)
    fuller: dict[str, str] = field(default_factory=dict)
    openings: dict[str, list[str]] = field(default_factory=dict)


def settled(paragraphs: Sequence[Paragraph], found: Sequence[Mentions]) -> list[Paragraph]:
    """Return the paragraphs of one article with the entities that these mentions are, all of them taken together."""
    register = survey([paragraph.text for paragraph in paragraphs], found)
    return [
        added(paragraph, list(settle(paragraph.text, mentions, register)))
        for paragraph, mentions in zip(paragraphs, found, strict=True)
    ]


def survey(texts: Sequence[str], mentions: Sequence[Mentions]) -> Register:
    """Return what all paragraphs together say of the names in them."""
    register = Register()
    for text, found in zip(texts, mentions, strict=True):
        for mention in found:
            enter(register, acronym(register, text, mention), mention.clue)
    register.bearers.update({name: foremost(full) for name, full in register.given.items() if len(full) == 1})
    register.bearers.update({name: foremost(full) for name, full in register.family.items()})
    register.fuller.update({name: foremost(full) for name, full in register.short.items()})
    for name in sorted({*register.bearers, *register.acronyms, *register.votes}, key=len, reverse=True):
        if opening := CAPITAL.match(name):
            register.openings.setdefault(opening[0], []).append(name)
    return register


def foremost(votes: Mapping[str, int]) -> str:
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
    for mention in sorted([*mentions, *gaps(text, mentions, register)]):
        kind, name = verdict(mention, register)
        if kind:
            surface = text[mention.start : mention.end]
            yield Entity(kind, name, surface, mention.start, mention.end, details(kind, name, mention.guess))


def gaps(text: str, mentions: Mentions, register: Register) -> Iterator[Mention]:
    """Yield what stands where no mention is: names that the article knows, for a verdict, and peoples."""
    free = 0
    taken = iter([*mentions, None])
    following = next(taken)
    for found in CAPITAL.finditer(text):
        start = found.start()
        while following and following.end <= start:
            free, following = following.end, next(taken)
        if start < free or (following and following.start <= start):
            continue
        name, kind = repeated(text, found[0], start, register), ""
        if not name and (kind := familiar(text, found[0], start)):
            name = found[0]
        if name and not (following and following.start < start + len(name)):
            free = start + len(name)
            yield Mention(start, free, Guess(start, free, plain(name), kind, 1), clue(text, start, free))


def familiar(text: str, word: str, start: int) -> str:
    """Return the kind of a word that the gazetteer is sure of, where it stands alone, or is a people."""
    kind = known(word)
    if kind in ("", NATIONALITY):
        return kind
    alone = not PART.match(text, start + len(word)) and not inner(text, start)
    return kind if alone and not level(word) else ""


def repeated(text: str, word: str, start: int, register: Register) -> str:
    """Return the longest name of the article that stands here by itself, not as a part of another name."""
    for name in register.openings.get(word, ()):
        end = start + len(name)
        if text.startswith(name, start) and not PART.match(text, end) and not inner(text, start):
            return name
    return ""


def inner(text: str, start: int) -> bool:
    """Say whether a capitalised word stands right before, other than a title or the first of a sentence."""
    found = LAST_WORD.search(text, max(0, start - 30), start)
    if not found or found[1] in TITLES or found[1] in OFFICES:
        return False
    return level(found[1]) < 2 or not first(text, found.start(1))


def details(kind: str, name: str, guess: Guess) -> dict[str, Any]:
    """Return the title of a person, and the country (ISO 3166, two letters) of a place or a people."""
    if kind == PERSON:
        return {"title": guess.title} if guess.title else {}
    if kind == PLACE and (code := country_code(name) or country_code(guess.name)):
        return {"country": code}
    if kind == NATIONALITY and (land := gazetteer().demonyms.get(guess.name)):
        land = CANONICAL.get(land, land)
        return {"country_name": land} | ({"country": code} if (code := gazetteer().codes.get(land)) else {})
    return {}


@lru_cache(maxsize=10_000)
def country_code(name: str) -> str | None:
    """Give the ISO code of a country, or of the one a place is in; Georgia is as often the American state."""
    full = CANONICAL.get(name, name)
    if full == "Georgia":
        return None
    return (code_of(full) if len(full) > 2 else None) or gazetteer().codes.get(full)


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


def added(paragraph: Paragraph, entities: Sequence[Entity]) -> Paragraph:
    """Return the paragraph with these entities too, save those that overlap a name it has already."""
    if not entities:
        return paragraph
    if paragraph.entities:
        entities = merged(paragraph.entities, entities)
    return Paragraph(paragraph.article, paragraph.ordinal, paragraph.text, paragraph.role, tuple(entities))


def merged(present: Sequence[Entity], entities: Sequence[Entity]) -> list[Entity]:
    taken = {offset for one in present if one.kind in KINDS for offset in range(one.start, one.end)}
    free = [one for one in entities if taken.isdisjoint(range(one.start, one.end))]
    return sorted([*present, *free], key=lambda one: (one.start, one.end, one.kind))
