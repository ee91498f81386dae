"""How hard the random tests try (SEARCHKIT_EXAMPLES), and interrupts that work in background jobs too."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "searchkit",
    max_examples=int(os.environ.get("SEARCHKIT_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize="CI" in os.environ,
    database=None,
)
settings.load_profile("searchkit")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so it is in background jobs, and what they start inherits it
    signal.signal(signal.SIGINT, signal.default_int_handler)
