"""Files and folders made durable, and private to their owner; not for what is in them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

WAITING = ".new"
"""What is written beside a file until it takes the file's place."""

READERS_LOCK = ".tantivy-meta.lock"
"""What readers on tantivy open to write, though they write nothing."""


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable, where the system can."""
    if os.name == "posix" or not path.is_dir():
        handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write(path: Path, text: str) -> None:
    """Write a file, so that at any moment, and after a power cut, either the old or the new one is there, whole."""
    waiting = path.with_name(path.name + WAITING)
    with open(waiting, "w", encoding="utf-8", newline="\n", opener=private) as file:
        keep_mode(path, waiting)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    sync(path.parent)


def private(path: str, flags: int) -> int:
    """Be the opener of files that are for their owner only where they are made, whatever the umask."""
    return os.open(path, flags, 0o600)


def keep_mode(earlier: Path, later: Path) -> None:
    """Give what takes a place the mode of what has it: who is let in was somebody's choice."""
    if os.name == "posix" and earlier.exists():
        later.chmod(earlier.stat().st_mode & 0o777)


def share(folder: Path) -> None:
    """Have the files of a folder let in whom the folder lets in, and nobody else; who reads may lock."""
    mode = 0o600 | folder.stat().st_mode & 0o066
    for path in folder.iterdir() if os.name == "posix" else ():
        wanted = mode | (mode & 0o044) >> 1 if path.name == READERS_LOCK else mode
        with suppress(PermissionError, FileNotFoundError):  # another user's, who lets us write there; a lock that went
            if path.is_file() and path.stat().st_mode & 0o777 != wanted:
                path.chmod(wanted)


def make(folder: Path) -> None:
    """Make a folder, and those above it that are missing; what is made is for its owner only, and stays."""
    if not folder.is_dir():
        make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)


def fingerprint(path: Path) -> str:
    """Give a fingerprint of what is in a file."""
    import hashlib  # late, as a query needs none

    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
