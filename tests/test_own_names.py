"""The user's own names: what a file of them may hold, what it changes in an index, and what in a query."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searchkit
from searchkit import aliases
from searchkit.annotators.entities import Entities
from searchkit.errors import ConfigError
from searchkit.model import Article, Entity, Paragraph
from searchkit.query.aliased import Aliases
from searchkit.searcher import Searcher

FILE = """\
- name: Elena Marsk
  kind: person
  aliases: [the Iron Mayor, "Mrs. Seawall"]
  note: mayor
  never: [Marsk Street]
- {name: Orle Works, kind: org, aliases: The Works}
- {name: Norvane, kind: place}
"""


def names(text: str, folder: Path) -> aliases.OwnNames:
    path = folder / "entities.yml"
    path.write_text(text, encoding="utf-8")
    return aliases.read(path)


# --- the file


def test_a_file_is_read(tmp_path: Path) -> None:
    elena, works, norvane = names(FILE, tmp_path).entries
    assert elena.aliases == ("the Iron Mayor", "Mrs. Seawall")
    assert (elena.note, elena.never) == ("mayor", ("Marsk Street",))
    assert (works.aliases, norvane.aliases) == (("The Works",), ())
    assert names("", tmp_path).entries == names("# none yet", tmp_path).entries == ()


def test_words_that_yaml_reads_otherwise_are_texts(tmp_path: Path) -> None:
    (own,) = names("- {name: No, kind: person, aliases: [2022, yes, 1.0]}", tmp_path).entries
    assert (own.name, own.aliases) == ("No", ("2022", "yes", "1.0"))


WRONG = (
    ("names: x", "1: the file wants a list of names, such as"),
    ("just text", "1: the file wants a list of names, such as"),
    ("- Elena Marsk", "1: a name wants keys, such as"),
    ("\n- {kind: person}", "2: name: is missing; write it"),
    ("- name: A\n", "1: kind: is missing; write it"),
    ("- name: A\n  kind: persn\n", "2: kind: there is no kind 'persn'; did you mean person?"),
    ("- name: A\n  kind: date\n", "2: kind: there is no kind 'date'; "),
    ("- name: A\n  kind: org\n  alias: B\n", "3: there is no key 'alias'; did you mean aliases?"),
    ("- name: A\n  kind: org\n  zzz: B\n", "3: there is no key 'zzz'; allowed: name, kind"),
    ("- name: A\n  kind: org\n  name: B\n", "3: name: stands twice in one entry; leave one"),
    ("- name: A\n  kind: org\n  aliases:\n  - B\n  - [C]\n", "5: aliases: wants a text"),
    ("- name: A\n  kind: org\n  aliases: {B: C}\n", "3: aliases: wants a list of names, not keys"),
    ("- name: A\n  kind: org\n  never:\n", "3: never: wants a text"),
    ("- name: ''\n  kind: org\n", "1: name: wants a text"),
    ("- name: '!?'\n  kind: org\n", "1: name: '!?' has no letter or digit"),
    (f"- name: {'a' * 201}\n  kind: org\n", "1: name: a name has at most 200 characters, this has 201"),
    ("- {name: A, kind: org}\n- {name: A, kind: org}\n", "2: name: the org 'A' stands in line 1 already; join the two"),
    ("- {name: A\n", "no valid YAML: "),
    ("- {name: !!python/object/apply:os.system [x], kind: org}", "1: name: wants a text"),
    ("- name: \x00\n", "no valid YAML: "),
    ("[" * 3000, "no valid YAML: "),
)


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_wrong_file_says_where_and_why(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        names(text, tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'entities.yml'}:") and message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the names: No such file"):
        aliases.read(tmp_path / "none.yml")
    (tmp_path / "latin.yml").write_bytes(b"- {name: Zo\xeb, kind: person}")
    with pytest.raises(ConfigError, match=r"not in UTF-8 \(byte 11\)"):
        aliases.read(tmp_path / "latin.yml")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("Mrs. Seawall", "Mrs. Wall"), True),
        (("note: mayor", "note: was mayor"), True),
        (("Marsk Street", "Marsk Road"), False),
        (("kind: place", "kind: org"), False),
        (("name: Norvane", "name: Norvan"), False),
    ],
)
def test_what_annotation_depends_on_is_told_apart(change: tuple[str, str], same: bool, tmp_path: Path) -> None:
    assert (names(FILE, tmp_path).digest == names(FILE.replace(*change), tmp_path).digest) is same


# --- annotation


def settled(text: str, tmp_path: Path, *present: tuple[str, str, str], file: str = FILE) -> list[tuple[str, str, str]]:
    entities = [
        Entity(kind, name, surface, text.index(surface), text.index(surface) + len(surface))
        for kind, name, surface in present
    ]
    paragraph = Paragraph("a", 1, text, entities=tuple(entities))
    (made,) = Entities(names(file, tmp_path)).annotate(Article("a"), [paragraph])
    assert all(text[one.start : one.end] == one.surface for one in made.entities)
    return [(one.kind, one.name, one.surface) for one in made.entities]


def test_names_are_found_where_no_tagger_found_them(tmp_path: Path) -> None:
    text = "ELENA MARSK and elena marsk of Orle\u00a0Works, not of Orle Worksop"
    assert settled(text, tmp_path) == [
        ("person", "Elena Marsk", "ELENA MARSK"),
        ("org", "Orle Works", "Orle\u00a0Works"),
    ]


def test_the_file_beats_what_a_tagger_found(tmp_path: Path) -> None:
    found = [("org", "Norvane Marine", "Norvane Marine"), ("org", "Elena Marsk", "Marsk"), ("date", "2022", "2022")]
    text = "Norvane Marine and Marsk in 2022"
    assert settled(text, tmp_path, *found) == [
        ("place", "Norvane", "Norvane"),
        ("person", "Elena Marsk", "Marsk"),
        ("date", "2022", "2022"),
    ]


def test_a_bare_surname_is_the_person_that_the_article_names(tmp_path: Path) -> None:
    text = "Elena Marsk came. Later, Marsk left."
    marsk = Entity("org", "Marsk", "Marsk", 25, 30)
    (made,) = Entities(names(FILE, tmp_path)).annotate(Article("a"), [Paragraph("a", 1, text, entities=(marsk,))])
    assert [(one.kind, one.name, one.start) for one in made.entities] == [
        ("person", "Elena Marsk", 0),
        ("person", "Elena Marsk", 25),
    ]
    assert settled("Marsk left.", tmp_path, ("org", "Marsk", "Marsk")) == [("org", "Marsk", "Marsk")]


def test_a_surname_of_two_people_is_nobody_s(tmp_path: Path) -> None:
    two = FILE + "- {name: Ole Marsk, kind: person}\n"
    text = "Elena Marsk met Ole Marsk; then Marsk left."
    marsk = Entity("person", "Marsk", "Marsk", 32, 37)
    (made,) = Entities(names(two, tmp_path)).annotate(Article("a"), [Paragraph("a", 1, text, entities=(marsk,))])
    assert [one.name for one in made.entities] == ["Elena Marsk", "Ole Marsk", "Marsk"]


def test_what_never_is_one_is_left_out(tmp_path: Path) -> None:
    file = "- {name: Halden, kind: place, never: [Halden Courier, Ole Halden]}"
    text = "Ole Halden of the Halden Courier went to Halden."
    assert settled(text, tmp_path, ("person", "Ole Halden", "Ole Halden"), file=file) == [
        ("person", "Ole Halden", "Ole Halden"),
        ("place", "Halden", "Halden"),
    ]
    assert settled("on Marsk Street", tmp_path, ("person", "Elena Marsk", "Marsk")) == []


def test_apostrophes_of_any_shape_are_one(tmp_path: Path) -> None:
    file = "- {name: Bram O'Neill, kind: person}"
    assert settled("Bram O’Neill’s hat", tmp_path, file=file) == [("person", "Bram O'Neill", "Bram O’Neill")]


def test_a_megabyte_of_names_that_begin_alike_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    file = "".join(f"- {{name: Ole Number{n}, kind: person, never: [Number{n} Street]}}\n" for n in range(500))
    text = "Ole Number7 Street " * 50_000
    present = tuple(Entity("person", "Ole Number7", "Number7", at + 4, at + 11) for at in range(0, len(text), 19))
    begun = time.process_time()
    (made,) = Entities(names(file, tmp_path)).annotate(Article("a"), [Paragraph("a", 1, text, entities=present)])
    assert len(made.entities) == 50_000
    assert time.process_time() - begun < 60


# --- the index and its queries

TEXT = """\
Elena Marsk opened the wall.

