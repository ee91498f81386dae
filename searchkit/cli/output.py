"""Where output goes: data to standard output, all else to standard error; not what is said."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

import click

from searchkit.cli.options import given
from searchkit.config import coloring
from searchkit.render.terminal import ERROR, WARNING, folded, painted

WIDEST = 100
"""Columns: longer lines are hard to read, however wide the terminal is."""


class Console:
    """Write to both streams, with colour where it is wanted: `auto` is on a terminal."""

    def __init__(self, color: str = "auto") -> None:
        self.color = _colored(sys.stdout, color)
        self._error_color = _colored(sys.stderr, color)

    @property
    def width(self) -> int | None:
        """Give the columns that standard output has; None where it is no terminal."""
        return columns() if _terminal(sys.stdout) else None

    def data(self, lines: Iterable[str]) -> None:
        """Write lines to standard output, and see them through before anything is said about them."""
        if sys.stdout is not None:
            for line in lines:
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    def note(self, text: str) -> None:
        """Write a line to standard error, broken where a terminal is too narrow; where it is closed, do nothing."""
        if sys.stderr is not None:
            room = columns() if _terminal(sys.stderr) else None
            with suppress(OSError):
                sys.stderr.writelines(f"{_fitting(line, room)}\n" for line in text.split("\n"))
                sys.stderr.flush()

    def gap(self) -> None:
        """Keep a note apart from data that stands on the same terminal."""
        if _terminal(sys.stdout) and _terminal(sys.stderr):
            self.note("")

    def error(self, text: str) -> None:
        self.note(f"{painted('error:', ERROR, self._error_color)} {text}")

    def warning(self, text: str) -> None:
        self.note(f"{painted('warning:', WARNING, self._error_color)} {text}")

    def skipped(self, text: str) -> None:
        self.note(f"{painted('skipped:', ERROR, self._error_color)} {text}")

    @staticmethod
    def live() -> bool:
        """Say whether somebody watches standard error, so that progress is worth showing."""
        return _terminal(sys.stderr) and os.environ.get("TERM") != "dumb"


def console(ctx: click.Context | None = None) -> Console:
    """Make the console that flags, environment and configuration ask for, as far as they are known yet."""
    ctx = ctx or click.get_current_context(silent=True)
    wanted = given("color", ctx) if ctx else None
    return Console(wanted or coloring(os.environ) or "auto")


def prepare() -> None:
    """Write UTF-8 whatever the locale is; what cannot be written so is escaped, and is no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def mute() -> None:
    """Keep from standard error what native code writes there of itself: its panics are errors of ours already.

    It is let through where SEARCHKIT_DEBUG is set.
    """
    if isinstance(sys.stderr, io.TextIOWrapper) and not os.environ.get("SEARCHKIT_DEBUG"):
        with suppress(OSError, ValueError):
            own = os.dup(sys.stderr.fileno())
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, sys.stderr.fileno())
            os.close(nothing)
            sys.stderr = os.fdopen(own, "w", buffering=1)


def abandon() -> None:
    """Let go of the streams that cannot be written to, so that nothing fails again at the end."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            _abandon(stream)


def _abandon(stream: TextIO) -> None:
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def columns() -> int:
    """Give the columns that lines may have on the terminal."""
    import shutil  # slow to import, and needed on a terminal alone

    return min(shutil.get_terminal_size().columns, WIDEST)


def _fitting(line: str, room: int | None) -> str:
    return folded(line, room, " " * (len(line) - len(line.lstrip(" ")) + 2))


def number(count: int, noun: str) -> str:
    """Say how many there are of something, in the singular where there is one."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _colored(stream: TextIO | None, wanted: str) -> bool:
    if wanted == "auto":
        return _terminal(stream) and os.environ.get("TERM") != "dumb"
    return wanted == "always"
