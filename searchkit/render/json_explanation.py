"""An explanation as plain values for machines; not the answer that it explains (`objects`)."""

from __future__ import annotations

from typing import Any

from searchkit.explanation import Explanation, Part, Score


def explained(explanation: Explanation) -> dict[str, Any]:
    """Make the object of an explanation."""
    return {
        "parts": _part(explanation.parts),
        "dates": [{"written": written, "read_as": found} for written, found in explanation.dates],
        "zone": explanation.zone,
        "optional": explanation.optional,
        "added": [{"word": one.word, "weight": round(one.weight, 6), "asked": one.asked} for one in explanation.added],
        "scores": [_score(score) for score in explanation.scores],
    }


def _part(part: Part) -> dict[str, Any]:
    expansion = part.expansion
    return {
        "text": part.text,
        "kind": part.kind,
        "at": part.at,
        "paragraphs": part.paragraphs,
        "exact": part.exact,
        "optional": part.optional,
        "looked_for": part.looked_for,
        "expansion": expansion and {"different": expansion.different, "words": expansion.words},
        "parts": [_part(each) for each in part.parts],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "score": round(score.score, 6),
        "contributions": [
            {"text": one.text, "kind": one.kind, "weight": round(one.weight, 6), "score": round(one.score, 6)}
            for one in score.contributions
        ],
    }
