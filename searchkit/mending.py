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
from searchkit.model import Trouble
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
        lost = _lost_manifest(Path(index))
    known = {"engine": engine, "language": language, "annotators": annotators, "entities": entities, "cluster": cluster}
    with Indexer(index, rebuild=True, wait=wait, jobs=jobs, **known) as opened:  # type: ignore[arg-type]
        report = opened.again(progress)
    report.troubles += lost
    return report


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


def _lost_manifest(index: Path) -> list[Trouble]:
    """Say what cannot be known where the manifest is lost; errors: NotFoundError, FormatError, DamagedError."""
    there = salvage.readable(index / CATALOG)
    if there and not manifest.exists(index):
        return [Trouble(str(index / manifest.FILE), _SETTINGS)]
    known = settings(index)
    if known is None:
        if not there:
            raise DamagedError(f"{index} lost its catalog and its manifest; {salvage.name_sources(index)}")
        return [Trouble(str(index / manifest.FILE), _SETTINGS)]
    if not there:
        salvage.refuse_gone(index, known.paths)
    return []


_SETTINGS = "the manifest was lost: language and time zone are those of the configuration, or else the defaults"
