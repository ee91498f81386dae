"""Where the sentences of a paragraph begin and end; not for what is a paragraph (`split`), and English at heart."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from searchkit.late import late

Offsets = tuple[int, int]

# Marks that can end a sentence, and what closes with it; short of unbounded repeats, so that time stays linear.
_END = late(r"[.!?…。！？]{1,9}+([\"'”’»)\]」』）]{0,4}+)(?:(?=\s)|(?<=[。！？」』]))")
_OPENING = "\"'“‘«([„"
_QUOTES = ('"', "“", "„", "«")
_NEXT = late(r"\s*([\"'“‘«(\[„]{0,4}+)([\w’']*)")
_DOTTED = late(r"(?:[^\W\d_]\.)+[^\W\d_]|Ph\.D|M\.Sc|B\.Sc")
_SPEECH = r"\s*[A-Z][\w'’.-]*+(?: [A-Z][\w'’.-]*+)? (?:said|says|asked|told|added|wrote|replied|tweeted)\b"

# Never the last word of a sentence: a name or a number follows.
_TITLES = frozenset(
    "mr mrs ms messrs dr prof gen lt col maj sgt cpl pvt capt cmdr cdr adm brig sen rep reps sens gov pres supt insp"
    " rev fr hon st ste mt ft sr-lt vs v approx dept asst assoc e.g i.e cf ca viz amb atty det ofc".split()
)
# Abbreviations only where a number follows: "No. 5", "Feb. 3", "p. 12".
_BEFORE_NUMBERS = frozenset(
    "no nos vol vols art arts sec fig figs p pp ch para jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
# The end of a sentence only where the next word is one that sentences begin with.
_EITHER = frozenset(
    "inc co corp ltd plc bros cos jr sr etc al est ave blvd rd hwy univ assn intl govt natl jan feb mar apr jun jul aug"
    " sept sep oct nov dec mon tue tues wed thu thurs fri sat sun ala ariz ark calif colo conn del fla ga ill ind kan"
    " ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo a.m p.m ed eds mfg".split()
)
_STARTERS = frozenset(
    "the a an it he she they we i you his her its their our my this that these those there here in on at by for from"
    " to as of with without after before during since until while when where if although though because but and or"
    " so yet however meanwhile moreover also then now today yesterday tomorrow last next earlier later both some"
    " most many more all each every one two no not what who why how such other another only even still despite under"
    " over according among about is are was were do does did has have had will would can could should may might".split()
)


_DOUBTFUL = _TITLES | _BEFORE_NUMBERS | _EITHER


def sentences(text: str) -> tuple[Offsets, ...]:
    """Find the sentences of a paragraph: offsets into it in code points, without white space at either end."""
    end = len(text.rstrip())
    start = min(len(text) - len(text.lstrip()), end)
    found: list[Offsets] = []
    for mark in _END.finditer(text, start, end):
        stop = mark.end()
        if stop < end and _ends(text, mark, start):
            found.append((start, stop))
            start = stop
            while text[start].isspace():
                start += 1
    if start < end:
        found.append((start, end))
    return tuple(found)


def numbering(text: str) -> Callable[[int], int]:
    """Give what tells the number of the sentence that an offset into a paragraph is in."""
    starts = [start for start, _ in sentences(text)[1:]]
    return lambda offset: bisect_right(starts, offset)


def _ends(text: str, mark: re.Match[str], start: int) -> bool:
    """Say whether a sentence that began at `start` ends with these marks."""
    stop = mark.end()
    if not text[stop].isspace():
        return True  # after 。 no white space is written
    if text[stop + 1].islower():  # there is a character: the text does not end in white space
        return False
    if stop - mark.start() == 1 and text[stop - 1] == ".":
        return not _abbreviated(text, stop - 1, start)
    following = _NEXT.match(text, stop)
    if following and following[2][:1].islower():
        return False
    return not (mark[1] and re.compile(_SPEECH).match(text, stop))  # “Will you go?” Smith asked.


def _abbreviated(text: str, dot: int, start: int) -> bool:
    """Say whether the full stop at `dot` belongs to an abbreviation within a sentence."""
    token = text[max(start, dot - 16) : dot].rpartition(" ")[2].lstrip(_OPENING)
    word = token.lower()
    if word not in _DOUBTFUL and len(word) > 2 and "." not in word:
        return _goes_on(text, dot)
    if word in _TITLES:
        return True
    if token.isdigit():
        return dot - start == len(token)  # the number of a list's item
    opening, following = _next(text, dot)
    if word in _BEFORE_NUMBERS and following[:1].isdigit():
        return True
    if word in _EITHER or (len(token) == 1 and token.isupper()) or _DOTTED.fullmatch(token):
        return not (opening.startswith(_QUOTES) or following.lower() in _STARTERS)
    return _goes_on(text, dot)


def _goes_on(text: str, dot: int) -> bool:
    return not text[dot + 2].isalnum() and _next(text, dot)[1][:1].islower()


def _next(text: str, dot: int) -> tuple[str, str]:
    """Return the opening marks and the word that follow a full stop."""
    found = _NEXT.match(text, dot + 1)
    return (found[1], found[2]) if found else ("", "")
