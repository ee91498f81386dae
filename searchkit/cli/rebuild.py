"""searchkit rebuild: the index again from its catalog, aside, on this engine or another; not how (`mending`)."""

from __future__ import annotations

import click

from searchkit.cli.index import cores, summary
from searchkit.cli.options import common, settings
from searchkit.cli.output import console
from searchkit.cli.reports import list_troubles
from searchkit.errors import EngineError


@click.command()
@click.option("--engine", metavar="NAME", help="Move to another engine: tantivy, whoosh or opensearch.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Work in so many processes; default: all cores.")
@click.option(
    "--lock-timeout", type=click.FloatRange(0), default=0.0, metavar="S", help="Wait so long for another writer."
)
@common
def command(engine: str | None, jobs: int | None, lock_timeout: float) -> int:
    """Build the index again from what it keeps of its articles.

    The sources are not needed, unless the catalog itself is damaged: then it says so, and reads them. The new index is
    built aside and swapped in; until then, queries see the old one.
    """
    from searchkit import mending
    from searchkit.cli.progress import ProgressLine

    config, out = settings(engine=engine), console()
    if config.engine == "memory":
        raise EngineError("the engine memory keeps no index on disk; choose tantivy, whoosh or opensearch")
    with ProgressLine() as progress:
        report = mending.rebuild(
            config.index,
            engine=config.engine,
            language=config.language,
            annotators=config.annotators,
            entities=config.entities,
            cluster=config.opensearch,
            wait=lock_timeout,
            jobs=jobs or cores(),
            progress=progress,
        )
    out.note("built again: " + summary(report))
    list_troubles(report.troubles, out)
    return 2 if report.skipped else 0
