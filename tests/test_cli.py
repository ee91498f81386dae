"""The command itself, in a process of its own: what it promises of streams, exit codes, options and errors."""

from __future__ import annotations

import csv
import json
import os
import pstats
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from searchkit import lock
from searchkit.cli import COMMANDS, commands
from searchkit.cli.progress import progress_line
from searchkit.cli.reports import pointed
from searchkit.model import Diagnostic, Trouble
from searchkit.schema import SCHEMA
from searchkit.settings import OPENSEARCH, SETTINGS

SEARCHKIT = [sys.executable, "-m", "searchkit"]
PLAIN = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("SEARCHKIT_", "NO_COLOR", "FORCE_COLOR", "LC_", "LANG"))
}
PACT = """\
Title: Two cities sign a pact
Date: 2023-11-22
Source: Bay Wire

Mayor Ann Lee of Oslo and her guest spoke of a “no limits” friendship between the cities on Tuesday.

The council will vote on the budget in May. Nobody knows the limits of it, and no paper was shown.

“It is an opinion about tax, not a tax,” said Ann Lee.

Listen: The No-Limits Podcast
"""
Run = Callable[..., "CompletedProcess[str]"]


def start(
    *arguments: str, folder: Path, environ: Mapping[str, str] | None = None, **more: object
) -> CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*SEARCHKIT, *arguments],
        cwd=folder,
        env={**PLAIN, **(environ or {})},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        **more,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with an index of two articles in `index`, as the command line makes it."""
    made = tmp_path_factory.mktemp("cli")
    (made / "news").mkdir()
    (made / "news/pact.txt").write_text(PACT)
    article = {
        "id": "evil#1",
        "title": "=cmd()\x1b[31m",
        "date": "2024-01-05",
        "text": "A tax\u202e \x9b31m on ferries.",
    }
    (made / "news/more.jsonl").write_text(json.dumps(article) + "\n")
    done = start("index", "news", folder=made)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    def run(*arguments: str, environ: Mapping[str, str] | None = None, **more: object) -> CompletedProcess[str]:
        return start(*arguments, folder=folder, environ=environ, **more)

    return run


# --- query


def test_found_is_0_with_hits_on_stdout_and_totals_on_stderr(run: Run) -> None:
    done = run("query", '"no limits"')
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "1. Two cities sign a pact — 2023-11-22 — Bay Wire  [news/pact#1] lede",
        "   Mayor Ann Lee of Oslo and her guest spoke of a “**no limits**” friendship between the cities on Tuesday.",
    ]
    assert re.fullmatch(r"1 paragraph in 1 article \(1 more in furniture: add role:any\), [\d.]+ m?s\n", done.stderr)


def test_nothing_found_is_1_and_says_how_the_query_was_read(run: Run) -> None:
    done = run("query", "zebra", "tax")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "nothing found for zebra AND tax",
        "  zebra stands in no paragraph, nor does a word like it",
        "  without zebra: tax (2 paragraphs)",
    ]
    assert "nothing found for podcast (1 more in furniture: add role:any)" in run("query", "podcast").stderr


def test_tokens_are_one_query_whether_quoted_for_the_shell_or_not(run: Run) -> None:
    queries = [("no limits",), ("no", "limits"), ("--limit", "5", "no", "--sort=relevance", "limits")]
    assert len({run("query", *tokens).stdout for tokens in queries}) == 1


@pytest.mark.parametrize(
    ("tokens", "query"),
    [
        (("tax", "-opinion"), "tax -opinion"),
        (("-opinion", "tax", "-h"), "-opinion tax -h"),
        (("--limit", "3", "a", "--sort=newest", "b", "--strict"), "a b"),
        (("a", "--", "--limit", "--"), "a --limit --"),
        (("a", "-", "---", "b"), "a - --- b"),
        (("“a", "b”"), "“a b”"),
        (("a\nb\x01",), "a\nb\x01"),
        ((os.fsdecode(b"caf\xe9"),), "caf\ufffd"),
    ],
)
def test_what_belongs_to_the_query(run: Run, tokens: tuple[str, ...], query: str) -> None:
    tokens = tuple(token for token in tokens if token != "--strict")
    done = run("query", "--format", "json", *tokens)
    assert json.loads(done.stdout)["query"] == query, done.stderr


def test_an_unknown_option_names_the_nearest(run: Run) -> None:
    done = run("query", "tax", "--limt", "3")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no option --limt; did you mean --limit?" in done.stderr and "write -- before it" in done.stderr


def test_an_option_of_another_command_was_taken_for_a_slip_of_the_pen(run: Run) -> None:
    """`--engine` was "did you mean --timeline?"."""
    done = run("query", "tax", "--engine", "whoosh")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "query has no option --engine, which belongs to index and rebuild; the engine is the index's own" in done.stderr
    )
    assert "did you mean" not in done.stderr
    assert "names has no option --sentence, which belongs to together;" in run("names", "--sentence").stderr


def test_an_id_or_a_name_that_is_not_there_was_left_at_that(run: Run) -> None:
    """`show` and `together` did not say what was like it, as `query` does."""
    for typed, meant in (("pact", "news/pact"), ("Pact.txt", "news/pact"), ("news/pcat", "news/pact")):
        assert f"in the index; did you mean {meant}?" in run("show", typed).stderr
    assert "did you mean news/pact#1?" in run("show", "pact#1").stderr
    assert "did you mean" not in run("show", "zebra").stderr
    assert "did you mean" not in run("show", "news/pact#99").stderr
    assert "nobody and nothing is called so; did you mean Ann Lee (person)?" in run("together", "ann leee").stderr
    done = run("together", "nobodyhere")
    assert done.returncode == 1
    assert "nobody and nothing is called so; nor is any name like it" in done.stderr


def test_an_option_inside_the_quotes_was_searched_for_in_silence(run: Run) -> None:
    done = run("query", "tax --sort oldest")
    assert done.stderr.splitlines()[:3] == [
        "warning: --sort was read as part of the query; it looks like an option: write it outside the quotes",
        "  tax --sort oldest",
        "      ^^^^^^",
    ]
    assert run("query", "--strict", "tax --sort oldest").returncode == 2
    for text in ('"tax --sort oldest"', "tax --sorting", "tax--sort", "tax --engine"):
        assert "looks like an option" not in run("query", text).stderr
    assert "looks like an option" not in run("query", "--", "tax --sort oldest").stderr
    assert "looks like an option" not in run("query", "--literal", "tax --sort oldest").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query",), 'write what to look for, as in: searchkit query "no limits"'),
        (("query", " "), "write what to look for"),
        (("query", "tax", "--limit"), "--limit wants a value behind it"),
        (("query", "tax", "--limit", "0"), "--limit wants a number from 1 on, or all, not '0'"),
        (("query", "tax", "--offset", "-1"), "'--offset'"),
        (("query", "tax", "--sort", "size"), "'relevance', 'newest', 'oldest'"),
        (("query", "tax", "--any", "--phrase"), "give one of the two"),
        (("query", "tax", "--format", "xml"), "'text', 'json', 'jsonl', 'csv'"),
        (("show",), "Missing argument 'ID'"),
        (("show", "news/pact", "--context", "2"), "--context goes with the id of a paragraph"),
        (("show", "news/pact#99"), "news/pact#99"),
        (("remove", "nobody"), "nobody"),
        (("remove",), "Missing argument 'ID...'"),
        (("index", "--published", "2023-13-01"), "'2023-13-01' is no date; write it as 2023-11-22"),
        (("index", "--engine", "tantvy"), "--engine knows no 'tantvy'; did you mean tantivy?"),
        (("index", "--engine", "memory", "news"), "the engine memory lives in one process only"),
        (("index", "--lock-timeout", "-1"), "'--lock-timeout'"),
        (("idnex", "news"), "there is no command 'idnex'; did you mean index?"),
        (("no limits",), "To search for words: searchkit query WORDS"),
        (("help", "qery"), "there is no help on 'qery'; did you mean query?"),
        (("stats", "--index", "nowhere"), "nowhere"),
        (("stats", "--config", "nowhere.yaml"), "nowhere.yaml: cannot read the configuration"),
    ],
)
def test_an_error_is_2_and_told_on_stderr(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ") and said in done.stderr and "Traceback" not in done.stderr


def test_a_query_that_cannot_be_read_is_shown_with_carets(run: Run) -> None:
    done = run("query", "日本\tli-t*")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == [
        "  日本␉li-t*",
        "       ^^^^^",
        "  how to write a query: searchkit help query",
    ]


def test_what_is_odd_is_a_warning_and_with_strict_an_error(run: Run) -> None:
    done = run("query", '"no limits')
    assert done.returncode == 0 and "**no limits**" in done.stdout
    assert done.stderr.startswith('warning: this quote is not closed; it was closed at the end\n  "no limits\n  ^\n')
    done = run("query", '"no limits', "--strict")
    assert done.returncode == 2 and done.stderr.startswith("error: this quote is not closed") and not done.stdout


@pytest.mark.parametrize(
    ("query", "start", "end", "shown"),
    [
        ("abc", 1, 2, "  abc\n   ^"),
        ("abc", 3, 3, "  abc\n     ^"),
        ("abc", 7, 9, "  abc\n     ^"),
        ("e\u0301 x", 3, 4, "  e\u0301 x\n    ^"),
        ("a\x1b[31mb\nc", 8, 9, "  a␛[31mb␊c\n          ^"),
        ("x " * 40 + "HERE" + " y" * 40, 80, 84, "  …x x x x HERE y y y y y y…\n           ^^^^"),
        ("x" * 100, 0, 100, "  " + "x" * 24 + "…\n  " + "^" * 24),
    ],
)
def test_carets_stand_under_the_place(query: str, start: int, end: int, shown: str) -> None:
    assert pointed(query, start, end, 24) == shown


def test_paging_says_what_is_shown(run: Run) -> None:
    assert "5 paragraphs in 2 articles, 1 to 2 shown" in run("query", "a", "OR", "of", "--limit", "2").stderr
    done = run("query", "a", "OR", "of", "--limit", "1", "--offset", "1")
    assert done.stdout.startswith("2. ") and ", number 2 shown" in done.stderr
    done = run("query", "a", "OR", "of", "--offset", "70")
    assert (done.returncode, done.stdout) == (0, "") and "none of them from 71 on" in done.stderr
    assert "shown" not in run("query", "a", "OR", "of", "--limit", "all").stderr


def test_count_is_a_number(run: Run) -> None:
    done = run("query", "limits", "--count")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "1 more in furniture: add role:any\n")
    assert run("query", "limits", "--count", "--by", "article").stdout == "1\n"
    done = run("query", "limits", "--count", "--format", "json")
    assert json.loads(done.stdout) == {"paragraphs": 2, "articles": 1, "furniture": 1, "exact": True}
    done = run("query", "zebra", "--count")
    assert (done.returncode, done.stdout) == (1, "0\n")


def test_modes_change_what_is_found(run: Run) -> None:
    def count(*tokens: str) -> str:
        return run("query", "--count", *tokens).stdout.strip()

    assert (count("limits", "no"), count("limits", "no", "--phrase"), count("no limits", "--phrase")) == ("2", "0", "1")
    assert (count("ferries", "budget"), count("ferries", "budget", "--any")) == ("0", "2")
    assert (count("tax", "NOT", "ferries"), count("tax", "NOT", "ferries", "--literal")) == ("1", "0")
    assert len(run("query", "ann", "--by", "article", "--format", "jsonl").stdout.splitlines()) == 1


def test_an_answer_explains_itself(run: Run) -> None:
    done = run("query", "the", "ferries", "--explain")
    assert done.returncode == 0
    assert done.stdout.startswith("read as   the AND ferries\nparts ")
    assert re.search("├─ the +[0-9]+  optional\n +└─ ferries +[0-9]+", done.stdout)
    scores = [re.fullmatch(r"   score ([0-9.]+) = (.*)", line) for line in done.stdout.splitlines()]
    sums = [(float(one[1]), [float(part.split()[0]) for part in one[2].split(" + ")]) for one in scores if one]
    assert len(sums) == int(run("query", "the", "ferries", "--count").stdout)
    assert all(sum(parts) == pytest.approx(score, abs=0.02) for score, parts in sums)
    assert "paragraph" in done.stderr


def test_nothing_found_is_explained_too(run: Run) -> None:
    done = run("query", "zebra", "ferries", "--explain")
    assert done.returncode == 1
    assert re.search("├─ zebra +0\n +└─ ferries +[1-9]", done.stdout)


def test_json_holds_the_explanation(run: Run) -> None:
    plain = json.loads(run("query", "ferr*", "--format", "json").stdout)
    made = json.loads(run("query", "ferr*", "--format", "json", "--explain").stdout)
    explanation = made.pop("explanation")
    assert {**made, "seconds": 0} == {**plain, "seconds": 0}
    assert explanation["parts"]["expansion"]["words"][0][0] in ("ferries", "ferry")
    assert [score["id"] for score in explanation["scores"]] == [hit["id"] for hit in made["hits"]]
    for score, hit in zip(explanation["scores"], made["hits"], strict=True):
        assert sum(one["score"] for one in score["contributions"]) == pytest.approx(hit["score"], rel=1e-3)


@pytest.mark.parametrize("options", [("--format", "jsonl"), ("--format", "csv")])
def test_an_explanation_wants_room(run: Run, options: tuple[str, ...]) -> None:
    done = run("query", "ferries", "--explain", *options)
    assert (done.returncode, done.stdout) == (2, "") and "error: --explain " in done.stderr


def test_expansion_finds_more_with_any_and_says_what_it_added(run: Run) -> None:
    def count(*options: str) -> int:
        return int(run("query", "ferries", "budget", "--count", *options).stdout)

    assert count("--any", "--expand") > count("--any")
    done = run("query", "ferries", "--expand", "--sort", "newest")
    assert done.returncode == 2 and "add --any" in done.stderr
    assert run("query", "ferries", "--expand", "--any", "--sort", "newest").returncode == 0
    done = run("query", "ferries", "--expand", "--explain")
    assert re.search("^added     .*tax 0[.]", done.stdout, re.MULTILINE)
    assert json.loads(run("query", "ferries", "--expand", "--format", "json").stdout)["read_as"].startswith(
        "ferries AND ("
    )


def test_order_by_date(run: Run) -> None:
    def dates(order: str) -> list[str]:
        done = run("query", "tax", "--sort", order, "--format", "csv")
        return [row["published"] for row in csv.DictReader(done.stdout.splitlines())]

    assert dates("newest") == sorted(dates("newest"), reverse=True) and dates("oldest") == sorted(dates("oldest"))
    assert dates("newest") != dates("oldest")


def test_entities_are_listed_where_asked_for(run: Run) -> None:
    assert "   person: Ann Lee" in run("query", "opinion", "--entities").stdout
    assert "person:" not in run("query", "opinion").stdout


def test_json_says_all_on_stdout(run: Run) -> None:
    done = run("query", '"no limits', "--format", "json", environ={"LC_ALL": "C"})
    made = json.loads(done.stdout)
    assert done.stderr == "" and "“no limits”" in done.stdout
    assert (made["total"], made["articles"], made["furniture"], len(made["warnings"])) == (1, 1, 1, 1)
    done = run("query", "zebra", "--format", "json")
    assert done.returncode == 1 and json.loads(done.stdout)["hits"] == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_totals_of_jsonl_and_csv_are_on_stderr(run: Run, form: str) -> None:
    done = run("query", '"no limits', "--format", form)
    assert "1 more in furniture" in done.stderr and "warning: this quote" in done.stderr
    assert "furniture" not in done.stdout


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_no_control_character_reaches_the_terminal(run: Run, form: str) -> None:
    for done in (
        run("query", "ferries", "--format", form, "--color", "never"),
        run("show", "evil#1", "--format", form, "--color", "never"),
        run("show", "evil#1#1", "--format", form, "--color", "never"),
    ):
        assert done.returncode == 0 and done.stdout
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.stdout)


# --- colour and terminals


def colored(run: Run, *arguments: str, **environ: str) -> bool:
    return "\x1b[" in run("query", "opinion", *arguments, environ=environ).stdout


def test_colour(run: Run) -> None:
    assert not colored(run)
    assert colored(run, "--color", "always") and colored(run, FORCE_COLOR="1")
    assert not colored(run, FORCE_COLOR="1", NO_COLOR="1")
    assert not colored(run, "--color", "never", FORCE_COLOR="1")
    assert colored(run, "--color=always", NO_COLOR="1")


def watched(arguments: list[str], folder: Path, *, interrupt: bool = False, **environ: str) -> tuple[int, str]:
    """Run a command on a terminal; give its exit code and all that it wrote there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(SEARCHKIT[0], [*SEARCHKIT, *arguments], {**PLAIN, "TERM": "xterm", "COLUMNS": "100", **environ})
    written = b""
    while select.select([terminal], [], [], 30)[0]:
        try:
            written += os.read(terminal, 65536)
        except OSError:
            break
        if interrupt and b"\xe2\x96" in written:  # the bar
            os.write(terminal, b"\x03")
            interrupt = False
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), written.decode()


