"""The table of annotators, imported by name when first asked for; not for what any of them does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec

from searchkit.aliases import NO_NAMES, OwnNames
from searchkit.annotators.base import Annotator, Choices, Options
from searchkit.errors import ConfigError

ANNOTATORS = {
    "names": "searchkit.annotators.names:Names",
    "rules": "searchkit.annotators.rules:Rules",
    "spacy": "searchkit.annotators.spacy:Spacy",
    "dates": "searchkit.annotators.dates:Dates",
}

OPTIONS = {"spacy": ("model",)}
"""The options of an annotator; the others have none."""

NEEDS = {
    "names": ("numpy", "pip install numpy; or name 'rules'"),
    "spacy": ("spacy", "pip install 'searchkit-news[spacy]'"),
}
"""What an annotator needs that may be missing, and what to do then."""

NO_OPTIONS: Options = {}

BEST, SECOND = ("names", "dates"), ("rules", "dates")
LESSER = "numpy is not installed, so names are found by rules alone, and fewer of them: pip install numpy"


def usual() -> tuple[str, ...]:
    """Name the annotators of an index that was told of none: `names`, or `rules` where numpy is missing."""
    return BEST if find_spec("numpy") else SECOND


def load(choices: Choices, own: OwnNames = NO_NAMES) -> tuple[Annotator, ...]:
    """Return the annotators that are wanted, in their order, and the one of the user's own names behind them.

    Errors: ConfigError for a name or an option that is not in the tables, and for what is not installed.
    """
    members = tuple(member(name, options) for name, options in chosen(choices).items())
    return (*members, _own(own)) if own.entries else members


def _own(own: OwnNames) -> Annotator:
    from searchkit.annotators.entities import Entities

    return Entities(own)


def chosen(choices: Choices) -> dict[str, Options]:
    """Return what is wanted as one mapping of names to options; errors: ConfigError for a name with two options."""
    made: dict[str, Options] = {}
    for name, options in _pairs(choices):
        if made.setdefault(name, options) != options:
            raise ConfigError(f"the annotator {name!r} is named twice, with other options: name it once")
    return made


def _pairs(choices: Choices) -> Iterator[tuple[str, Options]]:
    for choice in [choices] if isinstance(choices, Mapping) else choices:
        named: Mapping[str, Options | None] = {choice: None} if isinstance(choice, str) else choice
        yield from ((name, options or {}) for name, options in named.items())


def member(name: str, options: Options = NO_OPTIONS) -> Annotator:
    """Make one annotator; errors: ConfigError."""
    if name not in ANNOTATORS:
        raise ConfigError(f"unknown annotator {name!r}; {_nearest(name, ANNOTATORS)}")
    if not isinstance(options, Mapping):
        raise ConfigError(f"the annotator {name!r} wants a mapping of options, not {options!r}")
    for option in options:
        if option not in OPTIONS.get(name, ()):
            raise ConfigError(f"the annotator {name!r} has no option {option!r}{_known(name, option)}")
    needed, advice = NEEDS.get(name, ("", ""))
    if needed and not find_spec(needed):
        raise ConfigError(f"the annotator {name!r} needs {needed}: {advice}")
    module, _, attribute = ANNOTATORS[name].partition(":")
    annotator: Annotator = getattr(import_module(module), attribute)(**options)
    return annotator


def _known(name: str, option: str) -> str:
    return f"; {_nearest(option, OPTIONS[name])}" if name in OPTIONS else ": it has none"


def _nearest(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(known)}"
