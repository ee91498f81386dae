"""A score taken apart by what gave it: each word, phrase, pair and pattern, as its engine scores it; not the scoring.

The engine itself is asked for the score of each part, among the articles of the hits, so the contributions add up to
its own score, with its rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from searchkit.documents import article_number
from searchkit.explanation import Contribution, Score
from searchkit.model import Hit
from searchkit.nouns import noun
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    Everything,
    Exact,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Nothing,
    Optional,
    Or,
    Patterns,
    Phrase,
    Scope,
    Term,
    Within,
    Words,
    conjunction,
)
from searchkit.query.resolve import BONUS, FUNCTION_WEIGHT
from searchkit.query.superset import without_case
from searchkit.query.trees import children
from searchkit.records import read_record
from searchkit.schema import SCHEMA
from searchkit.verified import Verified

_Whose = tuple[str, str]
"""The id of a paragraph, and its writer."""


@noun
class _Share:
    """Hold a leaf that scores where it matches and all of `given` does; `loose` where its parent does not need it."""

    leaf: Node
    kind: str = ""
    weight: float = 1.0
    given: tuple[Node, ...] = ()
    loose: bool = False


class Scores:
    """Take apart the scores that a tree gave; `added` are nodes of `expand`, `named` writes a leaf for people."""

    def __init__(self, verified: Verified, tree: Node, added: frozenset[Node], named: Callable[[Node], str]) -> None:
        self._verified, self._added, self._named = verified, added, named
        self._shares = tuple(self._apart(_Share(without_case(verified.superset(tree)))))

    def of(self, hits: Sequence[Hit]) -> tuple[Score, ...]:
        """Give the score of each hit with its contributions."""
        among = Articles(frozenset(article_number(hit.article, hit.writer) for hit in hits), Nothing())
        found: dict[_Whose, dict[tuple[str, str, float], float]] = defaultdict(lambda: defaultdict(float))
        for share in self._shares if any(hit.score for hit in hits) else ():
            key = (self._named(share.leaf), share.kind, share.weight)
            for whose, score in self._scored(share, among):
                found[whose][key] += score
        return tuple(Score(hit.id, hit.score, _contributions(found[hit.id, hit.writer])) for hit in hits)

    def _scored(self, share: _Share, among: Node) -> Iterator[tuple[_Whose, float]]:
        """Give what a share gives each paragraph of some articles; what has to match beside it gives nothing."""
        beside = (Boost(node, 0.0) for node in share.given)
        tree = conjunction([among, Boost(share.leaf, share.weight), *beside])
        for match in self._verified.snapshot.stream(tree):
            record = read_record(match.stored)
            yield (f"{record['about']['id']}#{record['ordinal']}", match.writer), match.score

    def _apart(self, share: _Share) -> Iterator[_Share]:
        match share.leaf:
            case Not() | Everything() | Nothing() | Articles() | Scope():
                return
            case Term() | Phrase() | Words():
                yield from _scoring(share)
            case node if isinstance(node, Patterns):
                yield from _scoring(share)
            case Boost(part, factor):
                kind = "added" if share.leaf in self._added else share.kind
                yield from self._apart(replace(share, leaf=part, weight=share.weight * factor, kind=kind))
            case Optional(part):
                kind = share.kind if part in self._added else _kind(part) or share.kind
                yield from self._apart(replace(share, leaf=part, kind=kind, loose=True))
            case Must(part):
                yield from self._apart(replace(share, leaf=part))
            case _:
                yield from self._joined(share)

    def _joined(self, share: _Share) -> Iterator[_Share]:
        """Take apart what joins parts; where it need not match itself, its parts only score where it does."""
        node = share.leaf
        joins = isinstance(node, (And, Near, Loose, Within, AtLeast, Exact))
        given = (*share.given, node) if joins and share.loose else share.given
        loose = (share.loose and not joins) or isinstance(node, (Or, Near, Loose))
        for part in children(node):
            yield from self._apart(replace(share, leaf=part, given=given, loose=loose))


def _scoring(share: _Share) -> Iterator[_Share]:
    """Give a share whose field is ranked, with its kind."""
    if SCHEMA[getattr(share.leaf, "field", "")].analysed:
        own = "word" if isinstance(share.leaf, Term) else "phrase" if isinstance(share.leaf, Phrase) else "pattern"
        yield replace(share, kind=share.kind or own)


def _kind(part: Node) -> str:
    """Say what an optional part is there for."""
    match part:
        case Boost(Phrase(), weight) if weight == BONUS:
            return "pair"
        case Boost(_, weight) if weight == FUNCTION_WEIGHT:
            return "function"
        case _:
            return ""


def _contributions(found: dict[tuple[str, str, float], float]) -> tuple[Contribution, ...]:
    parts = [Contribution(text, kind, weight, score) for (text, kind, weight), score in found.items() if score]
    return tuple(sorted(parts, key=lambda part: (-part.score, part.text)))
