"""Whether an index is sound: its files, its catalog, and each article in its engine; not for mending (`mending`).

files       the bytes of each file are those of the last run (`seal`)
catalog     each article is as it was written (`salvage`)
engine      it has the paragraphs of each article of the catalog, no others, and finds some of them by their words
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from searchkit import lock, manifest, salvage, seal
from searchkit.analysis import Analyzer
from searchkit.catalog import FILE as CATALOG
from searchkit.catalog import Catalog
from searchkit.cluster import Cluster
from searchkit.engines.base import Snapshot
from searchkit.errors import ConfigError, DamagedError, EngineError, FormatError
from searchkit.model import Article, Damage, Match
from searchkit.query.nodes import Everything, Phrase, Term, conjunction
from searchkit.records import read_record
from searchkit.split import split
from searchkit.store import open_store

SAMPLE = 50
"""Paragraphs that are looked for by their words."""
ARTICLES = "article"

_Paragraphs = Counter[str]


@dataclass(frozen=True, slots=True)
class Soundness:
    """Tell what a check found; `behind` counts articles that the next run puts into the engine."""

    damages: Sequence[Damage]
    articles: int = 0
    paragraphs: int = 0
    behind: int = 0
    seconds: float = 0.0
    cluster: Mapping[str, str] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return not self.damages


def check(index: Path | str, *, wait: float = 0.0, cluster: Cluster | None = None) -> Soundness:
    """Look for damage in all files of an index; errors: NotFoundError, FormatError, LockedError."""
    index, begun, found = Path(index), time.perf_counter(), Soundness([])
    salvage.refuse_none(index)
    with lock.hold(index, wait):
        damages = [*dict.fromkeys(_files(index))]
        try:
            if manifest.exists(index):  # or else that is what was said
                found = _compared(index, cluster, any(damage.part == "catalog" for damage in damages))
        except (DamagedError, ConfigError, EngineError) as error:
            if not damages and (isinstance(error, FormatError) or not isinstance(error, DamagedError)):
                raise  # it is sound, but not for this version
            damages.append(Damage(str(index), str(error), "engine"))
    seconds = time.perf_counter() - begun
    return replace(found, damages=[*damages, *found.damages], seconds=seconds)


def harmed(index: Path) -> Damage | None:
    """Give the first damage of the files of an index; beside a writer, as far as its files can be compared."""
    return next(_files(index), None)


def _files(index: Path) -> Iterator[Damage]:
    """Look at the bytes of each file; errors: FormatError."""
    yield from _unless_catalog(seal.damages(index, "manifest"), index)
    yield from salvage.damages(index / CATALOG)
    if not manifest.exists(index):
        yield Damage(str(index / manifest.FILE), "is missing", "manifest")
        return
    try:
        known = manifest.read(index)
    except FormatError:
        raise
    except DamagedError as error:
        yield Damage(str(index / manifest.FILE), str(error), "manifest")
        return
    if (index / known.folder).is_dir():
        yield from seal.damages(index / known.folder, "engine")


def _unless_catalog(damages: Iterator[Damage], index: Path) -> Iterator[Damage]:
    """Tell the catalog's damages from the manifest's."""
    catalog = str(index / CATALOG)
    return (Damage(each.where, each.reason, "catalog" if each.where == catalog else each.part) for each in damages)


def _compared(index: Path, cluster: Cluster | None, catalog_is_damaged: bool) -> Soundness:
    """Compare the engine with the catalog, article by article; errors: DamagedError."""
    engine = open_store(index, cluster).engine
    facts = engine.facts()
    with closing(engine.own()) as snapshot:
        seen, sample = _held(snapshot)
        language = manifest.read(index).language
        damages = [*_unanswered(snapshot, Analyzer(language), sample)]
        paragraphs = sum(each.total() for each in seen.values())
        if catalog_is_damaged:
            return Soundness(damages, len(seen), paragraphs, cluster=facts)
        with closing(Catalog(index / CATALOG)) as catalog:
            late = {id for id, _ in catalog.since(snapshot.generation)}
            damages += [*_differing(catalog, seen, late)]
            return Soundness(damages, catalog.count(), paragraphs, len(late), cluster=facts)


def _held(snapshot: Snapshot) -> tuple[dict[str, _Paragraphs], list[Match]]:
    """Read every paragraph that the engine has: what there is by article, and some of them."""
    held: dict[str, _Paragraphs] = {}
    step, sample = max(1, snapshot.count(Everything()) // SAMPLE), []
    for number, match in enumerate(snapshot.stream(Everything())):
        try:
            record = read_record(match.stored)
            held.setdefault(record["about"]["id"], Counter())[_mark(record["ordinal"], record["text"])] += 1
        except (ValueError, LookupError, TypeError) as error:
            raise DamagedError(f"what is stored of a paragraph cannot be read: {error}") from error
        if number % step == 0:
            sample.append(match)
    return held, sample


def _differing(catalog: Catalog, held: dict[str, _Paragraphs], late: set[str]) -> Iterator[Damage]:
    """Name the articles that the engine has not, has otherwise, or should not have."""
    for article in catalog.articles():
        found, wanted = held.pop(article.id, Counter()), _wanted(article)
        if article.id in late or found == wanted:
            continue
        have = f"the engine has {found.total()} paragraphs, the catalog {wanted.total()}"
        yield Damage(article.id, have if found.total() != wanted.total() else "other text in the engine", ARTICLES)
    yield from (Damage(id, "in the engine, but not in the catalog", ARTICLES) for id in held if id not in late)


def _wanted(article: Article) -> _Paragraphs:
    return Counter(_mark(paragraph.ordinal, paragraph.text) for paragraph in split(article))


def _unanswered(snapshot: Snapshot, analyzer: Analyzer, sample: Sequence[Match]) -> Iterator[Damage]:
    """Look for some paragraphs by their first words, and name those that are not found."""
    for match in sample:
        record = read_record(match.stored)
        id, words = record["about"]["id"], analyzer.columns(record["text"])[1].split()[:3]
        terms = [Term(word, "words") for word in words]
        if terms:
            tree = conjunction([Phrase(tuple(terms), "words") if len(terms) > 1 else terms[0], Term(id, "article")])
            if not snapshot.count(tree):
                yield Damage(id, f"paragraph {record['ordinal']} is not found by its words", ARTICLES)


def _mark(ordinal: int, text: str) -> str:
    return hashlib.blake2b(f"{ordinal} {text}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
