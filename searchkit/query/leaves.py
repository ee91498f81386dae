"""One leaf of a tree as typed to terms of its field; not the values that are no words (`filters`), nor groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from searchkit.analysis import CAPITALS, Analyzer, ambiguous, fold, spellings
from searchkit.codepoints import MARKS
from searchkit.documents import whole_value
from searchkit.model import Diagnostic, Offsets
from searchkit.query.filters import PARTS, Filters, place, said
from searchkit.query.nodes import (
    Everything,
    Exact,
    Fuzzy,
    Leaf,
    Loose,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    Within,
    disjunction,
)
from searchkit.query.ranges import Clock
from searchkit.query.trees import children
from searchkit.schema import OF_TEXT, Field, Kind, Schema
from searchkit.typed import as_written, surfaces

_ALIEN = rf"[^\w*?'&.,{MARKS}]|_"
"""What no word has, with wildcards or without."""
_MEANT = {"|": "; for any of two words write OR", "!": "; to leave something out write - right before it"}
"""What to write where a sign was meant as other programs have it."""


class Leaves(Filters):
    """Resolve the leaves of one query, and remember what was odd about them."""

    def __init__(self, schema: Schema, analyzer: Analyzer, query: str, clock: Clock, *, shouts: bool) -> None:
        super().__init__(schema, query, clock)
        self.analyzer, self.shouts = analyzer, shouts
        self._words: dict[str, Sequence[str]] = {}

    def leaf(self, node: Node, field: Field) -> Node | None:
        """Turn a leaf as typed into one as indexed; None where it has no word; errors: QueryError."""
        if isinstance(node, Prefix):
            return self._prefix(node, field)
        if isinstance(node, (Wildcard, Fuzzy, Regex)):
            return self._pattern(node, field)
        if field.kind is Kind.NUMBER or field.dated:
            return self.range(node, field)
        if isinstance(node, Range):
            self.fail(f"{field.name} is no number or date, so it has no range; write {field.name}:word", node.at)
        if field.kind is Kind.KEYWORD:
            return self.keyword(node, field)
        if field.column and _is_whole(node):
            return Term(whole_value(said(node)), field.column)
        return self._analysed(node, field)

    def _analysed(self, node: Node, field: Field) -> Node | None:
        self._notice_spaced_field(node)
        exact = field if isinstance(node, Term) else self.exact(field)
        written = node.parts if isinstance(node, (Phrase, Loose)) else (node,)
        slots = [slot for part in written for slot in self._slots(part, exact)]
        if not slots:
            message = f"{said(node)} has no letter or digit and was left out{_MEANT.get(said(node), '')}"
            self.diagnostics.append(Diagnostic(message, *place(node)))
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

    def wordless(self, node: Node, field: str = "") -> bool:
        """Say whether a part as typed asks for no word: for values of fields, any value, what must not be, signs."""
        if isinstance(node, (Not, Everything, Range)) or (isinstance(node, Prefix) and not node.text):
            return True
        if isinstance(node, Within):
            return self.wordless(node.part, node.field)
        if not isinstance(node, Leaf):
            return all(self.wordless(part, field) for part in children(node))
        name = node.field or field
        if name and name not in PARTS:
            return self.schema.knows(name) and name not in OF_TEXT
        return isinstance(node, Term) and not self.words(node)

    def exact(self, field: Field) -> Field:
        """Give the field that holds the words of a field as written."""
        return self.schema[field.exact] if field.exact else field

    def _notice_spaced_field(self, node: Node) -> None:
        name = node.text.removesuffix(":") if isinstance(node, Term) and not node.field else ""
        if name != said(node) and self.schema.knows(name):
            message = f"{name}: was read as a word; for the field, write the value right behind it: {name}:value"
            self.diagnostics.append(Diagnostic(message, *place(node)))

    def words(self, node: Node) -> Sequence[str]:
        """Give the folded words of a typed term."""
        text = node.text if isinstance(node, Term) else ""
        if text not in self._words:  # which is asked again and again
            self._words[text] = self.analyzer.asked(text.lower() if self.shouts else text)
        return self._words[text]

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
            return self.has(field, node.at)
        if field.kind is Kind.KEYWORD:
            if field.name == "country":
                self.fail("country takes no *; write a code or a name, as in country:UA", node.at)
            return Prefix(node.text if field.name == "article" else node.text.lower(), field.name)
        start = self._one_word(node, node.text, node.at)
        return self._with_capitals(
            Prefix(start, self.exact(field).name, at=node.at), lambda word: word.startswith(start)
        )

    def _pattern(self, node: Wildcard | Fuzzy | Regex, field: Field) -> Node:
        if not field.analysed:
            self.fail(f"{field.name} has no words, so {node} cannot be looked for in it", node.at)
        name = self.exact(field).name
        if isinstance(node, Fuzzy):
            word = self._one_word(node, node.text, node.at)
            if len(word) <= node.edits:
                self.fail(f"{node} would be any word of {node.edits} letters; write a longer word", node.at)
            from searchkit.query.patterns import within  # many modules, and few queries need them

            fuzzy = Fuzzy(word, node.edits, name, at=node.at)
            return self._with_capitals(fuzzy, lambda other: within(other, word, node.edits))
        if isinstance(node, Regex):
            self._read("regex", node.text, (node.at[1] - 1 - len(node.text), node.at[1] - 1))
            return Regex(node.text, name, at=node.at)
        form = "".join(map(self._folded, re.split("([*?])", node.text)))
        if alien := re.search(_ALIEN, form):
            self.fail(f"no word has a {alien.group()} in it; write words with wildcards one by one", node.at)
        self._read("wildcard", form, node.at)
        return Wildcard(form, name, at=node.at)

    def _read(self, kind: str, pattern: str, at: Offsets) -> None:
        from searchkit.query import patterns

        try:
            patterns.regex(pattern) if kind == "regex" else patterns.wildcard(pattern)
        except patterns.PatternError as error:
            start = min(at[0] + error.start, at[1] - 1)
            self.fail(str(error), (start, min(max(at[0] + error.end, start + 1), at[1])))

    def _one_word(self, node: Node, text: str, at: Offsets) -> str:
        words = self.analyzer.asked(text.lower())
        if not words:
            self.fail(f"{node} is no word; a * or ~ goes behind one", at)
        if len(words) > 1:
            self.fail(f"{node} is {len(words)} words; write {' pre/1 '.join(words)}{_sign(node)}", at)
        return words[0].lower()

    def _folded(self, piece: str) -> str:
        return piece if piece in ("", "*", "?") else fold(piece)

    def _with_capitals(self, pattern: Prefix | Fuzzy, matches: Callable[[str], bool]) -> Node:
        """Let a pattern find the words in capitals that have terms of their own too."""
        capitals = [capital for capital in sorted(CAPITALS) if matches(capital.lower())]
        own = [Term(term, pattern.field) for capital in capitals for term in (capital, ambiguous(capital))]
        return disjunction([pattern, *own])


def _sign(pattern: Node) -> str:
    return f"~{'' if pattern.edits == 1 else pattern.edits}" if isinstance(pattern, Fuzzy) else "*"


def _is_whole(node: Node) -> bool:
    """Say whether a leaf asks for a value as it is written, whole: name:="..."."""
    return isinstance(node, Exact) or (isinstance(node, Phrase) and all(isinstance(part, Exact) for part in node.parts))
