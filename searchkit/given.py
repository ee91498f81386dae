"""A date that a program hands in, checked at once and in words; not those of articles (`admission`), nor of queries."""

from __future__ import annotations

from datetime import date

from searchkit.errors import ConfigError


def day(value: date | str | None) -> date | None:
    """Give a date, also where it is written as 2024-06-03; errors: ConfigError."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = value  # type: ignore[assignment]
    if found is None or isinstance(found, date):
        return found
    raise ConfigError(f"published={value!r} is no date: give a datetime.date, or text such as '2024-06-03'")
