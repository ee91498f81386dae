"""Renderers: what they write of results, and that nothing in an article acts on a terminal or in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from searchkit.explanation import Addition, Contribution, Expansion, Explanation, Part, Score
from searchkit.model import Counts, Diagnostic, Entity, Hit, Origin, Results, Snippet
from searchkit.render import EXPLAINING, RENDERERS, explainer, renderer
from searchkit.render.base import Style
from searchkit.render.terminal import folded, marked, safe, width, wrapped

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
    return Results("“no limits”", lambda: '"no limits"', hits, odd, 0.002, lambda: (number, True), lambda: counts)


def lines(name: str, results: Results, style: Style | None = None) -> list[str]:
    return list(renderer(name).results(results, style or Style()))


def test_the_id_of_a_hit_stands_whole_on_a_narrow_terminal() -> None:
    long = replace(HIT, id="news/2023-11-22-a-new-pact-between-cities#9", role="lede", title_marks=())
    line, _ = lines("text", found(long), Style(width=60))
    assert line == (
        "1. A new pact \u2014 2023-11-22 10:05 \u2014 Bay Wire\n   [news/2023-11-22-a-new-pact-between-cities#9] lede"
    )
    assert "\n" not in next(iter(lines("text", found(long))))


def test_a_line_is_broken_between_words_and_never_in_a_command() -> None:
    assert folded("error: one two", 10) == "error: one\n  two"
    assert folded("\x1b[1mone\x1b[0m two", 7) == "\x1b[1mone\x1b[0m two"
    assert folded("\u5317\u5317 \u5317\u5317", 8) == "\u5317\u5317\n  \u5317\u5317"
    assert folded("run searchkit check --repair, then ask", 12) == "run\n  searchkit check --repair,\n  then ask"
    assert folded("as long as it is", None) == "as long as it is"


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
        *("query", "read_as", "total", "exact", "articles", "furniture", "seconds", "warnings", "why", "hits"),
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


# --- explanations


def leaf(text: str, paragraphs: int | None, **more: Any) -> Part:
    return Part(text, more.pop("kind", "term"), text, (0, 1), paragraphs, **more)


def explained(*scores: Score, parts: Part | None = None, **more: Any) -> Explanation:
    whole: dict[str, Any] = {"dates": (), "zone": "UTC", "optional": (), "added": (), **more}
    return Explanation(found(HIT), parts or leaf("tax", 3), scores=scores or (Score("a1#9", 7.1, ()),), **whole)


def reading(explanation: Explanation, style: Style | None = None) -> list[str]:
    """Give the lines before the first hit."""
    told = list(explainer("text").explanation(explanation, style or Style()))
    return told[: told.index("")]


TREE = Part(
    "the AND (tax* OR NOT levies)", "and", "AND", (0, 9), 1234, exact=False, parts=(
        leaf("the", 62, optional=True, looked_for=("the",)),
        Part("tax* OR NOT levies", "or", "OR", (4, 9), 40, parts=(
            leaf("tax*", 9, kind="prefix", expansion=Expansion(11, (("tax", 8), ("taxes", 1)))),
            Part("NOT levies", "not", "NOT", (8, 9), 30, parts=(leaf("levies", 5, looked_for=("levi",)),)),
            leaf("!!!", None),
        )),
    ),
)  # fmt: skip


def test_a_query_is_drawn_as_a_tree() -> None:
    assert reading(explained(parts=TREE)) == [
        'read as   "no limits"',
        "parts                          finds",
        "          AND                >=1,234",
        "          ├─ the                  62  optional",
        "          └─ OR                   40",
        "             ├─ tax*               9  11 words: tax 8, taxes 1, ...",
        "             ├─ NOT               30",
        "             │  └─ levies          5  as levi",
        "             └─ !!!",
    ]


FORMS = {
    "limits": (leaf("limits", 1, looked_for=("limit",)), "as limit"),
    "the same": (leaf("tax", 1, looked_for=("tax",)), ""),
    "a weight": (leaf("tax^2", 1, looked_for=("tax",)), ""),
    "a field": (leaf("person:marsk", 1, looked_for=("marsk",)), ""),
    "capitals": (leaf("US", 1, looked_for=("US", "Us")), ""),
    "several": (leaf("us", 1, looked_for=("us", "US", "Us")), "as us or US"),
    "a phrase": (leaf('"no limits"', 1, kind="phrase", looked_for=("no", "limits")), ""),
    "hyphens": (leaf("no-limits", 1, kind="phrase", looked_for=("no", "limit")), "as no limit"),
    "no word": (leaf("zz*", 0, expansion=Expansion(0, ())), "no word"),
}


@pytest.mark.parametrize(("part", "note"), FORMS.values(), ids=FORMS)
def test_what_is_looked_for_is_said_where_it_is_not_what_was_written(part: Part, note: str) -> None:
    line = reading(explained(parts=part))[2]
    assert line.partition(part.sign)[2].lstrip(" 0123456789") == note


def test_dates_function_words_and_additions_are_listed() -> None:
    added = (Addition("quay", 0.125), Addition("tide", 0.05), Addition("tax", 0.025, asked=True))
    told = explained(dates=(("published:today", "published:2023-11-22"),), optional=("the", "of"), added=added)
    assert [line for line in reading(told) if "finds" not in line and line[:1] != " "] == [
        "read as   tax, and the words added below",
        "dates     published:today is published:2023-11-22 (time zone UTC)",
        "optional  the, of: need not be there, adds a little to the score",
        "added     quay 0.12, tide 0.05; more weight for tax 0.025",
    ]


def test_a_score_is_a_sum_with_the_most_first() -> None:
    word, pair = Contribution("tax", "word", 1, 2.5), Contribution("tax levy", "pair", 0.2, 0.5)
    added = [Contribution(f"w{place}", "added", 0.1, 0.25) for place in range(5)]
    told = list(explainer("text").explanation(explained(Score("a1#9", 4.25, (word, pair, *added))), Style()))
    assert told[-1] == (
        "   score 4.25 = 2.50 tax + 0.50 tax levy side by side"
        " + 0.25 w0 (added) + 0.25 w1 (added) + 0.25 w2 (added) + 0.50 2 more added words"
    )
    assert "score" not in list(explainer("text").explanation(explained(), Style()))[-1]


def test_an_explanation_is_as_safe_and_as_narrow_as_hits_are() -> None:
    odd = leaf(ESCAPE, 1, looked_for=(ESCAPE.lower(),), expansion=Expansion(1, ((ESCAPE, 1),)))
    score = Score(ESCAPE, 1.0, tuple(Contribution(ESCAPE, "word", 1, 1 / 9) for _ in range(9)))
    told = explained(score, parts=odd, dates=((ESCAPE, ESCAPE),), optional=(ESCAPE,), added=(Addition(ESCAPE, 0.1),))
    for form in EXPLAINING:
        text = "\n".join(explainer(form).explanation(told, Style()))
        assert not set(text) & set("\x1b\x9b\u202e\u2066\ud800"), form
    narrow = list(explainer("text").explanation(explained(score), Style(width=60)))
    assert max(map(len, narrow[-4:])) <= 60


def test_many_words_of_a_pattern_go_on_below() -> None:
    many = leaf("s*", 9, expansion=Expansion(12, tuple((f"sword{place}", place) for place in range(10))))
    told = reading(explained(parts=many), Style(width=60))[2:]
    assert len(told) > 1 and max(map(len, told)) <= 60
    assert " ".join(" ".join(told).split()).endswith("sword9 9, ...")
