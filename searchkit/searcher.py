"""THE READ PATH: a query is parsed, resolved and run, and what it finds is highlighted.

query -> parse -> resolve -> engine -> (checked with spans, where the engine runs less than the tree) -> hits
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from searchkit.analysis import Analyzer
from searchkit.documents import read_record
from searchkit.engines.base import Snapshot
from searchkit.errors import NotFoundError, QueryError
from searchkit.highlight import Highlighter
from searchkit.model import FURNITURE, ROLES, Counts, Diagnostic, Hit, Match, Order, Results
from searchkit.query.nodes import Everything, Node, Not, Patterns, Range, Scope, Term, conjunction, disjunction
from searchkit.query.parser import Parsed, literal, parse, phrase
from searchkit.query.resolve import Resolved, resolve
from searchkit.query.trees import rebuilt, walk
from searchkit.schema import SCHEMA
from searchkit.store import Store, open_store
from searchkit.verified import VERIFIED, Verified

if TYPE_CHECKING:
    from searchkit.lexicon import Lexicon

_FURNITURE = disjunction(Term(role, "role") for role in FURNITURE)


@dataclass(frozen=True, slots=True)
class Stats:
    """Tell what is in an index; dates are as the articles have them, sizes are bytes."""

    folder: str
    engine: str
    language: str
    zone: str
    articles: int
    paragraphs: int
    roles: Mapping[str, int]
    earliest: str | None
    latest: str | None
    undated: int
    bytes: int
    annotators: tuple[str, ...]
    paths: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a query that was read: as typed, as indexed, and as it is looked for.

    `meant` is the tree that a paragraph has to match, `seen` is true of the paragraphs that are searched.
    """

    parsed: Parsed
    resolved: Resolved
    meant: Node
    seen: Node
    warnings: tuple[Diagnostic, ...]

    @property
    def tree(self) -> Node:
        return conjunction([self.meant, self.seen]) if self.seen != Everything() else self.meant

    @property
    def furniture(self) -> Node | None:
        """Give what would be found in furniture; None where the query itself says which roles it wants."""
        return conjunction([self.meant, _FURNITURE]) if self.seen != Everything() else None


def open(index: Path | str) -> Searcher:
    """Open an index for reading; errors: NotFoundError, FormatError, DamagedError, EngineError."""
    return Searcher(open_store(Path(index)))


