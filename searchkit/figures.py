"""Answers in numbers instead of hits: facets, timelines and names of a query, and who is named with whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from searchkit.asking import Asked, Asking, most
from searchkit.facets import Columns, counts, facet, timeline
from searchkit.model import Counts, Diagnostic
from searchkit.narrowing import having, narrowing, published_in
from searchkit.nouns import noun
from searchkit.query.nodes import SENTENCE, Near, Node, conjunction
from searchkit.tally import Figures, Named, Unit
from searchkit.telling import Telling
from searchkit.together import Name, in_sentences
from searchkit.verified import Verified

FEW = 3
"""So many others of the same name are listed; more are counted."""


@noun
class Wanted:
    """Say what is to be counted: the values of `fields`, periods, names of `kinds`; `limit` of each, None for all."""

    fields: Sequence[str] = ()
    unit: Unit | None = None
    kinds: Sequence[str] = ()
    limit: int | None = 10


def of_query(ask: Callable[[], Asked], verified: Verified, wanted: Wanted) -> Figures:
    """Count what a query finds; errors: QueryError where a field has no values to count."""
    begun, asked = time.perf_counter(), ask()
    found, query = Columns(verified, asked.tree), narrowing(asked)
    facets = {field: facet(found, asked, field, wanted.limit) for field in dict.fromkeys(wanted.fields)}
    names, cut = _names(found, Columns(verified, asked.seen), wanted)
    return Figures(
        asked.query,
        asked.read_as,
        counts(found, asked, verified),
        asked.warnings,
        {field: values for field, (values, _) in facets.items()},
        timeline(found, asked, wanted.unit) if wanted.unit else None,
        tuple(replace(one, query=query(having(one.kind, one.name))) for one in names),
        cut=cut | {field for field, (_, more) in facets.items() if more},
        seconds=time.perf_counter() - begun,
    )


def of_name(
    name: str,
    find: Callable[[], Sequence[Name]],
    asking: Asking,
    wanted: Wanted,
    *,
    sentence: bool,
) -> Figures:
    """Count who is named in the same paragraphs as somebody, or in the same sentences; `find` finds who is meant."""
    begun, meant = time.perf_counter(), find()
    if not meant:
        return Figures(name, name, Counts(0, 0, 0))
    about, asked, verified = meant[0], asking.ask(having(*meant[0])), asking.verified
    whole = Columns(verified, asked.tree)
    found = Columns(verified, asked.tree, partial(in_sentences, verified, asked.tree, about)) if sentence else whole
    names, cut = _names(found, Columns(verified, asked.seen), wanted, about)
    return Figures(
        name,
        asked.read_as,
        counts(whole, asked, verified),
        _doubts(name, meant),
        timeline=timeline(whole, asked, wanted.unit) if wanted.unit else None,
        names=tuple(_asked_with(one, found, about, wanted.unit, sentence=sentence) for one in names),
        about=about,
        cut=cut,
        seconds=time.perf_counter() - begun,
    )


def _doubts(name: str, meant: Sequence[Name]) -> tuple[Diagnostic, ...]:
    """Say who else may have been meant."""
    others = [f"{other} ({kind})" for kind, other in meant[1 : FEW + 1]]
    if not others:
        return ()
    more = f" and {len(meant) - 1 - FEW} more" if len(meant) - 1 > FEW else ""
    said = f"{name} is read as {meant[0][1]} ({meant[0][0]}); there are also {', '.join(others)}{more}"
    return (Diagnostic(said, 0, len(name)),)


def _names(
    found: Columns, background: Columns, wanted: Wanted, about: Name = ("", "")
) -> tuple[list[Named], frozenset[str]]:
    names: list[Named] = []
    cut: set[str] = set()
    telling = Telling(found, background)
    for kind in wanted.kinds:
        some, more = telling.names(kind, most(wanted.limit), about[1] if kind == about[0] else "")
        names += some
        cut |= {kind} if more else set()
    return names, frozenset(cut)


def _asked_with(one: Named, found: Columns, about: Name, unit: Unit | None, *, sentence: bool) -> Named:
    """Give a name with the query for the paragraphs that it shares with another, and their timeline."""
    sides = having(*about), having(one.kind, one.name)
    both: Sequence[Node] = (Near(*sides, SENTENCE),) if sentence else sides
    buckets = found.having(one.kind, one.name).histogram(unit) if unit else ()
    dated = (replace(each, query=str(conjunction([*both, published_in(each.period)]))) for each in buckets)
    return replace(one, query=str(conjunction(both)), timeline=tuple(dated))
