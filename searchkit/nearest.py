"""What may have been meant by an id or a name that no index has; not for the words of a query (`remedies`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from searchkit.lexicon import Lexicon
from searchkit.model import Diagnostic
from searchkit.names import known_names, like
from searchkit.probe import Probe
from searchkit.query.nodes import Term, disjunction
from searchkit.tally import Figures

OFFERED = 3
"""So many are offered."""
COMPARED = 10_000
"""Where there are more ids than this, none are compared letter by letter: it would take its time."""


def ids_like(id: str, lexicon: Callable[[], Lexicon]) -> list[str]:
    """Give the ids of articles with the same file name, without its folder and ending; else those written nearly so."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    known, sought = lexicon().counts("article"), _stem(id)
    same = [each for each in known if sought in each.lower() and _stem(each) == sought]
    return same[:OFFERED] or (get_close_matches(id, known, OFFERED, 0.75) if len(known) <= COMPARED else [])


def _stem(id: str) -> str:
    name = id.rpartition("/")[2].lower()
    return name.removesuffix(".gz").rpartition(".")[0] or name


def with_names_like(found: Figures, kinds: Sequence[str], probe: Probe) -> Figures:
    """Add to figures of a name that nobody has which names are like it."""
    alike = [f"{name} ({kind})" for kind in kinds for name in islice(_names_like(found.query, kind, probe), OFFERED)]
    meant = f"did you mean {', '.join(alike[:OFFERED])}?" if alike else "nor is any name like it"
    return replace(found, warnings=(Diagnostic(f"nobody and nothing is called so; {meant}", 0, len(found.query)),))


def _names_like(name: str, kind: str, probe: Probe) -> Iterator[str]:
    words = [like(word, kind, probe) for word in probe.analyzer.asked(name)]
    known: Iterable[str] = (word for word in words if probe.knows(word, kind))
    return iter(known_names(probe, kind, disjunction(Term(word, kind) for word in known), words))
