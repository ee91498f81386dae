"""What the documents say is true: every block of code in them is run, and what they name is what there is.

A block is run as its language says, in a copy of a folder in which `config.yaml` and `examples/` are indexed:

- `console`: what stands behind `$` is run, and what stands below it is what a terminal of 100 columns without colours
  shows; `...` stands for anything, times are not compared
- `python`: run; what is printed is what stands behind `# ->`; the blocks of one document share their names
- `text`, `markdown`, `json`, `jsonl` with a file's name behind the language: written to that file, and read
- `json` with a command behind the language: what that command writes, but for its scores and times
- `yaml`: a configuration, or names of the user's own
- `sh`: not run, and so nothing but what SHELL allows

A table with a column `finds` has a query in its first column, and how many paragraphs it finds in the examples; one
with a column `says` has a query in its first column, and the error or warning that it gets.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from engines_cases import CLUSTER

import searchkit
from searchkit import aliases, config
from searchkit.analysis import CAPITALS
from searchkit.annotators.spacy import MODEL
from searchkit.cli import COMMANDS, commands, exits
from searchkit.errors import QueryError
from searchkit.model import ROLES, Article
from searchkit.readers import READERS, read, sources
from searchkit.readers.base import Reading
from searchkit.readers.fields import KEYS
from searchkit.render import RENDERERS
from searchkit.render.csv import COLUMNS
from searchkit.schema import SCHEMA
from searchkit.settings import OPENSEARCH

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BY_NAME = {str(path.relative_to(ROOT)): path for path in DOCUMENTS}
LANGUAGE, CONFIGURATION = "docs/query-language.md", "docs/configuration.md"

FENCE = re.compile(r"^```[ \t]*(\w*)[ \t]*([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"\b\d+\.\d+ (?:ms|s)\b")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
LINK = re.compile(r"\]\(([^()\s]+)\)")
ENGINES = ("tantivy", "whoosh", "memory", *CLUSTER)


@dataclass(frozen=True)
class Block:
    """Hold one block of code; `info` is what stands behind its language, `where` document and line."""

    language: str
    info: str
    text: str
    where: str


@dataclass
class Session:
    """Run the blocks of one document in one folder, and note what is not as the document says."""

    folder: Path
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    wrong: list[str] = field(default_factory=list)
    code: int = 0

    def check(self, where: str, shown: str, real: str) -> None:
        if not alike(shown, real):
            self.wrong.append(f"{where}\n--- the document shows\n{shown}\n--- it is\n{real}")


def blocks(path: Path) -> list[Block]:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    return [
        Block(found[1], found[2].strip(), found[3], f"{name}:{text.count(chr(10), 0, found.start()) + 1}")
        for found in FENCE.finditer(text)
    ]


def prose(path: Path) -> str:
    """Give a document without its blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def alike(shown: str, real: str) -> bool:
    """Compare what is shown with what is: `...` stands for anything, times for any time."""
    pattern = re.escape(TIME.sub("TIME", shown.strip())).replace(re.escape("..."), ".*")
    return re.fullmatch(pattern, TIME.sub("TIME", real.strip()), re.DOTALL) is not None


# --- running


class Screen(io.StringIO):
    """Be a terminal that remembers what was written to it."""

    def isatty(self) -> bool:
        return True


def searched(line: str, folder: Path, stream: type[io.StringIO] = Screen) -> tuple[str, int]:
    """Run one command in this process; give what it writes to both streams, and its exit code."""
    name, *arguments = shlex.split(line)
    assert name == "searchkit", f"a console block runs searchkit and `echo $?`, not {name}"
    screen = stream()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen), contextlib.chdir(folder):
        code = exits.run(arguments)
    return screen.getvalue(), code


def console(block: Block, session: Session) -> None:
    steps = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not steps[0].strip(), f"{block.where}: a console block begins with a command"
    for step in steps[1:]:
        line, _, shown = step.partition("\n")
        if line == "echo $?":
            real = str(session.code)
        else:
            real, session.code = searched(line, session.folder)
        session.check(f"{block.where}: $ {line}", shown, real)


