"""What was committed to a catalog, and SQLite keeps beside it (-wal), laid over a copy; not how its rows are read.

SQLite takes it away where it finds the file empty or gone, and reads no page of it where the first page is damaged.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from searchkit import disk

BESIDE = "-wal"
_HEAD, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_MAGIC = 0x377F0682
"""The first number of a -wal; one more where its sums are of numbers with the highest byte first."""
_SIZES = [1 << power for power in range(9, 17)]

_Sums = tuple[int, int]


def left(path: Path) -> bool:
    """Say whether something was committed beside a catalog that may not be in it."""
    beside = path.with_name(path.name + BESIDE)
    return beside.exists() and beside.stat().st_size > _HEAD.size


def copied(path: Path, place: Path) -> None:
    """Copy a catalog's file, with the pages over it that were committed beside it; one that is gone is empty."""
    beside = path.with_name(path.name + BESIDE)
    with open(place, "wb", opener=disk.private) as copy:
        if path.exists():
            with path.open("rb") as file:
                shutil.copyfileobj(file, copy)
        if beside.exists():
            with beside.open("rb") as file:
                for offset, page in _committed(file):
                    copy.seek(offset)
                    copy.write(page)


def _committed(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give the pages of each transaction that is there whole, each with its place in the catalog."""
    size, order, salts, sums = _head(file.read(_HEAD.size))
    waiting: list[tuple[int, int]] = []
    while size and len(frame := file.read(_FRAME.size + size)) == _FRAME.size + size:
        number, last, *known = _FRAME.unpack_from(frame)
        sums = _summed(frame[:8] + frame[_FRAME.size :], order, sums)
        if known != [*salts, *sums] or not number:
            return
        waiting.append(((number - 1) * size, file.tell() - size))
        if last:
            yield from _read(file, size, waiting)
            waiting.clear()


def _read(file: BinaryIO, size: int, pages: list[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    here = file.tell()
    for offset, place in pages:
        file.seek(place)
        yield offset, file.read(size)
    file.seek(here)


def _head(data: bytes) -> tuple[int, str, list[int], _Sums]:
    """Read the size of a page, the order of bytes, the salts and the sums so far; a size of 0 where it is damaged."""
    if len(data) == _HEAD.size:
        magic, _, size, _, *salts, first, second = _HEAD.unpack(data)
        order = ">" if magic & 1 else "<"
        if magic | 1 == _MAGIC | 1 and size in _SIZES and _summed(data[:24], order, (0, 0)) == (first, second):
            return size, order, salts, (first, second)
    return 0, "<", [], (0, 0)


def _summed(data: bytes, order: str, sums: _Sums) -> _Sums:
    first, second = sums
    numbers = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(numbers, numbers, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
