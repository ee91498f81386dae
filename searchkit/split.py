"""An article taken apart into paragraphs, each with its role; not for reading files (`readers`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from searchkit.model import BODY, CAPTION, CREDIT, HEADLINE, LEDE, NOTE, PROMO, Article, Paragraph

_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_FINAL = re.compile(r"[.!?…:。！？][\"'”’»)\]*_]*$")
_HYPHEN = re.compile(r"[^\W\d_]-$")
_ITEM = re.compile(r"(?:[-*•‣◦–][ \t]|\d{1,2}[.)][ \t]|[ \t]{2,}\S)")
_WIDE = 120  # characters: no one wraps lines at more, so a longer line is a paragraph


def split(article: Article) -> list[Paragraph]:
    """Split an article: its title is paragraph 0, where it has one, and its text counts from 1."""
    title = " ".join(article.title.split())
    paragraphs = [Paragraph(article.id, 0, title, HEADLINE)] if title else []
    texts = map(_line, article.paragraphs) if article.paragraphs else pieces(article.body)
    first = LEDE
    for ordinal, text in enumerate(filter(None, texts), 1):
        role = role_of(text)
        if role == BODY and text not in article.headings:
            role, first = first, BODY
        paragraphs.append(Paragraph(article.id, ordinal, text, role))
    return paragraphs


def _line(text: str) -> str:
    """Put a paragraph that its source gives on one line."""
    return text.strip() if text.isprintable() else _joined(_ENDS.sub("\n", text).split("\n"))


def pieces(body: str) -> Iterator[str]:
    """Split a text into its paragraphs: lines, or runs of lines where long lines were wrapped."""
    lines = [line.rstrip() for line in _ENDS.sub("\n", body).split("\n")]
    width = _wrapped_at(lines)
    block: list[str] = []
    for line in lines:
        if block and not (line and width and _goes_on(block[-1], line, width)):
            yield _joined(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield _joined(block)


def _joined(lines: list[str]) -> str:
    """Join the lines of one paragraph; a hyphen that ends a line stays, and joins small letters."""
    if len(lines) == 1:
        return lines[0].strip()
    parts: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if parts:
            parts.append("" if line[0].islower() and _HYPHEN.search(parts[-1]) else " ")
        parts.append(line)
    return "".join(parts)


def _wrapped_at(lines: list[str]) -> int:
    """Return the width at which a text was wrapped, 0 where every line is a paragraph.

    A text is wrapped where a third of the lines that another follows break off within a sentence, and the next goes on
    in small letters often enough; without blank lines between paragraphs, lines must be filled up as well.
    """
    width = max((len(line) for line in lines if len(line) <= _WIDE), default=0)
    blank = any(not line and lines[at + 1 : at + 2] > [""] for at, line in enumerate(lines[1:-1], 1))
    inner = [(line, after) for line, after in pairwise(lines) if line and after]
    broken = [
        after.lstrip()[:1]
        for line, after in inner
        if len(line) <= _WIDE and not _FINAL.search(line) and (blank or _full(line, after, width))
    ]
    small = sum(not letter.isupper() for letter in broken)
    return width if len(broken) * 3 >= max(len(inner), 1) and small * 3 >= len(broken) else 0


def _full(line: str, after: str, width: int) -> bool:
    """Say whether the first word of the next line had no room in this one."""
    return len(line) + 1 + len(after.split(None, 1)[0]) > width


def _goes_on(line: str, after: str, width: int) -> bool:
    """Say whether a line of a wrapped text continues in the next one."""
    if len(line) > _WIDE or _ITEM.match(after) or role_of(after) != BODY:
        return False
    if _full(line, after, width):
        return True
    return not _FINAL.search(line) and (len(line) * 5 >= width * 3 or (after[0].isalnum() and not after[0].isupper()))


# What stands at the very start of furniture and captions, in small letters. Each pattern asks for more than a word,
# a colon or a bracket mostly, so that "More than 200 people" and "Listen, he said" stay body. First match wins.
_PROMO_COLON = re.compile(
    r"(?:listen|watch|more|read|related|see also|also read|read also|read more|read next|read this|don['’]t miss"
    r"|podcast|video|recommended|further reading|go deeper|explore more|more on this(?: story)?|more coverage"
    r"|(?:listen|watch) (?:here|now|live)|related (?:story|stories|articles?|coverage|links?|news|video))\s*:\s*\S"
)
_PROMO_WORDS = re.compile(
    r"read more$|read more\s*[>»→|…]|read more (?:about|on|at|from|in our|stories|coverage)\b"
    r"|(?:click|tap) (?:here\b|on the link\b|the link\b)|sign up (?:for|to|here|now|today)\b"
    r"|subscribe (?:to|now|here|today|for)\b|listen to (?:this|the) (?:article|story|podcast|episode)\b"
    r"|read the full (?:story|article|report) (?:here|at|on)\b|more from \S|more on this story|advertisement$"
    r"|(?:follow|join) us on \S"
)
_CREDIT_WORDS = re.compile(
    r"[-–—]{1,3}\s*with (?:assistance|(?:additional )?reporting|files|contributions|help) (?:from|by) "
)
_CREDIT_NAMES = re.compile(
    r"[-–—(]{0,3}\s*(?:with (?:assistance|help|files|contributions|additional reporting|reporting) (?:from|by)"
    r"|(?:(?:additional |further )?reporting|writing|editing|reporting and writing|writing and editing"
    r"|compiled|edited|written|produced|translated|photographs?|photos|graphics?)(?: and [a-z]+)? by|(?P<by>by))\s+",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[(\[](?:updates|adds|corrects|recasts|repeats|refiles|rewrites|removes|clarifies|fixes|releads"
    r"|new throughout|(?:this|the) (?:story|article) (?:has been|was|is) (?:updated|corrected|amended))\b"
    r"[^()]*(?:\([^()]*\)[^()]*)*[)\]]\.?$"
    r"|(?:corrections?|clarifications?|editor['’]?s['’]? note|editors['’]? note)\s*:\s*\S"
    r"|(?:editor['’]?s['’]? note|editors['’]? note)\s*[-–—]\s*\S"
    r"|this (?:story|article|report|version|post|page)(?: of (?:this|the) (?:story|article))?"
    r"(?: (?:has|have) been| was| is)?(?: since| first| originally)?"
    r" (?:updated|corrected|amended|clarified|revised|published|corrects|updates)\b"
    r"|(?:an earlier|a previous) version of th(?:is|e) (?:story|article|report)\b"
    r"|(?:last )?updated(?: (?:on|at))?\s*:?\s*(?=.{0,40}$)\S*\d"
)
_CAPTION = re.compile(r"(?:file (?:photo|picture|image)|photos?|photograph|image|picture|pictured|caption)\s*:\s*\S")
_CAPTION_FILE = re.compile(r"FILE(?: PHOTO)?\s*[-–—:]\s*\S")
_SPOKEN = re.compile(r"[,”\"’!?] (?:\S+ ){0,3}?(?:said|told|asked|added|wrote)\b|\b(?:said|says)\.$")
_SMALL = frozenset(
    "and in by for at the from with editing writing reporting additional compiled de la le van von der den del di da"
    " dos al el bin ibn y e & graphics photographs edited written produced staff".split()
)
# The first three characters of all of these, but for those that begin with a bracket or a dash.
_STARTS = frozenset(
    "lis wat mor rea rel see als don pod vid rec fur go_ exp cli tap sig sub adv fol joi wit add rep wri edi com pro"
    " tra pho gra by_ cor cla thi an_ a_p las upd fil ima pic cap".split()
)


def role_of(text: str) -> str:
    """Tell furniture and captions from body by how a paragraph begins; what is unsure is body."""
    if text[:3].lower().replace(" ", "_") not in _STARTS and text[:1] not in "([-–—":
        return BODY
    if len(text) <= 400 and _CAPTION_FILE.match(text):
        return CAPTION
    head = text[:400].lower()
    if len(text) <= 400 and _CAPTION.match(head):
        return CAPTION
    if len(text) <= 1000 and _NOTE.match(text[:1000].lower()):
        return NOTE
    if len(text) <= 200 and _is_promo(text, head):
        return PROMO
    return CREDIT if len(text) <= 300 and _is_credit(text, head) else BODY


def _is_promo(text: str, head: str) -> bool:
    if _PROMO_COLON.match(head) or _PROMO_WORDS.match(head):
        return not _SPOKEN.search(text)
    return head.startswith("read more ") and not _FINAL.search(text)  # "Read more China’s Exports Are Rising"


def _is_credit(text: str, head: str) -> bool:
    if _CREDIT_WORDS.match(head):
        return True
    found = _CREDIT_NAMES.match(text)
    if found is None:
        return False
    words = re.findall(r"[\w’'.-]*\w", text[found.end() :])
    named = sum(word[0].isupper() for word in words)
    enough = named > 1 and not text.endswith(".") if found["by"] else named > 0
    return enough and all(word[0].isupper() or word in _SMALL for word in words)
