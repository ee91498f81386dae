"""The table of annotators, imported by name when first asked for; not for what any of them does."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

from searchkit.annotators.base import Annotator
from searchkit.errors import ConfigError

ANNOTATORS = {"names": "searchkit.annotators.names:Names"}


def load(names: Sequence[str]) -> tuple[Annotator, ...]:
    """Return the annotators of these names, in this order; raises ConfigError for a name that is not in the table."""
    return tuple(member(name) for name in names)


def member(name: str) -> Annotator:
    if name not in ANNOTATORS:
        near = get_close_matches(name, ANNOTATORS, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(ANNOTATORS)}"
        raise ConfigError(f"unknown annotator {name!r}; {advice}")
    module, _, attribute = ANNOTATORS[name].partition(":")
    annotator: Annotator = getattr(import_module(module), attribute)()
    return annotator
