"""The table of annotators, imported by name when first asked for; not for what any of them does."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec

from searchkit.aliases import NO_NAMES, OwnNames
from searchkit.annotators.base import Annotator
from searchkit.errors import ConfigError

ANNOTATORS = {
    "names": "searchkit.annotators.names:Names",
    "rules": "searchkit.annotators.rules:Rules",
    "dates": "searchkit.annotators.dates:Dates",
}

NEEDS = {"names": "numpy"}
"""What an annotator needs that may be missing."""

BEST, SECOND = ("names", "dates"), ("rules", "dates")
LESSER = "numpy is not installed, so names are found by rules alone, and fewer of them: pip install numpy"


def usual() -> tuple[str, ...]:
    """Name the annotators of an index that was told of none: `names`, or `rules` where numpy is missing."""
    return BEST if find_spec("numpy") else SECOND


def load(names: Sequence[str], own: OwnNames = NO_NAMES) -> tuple[Annotator, ...]:
    """Return the annotators of these names, in this order, and the one of the user's own names behind them.

    Errors: ConfigError for a name that is not in the table.
    """
    members = tuple(member(name) for name in names)
    return (*members, _own(own)) if own.entries else members


def _own(own: OwnNames) -> Annotator:
    from searchkit.annotators.entities import Entities

    return Entities(own)


def member(name: str) -> Annotator:
    if name not in ANNOTATORS:
        near = get_close_matches(name, ANNOTATORS, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(ANNOTATORS)}"
        raise ConfigError(f"unknown annotator {name!r}; {advice}")
    if name in NEEDS and not find_spec(NEEDS[name]):
        raise ConfigError(f"the annotator {name!r} needs {NEEDS[name]}: pip install {NEEDS[name]}; or name 'rules'")
    module, _, attribute = ANNOTATORS[name].partition(":")
    annotator: Annotator = getattr(import_module(module), attribute)()
    return annotator
