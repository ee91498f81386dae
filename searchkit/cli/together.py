"""searchkit together: who and what is named in the same paragraphs as a name, or in the same sentences."""

from __future__ import annotations

import click

from searchkit.cli import figures
from searchkit.cli.options import common, place, settings, written
from searchkit.render import RENDERERS
from searchkit.schema import ENTITIES
from searchkit.tally import Unit


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="NAME")
@click.option("--of", "among", type=click.Choice(ENTITIES), help="What NAME is, where several are called so.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(ENTITIES), help="List names of this kind only.")
@click.option("--sentence", is_flag=True, help="Count what is named in one sentence with it, not in one paragraph.")
@click.option(
    "--timeline", type=click.Choice([unit.value for unit in Unit]), help="Count by when articles were published, too."
)
@click.option("--limit", metavar="N|all", help="How many names of each kind: 10, or what the configuration says.")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@common
def command(
    words: tuple[str, ...],
    among: str | None,
    kinds: tuple[str, ...],
    sentence: bool,
    timeline: str | None,
    limit: str | None,
    form: str,
) -> int:
    """List who and what is named in the same paragraphs as NAME.

    \b
    searchkit together elena marsk                    the most distinctive first
    searchkit together marsk --sentence --kind org    organisations in one sentence with her
    searchkit together marsk --timeline month         month by month

    NAME is a name as `searchkit names` lists it, a part of one, or as it is written somewhere.
    """
    name = written(" ".join(words)).strip()
    config = settings(limit=limit)
    from searchkit import searcher

    with searcher.open(place(config), entities=config.entities, cluster=config.opensearch) as opened:
        known = (among,) if among else ENTITIES
        found = opened.together(
            name, kinds or ENTITIES, config.limit, among=known, sentence=sentence, timeline=timeline
        )
        return figures.show(found, form, {})
