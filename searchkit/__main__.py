"""The program as a process: `searchkit`, and `python -m searchkit`; not for what it does (`cli`)."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        gc.disable()  # of what is imported nothing becomes garbage, and looking for it takes a tenth of a short run
        from searchkit.cli.exits import run
        from searchkit.cli.output import mute

        gc.freeze()
        gc.enable()
        mute()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    if _measured():
        sys.exit(code)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End at once: to take apart what was imported takes a tenth of a short run."""
    from searchkit.cli.output import abandon

    atexit._run_exitfuncs()
    abandon()
    os._exit(code)


def _measured() -> bool:
    """Say whether a profiler or the like watches, which writes down at the end what it has seen."""
    tools = getattr(sys, "monitoring", None)  # of Python 3.12
    return bool(sys.getprofile() or sys.gettrace() or (tools and any(map(tools.get_tool, range(6)))))


if __name__ == "__main__":
    main()
