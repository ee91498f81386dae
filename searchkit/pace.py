"""How often a long run commits; not how (`writable`)."""

from __future__ import annotations

import time

SOONEST, LATEST = 10.0, 30.0
"""Seconds between commits: what an interruption can cost. The fewer there are, the less an engine has to merge."""

SHARE = 0.25
"""The share of its time that a run may lose, between these two."""


def due(begun: float, committed: float) -> bool:
    """Say whether a run that began, and last committed, at these times of `time.monotonic` has to commit."""
    now = time.monotonic()
    return now - committed > min(LATEST, max(SOONEST, SHARE * (now - begun)))
