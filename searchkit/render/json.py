"""Results as one JSON object; not as one a line (`jsonl`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from searchkit.model import Counts, Hit, Results
from searchkit.render.base import Style
from searchkit.render.objects import about, answer, counted, named, numbers, spread, written
from searchkit.tally import Figures

if TYPE_CHECKING:
    from searchkit.explanation import Explanation


def results(results: Results, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write the whole answer: totals, warnings and hits."""
    return spread(answer(results))


def explanation(explanation: Explanation, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write the whole answer, and its explanation as one more key."""
    from searchkit.render.json_explanation import explained

    return spread({**answer(explanation.results), "explanation": explained(explanation)})


def counts(counts: Counts, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write what was counted."""
    yield written(counted(counts))


def figures(found: Figures, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write the answer with its numbers, and no hits."""
    return spread(numbers(found))


def passage(hits: Sequence[Hit], asked: str, style: Style) -> Iterator[str]:  # noqa: ARG001 - a renderer has it
    """Write an article, with those of its paragraphs that are given."""
    first = hits[0]
    return spread(
        {
            "id": asked or first.article,
            "article": first.article,
            **({"writer": first.writer} if first.writer else {}),
            "title": first.title,
            **about(first),
            "paragraphs": [_paragraph(hit) for hit in hits],
        }
    )


def _paragraph(hit: Hit) -> dict[str, Any]:
    entities = [named(entity) for entity in hit.entities]
    return {"id": hit.id, "ordinal": hit.ordinal, "role": hit.role, "text": hit.text, "entities": entities}
