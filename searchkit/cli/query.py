"""searchkit query: ranked paragraphs for a query; not the language of queries (`help`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli import reports
from searchkit.cli.options import common, offering, place, settings, written
from searchkit.cli.output import console
from searchkit.errors import QueryError
from searchkit.model import Diagnostic, Order, Results
from searchkit.render import EXPLAINING, RENDERERS, explainer, renderer
from searchkit.render.base import Style
from searchkit.schema import SCHEMA
from searchkit.tally import Unit

if TYPE_CHECKING:
    from searchkit.explanation import Explanation
    from searchkit.searcher import Searcher

FACET = "Count paragraphs by the values of a field, instead of showing them; may be given several times."
_HITS = ("--limit", "--offset", "--sort", "--explain", "--entities")
_PARAGRAPHS = (*_HITS[1:], "--count", "--by", "--expand")
_NUMBERS = {"--facet": _PARAGRAPHS, "--timeline": _PARAGRAPHS, "--count": _HITS}
"""What gives numbers instead of hits, with the options that would have nothing to do there."""
_AS_TEXT = "to search for it as text, write -- before it"
_QUOTED = "searchkit.quoted"
"""Where the context keeps the names of the options that a query may have in it by mistake."""
QUERY_CONTEXT = {"help_option_names": ["--help"], "max_content_width": 100}


class Query(click.Command):
    """Know long options only, so that whatever begins with one `-` belongs to the query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args == ["-h"]:
            args = ["--help"]
        options, words = self._parted(ctx, args)
        if "--" not in args:  # behind which all is meant to be text
            names = (name[2:] for each in self.get_params(ctx) for name in each.opts if name[:2] == "--")
            ctx.meta[_QUOTED] = "|".join(names)
        return super().parse_args(ctx, [*options, "--", *words])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete what begins with one dash as a word of the query, too."""
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete[:2] == "--" else [*offering("words")(ctx, self.params[0], incomplete)]

    def _parted(self, ctx: click.Context, tokens: Sequence[str]) -> tuple[list[str], list[str]]:
        """Part options, each with its value, from the words of the query; a first `--` ends the options."""
        known = {name: each for each in self.get_params(ctx) if isinstance(each, click.Option) for name in each.opts}
        options: list[str] = []
        words: list[str] = []
        left = iter(tokens)
        for token in left:
            name, given, _ = token.partition("=")
            if token == "--":
                words += left
            elif name in known:
                options += [token] if given or known[name].is_flag else [token, *_value(name, left, ctx)]
            elif name[:2] == "--" and name[2:3].isalpha() and not ctx.resilient_parsing:
                raise click.UsageError(_unknown(name, known, str(ctx.info_name)), ctx)
            else:
                words.append(token)
        return options, words


def _value(name: str, left: Iterator[str], ctx: click.Context) -> list[str]:
    value = next(left, None)
    if value is None and not ctx.resilient_parsing:
        raise click.UsageError(f"{name} wants a value behind it", ctx)
    return [] if value is None else [value]


def _unknown(name: str, known: Iterable[str], command: str) -> str:
    from searchkit.cli import COMMANDS  # what is slow to import, and seldom needed

    others = [other for other in COMMANDS if name in _options(other)]
    if others:
        why = "; the engine is the index's own" if name == "--engine" else ""
        return f"{command} has no option {name}, which belongs to {' and '.join(others)}{why}; {_AS_TEXT}"
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"there is no option {name}; {meant}{_AS_TEXT}"


def _options(command: str) -> Iterator[str]:
    found: click.Command = import_module(f"searchkit.cli.{command}").command
    return (name for each in found.params if isinstance(each, click.Option) for name in each.opts)


def _options_within(query: str, modes: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Warn of each option that stands inside the quotes of the shell, and so in the query."""
    names = click.get_current_context().meta.get(_QUOTED)
    if "--" not in query or not names or modes["literal"] or modes["phrase"]:
        return
    for found in re.finditer(rf"(?<!\S)--(?:{names})(?=[\s=]|$)", query):
        if query.count('"', 0, found.start()) % 2 == 0:
            said = f"{found[0]} was read as part of the query; it looks like an option: write it outside the quotes"
            yield Diagnostic(said, *found.span())


