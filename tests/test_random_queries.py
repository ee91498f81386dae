"""Random queries of every construct over random articles: the same hits, marks, totals and warnings on every engine.

The trees are as typed, and go the whole way of a query; those of `test_random_trees` are as indexed, for engines alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from engines_cases import CLUSTER, drop
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.documents import documents
from searchkit.engines import open_engine
from searchkit.engines.base import Engine
from searchkit.errors import QueryError
from searchkit.manifest import Manifest
from searchkit.model import Article, Entity, Paragraph
from searchkit.query.nodes import (
    AtLeast,
    Boost,
    Everything,
    Exact,
    Fuzzy,
    Loose,
    Must,
    Near,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Regex,
    Scope,
    Term,
    Wildcard,
    Within,
    conjunction,
    disjunction,
)
from searchkit.searcher import Searcher
from searchkit.store import Store

ENGINES = ("memory", "tantivy", "whoosh", *CLUSTER)
QUERIES = 20
NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)

# --- articles

WORDS = "limit limits limited Limits US us U.S. the no tax Taxes AT&T O’Neill no-limits 3.5 Will will café 北京".split()
NAMES = ("Anna Berg", "Otto Klein", "Anna Klein", "Li Ma")
ROLES = ("headline", "lede", "body", "caption", "promo")
_ends = st.sampled_from((" ", " ", " ", ", ", ". ", "? ", " “", "” "))
_texts = st.lists(st.tuples(st.sampled_from((*WORDS, *NAMES)), _ends), min_size=1, max_size=12).map(
    lambda words: "".join(word + end for word, end in words)
)
_days = st.sampled_from((None, date(2024, 3, 15), date(2023, 1, 1), datetime(2024, 3, 19, 23, 30, tzinfo=UTC)))


@st.composite
def _articles(draw: st.DrawFn) -> tuple[Article, list[Paragraph]]:
    title = draw(st.one_of(st.just(""), _texts.map(str.strip)))
    article = Article(
        "to be numbered", title=title, published=draw(_days), topics=draw(st.sampled_from(((), ("tax", "no us"))))
    )
    texts = [
        *([("headline", title)] if title else []),
        *draw(st.lists(st.tuples(st.sampled_from(ROLES[1:]), _texts), max_size=4)),
    ]
    return article, [Paragraph("", number, text, role, _people(text)) for number, (role, text) in enumerate(texts)]


def _people(text: str) -> tuple[Entity, ...]:
    return tuple(
        Entity("person", name, name, start, start + len(name)) for name in NAMES if (start := text.find(name)) >= 0
    )


_corpora = st.lists(_articles(), min_size=1, max_size=6)

# --- queries, as trees

FIELDS = ("", "", "", "", "title", "person", "headline", "lede", "words", "topic")
_fields = st.sampled_from(FIELDS)
_words = st.sampled_from((*WORDS, "anna", "klein", "nowhere"))
_terms = _words.map(Term)
_phrases = st.lists(_terms, min_size=2, max_size=3).map(tuple)


def _leaves(fields: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Term, _words, fields),
        st.builds(Term, _words, fields),
        st.builds(Phrase, _phrases, fields),
        st.builds(Loose, _phrases, st.integers(0, 4), fields),
        st.builds(Prefix, st.sampled_from(("l", "lim", "u", "US", "a", "o'n", "北")), fields),
        st.builds(Wildcard, st.sampled_from(("*s", "l*t", "?s", "*i*", "l?mit", "*ar*")), fields),
        st.builds(Fuzzy, st.sampled_from(("limot", "us", "tex", "cafe", "anne")), st.just(1), fields),
        st.builds(Fuzzy, st.sampled_from(("limots", "klien")), st.just(2), fields),
        st.builds(Regex, st.sampled_from(("lim.*", "u.?s", "[a-t]+", "(limit|tax)e?[sd]*", ".")), fields),
    )


_exact = st.one_of(
    st.builds(Exact, st.sampled_from(("US", "us", "U.S.", "Will", "will", "Limits", "café"))),
    st.lists(st.sampled_from(("Will", "will", "no", "Limits")).map(Exact), min_size=2, max_size=2).map(
        lambda parts: Phrase(tuple(parts))
    ),
)
_days_asked = st.sampled_from(("2024", "2024-03-15", "last week", "yesterday", "2025"))
_filters = st.one_of(
    _days_asked.map(lambda day: Phrase(tuple(map(Term, day.split())), "published")),
    _days_asked.map(lambda day: Range(day, None, "published")),
    st.integers(0, 3).map(lambda number: Range(None, str(number), "ordinal")),
    st.sampled_from(("person", "published", "title")).map(lambda name: Term(name, "has")),
    st.sampled_from((*ROLES, "any")).map(lambda name: Term(name, "role")),
    st.just(Everything()),
)
_reach = st.one_of(st.integers(1, 6), st.sampled_from("sp"))
_sides = st.recursive(
    st.one_of(_leaves(st.just("")), _exact),
    lambda inner: st.one_of(
        st.builds(Near, inner, inner, _reach, st.booleans()),
        st.lists(inner, min_size=2, max_size=3).map(disjunction),
        st.builds(Boost, inner, st.sampled_from((0.5, 2.0))),
    ),
    max_leaves=4,
)
_places = st.one_of(
    st.builds(Near, _sides, _sides, _reach, st.booleans()),
    st.builds(AtLeast, st.integers(1, 3), _sides),
)
_inside = st.recursive(
    st.one_of(_leaves(st.just("")), st.builds(Near, _leaves(st.just("")), _leaves(st.just("")), _reach, st.booleans())),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(conjunction),
        st.lists(inner, min_size=2, max_size=3).map(disjunction),
        inner.map(Not),
    ),
    max_leaves=3,
)
_queries = st.recursive(
    st.one_of(_leaves(_fields), _exact, _filters, _places, st.builds(Within, _fields.filter(bool), _inside)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(conjunction),
        st.lists(inner, min_size=2, max_size=4).map(disjunction),
        inner.map(Not),
        inner.map(Must),
        inner.map(Scope),
        st.builds(Boost, inner, st.sampled_from((0.5, 2.0))),
    ),
    max_leaves=6,
)


def _filled(corpus: Sequence[tuple[Article, list[Paragraph]]], engine: str, folder: Path) -> Engine:
    opened, analyzer = open_engine(engine, folder, create=True), Analyzer()
    with opened.writer() as writer:
        for number, (article, paragraphs) in enumerate(corpus):
            named = Article(f"a{number}", title=article.title, published=article.published, topics=article.topics)
            own = [Paragraph(named.id, one.ordinal, one.text, one.role, one.entities) for one in paragraphs]
            writer.replace(named.id, documents(named, own, analyzer, UTC))
        writer.commit(1)
    return opened


def _searcher(engine: Engine) -> Searcher:
    return Searcher(Store(None, Manifest(engine.name, ""), engine), lambda: NOW)


def _answer(searcher: Searcher, query: Node) -> object:
    try:
        results = searcher.search(query, None)
    except QueryError as error:
        return error.message
    hits = {hit.id: (hit.marks, hit.title_marks, hit.snippet) for hit in results.hits}
    said = [warning.message for warning in results.warnings]
    return hits, said, results.counts(), searcher.count(query)


# shrinking would make thousands of indexes; what failed names the query
@settings(max_examples=max(1, settings.default.max_examples // 3), phases=(Phase.explicit, Phase.generate))
@given(_corpora, st.lists(_queries, min_size=QUERIES, max_size=QUERIES))
def test_every_engine_answers_the_same_and_what_is_written_means_the_same(
    corpus: list[tuple[Article, list[Paragraph]]], queries: list[Node]
) -> None:
    with TemporaryDirectory() as folder:
        engines = {name: _filled(corpus, name, Path(folder) / name) for name in ENGINES}
        searchers = {name: _searcher(engine) for name, engine in engines.items()}
        for query in queries:
            expected = _answer(searchers["memory"], query)
            for name in ENGINES[1:]:
                assert _answer(searchers[name], query) == expected, (name, str(query))
            assert _answer(searchers["memory"], str(query)) == expected, str(query)
        for engine in engines.values():
            drop(engine)
