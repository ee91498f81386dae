"""The trained weights of the linear tagger, kept in one checked file; not what they weigh (`linear_features`)."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import DamagedError

FILE = Path(__file__).with_name("linear.model")
FORMAT = 1
LABELS = ("O", "B-person", "I-person", "B-org", "I-org", "B-place", "I-place", "B-nationality", "I-nationality")
SLOTS = (0, 0x9E3779B9, 0x7F4A7C15, 0x85EBCA6B, 0xC2B2AE35)
"""What tells apart one feature of the word itself, of its neighbours to the left and right, and of the next but one."""

PAIRS = ((-1, 0), (0, 1), (-1, 1), (1, 2), (-2, -1))
"""Which two words near a word are weighed together, by their classes."""

TABLES = len(PAIRS) + 3
"""Of pairs of classes: those of PAIRS, first word of a run and word, last and word, first and last."""

FORBIDDEN = -1_000_000
Integers = NDArray[np.int32]
Indexes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Model:
    """Hold sorted keys of features with a row of weights for each, weights of class pairs, and of label pairs."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.int8]
    classes: Mapping[str, int]
    pairs: NDArray[np.int16]
    moves: Integers

    @property
    def kinds(self) -> int:
        """How many classes of words there are; what is in none of them counts as the first."""
        return len(self.classes)

    def rows(self, keys: NDArray[np.uint32]) -> Integers:
        """Return the weights of features by label, zeros for those that are not in the model."""
        once, back = np.unique(keys, return_inverse=True)  # what is sorted is looked up faster
        at = np.minimum(np.searchsorted(self.keys, once), len(self.keys) - 1)
        return np.where((self.keys[at] == once)[:, None], self.weights[at], 0).astype(np.int32)[back]


def key(feature: str) -> int:
    return zlib.crc32(feature.encode())


def moves(weights: Integers) -> Integers:
    """Return the weights of one label after another, with those that cannot follow forbidden."""
    allowed = [[later[0] != "I" or later[2:] == label[2:] for later in LABELS] for label in LABELS]
    return np.where(np.array(allowed), weights, FORBIDDEN).astype(np.int32)


@cache
def model(file: Path = FILE) -> Model:
    """Load the trained weights, once a process, when they are first asked for; errors: DamagedError."""
    try:
        header, _, payload = file.read_bytes().partition(b"\n")
        facts = json.loads(header)
    except (OSError, ValueError) as error:
        raise damaged(file, str(error)) from None
    found = hashlib.sha256(payload).hexdigest()
    if not isinstance(facts, dict) or facts.get("format") != FORMAT or found != facts.get("sha256"):
        wanted = facts.get("sha256") if isinstance(facts, dict) else None
        raise damaged(file, f"its checksum (sha256) is {found[:16]}, not {str(wanted)[:16]}")
    return unpacked(facts, zlib.decompress(payload))


def damaged(file: Path, reason: str) -> DamagedError:
    return DamagedError(f"the model {file} is damaged: {reason}; install searchkit-news again")


def unpacked(facts: Mapping[str, Any], data: bytes) -> Model:
    size, kinds, labels = int(facts["keys"]), len(facts["classes"]), len(LABELS)
    planes = np.frombuffer(data, np.uint8, 4 * size).reshape(4, size).astype(np.uint32)
    steps = planes[0] | planes[1] << 8 | planes[2] << 16 | planes[3] << 24
    weights = np.frombuffer(data, np.int8, size * labels, 4 * size).reshape(labels, size).T
    rest = np.frombuffer(data, "<i2", -1, (4 + labels) * size).astype(np.int16)
    pairs, last = rest[: -labels * labels], rest[-labels * labels :]
    return Model(
        np.cumsum(steps, dtype=np.uint32),
        np.ascontiguousarray(weights),
        {name: number for number, name in enumerate(facts["classes"])},
        pairs.reshape(TABLES * kinds * kinds, labels),
        moves(last.reshape(labels, labels).astype(np.int32)),
    )


def packed(
    keys: NDArray[np.uint32],
    weights: NDArray[np.int8],
    classes: Sequence[str],
    pairs: NDArray[np.int16],
    last: NDArray[np.int16],
) -> bytes:
    """Return the file of a model; `keys` are sorted and differ."""
    steps = np.diff(keys, prepend=np.uint32(0)).astype(np.uint32)
    planes = [(steps >> np.uint32(shift) & np.uint32(255)).astype(np.uint8).tobytes() for shift in (0, 8, 16, 24)]
    parts = [*planes, np.ascontiguousarray(weights.T).tobytes(), pairs.astype("<i2").tobytes()]
    payload = zlib.compress(b"".join([*parts, last.astype("<i2").tobytes()]), 9)
    facts = {"format": FORMAT, "keys": len(keys), "classes": list(classes)}
    header = json.dumps(facts | {"sha256": hashlib.sha256(payload).hexdigest()})
    return header.encode("ascii") + b"\n" + payload