@click.command(cls=Query, context_settings=QUERY_CONTEXT)
@click.argument("words", nargs=-1, metavar="QUERY...", shell_complete=offering("words"))
@click.option("--limit", metavar="N|all", help="How many hits to show: 10, or what the configuration says.")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="How many hits to pass over first.")
@click.option("--sort", type=click.Choice([order.value for order in Order]), default="relevance", show_default=True)
@click.option("--by", type=click.Choice(["article"]), help="Show the best paragraph of each article only.")
@click.option("--count", is_flag=True, help="Print how many paragraphs match (articles, with --by article).")
@click.option("--any", "any_words", is_flag=True, help="Find any of the words, instead of all.")
@click.option("--phrase", is_flag=True, help="Find the words side by side, as if in quotes.")
@click.option("--literal", is_flag=True, help="Take every sign and word as text, none as an operator.")
@click.option("--strict", is_flag=True, help="Refuse a query that is odd, instead of warning.")
@click.option("--expand", is_flag=True, help="Add words of the best paragraphs: with --any finds more, else reorders.")
@click.option(
    "--explain", is_flag=True, help="Say how the query was read, and what each score is made of (text, json)."
)
@click.option("--facet", "facets", multiple=True, type=click.Choice(SCHEMA.faceted()), metavar="FIELD", help=FACET)
@click.option(
    "--timeline",
    type=click.Choice([unit.value for unit in Unit]),
    help="Count by when articles were published, instead.",
)
@click.option("--entities", is_flag=True, help="List who and what each paragraph names (text, csv).")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@common
def command(
    words: tuple[str, ...],
    limit: str | None,
    offset: int,
    sort: str,
    by: str | None,
    count: bool,
    explain: bool,
    facets: tuple[str, ...],
    timeline: str | None,
    entities: bool,
    form: str,
    **modes: Any,
) -> int:
    """Find paragraphs, best first.

    \b
    searchkit query no limits                      both words, better side by side
    searchkit query '"no limits"'                  these very words
    searchkit query tax -opinion published:2023    without one word, in one year
    searchkit query person:putin --limit all --format csv

    Options are long; what begins with one dash is part of the query, and after -- all is.
    The language of queries: searchkit help query.
    """
    query = _query(words, modes)
    numbers = {"--facet": facets, "--timeline": timeline, "--count": count, "--by": by, "--limit": limit}
    hits = {"--offset": offset, "--sort": sort != "relevance", "--explain": explain, "--entities": entities}
    _check_numbers({**numbers, **hits, "--expand": modes["expand"]})
    if explain and form not in EXPLAINING:
        raise click.UsageError(f"--explain needs --format text or json: a line of {form} is a hit")
    if modes["expand"] and sort != "relevance" and not modes["any_words"]:
        raise click.UsageError(
            f"--expand only changes the order here, and --sort {sort} another: add --any, or leave one"
        )
    config, by_article = settings(limit=limit), by == "article"
    within = tuple(_options_within(query, modes))
    if within and modes["strict"]:
        raise QueryError(within[0].message.partition(";")[0], query, within[0].start, within[0].end)
    reports.warn(query, within, console())
    from searchkit import searcher

    with searcher.open(place(config), entities=config.entities, cluster=config.opensearch) as opened:
        if facets or timeline:
            from searchkit.cli import figures

            found = opened.figures(query, facets=facets, timeline=timeline, limit=config.limit, **modes)
            return figures.show(found, form, modes)
        if count:
            return _count(opened, query, modes, form, Style(articles=by_article))
        ask = opened.explain if explain else opened.search
        answer = ask(query, config.limit, offset, Order(sort), by_article=by_article, **modes)
        return _show(answer, form, Style(entities=entities, articles=by_article, first=offset + 1))


def _check_numbers(given: Mapping[str, Any]) -> None:
    """Refuse the options that have nothing to do where numbers are given instead of hits."""
    for option, idle in _NUMBERS.items():
        wrong = [name for name in idle if given[name]] if given[option] else []
        if wrong:
            raise click.UsageError(f"{option} gives numbers instead of hits; leave out {wrong[0]}")
    if given["--timeline"] and given["--limit"] and not given["--facet"]:
        raise click.UsageError("--timeline gives all periods; leave out --limit")


def _query(words: Sequence[str], modes: Mapping[str, Any]) -> str:
    query = written(" ".join(words)).strip()
    if not query:
        raise click.UsageError('write what to look for, as in: searchkit query "no limits"')
    if modes["phrase"] and modes["any_words"]:
        raise click.UsageError("--phrase wants the words side by side, --any any of them: give one of the two")
    return query


def _show(found: Results | Explanation, form: str, style: Style) -> int:
    out, results = console(), found if isinstance(found, Results) else found.results
    if form != "json":  # which holds all that is said here
        reports.warn(results.query, results.warnings, out)
    style = replace(style, color=out.color, width=out.width)
    if isinstance(found, Results):
        if form != "json":
            reports.tell_dates(results, out)
        out.data(renderer(form).results(found, style))
    else:
        out.data(explainer(form).explanation(found, style))
    if form != "json":
        if results.hits or found is not results:
            out.gap()
        out.note(reports.total(results, style))
        reports.why(results.why(), out)
    return 0 if results.total else 1


def _count(opened: Searcher, query: str, modes: Mapping[str, Any], form: str, style: Style) -> int:
    out = console()
    results = opened.search(query, 0, **modes)
    reports.warn(query, results.warnings, out)
    reports.tell_dates(results, out)
    counts = results.counts()
    counts = counts if counts.exact else opened.count(query, **modes)
    out.data(renderer(form).counts(counts, style))
    if counts.furniture and form == "text":
        out.note(reports.left_out(counts))
    if not counts.paragraphs:
        reports.why(results.why(), out)
    return 0 if counts.paragraphs else 1
