"""How often a long run commits."""

from __future__ import annotations

import pytest

from searchkit import pace


@pytest.mark.parametrize(
    ("running", "waited"), [(0, 10), (20, 10), (40, 10), (60, 15), (80, 20), (120, 30), (121, 30), (36_000, 30)]
)
def test_a_run_commits_each_ten_seconds_then_each_quarter_of_its_time_then_each_thirty_seconds(
    monkeypatch: pytest.MonkeyPatch, running: float, waited: float
) -> None:
    monkeypatch.setattr(pace.time, "monotonic", lambda: 1000.0 + running)
    now = 1000.0 + running
    assert not pace.due(1000.0, now - waited)
    assert pace.due(1000.0, now - waited - 0.01)
