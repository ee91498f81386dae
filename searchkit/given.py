"""What a program hands in: one or several, and a date, checked at once; not articles (`admission`), nor queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from searchkit.errors import ConfigError

One = TypeVar("One", bound=Path | str)


def day(value: date | str | None) -> date | None:
    """Give a date, also where it is written as 2024-06-03; errors: ConfigError."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = value  # type: ignore[assignment]
    if found is None or isinstance(found, date):
        return found
    raise ConfigError(f"published={value!r} is no date: give a datetime.date, or text such as '2024-06-03'")


def several(given: One | Sequence[One]) -> Sequence[One]:
    """Give one or several as several: a text is one, though Python takes it for a list of letters."""
    return [given] if isinstance(given, (str, Path)) else given
