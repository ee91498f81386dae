"""What a shell offers behind the tab key, beside commands and options: fields and their values; not how shells ask.

Shells ask through Click, in the environment variable `_SEARCHKIT_COMPLETE`. A field's name goes on with its value, so
that no space is wanted behind it: the scripts of Click for bash and zsh are told so; fish knows by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import click
from click.shell_completion import BashComplete, CompletionItem, ZshComplete, add_completion_class

from searchkit.model import ROLES

PLAIN_IN_BASH = "elif [[ $type == 'plain' ]]; then\n"
PLAIN_IN_ZSH = 'if [[ "$descr" == "_" ]]; then\n'
Items = list[CompletionItem[str]]
_FIELD_IN_ZSH = """\
if [[ "$key" == *: ]]; then
                compadd -U -S "" -- "$key"
            el"""
_SIGNS = re.compile(r"[-+(]*")


class Bash(BashComplete):
    """Add no space behind the name of a field."""

    source_template = BashComplete.source_template.replace(
        PLAIN_IN_BASH, f"{PLAIN_IN_BASH}            [[ $value == *: ]] && compopt -o nospace\n"
    )


class Zsh(ZshComplete):
    """Add no space behind the name of a field."""

    source_template = ZshComplete.source_template.replace(PLAIN_IN_ZSH, _FIELD_IN_ZSH + PLAIN_IN_ZSH)


def register() -> None:
    """Let Click give these scripts."""
    add_completion_class(Bash)
    add_completion_class(Zsh)


def folders(ctx: click.Context, begun: str) -> Items:  # noqa: ARG001 - what completes has it
    """Let the shell complete a folder."""
    return [CompletionItem(begun, type="dir")]


def files(ctx: click.Context, begun: str) -> Items:  # noqa: ARG001 - what completes has it
    """Let the shell complete a file or folder."""
    return [CompletionItem(begun, type="file")]


def engines(ctx: click.Context, begun: str) -> Items:  # noqa: ARG001 - what completes has it
    """Complete an engine that keeps its index on disk."""
    from searchkit.engines import ENGINES

    return _items((name for name in ENGINES if name != "memory"), begun)


def topics(ctx: click.Context, begun: str) -> Items:
    """Complete what `help` has a text about."""
    from searchkit.cli.help import TOPICS

    root = ctx.find_root().command
    commands = root.list_commands(ctx) if isinstance(root, click.Group) else ()
    return _items(dict.fromkeys((*TOPICS, *commands)), begun)


def words(ctx: click.Context, begun: str) -> Items:
    """Complete a word of a query: the name of a field, or a value of one that has few.

    bash takes the colon behind the name for a word of its own.
    """
    before: Sequence[str] = ctx.params.get("words") or ()
    if begun == ":" and before:
        return _items(_values(before[-1]), "")
    if before[1:] and before[-1] == ":":
        return _items(_values(before[-2]), begun)
    signs = _SIGNS.match(begun)
    sign = signs.group() if signs else ""
    name, colon, _ = begun[len(sign) :].partition(":")
    offered = [f"{name}:{value}" for value in _values(name)] if colon else [f"{field}:" for field in _fields()]
    return _items((sign + each for each in offered), begun)


def _items(values: Iterable[str], begun: str) -> Items:
    return [CompletionItem(value) for value in values if value.startswith(begun)]


def _fields() -> list[str]:
    from searchkit.query.filters import PARTS
    from searchkit.schema import SCHEMA

    return [*SCHEMA.asked(), *(role for role in ROLES if role in PARTS)]


def _values(name: str) -> list[str]:
    from searchkit.query.filters import ANY_ROLE
    from searchkit.schema import SCHEMA

    match _SIGNS.sub("", name):
        case "role":
            return [*ROLES, ANY_ROLE]
        case "has":
            return [field.name for field in SCHEMA.fields if field.counted]
        case _:
            return []
