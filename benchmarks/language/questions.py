"""Queries of each kind, made of the text itself with a fixed seed; not how they are timed (`speed`).

A paragraph is drawn by chance, and words out of it that are no function words, four small letters and more; what a kind
joins stands as it says in that paragraph. So every query finds something, frequent words come as often as they
are written, and no two queries of a kind are the same.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from benchmarks.data import DATA, articles
from searchkit.analysis import FUNCTION_WORDS
from searchkit.sentences import sentences

QUERIES = DATA / "queries"
ASKED = 220
"""Queries of a kind: the first of them warm up, the others are timed."""

Draw = random.Random


@dataclass(frozen=True, slots=True)
class Kind:
    """Name a kind of query, what its median is wanted to stay under in milliseconds, and its queries."""

    name: str
    wanted: float | None
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Hold a paragraph of the collection, the article that it is of, and what words it has."""

    text: str
    article: dict[str, Any]
    words: list[str]


Make = Callable[[Source, Draw], str | None]
"""Makes one query of a paragraph; None where it lacks what the kind needs."""


def kinds(seed: int = 2, most: int | None = None) -> Iterator[Kind]:
    """Give the queries of each kind that is made of the text, of so many articles, and then those that others made."""
    sources = _sources(most)
    for name, (wanted, make) in KINDS.items():
        yield Kind(name, wanted, tuple(_made(make, sources, Draw(f"{seed} {name}"))))
    yield from _sets()


def _sources(most: int | None = None) -> list[Source]:
    """Read the paragraphs of every fifth article."""
    found = []
    for line in islice(articles(most=most), 0, None, 5):
        article = json.loads(line)
        found += [Source(text, article, _words(text)) for text in article["paragraphs"]]
    return [source for source in found if len(set(source.words)) > 5]


def _made(make: Make, sources: list[Source], draw: Draw) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < ASKED:
        query = make(draw.choice(sources), draw)
        found.update({query: None} if query else {})
    return list(found)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\b[a-z]{4,}\b", text) if word not in FUNCTION_WORDS]


def _two(source: Source, draw: Draw, joined: str) -> str:
    return joined.join(draw.sample(sorted(set(source.words)), 2))


def _one(source: Source, draw: Draw) -> str:
    return draw.choice(source.words)


def _phrase(source: Source, draw: Draw) -> str | None:
    """Take two or three words that follow each other, with nothing but a space between."""
    runs = re.findall(r"(?<![\w.,'-])[a-z]+(?: [a-z]+)+(?![\w.,'-])", source.text)
    words = draw.choice(runs).split() if runs else []
    size = min(len(words), draw.choice((2, 2, 3)))
    at = draw.randrange(len(words) - size + 1) if words else 0
    chosen = words[at : at + size]
    return f'"{" ".join(chosen)}"' if any(word not in FUNCTION_WORDS for word in chosen) else None


def _within(source: Source, draw: Draw, reach: int, joined: str) -> str | None:
    """Take a word, and one of the `reach` words behind it."""
    every = re.findall(r"[\w.,']*\w", source.text)
    places = [at for at, word in enumerate(every) if word in source.words]
    pairs = [(every[a], every[b]) for a in places for b in places if a < b <= a + reach and every[a] != every[b]]
    return joined.format(*draw.choice(pairs)) if pairs else None


def _in_sentence(source: Source, draw: Draw) -> str | None:
    start, end = draw.choice(sentences(source.text))
    words = sorted(set(_words(source.text[start:end])))
    return " w/s ".join(draw.sample(words, 2)) if len(words) > 1 else None


def _replaced(source: Source, draw: Draw, sign: str) -> str | None:
    """Take a word of six letters and more with another sign in the place of one of its inner letters."""
    word = _one(source, draw)
    at = draw.randrange(1, max(2, len(word) - 1))
    return f"{word[:at]}{sign}{word[at + 1 :]}" if len(word) > 5 else None


