"""An index asked, in passing, how much a query finds: what reasons and completions are counted with; not the search.

Of what an engine cannot run by itself, only `TRIED` candidates are checked, so that each question costs little.
"""

from __future__ import annotations

from functools import lru_cache

from searchkit.analysis import spellings
from searchkit.asking import Asked, Asking, Modes
from searchkit.errors import QueryError
from searchkit.lexicon import Lexicon
from searchkit.model import Order
from searchkit.query.nodes import Everything, Node, Range, Term, conjunction, disjunction
from searchkit.query.trees import walk
from searchkit.records import Record, read_record

TRIED = 200
"""Candidates that are checked to count what is only suggested; with more, counts are "at least"."""

ANY_ROLE = Term("any", "role")

Count = tuple[int, bool]


class Probe:
    """Ask one snapshot about queries, as typed or as trees of what was typed."""

    def __init__(self, asking: Asking) -> None:
        self._asking, self._verified = asking, asking.verified
        self.snapshot, self.analyzer = asking.verified.snapshot, asking.analyzer
        self.count = lru_cache(maxsize=1_000)(self._count)

    @property
    def lexicon(self) -> Lexicon:
        return self._asking.lexicon()

    def _count(self, query: str | Node) -> Count:
        """Count the paragraphs that a query finds, and say whether exactly; what is no query finds nothing."""
        tree = self.tree(query)
        return self._verified.count(tree, TRIED) if tree is not None else (0, True)

    def finds(self, query: str | Node) -> bool:
        return self.count(query)[0] > 0

    def absent(self, node: Node) -> bool:
        """Say whether no paragraph at all matches, not even in furniture."""
        return self.count(conjunction([node, ANY_ROLE])) == (0, True)

    def knows(self, word: str, field: str) -> bool:
        """Say whether a folded word is one of a field of the index."""
        return self.snapshot.count(disjunction(Term(term, field) for term in spellings(word))) > 0

    def in_furniture(self, query: str | Node) -> Count:
        """Count what a query would find in furniture where it leaves that out."""
        tree = self._asked(query)
        return self._verified.count(tree.furniture, TRIED) if tree and tree.furniture else (0, True)

    def articles(self, query: str | Node) -> int:
        """Count the articles of what a query finds; of what has to be checked, at least so many."""
        tree = self.tree(query)
        return len(self._verified.articles(tree, TRIED)) if tree is not None else 0

    def widest(self, query: Node) -> int:
        """Count the candidates of a query that have to be checked; none where the engine runs it whole."""
        tree = self.tree(query)
        if tree is None or self._verified.runs(tree):
            return 0
        return self.snapshot.count(self._verified.superset(tree))

    def sample(self, query: Node, most: int) -> list[Record]:
        """Give some paragraphs that a query finds, the newest first."""
        tree = self.tree(query)
        if tree is None or not self._verified.runs(tree):
            return []
        return [read_record(match.stored) for match in self.snapshot.search(tree, most, order=Order.NEWEST).matches]

    def interval(self, node: Node) -> Range | None:
        """Give the interval of seconds that a date as typed stands for."""
        tree = self.tree(node)
        ranges = (each for each in walk(tree or Everything()) if isinstance(each, Range))
        return next(ranges, None)

    def tree(self, query: str | Node) -> Node | None:
        """Give the tree that is looked for, or None where that is no query."""
        asked = self._asked(query)
        return asked.tree if asked else None

    def _asked(self, query: str | Node) -> Asked | None:
        try:
            return self._asking.ask(query, Modes())
        except QueryError:
            return None
