"""The contract of a reader, and bytes turned into text at the edge of the program; not for any one format."""

from __future__ import annotations

import gzip
import io
import os
import re
import sys
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from searchkit.model import Article, Trouble

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MISSING = "does not exist"
SAMPLE = 8192
LARGEST = 500_000_000
"""Bytes that are read in one piece, unpacked: a line of JSON lines, else a file. A small .gz can hold any number."""
UNREADABLE = (OSError, EOFError, zlib.error)  # what a stream raises: no permission, a cut or damaged .gz, a bad disk
# C0 without tab and line ends, DEL, C1 without next-line, and halves of surrogate pairs, which no encoding can write.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_CONTROL_BYTES = bytes(c for c in (*range(32), 127) if c not in b"\t\n\r\f\x1b")
_UTF16 = (BOM_UTF16_LE, BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how sources are to be read: `keys` maps a source's own key names to ours, `zone` is for times of day."""

    keys: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Source:
    """Name one file to read: `path` where it is (None is standard input), `name` the id it gives to its articles.

    `watch` is given the file when it is opened, so that its position can tell how far the reading is.
    """

    path: Path | None
    name: str
    watch: Callable[[BinaryIO], None] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return "stdin" if self.path is None else shown(self.path)


class Reader(Protocol):
    """Read one source: articles, and trouble as data, in the order of the file; never raises for what a file holds."""

    def read(self, source: Source, reading: Reading) -> Iterator[Article | Trouble]: ...


def shown(path: Path | str) -> str:
    """Return a path as text that can be written anywhere, also where its bytes are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def reason(error: BaseException) -> str:
    """Say in a few words why a file cannot be read."""
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return f"broken .gz: {error}"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


@contextmanager
def opened(source: Source) -> Iterator[io.BufferedReader]:
    """Open a source for reading bytes, unpacked where it is gzip; raises what `UNREADABLE` lists, here and later."""
    if source.path is None:
        stream: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, _standard_input()))
        try:
            yield _unpacked(stream, "")
        finally:
            stream.detach()  # standard input is not ours to close
    else:
        with source.path.open("rb") as file:
            if source.watch:
                source.watch(file)
            yield _unpacked(file, source.path.suffix)


def _unpacked(stream: io.BufferedReader, suffix: str) -> io.BufferedReader:
    if suffix.lower() == ".gz" or stream.peek(2)[:2] == b"\x1f\x8b":
        return io.BufferedReader(_Unpacked(stream), 1 << 17)
    return stream


class _Unpacked(io.RawIOBase):
    """Unpack a gzip stream piece by piece, so that a broken one gives all that comes before the break."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._file.read1(len(view))
        view[: len(data)] = data
        return len(data)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return sys.stdin.buffer


def first_bytes() -> bytes:
    """Look at the start of standard input without taking it away; raises OSError where it is closed."""
    stream = _standard_input()
    if isinstance(stream, io.BufferedReader):
        return stream.peek(SAMPLE)[:SAMPLE]
    start = stream.tell()
    sample = stream.read(SAMPLE)
    stream.seek(start)
    return sample


def contents(source: Source) -> tuple[bytes, Trouble | None]:
    """Read a whole source: what could be read, and what stopped the reading."""
    try:
        with opened(source) as stream:
            return joined(iter(lambda: stream.read1(1 << 20), b""), source)
    except UNREADABLE as error:
        return b"", Trouble(str(source), reason(error), skipped=True)


def joined(pieces: Iterator[bytes], source: Source) -> tuple[bytes, Trouble | None]:
    """Join pieces as far as they can be read, and say what stopped the reading; what is too large is left out whole."""
    read, size = list[bytes](), 0
    try:
        for piece in pieces:
            read.append(piece)
            size += len(piece)
            if size > LARGEST:
                return b"", Trouble(str(source), reason(_too_large()), skipped=True)
    except UNREADABLE as error:
        return b"".join(read), Trouble(str(source), reason(error), skipped=True)
    return b"".join(read), None


def _too_large() -> OSError:
    return OSError(
        f"more than {LARGEST:,} bytes in one piece; write its articles as JSON lines, or in files of their own"
    )


def lines(stream: io.BufferedReader) -> Iterator[bytes]:
    """Iterate over the lines of a stream, UTF-16 recoded and a byte-order mark dropped."""
    start = stream.peek(4)[:4]
    if start.startswith(_UTF16):
        return _recoded(stream)
    if start.startswith(BOM_UTF8):
        stream.read(len(BOM_UTF8))
    return _bounded(lambda: stream.readline(LARGEST + 1))


def _recoded(stream: io.BufferedReader) -> Iterator[bytes]:
    wide = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    try:
        yield from _bounded(lambda: wide.readline(LARGEST + 1).encode("utf-8", "replace"))
    finally:
        with suppress(ValueError):  # already closed, where reading was broken off
            wide.detach()


def _bounded(line: Callable[[], bytes]) -> Iterator[bytes]:
    for data in iter(line, b""):
        if len(data) > LARGEST:
            raise _too_large()
        yield data


def binary(sample: bytes) -> bool:
    """Say whether the start of a file looks like no text at all: mostly a matter of control characters.

    Valid UTF-8 may hold some (they are replaced, with a warning); bytes that are also no UTF-8 may hold few.
    """
    sample = sample[:SAMPLE]
    if sample.startswith(_UTF16):
        return False
    if sample.startswith(b"%PDF-"):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    return controls > len(sample) * (0.25 if _is_utf8(sample) else 0.04)


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 4 and len(sample) == SAMPLE  # a character cut at the sample's end
    return True


def decoded(data: bytes) -> tuple[str, bool]:
    """Return bytes as text, and whether they were sound.

    A byte-order mark says UTF-16; else it is UTF-8, or Windows-1252 in those lines that are no UTF-8.
    """
    if data.startswith(_UTF16):
        wide = "utf-32" if data.startswith(BOM_UTF32_LE) else "utf-16"
        text = data.decode(wide, "replace")
        return text, "\ufffd" not in text
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return "".join(map(_line, data.removeprefix(BOM_UTF8).splitlines(keepends=True))), False


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def misread(where: str) -> Trouble:
    """Warn that a source is not in UTF-8."""
    return Trouble(where, "not valid UTF-8: read as Windows-1252")


def cleaned(text: str) -> tuple[str, int]:
    """Return text without control characters, and how many there were.

    Each becomes a space; C1 ones are what Windows-1252 means by them (mostly quotes), lone surrogates U+FFFD.
    """
    if text.isprintable():  # much faster than the expression, and true of most texts
        return text, 0
    return CONTROL.subn(lambda found: _replacement(ord(found[0])), text)


def _replacement(code: int) -> str:
    if code >= 0xD800:
        return "\ufffd"
    return bytes((code,)).decode("cp1252", "replace").replace("\ufffd", " ") if code >= 0x80 else " "
