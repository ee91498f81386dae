"""ARTICLE( ) looked up: the articles in which a tree holds, somewhere in each; not paragraphs.

AND, OR and NOT join sets of articles here; each part below them is looked for in paragraphs by itself.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce

from searchkit.documents import article_number
from searchkit.highlight import Highlighter
from searchkit.model import HEADLINE
from searchkit.nouns import noun
from searchkit.query.nodes import (
    And,
    Articles,
    AtLeast,
    Boost,
    Everything,
    Node,
    Not,
    Nothing,
    Optional,
    Or,
    Scope,
    Term,
    conjunction,
)
from searchkit.query.spans import occurrences
from searchkit.query.trees import moved, rebuilt
from searchkit.schema import HELD
from searchkit.verified import Verified, article_of


@noun
class _Set:
    """Hold articles, or (`rest`) all but these."""

    numbers: frozenset[int]
    rest: bool = False

    def both(self, other: _Set) -> _Set:
        if self.rest and other.rest:
            return _Set(self.numbers | other.numbers, True)
        if self.rest or other.rest:
            kept, dropped = (other, self) if self.rest else (self, other)
            return _Set(kept.numbers - dropped.numbers)
        return _Set(self.numbers & other.numbers)

    def flipped(self) -> _Set:
        return _Set(self.numbers, not self.rest)


_ALL = _Set(frozenset(), True)
_HEADLINE = Term(HEADLINE, "role")
_TITLE = {held: name for name, held in HELD.items()}


def _shown(scope: Scope) -> Node:
    """Give what is marked of a scope: what holds in the title is marked there."""
    part = rebuilt(scope.part, lambda node: _shown(node) if isinstance(node, Scope) else None)
    return moved(part, _TITLE) if scope.title else part


class Scopes:
    """Look up the articles that ARTICLE( ) speaks of; `seen` is true of the paragraphs that count."""

    def __init__(self, verified: Verified, highlighter: Highlighter, seen: Node) -> None:
        self._verified, self._highlighter, self._seen = verified, highlighter, seen

    def looked_up(self, tree: Node) -> Node:
        """Give a tree in which each `Scope` is the articles it stands for."""
        return rebuilt(tree, self._articles)

    def _articles(self, node: Node) -> Node | None:
        if not isinstance(node, Scope):
            return None
        found, shown = self._where(node), _shown(node)
        return Not(Articles(found.numbers, shown)) if found.rest else Articles(found.numbers, shown)

    def _where(self, part: Node) -> _Set:
        """Give the articles in which a part holds."""
        match part:
            case And(parts):
                return reduce(_Set.both, map(self._where, parts), _ALL)
            case Or(parts):
                return reduce(_Set.both, (self._where(each).flipped() for each in parts), _ALL).flipped()
            case Not(inner):
                return self._where(inner).flipped()
            case Scope(inner, title=True):
                return _Set(frozenset(self._verified.articles(conjunction([_HEADLINE, inner]))))
            case Boost(inner) | Scope(inner):
                return self._where(inner)
            case Optional() | Everything():
                return _ALL
            case Nothing():
                return _Set(frozenset())
            case AtLeast(count, inner):
                return _Set(frozenset(self._with_at_least(count, inner)))
            case _:
                inside = self.looked_up(part)
                return _Set(frozenset(self._verified.articles(conjunction([inside, self._seen]))))

    def _with_at_least(self, count: int, part: Node) -> list[int]:
        """Give the articles whose paragraphs together have a part so many times."""
        times: Counter[int] = Counter()
        for match in self._verified.stream(conjunction([part, self._seen])):
            times[article_number(*article_of(match))] += occurrences(part, self._highlighter.view(match), count)
        return [number for number, found in times.items() if found >= count]
