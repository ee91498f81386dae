"""Text of any size for the scale benchmark: sentences of a real collection recombined, with words that are new.

`python -m benchmarks.generate PARAGRAPHS FILE` writes articles as JSON lines, the same ones for the same number.

A collection repeated would have all its words from the first round on, where real text keeps bringing new ones: the
vocabulary V of n running words is about K * n ** 0.6 (Heaps 1978, Information Retrieval). So rare capitalised words,
mostly names, are replaced by words that nobody wrote before, as many as that law asks for at that place of the text.
They are spelled by the letters of the collection's own names: each letter is drawn by the two before it. An older new
word comes back with a frequency that falls with its age rank (Zipf), as names in the news do.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.data import articles
from searchkit.sentences import sentences

GROWTH = 0.6
RARE = 3
SENTENCES = (1, 1, 1, 1, 1, 1, 2, 2)
PARAGRAPHS = (3, 4, 4, 5, 5, 6, 7, 9)
FIRST = date(1987, 2, 26)
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")
_WORD = re.compile(r"\w+")


class Text:
    """Hold the sentences of the collection, and what new words are spelled by."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.sentences = [text[start:end] for text in paragraphs for start, end in sentences(text)]
        words = Counter(word for text in paragraphs for word in _WORD.findall(text))
        capitalised = Counter(word for text in paragraphs for word in _CAPITALISED.findall(text))
        self.rare = {word for word, number in capitalised.items() if number <= RARE}
        self.running, self.known = words.total(), len(words)
        self._next: dict[str, list[str]] = defaultdict(list)
        for word in capitalised:
            for place in range(len(word) + 1):
                self._next[word[max(0, place - 2) : place]].append(word[place : place + 1])

    def wanted(self, running: int) -> int:
        """Say how many new words a text of so many words has beyond the collection's."""
        growth: float = (running / self.running) ** GROWTH
        return max(0, round(self.known * (growth - 1)))

    def spelled(self, number: int) -> str:
        """Spell new word number so and so."""
        pick, word = random.Random(number), ""
        while letter := pick.choice(self._next[word[-2:]]):
            word += letter
        return word if len(word) > 3 else f"{word}{self.spelled(number + 1_000_000_000).lower()}"


def generated(paragraphs: int, text: Text, seed: int = 1) -> Iterator[dict[str, object]]:
    """Give articles with at least so many paragraphs in all."""
    pick, made, running, number = random.Random(seed), 0, 0, 0
    while made < paragraphs:
        several = [
            " ".join(pick.choices(text.sentences, k=pick.choice(SENTENCES))) for _ in range(pick.choice(PARAGRAPHS))
        ]
        running += sum(one.count(" ") + 1 for one in several)
        renewed = {word: _new(text, text.wanted(running), pick) for one in several for word in _rare(one, text)}
        several = [_renewed(one, renewed) for one in several]
        yield {
            "id": f"g{number}",
            "title": " ".join(several[0].split()[:8]),
            "published": (FIRST + timedelta(days=number % 10_000)).isoformat(),
            "source": f"Wire {number % 40}",
            "paragraphs": several,
        }
        made += len(several)
        number += 1


def _renewed(paragraph: str, words: Mapping[str, str]) -> str:
    return _CAPITALISED.sub(lambda found: words.get(found.group(), found.group()), paragraph)


def _rare(paragraph: str, text: Text) -> set[str]:
    return {word for word in _CAPITALISED.findall(paragraph) if word in text.rare}


def _new(text: Text, wanted: int, pick: random.Random) -> str:
    """Give one of the new words that there are by now: one in three the newest, else by Zipf."""
    return text.spelled(wanted if pick.random() < 1 / 3 else int(float(wanted) ** pick.random()))


def collection() -> Text:
    """Read the collection that all is made of."""
    return Text([one for line in articles() for one in json.loads(line)["paragraphs"]])


def write(paragraphs: int, path: Path) -> None:
    """Write so many paragraphs as articles, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for article in generated(paragraphs, collection()):
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