def _regex(source: Source, draw: Draw) -> str | None:
    word = _one(source, draw)
    return f"/{re.sub('[aeiou]', '[aeiou]', word[:-1], count=1)}[a-z]+/" if len(word) > 5 else None


def _article(source: Source, draw: Draw) -> str | None:
    """Take two words from other paragraphs of the article than the third."""
    others = [word for text in source.article["paragraphs"] if text != source.text for word in _words(text)]
    chosen = draw.sample(sorted(set(others)), 2) if len(set(others)) > 1 else []
    return f"ARTICLE({' AND '.join(chosen)}) AND {_one(source, draw)}" if chosen else None


def _repeated(source: Source, draw: Draw) -> str | None:
    several = sorted({word for word in source.words if source.words.count(word) > 1})
    return f"atleast2({draw.choice(several)})" if several else None


def _exact(source: Source, draw: Draw) -> str | None:
    names = re.findall(r"(?<=[a-z] )[A-Z][a-z]{2,}\b", source.text)
    return f"={draw.choice(names)}" if names else None


def _field(source: Source, draw: Draw) -> str | None:
    """Ask for a word together with the title, a topic, the date, or a place that the paragraph names."""
    word, article = _one(source, draw), source.article
    conditions = [f"title:{title.lower()}" for title in re.findall(r"\b[A-Z]{4,}\b", article["title"] or "")]
    conditions += [f"topic:{topic}" for topic in article["topics"]]
    conditions += [f"place:{place}" for place in article["places"] if place.title() in source.text]
    conditions += [f"published:{article['date'][:10]}", f"published:{article['date'][:7]}"] if article["date"] else []
    return f"{draw.choice(conditions)} {word}" if conditions else None


KINDS: dict[str, tuple[float, Make]] = {
    "one word": (1, _one),
    "a b": (1, lambda source, draw: _two(source, draw, " ")),
    "a OR b": (1, lambda source, draw: _two(source, draw, " OR ")),
    '"a b (c)"': (1, _phrase),
    "a w/5 b": (5, lambda source, draw: _within(source, draw, 5, "{} w/5 {}")),
    "a pre/5 b": (5, lambda source, draw: _within(source, draw, 5, "{} pre/5 {}")),
    "a w/s b": (5, _in_sentence),
    '"a b"~3': (5, lambda source, draw: _within(source, draw, 4, '"{} {}"~3')),
    "lim*": (5, lambda source, draw: f"{_one(source, draw)[:3]}*"),
    "*ship": (5, lambda source, draw: f"*{_one(source, draw)[-4:]}"),
    "l?mit": (5, lambda source, draw: _replaced(source, draw, "?")),
    "limit~": (5, lambda source, draw: f"{_one(source, draw)}~"),
    "limut~2": (5, lambda source, draw: f"{found}~2" if (found := _replaced(source, draw, "u")) else None),
    "/lim[ai]t.*/": (5, _regex),
    "ARTICLE(a AND b) AND c": (20, _article),
    "atleast2(a)": (5, _repeated),
    "=Exact": (5, _exact),
    "field:a b": (5, _field),
}


def _sets() -> Iterator[Kind]:
    """Give the sets of queries in the folder of the data, as far as they are there."""
    game, topics = QUERIES / "search_benchmark_game.jsonl", sorted(QUERIES.glob("trec_*_titles.txt"))
    if game.exists():
        asked = [json.loads(line) for line in game.read_text(encoding="utf-8").splitlines()]
        for tag in ("intersection", "union", "phrase"):
            queries = (_game(each["query"], tag) for each in asked if tag in each["tags"])
            yield Kind(f"game, {tag}", None, tuple(dict.fromkeys(queries)))
    if topics:
        lines = (line.strip() for path in topics for line in path.read_text(encoding="utf-8").splitlines())
        yield Kind("news topics", None, tuple(dict.fromkeys(filter(None, lines))))


def _game(query: str, tag: str) -> str:
    """Write a query of the benchmark game in our language, in which words side by side are all needed."""
    return " OR ".join(query.split()) if tag == "union" else query
