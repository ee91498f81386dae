"""The automaton that runs a regular expression on a word, in time linear in the word; not what an expression is.

It is Glushkov's: each character of the expression is a position, and a set of positions is one integer. States are
made when a word first needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from searchkit.query.expressions import Chars, Choice, Part, Repeat, holds

ROWS = 2_000
STEPS = 100_000
"""With so many states or steps the automaton forgets them all, so that no pattern takes much memory."""


class Automaton:
    """Say whether a part matches a whole word; keep the states met so far."""

    def __init__(self, part: Part) -> None:
        self._sets: list[Chars] = []
        self._follow: list[int] = []
        empty, first, self._last = self._place(part)
        self._masks: dict[str, int] = {}
        self._steps = 0
        self._start = _Row(self, first, empty)
        self._rows: dict[int, _Row] = {}

    def matches(self, word: str) -> bool:
        row = self._start
        for char in word:
            row = row[char]
        return row.accepts

    def step(self, reach: int, char: str) -> _Row:
        """Give the state after a character, when some positions can come next."""
        self._steps += 1
        if len(self._rows) >= ROWS or self._steps >= STEPS:
            self._forget()
        positions = reach & self._mask(char)
        row = self._rows.get(positions)
        if row is None:
            reach = 0
            for position in _bits(positions):
                reach |= self._follow[position]
            row = self._rows[positions] = _Row(self, reach, bool(positions & self._last))
        return row

    def _forget(self) -> None:
        for row in (self._start, *self._rows.values()):
            row.clear()
        self._rows.clear()
        self._masks.clear()
        self._steps = 0

    def _mask(self, char: str) -> int:
        mask = self._masks.get(char)
        if mask is None:
            known = {each: holds(each.ranges, ord(char)) for each in set(self._sets)}
            mask = self._masks[char] = sum(1 << at for at, each in enumerate(self._sets) if known[each])
        return mask

    def _place(self, part: Part) -> tuple[bool, int, int]:
        """Add the positions of a part; say whether it may be empty, and which positions begin and end it."""
        if isinstance(part, Chars):
            self._sets.append(part)
            self._follow.append(0)
            position = 1 << len(self._sets) - 1
            return False, position, position
        if isinstance(part, Repeat):
            return self._place_repeat(part)
        if isinstance(part, Choice):
            placed = [self._place(inner) for inner in part.parts]
            return any(each[0] for each in placed), _join(each[1] for each in placed), _join(each[2] for each in placed)
        empty, first, last = True, 0, 0
        for inner in part.parts:
            skips, begins, ends = self._place(inner)
            self._link(last, begins)
            first, last = (first | begins if empty else first), (last | ends if skips else ends)
            empty = empty and skips
        return empty, first, last

    def _place_repeat(self, part: Repeat) -> tuple[bool, int, int]:
        """Write a repeat out as copies in a chain, which may be left after any copy that is enough."""
        empty, first, last, previous = part.least == 0 or part.most == 0, 0, 0, 0
        for copy in range(1, (max(1, part.least) if part.most is None else part.most) + 1):
            skips, begins, ends = self._place(part.part)
            self._link(previous, begins)
            empty, first, previous = empty or skips, first or begins, ends
            last |= ends if skips or copy >= part.least else 0
        if part.most is None:
            self._link(previous, begins)
        return empty, first, last

    def _link(self, before: int, after: int) -> None:
        for position in _bits(before if after else 0):
            self._follow[position] |= after


class _Row(dict[str, "_Row"]):
    """Be one state: the state after each character, filled when first asked."""

    __slots__ = ("_automaton", "_reach", "accepts")

    def __init__(self, automaton: Automaton, reach: int, accepts: bool) -> None:
        self._automaton, self._reach, self.accepts = automaton, reach, accepts

    def __missing__(self, char: str) -> _Row:
        row = self[char] = self._automaton.step(self._reach, char)
        return row


def _bits(positions: int) -> Iterator[int]:
    while positions:
        lowest = positions & -positions
        yield lowest.bit_length() - 1
        positions ^= lowest


def _join(positions: Iterable[int]) -> int:
    joined = 0
    for each in positions:
        joined |= each
    return joined
