"""The program as a process: `searchkit`, and `python -m searchkit`; not for what it does (`cli`)."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
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
    if sys.getprofile() or sys.gettrace():  # who measures writes down at the end what was measured
        sys.exit(code)
    os._exit(code)  # all is written and closed; to take apart what was imported takes a tenth of a short run


if __name__ == "__main__":
    main()
