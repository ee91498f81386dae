"""One leaf of a tree as typed to terms, intervals and values of its field; not groups of them (`resolve`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from searchkit.analysis import CAPITALS, Analyzer, ambiguous, as_written, fold, spellings, surfaces
from searchkit.codepoints import MARKS
from searchkit.errors import QueryError
from searchkit.model import ROLES, Diagnostic, Offsets
from searchkit.query.nodes import (
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Node,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    disjunction,
)
from searchkit.query.ranges import Clock, as_dates, during, ranged
from searchkit.schema import TEXT, Field, Kind, Schema

ANY_ROLE = "any"
_ALIEN = rf"[^\w*?'&.,{MARKS}]|_"
"""What no word has, with wildcards or without."""


class Leaves:
    """Resolve the leaves of one query, and remember what was odd about them."""

    def __init__(self, schema: Schema, analyzer: Analyzer, query: str, clock: Clock, *, shouts: bool) -> None:
        self.schema, self.analyzer, self.query, self.clock, self.shouts = schema, analyzer, query, clock, shouts
        self.diagnostics: list[Diagnostic] = []
        self.dates: list[tuple[Node, Node]] = []
        self.asks_role = False

    def field(self, name: str, at: Offsets, *, nested: bool) -> Field:
        """Look up a field by the name in a query; errors: QueryError."""
        if not self.schema.knows(name):
            nearest = self.schema.nearest(name)
            hint = f"did you mean {nearest}:" if nearest else f"there are: {', '.join(self.schema.asked())}"
            raise QueryError(
                f"there is no field {name}: ({hint}; for the text itself write {name}\\:)", self.query, *at
            )
        if nested:
            raise QueryError(f"{name}: stands inside another field's parentheses; move it out", self.query, *at)
        self.asks_role = self.asks_role or name == "role"
        return self.schema[name]

    def leaf(self, node: Node, field: Field) -> Node | None:
        """Turn a leaf as typed into one as indexed; None where it has no word; errors: QueryError."""
        if isinstance(node, Prefix):
            return self._prefix(node, field)
        if isinstance(node, (Wildcard, Fuzzy, Regex)):
            return self._pattern(node, field)
        if field.kind is Kind.NUMBER or field.dated:
            return self._range(node, field)
        if isinstance(node, Range):
            self.fail(f"{field.name} is no number or date, so it has no range; write {field.name}:word", node.at)
        if field.kind is Kind.KEYWORD:
            return self._keyword(node, field)
        return self._analysed(node, field)

    def _analysed(self, node: Node, field: Field) -> Node | None:
        self._notice_spaced_field(node)
        exact = field if isinstance(node, Term) else self.exact(field)
        written = node.parts if isinstance(node, (Phrase, Loose)) else (node,)
        slots = [slot for part in written for slot in self._slots(part, exact)]
        if not slots:
            message = f"{_text(node)} has no letter or digit and was left out"
            self.diagnostics.append(Diagnostic(message, *_at(node)))
            return None
        if len(slots) > 1 and isinstance(node, Loose):
            return Loose(tuple(slots), node.others, exact.name)
        return slots[0] if len(slots) == 1 else Phrase(tuple(slots), exact.name)

    def _slots(self, part: Node, field: Field) -> list[Node]:
        if not isinstance(part, Exact):
            return [self.slot(word, field) for word in self.words(part)]
        if field.name not in ("words", "title_words"):
            self.fail(f"= compares the letters of the text, not of {field.name}; leave it out", part.at)
        return [
            Exact(written, field.name, self.slot(word, field))
            for written in map(as_written, surfaces(part.text))
            for word in self.analyzer.asked(written)
        ]

    def exact(self, field: Field) -> Field:
        """Give the field that holds the words of a field as written."""
        return self.schema[field.exact] if field.exact else field

    def _notice_spaced_field(self, node: Node) -> None:
        name = node.text.removesuffix(":") if isinstance(node, Term) and not node.field else ""
        if name != _text(node) and self.schema.knows(name):
            message = f"{name}: was read as a word; for the field, write the value right behind it: {name}:value"
            self.diagnostics.append(Diagnostic(message, *_at(node)))

    def words(self, node: Node) -> list[str]:
        """Give the folded words of a typed term."""
        text = node.text if isinstance(node, Term) else ""
        return self.analyzer.asked(text.lower() if self.shouts else text)

    def slot(self, word: str, field: Field) -> Node:
        """Give the terms of a field that a folded word stands for."""
        terms = spellings(word)
        if field.kind is Kind.STEMS:
            terms = tuple(self.analyzer.stem(term) for term in terms)
        return disjunction(Term(term, field.name) for term in dict.fromkeys(terms))

    # --- patterns

    def _prefix(self, node: Prefix, field: Field) -> Node:
        if (field.kind is Kind.NUMBER or field.dated) and node.text:
            self.fail(f"{field.name} takes no *; write a range, as in {field.name}:>=...", node.at)
        if not node.text:
            return Everything() if field.name in (TEXT, "words") else self._has(field.name, node.at)
        if field.kind is Kind.KEYWORD:
            if field.name == "country":
                self.fail("country takes no *; write a code or a name, as in country:UA", node.at)
            return Prefix(node.text if field.name == "article" else node.text.lower(), field.name)
        start = self._one_word(node, node.text, node.at)
        return self._with_capitals(Prefix(start, self.exact(field).name), lambda word: word.startswith(start))

    def _pattern(self, node: Wildcard | Fuzzy | Regex, field: Field) -> Node:
        if not field.analysed:
            self.fail(f"{field.name} has no words, so {node} cannot be looked for in it", node.at)
        name = self.exact(field).name
        if isinstance(node, Fuzzy):
            word = self._one_word(node, node.text, node.at)
            if len(word) <= node.edits:
                self.fail(f"{node} would be any word of {node.edits} letters; write a longer word", node.at)
            from searchkit.query.patterns import within  # many modules, and few queries need them

            return self._with_capitals(Fuzzy(word, node.edits, name), lambda other: within(other, word, node.edits))
        if isinstance(node, Regex):
            self._regex(node)
            return Regex(node.text, name)
        form = "".join(map(self._folded, re.split("([*?])", node.text)))
        if alien := re.search(_ALIEN, form):
            self.fail(f"no word has a {alien.group()} in it; write words with wildcards one by one", node.at)
        return Wildcard(form, name)

    def _regex(self, node: Regex) -> None:
        from searchkit.query.patterns import PatternError, regex

        try:
            regex(node.text)
        except PatternError as error:
            start = node.at[1] - 1 - len(node.text)
            self.fail(str(error), (start + error.start, start + max(error.end, error.start + 1)))

    def _one_word(self, node: Node, text: str, at: Offsets) -> str:
        words = self.analyzer.asked(text.lower())
        if len(words) != 1:
            self.fail(f"{node} is {len(words) or 'no'} words; a * or ~ goes behind one word", at)
        return words[0].lower()

    def _folded(self, piece: str) -> str:
        return piece if piece in ("", "*", "?") else fold(piece)

    def _with_capitals(self, pattern: Prefix | Fuzzy, matches: Callable[[str], bool]) -> Node:
        """Let a pattern find the words in capitals that have terms of their own too."""
        capitals = [capital for capital in sorted(CAPITALS) if matches(capital.lower())]
        own = [Term(term, pattern.field) for capital in capitals for term in (capital, ambiguous(capital))]
        return disjunction([pattern, *own])

    # --- values that are no words

    def _has(self, name: str, at: Offsets) -> Node:
        return self._keyword(Term(name, at=at), self.schema["has"])

    def _keyword(self, node: Node, field: Field) -> Node:
        value, at = _text(node), _at(node)
        if field.name == "country":
            return Term(self._country(value, at), field.name)
        value = value if field.name == "article" else value.lower()
        if field.name == "role":
            if value == ANY_ROLE:
                return Everything()
            self._one_of(value, ROLES, field.name, at)
        if field.name == "has":
            self._one_of(value, [known.name for known in self.schema.fields if known.counted], field.name, at)
        return Term(value, field.name)

    def _country(self, value: str, at: Offsets) -> str:
        """Give the code of a country, from its code or a name of it."""
        from searchkit.countries import code_of, nearest  # seldom needed

        code = code_of(value)
        if code is None:
            near = nearest(value)
            hint = f"did you mean {near}" if near else "write a code of ISO 3166, as in country:UA, or a country's name"
            self.fail(f"country:{value} is not known; {hint}", at)
        return code

    def _one_of(self, value: str, allowed: Sequence[str], name: str, at: Offsets) -> None:
        if value not in allowed:
            from difflib import get_close_matches  # slow to import, and seldom needed

            close = get_close_matches(value, allowed, n=1)
            hint = f"did you mean {close[0]}" if close else f"write one of {', '.join(allowed)}"
            self.fail(f"{name}:{value} is not known; {hint}", at)

    def _range(self, node: Node, field: Field) -> Node:
        said = _text(node)
        try:
            found = ranged(node, said, field, self.clock)
        except ValueError as error:
            self.fail(str(error), _at(node))
        if found.low is None and found.high is None:
            return self._has(field.name, found.at)
        if field.dated and any(map(str.isalpha, said.partition(":")[2] if isinstance(node, Range) else said)):
            self.dates.append((node, as_dates(found, getattr(node, "field", ""))))
        return during(found) if field.kind is Kind.PERIODS else found

    def fail(self, message: str, at: Offsets) -> NoReturn:
        raise QueryError(message, self.query, *at)


def _at(node: Node) -> Offsets:
    return getattr(node, "at", (0, 0))


def _text(node: Node) -> str:
    if isinstance(node, (Phrase, Loose)):
        return " ".join(map(_text, node.parts))
    return node.text if isinstance(node, (Term, Exact)) else str(node)
