"""How hard the random tests try (SEARCHKIT_EXAMPLES), where real text is, and interrupts in background jobs too."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.data import DATA, absent

settings.register_profile(
    "searchkit",
    max_examples=int(os.environ.get("SEARCHKIT_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize="CI" in os.environ,
    database=None,
)
settings.load_profile("searchkit")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so it is in background jobs, and what they start inherits it
    signal.signal(signal.SIGINT, signal.default_int_handler)

if server := os.environ.get("SEARCHKIT_OPENSEARCH"):
    os.environ["SEARCHKIT_OPENSEARCH_HOSTS"] = server.replace(",", " ")


@pytest.fixture(autouse=True, scope="module")
def _an_index_for_each_module() -> Iterator[None]:
    """Let what a module shares have an index of its own on a cluster, as it has a folder of its own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SEARCHKIT_OPENSEARCH_PREFIX", f"test-{uuid.uuid4().hex[:8]}")
        yield


@pytest.fixture(autouse=True)
def _an_index_for_each_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHKIT_OPENSEARCH_PREFIX", f"test-{uuid.uuid4().hex[:8]}")


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """Give what finds a file of text that may not be passed on, or skips the test where it is not at hand."""

    def at_hand(name: str) -> Path:
        if not (DATA / name).exists():
            pytest.skip(absent(DATA / name))
        return DATA / name

    return at_hand
