"""The curve of size as a drawing (SVG), each figure as a multiple of the smallest size's; not what is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, BELOW = 720, 380, 60, 50
LINES: dict[str, tuple[str, Callable[[dict[str, Any]], float]]] = {
    "processor a paragraph, no annotators": ("#1b6ca8", lambda one: one["plain processor"]),
    "processor a paragraph, names, dates": ("#d1495b", lambda one: one["names processor"]),
    "memory without files": ("#2e7d32", lambda one: one["names MB of its own"]),
    "two words, median": ("#8e44ad", lambda one: one["two words"][0]),
    "two words, tantivy by itself": ("#9e9e9e", lambda one: one["two words, tantivy"][0]),
}


def drawn(found: Sequence[dict[str, Any]]) -> str:
    """Draw sizes from left to right and multiples from below, both by their logarithms."""
    sizes = sorted((one for one in found if "two words" in one), key=lambda one: one["paragraphs"])
    if len(sizes) < 2:
        return _svg([])
    across = _scale([one["paragraphs"] for one in sizes], LEFT, WIDTH - 250)
    values = {name: [read(one) / read(sizes[0]) for one in sizes] for name, (_, read) in LINES.items()}
    up = _scale([0.5, *(each for several in values.values() for each in several)], HEIGHT - BELOW, 20)
    parts = [_text(across(one["paragraphs"]), HEIGHT - 25, f"{one['paragraphs']:,}", "middle") for one in sizes]
    parts += [_grid(up(at), f"{at:g} times") for at in (0.5, 1, 2, 5, 10, 20, 50) if 20 <= up(at) <= HEIGHT - BELOW]
    parts.append(_text((LEFT + WIDTH - 250) / 2, HEIGHT - 8, "paragraphs", "middle"))
    for place, (name, several) in enumerate(values.items()):
        colour = LINES[name][0]
        points = [f"{across(one['paragraphs']):.1f},{up(at):.1f}" for one, at in zip(sizes, several, strict=True)]
        parts.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(WIDTH - 235, 40 + 22 * place, f"{name}: {several[-1]:.1f}", "start", colour))
    return _svg(parts)


def _scale(values: Sequence[float], low: float, high: float) -> Callable[[float], float]:
    least, most = math.log(min(values)), math.log(max(values))
    return lambda value: low + (math.log(value) - least) / ((most - least) or 1) * (high - low)


def _grid(height: float, text: str) -> str:
    line = f'<line x1="{LEFT}" x2="{WIDTH - 250}" y1="{height:.1f}" y2="{height:.1f}" stroke="#dddddd"/>'
    return line + _text(LEFT - 6, height + 4, text, "end")


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


def _svg(parts: Sequence[str]) -> str:
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    inner = "\n".join(["<title>The curve of size, against the smallest size</title>", *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">\n{inner}\n</svg>\n'
