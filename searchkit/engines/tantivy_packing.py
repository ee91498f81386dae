"""Documents as the JSON that tantivy reads, for whichever process makes them; not the index itself (`tantivy`)."""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from functools import lru_cache

from searchkit.model import Document, Value

STORED = "stored"


def packed(documents: Sequence[Document]) -> list[str]:
    """Write documents as the JSON that tantivy reads; what those of an article share is written once."""
    made, shared, head = [], None, ""
    for document in documents:
        if document.shared is not shared:
            shared = document.shared
            head = _members(shared)
        stored = b2a_base64(document.stored.encode("utf-8"), newline=False).decode("ascii")
        made.append(f'{{{head}{_members(document.own)}"{STORED}":"{stored}"}}')
    return made


def _members(values: Mapping[str, Value]) -> str:
    """Write values as members of a JSON object, quicker than `json` writes a whole one."""
    return "".join(
        [  # terms as they are: no word holds what JSON would escape
            f'"{name}":"{value}",' if isinstance(value, str) else f'"{name}":{_number_or_list(value)},'
            for name, value in values.items()
        ]
    )


def _number_or_list(value: int | tuple[str, ...]) -> str:
    return str(value) if isinstance(value, int) else _listed(value)


@lru_cache(maxsize=10_000)
def _listed(values: tuple[str, ...]) -> str:
    """Write whole values, which are mostly those of a paragraph before."""
    return f"[{','.join(map(_quoted, values))}]"


_quoted = json.encoder.encode_basestring
