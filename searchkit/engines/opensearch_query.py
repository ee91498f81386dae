"""A resolved tree to the query objects of OpenSearch, and which trees these are exact for; not the index itself.

Text of a query never reaches the server as a query string: every word is the value of a term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from searchkit.engines.base import K1
from searchkit.engines.opensearch_index import NOTHING, days
from searchkit.engines.opensearch_patterns import native
from searchkit.query import patterns
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
from searchkit.query.pairs import alternatives
from searchkit.query.spans import chooser
from searchkit.query.trees import choices
from searchkit.schema import ARTICLE_NUMBER, Kind, Schema

Query = dict[str, Any]
Terms = Callable[[str, str], Iterable[tuple[str, int]]]

FACTOR = K1 + 1
"""Lucene leaves this constant factor of BM25 out, which counts where other scores stand beside it."""
MOST = 60_000
"""Terms in one list: a server takes some more."""
MOST_WORDS = 500
"""Words of one distance: a server takes 1,024 in a whole query."""
STATES = 100_000


def runs(node: Node) -> bool:
    """Say whether OpenSearch runs a node exactly."""
    match node:
        case Within() | AtLeast() | Exact():
            return False
        case Phrase(parts):
            return not any(isinstance(part, Exact) for part in parts)
        case Near() | Loose():
            return _distance(node) is not None
        case _:
            return True


class Translator:
    """Turn a resolved tree into a query object; `terms` lists the terms of a field."""

    def __init__(self, schema: Schema, terms: Terms) -> None:
        self._schema, self._terms = schema, terms

    def __call__(self, tree: Node) -> Query:
        match tree:
            case Term(text, field):
                return self._term(text, field)
            case Phrase(parts, field):
                return self._phrase([choices(part) for part in parts], field)
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return _any([self(part) for part in parts])
            case Not() | Optional():
                return self._all((tree,))
            case Boost(part, weight):
                return {"bool": {"must": [self(part)], "boost": weight}}
            case Must(part) | Within(_, part):
                return self(part)
            case Everything():
                return _constant({"exists": {"field": ARTICLE_NUMBER}})  # the mark of a commit is no paragraph
            case _:
                return self._special(tree)

    def _special(self, tree: Node) -> Query:
        match tree:
            case Prefix() | Wildcard() | Regex() | Fuzzy() | Words():
                return _constant(self._pattern(tree), 1.0 if self._schema[tree.field].analysed else 0.0)
            case Near() | Loose():
                return self._near(tree)
            case Articles(numbers):
                return _constant(_among(ARTICLE_NUMBER, numbers))
            case Range(low, high, field):
                return _constant(_inside(field, {"gte": low, "lte": high}))
            case During(first, last, field):
                return _constant(_within(field, days(first, last)))
            case _:
                return {"match_none": {}}

    def _term(self, text: str, field: str) -> Query:
        if self._schema[field].kind is Kind.KEYWORD:
            return _constant({"term": {field: text}})
        return {"term": {field: {"value": text, "boost": FACTOR}}}

    def _all(self, parts: Sequence[Node]) -> Query:
        """Join by AND; where nothing is required of a document, everything is."""
        clauses: dict[str, list[Query]] = {"must": [], "must_not": [], "should": []}
        for part in parts:
            match part:
                case Not(inner):
                    clauses["must_not"].append(self(inner))
                case Optional(inner):
                    clauses["should"].append(self(inner))
                case _:
                    clauses["must"].append(self(part))
        clauses["must"] = clauses["must"] or [self(Everything())]
        return {"bool": {name: several for name, several in clauses.items() if several}}

    def _phrase(self, slots: list[list[str]], field: str) -> Query:
        if all(len(slot) == 1 for slot in slots):
            words = " ".join(text for slot in slots for text in slot)
            return {"match_phrase": {field: {"query": words, "boost": FACTOR}}}
        spans = [_either([_span(text, field) for text in slot]) for slot in slots]
        return {"span_near": {"clauses": spans, "slop": 0, "in_order": True, "boost": FACTOR}}

    def _pattern(self, pattern: Prefix | Wildcard | Regex | Fuzzy | Words) -> Query:
        field = pattern.field
        match pattern:
            case Words(texts):
                return _among(field, texts)
            case Prefix(""):
                empty = {"term": {field: NOTHING}}
                return {"bool": {"filter": [{"exists": {"field": field}}], "must_not": [empty]}}
            case Prefix(text):
                return {"prefix": {field: {"value": text}}}
            case Fuzzy(text, edits) if len(text) > 2 * edits:
                near = {"value": text, "fuzziness": edits, "transpositions": True, "rewrite": "constant_score"}
                return {"fuzzy": {field: near}}
            case Wildcard(text) | Regex(text):
                read = patterns.wildcard if isinstance(pattern, Wildcard) else patterns.regex
                written = {"value": native(read(text).part), "flags": "NONE", "max_determinized_states": STATES}
                return {"regexp": {field: written}}
            case _:  # Lucene finds no word that is as short as the edits
                matches = chooser(pattern)
                return _among(field, (term for term, _ in self._terms(field, "") if matches(term)))

    def _near(self, near: Near | Loose) -> Query:
        """Find words that stand together; the words themselves score."""
        slots, reach, in_order = _distance(near) or ([], 0, False)
        words = [_either([_span(word.text, word.field) for word in slot]) for slot in slots]
        together: Query = {"span_near": {"clauses": words, "slop": reach, "in_order": in_order}}
        return {"bool": {"must": [_constant(together)], "should": [self(word) for slot in slots for word in slot]}}


def _distance(node: Near | Loose) -> tuple[list[list[Term]], int, bool] | None:
    """Give the words of each place, and how many others may be between, where OpenSearch tells that exactly."""
    match node:
        case Near(a, b, int(reach), ordered):
            slots, others, in_order = [alternatives(a), alternatives(b)], reach - 1, ordered
        case Loose(parts, others):
            slots, in_order = [alternatives(part) for part in parts], False
        case _:
            return None
    words = [word for slot in slots for word in slot]
    apart = len({word.text for word in words}) == len(words)
    exact = all(slots) and apart and len({word.field for word in words}) == 1 and len(words) <= MOST_WORDS
    return (slots, others, in_order) if exact else None


def _constant(query: Query, score: float = 0.0) -> Query:
    return {"constant_score": {"filter": query, "boost": score}}


def both(query: Query, other: Query) -> Query:
    """Join two queries, of whose scores nobody asks."""
    return {"bool": {"filter": [query, other]}}


def _inside(field: str, bounds: dict[str, Any]) -> Query:
    known = {name: value for name, value in bounds.items() if value is not None}
    return {"range": {field: known}} if known else {"exists": {"field": field}}


def _within(field: str, bounds: dict[str, int]) -> Query:
    """Give what has days between bounds; a server refuses bounds that have none."""
    if not bounds:
        return {"exists": {"field": field}}
    if bounds.get("gte", 0) > bounds.get("lte", bounds.get("gte", 0)):
        return {"match_none": {}}
    return {"range": {f"{field}_days": {**bounds, "relation": "within"}}}


def _among(field: str, values: Iterable[str | int]) -> Query:
    left = iter(sorted(values))
    lists = list(iter(lambda: list(islice(left, MOST)), []))
    return _any([{"terms": {field: several}} for several in lists])


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else {"match_none": {}}


def _span(text: str, field: str) -> Query:
    return {"span_term": {field: text}}


def _either(spans: list[Query]) -> Query:
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": spans}}
