"""What a program hands in beside queries: articles and dates, checked at once and in words; not what sources hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from searchkit.errors import ConfigError
from searchkit.model import Article
from searchkit.readers.dates import moment

_TEXTS = ("id", "title", "body", "source", "url", "language", "section")
_LISTS = ("paragraphs", "byline", "topics")


def day(value: date | str | None) -> date | None:
    """Give a date, also where it is written as 2024-06-03; errors: ConfigError."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = value  # type: ignore[assignment]
    if found is None or isinstance(found, date):
        return found
    raise ConfigError(f"published={value!r} is no date: give a datetime.date, or text such as '2024-06-03'")


def sound(article: Article, zone: tzinfo) -> Article:
    """Give an article with values of the right types: text may stand for a date or a list of one; errors: ConfigError.

    A time without a zone is in `zone`.
    """
    for name in _TEXTS:
        if not isinstance(getattr(article, name), str):
            raise _wrong(article, name, "text")
    lists = {name: _listed(article, name) for name in _LISTS}
    return replace(article, published=_moment(article, zone), **lists)  # type: ignore[arg-type]


def _listed(article: Article, name: str) -> tuple[str, ...]:
    value: Any = getattr(article, name)
    several = (value,) if isinstance(value, str) else value
    if not isinstance(several, Sequence) or not all(isinstance(each, str) for each in several):
        raise _wrong(article, name, "a tuple of texts")
    return tuple(several)


def _moment(article: Article, zone: tzinfo) -> date | datetime | None:
    value: Any = article.published
    found = moment(value, zone) if isinstance(value, str) else value
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=zone)
    if isinstance(found, date) or value is None:
        return found
    raise _wrong(article, "published", "a date, a datetime, or text such as '2024-06-03'")


def _wrong(article: Article, name: str, wanted: str) -> ConfigError:
    return ConfigError(f"the article {article.id!r} has {name}={getattr(article, name)!r}, which has to be {wanted}")
