"""SQLite FTS5 by way of sqlite-utils: full-text search on, ranked by bm25, its own snippets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlite_utils

KINDS = ("and", "or", "phrase", "near")
SNIPPETS = True
PAGE = """
select snippet(rows_fts, 0, '[', ']', '...', 40) from rows_fts where rows_fts match ? order by bm25(rows_fts) limit 10
"""
IDS = "select rows.id from rows_fts join rows on rows.rowid = rows_fts.rowid where rows_fts match ?"


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    db = sqlite_utils.Database(folder / "rows.db")
    db["rows"].insert_all({"id": id, "text": text} for id, text in rows)
    db["rows"].enable_fts(["text"])
    db.close()


class Opened:
    """Ask one index."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite_utils.Database(folder / "rows.db")

    def ids(self, kind: str, words: Sequence[str]) -> set[str]:
        return {id for (id,) in self._db.execute(IDS, [_query(kind, words)])}

    def page(self, kind: str, words: Sequence[str]) -> list[str]:
        return [text for (text,) in self._db.execute(PAGE, [_query(kind, words)])]


def _query(kind: str, words: Sequence[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    match kind:
        case "and":
            return " AND ".join(quoted)
        case "or":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(words)}"'
        case _:
            return f"NEAR({' '.join(quoted)}, 4)"
