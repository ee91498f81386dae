"""How often a long run commits."""

from __future__ import annotations

import pytest

from searchkit import pace


@pytest.mark.parametrize(
    ("committed", "expected"), [(100.0, 110), (50.0, 110), (99.9, 110), (110.0, 140), (140.0, 170), (36_000.0, 36_030)]
)
def test_a_run_commits_after_ten_seconds_and_then_each_thirty(
    monkeypatch: pytest.MonkeyPatch, committed: float, expected: float
) -> None:
    """It began at 100; the index may have been opened, and committed, before."""
    for now, wanted in ((expected - 0.01, False), (expected + 0.01, True)):
        monkeypatch.setattr(pace.time, "monotonic", lambda now=now: now)
        assert pace.due(100.0, committed) is wanted
