"""Renderers: what they write of results, and that nothing in an article acts on a terminal or in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from searchkit.model import Counts, Diagnostic, Entity, Hit, Origin, Results, Snippet
from searchkit.render import RENDERERS, renderer
from searchkit.render.base import Style
from searchkit.render.terminal import marked, safe, width, wrapped

TEXT = "They signed “no limits” terms. Xi smiled."
ESCAPE = "\x1b]0;title\x07\x9b31m\u202eevil\u2066\ud800"
HIT = Hit(
    id="a1#9",
    article="a1",
    ordinal=9,
    role="body",
    score=7.1,
    title="A new pact",
    title_marks=((2, 5),),
    published="2023-11-22T10:05:00+00:00",
    source="Bay Wire",
    url=None,
    byline=("Ann Lee", "Bo Ek"),
    section="World",
    language="en",
    topics=("pacts",),
    origin=Origin("a.jsonl", 3),
    text=TEXT,
    marks=((13, 22),),
    snippet=Snippet(TEXT[5:30], ((8, 17),), 5),
    entities=(Entity("person", "Xi Jinping", "Xi", 31, 33), Entity("org", "Acme", "Acme", 0, 4)),
    extra={"when": "now", "n": [1]},
)


def found(*hits: Hit, total: int | None = None) -> Results:
    counts = Counts(len(hits), len(hits), 1)
    number = len(hits) if total is None else total
    odd = (Diagnostic("odd", 0, 1),)
    return Results("“no limits”", '"no limits"', hits, odd, 0.002, lambda: (number, True), lambda: counts)


def lines(name: str, results: Results, style: Style | None = None) -> list[str]:
    return list(renderer(name).results(results, style or Style()))


def test_text_says_where_a_hit_stands_and_marks_what_matched() -> None:
    assert lines("text", found(HIT)) == [
        "1. A **new** pact — 2023-11-22 10:05 — Bay Wire  [a1#9]",
        "   … signed “**no limits**” terms. …",
    ]


def test_text_has_a_gap_between_hits_and_goes_on_counting() -> None:
    made = lines("text", found(HIT, HIT), Style(first=11))
    assert [line[:3] for line in made] == ["11.", "   ", "", "12.", "   "]


def test_text_names_the_role_and_what_is_missing() -> None:
    bare = replace(HIT, title="", title_marks=(), published=None, source="", role="promo")
    assert lines("text", found(bare))[0] == "1. (untitled) — undated  [a1#9] promo"


def test_a_headline_is_not_written_twice() -> None:
    headline = replace(HIT, ordinal=0, role="headline", text="A new pact", marks=((6, 10),), title_marks=())
    assert lines("text", found(headline)) == ["1. A new **pact** — 2023-11-22 10:05 — Bay Wire  [a1#9] headline"]


def test_text_lists_entities_by_kind_with_their_forms() -> None:
    made = lines("text", found(HIT), Style(entities=True))
    assert made[2:] == ["   person: Xi Jinping (“Xi”)", "   org: Acme"]
    assert (
        lines("text", found(HIT), Style(entities=True, color=True))[2] == "   person: \x1b[36mXi Jinping (“Xi”)\x1b[0m"
    )


def test_colour_stands_in_for_signs() -> None:
    made = "\n".join(lines("text", found(HIT), Style(color=True)))
    assert "**" not in made
    assert "\x1b[1mA \x1b[1;31mnew\x1b[0;1m pact\x1b[0m" in made and "“\x1b[1;31mno limits\x1b[0m”" in made


def test_lines_are_broken_between_words_and_marks_closed_at_their_ends() -> None:
    text = "one two three four five six"
    assert wrapped(text, [(4, 18)], "  ", 22) == "  one **two three**\n  **four** five six"
    assert wrapped(text, [(4, 18)], "", 20, color=True).split("\n") == [
        "one \x1b[1;31mtwo three four\x1b[0m",
        "five six",
    ]
    assert wrapped(text, [], " ", None) == f" {text}"
    assert wrapped("x" * 90, [], "", 20) == "x" * 90  # a word is not cut: it may be an address to copy


def test_width_counts_columns() -> None:
    assert [width(text) for text in ("abc", "é", "e\u0301", "日本", "\u200d", "“x”")] == [3, 1, 1, 4, 0, 3]


def test_marks_that_are_none_are_passed_over() -> None:
    assert marked("abc", [(1, 1), (2, 9), (0, 1), (0, 2)]) == "**a**bc"


def test_safe_text_is_one_line_without_controls() -> None:
    assert safe("a\tb\r\nc\u2028d\x85e") == "a b  c d e"
    assert safe(ESCAPE) == "\ufffd]0;title\ufffd\ufffd31m\ufffdevil\ufffd\ufffd"
    assert safe("Ünï “日本” \u200f\u05d0") == "Ünï “日本” \u200f\u05d0"


EVIL = replace(
    HIT,
    id=ESCAPE,
    title=ESCAPE,
    source=ESCAPE,
    published=ESCAPE,
    text=ESCAPE,
    snippet=Snippet(ESCAPE, ((0, 3),)),
    byline=(ESCAPE,),
    url=ESCAPE,
    origin=Origin(ESCAPE),
    entities=(Entity(ESCAPE, ESCAPE, ESCAPE, 0, 1), Entity("person", ESCAPE, "x", 0, 1)),
    extra={ESCAPE: ESCAPE, "list": [ESCAPE]},
)


@pytest.mark.parametrize("name", RENDERERS)
def test_no_control_sequence_gets_through(name: str) -> None:
    style = Style(entities=True, width=40)
    written = [*lines(name, found(EVIL), style), *renderer(name).passage([EVIL], EVIL.id, style)]
    text = "".join(written).replace("\n", "")
    assert not [char for char in text if ord(char) < 32 or 127 <= ord(char) < 160 or 0x202A <= ord(char) <= 0x202E]
    text.encode()  # nor is there half a surrogate pair


def test_json_is_one_object() -> None:
    text = "\n".join(lines("json", found(HIT)))
    made = json.loads(text)
    assert list(made) == [
        *("query", "read_as", "total", "exact", "articles", "furniture", "seconds", "warnings", "hits"),
        *("facets", "timeline"),
    ]
    assert made["query"] == "“no limits”" and "“no limits”" in text
    assert (made["total"], made["articles"], made["furniture"], made["timeline"]) == (1, 1, 1, None)
    assert made["warnings"] == [{"message": "odd", "start": 0, "end": 1}]
    assert json.loads("".join(lines("json", found())))["hits"] == []


def test_json_and_jsonl_have_the_same_hits() -> None:
    hit = json.loads("\n".join(lines("json", found(HIT))))["hits"][0]
    assert [json.loads(line) for line in lines("jsonl", found(HIT, HIT))] == [hit, hit]
    assert hit["origin"] == {"file": "a.jsonl", "line": 3} and hit["marks"] == [[13, 22]]
    assert hit["snippet"] == {"text": TEXT[5:30], "marks": [[8, 17]], "start": 5}
    assert (
        hit["byline"] == ["Ann Lee", "Bo Ek"]
        and hit["topics"] == ["pacts"]
        and hit["extra"] == {"when": "now", "n": [1]}
    )
    assert hit["entities"][0] == {"kind": "person", "name": "Xi Jinping", "surface": "Xi", "start": 31, "end": 33}
    assert hit["url"] is None and hit["title_marks"] == [[2, 5]]


def test_json_holds_text_as_it_is_and_stays_on_its_line() -> None:
    (line,) = lines("jsonl", found(EVIL))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["title"] == ESCAPE


def test_json_writes_what_json_has_no_word_for() -> None:
    odd: dict[str, Any] = {"number": float("nan"), "list": [float("inf"), 1.5], "set": HIT.origin}
    made = json.loads(lines("jsonl", found(replace(HIT, extra=odd)))[0])
    assert made["extra"] == {"number": None, "list": [None, 1.5], "set": "a.jsonl:3"}


def rows(results: Results, style: Style | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("\n".join(lines("csv", results, style)))))


def test_csv_has_a_header_and_a_row_a_hit() -> None:
    (row,) = rows(found(HIT))
    assert (row["id"], row["ordinal"], row["score"], row["url"], row["line"]) == ("a1#9", "9", "7.1", "", "3")
    assert row["byline"] == "Ann Lee; Bo Ek" and row["text"] == TEXT and "**no limits**" in row["snippet"]
    assert rows(found()) == [] and len(lines("csv", found())) == 1


def test_csv_has_a_column_a_kind_where_entities_are_asked_for() -> None:
    (row,) = rows(found(HIT), Style(entities=True))
    assert (row["person"], row["org"], row["place"]) == ("Xi Jinping", "Acme", "")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n-1", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (row,) = rows(found(replace(HIT, title=cell, text=cell, id=cell, byline=(cell,), topics=(cell,))))
    assert all(row[name].startswith("'") for name in ("title", "text", "id", "byline", "topics"))


def test_csv_cells_hold_quotes_and_commas() -> None:
    assert rows(found(replace(HIT, title='a "b", c')))[0]["title"] == 'a "b", c'


@pytest.mark.parametrize(
    ("name", "style", "written"),
    [
        ("text", Style(), ["3"]),
        ("text", Style(articles=True), ["2"]),
        ("json", Style(), ['{"paragraphs": 3, "articles": 2, "furniture": 1, "exact": true}']),
        ("jsonl", Style(), ['{"paragraphs": 3, "articles": 2, "furniture": 1, "exact": true}']),
        ("csv", Style(), ["paragraphs,articles,furniture,exact", "3,2,1,True"]),
    ],
)
def test_counts(name: str, style: Style, written: list[str]) -> None:
    assert list(renderer(name).counts(Counts(3, 2, 1), style)) == written


def test_a_passage_shows_what_the_article_says_and_its_paragraphs_in_full() -> None:
    second = replace(HIT, id="a1#10", ordinal=10, role="promo", text="More: x")
    assert list(renderer("text").passage([HIT, second], "a1#9", Style())) == [
        "A new pact",
        "   id: a1",
        "   published: 2023-11-22 10:05",
        "   source: Bay Wire",
        "   byline: Ann Lee; Bo Ek",
        "   section: World",
        "   topics: pacts",
        "   language: en",
        "   file: a.jsonl:3",
        "   when: now",
        "   n: [1]",
        "",
        "> #9",
        f"   {TEXT}",
        "",
        "#10 promo",
        "   More: x",
    ]
    made = json.loads("\n".join(renderer("json").passage([HIT, second], "a1#9", Style())))
    assert made["id"] == "a1#9" and [each["role"] for each in made["paragraphs"]] == ["body", "promo"]
    assert len(list(renderer("jsonl").passage([HIT, second], "", Style()))) == 2
    assert len(list(renderer("csv").passage([HIT, second], "", Style()))) == 3