The Iron Mayor, as they call her, smiled.

Marsk Street was closed; Norvane was not.

The Works were noisy.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "wall.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "entities.yml").write_text(FILE, encoding="utf-8")
    return tmp_path


def ordinals(searcher: searchkit.Searcher, query: str) -> list[int]:
    return sorted(hit.ordinal for hit in searcher.search(query, None))


@pytest.mark.parametrize("engine", ["tantivy", "whoosh", "memory"])
def test_aliases_find_and_are_found(folder: Path, engine: str) -> None:
    index = None if engine == "memory" else folder / "index"
    with searchkit.Indexer(index, engine=engine, entities=folder / "entities.yml") as indexer:
        indexer.read([folder / "news"])
        with indexer.searcher() as searcher:
            for query in (
                'person:"the Iron Mayor"', 'person:"IRON MAYOR"', 'person:"Mrs Seawall"', 'person:"elena marsk"',
                "person:marsk", 'person:("iron mayor" OR nobody)', 'person:("elena marsk")',
            ):  # fmt: skip
                assert ordinals(searcher, query) == [1, 2], query
            assert ordinals(searcher, "person:mayor") == [2]
            assert ordinals(searcher, '-person:"iron mayor"') == [3, 4]
            assert ordinals(searcher, "person:(elena marsk)") == [1]
            assert ordinals(searcher, 'org:"iron mayor"') == []
            assert ordinals(searcher, "org:orle") == [4]
            assert ordinals(searcher, "place:norvane") == [3]
            results = searcher.search('person:"Mrs. Seawall"')
            marked = {hit.ordinal: [hit.text[start:end] for start, end in hit.marks] for hit in results}
            assert marked == {1: ["Elena Marsk"], 2: ["The Iron Mayor"]}
            assert results.read_as == 'person:"Mrs. Seawall"'


