"""The fields of a Whoosh index: terms joined by spaces, whole values, numbers; not how they are asked for.

Nothing of ours is pickled into the index, only Whoosh's own classes.
"""
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from whoosh import columns, fields, formats

from searchkit.engines.whoosh_postings import packed
from searchkit.engines.whoosh_segment import MISSING, joined
from searchkit.schema import Schema

STORED = "stored"
_NO_ANALYZER: Any = None
Postings = Generator[tuple[bytes, int, float, bytes], Any, None]


def native(schema: Schema) -> fields.Schema:
    """Give Whoosh's schema of ours."""
    made = fields.Schema()
    for field in schema.indexed:
        if field.analysed:
            made.add(field.name, Words())
        elif field.whole:
            made.add(field.name, Values(field.name in schema.columns))
        else:
            made.add(field.name, fields.COLUMN(columns.NumericColumn("q", default=MISSING)))
    made.add(STORED, fields.COLUMN(columns.CompressedBytesColumn()))
    return made


class Words(fields.FieldType):
    """Index terms that are joined by spaces, with their positions; pickled as a field of Whoosh's own."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), _NO_ANALYZER, scorable=True)

    def __reduce__(self) -> tuple[Any, ...]:
        return fields.FieldType, (self.format, None, True)

    def index(self, value: str, **_: Any) -> Postings:
        places: dict[str, list[int]] = {}
        for place, term in enumerate(value.split()):
            places.setdefault(term, []).append(place)
        for term, at in places.items():
            yield term.encode("utf-8"), len(at), len(at), packed(at)


class Values(fields.FieldType):
    """Index whole values, perhaps in a column too; pickled as a field of Whoosh's own."""

    def __init__(self, column: bool) -> None:
        super().__init__(formats.Existence(), _NO_ANALYZER)
        self.column_type = columns.VarBytesColumn() if column else None

    def __reduce__(self) -> tuple[Any, ...]:
        return fields.FieldType, (self.format, None)

    def to_column_value(self, value: tuple[str, ...]) -> bytes:
        return joined(value)

    def index(self, value: tuple[str, ...], **_: Any) -> Postings:
        for text in dict.fromkeys(value):
            yield text.encode("utf-8"), 1, 1.0, b""
