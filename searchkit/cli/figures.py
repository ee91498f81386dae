"""Numbers instead of hits, shown by several commands: what was odd, the numbers, and how to see their paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchkit.cli import reports
from searchkit.cli.output import console
from searchkit.render import renderer
from searchkit.render.base import Style
from searchkit.tally import Figures


def show(found: Figures, form: str, modes: Mapping[str, Any]) -> int:
    """Write what was counted; give the exit code. `modes` says how the query was read."""
    out = console()
    if form != "json":  # which holds all that is said here
        reports.warn(found.query, found.warnings, out)
    out.data(renderer(form).figures(found, Style(out.color, out.width)))
    if form != "json":
        if not found.empty:
            out.gap()
        for line in reports.counted(found, "--any " if modes.get("any_words") else ""):
            out.note(line)
    return 1 if found.empty else 0
