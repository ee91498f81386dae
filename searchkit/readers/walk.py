"""Paths walked to the sources below them, each with the name its articles are identified by; not for reading them."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from searchkit.model import Trouble
from searchkit.readers.base import MISSING, Source, reason, shown

# What the folder of an index has in it: from its first moment on, and when it was copied without its lock.
INDEX = (("catalog.db", "writer.lock"), ("catalog.db", "manifest.json"))

Folder = tuple[Path, str]  # where it is, and the name of what is in it
Identity = tuple[int, int]


def suffix(name: str) -> str:
    """Return the suffix by which a file is read, in small letters and without .gz."""
    name = name.lower().removesuffix(".gz")
    return os.path.splitext(name)[1]  # noqa: PTH122 - of a name, not of a path


class Walk:
    """Walk the paths of one run: no file and no folder twice, whichever paths and links lead there."""

    def __init__(self, suffixes: frozenset[str]) -> None:
        self._suffixes = suffixes
        self._folders: dict[Identity, Path] = {}
        self._files: set[str] = set()  # those given by name only: what folders hold would be too many to keep
        self._names: set[str] = set()
        self._links: list[Folder] = []
        self._given = Path()
        self._unknown: Counter[str] = Counter()

    def sources(self, paths: Sequence[Path | str]) -> Iterator[Source | Trouble]:
        """Find the sources that paths name, in their order."""
        for path in paths:
            if str(path) == "-":
                yield from self._once("-", Source(None, "stdin"))
                continue
            path = Path(path)
            try:
                is_folder = path.is_dir()
                path.stat()
            except OSError as error:
                yield Trouble(shown(path), _missing(path, error), skipped=True)
                continue
            yield from self._given_folder(path) if is_folder else self._given_file(path)

    def _once(self, key: str, source: Source) -> Iterator[Source]:
        if key not in self._files:
            self._files.add(key)
            yield source

    def _given_file(self, path: Path) -> Iterator[Source]:
        real = path.resolve()
        if not self._walked(real.parent) or suffix(path.name) not in self._suffixes:
            yield from self._once(str(real), Source(path, self._named(path.name, "", self._names)))

    def _given_folder(self, path: Path) -> Iterator[Source | Trouble]:
        self._unknown.clear()
        self._given = path.resolve()
        yield from self._walk([(path, written(self._given.name))])
        while self._links:  # after the folders themselves, so that what is in them has their name and no link's
            yield from self._linked(self._links.pop(0))
        if self._unknown:
            yield Trouble(shown(path), _unread(self._unknown))

    def _linked(self, folder: Folder) -> Iterator[Source | Trouble]:
        path, known = folder[0], self._walked(folder[0])
        if known and known in path.parents:
            yield Trouble(shown(path), f"link loop: leads back to {shown(known)}; not followed")
        elif known:
            yield Trouble(shown(path), f"link to {shown(known)}, which is read already; not followed")
        elif (leads := path.resolve()) in (*self._given.parents, *path.parent.resolve().parents):
            yield Trouble(shown(path), f"link loop: leads back to {shown(leads)}, a folder above; not followed")
        else:
            yield from self._walk([folder])

    def _walked(self, folder: Path) -> Path | None:
        """Give the path by which a folder was walked already; None also where it cannot be looked at."""
        try:
            return self._folders.get(_identity(folder))
        except OSError:  # it vanished since it was listed
            return None

    def _walk(self, stack: list[Folder]) -> Iterator[Source | Trouble]:
        while stack:
            path, name = stack.pop()
            try:
                identity = _identity(path)
                with os.scandir(path) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield Trouble(shown(path), reason(error), skipped=True)
                continue
            if identity not in self._folders:
                self._folders[identity] = path
                visible = [] if _is_index(entries) else [entry for entry in entries if not entry.name.startswith(".")]
                yield from self._files_of(path, name, visible)
                stack.extend(self._folders_of(path, name, visible))

    def _folders_of(self, path: Path, name: str, entries: list[os.DirEntry[str]]) -> list[Folder]:
        """Return the folders of a folder, last one first; links to folders are kept for later."""
        folders = [entry for entry in entries if _is_folder(entry)]
        named = {entry: (path / entry.name, f"{name}/{written(entry.name)}") for entry in folders}
        self._links += [named[entry] for entry in folders if entry.is_symlink()]
        return [named[entry] for entry in reversed(folders) if not entry.is_symlink()]

    def _files_of(self, path: Path, folder: str, entries: list[os.DirEntry[str]]) -> Iterator[Source | Trouble]:
        names: set[str] = set()
        for entry in entries:
            if _is_folder(entry):
                continue
            file = path / entry.name
            if suffix(entry.name) not in self._suffixes:
                self._unknown[suffix(entry.name) or "without suffix"] += 1
            elif problem := _problem(file):
                yield Trouble(shown(file), problem, skipped=True)
            elif not self._files or str(file.resolve()) not in self._files:
                yield Source(file, self._named(entry.name, f"{folder}/", names))

    def _named(self, file: str, prefix: str, taken: set[str]) -> str:
        """Name a file without its suffix; with it where that name is taken."""
        name = written(file)
        stem = name[:-3] if name.lower().endswith(".gz") else name
        if (end := suffix(file)) in self._suffixes:
            stem = stem[: -len(end)]
        chosen = name if stem in taken or not stem else stem
        taken.add(chosen)
        return prefix + chosen


def _is_index(entries: list[os.DirEntry[str]]) -> bool:
    """Say whether a folder is an index of ours: its files are no articles."""
    names = {entry.name for entry in entries}
    return any(names.issuperset(pair) for pair in INDEX)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _problem(file: Path) -> str:
    """Say why a file cannot be one to read, whatever is in it; nothing where it can."""
    try:
        return "" if stat.S_ISREG(file.stat().st_mode) else "no regular file"
    except PermissionError as error:
        return reason(error)
    except OSError as error:
        return "leads to no file" if file.is_symlink() else reason(error)


def _identity(path: Path) -> Identity:
    status = path.stat()
    return status.st_dev, status.st_ino


def written(name: str) -> str:
    """Give the name of a file or folder as ids have it."""
    return unicodedata.normalize("NFC", shown(name))  # file systems differ in how they spell an accent


def _missing(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and not path.is_symlink():
        return MISSING
    return reason(error)


def _unread(unknown: Counter[str]) -> str:
    """Say how many files were left alone, and of which suffixes."""
    kinds = [f"{count} {kind}" for kind, count in unknown.most_common(5)]
    rest = unknown.total() - sum(count for _, count in unknown.most_common(5))
    total = unknown.total()
    return f"{total} file{'s' * (total > 1)} of no known format not read: " + ", ".join(
        [*kinds, *([f"{rest} others"] if rest else [])]
    )
