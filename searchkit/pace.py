"""How often a long run commits; not how (`writable`)."""

from __future__ import annotations

import time

FIRST, EVERY = 10.0, 30.0
"""Seconds to the first commit, and between the others: what an interruption can cost.

Engines merge parts of about the same size, so that what is committed grows no larger with the time of a run.
"""


def due(begun: float, committed: float) -> bool:
    """Say whether a run that began, and last committed, at these times of `time.monotonic` has to commit."""
    return time.monotonic() - max(begun, committed) > (EVERY if committed > begun else FIRST)
