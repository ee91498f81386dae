"""Where the benchmarks find their text, and the queries that they make of it."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

from searchkit.analysis import FUNCTION_WORDS

DATA = Path(os.environ.get("SEARCHKIT_DATA") or Path(__file__).parents[2] / "shared" / "data")
"""Text that may not be passed on: the folder that SEARCHKIT_DATA names, else one beside the checkout."""

REUTERS = DATA / "reuters.jsonl.gz"

TWENTY = [
    "oil price",
    '"interest rates"',
    "opec OR saudi",
    "wheat -corn",
    "+the fed",
    "bank of japan",
    '"bank of japan" dollar',
    "US trade deficit",
    "us",
    '"U.S." -"united states"',
    "title:merger",
    "place:japan yen",
    "person:reagan tariff*",
    "person:(james baker)",
    "topic:cocoa published:1987-03",
    "published:1987-10-19..1987-10-20 stock*",
    "ordinal:1 takeover",
    "NOT (the OR of OR and OR said)",
    "(oil OR gas) (price^2 OR barrel) -crude",
    "role:headline dividend",
]


def absent(path: Path) -> str:
    """Say that a file of DATA is not at hand, and what to do."""
    return f"{path.relative_to(DATA)} is not in {DATA}, and may not be passed on: name its folder with SEARCHKIT_DATA"


def articles(path: Path = REUTERS, most: int | None = None) -> Iterator[str]:
    """Give the lines of a collection, at most so many."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from itertools.islice(lines, most)


def two_words(number: int, seed: int = 1) -> list[str]:
    """Make queries of two content words that stand in one paragraph of the collection."""
    pick = random.Random(seed)
    paragraphs = [text for line in itertools.islice(articles(), 0, None, 10) for text in json.loads(line)["paragraphs"]]
    found: list[str] = []
    while len(found) < number:
        words = [w for w in re.findall(r"\b[a-z]{4,}\b", pick.choice(paragraphs)) if w not in FUNCTION_WORDS]
        if len(set(words)) > 3:
            found.append(" ".join(pick.sample(sorted(set(words)), 2)))
    return found