def test_a_terminal_gets_colour_and_short_lines(folder: Path) -> None:
    code, written = watched(["query", '"no limits"'], folder, COLUMNS="70")
    assert code == 0 and "\x1b[1;31mno limits\x1b[0m" in written
    plain = re.sub(r"\x1b\[[\d;]*m", "", written)
    assert max(map(len, plain.splitlines()[1:])) <= 70
    assert "\x1b[" not in watched(["query", "opinion"], folder, NO_COLOR="1")[1]
    assert "\x1b[" not in watched(["query", "opinion"], folder, TERM="dumb")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        "query friendship",
        "query person:marsk",
        "query persn:lee",
        "query mayorr zeppelin",
        "help query",
        "index none news",
    ],
)
def test_a_narrow_terminal_breaks_no_line_inside_a_word(folder: Path, arguments: str) -> None:
    whole = start(*arguments.split(), folder=folder)
    written = watched(arguments.split(), folder, COLUMNS="60", NO_COLOR="1")[1]
    lines = written.splitlines()
    assert all(len(line) <= 60 or line.startswith("  searchkit ") for line in lines)
    apart = re.compile(r"[\s\^*]+|[\d.]+ m?s")
    assert sorted(filter(None, apart.split(written))) == sorted(filter(None, apart.split(whole.stdout + whole.stderr)))


