"""Four articles for the cases of the language (`language_cases.txt`), on each engine, and the time they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from searchkit.analysis import Analyzer
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.manifest import Manifest
from searchkit.model import Article, Document, Entity, Paragraph
from searchkit.searcher import Searcher
from searchkit.store import Store

NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)  # a Wednesday

_Paragraph = tuple[str, str, str]
"""A role, a text, and the people named in it, with commas between."""

_ARTICLES: tuple[tuple[Article, tuple[_Paragraph, ...]], ...] = (
    (
        Article(
            "night",
            title="Council passes budget after long night",
            published=date(2024, 3, 18),
            source="Halden Courier",
            url="https://courier.example/politics/budget-night",
            byline=("Nora Feldt", "Samir Okonjo"),
            topics=("public finance", "town halls"),
        ),
        (
            ("headline", "Council passes budget after long night", ""),
            (
                "lede",
                "The council of Port Halden passed its budget on Monday. Mayor Elena Marsk said there were “no limits” "
                "to what the town could do.",
                "Elena Marsk",
            ),
            (
                "body",
                "The tax on tea will rise. Mr. Asplund said the levy, the tax and the budget were one plan. He left.",
                "Asplund",
            ),
            ("body", "Limits, limited liability and the limit of patience: taxes again, and a tax budget.", ""),
            ("body", "“Volodin never said it,” O'Neill wrote; Volodyn, Volodins are others. AT&T is big.", "O'Neill"),
            ("caption", "The US and the WHO agree: no-limits talk helps us.", ""),
            ("promo", "Read more: No limits for the harbour", ""),
        ),
    ),
    (
        Article(
            "strike",
            title="Ferry crews walk out",
            published=datetime(2024, 3, 15, 23, 30, tzinfo=UTC),
            source="Bay Wire",
            byline=("Nora Samir",),
        ),
        (
            ("headline", "Ferry crews walk out", ""),
            ("lede", "Ferry crews in Port Halden walked out on Friday, and the harbour stood still.", ""),
            (
                "body",
                "Crews want shorter shifts. Ships cannot wait. Shipowners say ship after ship is lost, and friendship.",
                "",
            ),
            ("body", "The union asked Will Ostrander. Will he come? In May he may.", "Will Ostrander"),
            ("body", "Shifts, shifts, shifts: the crews count shifts; the owners count ships.", ""),
            ("note", "(Updates with the union)", ""),
        ),
    ),
    (
        Article("wire", title="GRAIN BOARD SAYS NO LIMITS", published=date(1987, 3, 31), language="en"),
        (
            ("headline", "GRAIN BOARD SAYS NO LIMITS", ""),
            ("lede", "The U.S. Grain Board sold 1,000.5 tonnes after COVID-19. S&P 500 fell; it was not serious.", ""),
            ("body", "Xi’s plan, Xi's aide and Zoë Müller’s café: «Élan» ‘vital’ now.", "Xi,Zoë Müller"),
            ("body", "alpha beta gamma delta epsilon zeta alpha iota beta", ""),
        ),
    ),
    (
        Article("tide"),
        (
            ("lede", "Tide tables are wrong. Nobody noticed, said Li Ma.", "Li Ma"),
            ("body", "🚢🚢 Ma Li and Anna Berg met Otto Klein in the 北京 office.", "Ma Li,Anna Berg,Otto Klein"),
            ("body", "Mud and reeds, he told us. " * 12 + "The old sluice gate opened at nine.", ""),
        ),
    ),
)  # fmt: skip


_WORDS = "limits the no us tax of limit said".split()
LONG = (
    Article("long", title="Words without end"),
    (
        ("lede", " ".join(f"{word} x{at} " for at in range(160) for word in _WORDS), ""),
        ("body", "The limits ship. " * 200 + "Tax is the sea. " * 100 + "The tax limits.", ""),
    ),
)
"""Two paragraphs of more than a thousand words, in which words come again and again."""


def searcher(engine: str, folder: Path, *, long: bool = False) -> Searcher:
    """Open the articles on an engine, where wanted with LONG; it is always NOW."""
    opened = open_engine(engine, folder, create=True)
    with opened.writer() as writer:
        for name, made in _documents((*_ARTICLES, LONG) if long else _ARTICLES):
            writer.replace(name, made)
        writer.commit(1)
    return Searcher(Store(None, Manifest(engine, ""), opened), lambda: NOW)


def _documents(articles: Sequence[tuple[Article, tuple[_Paragraph, ...]]]) -> Iterator[tuple[str, list[Document]]]:
    analyzer = Analyzer()
    for article, texts in articles:
        start = 0 if article.title else 1
        made = [
            Paragraph(article.id, number, text, role, tuple(_people(text, names)))
            for number, (role, text, names) in enumerate(texts, start)
        ]
        yield article.id, documents(article, made, analyzer, UTC)


def _people(text: str, names: str) -> Iterator[Entity]:
    for name in filter(None, names.split(",")):
        start = text.index(name)
        yield Entity("person", name, name, start, start + len(name))
