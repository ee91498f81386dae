"""searchkit help: a command, the language of queries in one screen, the settings, or names of your own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import cast

import click

from searchkit.cli.options import common, offering
from searchkit.cli.output import console
from searchkit.render.terminal import folded

LANGUAGE = (
    ("budget tax", "both words, in any of their forms; better where they stand side by side"),
    ('"no limits"', "these very words, side by side"),
    ("=US", "this very form, case and all"),
    ("budget OR tax", "any of the two; AND binds tighter than OR, NOT than AND"),
    ("tax -opinion", "without a word; the same as tax NOT opinion"),
    ("+the who", "a word that has to be there, however common"),
    ("(tax OR levy) budget", "parentheses group"),
    ("tax w/5 budget", "at most 5 words apart; NEAR/5 is the same; pre/5: in this order"),
    ("tax w/s budget", "in one sentence; pre/s: in this order; w/p: in one paragraph"),
    ('"tax budget"~3', "with at most 3 words between, in any order"),
    ("ARTICLE(tax AND vote)", "in an article that has both somewhere"),
    ("atleast3(tax)", "so many times in the paragraph; in ARTICLE( ), in the article"),
    ("limit*  *ship  l?mit", "wildcards: * is any characters, ? is one; * alone is everything"),
    ("volodin~  volodin~2", "words within 1 or 2 edits"),
    ("/volod[iy]n/", "words that a regular expression matches whole"),
    ("tax^2 budget", "a word that counts twice as much for the order"),
    ('person:"Xi Jinping"', "in a field; place:(china OR russia) for a group"),
    ('person:="Xi Jinping"', "a name, whole, as searchkit names lists it"),
    ("headline:tax", "in a part of the article; lede: body: caption:"),
    ("published:2023-11-22", "a day; 2023-11 is a month, 2023 a year; 2023-10..2023-11; >=2023-10"),
    ("published:last week", "yesterday, past 7 days, since march 2022, now-7d"),
    ("mentioned:2022-02", "a time that the paragraph speaks of; dates as for published:"),
    ("country:UA", "a place in a country, by its code or name"),
    ("has:person  ordinal:1..3", "a field that has a value; a range of numbers"),
    ("role:promo, role:any", "furniture (promo, credit, note), which is left out otherwise"),
    ("\\* \\OR \\-", "a sign or operator as text; in quotes, and with --literal, each is"),
)
NOTES = """\
Capitals and accents do not matter, but US, WHO, IT and the like never find us, who, it;
us in small letters finds us, US and U.S.
Curly quotes and odd apostrophes mean what plain ones mean; no-limits finds "no limits".
In a shell, put single quotes around a query that has quotes: searchkit query '"no limits"'."""

OWN_NAMES = """\
- name: Elena Marsk
  kind: person
  aliases: [the Iron Mayor, Mrs Seawall]
  note: mayor of Port Halden since 2016
- name: Norvane
  kind: org
  never: [Norvane's seawall]
"""


@click.command()
@click.argument("topic", required=False, shell_complete=offering("topics"))
@common
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> int:
    """Explain a command, or how to write a query.

    \b
    searchkit help query       the language of queries, in one screen
    searchkit help config      the settings of the configuration
    searchkit help entities    names and aliases of your own
    """
    root = ctx.find_root()
    if topic is None:
        lines: Iterable[str] = [root.get_help()]
    else:
        lines = _topic(topic) if topic in TOPICS else [_of_command(root, topic)]
    console().data(lines)
    return 0


def _topic(topic: str) -> Iterator[str]:
    room = console().width
    return (folded(line, room) for text in TOPICS[topic]() for line in text.split("\n"))


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
    yield from _filled(f"{field.name}:" for field in SCHEMA.fields if field.asked)
    yield ""
    yield NOTES
    yield "Options, such as --any and --sort newest: searchkit query --help"


def _filled(words: Iterable[str]) -> list[str]:
    return textwrap.wrap(" ".join(words), 78, initial_indent="  ", subsequent_indent="  ")


def _config() -> Iterator[str]:
    from searchkit.settings import OPENSEARCH, SETTINGS

    yield "Settings, below the key `searchkit:` of config.yaml, of --config FILE or of $SEARCHKIT_CONFIG:"
    yield from _table((name, setting.means) for name, setting in SETTINGS.items())
    yield ""
    yield "Settings below `opensearch:`, for the engine of that name:"
    yield from _table((name, setting.means) for name, setting in OPENSEARCH.items())


def _entities() -> Iterator[str]:
    from searchkit.aliases import KEYS

    yield "The setting `entities: entities.yml` names a file with a list of names of your own:"
    yield ""
    yield from textwrap.indent(OWN_NAMES, "  ").splitlines()
    yield ""
    yield from _table(KEYS.items())
    yield ""
    yield "Aliases hold at once; for the rest, run searchkit index again."


def _table(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(rows)
    longest = max(len(written) for written, _ in rows)
    room, indent = console().width, " " * (longest + 4)
    return (folded(f"  {written:{longest}}  {means}", room, indent) for written, means in rows)


TOPICS: Mapping[str, Callable[[], Iterator[str]]] = {"query": _query, "config": _config, "entities": _entities}
