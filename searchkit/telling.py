"""Which names tell most about what a query finds, against all paragraphs; not the counting of one value (`facets`).

A name is distinctive when it is in more of the matching paragraphs than chance would put there. How much more is
measured by the log-likelihood ratio G2 of Dunning, "Accurate methods for the statistics of surprise and coincidence",
Computational Linguistics 19 (1993): unlike a ratio of frequencies, it does not prefer what is named once.
"""

from __future__ import annotations

import math

from searchkit.facets import Columns, column_of
from searchkit.tally import Named


def likelihood(here: int, matching: int, everywhere: int, paragraphs: int) -> float:
    """Measure how little chance explains that a name is in so many of the matching paragraphs; rarer is below 0.

    It is in `here` of the `matching` paragraphs, and in `everywhere` of all of them.
    """
    with_it = _entropy(here) + _entropy(everywhere - here) - _entropy(everywhere)
    without = matching - here, paragraphs - matching - everywhere + here
    without_it = _entropy(without[0]) + _entropy(without[1]) - _entropy(paragraphs - everywhere)
    in_all = _entropy(paragraphs) - _entropy(matching) - _entropy(paragraphs - matching)
    surprise = max(2 * (with_it + without_it + in_all), 0.0)
    return surprise if here * paragraphs >= everywhere * matching else -surprise


def _entropy(count: int) -> float:
    return count * math.log(count) if count else 0.0


class Telling:
    """Choose the names that tell most of some paragraphs, against a background of more."""

    def __init__(self, found: Columns, background: Columns) -> None:
        self._found, self._background = found, background

    def names(self, kind: str, limit: int | None, leave_out: str = "") -> tuple[list[Named], bool]:
        """Give the names of a kind, the most distinctive first, and say whether there are more."""
        column, matching, paragraphs = column_of(kind), self._found.paragraphs, self._background.paragraphs
        here = self._found.values(column)
        here.pop(leave_out, None)
        everywhere = self._background.values(column, among=here) if matching < paragraphs else here
        scores = {
            name: round(likelihood(count, matching, everywhere[name], paragraphs), 2) for name, count in here.items()
        }
        order = sorted(here, key=lambda name: (-scores[name], -here[name], name))[:limit]
        articles = {facet.value: facet.articles for facet in self._found.facets(column, order)}
        times = {name: here[name] * paragraphs / (matching * everywhere[name]) for name in order}
        found = [Named(kind, name, here[name], articles[name], round(times[name], 2), scores[name]) for name in order]
        return found, len(here) > len(found)
