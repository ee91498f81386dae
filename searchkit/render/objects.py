"""Hits and results as plain values for machines, and these as JSON; not the layout of any one format."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from json import dumps
from typing import TYPE_CHECKING, Any

from searchkit.model import Counts, Diagnostic, Entity, Hit, Results
from searchkit.tally import Figures, Named, Timeline

if TYPE_CHECKING:
    from searchkit.reasons import Reason

# What JSON may hold as it is, but a terminal must not see, nor a program that splits lines at them.
_UNSAFE = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def spread(values: Mapping[str, object]) -> Iterator[str]:
    """Write an object as JSON: a line for each key, and for each item of a list of objects."""
    for place, (key, value) in enumerate(values.items()):
        start, end = " " if place else "{", "}" if place == len(values) - 1 else ","
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{start}{written(key)}: ["
            yield from (f"  {written(item)}," for item in value[:-1])
            yield f"  {written(value[-1])}"
            yield f" ]{end}"
        else:
            yield f"{start}{written(key)}: {written(value)}{end}"


def written(value: object) -> str:
    """Write a value as JSON on one line: characters as they are, but for controls, which are escaped."""
    try:
        text = dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    except ValueError:
        text = dumps(_finite(value), ensure_ascii=False, default=str)
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def _finite(value: object) -> object:
    """Return a value without the numbers that JSON cannot write."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_finite(item) for item in value]
    return value


def answer(results: Results) -> dict[str, Any]:
    """Make the object of a whole answer."""
    return {
        "query": results.query,
        "read_as": results.read_as,
        "total": results.total,
        "exact": results.exact,
        "articles": results.articles,
        "furniture": results.furniture,
        "seconds": round(results.seconds, 6),
        "warnings": [warning(diagnostic) for diagnostic in results.warnings],
        "why": [reason(each) for each in results.why()],
        "hits": [found(hit) for hit in results.hits],
        "facets": {},
        "timeline": None,
    }


def numbers(found: Figures) -> dict[str, Any]:
    """Make the object of numbers instead of hits."""
    made = {
        "query": found.query,
        "read_as": found.read_as,
        "total": found.counts.paragraphs,
        "exact": found.counts.exact,
        "articles": found.counts.articles,
        "furniture": found.counts.furniture,
        "seconds": round(found.seconds, 6),
        "warnings": [warning(diagnostic) for diagnostic in found.warnings],
        "hits": [],
        "facets": {field: [asdict(facet) for facet in facets] for field, facets in found.facets.items()},
        "timeline": _timeline(found.timeline) if found.timeline else None,
    }
    about = {"about": dict(zip(("kind", "name"), found.about, strict=True))} if found.about else {}
    return {**made, **about, "names": [_name(one) for one in found.names]} if found.names or about else made


def _timeline(timeline: Timeline) -> dict[str, Any]:
    undated = {key: value for key, value in asdict(timeline.undated).items() if key != "period"}
    return {"unit": timeline.unit.value, "buckets": [asdict(one) for one in timeline.buckets], "undated": undated}


def _name(one: Named) -> dict[str, Any]:
    made = asdict(one)
    if not one.timeline:
        del made["timeline"]
    return made


def number_rows(found: Figures) -> Iterator[dict[str, Any]]:
    """Make a flat object of each number: of a name, or what it is counted by and the value."""
    for one in found.names:
        for bucket in one.timeline:
            yield {"kind": one.kind, "name": one.name, **asdict(bucket)}
        if not found.timeline:
            yield _name(one)
    for field, facets in found.facets.items():
        yield from ({"by": field, **asdict(facet)} for facet in facets)
    if found.timeline and not found.about:
        undated = (replace(found.timeline.undated, period="undated"),) if found.timeline.undated.paragraphs else ()
        for bucket in (*found.timeline.buckets, *undated):
            made = asdict(bucket)
            yield {"by": found.timeline.unit.value, "value": made.pop("period"), **made}


def counted(counts: Counts) -> dict[str, Any]:
    """Make the object of a count."""
    return {
        "paragraphs": counts.paragraphs,
        "articles": counts.articles,
        "furniture": counts.furniture,
        "exact": counts.exact,
    }


def warning(diagnostic: Diagnostic) -> dict[str, Any]:
    """Make the object of a warning."""
    return {"message": diagnostic.message, "start": diagnostic.start, "end": diagnostic.end}


def reason(told: Reason) -> dict[str, Any]:
    """Make the object of a reason why nothing was found."""
    return {
        "cause": told.cause.value,
        "message": told.message,
        "start": told.start,
        "end": told.end,
        "suggestions": [
            {"query": each.query, "paragraphs": each.paragraphs, "exact": each.exact} for each in told.suggestions
        ],
    }


def found(hit: Hit) -> dict[str, Any]:
    """Make the object of a hit; offsets are code points."""
    return {
        "id": hit.id,
        "article": hit.article,
        **({"writer": hit.writer} if hit.writer else {}),
        "ordinal": hit.ordinal,
        "role": hit.role,
        "score": round(hit.score, 6),
        "title": hit.title,
        "title_marks": hit.title_marks,
        **about(hit),
        "text": hit.text,
        "marks": hit.marks,
        "snippet": {"text": hit.snippet.text, "marks": hit.snippet.marks, "start": hit.snippet.start},
        "entities": [named(entity) for entity in hit.entities],
    }


def about(hit: Hit) -> dict[str, Any]:
    """Give what the article says of itself, beside its title."""
    return {
        "published": hit.published,
        "source": hit.source,
        "url": hit.url,
        "byline": hit.byline,
        "section": hit.section,
        "language": hit.language,
        "topics": hit.topics,
        "origin": {"file": hit.origin.file, "line": hit.origin.line},
        "extra": dict(hit.extra),
    }


def named(entity: Entity) -> dict[str, Any]:
    """Make the object of an entity; its details only where it has some."""
    made: dict[str, Any] = {
        "kind": entity.kind,
        "name": entity.name,
        "surface": entity.surface,
        "start": entity.start,
        "end": entity.end,
    }
    return {**made, "details": dict(entity.details)} if entity.details else made
