"""The commands, each loaded when it is called; not for how errors become exit codes (`exits`)."""

from __future__ import annotations

from importlib import import_module

import click

from searchkit.cli.options import CONTEXT, common

COMMANDS = ("index", "query", "names", "together", "show", "stats", "remove", "check", "rebuild", "help")
BRIEF = """\
searchkit finds paragraphs in a folder of news articles.

  searchkit index news/               read a folder, index what is new or changed
  searchkit query "no limits"         the paragraphs that have these words, best first
  searchkit query person:marsk seawall published:2024

All commands: searchkit --help. How to write a query: searchkit help query."""


class Commands(click.Group):
    """Find a command by name, and import it only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click has it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click has it
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"searchkit.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)


def unknown(name: str) -> str:
    """Say that there is no such command, and which was most likely meant."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    close = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(COMMANDS)}."
    return f"there is no command {name!r}; {meant} To search for words: searchkit query WORDS"


@click.group(cls=Commands, context_settings=CONTEXT, invoke_without_command=True)
@common
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Search news articles, paragraph by paragraph.

    \b
    searchkit index news/          read a folder, index what is new or changed
    searchkit query "no limits"    the paragraphs that have these words, best first
    searchkit help query           how to write a query

    The options below may stand before or after the name of a command.
    """
    if ctx.invoked_subcommand is None:
        click.echo(BRIEF)
