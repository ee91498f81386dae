"""What keeps an article out: that it was removed, by its id or by its text; not the removing of it (`indexer`)."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from searchkit.catalog import Catalog
from searchkit.entries import Entry, State
from searchkit.model import Article, Trouble
from searchkit.wording import wording


@dataclass(frozen=True, slots=True)
class Shift:
    """Say that the article removed as `was` stands in its source where `id` names it now; `was` names another one."""

    id: str
    was: str


def keeping_out(catalog: Catalog, article: Article, entry: Entry | None) -> str | None:
    """Give the id of the removed article for which this one is kept out: its own id, or one that had its text.

    An article that was in beside a removed one with the same text stays in, as it was not removed with it.
    """
    if entry and entry.state is State.REMOVED:
        return article.id
    removed = catalog.removed_as(article)
    if removed is None or entry is None or entry.state is State.GONE:
        return removed
    known = catalog.article(article.id)
    return None if known and wording(known) == wording(article) else removed


class Removals:
    """Keep out the articles of one source after another that were removed, also where their ids moved.

    A name that was made of a line is another article's once a line is put above. So what is named like a removed
    article, and has another text, waits until its source is read to the end: was the removed text met elsewhere in it,
    the removal goes there (`Shift`); else nobody knows whether it is the removed article, changed, and it stays out.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._waiting: list[Article] = []
        self._found: set[str] = set()
        self.troubles: list[Trouble] = []
        self.kept_out = 0

    def take(self, article: Article, entry: Entry | None) -> Shift | bool:
        """Judge one article: True where it is kept out or waits, False where nothing keeps it out."""
        removed = keeping_out(self._catalog, article, entry)
        if removed is None:
            return False
        if removed == article.id and entry and not article.given and entry.digest not in (b"", wording(article)):
            self._waiting.append(article)
            return True
        self.kept_out += 1
        if removed == article.id:
            self._found.add(removed)
            return True
        shifts = removed not in self._found and not article.given and _file_of(removed) == _file_of(article.id) != ""
        kept = f"kept out, now as {article.id!r}" if shifts else "kept out"
        self._tell(
            article, f"has the text of {removed!r}, which was removed: {kept}", article.id if shifts else removed
        )
        return Shift(article.id, removed) if shifts else True

    def freed(self) -> Iterator[Article]:
        """Give what waited and is no longer named like a removed article; ask when a source was read to its end."""
        waiting, self._waiting = self._waiting, []
        for article in waiting:
            entry = self._catalog.entry(article.id)
            if entry is None or entry.state is not State.REMOVED:
                yield article
                continue
            self.kept_out += 1
            self._tell(article, f"{article.id!r} was removed, and has another text now: kept out", article.id)

    def _tell(self, article: Article, reason: str, restored: str) -> None:
        again = f"let in again by: searchkit index --restore {shlex.quote(restored)}"
        self.troubles.append(Trouble(str(article.origin), f"{reason}; {again}"))


def _file_of(id: str) -> str:
    """Give the source's name in an id that was made of it and of a line; nothing where no line is in it."""
    return id.rpartition(":")[0]