def python(block: Block, session: Session) -> None:
    shown = "\n".join(re.findall(r"# -> (.*)", block.text))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.chdir(session.folder):
        exec(compile(block.text, block.where, "exec"), session.names)  # noqa: S102 - the documents are ours
    session.check(block.where, shown, printed.getvalue())


def source(block: Block, session: Session) -> None:
    """Write a source to the file that the block names, and read it: all of it, without any trouble."""
    assert re.fullmatch(r"[\w-]+/[\w.-]+", block.info), f"{block.where}: which file is it, as in ```text news/a.txt"
    path = session.folder / block.info
    path.parent.mkdir(exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    os.utime(path, (1e9, 1e9))  # long ago: what was written just now is read again, in case it changes once more
    keys = config.load(str(session.folder / "config.yaml"), {}, {}).keys
    found = [item for each in sources([path]) for item in read(each, Reading(keys))]
    if not found or not all(isinstance(item, Article) for item in found):
        session.wrong.append(f"{block.where}: {found}")


def json_object(block: Block, session: Session) -> None:
    if not block.info.startswith("$ "):
        source(block, session)
        return
    real, session.code = searched(block.info[2:], session.folder, io.StringIO)
    if without_figures(json.loads(block.text)) != without_figures(json.loads(real)):
        session.wrong.append(f"{block.where}: {block.info}\n--- it is\n{real}")


def without_figures(value: Any) -> Any:
    """Give a value without what is another on each machine or engine."""
    if isinstance(value, dict):
        return {key: without_figures(item) for key, item in value.items() if key not in ("score", "seconds")}
    return [without_figures(item) for item in value] if isinstance(value, list) else value


def configuration(block: Block, session: Session) -> None:
    """Load a configuration; where the block names its file, it holds for the blocks that follow."""
    path = session.folder / (block.info or "shown.yaml")
    path.write_text(block.text, encoding="utf-8")
    if block.info == "entities.yml":
        assert aliases.read(path).entries, f"{block.where}: it names nothing"
        return
    assert config.load(str(path), {}, {}) != config.load(None, {}, {}), f"{block.where}: it sets nothing"


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def parses(line: str) -> bool:
    """Say whether Click takes the arguments of the searchkit command in a pipeline."""
    words = shlex.split(next(part for part in line.split(" | ") if part.startswith("searchkit ")))
    with commands.make_context("searchkit", [words[1], "--help"], resilient_parsing=True) as context:
        command = commands.get_command(context, words[1])
        return command is not None and command.make_context(words[1], words[2:], parent=context) is not None


SHELL = {
    r"make (?P<target>[a-z-]+)": lambda found: found["target"] in targets(),
    r"pip install (?P<name>[a-z-]+)": lambda found: found["name"] == project()["name"],
    r"pip install '(?P<name>[a-z-]+)\[(?P<extra>[a-z]+)\]'": lambda found: (
        found["name"] == project()["name"] and found["extra"] in project()["optional-dependencies"]
    ),
    r"python -m spacy download (?P<model>[a-z_]+)": lambda found: found["model"] == MODEL,
    r"pip install --editable '\.\[(?P<extra>[a-z]+)\]'": lambda found: (
        found["extra"] in project()["optional-dependencies"]
    ),
    r"source \.venv/bin/activate": lambda found: "VENV   := .venv\n" in (ROOT / "Makefile").read_text(),
    r"\.ci/run": lambda found: (ROOT / ".ci/run").exists(),
    r"(?:.* \| )?searchkit .*": lambda found: parses(found[0]),
}
"""What a block of `sh` may hold, each with the check that it would work."""


def shell(block: Block, session: Session) -> None:
    for line in filter(None, (re.sub(r"\s*#.*", "", line) for line in block.text.splitlines())):
        found = [(match, holds) for pattern, holds in SHELL.items() if (match := re.fullmatch(pattern, line))]
        if not found or not found[0][1](found[0][0]):
            session.wrong.append(f"{block.where}: {line!r} is not allowed in a block of sh, or would not work")


LANGUAGES = {
    "console": console,
    "python": python,
    "json": json_object,
    "jsonl": source,
    "text": source,
    "markdown": source,
    "yaml": configuration,
    "sh": shell,
}


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as a fresh clone has it after `searchkit index`."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copy(ROOT / "config.yaml", folder)
    for path in (folder / "examples").iterdir():
        os.utime(path, (1e9, 1e9))
    _, code = searched("searchkit index", folder)
    assert code == 0
    return folder


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a terminal of 100 columns that shows no colours, without settings from outside."""
    for name in os.environ:
        if name.startswith("SEARCHKIT_") or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("name", BY_NAME)
def test_every_block_of_code_does_what_the_document_shows(name: str, indexed: Path, tmp_path: Path) -> None:
    session = Session(shutil.copytree(indexed, tmp_path / "clone"))
    for block in blocks(BY_NAME[name]):
        assert block.language in LANGUAGES, f"{block.where}: no language {block.language!r} is run by this test"
        LANGUAGES[block.language](block, session)
    assert not session.wrong, "\n\n".join(session.wrong)


def test_every_fence_is_seen_as_a_block() -> None:
    for path in DOCUMENTS:
        fences = re.findall(r"^\s*(?:```|~~~)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(fences) == 2 * len(blocks(path)), path


def test_a_process_of_its_own_says_the_same(indexed: Path) -> None:
    lines = re.findall(r"^\$ (searchkit query .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    environ = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    for line in [line for line in lines if "--index" not in line][:2]:
        command = [sys.executable, "-m", "searchkit", *shlex.split(line)[1:]]
        done = subprocess.run(
            command, cwd=indexed, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        real, code = searched(line, indexed, io.StringIO)
        assert (TIME.sub("", done.stdout), done.returncode) == (TIME.sub("", real), code)


# --- tables


def tables(path: Path, column: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Give each row of each table that has such a column: its place, the names of its columns, and its cells."""
    header: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            header = []
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if not header:
            header = cells
        elif column in header and not set(line) <= set("|-: "):
            yield f"{path.relative_to(ROOT)}:{number}", header, cells


def code_of(cell: str) -> str:
    """Give what stands between the first backticks of a cell."""
    found = re.search(r"(`+) ?(.+?) ?\1", cell)
    assert found, f"a query stands between backticks, not {cell}"
    return found[2].replace("\\|", "|")  # which Markdown wants escaped in a table


def rows(column: str) -> list[tuple[str, str, str]]:
    found = [(row, path) for path in DOCUMENTS for row in tables(path, column)]
    return [(where, code_of(cells[0]), cells[header.index(column)]) for (where, header, cells), _ in found]


@pytest.fixture(scope="module", params=ENGINES)
def searcher(request: pytest.FixtureRequest, indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Open the examples on each engine."""
    if request.param == "tantivy":
        with searchkit.open(indexed / "index") as opened:
            yield opened
    else:
        folder = None if request.param == "memory" else tmp_path_factory.mktemp("engine") / "index"
        with searchkit.Indexer(folder, engine=request.param) as indexer:
            indexer.read([indexed / "examples"])
            with indexer.searcher() as opened:
                yield opened


def test_queries_in_tables_find_so_many_paragraphs_on_each_engine(searcher: searchkit.Searcher) -> None:
    wrong = []
    for where, query, shown in rows("finds"):
        counts = searcher.count(query)
        real = f"{counts.paragraphs} (+{counts.furniture})" if counts.furniture else str(counts.paragraphs)
        if shown != real:
            wrong.append(f"{where}: {query} finds {real}, not {shown}")
    assert not wrong, "\n".join(wrong)


def test_queries_in_tables_say_what_is_wrong_with_them(searcher: searchkit.Searcher) -> None:
    wrong = []
    for where, query, shown in rows("says"):
        try:
            kind, messages = "warning", [warning.message for warning in searcher.search(query).warnings]
        except QueryError as error:
            kind, messages = "error", [error.message]
        real = "; ".join(f"{kind}: {message}" for message in messages)
        if not alike(shown.replace("`", ""), real.replace("|", "\\|")):
            wrong.append(f"{where}: {query} says {real!r}, not {shown!r}")
    assert not wrong, "\n".join(wrong)


# --- nothing is missing, and nothing is named that is not there


def written() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


def options() -> set[str]:
    with click.Context(commands) as context:
        every = [commands, *(commands.get_command(context, name) for name in COMMANDS)]
        return {
            name
            for command in every
            if command is not None
            for each in command.get_params(context)
            if isinstance(each, click.Option)
            for name in each.opts
            if name.startswith("--")
        }


def first_cells(name: str, column: str) -> list[str]:
    """Give the first cells of the tables of a document that have such a first column, without backticks."""
    return [cells[0].replace("`", "") for _, header, cells in tables(BY_NAME[name], column) if header[0] == column]


def test_every_command_and_option_is_named_and_no_other() -> None:
    text = written()
    missing = [name for name in COMMANDS if f"searchkit {name}" not in text]
    assert not missing, f"not in the documents: {missing}"
    named = {
        option
        for path in DOCUMENTS
        for block in [*blocks(path), Block("", "", prose(path), "")]
        if block.language in ("", "console")
        for line in block.text.splitlines()
        if block.language == "" or line.startswith("$ ")
        for option in OPTION.findall(line)
    }
    assert named == options(), f"not documented: {options() - named}; not there: {named - options()}"


def test_every_field_is_documented() -> None:
    assert first_cells(LANGUAGE, "field") == [f"{name}:" for name in SCHEMA.asked()]


def test_every_reason_for_nothing_is_documented() -> None:
    assert first_cells(LANGUAGE, "cause") == [cause.value for cause in searchkit.Cause]


def test_every_word_whose_capitals_count_is_documented() -> None:
    found = re.search(r"closed list of such words\s+\(([^)]*)\)", BY_NAME[LANGUAGE].read_text(encoding="utf-8"))
    assert found
    assert set(re.findall(r"\w+", found[1])) == CAPITALS


def test_every_setting_is_documented() -> None:
    assert first_cells(CONFIGURATION, "setting") == list(config.SETTINGS)
    text = BY_NAME[CONFIGURATION].read_text(encoding="utf-8")
    assert first_cells(CONFIGURATION, "setting of opensearch") == list(OPENSEARCH)
    assert all(setting.variable in text for setting in [*config.SETTINGS.values(), *OPENSEARCH.values()])


def test_every_key_suffix_role_format_and_exit_code_is_documented() -> None:
    keys = [key for cell in first_cells(CONFIGURATION, "key") for key in cell.split(", ")]
    assert sorted(map(str.lower, keys)) == sorted(KEYS)
    suffixes = [suffix for cell in first_cells(CONFIGURATION, "suffix") for suffix in cell.split(", ")]
    assert suffixes == list(READERS)
    assert first_cells(CONFIGURATION, "key of a name") == list(aliases.KEYS)
    assert first_cells(CONFIGURATION, "role") == list(ROLES)
    assert first_cells(CONFIGURATION, "format") == list(RENDERERS)
    assert COLUMNS.replace(" ", ",") in BY_NAME[CONFIGURATION].read_text(encoding="utf-8")
    known = [exits.FOUND, exits.NOTHING, exits.FAILED, exits.LOCKED, exits.DAMAGED, exits.INTERRUPTED]
    assert first_cells(CONFIGURATION, "exit code") == list(map(str, known))


def test_every_error_and_public_name_is_documented() -> None:
    text = written()
    assert not [name for name in searchkit.__all__ if not re.search(rf"\b{re.escape(name)}\b", text)]


def test_code_and_documents_name_the_same_headings() -> None:
    assert "rules-of-meaning" in anchors(BY_NAME[LANGUAGE]), "the code refers to this heading"


def anchors(path: Path) -> set[str]:
    """Give the anchors that a document has on GitHub: its headings in small letters, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for link in LINK.findall(prose(path)):
            if "://" not in link:
                file, _, anchor = link.partition("#")
                target = (path.parent / file).resolve() if file else path
                assert target.exists(), f"{path.name}: {link} leads nowhere"
                assert target.is_relative_to(ROOT), f"{path.name}: {link} leads out of the repository"
                assert not anchor or anchor in anchors(target), f"{path.name}: {link} has no such heading"
