"""Articles to documents, whichever process does it: split, annotated, analysed; not where they come from or go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from searchkit import annotators as annotation
from searchkit.aliases import NO_NAMES, OwnNames
from searchkit.analysis import Analyzer, stemmer
from searchkit.annotators.base import Annotator
from searchkit.documents import documents
from searchkit.engines import load as load_engine
from searchkit.errors import ConfigError
from searchkit.model import Article, Document, Paragraph
from searchkit.split import split


class Made(NamedTuple):
    """Hold an article with its documents, or with the reason why there are none."""

    article: Article
    documents: Sequence[Document]
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """Say how documents are made: all that a process needs to make the same ones."""

    annotators: tuple[str, ...]
    language: str
    zone: str
    own: OwnNames = NO_NAMES


class Makers(Protocol):
    """Make documents of articles, in the order in which these are put in."""

    def put(self, article: Article) -> Iterator[Made]:
        """Take one more article; give what is ready."""

    def rest(self) -> Iterator[Made]:
        """Give all that was put in and not given yet."""

    def close(self) -> None:
        """Stop, and drop what was not given."""


class Maker:
    """Make documents in this process, at once."""

    def __init__(self, making: Making, tools: Sequence[Annotator] | None = None) -> None:
        self._tools = annotation.load(making.annotators, making.own) if tools is None else tools
        self._analyzer, self._zone = Analyzer(making.language), time_zone(making.zone)

    def documents(self, article: Article) -> list[Document]:
        """Make the documents of an article."""
        paragraphs: Sequence[Paragraph] = split(article)
        for annotator in self._tools:
            paragraphs = annotator.annotate(article, paragraphs)
        return documents(article, paragraphs, self._analyzer, self._zone)

    def put(self, article: Article) -> Iterator[Made]:
        yield Made(article, self.documents(article))

    def rest(self) -> Iterator[Made]:
        return iter(())

    def close(self) -> None:
        """Do nothing: there is nothing to stop."""


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
