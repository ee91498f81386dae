"""searchkit index: what is new or changed goes into the index; not how (`indexer`)."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.options import common, named, offering, settings, written
from searchkit.cli.output import console, number
from searchkit.cli.reports import list_troubles
from searchkit.config import Config
from searchkit.errors import DamagedError, EngineError

if TYPE_CHECKING:
    from searchkit.intake import Report


def _date(ctx: click.Context, option: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no date; write it as 2023-11-22", ctx, option) from error


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=offering("files"))
@click.option(
    "--rebuild", is_flag=True, help="Read all sources again and build the index anew, aside, then swap it in."
)
@click.option("--prune", is_flag=True, help="Take out the articles that are no longer there below PATHS.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option(
    "--engine",
    metavar="NAME",
    shell_complete=offering("engines"),
    help="The engine of a new index: tantivy (the default), whoosh or opensearch.",
)
@click.option(
    "--published", callback=_date, metavar="DATE", help="The date of articles in which no valid one was read."
)
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="How many processes work; as many as there are cores."
)
@click.option("--restore", multiple=True, metavar="ID", help="Let an article in again that was removed.")
@click.option(
    "--lock-timeout",
    "wait",
    type=click.FloatRange(0),
    default=0.0,
    metavar="S",
    help="Wait so long for another writer.",
)
@common
def command(paths: tuple[str, ...], engine: str | None, restore: tuple[str, ...], dry_run: bool, **flags: Any) -> int:
    """Read articles and index what is new or changed.

    \b
    searchkit index news/                   a folder, with all that is below it
    searchkit index a.txt b.jsonl.gz        some files
    zcat *.gz | searchkit index -           standard input
    searchkit index                         what the configuration names

    Text, Markdown, JSON and JSON lines are read, each also as .gz. An index lives in --index DIR.
    """
    config = settings(engine=engine)
    if config.engine == "memory":
        raise EngineError(
            "the engine memory lives in one process only: use it from Python, searchkit.Indexer(engine='memory'); "
            "here, choose tantivy, whoosh or opensearch"
        )
    sources = paths or _remembered(config, needed=not (restore or flags["rebuild"]))
    report = _built(sources, config, dry_run=dry_run, restore=[written(id) for id in restore], **flags)
    out = console()
    out.note(("dry run, nothing was changed: " if dry_run else "") + summary(report))
    if report.gone:
        out.note(f"no longer where it was read: {number(report.gone, 'article')}, still in the index until --prune")
    list_troubles(report.troubles, out)
    return 2 if report.skipped else 0


def _remembered(config: Config, *, needed: bool) -> tuple[str, ...]:
    """Give what to read where no PATHS are given: what the configuration names for its index.

    An index that was named by flag or variable instead is updated from what it was made of, so that what is
    configured does not get mixed in.
    """
    from searchkit import manifest

    known: tuple[str, ...] = ()
    if named("index") and manifest.exists(config.index):
        with suppress(DamagedError):  # which is what --rebuild is for
            known = manifest.read(config.index).paths
    found = known or config.paths
    if needed and manifest.lost(config.index):
        manifest.read(config.index)  # which says what mends it, whatever is to be read
    if not found and (needed or not manifest.exists(config.index)):
        raise click.UsageError("nothing to read: name files or folders, or set `paths:` in the configuration")
    return found


def _built(paths: tuple[str, ...], config: Config, jobs: int | None, **flags: Any) -> Report:
    from searchkit import indexer
    from searchkit.cli.progress import ProgressLine

    with ProgressLine() as progress:
        return indexer.build(
            paths,
            config.index,
            engine=config.engine,
            language=config.language,
            annotators=config.annotators,
            entities=config.entities,
            cluster=config.opensearch,
            zone=config.timezone,
            keys=config.keys,
            jobs=jobs or cores(),
            progress=progress,
            **flags,
        )


def cores() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def summary(report: Report) -> str:
    """Say in one line what a run did."""
    counts = {
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "kept out": report.kept_out,
        "skipped": len(report.skipped),
    }
    always = ("new", "changed", "unchanged")
    listed = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name in always)
    done = f"{number(report.articles, 'article')}, {number(report.paragraphs, 'paragraph')} indexed: {listed}"
    return f"{done}; {report.seconds:.1f} s"
