"""The table of renderers, imported by name when first asked for; not for what any of them writes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from searchkit.render.base import Explainer, Renderer

RENDERERS: Mapping[str, str] = {
    "text": "searchkit.render.text",
    "json": "searchkit.render.json",
    "jsonl": "searchkit.render.jsonl",
    "csv": "searchkit.render.csv",
}


def renderer(name: str) -> Renderer:
    """Return the renderer of this name; raises KeyError for a name that is not in the table."""
    return cast(Renderer, import_module(RENDERERS[name]))


EXPLAINING = ("text", "json")
"""The renderers that have room for an explanation; the lines of the others are hits."""


def explainer(name: str) -> Explainer:
    """Return the renderer of this name, one of EXPLAINING."""
    return cast(Explainer, renderer(name))
