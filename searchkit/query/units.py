"""The units of a query: words, phrases, patterns, values of a field; not how operators join them (`parser`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from searchkit.errors import QueryError
from searchkit.model import Offsets
from searchkit.query.dates import spoken
from searchkit.query.nodes import (
    AtLeast,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Node,
    Nothing,
    Phrase,
    Placed,
    Prefix,
    Range,
    Regex,
    Scope,
    Term,
    Wildcard,
    Within,
)
from searchkit.query.scan import Scanner, Word
from searchkit.query.signs import PROXIMITY, QUOTES
from searchkit.schema import SCHEMA, Kind

FARTHEST = 1_000
"""So far apart words may be said to stand, and so often to occur."""

_FIELD = re.compile(r"[A-Za-z_]\w*:(?!//)(?=\S)")
_COMPARISON = re.compile(r">=|<=|>|<")
_ARTICLE = re.compile(r"ARTICLE\s*(?=\()")
_AT_LEAST = re.compile(r"atleast(\d{1,9})(?=\()", re.IGNORECASE)
_REGEX = re.compile(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s)^]|$)")
_OTHERS = re.compile(r"~(\d{1,9})?")
_LEFT_OUT = Nothing()
_FUZZY = re.compile(r"(.+)~(\d*)", re.DOTALL)


class Units(Scanner):
    """Read one unit after the other; a group is read by the grammar above, `group`."""

    def group(self) -> Node | None:
        """Read what stands in parentheses, from the opening one on."""
        raise NotImplementedError

    def unit(self, name: str) -> Node | None:
        """Read one unit, in the field `name` where there is one; None where there is nothing in it."""
        self.counted(self.place)
        start = self.place
        if self.peek() == "(":
            inner = self.group()
            return Within(name, inner, at=(start, self.place)) if inner is not None and name else inner
        if close := self.quote_close():
            return self._phrase(name, close)
        if self.peek() == "=" and self.query[start + 1 : start + 2].strip(" ()\t\n"):
            return self._exact(name)
        found = self._called(name)
        return None if found is _LEFT_OUT else found or self._word(name)

    def _called(self, name: str) -> Node | None:
        """Read what begins with a sign or word of its own: an operator with parentheses, a pattern, a field."""
        start = self.place
        if not name and self.taken(_ARTICLE):
            inner = self.group()
            return Scope(inner, at=(start, self.place)) if inner is not None else _LEFT_OUT
        if not name and (found := self.taken(_AT_LEAST)):
            return self._at_least(int(found.group(1)), start)
        if name != "url" and (found := self.taken(_REGEX)):
            return Regex(found.group(1), name, at=(start, self.place))
        if not name and (found := self.taken(_FIELD)):
            return self._in_field(found.group()[:-1].lower(), start)
        return None

    def _at_least(self, count: int, start: int) -> Node:
        if not 1 <= count <= FARTHEST:
            self.fail(f"atleast counts from 1 to {FARTHEST}, as in atleast3(tax)", start, self.place)
        inner = self.group()
        return AtLeast(count, inner, at=(start, self.place)) if inner is not None else _LEFT_OUT

    # --- fields

    def _in_field(self, name: str, start: int) -> Node:
        if compared := self.taken(_COMPARISON):
            return self._compared(name, compared.group(), start)
        found = self._dated(name) if _ordered(name) else None
        found = found or self.unit(name)
        if found is None:
            self.warn(f"there is nothing behind {name}: and it was left out", start, self.place)
            return _LEFT_OUT
        return replace(found, at=(start, self.place)) if isinstance(found, Placed) else found

    def _compared(self, name: str, sign: str, start: int) -> Node:
        value = self._bound(name)
        if not value:
            self.fail(f"expected a value behind {name}:{sign}", start, self.place)
        at = (start, self.place)
        if sign[0] == ">":
            return Range(value, None, name, above=sign == ">", at=at)
        return Range(None, value, name, below=sign == "<", at=at)

    def _dated(self, name: str) -> Node | None:
        """Read a date of several words, or a range with one; None, and nothing taken, where there is none."""
        start = self.place
        low = self._bound(name)
        several = self.query[start : start + 1] in QUOTES or bool(spoken(self.query, start))
        if self.query.startswith("..", self.place):
            self.place += 2
            return Range(low or None, self._bound(name) or None, name, at=(start, self.place))
        if several and low.split():
            return Phrase(_terms(low, (start, self.place)), name, at=(start, self.place))
        self.place = start
        return None

    def _bound(self, name: str) -> str:
        """Take one end of a range: what stands in quotes, a date of several words, or a word up to two dots."""
        start = self.place
        if (close := self.quote_close()) > 0:
            self.place = close + 1
            return " ".join(part.text for part in words(self.query[start + 1 : close], 0))
        if _dates(name) and (end := spoken(self.query, start)):
            self.place = end
            return " ".join(self.query[start:end].split())
        word = self.scan()
        dots = word.plain.find("..")
        if dots < 0 or word.plain.endswith("..."):
            return word.text
        self.place = start + dots + word.plain.count("\0", 0, dots)
        return word.text[:dots]

    # --- quotes

    def _phrase(self, name: str, close: int, *, exact: bool = False) -> Node | None:
        start, end = self.place, close if close >= 0 else len(self.query)
        self.place = min(end + 1, len(self.query))
        if close < 0:
            self.warn("this quote is not closed; it was closed at the end", start, start + 1)
        parts = words(self.query[start + 1 : end], start + 1)
        for part in parts:
            self.counted(part.at[0])
        if not parts:
            self.warn("there is nothing between these quotes; they were left out", start, self.place)
            self.taken(_OTHERS)
            return None
        if any(re.search(r"\w\*", part.text) for part in parts):
            self.warn("in quotes a * is no wildcard", start, self.place)
        if exact:
            parts = [Exact(part.text, at=part.at) for part in parts]
        return self._loosened(Phrase(tuple(parts), name, at=(start, self.place)))

    def _loosened(self, phrase: Phrase) -> Node:
        start, found = self.place, self.taken(_OTHERS)
        if not found:
            return phrase
        at = (phrase.at[0], self.place)
        if not found.group(1):
            self.warn('a ~ behind quotes wants a number, as in "tax budget"~3; it was left out', start, self.place)
            return replace(phrase, at=at)
        others = int(found.group(1))
        if others > FARTHEST:
            self.fail(f"at most {FARTHEST} words may stand between; for any number write w/p", start, self.place)
        return Loose(phrase.parts, others, phrase.field, at=at)

    def _exact(self, name: str) -> Node | None:
        start = self.place
        self.place += 1
        if close := self.quote_close():
            return self._phrase(name, close, exact=True)
        return Exact(self.scan().text, name, at=(start, self.place))

    # --- words and patterns

    def _word(self, name: str) -> Node:
        if not name and (found := self.taken(PROXIMITY)):
            return self.stray(found.group(), found.start())
        word = self.scan()
        if name and ".." in word.plain and not word.plain.endswith("..."):
            low, _, high = word.plain.partition("..")
            return Range(low or None, high or None, name, at=word.at)
        if "://" in word.plain or (name == "url" and not word.plain.endswith("*")):
            return Term(word.text, name, at=word.at)
        return self._pattern(word, name) or Term(word.text, name, at=word.at)

    def _pattern(self, word: Word, name: str) -> Node | None:
        """Give what a word with `*`, `?` or `~` in it stands for; None where these are not there, or punctuation."""
        signs = word.plain.rstrip("?")
        if fuzzy := _FUZZY.fullmatch(word.plain):
            return self._fuzzy(word, name, fuzzy.group(2))
        if "*" not in signs and "?" not in signs:
            self._notice_slash(word)
            return None
        if not signs.strip("*"):
            return Prefix("", name, at=word.at) if name else Everything()
        if signs.endswith("*") and not set("*?") & set(signs[:-1]):
            return Prefix(word.text[: len(signs) - 1], name, at=word.at)
        written = zip(word.text[: len(signs)], signs, strict=True)
        text = "".join(char for char, plain in written if not (plain == "\0" and char in "*?"))
        return Wildcard(text, name, at=word.at)

    def _fuzzy(self, word: Word, name: str, edits: str) -> Node:
        text = word.text[: len(word.text) - len(edits) - 1]
        if set("*?") & set(word.plain.rstrip("?")):
            self.fail("a word has either a ~ or wildcards, not both", *word.at)
        if edits not in ("", "1", "2"):
            self.fail(f"a word may differ by 1 or 2 edits, as in {text}~2", *word.at)
        return Fuzzy(text, int(edits or 1), name, at=word.at)

    def _notice_slash(self, word: Word) -> None:
        if word.plain[:1] == "/" and len(word.plain) > 1:
            self.warn("this was read as text; a regular expression stands between two / and has no space", *word.at)

    def stray(self, operator: str, start: int) -> Node:
        """Read an operator that joins nothing as a word."""
        self.warn(f"{operator} joins nothing here and was read as a word", start, start + len(operator))
        return Term(operator.lower(), at=(start, start + len(operator)))


def words(text: str, offset: int) -> Sequence[Term | Exact]:
    """Part a text at its spaces, and take the backslashes from it."""
    return [
        Term(re.sub(r"\\(.)", r"\1", found.group()), at=(offset + found.start(), offset + found.end()))
        for found in re.finditer(r"\S+", text)
    ]


def required(query: str) -> Sequence[Term | Exact]:
    """Part a query at its spaces; errors: QueryError where there is nothing in it."""
    found = [Term(word.group(), at=word.span()) for word in re.finditer(r"\S+", query)]
    if not found:
        raise QueryError("the query is empty: write a word to look for", query, 0, len(query))
    return found


def _terms(text: str, at: Offsets) -> tuple[Node, ...]:
    return tuple(Term(word, at=at) for word in text.split())


def _ordered(name: str) -> bool:
    return SCHEMA.knows(name) and SCHEMA[name].kind in (Kind.DATE, Kind.PERIODS, Kind.NUMBER)


def _dates(name: str) -> bool:
    return SCHEMA.knows(name) and SCHEMA[name].dated
