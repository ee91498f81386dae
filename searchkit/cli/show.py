"""searchkit show: one paragraph or article in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from searchkit.cli.options import common, place, settings, written
from searchkit.cli.output import console
from searchkit.errors import NotFoundError
from searchkit.model import Hit
from searchkit.render import RENDERERS, renderer
from searchkit.render.base import Style

if TYPE_CHECKING:
    from searchkit.searcher import Searcher


@click.command()
@click.argument("name", metavar="ID")
@click.option("--context", type=click.IntRange(0), metavar="N", help="Show N paragraphs before and after it, too.")
@click.option("--writer", default="", metavar="NAME", help="Whose it is, where several writers have this id.")
@click.option("--entities", is_flag=True, help="List who and what each paragraph names (text, csv).")
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@common
def command(name: str, context: int | None, writer: str, entities: bool, form: str) -> int:
    """Show a paragraph (a1#9), or an article (a1), in full.

    \b
    searchkit show a1#9 --context 2     with two paragraphs on either side
    searchkit show a1                   the whole article

    Each result of `searchkit query` has its id in brackets.
    """
    from searchkit import searcher

    config, out = settings(), console()
    with searcher.open(place(config), cluster=config.opensearch) as opened:
        asked, hits = _passage(opened, written(name), writer, context)
    out.data(renderer(form).passage(hits, asked, Style(out.color, out.width, entities=entities)))
    return 0


def _passage(opened: Searcher, name: str, writer: str, context: int | None) -> tuple[str, tuple[Hit, ...]]:
    """Give the id of the paragraph that was asked for, or nothing, and the paragraphs to show."""
    hit = _paragraph(opened, name, writer)
    if hit is None:
        if context is not None:
            raise click.UsageError("--context goes with the id of a paragraph, such as a1#9")
        return "", opened.article(name, writer)
    if not context:
        return hit.id, (hit,)
    whole = opened.article(hit.article, hit.writer)
    place = [each.id for each in whole].index(hit.id)
    return hit.id, whole[max(0, place - context) : place + context + 1]


def _paragraph(opened: Searcher, name: str, writer: str) -> Hit | None:
    """Give the paragraph of this id; None where the id is not one, as an article's may end in the same way."""
    if not re.search(r"#[0-9]+$", name):
        return None
    try:
        return opened.get(name, writer)
    except NotFoundError:
        try:
            opened.article(name, writer)
        except NotFoundError:
            pass
        else:
            return None
        raise
