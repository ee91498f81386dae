"""Numbers as the command writes them: tables, bars, rows; options that make no sense with them; names in colour."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from test_docs import Screen, searched
from test_render import HIT, found

import searchkit
from searchkit.model import Counts
from searchkit.render import RENDERERS, renderer
from searchkit.render.base import Style
from searchkit.render.terminal import KINDS, safe, width
from searchkit.render.text_figures import bar
from searchkit.schema import SCHEMA
from searchkit.tally import Bucket, Facet, Figures, Named, Timeline, Unit

ROOT = Path(__file__).parents[1]
ESCAPE = "\x1b[31m=evil\u202e\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counting")
    searchkit.build([ROOT / "examples"], folder / "index")
    return folder


def ask(line: str, folder: Path) -> tuple[str, int]:
    return searched(f"searchkit {line}", folder, io.StringIO)


def behind(said: str) -> str:
    """Give the command that is printed below the numbers."""
    return said.rpartition("the paragraphs behind the first number: searchkit ")[2].strip()


# --- the command


@pytest.mark.parametrize(
    "option",
    ["--count", "--by article", "--offset 1", "--sort newest", "--entities", "--explain", "--expand"],
)
@pytest.mark.parametrize("counted", ["--facet person", "--timeline month"])
def test_options_of_hits_are_refused_where_there_are_none(folder: Path, option: str, counted: str) -> None:
    said, code = ask(f"query seawall {counted} {option}", folder)
    assert code == 2
    assert f"leave out {option.split()[0]}" in said


@pytest.mark.parametrize("option", ["--limit 3", "--offset 1", "--sort newest", "--entities", "--explain"])
def test_options_of_hits_are_refused_where_they_are_counted(folder: Path, option: str) -> None:
    said, code = ask(f"query seawall --count {option}", folder)
    assert code == 2
    assert f"--count gives numbers instead of hits; leave out {option.split()[0]}" in said


def test_a_limit_is_of_facets_and_refused_where_there_are_none(folder: Path) -> None:
    assert ask("query seawall --timeline year --facet topic --limit 1", folder)[1] == 0
    said, code = ask("query seawall --timeline year --limit 1", folder)
    assert code == 2
    assert "leave out --limit" in said


def test_what_has_to_be_checked_is_counted_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask("query 'harbour w/s limits OR port w/9 halden' --count", folder)
    monkeypatch.setattr("searchkit.searcher.VERIFIED", 1)
    assert ask("query 'harbour w/s limits OR port w/9 halden' --count", folder) == whole
    assert int(whole[0].splitlines()[0]) > 1


@pytest.mark.parametrize("by", ["", "--by article"])
def test_a_total_is_never_less_than_what_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    command = f"query 'harbour w/s limits OR port w/9 halden' {by} --format json --limit"
    everything = json.loads(ask(f"{command} all", folder)[0])
    monkeypatch.setattr("searchkit.searcher.VERIFIED", 1)
    for limit, offset in (("all", 0), ("2", 0), ("2", 1), ("all", 1), ("50", 1)):
        found = json.loads(ask(f"{command} {limit} --offset {offset}", folder)[0])
        assert found["total"] >= offset + len(found["hits"])
        assert found["articles"] >= len({hit["article"] for hit in found["hits"]})
        whole = not by and limit != "2"
        assert found["exact"] is whole
        if whole:
            assert (found["total"], found["articles"]) == (everything["total"], everything["articles"])


def test_an_unknown_facet_or_unit_names_those_there_are(folder: Path) -> None:
    said, code = ask("query seawall --facet persn", folder)
    assert code == 2
    assert all(repr(name) in said for name in SCHEMA.faceted())
    said, code = ask("query seawall --timeline fortnight", folder)
    assert code == 2
    assert all(repr(unit.value) in said for unit in Unit)


@pytest.mark.parametrize("form", list(RENDERERS))
@pytest.mark.parametrize("command", ["query zebra --facet person --timeline day", "names zebra", "together zebra"])
def test_nothing_found_is_exit_code_one(folder: Path, command: str, form: str) -> None:
    said, code = ask(f"{command} --format {form}", folder)
    assert code == 1
    if form == "json":
        assert json.loads(said)["total"] == 0
    else:
        assert said.splitlines()[-1] == "nothing found for zebra"


@pytest.mark.parametrize(
    "command",
    ["query 'persn:x' --facet person", "names persn:x", "names 'a OR' --strict", "names --knd person", "together"],
)
def test_what_cannot_be_read_is_exit_code_two(folder: Path, command: str) -> None:
    said, code = ask(command, folder)
    assert code == 2
    assert said.startswith("error: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("query seawall -has:person --facet person", "none of these paragraphs has a value of person"),
        ("names seawall -has:person --kind person", "nobody and nothing that was asked for is named in these"),
        ("together crowns --kind nationality --of org", "nothing found for crowns"),
        ("together varnes --kind nationality", "nobody and nothing else that was asked for is named there"),
    ],
)
def test_paragraphs_without_what_is_counted_are_nothing_found(folder: Path, command: str, said: str) -> None:
    answer, code = ask(command, folder)
    assert code == 1 and said in answer


def test_a_dash_is_part_of_the_query_of_names(folder: Path) -> None:
    with_it, without = (json.loads(ask(f"names {query} --format json", folder)[0]) for query in ("seawall", "-seawall"))
    assert with_it["total"] + without["total"] == 85
    assert {name["name"] for name in with_it["names"]} != {name["name"] for name in without["names"]}


def test_the_printed_command_gives_the_number(folder: Path) -> None:
    for line in (
        "query seawall --facet topic",
        "names strike",
        "together marsk --sentence",
        "names 'the harbour' --any",
    ):
        rows = list(csv.reader(io.StringIO(ask(f"{line} --format csv", folder)[0])))
        said = ask(line, folder)[0]
        printed = behind(said)
        count = ask(f"{printed} --count", folder)[0].splitlines()[0]
        assert count == rows[1][rows[0].index("paragraphs")], printed


@pytest.mark.parametrize(
    "line",
    [
        "query 'harbour OR \"port' --facet topic",
        "query --any 'seawall OR \"port' --facet topic",
        "query --any limits OR strike --timeline year",
        "query --phrase port halden --facet person",
        "query --literal 'of the' --timeline year",
        "query --literal seawall 'OR' contract --any --facet place",
    ],
)
def test_the_printed_command_gives_the_number_however_the_query_was_read(folder: Path, line: str) -> None:
    found = json.loads(ask(f"{line} --format json", folder)[0])
    first, *_ = found["timeline"]["buckets"] if found["timeline"] else next(iter(found["facets"].values()))
    printed = behind(ask(line, folder)[0])
    assert json.loads(ask(f"{printed} --count --format json", folder)[0])["paragraphs"] == first["paragraphs"]


@pytest.mark.parametrize(
    "command", ["query seawall --facet topic", "query seawall --timeline year", "names", "together marsk"]
)
def test_a_printed_command_acts_on_the_index_that_was_given(folder: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "my settings.yaml").write_text("searchkit: {limit: 2}\n")
    flags = f"--index {folder / 'index'} --config 'my settings.yaml'"
    for line in (f"{command} {flags}", f"{flags} {command}"):
        printed = behind(ask(line, tmp_path)[0])
        assert printed.startswith(f"query {flags} ")
        assert ask(printed, tmp_path)[1] == 0


def test_a_command_for_what_was_removed_names_the_index_that_was_given(folder: Path, tmp_path: Path) -> None:
    copytree(folder / "index", tmp_path / "index")
    said, code = ask("remove bay-wire-2 --index index", tmp_path)
    assert code == 0
    assert said.strip().endswith("let in again by: searchkit index --index index --restore bay-wire-2")


def test_a_command_for_what_is_damaged_names_the_index_that_was_given(folder: Path, tmp_path: Path) -> None:
    copytree(folder / "index", tmp_path / "index")
    next((tmp_path / "index").glob("tantivy-*/*.store")).write_bytes(b"")
    assert "to mend it: searchkit check --index index --repair" in ask("check --index index", tmp_path)[0]


def test_names_that_are_compared_with_nothing_have_no_column_for_it(folder: Path) -> None:
    for everything in ("", "'*'", "role:any"):
        said, _ = ask(f"names {everything} --limit 3", folder)
        assert "Elena Marsk" in said
        assert "times" not in said
    assert ask("names strike", folder)[0].startswith("person           paragraphs  articles  times\n")


def test_a_condition_that_a_query_has_is_not_printed_twice(folder: Path) -> None:
    for line, printed in (
        ("names 'person:=\"Elena Marsk\"'", "'person:=\"Elena Marsk\"'"),
        ("query seawall published:2024 --timeline year", "'seawall AND published:2024'"),
        ("query --any seawall published:2024 --timeline year", "--any 'seawall AND published:2024'"),
    ):
        said, _ = ask(line, folder)
        assert said.splitlines()[-1] == f"the paragraphs behind the first number: searchkit query {printed}"


def test_a_kind_and_a_limit(folder: Path) -> None:
    names = json.loads(ask("names --kind place --kind org --limit 2 --format json", folder)[0])["names"]
    assert [name["kind"] for name in names] == ["place", "place", "org", "org"]
    everybody = json.loads(ask("names --kind person --limit all --format json", folder)[0])["names"]
    some = json.loads(ask(f"names --kind person --limit {len(everybody) - 1} --format json", folder)[0])["names"]
    assert some == everybody[:-1]


def test_the_limit_of_the_configuration_counts(folder: Path) -> None:
    (folder / "config.yaml").write_text("searchkit:\n  index: index\n  limit: 1\n", encoding="utf-8")
    rows = ask("query seawall --facet topic --format jsonl", folder)[0].splitlines()
    assert [json.loads(row)["value"] for row in rows if row.startswith("{")] == ["engineering"]
    (folder / "config.yaml").unlink()


def test_of_says_which_kind_is_meant(folder: Path) -> None:
    about = json.loads(ask("together halden --of place --format json", folder)[0])["about"]
    assert about == {"kind": "place", "name": "Port Halden"}
    assert ask("together halden --of nationality", folder)[1] == 1


def test_a_terminal_gets_bars_and_colours(folder: Path) -> None:
    said, _ = searched("searchkit query seawall --timeline month --facet person --color always", folder, Screen)
    assert "\u2588" in said
    assert f"\x1b[{KINDS['person']}mElena Marsk\x1b[0m" in said


# --- tables

FIGURES = Figures(
    "q",
    "q",
    Counts(3, 2, 1),
    facets={"person": (Facet(ESCAPE, 1_234, 2, "q1"), Facet("Ö" * 90, 1, 1, "q2"), Facet("北京", 1, 1, "q3"))},
    timeline=Timeline(
        Unit.MONTH,
        (Bucket("2023-11", 8, 2, "b1"), Bucket("2024-01", 1, 1, "b2"), Bucket("2025-01", 2, 1, "b3")),
        Bucket("", 4, 3, "b4"),
    ),
)


def lines(figures: Figures, form: str = "text", **style: object) -> list[str]:
    return list(renderer(form).figures(figures, Style(**style)))  # type: ignore[arg-type]


def test_a_timeline_shows_where_there_is_nothing() -> None:
    shown = lines(replace(FIGURES, facets={}), width=80)
    assert [line.split("  ")[0] for line in shown] == [
        "month", "2023-11", "2023-12", "2024-01", "(11 months without)", "2025-01", "undated",
    ]  # fmt: skip
    assert shown[1].endswith("\u2588" * 30)
    assert shown[2].split() == ["2023-12", "0", "0"]
    assert shown[-1].split() == ["undated", "4", "3"]


@pytest.mark.parametrize("columns", [None, 40, 80, 200])
def test_a_table_fits_and_is_safe(columns: int | None) -> None:
    shown = lines(FIGURES, width=columns)
    assert all(line == safe(line) for line in shown)
    assert all(width(line) <= max(columns or 100, 60) for line in shown)
    numbers = [line.rstrip() for line in shown[1:4]]
    assert len({width(line) for line in numbers}) == 1


def test_rows_for_programs_are_safe_and_whole() -> None:
    rows = [json.loads(line) for line in lines(FIGURES, "jsonl")]
    assert [row["query"] for row in rows] == ["q1", "q2", "q3", "b1", "b2", "b3", "b4"]
    assert rows[0] == {"by": "person", "value": ESCAPE, "paragraphs": 1234, "articles": 2, "query": "q1"}
    assert rows[-1]["value"] == "undated"
    table = list(csv.reader(io.StringIO("\n".join(lines(FIGURES, "csv")))))
    assert table[0] == ["by", "value", "paragraphs", "articles", "query"]
    assert len(table) == 8
    whole = json.loads("\n".join(lines(FIGURES, "json")))
    assert whole["facets"]["person"][0]["value"] == ESCAPE
    assert whole["timeline"]["undated"] == {"paragraphs": 4, "articles": 3, "query": "b4"}
    assert whole["hits"] == []


def test_names_over_time_stand_in_one_line() -> None:
    one = Named("person", "Ann Lee", 6, 3, 1234.5, 9.0, "n", (Bucket("2023-11", 4, 2), Bucket("2024-01", 2, 1)))
    undated = Named("person", "Bo Ek", 1, 1, 0.5, -1.0, "n")
    figures = replace(FIGURES, facets={}, names=(one, undated), about=("person", "Cy"))
    shown = lines(figures)
    assert shown[0].endswith("2023-11 to 2025-01")
    assert shown[1].endswith("1,234  \u2588\u00b7\u2584" + "\u00b7" * 12)
    assert shown[2].endswith("\u00b7" * 15)
    assert len(shown) == 3


def test_bars_are_as_long_as_the_numbers_say() -> None:
    assert [len(bar(count, 40, 40)) for count in (0, 1, 20, 40)] == [0, 1, 20, 40]
    assert bar(1, 1_000_000, 40) == "\u258f"
    assert bar(5, 80, 10) == "\u258b"


# --- names in colour


def test_names_are_coloured_in_the_text_where_nothing_is_marked() -> None:
    hit = replace(HIT, snippet=replace(HIT.snippet, text=HIT.text, marks=((13, 22),), start=0))
    shown = list(renderer("text").results(found(hit), Style(color=True, entities=True)))[1]
    assert f"\x1b[{KINDS['org']}mThey\x1b[0m" in shown
    assert f"\x1b[{KINDS['person']}mXi\x1b[0m" in shown
    marked = replace(hit, snippet=replace(hit.snippet, marks=((0, 2), (31, 33))))
    shown = list(renderer("text").results(found(marked), Style(color=True, entities=True)))[1]
    assert shown.startswith(f"   \x1b[1;31mTh\x1b[0m\x1b[{KINDS['org']}mey\x1b[0m")
    assert "\x1b[1;31mXi\x1b[0m" in shown


def test_without_colour_or_unasked_names_are_not_shown_in_the_text() -> None:
    plain = list(renderer("text").results(found(HIT), Style(entities=True)))
    assert plain[1] == list(renderer("text").results(found(HIT), Style()))[1]
    assert list(renderer("text").results(found(HIT), Style(color=True)))[1].count("\x1b[") == 2


def test_a_coloured_name_goes_on_in_the_next_line() -> None:
    shown = "".join(renderer("text").passage((HIT,), "", Style(color=True, entities=True, width=24)))
    assert shown.count(f"\x1b[{KINDS['person']}m") >= 1
    assert shown.count("\x1b[0m") == shown.count("\x1b[") - shown.count("\x1b[0m")
