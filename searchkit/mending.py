"""An index built again from its catalog, or only what a check found wrong redone; not for finding that (`check`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from searchkit import lock, manifest, salvage
from searchkit.annotators.base import Choices
from searchkit.catalog import FILE as CATALOG
from searchkit.check import ARTICLES, Soundness
from searchkit.cluster import Cluster
from searchkit.errors import DamagedError
from searchkit.indexer import Indexer
from searchkit.intake import Progress, Report
from searchkit.writable import settings


def rebuild(
    index: Path | str,
    *,
    engine: str | None = None,
    language: str | None = None,
    annotators: Choices | None = None,
    entities: Path | str | None = None,
    wait: float = 0.0,
    jobs: int = 1,
    cluster: Cluster | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Build an index again from its catalog, aside, and swap it in; where that is damaged, from the sources as well.

    Errors: NotFoundError, FormatError, LockedError, ConfigError; DamagedError where what is lost is nowhere else.
    """
    salvage.refuse_none(Path(index))
    with lock.hold(Path(index), wait):
        _refuse_hopeless(Path(index))
    known = {"engine": engine, "language": language, "annotators": annotators, "entities": entities, "cluster": cluster}
    with Indexer(index, rebuild=True, wait=wait, jobs=jobs, **known) as opened:  # type: ignore[arg-type]
        return opened.again(progress)


def repair(
    index: Path | str,
    found: Soundness,
    *,
    annotators: Choices | None = None,
    entities: Path | str | None = None,
    wait: float = 0.0,
    jobs: int = 1,
    cluster: Cluster | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Redo what a check found wrong: some articles, or, where files are damaged, the engine's from the catalog."""
    how = {"annotators": annotators, "entities": entities, "wait": wait, "jobs": jobs, "cluster": cluster}
    if any(damage.part != ARTICLES for damage in found.damages):
        return rebuild(index, **how, progress=progress)  # type: ignore[arg-type]
    wrong = list(dict.fromkeys(damage.where for damage in found.damages))
    with Indexer(index, **how) as opened:  # type: ignore[arg-type]
        return opened.refill(wrong)


def _refuse_hopeless(index: Path) -> None:
    """Refuse an index that nothing is known of how to make again; errors: NotFoundError, FormatError, DamagedError."""
    there = salvage.readable(index / CATALOG)
    if there and not manifest.exists(index):
        return
    known = settings(index)
    if known is None and not there:
        raise DamagedError(f"{index} lost its catalog and its manifest; {salvage.name_sources(index)}")
    if known is not None and not there:
        salvage.refuse_gone(index, known.paths)
