"""A query widened by what its best paragraphs are about (`--expand`); not the search itself, before and after it.

Pseudo-relevance feedback RM3: the words of the best paragraphs, weighed by how much of each paragraph they are and by
its score, join the query (Lavrenko & Croft 2001, Relevance-Based Language Models; Abdul-Jaleel et al. 2004, UMass at
TREC 2004). Words of the query among them weigh more for it, which is part of the gain.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from itertools import islice

from searchkit.analysis import Analyzer
from searchkit.model import Match
from searchkit.nouns import noun
from searchkit.query.nodes import (
    Articles,
    Boost,
    Leaf,
    Node,
    Not,
    Optional,
    Phrase,
    Scope,
    Term,
    Within,
    conjunction,
    conjuncts,
    disjunction,
)
from searchkit.query.trees import children, walk
from searchkit.records import read_record
from searchkit.schema import SCHEMA, TEXT, Kind

PARAGRAPHS, TERMS, ORIGINAL = 10, 30, 0.8
"""So many paragraphs give so many words; the query as asked keeps so much of the weight."""

COMMON = 0.05
"""A word in a larger part of all paragraphs says too little; of 0.05, 0.1, 0.2, 0.3 and 1 this had the best mean AP."""


_TEXTS = ("", TEXT, SCHEMA[TEXT].exact)


@noun
class Added:
    """Weigh one stem of the field `text`; `word` is what it was most often written as."""

    term: str
    weight: float
    word: str = field(default="", compare=False)


@noun
class Feedback:
    """Hold the words that feedback adds, and those of the query itself that it repeats, the weightiest first.

    All weights together are 1 - ORIGINAL, where the query as asked has ORIGINAL; or there are none.
    """

    added: tuple[Added, ...] = ()
    asked: tuple[Added, ...] = ()


def feedback(
    matches: Sequence[Match], tree: Node, analyzer: Analyzer, frequency: Callable[[str], int], documents: int
) -> Feedback:
    """Give the words to widen a resolved query by, from its best matches: the first PARAGRAPHS of these.

    `frequency` counts the paragraphs that have a stem, of so many `documents` in all.
    """
    most = max(PARAGRAPHS, documents * COMMON)
    wanted, known = _wanted(tree), _known(tree, analyzer)
    model, written = _model(matches[:PARAGRAPHS], analyzer)
    ranked = sorted(model, key=lambda term: (-model[term], term))
    fitting = (term for term in ranked if term in wanted or term not in known)
    best = list(islice((term for term in fitting if frequency(term) <= most), TERMS))
    scale = (1 - ORIGINAL) / (math.fsum(model[term] for term in best) or 1.0)
    weighed = [Added(term, model[term] * scale, written[term].most_common(1)[0][0]) for term in best]
    return Feedback(
        tuple(one for one in weighed if one.term not in known), tuple(one for one in weighed if one.term in known)
    )


def scaled(found: Feedback, tree: Node) -> Feedback:
    """Give the weights that words have beside those of a resolved tree."""
    scale = _weight(tree) / ORIGINAL
    added, asked = (
        tuple(replace(one, weight=one.weight * scale) for one in part) for part in (found.added, found.asked)
    )
    return Feedback(added, asked)


def widened(tree: Node, found: Feedback, *, any_words: bool, typed: bool = False) -> Node:
    """Add words of `scaled` feedback to a tree: their stems, or to a tree as `typed` the words as they are written.

    With `any_words` the added ones are alternatives to the words of the query, so that more is found; else what is
    found stays, and only its order changes. Conditions hold either way. A word with a plus is no condition in a
    resolved tree: where the query as typed has one, say that it is not `any_words`.
    """
    added, asked = ([_boosted(one, typed) for one in part] for part in (found.added, found.asked))
    wide = _widened(tree, added) if any_words else None
    if wide is None:
        return conjunction([tree, *map(Optional, added + asked)])
    return conjunction([wide, *map(Optional, asked)])


def _boosted(one: Added, typed: bool) -> Node:
    return Boost(Term(one.word), _rounded(one.weight)) if typed else Boost(Term(one.term, TEXT), one.weight)


def _rounded(weight: float) -> float:
    return float(f"{weight:.3g}")


def _model(matches: Sequence[Match], analyzer: Analyzer) -> tuple[dict[str, float], dict[str, Counter[str]]]:
    """Weigh the stems of some paragraphs: their part of each, times its score; no function words, numbers, letters.

    Give also the words that each stands for.
    """
    scored = any(match.score > 0 for match in matches)
    shares: dict[str, list[float]] = defaultdict(list)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for match in matches:
        stems, words = (column.split() for column in analyzer.columns(read_record(match.stored)["text"]))
        pairs = zip(stems, words, strict=True)
        known = [(stem, word) for stem, word in pairs if not analyzer.is_function_word(word) and _is_word(stem)]
        for stem, count in Counter(stem for stem, _ in known).items():
            shares[stem].append((match.score if scored else 1.0) * count / len(stems))
        for stem, word in known:
            written[stem][word] += 1
    return {stem: math.fsum(parts) for stem, parts in shares.items()}, written


def _is_word(stem: str) -> bool:
    return any(map(str.isalpha, stem)) and not (len(stem) == 1 and stem.isascii())


def _wanted(tree: Node) -> set[str]:
    """Give the stems that a query looks for in the text."""
    return {leaf.text for leaf, _ in _scored(tree) if isinstance(leaf, Term) and leaf.field == TEXT}


def _known(tree: Node, analyzer: Analyzer) -> set[str]:
    """Give the stems of all words in a query, also of phrases, of other fields, and of what is excluded."""
    terms = [node for node in walk(tree) if isinstance(node, Term) and SCHEMA[node.field].analysed]
    return {node.text if SCHEMA[node.field].kind is Kind.STEMS else analyzer.stem(node.text) for node in terms}


def _weight(tree: Node) -> float:
    """Add up the weights of the words of a query; one that stands for several spellings counts once."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for leaf, weight in _scored(tree):
        spellings, written = weights[str(leaf).lower()], str(leaf)
        spellings[written] = spellings.get(written, 0.0) + weight
    return math.fsum(max(spellings.values()) for spellings in weights.values()) or 1.0


def _scored(node: Node, weight: float = 1.0) -> Iterator[tuple[Term | Phrase, float]]:
    """Give the words and phrases that count for the order, each with its weight."""
    match node:
        case Not() | Scope() | Articles():
            return
        case Boost(part, factor):
            yield from _scored(part, weight * factor)
        case Term() | Phrase():
            if SCHEMA[node.field].analysed:
                yield node, weight
        case _:
            for part in children(node):
                yield from _scored(part, weight)


def _widened(tree: Node, added: Sequence[Node]) -> Node | None:
    """Put alternatives beside the words of a query; None where these are not one part, of which any will do."""
    parts = conjuncts(tree)
    places = [place for place, part in enumerate(parts) if not isinstance(part, Optional) and _is_text(part)]
    if len(places) != 1 or isinstance(parts[0], Optional):
        return None
    before, (part, *after) = parts[: places[0]], parts[places[0] :]
    return conjunction([*before, disjunction([part, *added]), *after])


def _is_text(part: Node) -> bool:
    """Say whether a part, resolved or as typed, looks for words of the text."""
    match part:
        case Not() | Scope() | Articles():
            return False
        case Within(name, inner):
            return name in _TEXTS and _is_text(inner)
        case _ if isinstance(part, Leaf):
            return part.field in _TEXTS
        case _:
            return any(map(_is_text, children(part)))