def test_progress_is_shown_and_an_interruption_is_130(folder: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    with many.open("w") as file:
        for number in range(60_000):
            print(json.dumps({"id": str(number), "text": f"Ann Lee spoke of {number}.\n\n" * 8}), file=file)
    code, written = watched(["index", str(many), "--index", str(tmp_path / "index")], folder, interrupt=True)
    assert code == 130 and "Traceback" not in written
    assert re.search(r"[█░]{24} +\d+%  [\d,]+ articles, [\d,]+ paragraphs, [\d,]+/s", written)
    assert written.splitlines()[-1] == "interrupted; run it again to go on"
    assert start("stats", "--index", str(tmp_path / "index"), folder=folder).returncode == 0


def test_progress_is_told_in_one_line() -> None:
    class Step:
        articles, paragraphs = 1200, 9000
        fraction: float | None = 0.25

    assert (
        progress_line(Step(), 3.0) == "█" * 6 + "░" * 18 + "  25%  1,200 articles, 9,000 paragraphs, 3,000/s, 0:09 left"
    )
    Step.fraction = None
    assert progress_line(Step(), 3.0) == "1,200 articles, 9,000 paragraphs, 3,000/s"


def test_an_interrupted_pipe_has_no_traceback(folder: Path) -> None:
    command = [*SEARCHKIT, "index", "-", "--index", "other"]
    with subprocess.Popen(
        command, cwd=folder, env=PLAIN, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        deadline = time.monotonic() + 60
        while not (folder / "other/writer.lock").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (130, "interrupted; run it again to go on\n")


def test_articles_whose_files_are_gone_are_counted_by_the_run_that_leaves_them_in(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"news/{name}.txt").write_text("A walrus.")
    assert "no longer" not in start("index", "news", folder=tmp_path).stderr
    (tmp_path / "news/a.txt").unlink()
    said = "no longer where it was read: 1 article, still in the index until --prune\n"
    done = start("index", "news", folder=tmp_path)
    assert done.returncode == 0 and done.stderr.endswith(said)
    assert said not in start("index", "news", "--prune", folder=tmp_path).stderr


# --- pipes and streams


def test_a_closed_pipe_is_a_quiet_0(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for arguments in (["query", "the"], ["--help"], ["help", "query"], ["stats"]):
        done = subprocess.run(
            [*SEARCHKIT, *arguments], cwd=folder, env=PLAIN, stdout=writing, stderr=subprocess.PIPE, text=True
        )
        assert (done.returncode, done.stderr) == (0, ""), arguments
    os.close(writing)


def test_a_closed_standard_error_changes_no_exit_code(tmp_path: Path) -> None:
    """`searchkit index 2>&1 | head -3` was a 120, which Python says where it cannot write what is left at the end."""
    reading, writing = os.pipe()
    os.close(reading)
    (tmp_path / "odd.txt").write_text("")
    (tmp_path / "odd.json").write_text("{")
    for arguments, code in ((["index", "odd.txt"], 0), (["index", "odd.json"], 2), (["query", "zeppelin"], 1)):
        done = subprocess.run([*SEARCHKIT, *arguments], cwd=tmp_path, env=PLAIN, stdout=writing, stderr=writing)
        assert done.returncode == code, arguments
    os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="wants a device that is full")
def test_an_output_that_cannot_be_written_is_2(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*SEARCHKIT, "query", "the"], cwd=folder, env=PLAIN, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "error: No space left on device\n")


def test_an_unforeseen_error_is_one_line(run: Run, tmp_path: Path) -> None:
    code = (
        "from searchkit.cli import exits, stats; stats.settings = lambda: 1 / 0; raise SystemExit(exits.run(['stats']))"
    )
    for environ, traced in (({}, False), ({"SEARCHKIT_DEBUG": "1"}, True)):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**PLAIN, **environ}, capture_output=True, text=True, cwd=tmp_path
        )
        assert done.returncode == 2 and ("Traceback" in done.stderr) is traced
        assert "error: internal error: ZeroDivisionError: division by zero" in done.stderr.splitlines()[-1]


