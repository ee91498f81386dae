"""sums.json: a fingerprint of each file of a folder, as the last run left them; not for what the files mean.

A run marks the folder as open before it changes anything, and seals it when it is done. So a sealed folder can be
compared byte by byte, and one that a killed run left open as far as its files look as they did when it was sealed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from searchkit import disk
from searchkit.errors import DamagedError
from searchkit.model import Damage

FILE = "sums.json"


@dataclass(frozen=True, slots=True)
class Sum:
    """Hold what a file looked like."""

    size: int
    changed: int
    digest: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Hold the sums of a folder's files; `open` while a run is changing them."""

    open: bool = True
    files: Mapping[str, Sum] = field(default_factory=dict)


def unseal(folder: Path) -> None:
    """Say that a folder is about to be changed."""
    seal = _known(folder)
    if not (seal.open and (folder / FILE).exists()):
        _write(folder, Seal(open=True, files=seal.files))


def close(folder: Path, names: Iterable[str] | None = None) -> None:
    """Note the fingerprints of a folder's files, or of those named; what looks as it did is not read again."""
    before = _known(folder).files
    found = sorted(_names(folder) if names is None else names)
    _write(folder, Seal(open=False, files={name: _summed(folder / name, before.get(name)) for name in found}))


def knows(folder: Path, name: str) -> bool:
    """Say whether a folder had a file of this name when it was last sealed."""
    return name in _known(folder).files


def sealed(folder: Path) -> bool:
    """Say whether the last run that changed a folder came to its end."""
    return not _known(folder).open


def damages(folder: Path, part: str) -> Iterator[Damage]:
    """Name each file that is not as it was sealed."""
    try:
        seal = _read(folder)
    except DamagedError as error:
        yield Damage(str(folder / FILE), str(error), part)
        return
    for name, known in seal.files.items():
        reason = _harm(folder / name, known, is_open=seal.open)
        if reason:
            yield Damage(str(folder / name), reason, part)


def changed(folder: Path) -> Iterator[str]:
    """Name the files of a sealed folder that are gone or have other bytes; read only where size or time is another."""
    try:
        seal = _read(folder)
    except DamagedError:
        yield from [FILE] if (folder / FILE).exists() else []
        return
    for name, known in () if seal.open else seal.files.items():
        path = folder / name
        if not path.exists() or (_looks(path) != (known.size, known.changed) and _harm(path, known, is_open=False)):
            yield name


def _harm(path: Path, known: Sum, *, is_open: bool) -> str:
    try:
        size, changed = _looks(path)
        if is_open and (size, changed) != (known.size, known.changed):
            return ""
        if size != known.size:
            return f"has {size:,} bytes, not {known.size:,}"
        return "" if disk.fingerprint(path) == known.digest else "has other bytes than were written"
    except FileNotFoundError:
        return "" if is_open else "is missing"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _summed(path: Path, before: Sum | None) -> Sum:
    size, changed = _looks(path)
    if before is not None and (size, changed) == (before.size, before.changed):
        return before
    return Sum(size, changed, disk.fingerprint(path))


def _looks(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _names(folder: Path) -> Iterator[str]:
    """Give the files whose bytes count: not locks, nor what is being written."""
    for path in folder.iterdir():
        name = path.name
        if path.is_file() and name != FILE and not name.lower().endswith(("lock", disk.WAITING)):
            yield name


def _known(folder: Path) -> Seal:
    try:
        return _read(folder)
    except DamagedError:
        return Seal()


def _read(folder: Path) -> Seal:
    """Read the seal of a folder; errors: DamagedError."""
    try:
        body, mark, rest = (folder / FILE).read_text(encoding="utf-8").split("\n")
        if mark != _mark(body) or rest:
            raise ValueError("its own fingerprint is another")
        known = json.loads(body)
        return Seal(known["open"], {name: Sum(*each) for name, each in known["files"].items()})
    except FileNotFoundError:
        raise DamagedError("is missing") from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DamagedError(f"is damaged ({error})") from error


def _write(folder: Path, seal: Seal) -> None:
    files = {name: [each.size, each.changed, each.digest] for name, each in seal.files.items()}
    body = json.dumps({"open": seal.open, "files": files})
    disk.write(folder / FILE, f"{body}\n{_mark(body)}\n")


def _mark(body: str) -> str:
    return hashlib.blake2b(body.encode("utf-8"), digest_size=16).hexdigest()
