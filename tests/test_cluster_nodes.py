"""Where OpenSearch cannot be had, what starts it for tests says why, and passes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parent / "cluster" / "run.py"


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "OPENSEARCH_JAVA_HOME": str(home)}
    return subprocess.run([sys.executable, RUN, *command], env=environ, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize(("release", "is_"), [('JAVA_VERSION="17.0.9"\n', "17"), ("", "none"), (None, "none")])
def test_without_a_java_that_is_new_enough_it_says_so_and_passes(tmp_path: Path, release: str | None, is_: str) -> None:
    home = tmp_path / "java"
    if release is not None:
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "java").touch()
        (home / "release").write_text(release, encoding="utf-8")
    done = run(home, sys.executable, "-c", "raise SystemExit('it was run')")
    assert done.returncode == 0 and "it was run" not in done.stderr, done.stderr
    assert done.stdout.startswith("skipped, no OpenSearch: OpenSearch ")
    assert f"needs Java 21 or newer, but {home} is {is_}: name one in OPENSEARCH_JAVA_HOME" in done.stdout


def test_without_the_distribution_it_says_so_and_passes(tmp_path: Path) -> None:
    home = tmp_path / "java"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    (home / "release").write_text('JAVA_VERSION="25"\n', encoding="utf-8")
    environ = {"HOME": str(tmp_path), "PATH": str(tmp_path), "OPENSEARCH_JAVA_HOME": str(home)}
    done = subprocess.run([sys.executable, RUN, "true"], env=environ, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "is not in the local Maven repository, and there is no mvn to fetch it with" in done.stdout
