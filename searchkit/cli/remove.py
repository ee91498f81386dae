"""searchkit remove: take articles out, erase their text, and keep them out."""

from __future__ import annotations

import shlex

import click

from searchkit.cli.options import common, proposed, settings, written
from searchkit.cli.output import console, number
from searchkit.cli.reports import list_troubles
from searchkit.render.terminal import safe


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--lock-timeout", type=click.FloatRange(0), default=0.0, metavar="S", help="Wait so long for another writer."
)
@common
def command(ids: tuple[str, ...], lock_timeout: float) -> int:
    """Take articles out of the index and erase their text.

    They stay out when their sources are read again, until `searchkit index --restore ID`.
    The sources themselves are left alone.
    """
    from searchkit import indexer

    config = settings()
    articles = [written(each) for each in ids]
    report = indexer.remove(
        config.index,
        articles,
        annotators=config.annotators,
        entities=config.entities,
        wait=lock_timeout,
        cluster=config.opensearch,
    )
    named = " ".join(f"--restore {shlex.quote(article)}" for article in dict.fromkeys(articles))
    again = f"let in again by: {proposed('index')} {named}"
    console().note(safe(f"{number(report.removed, 'article')} removed; {again}"))
    list_troubles(report.troubles, console())
    return 2 if report.skipped else 0
