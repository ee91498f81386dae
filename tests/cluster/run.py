"""Run a command beside real OpenSearch: `python tests/cluster/run.py [NODES] COMMAND...`; without it, say why and pass.

The command finds the nodes in the environment variable SEARCHKIT_OPENSEARCH.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import NoReturn

from nodes import AbsentError, environ, nodes


def main(number: int, command: list[str]) -> int:
    """Run a command, and give its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        with nodes(number) as running:
            print(f"OpenSearch on {', '.join(running.hosts)}", flush=True)
            return subprocess.run(command, env=environ(running)).returncode
    except AbsentError as error:
        print(f"skipped, no OpenSearch: {error}")
        return 0


def _leave(number: int, frame: object) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    several = sys.argv[1:2] and sys.argv[1].isdigit()
    sys.exit(main(int(sys.argv[1]) if several else 1, sys.argv[2 if several else 1 :]))
