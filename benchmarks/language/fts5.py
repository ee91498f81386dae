"""SQLite's FTS5 over our own terms, as a peer to be timed beside; it has no stems, roles, articles or fuzzy words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from searchkit.query.nodes import And, Boost, Loose, Near, Node, Optional, Or, Phrase, Prefix, Term

NAME = "FTS5"
_TABLE = "CREATE VIRTUAL TABLE found USING fts5(text, words, tokenize = \"ascii tokenchars '''&.'\")"
_PAGE = "SELECT rowid, snippet(found, -1, '[', ']', '', 40) FROM found WHERE found MATCH ? ORDER BY rank LIMIT 10"
_ALL = "SELECT rowid FROM found WHERE found MATCH ?"


class Peer:
    """Keep stems and words of paragraphs in memory; `expressed` gives a query of FTS5, or None where it has none."""

    def __init__(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(_TABLE)
        rows = ((at, _small(stems), _small(words)) for at, (stems, words) in enumerate(paragraphs))
        self._base.executemany("INSERT INTO found(rowid, text, words) VALUES (?, ?, ?)", rows)
        self._base.commit()

    def page(self, query: str) -> list[tuple[int, str]]:
        return self._base.execute(_PAGE, (query,)).fetchall()

    def all(self, query: str) -> set[int]:
        return {row for (row,) in self._base.execute(_ALL, (query,))}

    def expressed(self, tree: Node) -> str | None:
        match tree:
            case Term(text, "text" | "words" as field):
                return f'{field} : "{_small(text)}"'
            case Prefix(text, "text" | "words" as field):
                return f'{field} : "{_small(text)}" *'
            case Phrase(parts, "text" | "words" as field) if all(isinstance(part, Term) for part in parts):
                return f'{field} : "{" ".join(map(_text, parts))}"'
            case Near(Term(a, field), Term(b), int(reach), False) if a != b:
                return f'{field} : NEAR("{_small(a)}" "{_small(b)}", {reach - 1})'
            case Loose((Term() as a, Term() as b), others, field) if a != b:
                return f'{field} : NEAR("{_text(a)}" "{_text(b)}", {others})'
            case And(parts) | Or(parts):
                several = [self.expressed(part) for part in parts if not isinstance(part, Optional)]
                joined = (" AND " if isinstance(tree, And) else " OR ").join(f"({part})" for part in several)
                return joined if all(several) else None
            case Boost(part):
                return self.expressed(part)
            case _:
                return None


def _text(part: Node) -> str:
    return _small(part.text) if isinstance(part, Term) else ""


def _small(terms: str) -> str:
    """Write capitals so that they stay apart from small letters, which the tokenizer would make of them."""
    return re.sub("[A-Z]", lambda letter: "\u00b0" + letter.group().lower(), terms)
