"""A resolved tree to tantivy's query objects, and which trees these are exact for; not the index itself (`tantivy`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import tantivy
from tantivy import FieldType, Occur, Query

from searchkit import periods
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    During,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Prefix,
    Range,
    Regex,
    Term,
    Wildcard,
    Within,
    Words,
)
from searchkit.query.pairs import PHRASES, pair
from searchkit.query.trees import choices
from searchkit.schema import ARTICLE_NUMBER, Schema

Terms = Callable[[str, str], Sequence[tuple[str, int]]]


def runs(node: Node) -> bool:
    """Say whether tantivy runs a node exactly."""
    match node:
        case Within() | AtLeast() | Exact():
            return False
        case Phrase(parts):
            return not any(isinstance(part, Exact) for part in parts)
        case Near() | Loose():
            return pair(node) is not None
        case _:
            return True


class Translator:
    """Turn a resolved tree into tantivy's query objects."""

    def __init__(self, native: tantivy.Schema, schema: Schema, terms: Terms) -> None:
        self._native, self._schema, self._terms = native, schema, terms

    def __call__(self, tree: Node) -> Query:
        match tree:
            case Term(text, field):
                return self._term(text, field)
            case Phrase(parts, field):
                return self._phrase([choices(part) for part in parts], field)
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return Query.boolean_query([(Occur.Should, self(part)) for part in parts])
            case Not() | Optional():
                return self._all((tree,))
            case Boost(part, weight):
                return Query.boost_query(self(part), weight)
            case Must(part) | Within(_, part):
                return self(part)
            case Everything():
                return Query.const_score_query(Query.all_query(), 0.0)
            case _:
                return self._special(tree)

    def _special(self, tree: Node) -> Query:
        match tree:
            case Prefix() | Wildcard() | Regex() | Fuzzy() | Words():
                ranked = self._schema[tree.field].analysed
                return Query.const_score_query(self._pattern(tree), 1.0 if ranked else 0.0)
            case Near() | Loose():
                return self._near(tree)
            case Articles(numbers):
                among = Query.term_set_query(self._native, ARTICLE_NUMBER, list(numbers))
                return Query.const_score_query(among, 0.0)
            case During(first, last, field):
                from searchkit.query.spans import chooser  # many modules, and few queries need them

                matches = chooser(tree)
                found = self._terms(field, periods.beginning(first, last))
                among = Query.term_set_query(self._native, field, [term for term, _ in found if matches(term)])
                return Query.const_score_query(among, 0.0)
            case Range(low, high, field):
                low = -(2**63) if low is None and high is None else low
                bounds = Query.range_query(self._native, field, FieldType.Integer, low, high)
                return Query.const_score_query(bounds, 0.0)
            case _:
                return Query.empty_query()

    def _term(self, text: str, field: str) -> Query:
        if self._schema[field].whole:
            return Query.const_score_query(Query.term_query(self._native, field, text, index_option="basic"), 0.0)
        return Query.term_query(self._native, field, text)

    def _all(self, parts: Sequence[Node]) -> Query:
        """Join by AND; where nothing is required of a document, everything is."""
        clauses = [self._clause(part) for part in parts]
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, self(Everything())))
        return Query.boolean_query(clauses)

    def _clause(self, part: Node) -> tuple[Occur, Query]:
        match part:
            case Not(inner):
                return Occur.MustNot, self(inner)
            case Optional(inner):
                return Occur.Should, self(inner)
            case _:
                return Occur.Must, self(part)

    def _phrase(self, slots: list[list[str]], field: str) -> Query:
        phrases = list(product(*slots)) if _combinations(slots) <= PHRASES else []
        if phrases:
            several = [Query.phrase_query(self._native, field, list(phrase)) for phrase in phrases]
            return _any(several)
        patterns: list[str | tuple[int, str]] = ["|".join(map(_quoted, slot)) for slot in slots]
        return Query.regex_phrase_query(self._native, field, patterns)

    def _pattern(self, pattern: Prefix | Wildcard | Regex | Fuzzy | Words) -> Query:
        try:
            return self._automaton(pattern)
        except ValueError:  # its automaton would have too many states
            from searchkit.query.spans import chooser

            matches = chooser(pattern)
            terms = [term for term, _ in self._terms(pattern.field, "") if matches(term)]
            return Query.term_set_query(self._native, pattern.field, terms)

    def _automaton(self, pattern: Prefix | Wildcard | Regex | Fuzzy | Words) -> Query:
        native, field = self._native, pattern.field
        match pattern:
            case Fuzzy(text, edits):
                return Query.fuzzy_term_query(native, field, text, distance=edits, transposition_cost_one=True)
            case Words(texts):
                return Query.term_set_query(native, field, list(texts))
            case Prefix(text):
                return Query.regex_query(native, field, _quoted(text) + ".*")
        from searchkit.query import patterns

        match pattern:
            case Wildcard(text):
                return Query.regex_query(native, field, patterns.wildcard(text).native)
            case _:
                return Query.regex_query(native, field, patterns.regex(pattern.text).native)

    def _near(self, near: Near | Loose) -> Query:
        """Find pairs by phrases of both orders, whose places may be off by so much; the words themselves score."""
        left, right, reach = pair(near) or ([], [], 0)
        phrases = [
            Query.phrase_query(self._native, left[0].field, [first.text, second.text], slop=reach - 1)
            for a, b in product(left, right)
            for first, second in ((a, b), (b, a))
        ]
        pairs = Query.const_score_query(_any(phrases), 0.0)
        words = [(Occur.Should, self(Term(word.text, word.field))) for word in (*left, *right)]
        return Query.boolean_query([(Occur.Must, pairs), *words])


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _combinations(slots: list[list[str]]) -> int:
    count = 1
    for slot in slots:
        count *= len(slot)
    return count


def _quoted(text: str) -> str:
    """Write a term as a pattern that matches just it."""
    return "".join(char if char.isalnum() or char in "'&" else f"[{char}]" for char in text)
