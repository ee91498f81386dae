"""The options that every command has, and the configuration that they make; not the options of one command."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from searchkit import config
from searchkit.config import Config
from searchkit.render.terminal import safe
from searchkit.settings import COLORS, SETTINGS
from searchkit.version import __version__

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_META = "searchkit."
FOLDER = "searchkit.folder"
"""Where the context keeps the folder of the index that a command is at work on."""
_Command = TypeVar("_Command", bound=Callable[..., Any])


def common(command: _Command) -> _Command:
    """Give a command the options that may stand before its name and after it; what stands after it counts."""
    for option in reversed(
        (
            _kept(
                "--index",
                metavar="DIR",
                shell_complete=offering("folders"),
                help="The folder of the index (or SEARCHKIT_INDEX, or the configuration).",
            ),
            _kept(
                "--config",
                metavar="FILE",
                shell_complete=offering("files"),
                help="The configuration (or SEARCHKIT_CONFIG, or ./config.yaml).",
            ),
            _kept("--color", type=click.Choice(COLORS), help="Colour the output; auto is on a terminal."),
            click.version_option(__version__, message="searchkit %(version)s"),
        )
    ):
        command = option(command)
    return command


def _kept(name: str, **settings: Any) -> Callable[[_Command], _Command]:
    return click.option(name, expose_value=False, is_eager=True, callback=_keep, **settings)


def _keep(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[f"{_META}{option.name}"] = value


def offering(name: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Let a shell complete a value by a function of `shells`, which is imported only then."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[Any]:
        found: list[Any] = getattr(import_module("searchkit.cli.shells"), name)(ctx, begun)
        return found

    return complete


def given(name: str, ctx: click.Context | None = None) -> str | None:
    """Give the value of a common option, wherever it stood."""
    value: str | None = (ctx or click.get_current_context()).meta.get(f"{_META}{name}")
    return value


def proposed(command: str, ctx: click.Context | None = None) -> str:
    """Write the beginning of a command to be run next, with the flags given to this one that say on which index."""
    flags = ((name, given(name, ctx)) for name in ("index", "config"))
    told = (f"--{name} {shlex.quote(safe(value))}" for name, value in flags if value is not None)
    return " ".join(["searchkit", command, *told])


def named(name: str) -> bool:
    """Say whether a flag or a variable gives a setting, and not the configuration file."""
    return bool(given(name) or os.environ.get(SETTINGS[name].variable))


def settings(**flags: Any) -> Config:
    """Join the common options, and the flags of a command, with the configuration; errors: ConfigError."""
    flags |= {name: given(name) for name in ("index", "color")}
    known = {"engine": _engines, "annotators": _annotators, "keys": _keys}
    made = config.load(given("config"), flags, os.environ, known)
    click.get_current_context().meta.update({f"{_META}color": made.color, FOLDER: made.index})
    return made


def place(config: Config) -> Path | None:
    """Give the folder of the index, or None where there is none, and the engine is one that several share."""
    from searchkit import manifest
    from searchkit.engines import SHARED

    there = config.engine not in SHARED or manifest.exists(config.index)
    return config.index if there else None


def written(argument: str) -> str:
    """Return an argument as text that can be encoded, also where its bytes were no UTF-8."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _engines() -> Iterable[str]:
    from searchkit.engines import ENGINES

    return ENGINES


def _annotators() -> Mapping[str, Iterable[str]]:
    from searchkit.annotators import ANNOTATORS, OPTIONS

    return {name: OPTIONS.get(name, ()) for name in ANNOTATORS}


def _keys() -> Iterable[str]:
    from searchkit.readers.fields import KEYS

    return KEYS
