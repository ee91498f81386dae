"""A query with more conditions, as text: what finds the paragraphs that a number counts; not the counting."""

from __future__ import annotations

from collections.abc import Callable

from searchkit.analysis import FUNCTION_WORDS, fold
from searchkit.asking import Asked
from searchkit.errors import QueryError
from searchkit.late import late
from searchkit.query.filters import PARTS
from searchkit.query.nodes import And, Boost, Everything, Exact, Node, Not, Phrase, Prefix, Range, Term, conjuncts
from searchkit.query.words import UNARY
from searchkit.schema import SCHEMA

DATED = Term("published", "has")
UNDATED = Not(DATED)
_WORD = late(r"\w+")


def narrowing(asked: Asked) -> Callable[[Node], str]:
    """Give what writes a query with one more condition, to be asked with `any_words` where it was.

    A phrase or literal words are written as such, so that it is asked without these modes. Errors, when one is written:
    QueryError, if expanded.
    """
    typed = asked.typed
    if asked.feedback is not None:
        return _refused
    if typed == Everything():
        return str
    held, whole = conjuncts(typed), _whole(typed)
    lead = str(And(conjuncts(whole)))  # once: a timeline has a condition a period
    return lambda condition: str(whole) if condition in held else f"{lead} AND {condition.inside(UNARY)}"


def _refused(_: Node) -> str:
    raise QueryError("an expanded query finds other paragraphs with each condition; count without expanding it")


def _whole(typed: Node) -> Node:
    """Give a query as typed; words that would be optional beside others are kept together, so that they hold."""
    little = all(_says_little(part) for part in conjuncts(typed) if not isinstance(part, Not))
    return Boost(typed, 1.0) if little else typed


def _says_little(node: Node) -> bool:
    return isinstance(node, Term) and not node.field and not FUNCTION_WORDS.isdisjoint(_WORD.findall(fold(node.text)))


def having(field: str, value: str) -> Node:
    """Ask for one value of a field, as facets list it; of a role so that furniture is left out as before."""
    if field == "role" and value in PARTS:
        return Prefix("", value)
    if SCHEMA[field].column == field:
        return Term(value, field)
    return Phrase(tuple(map(Exact, value.split())), field)


def published_in(period: str) -> Node:
    """Ask for one period of a timeline."""
    first, dots, last = period.partition("..")
    return Range(first, last, "published") if dots else Term(period, "published")
