"""searchkit names: who and what the matching paragraphs speak of, the most distinctive first."""

from __future__ import annotations

from typing import Any

import click

from searchkit.cli import figures
from searchkit.cli.options import common, place, settings, written
from searchkit.cli.query import QUERY_CONTEXT, Query
from searchkit.render import RENDERERS
from searchkit.schema import ENTITIES


@click.command(cls=Query, context_settings=QUERY_CONTEXT)
@click.argument("words", nargs=-1, metavar="[QUERY]")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ENTITIES), help="List names of this kind only.")
@click.option("--limit", metavar="N|all", help="How many names of each kind: 10, or what the configuration says.")
@click.option("--any", "any_words", is_flag=True, help="Find any of the words, instead of all.")
@click.option("--phrase", is_flag=True, help="Find the words side by side, as if in quotes.")
@click.option("--literal", is_flag=True, help="Take every sign and word as text, none as an operator.")
@click.option("--strict", is_flag=True, help="Refuse a query that is odd, instead of warning.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@common
def command(words: tuple[str, ...], kinds: tuple[str, ...], limit: str | None, form: str, **modes: Any) -> int:
    """List who and what the matching paragraphs speak of.

    \b
    searchkit names                         in all of the index, the most frequent first
    searchkit names budget published:2024   in some paragraphs, the most distinctive first
    searchkit names role:any --kind person  in furniture too, people only

    Distinctive is what is named more often there than chance would have it, given how often it is named in all
    paragraphs; "times" says how many times as often, where there is a query. Options are long, as for searchkit query.
    """
    query = written(" ".join(words)).strip() or "*"
    config = settings(limit=limit)
    from searchkit import searcher

    with searcher.open(place(config), entities=config.entities, cluster=config.opensearch) as opened:
        found = opened.figures(query, names=kinds or ENTITIES, limit=config.limit, **modes)
        return figures.show(found, form, modes)
