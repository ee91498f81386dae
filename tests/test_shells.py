"""What shells are offered behind the tab key, asked as the scripts for them ask; bash itself is asked, too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, ZshComplete

from searchkit.cli import COMMANDS
from searchkit.cli.shells import PLAIN_IN_BASH, PLAIN_IN_ZSH
from searchkit.schema import SCHEMA

ROOT = Path(__file__).parents[1]
ROLES = "headline lede body caption promo credit note any".split()
PARTS = "headline: lede: body: caption:".split()
FIELDS = [f"{name}:" for name in SCHEMA.asked()]
BASH = shutil.which("bash")


def ask(shell: str, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "searchkit"],
        env={**os.environ, "_SEARCHKIT_COMPLETE": shell, **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def completed(*words: str) -> list[str]:
    """Give what bash is offered for the last of some words, as it parts them itself."""
    asked = ask("bash_complete", COMP_WORDS="\n".join(("searchkit", *words)), COMP_CWORD=str(len(words)))
    return [line.removeprefix("plain,") for line in asked.splitlines() if line]


OFFERED = [
    (["st"], ["stats"]),
    ([""], list(COMMANDS)),
    (["--col"], ["--color"]),
    (["query", "-x", "tax", "--so"], ["--sort"]),
    (["query", "tax", "--xx", "--sort", "n"], ["newest"]),
    (["query", "--format", ""], ["text", "json", "jsonl", "csv"]),
    (["query", "--color", "n"], ["never"]),
    (["query", "--index", "f"], ["dir,f"]),
    (["stats", "--config", ""], ["file,"]),
    (["index", "--engine", ""], ["tantivy", "whoosh", "opensearch"]),
    (["index", "ne"], ["file,ne"]),
    (["help", "q"], ["query"]),
    (["query", ""], [*FIELDS, *PARTS]),
    (["query", "tax", "pers"], ["person:"]),
    (["query", "tax", "-pers"], ["-person:"]),
    (["query", "tax", "(pers"], ["(person:"]),
    (["query", "--any", "ro"], ["role:"]),
    (["query", "role:p"], ["role:promo"]),
    (["query", "-role:p"], ["-role:promo"]),
    (["query", "role", ":"], ROLES),
    (["query", "role", ":", "p"], ["promo"]),
    (["query", "tax", "has", ":", "pe"], ["person"]),
    (["query", "person", ":", "m"], []),
    (["query", "person:m"], []),
    (["query", "--", "hea"], ["headline:"]),
    (["query", "tax"], []),
    (["nothing", "x"], list[str]()),
]


@pytest.mark.parametrize(("words", "offered"), OFFERED, ids=[" ".join(words) for words, _ in OFFERED])
def test_what_is_offered(words: list[str], offered: list[str]) -> None:
    assert completed(*words) == offered


def test_zsh_and_fish_are_offered_the_same() -> None:
    words = {"COMP_WORDS": "searchkit query role:p", "COMP_CWORD": "2"}
    assert ask("zsh_complete", **words).split() == ["plain", "role:promo", "_"]
    words["COMP_CWORD"] = "role:p"
    assert ask("fish_complete", **words).split() == ["plain,role:promo"]


def test_the_scripts_of_click_are_as_they_were_when_ours_were_made_of_them() -> None:
    assert BashComplete.source_template.count(PLAIN_IN_BASH) == 1
    assert ZshComplete.source_template.count(PLAIN_IN_ZSH) == 1
    assert "compopt -o nospace" in ask("bash_source")
    assert 'compadd -U -S "" --' in ask("zsh_source")
    assert "complete --no-files --command searchkit" in ask("fish_source")


@pytest.mark.skipif(BASH is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["query", "pers"], "nospace person:"),
        (["query", "role", ":", "pro"], "promo"),
        (["query", "role", ":"], " ".join(ROLES)),
        (["sta"], "stats"),
    ],
)
def test_bash_takes_what_it_is_offered(words: list[str], offered: str, tmp_path: Path) -> None:
    """Load the script as documented, in a shell without a terminal, and call what it registered."""
    command = tmp_path / "searchkit"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m searchkit "$@"\n')
    command.chmod(0o755)
    listed = " ".join(f"'{word}'" for word in ("searchkit", *words))
    script = f"""
        eval "$(_SEARCHKIT_COMPLETE=bash_source searchkit)"
        complete -p searchkit > /dev/null || exit 3
        compopt() {{ echo -n "nospace "; }}
        COMP_WORDS=({listed}); COMP_CWORD={len(words)}
        _searchkit_completion searchkit
        echo "${{COMPREPLY[*]}}"
    """
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, offered, "")
