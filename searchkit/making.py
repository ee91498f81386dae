"""Articles to documents, whichever process does it: split, annotated, analysed; not where they come from or go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from searchkit import annotators as annotation
from searchkit.aliases import NO_NAMES, OwnNames
from searchkit.analysis import Analyzer, stemmer
from searchkit.annotators.base import Annotator, Choices, annotated
from searchkit.documents import documents
from searchkit.engines import load as load_engine
from searchkit.engines import packing
from searchkit.engines.base import Documents
from searchkit.errors import ConfigError
from searchkit.model import Article, Paragraph
from searchkit.split import split

TOGETHER, EMPTY = 32_000, 200
"""Characters of text that are annotated together, and those for which an article counts that has none."""


class Made(NamedTuple):
    """Hold an article with its documents, as they are or packed, or with the reason why there are none."""

    article: Article
    documents: Documents
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """Say how documents are made: all that a process needs to make the same ones; for an `engine` they are packed."""

    annotators: Choices
    language: str
    zone: str
    own: OwnNames = NO_NAMES
    engine: str = ""


class Makers(Protocol):
    """Make documents of articles, in the order in which these are put in."""

    def put(self, article: Article) -> Iterator[Made]:
        """Take one more article; give what is ready."""

    def rest(self) -> Iterator[Made]:
        """Give all that was put in and not given yet."""

    def close(self) -> None:
        """Stop, and drop what was not given."""


class Maker:
    """Make documents in this process, of some articles at a time."""

    def __init__(self, making: Making, tools: Sequence[Annotator] | None = None) -> None:
        self._tools = annotation.load(making.annotators, making.own) if tools is None else tools
        self._analyzer, self._zone = Analyzer(making.language), time_zone(making.zone)
        self._packed = packing(making.engine) if making.engine else list
        self._waiting: list[Article] = []
        self._size = 0

    def documents(self, articles: Sequence[Article]) -> list[Documents]:
        """Make the documents of each article."""
        paragraphs: Sequence[Sequence[Paragraph]] = list(map(split, articles))
        told = [_by_the_clock(article, self._zone) for article in articles]
        for annotator in self._tools:
            paragraphs = annotated(annotator, told, paragraphs)
        pairs = zip(articles, paragraphs, strict=True)
        return [self._packed(documents(article, several, self._analyzer, self._zone)) for article, several in pairs]

    def put(self, article: Article) -> Iterator[Made]:
        self._waiting.append(article)
        self._size += characters(article)
        if self._size >= TOGETHER:
            yield from self.rest()

    def rest(self) -> Iterator[Made]:
        articles, self._waiting, self._size = self._waiting, [], 0
        yield from map(Made, articles, self.documents(articles))

    def close(self) -> None:
        self._waiting = []


def _by_the_clock(article: Article, zone: ZoneInfo) -> Article:
    """Give an article by the clock of its writer: a time in UTC does not say which, so the index's is taken."""
    when = article.published
    if not isinstance(when, datetime) or when.utcoffset() != timedelta(0) or zone.key == "UTC":
        return article
    return replace(article, published=when.astimezone(zone))


def all_made(makers: Makers, articles: Iterable[Article]) -> Iterator[Made]:
    """Have the documents of some articles made, whole."""
    for article in articles:
        yield from makers.put(article)
    yield from makers.rest()


def characters(article: Article) -> int:
    """Say how much there is to do with an article, in characters of text: an empty one takes its time too."""
    return EMPTY + len(article.title) + len(article.body) + sum(map(len, article.paragraphs))


def time_zone(name: str) -> ZoneInfo:
    """Look a time zone up; errors: ConfigError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"there is no time zone {name!r}; write a name such as UTC or Europe/Berlin") from error


def check(engine: str | None, language: str | None, zone: str | None) -> None:
    """Refuse settings that no index can have, before anything is made; errors: ConfigError, EngineError."""
    if engine is not None:
        load_engine(engine)
    if language is not None:
        stemmer(language)
    if zone is not None:
        time_zone(zone)
