"""Measure the dates that are found in texts: against gold labels, and for speed; not the names.

`python -m benchmarks.entities_dates` prints, for the articles of $SEARCHKIT_DATA/entities.jsonl.gz, the share of the
gold dates that a found one overlaps (recall) and of the found ones that overlap a gold one (precision), for all dates
and by the word that makes them, and the time a paragraph of reuters.jsonl.gz takes. The gold is for measuring only.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.data import DATA, REUTERS, absent, articles
from searchkit.annotators import load
from searchkit.annotators.dates import mentions
from searchkit.model import Article, Offsets, Paragraph
from searchkit.schema import DATE

GOLD = DATA / "entities.jsonl.gz"
FLOORS = Path(__file__).with_name("entities_dates_floors.json")
UNDATED = date(2022, 7, 15)
"""The articles of the gold have no date; overlap does not depend on it."""
TIMED = 4_000
RELATIVE = re.compile(r"\b(today|yesterday|tomorrow|tonight|ago|this|last|next|[a-z]+day)\b", re.IGNORECASE)

Paired = tuple[str, Sequence[Offsets], Sequence[Offsets]]
"""A text, where its gold dates stand, and where dates were found."""


def measured(annotators: Sequence[str] = ("names", "dates")) -> dict[str, float]:
    """Give recall and precision, in hundredths."""
    pairs = list(paired(annotators))
    gold = [any(_overlap(one, other) for other in found) for _, right, found in pairs for one in right]
    hits = [any(_overlap(one, other) for other in right) for _, right, found in pairs for one in found]
    return {"recall": 100 * sum(gold) / len(gold), "precision": 100 * sum(hits) / len(hits)}


def floors() -> Mapping[str, float]:
    """Read what neither may fall below."""
    read: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return read


def paired(annotators: Sequence[str]) -> Iterator[Paired]:
    """Give each paragraph of the gold with its dates and those that annotators find."""
    tools = load(annotators)
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            article = Article(record["id"], published=UNDATED)
            made: Sequence[Paragraph] = [
                Paragraph(article.id, number, text) for number, text in enumerate(record["paragraphs"], 1)
            ]
            for tool in tools:
                made = tool.annotate(article, made)
            for paragraph, gold in zip(made, record["entities"], strict=True):
                right = [(one["start"], one["end"]) for one in gold if one["type"] == "Date"]
                yield paragraph.text, right, [(one.start, one.end) for one in paragraph.entities if one.kind == DATE]


def by_word(annotators: Sequence[str] = ("names", "dates")) -> dict[str, tuple[int, int]]:
    """Count found dates that are gold, and that are none, by the word that makes them."""
    counts: Counter[tuple[str, bool]] = Counter()
    for text, right, found in paired(annotators):
        for one in found:
            word = RELATIVE.search(text[slice(*one)])
            counts[word[1].lower() if word else "others", any(_overlap(one, other) for other in right)] += 1
    words = sorted({word for word, _ in counts}, key=lambda word: -counts[word, False])
    return {word: (counts[word, True], counts[word, False]) for word in words}


def microseconds(most: int = TIMED) -> float:
    """Give the processor time that a paragraph of Reuters takes."""
    texts = [
        (text, date.fromisoformat(record["date"][:10]))
        for record in map(json.loads, articles(REUTERS, most))
        for text in record["paragraphs"]
    ]
    begun = time.process_time()
    for text, published in texts:
        for _ in mentions(text, published):
            pass
    return (time.process_time() - begun) / len(texts) * 1e6


def main() -> None:
    """Print all figures; what there is no data for is said to be skipped."""
    if GOLD.exists():
        for name, figure in measured().items():
            low = floors()[name]
            print(f"dates  {name:10} {figure:.1f} (floor {low}){' BELOW ITS FLOOR' if figure < low else ''}")
        for word, (right, wrong) in by_word().items():
            print(f"dates  {word:10} {right:5} in the gold, {wrong:4} not")
    else:
        print(f"skipped: {absent(GOLD)}")
    if REUTERS.exists():
        print(f"dates  {microseconds():.1f} microseconds a paragraph of Reuters")
    else:
        print(f"skipped: {absent(REUTERS)}")


def _overlap(one: Offsets, other: Offsets) -> bool:
    return one[0] < other[1] and other[0] < one[1]


if __name__ == "__main__":
    main()
