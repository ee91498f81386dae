"""The values of fields that are no words: keywords, numbers, dates; not words and patterns (`leaves`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from searchkit.errors import QueryError
from searchkit.model import BODY, CAPTION, FURNITURE, HEADLINE, LEDE, ROLES, Diagnostic, Offsets
from searchkit.query.nodes import Everything, Exact, Loose, Node, Phrase, Range, Term
from searchkit.query.ranges import Clock, as_dates, during, ranged
from searchkit.schema import Field, Kind, Schema

ANY_ROLE = "any"
PARTS = (HEADLINE, LEDE, BODY, CAPTION)
"""Parts of an article that stand before a colon as fields do: headline:tax."""

SYNONYMS = {
    **dict.fromkeys(("date", "day", "year", "when", "pubdate", "time"), "published"),
    **dict.fromkeys(("author", "writer", "by", "creator"), "byline"),
    **dict.fromkeys(("people", "who", "name"), "person"),
    **dict.fromkeys(("company", "organisation", "organization"), "org"),
    **dict.fromkeys(("location", "city", "geo"), "place"),
    **dict.fromkeys(("tag", "tags", "keyword", "keywords", "subject"), "topic"),
    **dict.fromkeys(("site", "domain", "link", "inurl"), "url"),
    **dict.fromkeys(("publication", "publisher", "paper", "outlet"), "source"),
    **dict.fromkeys(("hed", "hl", "hd"), "headline"),
    "intitle": "title",
}
"""What other programs call our fields; told, not taken, so that a query means the same wherever it is read."""


class Filters:
    """Resolve the values of fields in one query, and remember what was odd about them."""

    def __init__(self, schema: Schema, query: str, clock: Clock) -> None:
        self.schema, self.query, self.clock = schema, query, clock
        self.diagnostics: list[Diagnostic] = []
        self.dates: list[tuple[Node, Node]] = []
        self.asks_role = self.asks_title = False

    def field(self, name: str, at: Offsets, *, nested: bool) -> Field:
        """Look up a field by the name in a query; errors: QueryError."""
        if nested and (self.schema.knows(name) or name in PARTS):
            self.fail(f"{name}: stands inside another field's parentheses; move it out", at)
        if not self.schema.knows(name):
            self.fail(f"there is no field {name}: ({self._hint(name)}; for the text itself write {name}\\:)", at)
        self.asks_role = self.asks_role or name == "role"
        self.asks_title = self.asks_title or bool(self.schema[name].held)
        return self.schema[name]

    def _hint(self, name: str) -> str:
        if name in FURNITURE:
            return f"write role:{name} beside the words"
        if name in SYNONYMS:
            return f"did you mean {SYNONYMS[name]}:"
        from difflib import get_close_matches  # slow to import, and seldom needed

        known = [*self.schema.asked(), *PARTS]
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        return f"did you mean {close[0]}:" if close else f"there are: {', '.join(known)}"

    def has(self, field: Field, at: Offsets) -> Node:
        """Ask for any value; each paragraph has one of a field that is not counted."""
        always = not field.counted and field.name != "has"
        return Everything() if always else self.keyword(Term(field.name, at=at), self.schema["has"])

    def keyword(self, node: Node, field: Field) -> Node:
        """Give the value of a keyword field; errors: QueryError."""
        value, at = said(node), place(node)
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
            from difflib import get_close_matches

            close = get_close_matches(value, allowed, n=1)
            hint = f"did you mean {close[0]}" if close else f"write one of {', '.join(allowed)}"
            self.fail(f"{name}:{value} is not known; {hint}", at)

    def range(self, node: Node, field: Field) -> Node:
        """Give the interval of a field of numbers or dates; errors: QueryError."""
        written = said(node)
        try:
            found = ranged(node, written, field, self.clock)
        except ValueError as error:
            self.fail(str(error), place(node))
        if found.low is None and found.high is None:
            return self.has(field, found.at)
        words = f"{node.low or ''}{node.high or ''}" if isinstance(node, Range) else written
        if field.dated and any(map(str.isalpha, words)):
            self.dates.append((node, as_dates(found, getattr(node, "field", ""))))
        return during(found) if field.kind is Kind.PERIODS else found

    def fail(self, message: str, at: Offsets) -> NoReturn:
        raise QueryError(message, self.query, *at)


def place(node: Node) -> Offsets:
    """Give the place of a leaf in the query."""
    return getattr(node, "at", (0, 0))


def said(node: Node) -> str:
    """Give what was typed."""
    if isinstance(node, (Phrase, Loose)):
        return " ".join(map(said, node.parts))
    return node.text if isinstance(node, (Term, Exact)) else str(node)