@pytest.mark.parametrize("engine", ["tantivy", "whoosh", "memory"])
def test_an_alias_of_one_word_is_not_the_common_word(engine: str, tmp_path: Path) -> None:
    own = names("- {name: Mika Delor, kind: person, aliases: [Chief, the Mayor, the Boss of Bosses]}", tmp_path)
    texts = (
        "Chief spoke.",
        "The chief spoke.",
        "The mayor spoke.",
        "The Mayor's hat.",
        "the boss of bosses",
        "CHIEF OUT",
    )
    with searchkit.Indexer(tmp_path / "index" if engine != "memory" else None, engine=engine) as indexer:
        indexer.add(Article("a", body="\n\n".join(texts)))
        with indexer.searcher() as plain:
            searcher = Searcher(plain._store, aliases=Aliases(own))
            assert ordinals(searcher, 'person:"mika delor"') == [1, 4, 5, 6]
            assert ordinals(searcher, "person:chief") == [1, 4, 5, 6]


def made(folder: Path) -> searchkit.Report:
    return searchkit.build([folder / "news"], folder / "index", entities=folder / "entities.yml")


def change(folder: Path, before: str, after: str) -> None:
    path = folder / "entities.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_a_new_alias_needs_no_new_index_and_a_new_kind_has_all_annotated_again(folder: Path) -> None:
    assert made(folder).paragraphs == 4
    (folder / "news" / "wall.txt").unlink()
    change(folder, "The Works", "Old Smoky")
    assert made(folder).paragraphs == 0
    with searchkit.open(folder / "index", entities=folder / "entities.yml") as searcher:
        assert ordinals(searcher, 'org:"old smoky"') == []
        change(folder, "Mrs. Seawall", "her")
        assert ordinals(searcher, "org:norvane") == []
    with searchkit.open(folder / "index", entities=folder / "entities.yml") as searcher:
        assert ordinals(searcher, "person:her") == [1, 2]
    change(folder, "name: Norvane, kind: place", "name: Norvane, kind: org")
    assert made(folder).paragraphs == 4
    with searchkit.open(folder / "index") as searcher:
        assert ordinals(searcher, "org:norvane") == [3]
        assert ordinals(searcher, "person:her") == []


def test_a_removal_keeps_the_names(folder: Path) -> None:
    (folder / "news" / "other.txt").write_text("Nothing to see.\n", encoding="utf-8")
    made(folder)
    searchkit.remove(folder / "index", ["news/other"], entities=folder / "entities.yml")
    with searchkit.open(folder / "index") as searcher:
        assert ordinals(searcher, "place:norvane") == [3]
    assert made(folder).paragraphs == 0


# --- the command


def start(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHKIT_")}
    command = [sys.executable, "-m", "searchkit", *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, encoding="utf-8")


def test_the_command_takes_the_file_that_the_configuration_names(folder: Path) -> None:
    (folder / "config.yaml").write_text("searchkit: {index: index, paths: [news], entities: entities.yml}\n")
    assert start("index", folder=folder).returncode == 0
    assert start("query", 'person:"iron mayor"', "--count", folder=folder).stdout == "2\n"
    (folder / "news" / "other.txt").write_text("Nothing to see.\n", encoding="utf-8")
    start("index", folder=folder)
    assert start("remove", "news/other", folder=folder).returncode == 0
    shown = json.loads(start("query", "norvane", "--format", "json", folder=folder).stdout)["hits"][0]["entities"]
    assert [(one["kind"], one["name"]) for one in shown if one["name"] == "Norvane"] == [("place", "Norvane")]
    (folder / "entities.yml").write_text("- name: A\n  kind: persn\n")
    for arguments in (["index"], ["index", "--dry-run"], ["query", "person:a"], ["remove", "news/wall"]):
        done = start(*arguments, folder=folder)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        said = "error: entities.yml:2: kind: there is no kind 'persn'; did you mean person? (allowed: person, org, "
        assert done.stderr.startswith(said), arguments
    assert start("query", "norvane", "--count", folder=folder).stdout == "1\n"