# --- the other commands


def test_index_tells_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PACT)
    (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "Fine."}\n{"id": \n')
    done = start("index", ".", "--dry-run", folder=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("dry run, nothing was changed: 2 articles, ")
    assert not (tmp_path / "index").exists()
    done = start("index", "a.txt", "b.jsonl", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert re.fullmatch(r"2 articles, 6 paragraphs indexed: 2 new, 0 changed, 0 unchanged, 1 skipped; \d+\.\d s", first)
    assert second.startswith("skipped: b.jsonl:2: ")
    (tmp_path / "b.jsonl").unlink()
    done = start("index", "a.txt", "b.jsonl", "--prune", folder=tmp_path)
    assert "0 new, 0 changed, 1 unchanged" in done.stderr and "skipped: b.jsonl: " in done.stderr


def test_without_paths_it_reads_what_it_was_made_of(tmp_path: Path) -> None:
    done = start("index", folder=tmp_path)
    assert done.returncode == 2 and "nothing to read: name files or folders" in done.stderr
    assert not (tmp_path / "index").exists()
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(PACT)
    (tmp_path / "config.yaml").write_text("searchkit:\n  paths: a.txt\n")
    assert "1 new" in start("index", folder=tmp_path).stderr
    assert "1 new" in start("index", "b.txt", "--index", "other", folder=tmp_path).stderr
    assert "0 new, 0 changed, 1 unchanged" in start("index", "--index", "other", folder=tmp_path).stderr
    assert "1 changed" in start("index", "--rebuild", "--index", "other", folder=tmp_path).stderr


def test_another_writer_is_3(run: Run, folder: Path) -> None:
    with lock.hold(folder / "index"):
        for arguments in (("remove", "news/pact"), ("index", "news", "--lock-timeout", "0.1")):
            done = run(*arguments)
            assert (done.returncode, done.stdout) == (3, "") and "another writer holds the index" in done.stderr
        assert run("query", "opinion").returncode == 0


@pytest.mark.parametrize("manifest", ["{", '{"format": 99}', "[]", ""])
def test_an_index_that_cannot_be_read_is_4(run: Run, tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    for arguments in (("query", "x"), ("show", "a"), ("stats",), ("remove", "a"), ("index", "news")):
        done = run(*arguments, "--index", str(tmp_path))
        assert (done.returncode, done.stdout) == (4, ""), done.stderr
        assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1


def test_remove_keeps_out_until_restored(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PACT)
    assert start("index", "a.txt", "--engine", "whoosh", folder=tmp_path).returncode == 0
    done = start("remove", "a", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "") and done.stderr.startswith("1 article removed; ")
    assert start("query", "limits", folder=tmp_path).returncode == 1
    assert "1 kept out" in start("index", "a.txt", "--rebuild", folder=tmp_path).stderr
    assert start("index", "a.txt", "--restore", "a", folder=tmp_path).returncode == 0
    assert start("query", "limits", folder=tmp_path).returncode == 0


def test_a_list_of_troubles_ends_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    from searchkit.cli.output import Console
    from searchkit.cli.reports import list_troubles

    many = [Trouble(f"{number}.txt", "odd\x1b[31m", skipped=number % 2 == 0) for number in range(200)]
    list_troubles(many, Console("never"))
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "skipped: 0.txt: odd\ufffd[31m" and said[50] == "skipped: ... and 50 more"
    assert said[51] == "warning: 1.txt: odd\ufffd[31m" and said[101] == "warning: ... and 50 more" and len(said) == 102


def test_show_gives_a_paragraph_with_its_neighbours_or_an_article(run: Run) -> None:
    assert run("show", "news/pact#2").stdout.count("\n#") == 0
    lines = run("show", "news/pact#2", "--context", "1").stdout.splitlines()
    assert [line for line in lines if re.match(r"(> )?#", line)] == ["#1 lede", "> #2", "#3"]
    whole = json.loads(run("show", "news/pact", "--format", "json").stdout)
    assert [each["ordinal"] for each in whole["paragraphs"]] == [0, 1, 2, 3, 4]
    assert json.loads(run("show", "evil#1", "--format", "json").stdout)["id"] == "evil#1"


def test_stats_counts_what_is_there(run: Run) -> None:
    made = json.loads(run("stats", "--format", "json").stdout)
    assert (made["articles"], made["engine"], made["earliest"], made["latest"]) == (
        2,
        "tantivy",
        "2023-11-22",
        "2024-01-05",
    )
    assert re.search(r"^articles +2$", run("stats").stdout, re.MULTILINE)


# --- options that every command has


def test_common_options_stand_before_or_after_the_command(run: Run, folder: Path) -> None:
    elsewhere = str(folder / "index")
    for arguments in (
        ("--index", elsewhere, "query", "opinion"),
        ("query", "opinion", "--index", elsewhere),
        ("--index", "nowhere", "query", f"--index={elsewhere}", "opinion"),
    ):
        assert run(*arguments, environ={"SEARCHKIT_INDEX": "nowhere"}).returncode == 0
    assert run("query", "opinion", environ={"SEARCHKIT_INDEX": "nowhere"}).returncode == 2
    assert "\x1b[" in run("--color", "always", "query", "opinion").stdout
    for arguments in (("--version",), ("query", "x", "--version"), ("stats", "--version")):
        assert run(*arguments).stdout.startswith("searchkit 0.")


def test_the_configuration_is_found(run: Run, folder: Path, tmp_path: Path) -> None:
    ours = tmp_path / "config.yaml"
    ours.write_text(f"searchkit:\n  index: {folder}/index\n  limit: 1\n  paths: [{folder}/news]\n")
    for arguments, environ in (
        ((), {}),
        (("--config", str(ours)), {"SEARCHKIT_CONFIG": "nowhere"}),
        ((), {"SEARCHKIT_CONFIG": str(ours)}),
    ):
        done = start(*arguments, "query", "the", "--format", "jsonl", folder=tmp_path, environ=environ)
        assert len(done.stdout.splitlines()) == 1, done.stderr
    assert "2 unchanged" in start("index", folder=tmp_path).stderr
    ours.write_text("searchkit:\n  limt: 1\n")
    done = start("query", "the", folder=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith(
        "error: config.yaml:2: there is no setting 'limt'; did you mean"
    )
    ours.write_text(f"other: [\nindex: {folder}/index\n")
    assert start("query", "the", "--index", str(folder / "index"), folder=tmp_path).returncode == 0


# --- help


def test_alone_it_gives_a_short_help_with_three_examples(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "") and len(
        re.findall("^  searchkit ", done.stdout, re.MULTILINE)
    ) == 3


def test_every_command_has_help(run: Run) -> None:
    whole = run("--help")
    assert whole.returncode == 0 and all(f"  {name} " in whole.stdout for name in COMMANDS)
    assert run("help").stdout == whole.stdout
    assert run("query", "-h").stdout == run("query", "--help").stdout != ""
    assert run("help", "index").stdout == run("index", "-h").stdout
    assert run("help", "config").stdout.count("\n") == len(SETTINGS) + len(OPENSEARCH) + 3


def test_the_language_fits_one_screen_and_has_every_field(run: Run) -> None:
    said = run("help", "query").stdout
    assert not [name for name in SCHEMA.asked() if f" {name}:" not in said.replace("\n", " ")]
    assert max(map(len, said.splitlines())) <= 110 and said.count("\n") <= 50


def test_help_on_names_of_your_own_shows_a_file_that_can_be_read(run: Run, tmp_path: Path) -> None:
    from searchkit import aliases
    from searchkit.cli.help import OWN_NAMES

    said = run("help", "entities").stdout
    assert all(f"\n  {key:7}  {means}\n" in said for key, means in aliases.KEYS.items())
    (tmp_path / "own.yml").write_text(OWN_NAMES)
    assert [own.name for own in aliases.read(tmp_path / "own.yml").entries] == ["Elena Marsk", "Norvane"]
    assert all(f"{key}: " in OWN_NAMES for key in aliases.KEYS)


def test_what_help_query_shows_can_be_read() -> None:
    from searchkit.cli.help import LANGUAGE
    from searchkit.query.parser import parse

    for written, _ in LANGUAGE:
        assert parse(written).diagnostics == (), written


def test_what_dates_in_words_came_to_is_shown(run: Run) -> None:
    meant = r'published:"last year" was read as published:\d{4} \(UTC\)'
    found = run("query", "published:since 2023", "--limit", "1")
    assert found.stderr.splitlines()[0] == 'published:"since 2023" was read as published:>=2023 (UTC)'
    nothing = run("query", "tax published:last year", "--strict")
    assert nothing.returncode == 1
    assert re.fullmatch(meant, nothing.stderr.splitlines()[0])
    assert re.match(meant, run("query", "published:last year", "--count").stderr)
    assert "was read as" not in run("query", "published:2023").stderr
    assert re.fullmatch(
        r"published:\d{4}", json.loads(run("query", "published:last year", "--format", "json").stdout)["read_as"]
    )


@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_why_nothing_was_found_is_said_beside_the_data(run: Run, form: str) -> None:
    done = run("query", "frendship", "--format", form)
    assert done.returncode == 1
    assert "frendship" not in done.stdout
    assert done.stderr.splitlines() == [
        "nothing found for frendship",
        "  frendship stands in no paragraph; did you mean friendship (1 paragraph)?",
    ]
    told = json.loads(run("query", "frendship", "--format", "json").stdout)["why"]
    assert told[0]["suggestions"] == [{"query": "friendship", "paragraphs": 1, "exact": True}]
    counted = run("query", "frendship", "--count")
    assert (counted.returncode, counted.stdout, counted.stderr) == (1, "0\n", done.stderr.partition("\n")[2])
    assert json.loads(run("query", "friendship", "--format", "json").stdout)["why"] == []


def test_what_is_offered_can_be_pasted_into_a_shell(run: Run, folder: Path) -> None:
    said = run("query", 'person:"Eve O\'Lee" bugdet').stderr + run("query", '"no limitz"').stderr
    offered = re.findall(r"('.*?'|\S+) \(\d+ paragraph", said)
    assert offered
    for query in offered:
        line = f"{sys.executable} -m searchkit query {query}"
        done = subprocess.run(line, shell=True, cwd=folder, env=PLAIN, capture_output=True, text=True)
        assert done.returncode == 0, (query, done.stderr)


def test_options_are_the_same_before_and_after() -> None:
    import click

    ctx = click.Context(commands)
    before = {param.name for param in commands.params}
    for name in COMMANDS:
        command = commands.get_command(ctx, name)
        assert command is not None and before <= {param.name for param in command.params} and command.help


def test_a_query_starts_without_what_it_does_not_need(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "searchkit", "query", "budget"],
        cwd=folder, env={**PLAIN, "SEARCHKIT_DEBUG": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    names = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"searchkit.searcher", "tantivy"} <= names  # also what is imported late was listed
    others = {"whoosh", "yaml", "sqlite3", "numpy", "csv", "zoneinfo"}
    ours = {"indexer", "cli.index", "query.spans", "query.view", "spotting", "sentences", "reasons", "stats"}
    assert not names & {*others, *(f"searchkit.{name}" for name in ours)}


def test_a_profiler_writes_down_what_it_has_seen(folder: Path, tmp_path: Path) -> None:
    """The process ends at once, but for who watches it."""
    line = [sys.executable, "-m", "cProfile", "-o", str(tmp_path / "seen"), "-m", "searchkit", "query", "tax"]
    assert subprocess.run(line, cwd=folder, env=PLAIN, capture_output=True).returncode == 0
    assert pstats.Stats(str(tmp_path / "seen")).total_calls > 1000  # type: ignore[attr-defined]


def test_diagnostics_are_made_safe(capsys: pytest.CaptureFixture[str]) -> None:
    from searchkit.cli.output import Console
    from searchkit.cli.reports import warn

    warn("a\x1bb", [Diagnostic("odd \x1b[31m", 1, 2)], Console("never"))
    assert capsys.readouterr().err == "warning: odd \ufffd[31m\n  a␛b\n   ^\n"
