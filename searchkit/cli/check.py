"""searchkit check: whether the index is sound, and what is wrong redone; not how it is found out (`check`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from searchkit.cli.options import common, proposed, settings
from searchkit.cli.output import Console, console, number
from searchkit.cli.reports import MOST, list_troubles
from searchkit.render.terminal import safe

if TYPE_CHECKING:
    from searchkit.check import Soundness
    from searchkit.config import Config
    from searchkit.model import Damage

DAMAGED = 4


@click.command()
@click.option("--repair", is_flag=True, help="Redo what is wrong, and check again.")
@click.option(
    "--lock-timeout", type=click.FloatRange(0), default=0.0, metavar="S", help="Wait so long for another writer."
)
@common
def command(repair: bool, lock_timeout: float) -> int:
    """Say whether the index is sound, and name each damage.

    Every file is compared with its fingerprint, every article of the catalog with what the engine has, and some
    paragraphs are looked for by their words. Exit code 4 says that something is damaged.
    """
    from searchkit.check import check

    config, out = settings(), console()
    found = check(config.index, wait=lock_timeout, cluster=config.opensearch)
    if found.sound:
        out.data([_sound(found), *_kept(found)])
        return 0
    if not repair:
        out.data([*_listed(found.damages), *_kept(found)])
        out.note(f"{number(len(found.damages), 'damage')} found; to mend it: {proposed('check')} --repair")
        return DAMAGED
    return _repaired(found, config, out, lock_timeout)


def _repaired(found: Soundness, config: Config, out: Console, wait: float) -> int:
    from searchkit import mending
    from searchkit.check import check
    from searchkit.cli.index import cores
    from searchkit.cli.progress import ProgressLine

    out.data(_listed(found.damages))
    with ProgressLine() as progress:
        report = mending.repair(
            config.index,
            found,
            annotators=config.annotators,
            entities=config.entities,
            cluster=config.opensearch,
            wait=wait,
            jobs=cores(),
            progress=progress,
        )
    list_troubles(report.troubles, out)
    again = check(config.index, wait=wait, cluster=config.opensearch)
    out.data([*_listed(again.damages), *([f"repaired: {_sound(again)}"] if again.sound else [])])
    return (2 if report.skipped else 0) if again.sound else DAMAGED


def _sound(found: Soundness) -> str:
    held = f"{number(found.articles, 'article')}, {number(found.paragraphs, 'paragraph')}"
    late = f"; {number(found.behind, 'article')} wait for the next run" if found.behind else ""
    return f"sound: {held}{late}; {found.seconds:.1f} s"


def _kept(found: Soundness) -> list[str]:
    """Tell where the paragraphs are, where that is not the folder."""
    longest = max(map(len, found.cluster), default=0)
    return [f"{name:{longest}}  {safe(value)}" for name, value in found.cluster.items()]


def _listed(damages: Sequence[Damage]) -> list[str]:
    lines = [f"{damage.part}: {safe(damage.where)}: {safe(damage.reason)}" for damage in damages[:MOST]]
    return lines + ([f"... and {len(damages) - MOST:,} more"] if len(damages) > MOST else [])
