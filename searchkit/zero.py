"""Why a query finds nothing: which part of it fails, what could stand there, and what is found without it.

Each query that is offered was asked, whole and as it is written, and finds what is said. Not the search itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from searchkit.probe import ANY_ROLE, Probe
from searchkit.query.filters import PARTS as PARTS_OF_ARTICLES
from searchkit.query.nodes import And, Leaf, Node, Not, Or, Scope, Term, conjunction, conjuncts, disjunction
from searchkit.query.parser import parse
from searchkit.query.trees import extent, rebuilt, walk
from searchkit.reasons import Cause, Reason, Suggestion
from searchkit.remedies import Fault, faults, in_field, words
from searchkit.retyped import reads, retyped, said
from searchkit.schema import SCHEMA, Kind
from searchkit.stats import dates
from searchkit.verified import VERIFIED

MOST = 6
"""So many reasons are given, each with so many suggestions as `SHOWN`."""
SHOWN = 3
PARTS = 12
"""With more parts, a query is only looked through for what is in no paragraph."""
ASKED = 50
"""So many parts are asked for by themselves."""
UNION = 4
"""Of so many parts, one query asks for all but any one of them."""
RARE = 5
"""A word in at most so many paragraphs may be a slip of the pen that somebody else made too."""
OPERATORS = ("and", "or", "not")
LONGEST = 400
"""A longer query is offered to nobody."""


def reasons(tree: Node, query: str, probe: Probe) -> tuple[Reason, ...]:
    """Say why a query, as typed, finds nothing: the most helpful reasons first, and one at least."""
    if not probe.finds(ANY_ROLE):
        return (Reason(Cause.EMPTY, "the index holds no paragraph yet"),)
    tree = parse(query).tree if reads(query, tree) else tree  # a tree of a program's own has no places in its text
    tree = _without_signs(tree, lambda leaf: not words(leaf, probe))
    found = tuple(islice(_Inquiry(tree, query, probe).reasons(), MOST))
    return found or (Reason(Cause.APART, "each part of it is found, but never all of them in one paragraph"),)


class _Inquiry:
    """Look into one query that found nothing."""

    def __init__(self, tree: Node, query: str, probe: Probe) -> None:
        self.tree, self.query, self.probe = tree, query, probe
        self.parts = conjuncts(tree)
        self.needed = [part for part in self.parts if not self._function(part)] or self.parts
        self.dead = [part for part in self.needed[:ASKED] if self._finds_nothing(part)]
        self.alive = [part for part in self.parts if part not in self.dead]
        self.offered: set[str] = set()
        self.faults = {part: list(faults(part, probe)) for part in self.dead[:MOST]}

    def reasons(self) -> Iterator[Reason]:
        yield from self._furniture()
        yield from self._operators()
        for several in self.faults.values():
            yield from filter(None, map(self._fault, several))
        if not self.dead and len(self.needed) <= PARTS:
            yield from self._misspelled()
            yield from self._article()
        if len(self.needed) > 1:
            yield from self._rest()

    # --- a part that finds nothing by itself

    def _finds_nothing(self, part: Node) -> bool:
        """Say whether a part finds nothing by itself; where too much would have to be checked, it may."""
        number, exact = self.probe.count(self._anywhere(part))
        return not number and (exact or len(self.parts) == 1)

    def _anywhere(self, part: Node) -> Node:
        """Ask for a part in all roles, where the query itself says which roles it wants."""
        roles = any(getattr(node, "field", "") == "role" for node in walk(self.tree))
        return conjunction([part, ANY_ROLE]) if roles else part

    def _furniture(self) -> Iterator[Reason]:
        if self.probe.in_furniture(self.tree)[0]:
            found = self._offered([conjunction([self.tree, ANY_ROLE])])
            yield Reason(Cause.FURNITURE, "it stands in furniture only (promos, credits, notes)", 0, 0, found)

    def _operators(self) -> Iterator[Reason]:
        """Read and, or, not in small letters as the operators that they may have been meant for."""
        typed, places = self.query, [extent(part) for part in self.parts if str(part) in OPERATORS]
        for start, end in places:
            typed = typed[:start] + typed[start:end].upper() + typed[end:]
        if places and (found := self._asked([typed])):
            said = " and ".join(dict.fromkeys(f'"{self.query[start:end]}"' for start, end in places))
            yield Reason(Cause.OPERATOR, f"{said} was read as text: operators are in capitals", *places[0], found)

    def _fault(self, fault: Fault) -> Reason | None:
        if fault.cause is Cause.FURNITURE and fault.node == self.tree:
            return None
        found = self._offered(tree for candidate in fault.candidates for tree in self._with(fault, candidate))
        return Reason(fault.cause, f"{self._said(fault.node)} {fault.message}", *extent(fault.node), found)

    def _with(self, fault: Fault, candidate: Node) -> Iterator[Node]:
        """Give the whole query with a candidate in its place; where that finds nothing, less of it."""
        several = [each for found in self.faults.values() for each in reversed(found) if each.candidates]
        changes = {each.node: each.candidates[0] for each in several} | {fault.node: candidate}
        kept = [
            part
            for part in self.parts
            if part in self.alive or any(each.candidates for each in self.faults.get(part, ()))
        ]
        wholes = (_replaced(parts, changes) for parts in (self.parts, kept))
        alone = in_field(candidate, fault.field)
        yield next((tree for tree in wholes if self.probe.finds(tree)), alone)

    def _misspelled(self) -> Iterator[Reason]:
        """Say that a rare word may be a slip of the pen, where the query finds something with the usual one."""
        for part in self.parts:
            if isinstance(part, Term) and not part.field and self.probe.count(self._anywhere(part))[0] <= RARE:
                like = [
                    _replaced(self.parts, {part: Term(other)})
                    for word in words(part, self.probe)
                    for other, number in self.probe.lexicon.suggest("words", word, SHOWN)
                    if number > 2 * RARE
                ]
                if found := self._offered(like):
                    yield Reason(Cause.SPELLING, f"{self._said(part)} is rare", *extent(part), found)

    # --- parts that find something, but not together

    def _article(self) -> Iterator[Reason]:
        """Say in how many articles all of it holds."""
        inside = [part for part in self.parts if not isinstance(part, Not) and not _of_paragraphs(part)]
        apart = [part for part in self.parts if part not in inside]
        scoped = any(isinstance(node, Scope) for node in walk(self.tree))
        if scoped or sum(map(self._telling, inside)) < 2 or any(self.probe.widest(part) > VERIFIED for part in inside):
            return
        tree = conjunction([Scope(conjunction(inside)), *apart])
        if found := self._offered([tree]):
            number = self.probe.articles(found[0].query)
            said = "1 article has" if number == 1 else f"{number:,} articles have"
            yield Reason(Cause.ARTICLE, f"no paragraph has all of it, but {said}", 0, 0, found)

    def _rest(self) -> Iterator[Reason]:
        """Say what is found without what finds nothing, or without any one part, or of as many parts as go together."""
        if self.dead:
            found = [self._without(self.dead, self.alive)]
        elif len(self.needed) <= PARTS:
            found = [self._without([part], _less(self.parts, part)) for part in self.needed]
            yield from self._nearly() if len(list(filter(None, found))) > 1 else ()
        else:
            return
        reasons = sorted(filter(None, found), key=lambda reason: -reason.suggestions[0].paragraphs)
        yield from reasons[:SHOWN] or self._together()

    def _without(self, left: Sequence[Node], kept: Sequence[Node]) -> Reason | None:
        if not any(map(self._telling, kept)) or not (found := self._offered([conjunction(kept)])):
            return None
        message = f"without {' and '.join(map(self._said, left))}"
        if any(map(_dated, left)):
            message += self._published(conjunction(kept))
        return Reason(Cause.WITHOUT, message, *extent(conjunction(left)), found)

    def _published(self, kept: Node) -> str:
        """Say when that was published which is found without a date."""
        tree = self.probe.tree(kept)
        if tree is None or self.probe.widest(kept):
            return ""
        first, last = dates(self.probe.snapshot, tree)
        if not first or not last:
            return " (which has no date)"
        return f" (published {first[:10]})" if first[:10] == last[:10] else f" (published {first[:10]} to {last[:10]})"

    def _nearly(self) -> Iterator[Reason]:
        """Say how many paragraphs hold all parts but one."""
        telling = [part for part in self.parts if self._telling(part)]
        if not 3 <= len(telling) <= UNION:
            return
        others = [part for part in self.parts if part not in telling]
        ways = disjunction(conjunction(_less(telling, part)) for part in telling)
        found = self._offered([conjunction([ways, *others])])
        if found:
            yield Reason(Cause.NEARLY, f"with all but one of its {len(telling)} parts", 0, 0, found)

    def _together(self) -> Iterator[Reason]:
        """Join the parts, the rarest first, as long as something is found."""
        telling = [part for part in self.alive[:PARTS] if self._telling(part)]
        kept: list[Node] = []
        for part in sorted(telling, key=lambda part: self.probe.count(part)[0]):
            if self.probe.finds(conjunction([*kept, part])):
                kept.append(part)
        if 2 <= len(kept) < len(self.needed):
            found = self._offered([conjunction(part for part in self.parts if part in kept)])
            yield Reason(Cause.TOGETHER, f"{len(kept)} of its {len(self.needed)} parts go together", 0, 0, found)

    def _telling(self, part: Node) -> bool:
        """Say whether a part is about what paragraphs say, and not only about which paragraphs are wanted."""
        if isinstance(part, Not):
            return False
        leaves = [node for node in walk(part) if isinstance(node, Leaf)]
        return any(_analysed(leaf) and not self._function(leaf) for leaf in leaves)

    def _function(self, leaf: Node) -> bool:
        if not isinstance(leaf, Term) or leaf.field:
            return False
        return all(map(self.probe.analyzer.is_function_word, words(leaf, self.probe)))

    # --- what is offered

    def _said(self, node: Node) -> str:
        return said(node, self.query).rstrip(",;.")

    def _offered(self, trees: Iterable[Node]) -> tuple[Suggestion, ...]:
        """Ask for trees as they would be written, and offer those that find something."""
        return self._asked(retyped(tree, self.tree, self.query) for tree in trees)

    def _asked(self, queries: Iterable[str]) -> tuple[Suggestion, ...]:
        found: list[Suggestion] = []
        for query in dict.fromkeys(queries):
            number, exact = self.probe.count(query) if len(query) <= LONGEST else (0, True)
            if number and len(found) < SHOWN and query not in self.offered:
                self.offered.add(query)
                found.append(Suggestion(query, number, exact))
        return tuple(found)


def _replaced(parts: Iterable[Node], changes: Mapping[Node, Node]) -> Node:
    """Join parts in which some nodes are replaced by others."""
    return conjunction(rebuilt(part, lambda node: changes.get(node)) for part in parts)


def _without_signs(tree: Node, wordless: Callable[[Node], bool]) -> Node:
    """Leave out what stood between words and was none, so that nothing is offered with it."""

    def change(node: Node) -> Node | None:
        parts = node.parts if isinstance(node, (And, Or)) else ()
        kept = [part for part in parts if not (isinstance(part, Term) and not part.field and wordless(part))]
        if not kept or len(kept) == len(parts):
            return None
        join = conjunction if isinstance(node, And) else disjunction
        return join(rebuilt(part, change) for part in kept)

    return rebuilt(tree, change)


def _less(parts: Sequence[Node], left: Node) -> list[Node]:
    return [part for part in parts if part is not left]


def _fields(part: Node) -> Iterator[str]:
    return (getattr(node, "field", "") for node in walk(part))


def _dated(part: Node) -> bool:
    return any(SCHEMA.knows(field) and SCHEMA[field].kind is Kind.DATE for field in _fields(part))


def _of_paragraphs(part: Node) -> bool:
    """Say whether a part speaks of single paragraphs by their role, number or names, and of no article as a whole."""
    return any(field in ("role", "ordinal", "has", *PARTS_OF_ARTICLES) for field in _fields(part))


def _analysed(leaf: Node) -> bool:
    field = getattr(leaf, "field", "")
    return not SCHEMA.knows(field) or SCHEMA[field].analysed
