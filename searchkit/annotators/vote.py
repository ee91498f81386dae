"""The vote of three taggers: names that two of them find at one place, of one kind; not what tells a tagger's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from searchkit.annotators.mentions import Mention

ENOUGH = 2


def agreed(ballots: Sequence[Sequence[Mention]]) -> list[Mention]:
    """Return the mentions that enough ballots have, in the order of the text, as the first of these has them.

    Names of one ballot do not overlap, so no two names that two of three ballots agree on do.
    """
    votes: Counter[tuple[int, int, str]] = Counter()
    first: dict[tuple[int, int, str], Mention] = {}
    for one in (one for ballot in ballots for one in ballot if one.guess.kind):
        place = one.start, one.end, one.guess.kind
        votes[place] += 1
        first.setdefault(place, one)
    return sorted(first[place] for place, count in votes.items() if count >= ENOUGH)
