"""THE READ PATH: a query is parsed, resolved and run, and what it finds is highlighted.

query -> parse -> resolve -> engine -> (checked with spans, where the engine runs less than the tree) -> hits
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from searchkit.analysis import Analyzer
from searchkit.asking import Asked, Asking, Modes, page, unbroken
from searchkit.cluster import Cluster
from searchkit.engines.base import Snapshot
from searchkit.highlight import Highlighter
from searchkit.model import Counts, Hit, Match, Order, Results
from searchkit.query.aliased import Aliases
from searchkit.query.nodes import Everything, Node
from searchkit.query.ranges import Clock
from searchkit.schema import ENTITIES
from searchkit.store import Store, open_store
from searchkit.tally import Facet, Figures, Named, Timeline, Unit
from searchkit.verified import VERIFIED, Verified, first_of_each

if TYPE_CHECKING:
    from searchkit.completion import Completion
    from searchkit.explanation import Explanation
    from searchkit.lexicon import Lexicon
    from searchkit.reasons import Reason
    from searchkit.stats import Stats


def open(index: Path | str | None, *, entities: Path | str | None = None, cluster: Cluster | None = None) -> Searcher:
    """Open an index, with a file of your own names, or, with `index` None, the one that a cluster has.

    Errors: NotFoundError, FormatError, DamagedError, EngineError.
    """
    return Searcher(open_store(None if index is None else Path(index), cluster), aliases=Aliases(entities))


class Searcher:
    """Search one commit of an index, until `refresh`."""

    def __init__(self, store: Store, clock: Clock | None = None, aliases: Aliases | None = None) -> None:
        self._store, self._analyzer = store, Analyzer(store.manifest.language)
        self._highlighter, self._clock = Highlighter(self._analyzer), clock or (lambda: datetime.now(UTC))
        self._held: Snapshot | None = store.engine.snapshot()
        self._aliases = aliases or Aliases(None)

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

    @property
    def asking(self) -> Asking:
        """Make queries ready, for what looks at them as trees: explanations, benchmarks."""
        return Asking(self._verified, lambda: self._lexicon, self._analyzer, self._aliases, self._civil_time)

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
        fresh = (store := self._store.again()).engine.snapshot()
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
        expand: bool = False,
        by_article: bool = False,
    ) -> Results:
        """Find paragraphs, best first; `limit` None gives all, `by_article` the best one of each article.

        `expand` adds words of the best paragraphs: with `any_words` more is found, else only the order changes.
        Errors: QueryError, with the place in the query.
        """
        begun = time.perf_counter()
        asked = self.asking.ask(query, Modes(any_words, phrase, literal, strict, expand))
        return self._results(asked, begun, *page(limit, offset, order), by_article=by_article)

    def explain(
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
        expand: bool = False,
        by_article: bool = False,
    ) -> Explanation:
        """Search, and explain the answer: how the query was read, what its parts find, and what each score is made of.

        Errors: QueryError, with the place in the query.
        """
        from searchkit.explain import Explainer

        begun, asking = time.perf_counter(), self.asking
        asked = asking.ask(query, Modes(any_words, phrase, literal, strict, expand))
        results = self._results(asked, begun, *page(limit, offset, order), by_article=by_article)
        return Explainer(asking, asked).explain(results, self._store.manifest.zone)

    def count(
        self,
        query: str | Node,
        *,
        any_words: bool = False,
        phrase: bool = False,
        literal: bool = False,
        strict: bool = False,
        expand: bool = False,
    ) -> Counts:
        """Count what a query finds, exactly; errors: QueryError."""
        asked = self.asking.ask(query, Modes(any_words, phrase, literal, strict, expand))
        return self._verified.counts(self._verified.tally(asked.tree), asked.furniture)

    def why(
        self, query: str | Node, *, any_words: bool = False, phrase: bool = False, literal: bool = False
    ) -> tuple[Reason, ...]:
        """Say why a query finds nothing, and which queries find something; errors: QueryError."""
        return self.search(query, 1, any_words=any_words, phrase=phrase, literal=literal).why()

    def complete(self, prefix: str, limit: int = 10) -> tuple[Completion, ...]:
        """Give words and names that go on as the last word of a text does, for a box in which people type."""
        from searchkit.completion import complete
        from searchkit.probe import Probe

        return complete(prefix, limit, Probe(self.asking))

    def figures(
        self,
        query: str | Node = "*",
        *,
        facets: Sequence[str] = (),
        timeline: Unit | str | None = None,
        names: Sequence[str] = (),
        limit: int | None = 10,
        **modes: bool,
    ) -> Figures:
        """Count what a query finds by values of fields, by periods, and by names of kinds; `limit` None gives all.

        Errors: QueryError, with the place in the query, or for a field whose values cannot be counted.
        """
        from searchkit.figures import Wanted, of_query

        wanted = Wanted(facets, Unit(timeline) if timeline else None, names, limit)
        return of_query(lambda: self.asking.ask(query, Modes(**modes)), self._verified, wanted)

    def facets(self, query: str | Node, field: str, limit: int | None = 10, **modes: bool) -> tuple[Facet, ...]:
        """Count paragraphs and articles by the value of a field, the most frequent first; errors: QueryError."""
        from searchkit.facets import Columns, facet

        asked = self.asking.ask(query, Modes(**modes))
        return facet(Columns(self._verified, asked.tree), asked, field, limit)[0]

    def timeline(self, query: str | Node = "*", unit: Unit | str = Unit.MONTH, **modes: bool) -> Timeline:
        """Count paragraphs and articles by when they were published; errors: QueryError."""
        from searchkit.facets import Columns, timeline

        asked = self.asking.ask(query, Modes(**modes))
        return timeline(Columns(self._verified, asked.tree), asked, Unit(unit))

    def names(
        self, query: str | Node = "*", kinds: Sequence[str] = ENTITIES, limit: int | None = 10, **modes: bool
    ) -> tuple[Named, ...]:
        """Say who and what the paragraphs that match speak of, of each kind the most distinctive first."""
        return self.figures(query, facets=(), timeline=None, names=kinds, limit=limit, **modes).names

    def together(
        self,
        name: str,
        kinds: Sequence[str] = ENTITIES,
        limit: int | None = 10,
        *,
        among: Sequence[str] = ENTITIES,
        sentence: bool = False,
        timeline: Unit | str | None = None,
    ) -> Figures:
        """Say who and what is named in the same paragraphs as a name of the kinds `among`, or in the same sentences."""
        from searchkit.figures import Wanted, of_name
        from searchkit.together import Meaning

        name, wanted = unbroken(name), Wanted((), Unit(timeline) if timeline else None, kinds, limit)
        meaning = Meaning(self.asking, self.search)
        found = of_name(name, lambda: meaning.names(name, among), self.asking, wanted, sentence=sentence)
        if found.about:
            return found
        from searchkit.nearest import with_names_like
        from searchkit.probe import Probe

        return with_names_like(found, among, Probe(self.asking))

    def get(self, id: str, writer: str = "") -> Hit:
        """Give one paragraph, such as `a1#9`, of a `writer` where several have it; errors: NotFoundError."""
        from searchkit.passages import paragraph

        return self._highlighter.hits([paragraph(self._snapshot, id, writer, lambda: self._lexicon)], Everything())[0]

    def article(self, id: str, writer: str = "") -> tuple[Hit, ...]:
        """Give all paragraphs of an article, of a `writer` where several have it, in order; errors: NotFoundError."""
        from searchkit.passages import article

        found = self._highlighter.hits(article(self._snapshot, id, writer, lambda: self._lexicon), Everything())
        return tuple(sorted(found, key=lambda hit: hit.ordinal))

    def stats(self) -> Stats:
        """Tell what is in the index."""
        from searchkit.stats import stats

        return stats(self._store, self._snapshot)

    def _results(
        self, asked: Asked, begun: float, limit: int | None, offset: int, order: Order, *, by_article: bool
    ) -> Results:
        verified = self._verified
        matches, seen, total = self._page(asked, limit, offset, order, by_article=by_article)
        hits = self._highlighter.hits(matches, asked.plain, asked.meant)
        whole = total is None and not by_article and (limit is None or len(seen) < offset + limit)
        tally = cache(lambda: self._still(verified).tally(asked.tree, VERIFIED, seen, whole=whole))
        counts = cache(lambda: self._still(verified).counts(tally(), asked.furniture, VERIFIED))
        found = (lambda: (tally()[0], tally()[2])) if total is None else (lambda: (total, True))
        read, why = cache(lambda: asked.read_as), cache(lambda: self._why(asked, verified))
        dates, zone = tuple((str(typed), str(is_)) for typed, is_ in asked.resolved.dates), self._store.manifest.zone
        seconds = time.perf_counter() - begun
        return Results(asked.query, read, hits, asked.warnings, seconds, found, counts, why, dates, zone)

    def _still(self, verified: Verified) -> Verified:
        """Give what results are counted with, as long as the commit is held that they are of."""
        if self._snapshot is not verified.snapshot:
            raise ValueError("the searcher was refreshed: count before that, or search again")
        return verified

    def _why(self, asked: Asked, verified: Verified) -> tuple[Reason, ...]:
        from searchkit.probe import Probe
        from searchkit.zero import reasons

        self._still(verified)
        return reasons(asked.parsed.tree, asked.query, Probe(self.asking))

    def _civil_time(self) -> datetime:
        from zoneinfo import ZoneInfo

        return self._clock().astimezone(ZoneInfo(self._store.manifest.zone)).replace(tzinfo=None)

    def _page(
        self, asked: Asked, limit: int | None, offset: int, order: Order, *, by_article: bool
    ) -> tuple[list[Match], list[Match], int | None]:
        """Give one page of matches, and how many there are, or all up to its end where the engine has not counted."""
        verified, tree = self._verified, asked.tree
        if verified.runs(tree) and not by_article:
            found = self._snapshot.search(tree, self._snapshot.count(tree) if limit is None else limit, offset, order)
            return list(found.matches), [], found.total
        best = first_of_each(verified.stream(tree, order)) if by_article else verified.stream(tree, order)
        seen = list(islice(best, None if limit is None else offset + limit))
        return seen[offset:], seen, None
