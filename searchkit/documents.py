"""Paragraph and annotations to document, and back: what is indexed, and what is stored to show; not how it is found.

What is stored is a `Record` a paragraph. `values` makes all indexed values from it alone, so that a
match can be checked and highlighted from what the engine stored, exactly as it was indexed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, cast

from searchkit import periods
from searchkit.analysis import Analyzer
from searchkit.model import Article, Document, Entity, Origin, Paragraph, Value
from searchkit.records import About, Record, Writer, seconds_of, writer
from searchkit.schema import ARTICLE_NUMBER, DATE, ENTITIES, HELD, SCHEMA, SEPARATOR

TOLD = ("country", "mentioned")
"""The fields that hold what the details of entities tell."""
LONGEST = 1000
"""Characters of a value that its column holds: what is longer is no name."""


def documents(article: Article, paragraphs: Iterable[Paragraph], analyzer: Analyzer, zone: tzinfo) -> list[Document]:
    """Make the documents of an article; times of day are civil times of `zone`."""
    about = _about(article, zone)
    shared = _article_values(about, analyzer)
    stored, has = writer(about), _present(about, shared)
    return [_document(paragraph, shared, has, stored, analyzer) for paragraph in paragraphs]


def values(record: Record, analyzer: Analyzer) -> dict[str, Value]:
    """Make the indexed values of a stored paragraph again."""
    about = record["about"]
    shared = _article_values(about, analyzer)
    of_one = record["ordinal"], record["role"], record["text"], entities(record)
    return {**shared, **_own_values(*of_one, _present(about, shared), analyzer)}


def columns(record: Record) -> dict[str, tuple[str, ...]]:
    """Give the whole values that facets count of a stored paragraph, by column."""
    about, names = record["about"], ((kind, name) for kind, name, *_ in record["entities"])
    found = {"role": (record["role"],), **_article_columns(about), **_entity_columns(names)}
    if about.get("language"):
        found["language"] = (about["language"].lower(),)
    countries = _told(entities(record)).get("country", ())
    return {**found, "country": countries} if isinstance(countries, tuple) else found


class Values:
    """Give the indexed values of a stored paragraph and its title's, each made when it is first asked for."""

    __slots__ = ("_analyzer", "_known", "_record", "_whole", "_writer")

    def __init__(self, record: Record, analyzer: Analyzer, writer: str = "") -> None:
        self._record, self._analyzer, self._whole, self._writer = record, analyzer, False, writer
        self._known: dict[str, Value | list[str]] = {"role": (record["role"],), "ordinal": record["ordinal"]}

    def get(self, field: str) -> Value | list[str] | None:
        if field not in self._known and not self._whole:
            self._read(field)
        return self._known.get(field)

    def _read(self, field: str) -> None:
        if field in ("text", "words"):
            self._known[field] = self._analyzer.terms(self._record["text"], stemmed=field == "text")
        elif field in HELD:
            title = self._record["about"].get("title", "")
            self._known[field] = self._analyzer.terms(title, stemmed=field == "title")
        elif field == ARTICLE_NUMBER:
            self._known[field] = article_number(self._record["about"]["id"], self._writer)
        elif field in SCHEMA.columns:
            self._known = {**columns(self._record), **self._known}
        else:
            self._known, self._whole = {**values(self._record, self._analyzer)}, True


def entities(record: Record) -> tuple[Entity, ...]:
    """Give the entities of a stored paragraph."""
    text = record["text"]
    return tuple(
        Entity(kind, name, text[start:end], start, end, details)
        for kind, name, start, end, details in record["entities"]
    )


def told(entity: Entity) -> tuple[str, str] | None:
    """Give the field that an entity's details are searched in, and the value there: of a place its country, of a date
    its days."""
    if entity.kind == DATE and (interval := entity.details.get("interval")):
        return "mentioned", periods.term(*interval)
    if entity.kind == "place" and (country := entity.details.get("country")):
        return "country", country
    return None


def origin(about: About) -> Origin:
    """Give the file and line that a stored article was read from."""
    return Origin(about.get("file", ""), about.get("line"))


