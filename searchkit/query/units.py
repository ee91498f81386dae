"""The units of a query: words, phrases, patterns, values of a field; not how operators join them (`parser`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from searchkit.errors import QueryError
from searchkit.late import late
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
from searchkit.query.scan import Word
from searchkit.query.signs import PROXIMITY, SIGNS
from searchkit.query.values import Values, ordered, words

FARTHEST = 1_000
"""So far apart words may be said to stand, and so often to occur."""

_FIELD = late(r"[A-Za-z_]\w*:(?!//)(?=[^\s)^])")
_ARTICLE = late(r"ARTICLE\s*(?=\()")
_AT_LEAST = late(r"atleast(\d{1,9})\s*(?=\()", re.IGNORECASE)
_REGEX = late(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s)^]|$)")
_OTHERS = late(r"~(\d{1,9})?")
_DISTANCE = late(r"(?i:near|adj)\d+|NEAR|ADJ|(?i:w|near|pre|n|p)/[-+]?\d\S*|/(?:\d+|[sp])|(?i:near|pre)/.*")
"""What other programs, or a slip of the pen, write for a distance."""
_CALL = late(r"atleast(\d*)|article", re.IGNORECASE)
_LEFT_OUT = Nothing()
_FUZZY = late(r"(.+)~(\d*)", re.DOTALL)


class Units(Values):
    """Read one unit after the other; a group is read by the grammar above, `group`."""

    def group(self) -> Node | None:
        """Read what stands in parentheses, from the opening one on."""
        raise NotImplementedError

    def unit(self, name: str) -> Node | None:
        """Read one unit, in the field `name` where there is one; None where there is nothing in it."""
        self.counted(self.place)
        start = self.place
        if self.peek() == "(":
            return self._inside(name, self._around(name), start)
        named = _FIELD.match(self.query, start)
        if not name and self.around and not named and (found := self.value("", start)):
            return found
        if close := self.quote_close():
            return self._phrase(name, close)
        if self.peek() == "=" and self.query[start + 1 : start + 2].strip().strip("()"):
            return self._exact(name)
        found = self._called(name)
        return None if found is _LEFT_OUT else found or self._word(name)

    def _called(self, name: str) -> Node | None:
        """Read what begins with a sign or word of its own: an operator with parentheses, a pattern, a field."""
        start = self.place
        if self.taken(_ARTICLE):
            inner = self.group()
            scope = Scope(inner, at=(start, self.place)) if inner is not None else None
            return self._inside(name, scope, start) or _LEFT_OUT
        if found := self.taken(_AT_LEAST):
            return self._inside(name, self._at_least(int(found.group(1)), start), start) or _LEFT_OUT
        if name != "url" and (found := self.taken(_REGEX)):
            self.counted_pattern(found.span())
            return Regex(found.group(1), name, at=(start, self.place))
        if not name and (found := self.taken(_FIELD)):
            return self._in_field(found.group()[:-1].lower(), start)
        return None

    def _around(self, name: str) -> Node | None:
        """Read a group that stands behind a field, or behind none."""
        outer, self.around = self.around, (name if ordered(name) else "") if name else self.around
        inner = self.group()
        self.around = outer
        return inner

    def _inside(self, name: str, inner: Node | None, start: int) -> Node | None:
        return Within(name, inner, at=(start, self.place)) if inner is not None and name else inner

    def _at_least(self, count: int, start: int) -> Node | None:
        if not 1 <= count <= FARTHEST:
            self.fail(f"atleast counts from 1 to {FARTHEST}, as in atleast3(tax)", start, self.place)
        inner = self.group()
        return AtLeast(count, inner, at=(start, self.place)) if inner is not None else None

    # --- fields

    def _in_field(self, name: str, start: int) -> Node:
        found = self.value(name, start) or self.unit(name)
        if found is None:
            self.warn(f"there is nothing behind {name}: and it was left out", start, self.place)
            return _LEFT_OUT
        return replace(found, at=(start, self.place)) if isinstance(found, Placed) else found

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

    def _word(self, name: str) -> Node | None:
        if not name and (found := self.taken(PROXIMITY)):
            return self.stray(found.group(), found.start())
        word = self.scan()
        if word.plain[:1] == "!" and any(map(str.isalnum, word.plain)):
            self.warn("! was read as text; to leave a word out, write - before it, as in -tax", *word.at)
        if name and ".." in word.plain and not word.plain.endswith("..."):
            low, _, high = word.plain.partition("..")
            return Range(low or None, high or None, name, at=word.at)
        if "://" in word.plain and "*" in word.plain:
            self.warn("in an address a * is no wildcard; write a word of it, as in url:cour*", *word.at)
        if "://" in word.plain or (name == "url" and not word.plain.endswith("*")):
            return Term(word.text, name, at=word.at)
        return self._pattern(word, name) or Term(word.text, name, at=word.at)

    def _pattern(self, word: Word, name: str) -> Node | None:
        """Give what a word with `*`, `?` or `~` in it stands for; None where these are not there, or punctuation."""
        signs = word.plain.rstrip("?")
        if set("*?~") & set(signs):
            self.counted_pattern(word.at)
        if fuzzy := _FUZZY.fullmatch(word.plain):
            return self._fuzzy(word, name, fuzzy.group(2))
        if "*" not in signs and "?" not in signs:
            self._notice(word, name)
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

    def _notice(self, word: Word, name: str) -> None:
        """Say so where a word looks like an operator that it is not."""
        if word.plain[:1] == "/" and word.plain[1:].strip("/"):
            self.warn("this was read as text; a regular expression stands between two / and has no space", *word.at)
        elif not name and _DISTANCE.fullmatch(word.plain) and not self.query.isupper():
            self.warn(f"{word.text} was read as a word; a distance is written w/5, pre/5 or w/s", *word.at)
        elif not name and (found := _CALL.fullmatch(word.plain)) and (found.group(1) or self.peek() == "("):
            written = "ARTICLE(tax)" if word.plain[:2].lower() == "ar" else "atleast3(tax)"
            self.warn(f"{word.text} was read as a word; the operator is written {written}", *word.at)

    def stray(self, operator: str, start: int) -> Node | None:
        """Read an operator that joins nothing as a word; a sign that is none is left out."""
        if (sign := self.query[start : start + 2]) in SIGNS:
            self.warn(f"{sign} joins nothing here and was left out", start, start + 2)
            return None
        self.warn(f"{operator} joins nothing here and was read as a word", start, start + len(operator))
        return Term(operator.lower(), at=(start, start + len(operator)))


def required(query: str) -> Sequence[Term | Exact]:
    """Part a query at its spaces; errors: QueryError where there is nothing in it."""
    found = [Term(word.group(), at=word.span()) for word in re.finditer(r"\S+", query)]
    if not found:
        raise QueryError("the query is empty: write a word to look for", query, 0, len(query))
    return found
