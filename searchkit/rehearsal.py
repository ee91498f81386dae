"""What a run would do, told without doing it; not the run itself (`indexer`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from searchkit.catalog import FILE, Catalog
from searchkit.errors import NotFoundError
from searchkit.intake import Intake, Plan, Report
from searchkit.making import check, time_zone
from searchkit.removals import Shift
from searchkit.split import split
from searchkit.writable import planned


def rehearsed(
    index: Path, plan: Plan, settings: Mapping[str, str | None], restore: Sequence[str], *, prune: bool
) -> Report:
    """Tell what a run would do, and change nothing; `settings` are those of `making.check`, whose zone counts."""
    check(**settings)
    zone = time_zone(planned(index, settings, rebuild=plan.force).zone)
    plan = replace(plan, reading=replace(plan.reading, zone=zone))
    path = index / FILE
    with closing(Catalog(path if path.exists() else None)) as catalog:
        for id in restore:
            restored(catalog, id)
        intake = Intake(catalog, plan)
        for item in intake.changed():
            if isinstance(item, Shift):
                catalog.shift(item.was, item.id, catalog.generation + 1)
                continue
            intake.report.paragraphs += len(split(item.article))
            catalog.keep(item.article, item.fallback, item.source, catalog.generation + 1)
        intake.vanished(prune=prune)
        return intake.report


def restored(catalog: Catalog, id: str) -> None:
    """Let a removed article in again, when its source is next read; errors: NotFoundError."""
    if not catalog.restore(id):
        raise NotFoundError(f"the article {id} was not removed, so there is nothing to restore")
    catalog.forget()
