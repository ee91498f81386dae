"""An article as the bytes that a catalog keeps, and back; not the catalog itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter

from searchkit.model import Article, Origin


def dumped(article: Article) -> bytes:
    """Write an article down, always the same bytes for the same content, whatever file it was read from."""
    known = {name: value for name, value in zip(_CONTENT, _contents(article), strict=True) if value}
    if not article.given:
        known["given"] = False
    if article.published is not None:
        known["published"] = article.published.isoformat()
    return _json(known).encode()


def loaded(data: bytes, file: str, line: int | None, fallback: str | None) -> Article:
    """Read back what `dumped` wrote; an article without a date gets the one from outside, where there is one."""
    known = json.loads(data)
    lists = {key: tuple(known[key]) for key in ("paragraphs", "byline", "topics", "headings") if key in known}
    published = known.get("published", fallback)
    dated = {"published": _moment(published)} if published else {}
    return Article(**{**known, **lists, **dated, "origin": Origin(file, line)})


def digest(data: bytes, line: int | None, fallback: str | None) -> bytes:
    """Give the fingerprint of a dumped article, its line and its date from outside."""
    return hashlib.blake2b(data + f"{line}|{fallback}".encode(), digest_size=16).digest()


_CONTENT = tuple(item.name for item in fields(Article) if item.name not in ("origin", "given"))
_contents = attrgetter(*_CONTENT)
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
