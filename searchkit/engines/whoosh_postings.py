"""Posting lists of a Whoosh segment, unpacked a block at a time; not which of them are asked for (`whoosh_segment`).

Whoosh's own matcher goes from posting to posting by calls of Python; the form of its files is read here instead.
"""
# mypy: allow-untyped-calls

from __future__ import annotations

import io
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from typing import Any

from whoosh.codec.whoosh3 import LENGTHS_COLUMN, WHOOSH3_HEADER_MAGIC
from whoosh.reading import CorruptIndexError
from whoosh.util.numeric import byte_to_length

from searchkit.engines.whoosh_storage import Plain, loads

_SIZE = struct.Struct("!i")
LENGTHS: tuple[int, ...] = tuple(map(byte_to_length, range(256)))
"""The lengths that the codes of Whoosh's column of lengths stand for."""

Read = tuple[Sequence[int], Sequence[float], Sequence[bytes]]
"""The numbers of the documents of a block, how often each has the term, and where."""


class _Block:
    """Hold a block of postings, unpacked when first asked for."""

    __slots__ = ("_compressed", "_count", "_packed", "_read", "last")

    def __init__(self, packed: bytes) -> None:
        file = io.BytesIO(packed)
        self._count, self.last, _, self._compressed, _, _ = Plain(file).load()
        self._packed = packed[file.tell() :]
        self._read: Read | None = None

    def read(self) -> Read:
        if self._read is None:
            steps, weights, values = loads(zlib.decompress(self._packed) if self._compressed else self._packed)
            if not isinstance(weights, tuple):
                weights = tuple(repeat(1.0 if weights is None else weights, self._count))
            self._read = tuple(accumulate(steps)), weights, values or ()
        return self._read


class _Inlined:
    """Hold the postings of a term that the lexicon itself has."""

    def __init__(self, numbers: Sequence[int], weights: Sequence[float], values: Sequence[bytes]) -> None:
        self.last, self._read = numbers[-1], (numbers, weights, values)

    def read(self) -> Read:
        return self._read


class Postings:
    """Read the posting list of one term, dead documents among it."""

    def __init__(self, info: Any = None, file: Any = None) -> None:
        self.size = int(info.doc_frequency()) if info else 0
        self._info, self._file = info, file
        self._blocks: list[_Block | _Inlined] | None = None
        self._frequencies: dict[int, float] | None = None

    def frequencies(self, numbers: Collection[int] | None = None) -> Mapping[int, float]:
        """Give how often each of some documents, or of all, has the term, where it does."""
        if self._frequencies is not None:
            return self._frequencies
        if numbers is None:
            found: dict[int, float] = {}
            for block in self._all():
                found.update(zip(*block.read()[:2], strict=True))
            self._frequencies = found  # whole: another thread may ask for the same list
            return found
        read = (block.read() for block in self._with(numbers))
        return {number: weight for some in read for number, weight in zip(*some[:2], strict=True) if number in numbers}

    def places(self, numbers: Collection[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Give the positions of the term in those of some documents that have it."""
        for block in self._with(numbers):
            found, _, values = block.read()
            for number, value in zip(found, values, strict=True):
                if number in numbers:
                    yield number, unpacked(value)

    def _with(self, numbers: Collection[int]) -> Iterator[_Block | _Inlined]:
        """Give the blocks in which some documents may be."""
        wanted, at = sorted(numbers), 0
        for block in self._all() if wanted else ():
            end = bisect_right(wanted, block.last, at)
            if end > at:
                yield block
            if end == len(wanted):
                return
            at = end

    def _all(self) -> list[_Block | _Inlined]:
        if self._blocks is None:
            if self._info is None:
                self._blocks = []
            elif self._info.is_inlined():
                self._blocks = [_Inlined(*self._info.inlined_postings())]
            else:
                start, size = self._info.extent()
                size = size[0] if isinstance(size, tuple) else size  # Whoosh leaves it as it was unpacked
                self._blocks = list(_parted(self._file.get(start, size)))
        return self._blocks


def _parted(packed: bytes) -> Iterator[_Block]:
    """Part a posting list into its blocks; errors: CorruptIndexError, and what Whoosh raises on damaged files."""
    if not packed.startswith(WHOOSH3_HEADER_MAGIC):
        raise CorruptIndexError("a posting list does not begin as one")
    at, last = len(WHOOSH3_HEADER_MAGIC), False
    while not last:
        (size,) = _SIZE.unpack_from(packed, at)
        last, start, at = size < 0, at + _SIZE.size, at + _SIZE.size + abs(size)
        yield _Block(packed[start:at])


def postings_file(reader: Any) -> Any:
    """Give the file that the posting lists of a segment are in."""
    return reader._terms._postfile


def whole_numbers(column: Any, documents: int) -> array[int]:
    """Give a whole column of numbers, in one reading; errors: CorruptIndexError."""
    found = array(column._typecode)
    wanted = min(column._count, documents) * found.itemsize
    found.frombytes(column._dbfile.get(column._basepos, wanted) if wanted else b"")
    if len(found) * found.itemsize != wanted:
        raise CorruptIndexError("a column of numbers ends too early")
    if sys.byteorder == "little":
        found.byteswap()
    found.extend(repeat(column._default, documents - len(found)))
    return found


def lengths(reader: Any, field: str) -> array[int]:
    """Give the codes of the lengths of a field, of each document of a segment."""
    name, documents, held = f"_{field}_len", reader.doc_count_all(), reader._perdoc
    if not held.has_column(name):
        return array("B", bytes(documents))
    return whole_numbers(held.column_reader(name, LENGTHS_COLUMN), documents)


@lru_cache(maxsize=10_000)
def unpacked(value: bytes) -> tuple[int, ...]:
    """Read positions back."""
    return struct.unpack(f"<{len(value) // 4}I", value)


def packed(places: list[int]) -> bytes:
    """Write positions in four bytes each."""
    return struct.pack(f"<{len(places)}I", *places)
