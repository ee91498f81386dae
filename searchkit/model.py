"""The nouns of the program, as frozen dataclasses; not for any work on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from searchkit.nouns import noun

if TYPE_CHECKING:
    from searchkit.reasons import Reason

HEADLINE, LEDE, BODY, CAPTION = "headline", "lede", "body", "caption"
PROMO, CREDIT, NOTE = "promo", "credit", "note"
FURNITURE = (PROMO, CREDIT, NOTE)
ROLES = (HEADLINE, LEDE, BODY, CAPTION, *FURNITURE)

Value = str | int | tuple[str, ...]
Offsets = tuple[int, int]


class Order(StrEnum):
    """Name the orders that results can come in; undated paragraphs come last in the dated ones."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@noun
class Origin:
    """Say where an article was read: a file as it was named to us, and a line of it where it holds several."""

    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@noun
class Article:
    """Hold one article as it was read: either `body`, still to be split, or `paragraphs` as the source has them.

    `given` is false where the id was made from the file's path. `published` is a `date` where the source has no time
    of day, else an aware `datetime`. `extra` keeps what the source says beyond the known keys. `headings` are those
    paragraphs of its text that no lede can be.
    """

    id: str
    title: str = ""
    body: str = ""
    paragraphs: tuple[str, ...] = ()
    published: date | datetime | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    byline: tuple[str, ...] = ()
    section: str = ""
    topics: tuple[str, ...] = ()
    origin: Origin = Origin()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    given: bool = True
    headings: tuple[str, ...] = ()


@noun
class Entity:
    """Mark a name in a paragraph: `start` and `end` are code points into its text, `name` is the canonical form."""

    kind: str
    name: str
    surface: str
    start: int
    end: int
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


@noun
class Paragraph:
    """Hold one paragraph of an article; the offsets of entities are code points into `text`."""

    article: str
    ordinal: int
    text: str
    role: str = BODY
    entities: tuple[Entity, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.article}#{self.ordinal}"


@noun
class Trouble:
    """Report something about a source that a person should know: a warning, or (`skipped`) a loss.

    `where` is a file, or `file:line`.
    """

    where: str
    reason: str
    skipped: bool = False


@noun
class Damage:
    """Name one damage of an index: `part` is manifest, catalog, engine, or article (of which `where` is the id)."""

    where: str
    reason: str
    part: str


@noun
class Space:
    """Count the bytes of an engine's files: of paragraphs that are in, and of what was replaced or taken out."""

    live: int
    dead: int


@noun
class Document:
    """Hold all that an engine ever sees of a paragraph: values by field of the schema, and what it stores.

    Analysed fields are terms joined by spaces, keyword fields tuples of strings, numbers integers. `shared` has those
    that are the same in each paragraph of the article, `own` all others.
    """

    id: str
    article: str
    own: Mapping[str, Value]
    stored: str
    shared: Mapping[str, Value] = field(default_factory=dict)

    @property
    def values(self) -> Mapping[str, Value]:
        return {**self.shared, **self.own}


@noun
class Match:
    """Hold one paragraph that an engine found, as it was stored; `score` is 0 where the order is by date.

    `writer` names who put it in, where several write: their articles may have equal ids.
    """

    score: float
    stored: str
    writer: str = ""


@noun
class Page:
    """Hold one page of matches; `total` counts all there are."""

    total: int
    matches: Sequence[Match]


@noun
class Diagnostic:
    """Say what was odd in a query and how it was read; offsets are code points into the query."""

    message: str
    start: int
    end: int


@noun
class Snippet:
    """Hold the passage of a paragraph that shows why it matched; `start` is its offset in the paragraph's text."""

    text: str
    marks: tuple[Offsets, ...] = ()
    start: int = 0

    def __str__(self) -> str:
        return self.text


@noun
class Hit:
    """Hold one found paragraph with all that its article says; offsets are code points into `text` and `title`.

    `published` is as the article has it; `civil` is the same by the clock of the index, by which dates are searched.
    `writer` names who put the article in, where several write: their articles may have equal ids.
    """

    id: str
    article: str
    ordinal: int
    role: str
    score: float
    title: str
    title_marks: tuple[Offsets, ...]
    published: str | None
    source: str
    url: str | None
    byline: tuple[str, ...]
    section: str
    language: str
    topics: tuple[str, ...]
    origin: Origin
    text: str
    marks: tuple[Offsets, ...]
    snippet: Snippet
    entities: tuple[Entity, ...]
    extra: Mapping[str, Any] = field(hash=False)
    civil: str | None = None
    writer: str = ""


@noun
class Counts:
    """Count what a query finds: paragraphs, the articles they are of, and the furniture that it left out."""

    paragraphs: int
    articles: int
    furniture: int
    exact: bool = True


@noun
class Results:
    """Hold the answer to a query; what takes counting is counted when first asked for.

    `read` writes the query as it was read; `found` counts the paragraphs, and says whether exactly; `counts` the
    articles and furniture too; `reasons` tells why there is nothing. `dates` has each date that is named in words with
    what it came to, by the clock of `zone`.
    """

    query: str
    read: Callable[[], str]
    hits: tuple[Hit, ...]
    warnings: tuple[Diagnostic, ...]
    seconds: float
    found: Callable[[], tuple[int, bool]]
    counts: Callable[[], Counts]
    reasons: Callable[[], tuple[Reason, ...]] = tuple
    dates: tuple[tuple[str, str], ...] = ()
    zone: str = "UTC"

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def read_as(self) -> str:
        return self.read()

    @property
    def total(self) -> int:
        return self.found()[0]

    @property
    def exact(self) -> bool:
        return self.found()[1]

    @property
    def articles(self) -> int:
        return self.counts().articles

    @property
    def furniture(self) -> int:
        return self.counts().furniture

    def why(self) -> tuple[Reason, ...]:
        """Say why nothing was found, the most helpful reason first; nothing where something was."""
        return () if self.total else self.reasons()
