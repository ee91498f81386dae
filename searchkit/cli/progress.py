"""How far a long run is, on one line of a terminal; not what came of it (`reports`)."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol

from searchkit.cli.output import Console, columns

EVERY = 0.1
PATIENCE = 0.5
"""Seconds before a run is worth a line: what is over sooner needs none."""
BAR = 24


class _Step(Protocol):
    """Have what `indexer.Progress` has."""

    @property
    def articles(self) -> int: ...
    @property
    def paragraphs(self) -> int: ...
    @property
    def fraction(self) -> float | None: ...


class ProgressLine:
    """Write one line again and again, and take it away in the end; where nobody watches, do nothing."""

    def __init__(self) -> None:
        self._live = Console.live()
        self._begun = self._written = time.monotonic()
        self._shown = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")

    def __call__(self, step: _Step) -> None:
        now = time.monotonic()
        if self._live and now - self._begun >= PATIENCE and now - self._written >= EVERY:
            self._written, self._shown = now, True
            self._write(progress_line(step, now - self._begun)[: columns() - 1])

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def progress_line(step: _Step, seconds: float) -> str:
    """Return how much is done, how fast, and how long the rest takes."""
    rate = step.paragraphs / seconds if seconds else 0.0
    done = f"{step.articles:,} articles, {step.paragraphs:,} paragraphs, {rate:,.0f}/s"
    if step.fraction is None:
        return done
    filled = round(BAR * step.fraction)
    bar = "\u2588" * filled + "\u2591" * (BAR - filled)
    left = f", {_clock(seconds / step.fraction - seconds)} left" if step.fraction > 0.01 else ""
    return f"{bar} {step.fraction:4.0%}  {done}{left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
