"""Days from first to last as one term of an index, and the test of such terms; not which days a text speaks of.

Dates are written as in ISO 8601, of ten characters each, so that they compare as text.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile

Bound = str | None
"""A day such as 2023-11-22, or None for no limit."""


def term(first: str, last: str) -> str:
    """Write the days from first to last as one term."""
    return f"{first}..{last}"


def inside(first: Bound, last: Bound) -> Callable[[str], bool]:
    """Give the test whether a term's days all lie from first to last."""
    low, high = first or "", last or "9999-12-31"
    return lambda term: low <= term[:10] and term[12:] <= high


def beginning(first: Bound, last: Bound) -> str:
    """Give what all terms begin with whose days lie from first to last."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first or "", last or "", strict=False))
    return "".join(char for char, _ in alike)