def civil_seconds(published: date | datetime, zone: tzinfo) -> int:
    """Count the seconds from 1970-01-01 to a civil date, or to the civil time that a clock of `zone` shows."""
    if isinstance(published, datetime):
        clock = published.astimezone(zone).replace(tzinfo=UTC)
        return int((clock - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    return seconds_of(published)


def article_number(article: str, writer: str = "") -> int:
    """Number an article by a hash of its id: of a million articles, two share a number once in 30 million indexes.

    Where several write, what its `writer` calls it is another article than what others call so.
    """
    import hashlib  # slow to import, and not needed by every query

    known = f"{writer}\0{article}" if writer else article
    return int.from_bytes(hashlib.blake2b(known.encode("utf-8"), digest_size=8).digest(), "big", signed=True)


def raw(record: Record) -> Callable[[str], str]:
    """Give what reads the text that an analysed field of a stored paragraph was made from."""
    title = record["about"].get("title", "")
    return lambda field: record["text"] if field in ("text", "words") else title if field in HELD else ""


def named(record: Record) -> Callable[[str, str], list[int]]:
    """Give what tells where in the text of a stored paragraph a name of a kind begins."""
    return lambda kind, name: [
        start for each, called, start, *_ in record["entities"] if each == kind and whole_value(called) == name
    ]


def _about(article: Article, zone: tzinfo) -> About:
    about: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "byline": list(article.byline),
        "section": article.section,
        "topics": list(article.topics),
        "file": article.origin.file,
        "line": article.origin.line,
        "extra": dict(article.extra),
    }
    if article.published is not None:
        about["published"] = article.published.isoformat()
        about["when"] = civil_seconds(article.published, zone)
    return cast(About, {key: value for key, value in about.items() if value or key == "when"})


def _document(
    paragraph: Paragraph, shared: Mapping[str, Value], has: tuple[str, ...], stored: Writer, analyzer: Analyzer
) -> Document:
    ordinal, role, text, named = paragraph.ordinal, paragraph.role, paragraph.text, paragraph.entities
    own = _own_values(ordinal, role, text, named, has, analyzer)
    return Document(paragraph.id, paragraph.article, own, stored(role, ordinal, text, named), shared)


def _own_values(
    ordinal: int, role: str, text: str, named: Sequence[Entity], has: tuple[str, ...], analyzer: Analyzer
) -> dict[str, Value]:
    """Make what is indexed of one paragraph beside the values of its article, which `has` those fields."""
    stems, words = analyzer.columns(text)
    found: dict[str, Value] = {"text": stems, "words": words, "ordinal": ordinal, "role": (role,), "has": has}
    if named:
        known = {**_forms(named, analyzer), **_told(named)}
        found |= {**_entity_columns((entity.kind, entity.name) for entity in named), **known, "has": (*has, *known)}
    return found


def _forms(named: Iterable[Entity], analyzer: Analyzer) -> dict[str, Value]:
    """Join the names and written forms of each kind of entity."""
    forms: dict[str, dict[str, None]] = {}
    for entity in named:
        several = forms.setdefault(entity.kind, {})
        several[analyzer.words(entity.name)] = None
        if entity.surface != entity.name:
            several[analyzer.words(entity.surface)] = None
    return {kind: _apart(forms[kind]) for kind in ENTITIES if kind in forms}


def _told(named: Iterable[Entity]) -> dict[str, Value]:
    """Collect what the details of entities tell, each value of a field once."""
    found: dict[str, dict[str, None]] = {}
    for field, value in filter(None, map(told, named)):
        found.setdefault(field, {})[value] = None
    return {field: tuple(several) for field, several in found.items()}


def _article_values(about: About, analyzer: Analyzer) -> dict[str, Value]:
    found: dict[str, Value] = {
        "source": analyzer.words(about.get("source", "")),
        "section": analyzer.words(about.get("section", "")),
        "url": analyzer.words(about.get("url", "")),
        "byline": _joined(about.get("byline", ()), analyzer),
        "topic": _joined(about.get("topics", ()), analyzer),
        "article": (about["id"],),
        ARTICLE_NUMBER: article_number(about["id"]),
    }
    if about.get("language"):
        found["language"] = (about["language"].lower(),)
    if "when" in about:
        found["published"] = about["when"]
    found.update(_article_columns(about))
    return {field: value for field, value in found.items() if value != ""}


def _present(about: About, values: Mapping[str, Value]) -> tuple[str, ...]:
    titled = ("title",) if any(map(str.isalnum, about.get("title", ""))) else ()
    return (*titled, *(name for name in values if name in _COUNTED))


def _article_columns(about: About) -> dict[str, tuple[str, ...]]:
    written = {
        "topic": about.get("topics", ()),
        "byline": about.get("byline", ()),
        "source": (about.get("source", ""),),
        "section": (about.get("section", ""),),
    }
    return _columns({name: values for name, values in written.items() if values})


def _entity_columns(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for kind, name in named:
        if kind in ENTITIES:
            found.setdefault(kind, []).append(name)
    return _columns(found)


def _columns(written: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Give values as their columns hold them: on one line, each once."""
    lines = {name: dict.fromkeys(map(whole_value, values)) for name, values in written.items()}
    return {SCHEMA[name].column: tuple(filter(None, values)) for name, values in lines.items() if any(values)}


@lru_cache(maxsize=50_000)
def whole_value(text: str) -> str:
    """Give a value as its column holds it: on one line."""
    return " ".join(text.split())[:LONGEST].rstrip()


_COUNTED = frozenset(field.name for field in SCHEMA.fields if field.counted)


def _joined(texts: Iterable[str], analyzer: Analyzer) -> str:
    """Join the words of several values, each value once."""
    return _apart(dict.fromkeys(map(analyzer.words, texts)))


def _apart(several: Iterable[str]) -> str:
    """Join values so that no phrase reaches from one to the next."""
    return f" {SEPARATOR} ".join(filter(None, several))
