"""A small corpus and one table of queries with the paragraphs that they find, the same on every engine."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime

from searchkit.analysis import Analyzer
from searchkit.documents import documents, values
from searchkit.engines.base import Engine
from searchkit.highlight import Highlighter
from searchkit.model import Article, Document, Entity, Match, Order, Paragraph
from searchkit.query.nodes import Everything, Node, Phrase, Term
from searchkit.query.parser import parse
from searchkit.query.resolve import resolve
from searchkit.query.spans import matches
from searchkit.query.superset import relaxed
from searchkit.query.trees import walk
from searchkit.query.view import View
from searchkit.records import read_record
from searchkit.schema import SCHEMA
from searchkit.scopes import Scopes
from searchkit.verified import Verified

ANALYZER = Analyzer()
CLUSTER = ("opensearch",) if "SEARCHKIT_OPENSEARCH" in os.environ else ()
"""The engine that needs a server: tested where this variable names one (`make test-opensearch`)."""
RANKED = (Term, Phrase)

_BUDGET = Article(
    "budget",
    title="Council passes budget after long night",
    published=date(2023, 11, 22),
    source="Harbour Times",
    url="https://harbour.example/politics/budget-night",
    language="EN",
    byline=("Mara Ellery", "Tomas Quill"),
    section="Local Politics",
    topics=("public finance", "town halls"),
)
_ENVOY = Article(
    "envoy",
    title="US envoy visits “no-fly” zone",
    published=datetime(2023, 10, 5, 23, 30, tzinfo=UTC),
    source="Reed Wire",
    byline=("Quill Mara",),
    topics=("town", "public halls"),
)
_MARKET = Article("market", title="Markets: AT&T up", published=date(2023, 11, 30), source="Reed Wire")
_WORLD = Article("world", language="fr", section="Arts")
_TAX = Article("Tax/2022:α β", title="Tea and tax", published=date(2022, 1, 31), topics=("tea",))
_GRAIN = Article("grain", title="GRAIN PRICES RISE, SAYS US BOARD", published=date(1987, 3, 31))

_TEXTS: dict[str, tuple[Article, list[tuple[str, str, list[tuple[str, str, str]]]]]] = {
    "budget": (
        _BUDGET,
        [
            ("headline", _BUDGET.title, []),
            (
                "lede",
                "The council of Port Ellery passed a budget of 1,000.5 million on Wednesday, and Mayor Ines Okafor "
                "said there were “no limits” to its ambition.",
                [
                    ("person", "Ines Okafor", "Ines Okafor"),
                    ("place", "Port Ellery", "Port Ellery"),
                    ("date", "2023-11-22..2023-11-22", "Wednesday"),
                ],
            ),
            (
                "body",
                "Opponents, led by Bram O'Neill, said the no-limits talk was not serious.",
                [("person", "Bram O'Neill", "Bram O'Neill")],
            ),
            (
                "body",
                "Taxes may rise. Taxes will rise, Mr. May said; Will Ostrander disagreed.",
                [("person", "Theo May", "May"), ("person", "Will Ostrander", "Will Ostrander")],
            ),
            ("promo", "Read more: no limits for the harbour", []),
        ],
    ),
    "envoy": (
        _ENVOY,
        [
            ("headline", _ENVOY.title, []),
            (
                "lede",
                "The US sent an envoy to Lindholm, and the U.S. flag flew there.",
                [("place", "United States", "US"), ("place", "Lindholm", "Lindholm")],
            ),
            ("body", "Tell us what you think, she asked us.", []),
            ("body", "WHO doctors said IT systems failed.", [("org", "World Health Organization", "WHO")]),
            ("body", "Those who know it said so; who else?", []),
            ("caption", "US AND WHO OFFICIALS MEET ON IT PLAN", []),
            ("body", "It was Who they feared: Us.", []),
        ],
    ),
    "market": (
        _MARKET,
        [
            ("headline", _MARKET.title, []),
            ("lede", "AT&T rose while the S&P 500 fell; at & t is no word.", [("org", "AT&T Inc.", "AT&T")]),
            ("body", "COVID-19 costs hit COVID wards in 19 towns.", []),
            ("body", "Prices rose 3.5 percent to 1,000,000 crowns, or 1000000 before tax.", []),
            (
                "body",
                "The #budget trends; write to @okafor or to mail@harbour.example today.",
                [("date", "2023-11-30..2023-11-30", "today")],
            ),
            ("credit", "--With assistance from Bram O’Neill.", [("person", "Bram O'Neill", "Bram O’Neill")]),
        ],
    ),
    "world": (
        _WORLD,
        [
            (
                "lede",
                "Zoë Müller’s café in Łódź served crème brûlée.",
                [("person", "Zoë Müller", "Zoë Müller"), ("nationality", "Polish", "Łódź")],
            ),
            ("body", unicodedata.normalize("NFD", "Müller met José in the café."), []),
            ("body", "北京大学 opened; Москва answered in Ёлка style.", []),
            (
                "body",
                "Xi’s plan and Xi's aide: a state-of-the-art, well-known re-election.",
                [
                    ("date", "2022-01-01..2022-12-31", "plan"),
                    ("date", "2024-03-01..2024-03-31", "aide"),
                    ("date", "one day", "re-election"),
                ],
            ),
            ("body", "«Élan» ‘vital’ ... … — ?!", []),
        ],
    ),
    "tax": (
        _TAX,
        [
            ("headline", _TAX.title, []),
            ("lede", "Tax on tea, tax on tax: tea tax limits limited the limit.", []),
            ("body", "Li Ma met Ma Li.", [("person", "Li Ma", "Li Ma"), ("person", "Ma Li", "Ma Li")]),
            (
                "body",
                "Anna Berg and Otto Klein signed.",
                [("person", "Anna Berg", "Anna Berg"), ("person", "Otto Klein", "Otto Klein")],
            ),
            ("body", "Anna Klein signed, Berg did not.", [("person", "Anna Klein", "Anna Klein")]),
        ],
    ),
    "grain": (
        _GRAIN,
        [
            ("headline", _GRAIN.title, []),
            ("lede", "The Grain Board, of which May is head, can not say no.", [("org", "Grain Board", "Grain Board")]),
        ],
    ),
}


def corpus() -> Iterator[tuple[str, list[Document]]]:
    """Give the documents of each article; the names of paragraphs in the table are short for their ids."""
    for article, texts in _TEXTS.values():
        start = 0 if article.title else 1
        paragraphs = [
            Paragraph(article.id, number, text, role, tuple(_entities(text, names)))
            for number, (role, text, names) in enumerate(texts, start)
        ]
        yield article.id, documents(article, paragraphs, ANALYZER, UTC)


def _entities(text: str, names: list[tuple[str, str, str]]) -> Iterator[Entity]:
    for kind, name, surface in names:
        start = text.index(surface)
        yield Entity(kind, name, surface, start, start + len(surface), _details(kind, name))


def _details(kind: str, name: str) -> dict[str, object]:
    if kind == "date" and ".." in name:
        return {"interval": name.split("..")}
    countries = {"United States": "US", "Lindholm": "SE"}
    return {"country": countries[name]} if name in countries else {}


def tree_of(query: str, *, any_words: bool = False) -> Node:
    """Read and resolve a query."""
    return resolve(parse(query, any_words=any_words).tree, SCHEMA, ANALYZER, query, any_words=any_words).tree


def name_of(match: Match) -> str:
    """Give the short name of a match: article and number."""
    record = read_record(match.stored)
    short = {article.id: name for name, (article, _) in _TEXTS.items()}
    return f"{short[record['about']['id']]}#{record['ordinal']}"


def found(engine: Engine, tree: Node, order: Order = Order.RELEVANCE) -> list[str]:
    """Give the names of the paragraphs that a tree matches, checked where the engine does not run all of it."""
    tree = looked_up(engine, tree)
    superset = engine.snapshot().stream(relaxed(tree, engine.runs), order)
    return [name_of(match) for match in superset if _checked(match, tree)]


def looked_up(engine: Engine, tree: Node) -> Node:
    """Give a tree with the articles that it speaks of, as titles do."""
    highlighter = Highlighter(ANALYZER)
    return Scopes(Verified(engine.snapshot(), engine.runs, highlighter), highlighter, Everything()).looked_up(tree)


def _checked(match: Match, tree: Node) -> bool:
    return matches(tree, View(values(read_record(match.stored), ANALYZER)))


EVERY = " ".join(
    f"{name}#{number}"
    for name, (article, texts) in _TEXTS.items()
    for number in range(0 if article.title else 1, len(texts) + (0 if article.title else 1))
)
DATED = " ".join(name for name in EVERY.split() if not name.startswith("world"))


def without(names: str) -> str:
    """Give all paragraphs but these."""
    return " ".join(name for name in EVERY.split() if name not in names.split())


NO_LIMITS = "budget#1 budget#2 budget#4"
ENVOY = "envoy#0 envoy#1 envoy#2 envoy#3 envoy#4 envoy#5 envoy#6"
BUDGET = "budget#0 budget#1 budget#2 budget#3 budget#4"
MARKET = "market#0 market#1 market#2 market#3 market#4 market#5"
WORLD = "world#1 world#2 world#3 world#4 world#5"
TAX = "tax#0 tax#1 tax#2 tax#3 tax#4"
GRAIN = "grain#0 grain#1"
SIGNED = "tax#3 tax#4"

CASES = (
    # --- words are stems; quotes are the very words, side by side
    ("limit", f"{NO_LIMITS} tax#1"),
    ("limits", f"{NO_LIMITS} tax#1"),
    ("LIMITED", f"{NO_LIMITS} tax#1"),
    ('"limit"', "tax#1"),
    ('"limits"', f"{NO_LIMITS} tax#1"),
    ('"limited"', "tax#1"),
    ("no limits", NO_LIMITS),
    ("limits no", NO_LIMITS),
    ('"no limits"', NO_LIMITS),
    ('"no limit"', ""),
    ('"limits no"', ""),
    ("no-limits", NO_LIMITS),
    ("“no limits”", NO_LIMITS),
    ("«no limits»", NO_LIMITS),
    ("„no limits”", NO_LIMITS),
    ("'no limits'", NO_LIMITS),
    ("‘no limits’", NO_LIMITS),
    ('"no-limits"', NO_LIMITS),
    ('"NO LIMITS"', NO_LIMITS),
    ('"tax limits limited"', "tax#1"),
    ('"tax limits" "the limit"', "tax#1"),
    ('"tea tax tea"', ""),
    ('"tax on tax tea tax"', "tax#1"),
    ("taxes", "budget#3 tax#0 tax#1 market#3"),
    ('"taxes"', "budget#3"),
    # --- AND, OR, NOT, +, -, parentheses
    ("council AND budget", "budget#0 budget#1"),
    ("council budget", "budget#0 budget#1"),
    ("council OR flag", "budget#0 budget#1 envoy#1"),
    ("council OR flag OR doctors", "budget#0 budget#1 envoy#1 envoy#3"),
    ("tax NOT tea", "budget#3 market#3"),
    ("tax -tea", "budget#3 market#3"),
    ("-tea tax", "budget#3 market#3"),
    ("tax AND NOT tea", "budget#3 market#3"),
    ("tax -(tea OR crowns)", "budget#3"),
    ("tax -tea -crowns", "budget#3"),
    ("(council OR flag) said", "budget#1"),
    ("council OR flag said", "budget#0 budget#1"),
    ("said (budget OR (doctors NOT flag))", "budget#1 envoy#3"),
    ("+budget council", "budget#0 budget#1"),
    ("+budget -council", "market#4"),
    ("budget OR council -night", "budget#0 budget#1 market#4"),
    ("(budget OR council) -night", "budget#1 market#4"),
    ("tax tax tax", "budget#3 tax#0 tax#1 market#3"),
    ("nowhere", ""),
    ("council nowhere", ""),
    ("council OR nowhere", "budget#0 budget#1"),
    ("council -nowhere", "budget#0 budget#1"),
    # --- nothing but negations, alone and inside
    ("-tax", without("budget#3 tax#0 tax#1 market#3")),
    ("-tax -said", without("budget#1 budget#2 budget#3 tax#0 tax#1 market#3 envoy#3 envoy#4")),
    ("NOT (tax OR said)", without("budget#1 budget#2 budget#3 tax#0 tax#1 market#3 envoy#3 envoy#4")),
    ("NOT NOT tea", "tax#0 tax#1"),
    ("NOT (NOT tea)", "tax#0 tax#1"),
    ("tea OR NOT tax", without("budget#3 market#3")),
    ("flag (-tax -tea)", "envoy#1"),
    ("-nowhere", EVERY),
    ("*", EVERY),
    ("* -*", ""),
    ("council *", "budget#0 budget#1"),
    ("tax -published:2022", "budget#3 market#3"),
    # --- function words: optional beside others, needed alone, quoted, after +
    ("the flag", "envoy#1"),
    ("the budget of it", "market#4 budget#0 budget#1"),
    ("+of budget", "budget#1"),
    ("on of", "budget#1"),
    ("+the budget", "budget#1 market#4"),
    ('"the council"', "budget#1"),
    ('"the budget"', "market#4"),
    ("not serious", "budget#2"),
    ("not", "budget#2 tax#4 grain#1"),
    ("no", f"{NO_LIMITS} envoy#0 market#1 grain#1"),
    ("may", "budget#3 grain#1"),
    ("May said", "budget#3"),
    ("will", "budget#3"),
    ("Will Ostrander", "budget#3"),
    ("can not", "grain#1"),
    # --- words that in capitals mean something else
    ("US", "envoy#0 envoy#1 envoy#5 grain#0"),
    ("U.S.", "envoy#0 envoy#1 envoy#5 grain#0"),
    ("u.s.", "envoy#0 envoy#1 envoy#5 grain#0"),
    ("us", "envoy#0 envoy#1 envoy#2 envoy#5 envoy#6 grain#0"),
    ("Us", "envoy#0 envoy#1 envoy#2 envoy#5 envoy#6 grain#0"),
    ('"us"', "envoy#0 envoy#1 envoy#2 envoy#5 envoy#6 grain#0"),
    ('"US"', "envoy#0 envoy#1 envoy#5 grain#0"),
    ('"the US sent"', "envoy#1"),
    ('"the us sent"', "envoy#1"),
    ('"asked us"', "envoy#2"),
    ('"asked US"', ""),
    ("WHO", "envoy#3 envoy#5"),
    ("who", "envoy#3 envoy#4 envoy#5 envoy#6"),
    ("W.H.O.", "envoy#3 envoy#5"),
    ("IT systems", "envoy#3"),
    ("+IT", "envoy#3 envoy#5"),
    ("IT", "envoy#3 envoy#5"),
    ("it", "budget#1 envoy#3 envoy#4 envoy#5 envoy#6"),
    ('"it"', "envoy#3 envoy#4 envoy#5 envoy#6"),
    ('"IT"', "envoy#3 envoy#5"),
    ("US +WHO +IT", "envoy#5 envoy#6"),
    ("US WHO IT", "envoy#0 envoy#1 envoy#2 envoy#5 envoy#6 grain#0"),
    ("us +who +it", "envoy#5 envoy#6"),
    ("COUNCIL PASSES BUDGET", "budget#0 budget#1"),
    ("title:US", f"{ENVOY} {GRAIN}"),
    ('title:"US envoy"', ENVOY),
    ('title:"says US board"', GRAIN),
    # --- odd words
    ("AT&T", "market#0 market#1"),
    ("at&t", "market#0 market#1"),
    ("AT&T's", "market#0 market#1"),
    ('"AT&T rose"', "market#1"),
    ("S&P", "market#1"),
    ('"S&P 500"', "market#1"),
    ("S&P 500", "market#1"),
    ("O'Neill", "budget#2 market#5"),
    ("O’Neill", "budget#2 market#5"),
    ("o`neill", "budget#2 market#5"),
    ("O'Neill's", "budget#2 market#5"),
    ("ONeill", ""),
    ("COVID-19", "market#2"),
    ('"COVID-19"', "market#2"),
    ('"covid wards"', "market#2"),
    ("covid 19", "market#2"),
    ('"19 COVID"', ""),
    ("1,000.5", "budget#1"),
    ("1000.5", "budget#1"),
    ("1,000,000", "market#3"),
    ("1000000", "market#3"),
    ("3.5", "market#3"),
    ('"3.5 percent"', "market#3"),
    ("#budget", "budget#0 budget#1 market#4"),
    ('"#budget trends"', "market#4"),
    ("@okafor", "budget#1 market#4"),
    ("mail@harbour.example", "market#4"),
    ("Xi's", "world#4"),
    ("Xi’s", "world#4"),
    ("Xi", "world#4"),
    ('"Xi\'s plan"', "world#4"),
    ('"Xi aide"', "world#4"),
    ("state-of-the-art", "world#4"),
    ('"state of the art"', "world#4"),
    ("well-known", "world#4"),
    ('"known well"', ""),
    ("re-election", "world#4"),
    # --- accents, forms of Unicode, other scripts
    ("Müller", "world#1 world#2"),
    ("Muller", "world#1 world#2"),
    ("MÜLLER", "world#1 world#2"),
    (unicodedata.normalize("NFD", "Müller José"), "world#2"),
    (unicodedata.normalize("NFC", "Müller José"), "world#2"),
    ('"Müllers café"', ""),
    ('"muller cafe"', "world#1"),
    ("Lodz", "world#1"),
    ("Łódź", "world#1"),
    ("creme brulee", "world#1"),
    ("北京", "world#3"),
    ('"北京大学"', "world#3"),
    ('"大北"', ""),
    ("москва", "world#3"),
    ("елка", "world#3"),
    ("ЁЛКА", "world#3"),
    ("elan vital", "world#5"),
    # --- fields
    ("title:budget", BUDGET),
    ("title:(budget OR tea)", f"{BUDGET} {TAX}"),
    ('title:"long night"', BUDGET),
    ('title:"long nights"', ""),
    ("title:nights", BUDGET),
    ("title:no-fly", ENVOY),
    ("title:budget said", "budget#1 budget#2 budget#3"),
    ("words:limits", f"{NO_LIMITS} tax#1"),
    ("words:limit", "tax#1"),
    ("text:limits", f"{NO_LIMITS} tax#1"),
    ("text:(no limits)", NO_LIMITS),
    ("person:okafor", "budget#1"),
    ("person:Okafor", "budget#1"),
    ('person:"Ines Okafor"', "budget#1"),
    ("person:o'neill", "budget#2 market#5"),
    ("person:may", "budget#3"),
    ("person:will", "budget#3"),
    ("-person:okafor said", "budget#2 budget#3 envoy#3 envoy#4"),
    ("person:muller", "world#1"),
    ("org:WHO", "envoy#3"),
    ('org:"world health"', "envoy#3"),
    ("org:at&t", "market#1"),
    ("place:ellery", "budget#1"),
    ("place:US", "envoy#1"),
    ("nationality:polish", "world#1"),
    ("country:US", "envoy#1"),
    ("country:us", "envoy#1"),
    ('country:"united states"', "envoy#1"),
    ("country:sweden", "envoy#1"),
    ("country:(US SE)", "envoy#1"),
    ("country:(ua OR se)", "envoy#1"),
    ("country:UA", ""),
    ("has:country", "envoy#1"),
    ("country:*", "envoy#1"),
    ("-country:SE sent", ""),
    ("topic:finance", BUDGET),
    ('topic:"town halls"', BUDGET),
    ("topic:town", f"{BUDGET} {ENVOY}"),
    ("source:reed", f"{ENVOY} {MARKET}"),
    ('source:"harbour times" said', "budget#1 budget#2 budget#3"),
    ("byline:quill", f"{BUDGET} {ENVOY}"),
    ('byline:"tomas quill"', BUDGET),
    ("section:politics", BUDGET),
    ("section:(politics OR arts)", f"{BUDGET} {WORLD}"),
    ("language:en", BUDGET),
    ("language:FR", WORLD),
    ("language:(en OR fr)", f"{BUDGET} {WORLD}"),
    ("url:harbour", BUDGET),
    ("url:https://harbour.example/politics/budget-night", BUDGET),
    ("role:promo", "budget#4"),
    ("role:(promo OR credit)", "budget#4 market#5"),
    ("role:any council", "budget#0 budget#1"),
    ("role:headline tax", "tax#0"),
    ("article:budget", BUDGET),
    ("article:Budget", ""),
    ('article:"Tax/2022:α β"', TAX),
    ("article:Tax*", TAX),
    ("has:person", "budget#1 budget#2 budget#3 market#5 world#1 tax#2 tax#3 tax#4"),
    ("-has:published", WORLD),
    ("has:published council", "budget#0 budget#1"),
    ("person:*", "budget#1 budget#2 budget#3 market#5 world#1 tax#2 tax#3 tax#4"),
    # --- several values: no phrase across two; what one ( ) joins holds of one value
    ('person:"li ma"', "tax#2"),
    ('person:"ma li"', "tax#2"),
    ('person:"ma ma"', ""),
    ('person:"berg otto"', ""),
    ('person:"anna klein"', "tax#4"),
    ("person:anna person:klein", SIGNED),
    ("person:(anna klein)", "tax#4"),
    ("person:(anna AND berg)", "tax#3"),
    ("person:(anna OR otto)", SIGNED),
    ("person:(anna -klein)", "tax#3"),
    ("person:(-anna klein)", "tax#3"),
    ("person:((-anna)^2 klein)", "tax#3"),
    ("person:(+(-anna) +klein)", "tax#3"),
    ("-person:(anna klein)", without("tax#4")),
    ("signed -person:(anna klein)", "tax#3"),
    ("person:(anna (klein OR berg))", SIGNED),
    ("person:(otto berg) OR tea", "tax#0 tax#1"),
    ("person:(will ostrander)", "budget#3"),
    ("person:(will may)", ""),
    ("topic:(public halls)", ENVOY),
    ("topic:(public town)", ""),
    ("topic:public topic:town", f"{BUDGET} {ENVOY}"),
    ('topic:"finance town"', ""),
    ("byline:(mara ellery)", BUDGET),
    ("byline:(mara quill)", ENVOY),
    ('person:("anna berg" OR "anna klein") signed', SIGNED),
    # --- dates and numbers
    ("published:2023", f"{BUDGET} {ENVOY} {MARKET}"),
    ("published:2023-11", f"{BUDGET} {MARKET}"),
    ("published:2023-11-22", BUDGET),
    ("published:2023-10-05", ENVOY),
    ("published:2023-10-06", ""),
    ("published:2023-10..2023-11", f"{BUDGET} {ENVOY} {MARKET}"),
    ("published:2023-10-05..2023-11-22", f"{BUDGET} {ENVOY}"),
    ("published:..2022", f"{TAX} {GRAIN}"),
    ("published:2023-11..", f"{BUDGET} {MARKET}"),
    ("published:>=2023-11-22", f"{BUDGET} {MARKET}"),
    ("published:>2023-11-22", MARKET),
    ("published:<2022-01-31", GRAIN),
    ("published:<=2022-01-31", f"{TAX} {GRAIN}"),
    ("published:<1970", ""),
    ("published:*", DATED),
    ("-published:2023", f"{WORLD} {TAX} {GRAIN}"),
    ("-published:>=1900", WORLD),
    ("published:(1987 OR 2022)", f"{TAX} {GRAIN}"),
    # --- times that are mentioned: one of a paragraph's periods lies within what is asked
    ("mentioned:2023", "budget#1 market#4"),
    ("mentioned:2023-11-22", "budget#1"),
    ("mentioned:2023-11-22..2023-11-29", "budget#1"),
    ("mentioned:2022", "world#4"),
    ("mentioned:2022-06", ""),
    ("mentioned:2022-02..2022-12", ""),
    ("mentioned:2024-03", "world#4"),
    ("mentioned:2024-03-15", ""),
    ("mentioned:2022-06..2024-02", "budget#1 market#4"),
    ("mentioned:2022..2024", "budget#1 market#4 world#4"),
    ("mentioned:>=2023-11-30", "market#4 world#4"),
    ("mentioned:>2023-11-30", "world#4"),
    ("mentioned:<2023-11-22", "world#4"),
    ("mentioned:<=2023-11-22", "budget#1 world#4"),
    ("mentioned:..2021", ""),
    ("mentioned:(>=2022-02 <2024-04)", "budget#1 market#4 world#4"),
    ("mentioned:(>=2022-02 <2024-02)", "budget#1 market#4"),
    ("mentioned:(2023 -2023-11-30)", "budget#1"),
    ("mentioned:(2022 2024)", ""),
    ("mentioned:2022 mentioned:2024", "world#4"),
    ("mentioned:(2022 OR 2023-11-30)", "market#4 world#4"),
    ("mentioned:november 2023", "budget#1 market#4"),
    ("has:mentioned", "budget#1 market#4 world#4"),
    ("mentioned:*", "budget#1 market#4 world#4"),
    ("mentioned:..", "budget#1 market#4 world#4"),
    ("council -mentioned:2023", "budget#0"),
    ("-mentioned:2023 has:mentioned", "world#4"),
    ("atleast1(mentioned:2023) OR tea", "tax#0 tax#1 budget#1 market#4"),
    ("ordinal:0", "budget#0 envoy#0 market#0 tax#0 grain#0"),
    ("ordinal:4..5", "budget#4 envoy#4 envoy#5 market#4 market#5 world#4 world#5 tax#4"),
    ("ordinal:>5", "envoy#6"),
    ("ordinal:<1 tea", "tax#0"),
    ("ordinal:99", ""),
    # --- words that begin so
    ("lim*", f"{NO_LIMITS} tax#1"),
    ("limite*", "tax#1"),
    ("LIMITE*", "tax#1"),
    ("limitedx*", ""),
    ("u*", "envoy#0 envoy#1 envoy#2 envoy#5 envoy#6 grain#0 market#0"),
    ("o'nei*", "budget#2 market#5"),
    ("müll*", "world#1 world#2"),
    ("мос*", "world#3"),
    ("1000*", "budget#1 market#3"),
    ("person:ok*", "budget#1"),
    ("title:mark*", MARKET),
    ("lim* -tax", NO_LIMITS),
    # --- weights change the order only
    ("council^3 OR flag^0.5", "budget#0 budget#1 envoy#1"),
    ("(council OR flag)^2", "budget#0 budget#1 envoy#1"),
    ('"no limits"^2 tax', ""),
    ("person:anna^4 signed", SIGNED),
)

ORDERED = (
    # --- the whole order, of matches that differ in what they are sorted by
    ("tea", Order.RELEVANCE, "tax#0 tax#1"),
    ("council^9 OR flag", Order.RELEVANCE, "budget#0 budget#1 envoy#1"),
    ("council OR flag^9", Order.RELEVANCE, "envoy#1 budget#0 budget#1"),
    ("no limits", Order.RELEVANCE, "budget#4 budget#2 budget#1"),
    ("ordinal:1", Order.NEWEST, "market#1 budget#1 envoy#1 tax#1 grain#1 world#1"),
    ("ordinal:1", Order.OLDEST, "grain#1 tax#1 envoy#1 budget#1 market#1 world#1"),
    ("ordinal:1 -published:2023", Order.NEWEST, "tax#1 grain#1 world#1"),
    ("ordinal:1 -published:2023", Order.OLDEST, "grain#1 tax#1 world#1"),
    ("article:budget", Order.NEWEST, BUDGET),
    ("article:budget", Order.OLDEST, BUDGET),
    (" OR ".join(f"article:{name}" for name in ("world", "grain")), Order.NEWEST, f"{GRAIN} {WORLD}"),
    (" OR ".join(f"article:{name}" for name in ("world", "grain")), Order.OLDEST, f"{GRAIN} {WORLD}"),
)

ANY = (
    # --- words side by side as alternatives
    ("council flag", "budget#0 budget#1 envoy#1"),
    ("council flag -night", "budget#1 envoy#1"),
    ("+council flag", "budget#0 budget#1"),
    ("the flag", "envoy#1"),
    ("no limits", f"{NO_LIMITS} tax#1 envoy#0 market#1 grain#1"),
    ("tea role:headline", "tax#0"),
)


def dense(tree: Node) -> bool:
    """Say whether all that scores in a tree is in the fields that every paragraph has."""
    return all(getattr(node, "field", "text") in ("text", "words") for node in walk(tree) if isinstance(node, RANKED))


def drop(engine: Engine) -> None:
    """Take an index off its cluster: there are not so many on one as random tests make."""
    if isinstance(engine, _opensearch()):
        for name in engine.server.ask("GET", f"/{engine.place.index}/_settings"):
            engine.server.ask("DELETE", f"/{name}")


def _opensearch() -> type:
    if not CLUSTER:
        return type(None)
    from searchkit.engines.opensearch import Opensearch

    return Opensearch
