"""The name that a file was indexed by before, whichever folder is given now; not the name that a walk gives it."""

from __future__ import annotations

from dataclasses import replace

from searchkit.catalog import Catalog
from searchkit.readers.base import Source
from searchkit.readers.walk import written


def as_before(source: Source, key: str, catalog: Catalog) -> Source:
    """Give a source the name from which ids were made of its articles before, removed ones too, where any were."""
    if source.path is None:
        return source
    file = written(source.path.name)
    for id in catalog.ids(key):
        name = _name_in(id, file)
        if name and ((article := catalog.article(id)) is None or not article.given):
            return replace(source, name=name)
    return source


def _name_in(id: str, file: str) -> str:
    """Give the name of a source in an id that may be made of it, with a line or without; nothing where it is not."""
    front, _, line = id.rpartition(":")
    for name in (id, front if line.isdecimal() else ""):
        last = name.rpartition("/")[2]
        if last and f"{file}.".startswith(f"{last}."):  # with its suffix, or without
            return name
    return ""