class Searcher:
    """Search one commit of an index, until `refresh`."""

    def __init__(self, store: Store, clock: Callable[[], datetime] | None = None) -> None:
        self._store, self._analyzer = store, Analyzer(store.manifest.language)
        self._highlighter, self._clock = Highlighter(self._analyzer), clock or (lambda: datetime.now(UTC))
        self._held: Snapshot | None = store.engine.snapshot()

    @property
    def _snapshot(self) -> Snapshot:
        if self._held is None:
            raise ValueError("the searcher is closed")
        return self._held

    @cached_property
    def _lexicon(self) -> Lexicon:
        from searchkit.lexicon import Lexicon

        return Lexicon(self._snapshot.terms)

    @property
    def _verified(self) -> Verified:
        return Verified(self._snapshot, self._store.engine.runs, self._highlighter)

    def __enter__(self) -> Searcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; what is asked of it, or counted for its results, after that is a ValueError."""
        if self._held is not None:
            self._held.close()
        self._held = None

    def refresh(self) -> None:
        """See what was committed since; an index that was built again is opened anew."""
        store = self._store if self._store.index is None else open_store(self._store.index)
        fresh = store.engine.snapshot()
        self._snapshot.close()
        self._store, self._held = store, fresh
        self.__dict__.pop("_lexicon", None)

    def search(
        self,
        query: str | Node,
        limit: int | None = 10,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        *,
        any_words: bool = False,
        phrase: bool = False,
        literal: bool = False,
        strict: bool = False,
        by_article: bool = False,
    ) -> Results:
        """Find paragraphs, best first; `limit` None gives all, `by_article` the best one of each article.

        Errors: QueryError, with the place in the query.
        """
        begun = time.perf_counter()
        asked = self._ask(query, any_words=any_words, as_phrase=phrase, as_literal=literal, strict=strict)
        matches, total = self._page(asked, limit, offset, Order(order), by_article=by_article)
        hits = self._highlighter.hits(matches, asked.meant)
        counts = cache(lambda: self._counts(asked, VERIFIED))
        seconds = time.perf_counter() - begun
        return Results(_text(query), _read_as(asked), hits, asked.warnings, seconds, total, counts)

    def count(
        self,
        query: str | Node,
        *,
        any_words: bool = False,
        phrase: bool = False,
        literal: bool = False,
        strict: bool = False,
    ) -> Counts:
        """Count what a query finds, exactly; errors: QueryError."""
        asked = self._ask(query, any_words=any_words, as_phrase=phrase, as_literal=literal, strict=strict)
        return self._counts(asked, None)

    def get(self, id: str) -> Hit:
        """Give one paragraph, such as `a1#9`; errors: NotFoundError."""
        article, _, ordinal = id.rpartition("#")
        if article and ordinal.isascii() and ordinal.isdigit():
            number = int(ordinal)
            tree = conjunction([Term(article, "article"), Range(number, number, "ordinal")])
            for hit in self._highlighter.hits(self._snapshot.search(tree, 1).matches, Everything()):
                return hit
        raise NotFoundError(f"there is no paragraph {id!r} in the index; its id is the article's, # and a number")

    def article(self, id: str) -> tuple[Hit, ...]:
        """Give all paragraphs of an article, in order; errors: NotFoundError."""
        found = self._highlighter.hits(list(self._snapshot.stream(Term(id, "article"))), Everything())
        if not found:
            raise NotFoundError(f"there is no article {id!r} in the index")
        return tuple(sorted(found, key=lambda hit: hit.ordinal))

    def stats(self) -> Stats:
        """Tell what is in the index."""
        snapshot, known = self._snapshot, self._store.manifest
        return Stats(
            folder=str(self._store.index or ""),
            engine=known.engine,
            language=known.language,
            zone=known.zone,
            articles=len(snapshot.articles(Everything())),
            paragraphs=snapshot.count(Everything()),
            roles={role: number for role in ROLES if (number := snapshot.count(Term(role, "role")))},
            earliest=self._dated(Order.OLDEST),
            latest=self._dated(Order.NEWEST),
            undated=len(snapshot.articles(Not(Term("published", "has")))),
            bytes=self._store.engine.size(),
            annotators=tuple(known.annotators),
            paths=known.paths,
            version=known.version,
        )

    def _ask(self, query: str | Node, *, any_words: bool, as_phrase: bool, as_literal: bool, strict: bool) -> Asked:
        parsed = _parsed(query, any_words=any_words, as_phrase=as_phrase, as_literal=as_literal)
        text = _text(query)
        resolved = resolve(parsed.tree, SCHEMA, self._analyzer, text, any_words=any_words, clock=self._civil_time)
        seen = Everything() if resolved.asks_role else Not(_FURNITURE)
        tree, cut = self._fitted(resolved.tree, text)
        warnings = (*parsed.diagnostics, *resolved.diagnostics, *cut)
        if strict and warnings:
            raise QueryError(warnings[0].message.partition(";")[0], text, warnings[0].start, warnings[0].end)
        return Asked(parsed, resolved, self._looked_up(tree, seen), seen, warnings)

    def _civil_time(self) -> datetime:
        from zoneinfo import ZoneInfo

        return self._clock().astimezone(ZoneInfo(self._store.manifest.zone)).replace(tzinfo=None)

    def _fitted(self, tree: Node, query: str) -> tuple[Node, tuple[Diagnostic, ...]]:
        """Cut down the patterns that stand for too many words."""
        if not any(isinstance(node, Patterns) for node in walk(tree)):
            return tree, ()
        from searchkit.fitting import fitted

        return fitted(tree, self._lexicon, query)

    def _looked_up(self, tree: Node, seen: Node) -> Node:
        """Look up the articles that ARTICLE( ) speaks of."""
        if not any(isinstance(node, Scope) for node in walk(tree)):
            return tree
        from searchkit.scopes import Scopes

        return Scopes(self._verified, self._highlighter, seen).looked_up(tree)

    def _page(
        self, asked: Asked, limit: int | None, offset: int, order: Order, *, by_article: bool
    ) -> tuple[list[Match], Callable[[], tuple[int, bool]]]:
        """Give one page of matches, and what counts all there are: at once where the engine has counted them."""
        verified, tree = self._verified, asked.tree
        if verified.runs(tree) and not by_article:
            wanted = self._snapshot.count(tree) if limit is None else limit
            page = self._snapshot.search(tree, wanted, offset, order)
            return list(page.matches), lambda: (page.total, True)
        best = _first_of_each(verified.stream(tree, order)) if by_article else verified.stream(tree, order)
        shown = list(islice(best, offset, None if limit is None else offset + limit))
        return shown, cache(lambda: verified.count(tree, VERIFIED))

    def _counts(self, asked: Asked, most: int | None) -> Counts:
        verified = self._verified
        paragraphs, exact = verified.count(asked.tree, most)
        articles = len(verified.articles(asked.tree, most))
        if asked.furniture is None:
            return Counts(paragraphs, articles, 0, exact)
        furniture, counted = verified.count(asked.furniture, most)
        return Counts(paragraphs, articles, furniture, exact and counted)

    def _dated(self, order: Order) -> str | None:
        found = self._snapshot.search(Term("published", "has"), 1, order=order).matches
        return read_record(found[0].stored)["about"].get("published") if found else None


def _parsed(query: str | Node, *, any_words: bool, as_phrase: bool, as_literal: bool) -> Parsed:
    if isinstance(query, Node):
        return Parsed(query)
    if as_phrase:
        return phrase(query)
    return literal(query, any_words=any_words) if as_literal else parse(query, any_words=any_words)


def _text(query: str | Node) -> str:
    return query if isinstance(query, str) else str(query)


def _read_as(asked: Asked) -> str:
    """Write the query as it was read, with the dates that words such as "last week" came to."""
    found = dict(asked.resolved.dates)
    return str(rebuilt(asked.parsed.tree, found.get) if found else asked.parsed.tree)


def _article(match: Match) -> str:
    return read_record(match.stored)["about"]["id"]


def _first_of_each(matches: Iterator[Match]) -> Iterator[Match]:
    """Give the first match of each article."""
    seen: set[str] = set()
    for match in matches:
        article = _article(match)
        if article not in seen:
            seen.add(article)
            yield match
