"""Changes that catalog and engine get together: once one broke off half way, none is committed; not what they are."""

from __future__ import annotations

from types import TracebackType

from searchkit.errors import SearchkitError


class Changes:
    """Guard each change in a `with`: after one that failed, the next is refused, so that no commit keeps a half.

    The catalog would have the article then, and the engine would lack it for good. What was not committed is dropped
    when the index is closed. Errors: SearchkitError.
    """

    def __init__(self) -> None:
        self._broken = ""

    def __enter__(self) -> None:
        if self._broken:
            raise SearchkitError(
                f"a change before this one broke off ({self._broken}), so nothing more is committed: leave the block, "
                "open the index again, and repeat what came after the last commit"
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._broken = f"{kind.__name__}: {error}".rstrip(": ")
