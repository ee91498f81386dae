"""The command line as a whole: errors and interruptions become one line and an exit code; nothing else ends it.

0 found or done, 1 nothing found, 2 an error or skipped input, 3 another writer holds the index, 4 the index is damaged
or of a format that this version cannot read, 130 interrupted. A closed pipe is a quiet 0.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from searchkit.cli import commands
from searchkit.cli.options import FOLDER, proposed
from searchkit.cli.output import Console, abandon, console, prepare
from searchkit.cli.reports import show_query
from searchkit.errors import DamagedError, LockedError, QueryError, SearchkitError
from searchkit.render.terminal import safe

NAME = "searchkit"
FOUND, NOTHING, FAILED, LOCKED, DAMAGED, INTERRUPTED = 0, 1, 2, 3, 4, 130
CODES: tuple[tuple[type[SearchkitError], int], ...] = (
    (LockedError, LOCKED),
    (DamagedError, DAMAGED),
    (SearchkitError, FAILED),
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; whatever happens, the answer is an exit code."""
    prepare()
    if "_SEARCHKIT_COMPLETE" in os.environ:
        from searchkit.cli.shells import register

        register()
        commands.main(list(arguments), prog_name=NAME)  # Click's own completion; it leaves by itself
    ctx: click.Context | None = None
    try:
        ctx = commands.make_context(NAME, list(arguments))
        return _invoked(ctx)
    except click.exceptions.Exit as left:
        return left.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _interrupted(ctx, console(ctx))
    except BrokenPipeError:
        return FOUND
    except Exception as error:
        return _failed(_explained(error, ctx), console(ctx))
    finally:
        abandon()


def _invoked(ctx: click.Context) -> int:
    """Run the command of a context, and see its output through."""
    with ctx:
        code = commands.invoke(ctx)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code if isinstance(code, int) else FOUND


def _interrupted(ctx: click.Context | None, out: Console) -> int:
    if out.live():
        out.note("")  # the terminal has written ^C
    going_on = ctx is not None and ctx.invoked_subcommand in ("index", "rebuild")
    out.note("interrupted; run it again to go on" if going_on else "interrupted")
    return INTERRUPTED


def _explained(error: Exception, ctx: click.Context | None) -> Exception:
    """Give the damage of the index as the reason of an error that nobody foresaw, where it is damaged."""
    folder = ctx.meta.get(FOLDER) if ctx is not None else None
    if folder is None or isinstance(error, (SearchkitError, click.ClickException, OSError)):
        return error
    from searchkit.check import harmed

    with suppress(SearchkitError, OSError):
        harm = harmed(folder)
        if harm is not None:
            mend = f"{proposed('check', ctx)} --repair"
            reason = f"{harm.where} {harm.reason}: the index is damaged; mend it: {mend}"
            return DamagedError(reason).with_traceback(error.__traceback__)
    return error


def _failed(error: Exception, out: Console) -> int:
    if os.environ.get("SEARCHKIT_DEBUG"):
        import traceback

        traceback.print_exception(error)
    match error:
        case SearchkitError():
            out.error(safe(str(error)))
            if isinstance(error, QueryError):
                show_query(error, out)
            return next(code for kind, code in CODES if isinstance(error, kind))
        case click.ClickException():
            out.error(_usage(error))
        case OSError():
            out.error(safe(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)))
        case _:
            said = safe(f"{type(error).__name__}: {error}")
            out.error(f"internal error: {said} (to see where it happened, set SEARCHKIT_DEBUG=1)")
    return FAILED


def _usage(error: click.ClickException) -> str:
    """Say what was wrong with the arguments, and where to read about them."""
    message = safe(error.format_message()).rstrip(".")
    ctx = getattr(error, "ctx", None)
    return f"{message}\n       options: {ctx.command_path} --help" if ctx else message
