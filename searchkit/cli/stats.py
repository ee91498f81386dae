"""searchkit stats: what is in the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from searchkit.cli.options import common, place, settings
from searchkit.cli.output import console
from searchkit.render.terminal import safe

if TYPE_CHECKING:
    from searchkit.stats import Stats


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def command(form: str) -> int:
    """Say what is in the index.

    Articles, paragraphs by role, dates, size on disk, and what it was made with.
    """
    from searchkit import searcher

    config, out = settings(), console()
    with searcher.open(place(config), cluster=config.opensearch) as opened:
        stats = opened.stats()
    if form == "json":
        from searchkit.render.objects import spread

        out.data(spread(asdict(stats)))
    else:
        out.data(_lines(stats))
    return 0


def _lines(stats: Stats) -> Iterator[str]:
    facts = {
        "folder": stats.folder,
        "articles": f"{stats.articles:,}",
        "paragraphs": f"{stats.paragraphs:,}",
        **{f"  {role}": f"{count:,}" for role, count in stats.roles.items()},
        "published": f"{stats.earliest} to {stats.latest}" if stats.earliest else "",
        "undated": f"{stats.undated:,}" if stats.undated else "",
        "kept out": f"{stats.kept_out:,}" if stats.kept_out else "",
        "size": _size(stats.bytes),
        "  replaced": _size(stats.dead) if stats.dead else "",
        "engine": stats.engine,
        "language": stats.language,
        "time zone": stats.zone,
        "annotators": ", ".join(stats.annotators) or "none",
        "paths": ", ".join(stats.paths),
        "made by": f"searchkit {stats.version}",
        **stats.cluster,
    }
    longest = max(map(len, facts))
    return (f"{name:{longest}}  {safe(value)}" for name, value in facts.items() if value)


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count = round(count / 1000, 1) if unit != "bytes" else count / 1000  # type: ignore[assignment]
    return f"{count:,.1f} GB"
