"""Files and folders made durable, and private to their owner; not for what is in them."""

from __future__ import annotations

import os
from pathlib import Path

WAITING = ".new"
"""What is written beside a file until it takes the file's place."""


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
    with waiting.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    sync(path.parent)


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
