"""searchkit help: a command, the language of queries in one screen, or the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import cast

import click

from searchkit.cli.options import common
from searchkit.cli.output import console

LANGUAGE = (
    ("budget tax", "both words, in any of their forms; better where they stand side by side"),
    ('"no limits"', "these very words, side by side"),
    ("budget OR tax", "any of the two; AND binds tighter than OR"),
    ("tax -opinion", "without a word; the same as tax NOT opinion"),
    ("+the who", "a word that has to be there, however common"),
    ("(tax OR levy) budget", "parentheses group"),
    ("limit*", "words that begin so"),
    ("tax^2 budget", "a word that counts twice as much for the order"),
    ("person:putin", "a word in a field"),
    ('person:"Xi Jinping"', "very words in a field"),
    ("place:(china OR russia)", "a group in a field"),
    ("published:2023-11-22", "a day; 2023-11 is a month, 2023 a year"),
    ("published:2023-10..2023-11", "from ... to; either end may be left out"),
    ("published:>=2023-10", "or > < <= ; the same for ordinal:<3"),
    ("mentioned:2022-02", "a time that the paragraph speaks of; dates as for published:"),
    ("country:UA", "a place in a country, by its code or name"),
    ("has:person", "a field that has a value"),
    ("role:promo, role:any", "furniture (promo, credit, note), which is left out otherwise"),
    ("\\* \\( \\-", "a sign as text; in quotes, and with --literal, every sign is"),
)
NOTES = """\
Capitals and accents do not matter, but US, WHO, IT and the like are not us, who, it.
Curly quotes and odd apostrophes mean what plain ones mean; no-limits finds "no limits".
In a shell, put single quotes around a query that has quotes: searchkit query '"no limits"'."""


@click.command()
@click.argument("topic", required=False)
@common
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> int:
    """Explain a command, or how to write a query.

    \b
    searchkit help query     the language of queries, in one screen
    searchkit help config    the settings of the configuration
    """
    root = ctx.find_root()
    if topic is None:
        lines: Iterable[str] = [root.get_help()]
    else:
        lines = TOPICS[topic]() if topic in TOPICS else [_of_command(root, topic)]
    console().data(lines)
    return 0


def _of_command(root: click.Context, topic: str) -> str:
    group = cast(click.Group, root.command)
    found = group.get_command(root, topic)
    if found is None:
        names = [*group.list_commands(root), *TOPICS]
        close = get_close_matches(topic, names, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(dict.fromkeys(names))}"
        raise click.UsageError(f"there is no help on {topic!r}; {hint}")
    with found.make_context(topic, [], parent=root, resilient_parsing=True) as context:
        return found.get_help(context)


def _query() -> Iterator[str]:
    from searchkit.schema import SCHEMA

    yield "What is written, and what it finds:"
    yield from _table(LANGUAGE)
    yield ""
    yield "Fields:"
    yield from _table((field.name + ":", field.means) for field in SCHEMA.fields if field.asked)
    yield ""
    yield NOTES
    yield "Options, such as --any and --sort newest: searchkit query --help"


def _config() -> Iterator[str]:
    from searchkit.config import SETTINGS

    yield "Settings, below the key `searchkit:` of config.yaml, of --config FILE or of $SEARCHKIT_CONFIG:"
    yield from _table((name, setting.means) for name, setting in SETTINGS.items())


def _table(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(rows)
    longest = max(len(written) for written, _ in rows)
    return (f"  {written:{longest}}  {means}" for written, means in rows)


TOPICS: Mapping[str, Callable[[], Iterator[str]]] = {"query": _query, "config": _config}
