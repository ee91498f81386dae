"""Where sources lie, as the catalog knows them: below the folder that was given; not the finding of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from searchkit.readers.base import shown

STDIN = "-"


class Places:
    """Name what is found below the paths of one run.

    A given path is named by what it leads to, and what is below it by its way from there: an article that came through
    a link lies where the link is, and vanishes with it.
    """

    def __init__(self, paths: Sequence[Path | str]) -> None:
        self._given = {PurePath(shown(path)): key_of(path) for path in paths}

    def key(self, path: Path | str) -> str:
        """Name a file or folder that the paths lead to."""
        place = PurePath(shown(path))
        for above in (place, *place.parents):
            if (given := self._given.get(above)) is not None:
                return str(PurePath(given, place.relative_to(above)))
        return key_of(path)


def key_of(path: Path | str) -> str:
    """Name a given path in the catalog, also where it is a link to itself, or its name is no UTF-8."""
    return STDIN if str(path) == STDIN else shown(os.path.realpath(path))


def another_file(one: str, other: str) -> bool:
    """Say whether a place still holds a file, and another one than a second place does."""
    try:
        return os.path.exists(one) and not os.path.samefile(one, other)  # noqa: PTH110, PTH121 - names, not paths
    except OSError:
        return True


def still_file(place: str) -> bool:
    """Say whether there is a file at a place to which no link leads; what a link leads to may be read elsewhere."""
    return os.path.isfile(place) and os.path.realpath(place) == place  # noqa: PTH113 - a name, not a path


def within(place: str, above: str) -> bool:
    """Say whether a place is another one, or below it."""
    return place == above or place.startswith(above + "/")
