"""The training program: the same sentences give the same bytes, and the model that is shipped is what it makes."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.annotators.linear_model import FILE, model
from searchkit.errors import DamagedError

ROOT = Path(__file__).parents[1]
TEXTS = [
    ("Minister Ana Brandt met Karl Obermann in Lisbon.", [(9, 19, "PER"), (24, 37, "PER"), (41, 47, "LOC")]),
    ("The Harbour Board said Brandt had left Portugal.", [(4, 17, "ORG"), (23, 29, "PER"), (39, 47, "LOC")]),
    ("Turkish engineers work for the Ministry of Trade.", [(0, 7, "MISC"), (31, 48, "ORG")]),
]


def trained(source: Path, target: Path, seed: str) -> bytes:
    command = [sys.executable, "tools/train_names.py", str(source), str(target)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True)
    return target.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    folder = tmp_path_factory.mktemp("training")
    with gzip.open(folder / "sentences.gz", "wt", encoding="utf-8") as file:
        for text, spans in TEXTS * 20:
            file.write(json.dumps({"text": text, "spans": spans}) + "\n")
    return folder, trained(folder / "sentences.gz", folder / "one.model", "1")


def test_the_same_sentences_give_the_same_bytes(small: tuple[Path, bytes]) -> None:
    folder, first = small
    assert trained(folder / "sentences.gz", folder / "other.model", "2") == first
    assert model(folder / "one.model").kinds > 10


@pytest.mark.long
def test_the_shipped_model_is_what_training_makes(tmp_path: Path, data: Callable[[str], Path]) -> None:
    assert trained(data("training/voa-silver.jsonl.gz"), tmp_path / "again.model", "3") == FILE.read_bytes()


@pytest.mark.parametrize("damage", ["payload", "header", "cut", "empty", "missing"])
def test_a_damaged_model_is_one_line_with_its_checksum(small: tuple[Path, bytes], damage: str, tmp_path: Path) -> None:
    header, _, payload = small[1].partition(b"\n")
    file = tmp_path / "broken.model"
    if damage != "missing":
        file.write_bytes(
            {
                "payload": header + b"\n" + payload[:50] + b"x" + payload[51:],
                "header": b"[" + small[1],
                "cut": small[1][:-100],
                "empty": b"",
            }[damage]
        )
    with pytest.raises(DamagedError) as problem:
        model(file)
    assert "\n" not in str(problem.value)
    assert str(file) in str(problem.value)
    assert ("checksum" in str(problem.value)) == (damage in ("payload", "cut"))


def test_model_and_gazetteer_are_small() -> None:
    assert FILE.stat().st_size + FILE.with_name("gazetteer.txt.gz").stat().st_size < 2_000_000
