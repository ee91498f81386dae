"""A name as a tagger finds it, its title, and what stands around it; not what the article says (`article`)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from searchkit.annotators.known import PERSON, PLACE
from searchkit.annotators.words import ACTING, AT, CUES, FROM, OFFICES, SAYING, TITLES

TOWARDS, ACTS = "towards", "acts"  # clues beside the kinds: from London, Brown agreed
CLUES = (
    dict.fromkeys(CUES, PERSON)
    | dict.fromkeys(SAYING, PERSON)
    | dict.fromkeys(AT, PLACE)
    | dict.fromkeys(FROM, TOWARDS)
)
AFTER = re.compile(r",? (?:(\d\d)(?=,)|([a-z]+))")
WORD = re.compile(r"[^ \u00a0]+")
UPPER = "".join(chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x1F00)) if chr(code).isupper())
CAPITAL = re.compile(rf"[{UPPER}](?<![\w’'-].)[\w\u0300-\u036f]*(?:-\w+)*")  # found by its first letter
OPENING = " \u00a0\"“‘'(["
ENDING = ".!?:;\n—"
LAST_WORD = re.compile(rf"(?:^|[ \u00a0(“\"‘])([{UPPER}][\w’'-]*\.?)[ \u00a0]$")


class Guess(NamedTuple):
    """Hold what a span may name; the kind is empty for a mere candidate, strength goes from 0 to 3."""

    start: int
    end: int
    name: str
    kind: str
    strength: int
    title: str = ""


class Mention(NamedTuple):
    """Hold a guess at its place in a paragraph; the clue is `person`, `place`, `acts` or empty."""

    start: int
    end: int
    guess: Guess
    clue: str


def plain(text: str) -> str:
    """Return a name as it is looked up: composed letters, straight apostrophes, single blanks."""
    return text if text.isascii() else " ".join(unicodedata.normalize("NFC", text.replace("’", "'")).split())


def mention(text: str, start: int, end: int, kind: str, strength: int) -> Mention | None:
    """Return the mention of a span, without titles that lead it, or None where nothing is left."""
    title = ""
    if kind == PERSON:
        start, title = titled(text, start, end)
    name = plain(text[start:end])
    if not name or (title and name in TITLES):
        return None
    return Mention(start, end, Guess(start, end, name, kind, strength, title), clue(text, start, end))


def titled(text: str, start: int, end: int) -> tuple[int, str]:
    """Return where a person's name starts behind its titles, and the titles: those of the span, and those before it."""
    inner = start
    for word in WORD.finditer(text, start, end):
        if word.end() == end or not office(word[0]):
            break
        inner = word.end() + 1
    outer = start
    while found := LAST_WORD.search(text, max(0, outer - 24), outer):
        if not (office(found[1]) and (outer < start or found[1] not in OFFICES)):
            break
        outer = found.start(1)
    return inner, text[outer:inner].rstrip(" \u00a0")


def office(word: str) -> bool:
    """Say whether a word is a title or a part of one: Foreign Minister, ex-President."""
    return word in OFFICES or word.removeprefix("Ex-").removeprefix("ex-") in TITLES


def clue(text: str, start: int, end: int) -> str:
    """Return what the words next to a name say of it."""
    if found := after(text, end):
        return found
    found = before(text, start)
    return PLACE if found == TOWARDS else found


def first(text: str, start: int) -> bool:
    """Say whether a sentence or a quotation starts here."""
    lead = text[max(0, start - 4) : start].rstrip(OPENING)
    return not lead or lead[-1] in ENDING or text[start - 1] in "\"“‘'"


def before(text: str, start: int) -> str:
    if start < 2 or text[start - 1] != " ":
        return ""
    space = text.rfind(" ", max(0, start - 20), start - 1)
    return CLUES.get(text[space + 1 : start - 1].strip(',"“‘('), "")


def after(text: str, end: int) -> str:
    found = AFTER.match(text, end)
    if not found:
        return ""
    if found[1] or found[2] in SAYING:
        return PERSON
    return ACTS if found[2] in ACTING else ""
