"""Regular expressions that are compiled when first used, as a query imports many and uses few; not the expressions."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split")


class _Late:
    """Stand for a pattern: what is asked of it is the compiled one's, and its methods are from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(*self._written)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Give a pattern that is compiled when it is first asked for anything; `re.sub` and the like do not take it."""
    return cast(re.Pattern[str], _Late(pattern, flags))
