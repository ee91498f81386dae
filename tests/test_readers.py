"""Sources found, bytes made text, keys made fields, and everything that can be wrong with a file named and survived."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.dump import dumped, loaded
from searchkit.model import Article, Origin, Trouble
from searchkit.readers import READERS, base, dates, fields, read, sources
from searchkit.readers import json as json_lines
from searchkit.readers.base import Reading, Source
from searchkit.split import split

PROSE = "The lock keeper counted eleven boats.\n\nNobody asked why.\n"


def everything(*paths: Path | str, reading: Reading | None = None) -> tuple[list[Article], list[Trouble]]:
    """Read all that paths name; articles and trouble apart."""
    found: list[Source | Article | Trouble] = list(sources(paths))
    for source in [item for item in found if isinstance(item, Source)]:
        found += read(source, reading or Reading())
    return (
        [item for item in found if isinstance(item, Article)],
        [item for item in found if isinstance(item, Trouble)],
    )


def article(path: Path, **reading: Any) -> Article:
    """Read the one article of a file that nothing is wrong with."""
    articles, troubles = everything(path, reading=Reading(**reading))
    assert not troubles
    assert len(articles) == 1
    return articles[0]


def written(path: Path, content: str | bytes | dict[str, Any] | list[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict | list):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(*paths: Path | str) -> list[str]:
    return [source.name for source in sources(paths) if isinstance(source, Source)]


class TestSources:
    def test_a_name_is_the_folder_and_the_path_below_it_wherever_the_command_runs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("b.txt", "a.md.gz", "2023/x.JSONL", "2023/11/y.text"):
            written(tmp_path / "news" / name, "")
        expected = ["news/a", "news/b", "news/2023/x", "news/2023/11/y"]
        assert names(tmp_path / "news") == expected
        for where, named in ((tmp_path, "news/"), (tmp_path / "news", "."), (tmp_path / "news/2023", "../../news")):
            monkeypatch.chdir(where)
            assert names(named) == expected

    def test_a_file_given_by_name_is_named_by_its_stem(self, tmp_path: Path) -> None:
        files = [written(tmp_path / name, "") for name in ("one.txt.gz", "v1.2.report", "README")]
        assert names(*files) == ["one", "v1.2.report", "README"]

    def test_the_suffix_stays_where_it_alone_tells_two_files_apart(self, tmp_path: Path) -> None:
        files = [written(tmp_path / "n" / name, "") for name in ("a.md", "a.txt", "a.txt.gz")]
        assert names(tmp_path / "n") == ["n/a", "n/a.txt", "n/a.txt.gz"]
        assert names(*files[:2]) == ["a", "a.txt"]

    def test_hidden_files_are_skipped_and_unknown_ones_counted_once(self, tmp_path: Path) -> None:
        for name in (".hidden.txt", ".git/a.txt", "a.txt", "b.pdf", "c/d.pdf", "e", "f.tar.gz"):
            written(tmp_path / "n" / name, "")
        _, (trouble,) = everything(tmp_path / "n")[0], [t for t in sources([tmp_path / "n"]) if isinstance(t, Trouble)]
        assert not trouble.skipped
        assert trouble.where == str(tmp_path / "n")
        assert trouble.reason == "4 files of no known format not read: 2 .pdf, 1 without suffix, 1 .tar"

    def test_a_path_that_does_not_exist_is_a_loss(self, tmp_path: Path) -> None:
        assert everything(tmp_path / "no.txt") == ([], [Trouble(str(tmp_path / "no.txt"), "does not exist", True)])

    def test_a_link_loop_is_named_and_left(self, tmp_path: Path) -> None:
        written(tmp_path / "n/sub/a.txt", PROSE)
        (tmp_path / "n/sub/up").symlink_to(tmp_path / "n")
        articles, (trouble,) = everything(tmp_path / "n")
        assert [article.id for article in articles] == ["n/sub/a"]
        assert "link loop" in trouble.reason
        assert trouble.where.endswith("n/sub/up")
        assert not trouble.skipped

    @pytest.mark.parametrize(("link", "leads"), [("n/loop", ".."), ("n/sub/up", "../.."), ("elsewhere/up", "..")])
    def test_a_link_to_a_folder_above_the_given_one_is_left(self, tmp_path: Path, link: str, leads: str) -> None:
        """All that lay beside the given folder was read through it, under the name of the link."""
        written(tmp_path / "n/sub/a.txt", PROSE)
        written(tmp_path / "elsewhere/b.txt", PROSE)
        written(tmp_path / "other/c.txt", PROSE)
        (tmp_path / link).symlink_to(leads, target_is_directory=True)
        (tmp_path / "n/elsewhere").symlink_to("../elsewhere", target_is_directory=True)
        articles, (trouble,) = everything(tmp_path / "n")
        assert sorted(article.id for article in articles) == ["n/elsewhere/b", "n/sub/a"]
        assert trouble.reason == f"link loop: leads back to {tmp_path}, a folder above; not followed"
        assert not trouble.skipped

    def test_a_link_that_vanishes_during_the_walk_is_a_loss_and_no_end_of_it(self, tmp_path: Path) -> None:
        """It ended the whole run, as did a file that vanished between the listing of its folder and the reading."""
        written(tmp_path / "n/sub/a.txt", PROSE)
        written(tmp_path / "elsewhere/b.txt", PROSE)
        (tmp_path / "n/link").symlink_to("../elsewhere", target_is_directory=True)
        found = sources([tmp_path / "n", written(tmp_path / "c.txt", PROSE)])
        assert str(next(found)) == str(tmp_path / "n/sub/a.txt")
        (tmp_path / "n/link").unlink()
        lost, last = found
        assert lost == Trouble(str(tmp_path / "n/link"), "cannot be read: No such file or directory", skipped=True)
        assert str(last) == str(tmp_path / "c.txt")

    def test_a_file_that_may_not_be_looked_at_is_a_loss_and_no_end_of_the_walk(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("a.txt", "b.txt", "gone.txt"):
            written(tmp_path / "n" / name, PROSE)
        look = Path.stat

        def refusing(path: Path, **how: bool) -> os.stat_result:
            if path.name == "a.txt":
                raise PermissionError(13, "Permission denied")
            if path.name == "gone.txt":
                raise FileNotFoundError(2, "No such file or directory")
            return look(path, **how)

        monkeypatch.setattr(Path, "stat", refusing)
        lost, source, gone = sources([tmp_path / "n"])
        assert lost == Trouble(str(tmp_path / "n/a.txt"), "cannot be read: Permission denied", skipped=True)
        assert str(source) == str(tmp_path / "n/b.txt")
        assert isinstance(gone, Trouble) and gone.reason == "cannot be read: No such file or directory"

    def test_a_linked_folder_is_read_once_under_its_own_name(self, tmp_path: Path) -> None:
        written(tmp_path / "n/real/a.txt", PROSE)
        written(tmp_path / "elsewhere/b.txt", PROSE)
        (tmp_path / "n/a-link").symlink_to(tmp_path / "n/real")
        (tmp_path / "n/b-link").symlink_to(tmp_path / "elsewhere")
        articles, (trouble,) = everything(tmp_path / "n")
        assert [article.id for article in articles] == ["n/real/a", "n/b-link/b"]
        assert "read already" in trouble.reason

    def test_no_file_is_read_twice_where_paths_overlap(self, tmp_path: Path) -> None:
        file = written(tmp_path / "n/a.txt", PROSE)
        assert names(tmp_path / "n", file, tmp_path / "n") == ["n/a"]
        assert names(file, tmp_path / "n", file) == ["a"]

    def test_dead_links_are_losses(self, tmp_path: Path) -> None:
        (tmp_path / "dead.txt").symlink_to(tmp_path / "gone.txt")
        (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
        _, troubles = everything(tmp_path)
        assert [trouble.skipped for trouble in troubles] == [True, True]
        assert all(trouble.skipped for trouble in everything(tmp_path / "self.txt", tmp_path / "dead.txt")[1])

    @pytest.mark.skipif(os.geteuid() == 0, reason="everything is readable for root")
    def test_what_may_not_be_read_is_a_loss(self, tmp_path: Path) -> None:
        file, folder = written(tmp_path / "n/a.txt", PROSE), tmp_path / "n/closed"
        folder.mkdir()
        file.chmod(0)
        folder.chmod(0)
        try:
            articles, troubles = everything(tmp_path / "n")
        finally:
            folder.chmod(0o700)
        assert not articles
        assert {trouble.where for trouble in troubles} == {str(file), str(folder)}
        assert all(trouble.skipped and "Permission denied" in trouble.reason for trouble in troubles)

    def test_a_folder_that_cannot_be_listed_is_a_loss(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(tmp_path / "n/a.txt", PROSE)
        (tmp_path / "n/closed").mkdir()
        scandir = os.scandir

        def refusing(path: Path) -> Any:
            if path.name == "closed":
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refusing)
        articles, (trouble,) = everything(tmp_path / "n")
        assert [article.id for article in articles] == ["n/a"]
        assert trouble == Trouble(str(tmp_path / "n/closed"), "cannot be read: Permission denied", skipped=True)

    def test_a_file_that_vanishes_or_cannot_be_opened_is_a_loss(self, tmp_path: Path) -> None:
        for name in ("a.txt", "a.jsonl"):
            (trouble,) = read(Source(tmp_path / name, "a"), Reading())
            assert isinstance(trouble, Trouble)
            assert trouble.skipped
            assert "No such file" in trouble.reason

    def test_a_name_that_is_no_utf8_can_be_written(self, tmp_path: Path) -> None:
        try:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(PROSE)
        except OSError:
            pytest.skip("this file system takes no such names")
        (found,), _ = everything(tmp_path)
        found.id.encode()
        str(found.origin).encode()

    def test_every_suffix_has_a_reader(self, tmp_path: Path) -> None:
        for suffix in READERS:
            content = {"text": PROSE} if "json" in suffix else PROSE
            plain = written(tmp_path / f"plain{suffix}", content)
            packed = written(tmp_path / f"packed{suffix}.gz", gzip.compress(plain.read_bytes()))
            for path in (plain, packed):
                assert article(path).body.split() == PROSE.split()


class TestStandardInput:
    def feed(self, monkeypatch: pytest.MonkeyPatch, data: bytes) -> tuple[list[Article], list[Trouble]]:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        return everything("-")

    def test_the_format_is_told_by_the_first_character(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = b'\xef\xbb\xbf {"text": "One."}\n{"text": "Two."}\n'
        for data in (lines, gzip.compress(lines), lines.decode("utf-8-sig").encode("utf-16")):
            articles, troubles = self.feed(monkeypatch, data)
            assert [article.id for article in articles] == ["stdin:1", "stdin:2"]
            assert articles[1].origin == Origin("stdin", 2)
            assert not troubles
        (one,), _ = self.feed(monkeypatch, b"Title: A\n\nText.")
        assert (one.id, one.title, one.body.strip()) == ("stdin", "A", "Text.")
        assert [article.body for article in self.feed(monkeypatch, b'[{"text": "One."}]')[0]] == ["One."]

    def test_it_stays_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = io.BytesIO(b"Text.")
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
        everything("-", "-")
        assert not stream.closed

    def test_it_may_be_empty_or_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.feed(monkeypatch, b"") == ([], [Trouble("stdin", "empty file")])
        monkeypatch.setattr(sys, "stdin", None)
        assert everything("-")[1][0].skipped


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Ann Roe and Bo Lee", ("Ann Roe", "Bo Lee")),
        ("Ann Roe, Bo Lee, and Cy van der May", ("Ann Roe", "Bo Lee", "Cy van der May")),
        ("Ann Roe & Bo Lee; Dee Fox", ("Ann Roe", "Bo Lee", "Dee Fox")),
        ("By Ann Roe and by Ann Roe", ("Ann Roe",)),
        ("Ann Roe, Bay Wire", ("Ann Roe, Bay Wire",)),
        ("Ann and Bo Lee", ("Ann and Bo Lee",)),
        ("Roe and Sons", ("Roe and Sons",)),
        ("Department of Trade and Harbour Affairs", ("Department of Trade and Harbour Affairs",)),
        ("Ann Roe in Oslo and Bo Lee in Rome", ("Ann Roe in Oslo and Bo Lee in Rome",)),
        ("BY ANN ROE AND BO LEE", ("ANN ROE", "BO LEE")),
    ],
)
def test_a_byline_of_several_people_is_taken_apart(tmp_path: Path, byline: str, people: tuple[str, ...]) -> None:
    """They stayed one person, and were counted as one."""
    assert article(written(tmp_path / "a.txt", f"Byline: {byline}\n\n{PROSE}")).byline == people


def test_no_heading_of_markdown_is_the_lede(tmp_path: Path) -> None:
    """Below a title in front matter the first heading was, so `lede:` missed the real one."""
    text = f"---\ntitle: A quay\n---\n# A **half**-measure #\n\n{PROSE}\n## What next\n\nHe went.\n"
    found = article(written(tmp_path / "a.md", text))
    roles = [(paragraph.text, paragraph.role) for paragraph in split(loaded(dumped(found), "", None, None))]
    assert roles == [
        ("A quay", "headline"),
        ("A half-measure", "body"),
        ("The lock keeper counted eleven boats.", "lede"),
        ("Nobody asked why.", "body"),
        ("What next", "body"),
        ("He went.", "body"),
    ]


def test_a_heading_with_much_room_in_it_is_read_in_no_time(tmp_path: Path) -> None:
    """A line of 200 kB took five minutes."""
    room = " " * 200_000
    begun = time.process_time()
    found = article(written(tmp_path / "a.md", f"# a{room}x\n\n## b{room}x\n\n## What next ##\n\n## #\n"))
    assert found.title == "a x" and found.headings == ("b x", "What next")
    assert time.process_time() - begun < 60


def test_tables_tags_and_footnotes_of_markdown_leave_their_text(tmp_path: Path) -> None:
    """Their marks were paragraphs, and the text of a footnote was dropped."""
    text = (
        '<div class="ad">\nBuy now.\n</div>\n\nThe quay[^1] is ~~long\nand~~ H<sub>2</sub>O, a < b > c.\n\n'
        "| Ward | Votes |\n|---|---:|\n| North | **412** |\n\n[^1]: From the budget.\n"
    )
    paragraphs = [paragraph.text for paragraph in split(article(written(tmp_path / "a.md", text)))]
    assert " / ".join(paragraphs) == (
        "Buy now. / The quay is long and H2O, a < b > c. / Ward | Votes / North | 412 / From the budget."
    )


class TestText:
    def test_header_lines(self, tmp_path: Path) -> None:
        text = (
            "Headline: A  bridge\nDATE: 22 November 2023\nAuthor: By Ann Roe\nAuthor: Bo Lee; Cy May\n"
            "Tags: water, Water, towns\nSource: Post\n"
            "URL: http://x.org/1\nSection: City\nLanguage: en\n\nListen: none.\n"
        )
        found = article(written(tmp_path / "a.txt", text))
        assert (found.title, found.published, found.source) == ("A bridge", date(2023, 11, 22), "Post")
        assert found.byline == ("Ann Roe", "Bo Lee; Cy May")
        assert found.topics == ("water", "Water", "towns")
        assert (found.url, found.section, found.language, found.body) == (
            "http://x.org/1", "City", "en", "\nListen: none.\n",
        )  # fmt: skip

    def test_only_known_keys_are_headers(self, tmp_path: Path) -> None:
        (found,), _ = everything(written(tmp_path / "a.txt", "More: the town wants more.\nDate: 2023-11-22\n"))
        assert (found.title, found.published) == ("", None)
        assert found.body.startswith("More:")

    @pytest.mark.parametrize("at", range(5))
    def test_an_unknown_key_in_a_header_does_not_end_it(self, tmp_path: Path, at: int) -> None:
        """The date and the byline below it were dropped, and became paragraphs."""
        known = ["Title: A bridge", "Date: 2024-05-05", "Source: Post", "Byline: Ann Roe"]
        lines = [*known[:at], "Desk: Metro", "Slug: bridge-2", *known[at:]]
        found = article(written(tmp_path / "a.txt", "\n".join(lines) + f"\n\n{PROSE}"))
        assert (found.title, found.published, found.byline) == ("A bridge", date(2024, 5, 5), ("Ann Roe",))
        assert found.extra == {"Desk": "Metro", "Slug": "bridge-2"}
        assert found.body.strip() == PROSE.strip()

    @pytest.mark.parametrize(
        "line", ["Listen: The Tide Podcast", "Marsk: We will patch it.", "Correction: of the name", "x: " + "y" * 90]
    )
    def test_what_looks_like_text_below_a_header_stays_text(self, tmp_path: Path, line: str) -> None:
        found = article(written(tmp_path / "a.txt", f"Title: A bridge\n{line}\n\n{PROSE}"))
        assert found.body.startswith(line) and not found.extra

    def test_a_date_below_the_header_is_told(self, tmp_path: Path) -> None:
        for text in ("Title: A\nSo it is.\nDate: 2024-05-05\n\nText.\n", "Title: A\n\nDate: 2024-05-05\n\nText.\n"):
            (found,), (trouble,) = everything(written(tmp_path / "a.txt", text))
            assert found.published is None and not trouble.skipped
            assert trouble.reason == "'Date: 2024-05-05' stands in the text and not at its top, so it dates nothing"

    def test_a_files_name_gives_a_date_where_none_is_given_and_never_a_title(self, tmp_path: Path) -> None:
        assert article(written(tmp_path / "2023-11-22-storm.txt", PROSE)).published == date(2023, 11, 22)
        assert article(written(tmp_path / "2023-11-22-storm.txt", PROSE)).title == ""
        dated = written(tmp_path / "2023-11-22.md", "Date: 2024-01-01\n\nText.")
        assert article(dated).published == date(2024, 1, 1)
        assert article(written(tmp_path / "20231122-storm.txt", PROSE)).published is None
        (found,), (trouble,) = everything(written(tmp_path / "2023-13-45-x.txt", PROSE))
        assert found.published is None
        assert "2023-13-45" in trouble.reason

    def test_front_matter(self, tmp_path: Path) -> None:
        front = "---\ntitle: 'Wells: safe'\ndate: 2023-11-22\nlanguage: no\nauthor: [A, {name: B}]\nwords: 350\n---\n"
        found = article(written(tmp_path / "a.md", front + PROSE))
        assert (found.title, found.published, found.language) == ("Wells: safe", date(2023, 11, 22), "no")
        assert found.byline == ("A", "B")
        assert found.extra == {"words": "350"}
        assert found.body == PROSE

    @pytest.mark.parametrize(
        ("front", "line"),
        [
            ("motto: [unclosed\n", 3),
            ("just words\n", 1),
            ("a: &x [1]\nb: *x\n", 1),
            ("? [a, b]\n: c\n", 2),
            ("a: " + "[" * 30_000 + "\n", None),
        ],
    )
    def test_broken_front_matter_is_read_as_text(self, tmp_path: Path, front: str, line: int | None) -> None:
        path = written(tmp_path / "a.txt", f"---\n{front}---\n{PROSE}")
        (found,), (trouble,) = everything(path)
        assert "front matter" in trouble.reason
        assert not trouble.skipped
        assert line is None or trouble.where == f"{path}:{line}"
        assert found.body.startswith("---")
        assert PROSE in found.body

    def test_a_colon_in_a_title_of_front_matter_costs_no_title(self, tmp_path: Path) -> None:
        """It was "broken front matter ...; read as text": no title, and the header among what is searched."""
        front = "---\ntitle: Barrier inquiry: nobody was told\ndate: 2024-05-01\ntags:\n- a\n- b\n---\n"
        path = written(tmp_path / "a.md", front + PROSE)
        (found,), (trouble,) = everything(path)
        assert (found.title, found.published) == ("Barrier inquiry: nobody was told", date(2024, 5, 1))
        assert (found.topics, found.body) == (("a", "b"), PROSE)
        assert trouble.where == f"{path}:2"
        assert trouble.reason == "the value of title is no YAML and was taken whole; put it in quotes"

    @pytest.mark.parametrize(
        ("front", "title", "said"),
        [
            ("title: [unclosed\n", "[unclosed", [(2, "the value of title")]),
            ("title: *Star* of the sea\n", "*Star* of the sea", [(2, "put it in quotes")]),
            ("title: 'It's late: no'\n", "It's late: no", [(2, "put it in quotes")]),
            ("title: a\n  b: : c\n", "a", [(2, "put it in quotes"), (3, "left out, as no `key: value`: line 3")]),
            ("title: a\nno key\n!!\n", "a", [(3, "left out, as no `key: value`: line 3, 4")]),
            ("deep: " + "[" * 30_000 + "\ntitle: a\n", "a", [(2, "the value of deep")]),
        ],
    )
    def test_what_broke_in_front_matter_is_named_by_its_line(
        self, tmp_path: Path, front: str, title: str, said: list[tuple[int, str]]
    ) -> None:
        path = written(tmp_path / "a.md", f"---\n{front}---\n{PROSE}")
        (found,), troubles = everything(path)
        assert (found.title, found.body) == (title, PROSE)
        assert [trouble.where for trouble in troubles] == [f"{path}:{line}" for line, _ in said]
        assert all(reason in trouble.reason for trouble, (_, reason) in zip(troubles, said, strict=True))

    def test_an_impossible_date_in_front_matter_costs_only_the_date(self, tmp_path: Path) -> None:
        (found,), (trouble,) = everything(written(tmp_path / "a.md", f"---\ndate: 2023-02-30\n---\n{PROSE}"))
        assert found.published is None
        assert "2023-02-30" in trouble.reason

    def test_markdown(self, tmp_path: Path) -> None:
        text = (
            "# A *new* bridge #\n\n"
            "The [mayor](http://x.org/a_(b)) said **no**, _twice_, in `snake_case` on 2 * 3 * 4.\n"
            "## Reaction\n> Quoted.\n- one\n2. two\n\n---\n![A crane](c.jpg)\n<!-- hidden -->\n[ref]: http://x.org\n\\*star\n"
        )
        found = article(written(tmp_path / "a.md", text))
        assert found.title == "A new bridge"
        assert [line for line in found.body.split("\n") if line] == [
            "The mayor said no, twice, in snake_case on 2 * 3 * 4.",
            "Reaction", "Quoted.", "one", "two", "Image: A crane", "*star",
        ]  # fmt: skip

    def test_a_heading_that_repeats_the_title_is_left_out_and_another_stays(self, tmp_path: Path) -> None:
        same = article(written(tmp_path / "a.md", "---\ntitle: Rain\n---\n# Rain\n\nIt rained.\n"))
        other = article(written(tmp_path / "b.md", "---\ntitle: Rain\n---\nIn town\n=======\nIt rained.\n"))
        assert (same.title, same.body.split()) == ("Rain", ["It", "rained."])
        assert (other.title, other.body.split()) == ("Rain", ["In", "town", "It", "rained."])

    def test_plain_text_keeps_its_marks(self, tmp_path: Path) -> None:
        found = article(written(tmp_path / "a.txt", "# No heading\n*so*\n"))
        assert (found.title, found.body) == ("", "# No heading\n*so*\n")

    def test_windows_and_old_line_ends(self, tmp_path: Path) -> None:
        found = article(
            written(tmp_path / "a.txt", "Title: T\r\nDate: 2023-11-22\r\n\r\nOne.\r\nTwo.\rThree.\u2028Four.")
        )
        assert (found.title, found.body) == ("T", "\nOne.\nTwo.\nThree.\nFour.")

    @pytest.mark.parametrize("content", ["", " \n\n\t\n", "\ufeff"])
    def test_an_empty_file_is_a_warning(self, tmp_path: Path, content: str) -> None:
        path = written(tmp_path / "a.txt", content)
        assert everything(path) == ([], [Trouble(str(path), "empty file")])

    def test_a_header_without_text(self, tmp_path: Path) -> None:
        assert article(written(tmp_path / "a.txt", "Title: Only this\n")).title == "Only this"
        (trouble,) = everything(written(tmp_path / "b.txt", "Date: 2023-11-22\n\n"))[1]
        assert "no text" in trouble.reason


class TestBytes:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_marked_encodings(self, tmp_path: Path, encoding: str) -> None:
        text = "Title: Crue à Bâle\n\n“No limits” — said nobody.\n"
        assert article(written(tmp_path / "a.txt", text.encode(encoding))).title == "Crue à Bâle"
        lines = ('{"text": "À."}\n' * 2).encode(encoding)
        if encoding != "utf-32":
            assert [found.body for found in everything(written(tmp_path / "a.jsonl", lines))[0]] == ["À."] * 2

    def test_what_is_no_utf8_is_read_as_windows_1252_with_a_warning(self, tmp_path: Path) -> None:
        for name, form in (("a.txt", b"%s"), ("b.jsonl", b'{"text": "%s"}'), ("c.json", b'{\n"text": "%s"}')):
            path = written(tmp_path / name, form % b"A caf\xe9 with \x93no limits\x94 at all.")
            (found,), (trouble,) = everything(path)
            assert found.body == "A café with “no limits” at all."
            assert "Windows-1252" in trouble.reason
            assert trouble.where.startswith(str(path))
            assert not trouble.skipped

    def test_one_bad_line_does_not_spoil_the_others(self, tmp_path: Path) -> None:
        (found,), _ = everything(written(tmp_path / "a.txt", "Zoë’s.\n".encode() + b"Caf\xe9.\n"))
        assert found.body == "Zoë’s.\nCafé.\n"

    @pytest.mark.parametrize(
        "data",
        [
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00",
            b"%PDF-1.7\nplain so far\n",
            bytes(range(256)) * 8,
            random.Random(5).randbytes(20_000),
            b"\x00" * 500,
        ],
    )
    @pytest.mark.parametrize("name", ["a.txt", "a.md", "a.json", "a.jsonl", "a.unknown", "a.txt.gz", "a.jsonl.gz"])
    def test_a_binary_file_is_skipped(self, tmp_path: Path, name: str, data: bytes) -> None:
        path = written(tmp_path / name, gzip.compress(data) if name.endswith("gz") else data)
        assert everything(path) == ([], [Trouble(str(path), "looks like a binary file", skipped=True)])

    def test_control_characters_are_replaced_with_one_warning(self, tmp_path: Path) -> None:
        odd = "One\x00two and\x07three “quoted” \x93so\x94 and four\u200f words more.\x0b"
        for name, content in (("a.txt", odd), ("a.jsonl", {"text": odd}), ("a.json", {"title": odd, "text": odd})):
            (found,), (trouble,) = everything(written(tmp_path / name, content))
            assert found.body.strip() == "One two and three “quoted” “so” and four\u200f words more."
            assert "control characters" in trouble.reason
            assert not trouble.skipped

    def test_raw_control_characters_in_json(self, tmp_path: Path) -> None:
        (found,), (trouble,) = everything(written(tmp_path / "a.jsonl", b'{"text": "One\ttab, a bell\x07."}\n'))
        assert found.body == "One\ttab, a bell ."
        assert "control characters" in trouble.reason

    def test_lone_surrogates_are_replaced(self, tmp_path: Path) -> None:
        line = b'{"text": "A \\ud800 b \\ud83d\\ude00", "k\\udfff": ["\\udc00"]}'
        (found,), (trouble,) = everything(written(tmp_path / "a.jsonl", line))
        assert found.body == "A \ufffd b 😀"
        assert found.extra == {"k\ufffd": ["\ufffd"]}
        assert "control" in trouble.reason

    def test_a_paragraph_of_ten_megabytes_is_kept_with_a_warning(self, tmp_path: Path) -> None:
        long = "word " * 2_000_000
        for name, content in (("a.txt", long), ("a.jsonl", {"text": long}), ("b.jsonl", {"paragraphs": ["x", long]})):
            (found,), (trouble,) = everything(written(tmp_path / name, content))
            assert len("".join(found.paragraphs) or found.body) >= 10_000_000
            assert "10,000,000 characters" in trouble.reason
            assert not trouble.skipped

    @pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.json.gz"])
    def test_a_cut_gz_is_a_loss_and_what_was_read_is_kept(self, tmp_path: Path, name: str) -> None:
        rows = [json.dumps({"text": f"{n} {random.Random(n).randbytes(40).hex()}"}) for n in range(4000)]
        text = "[" + ",\n".join(rows) + "]" if ".json." in name else "\n".join(rows)
        data = gzip.compress(text.encode())
        articles, (trouble,) = everything(written(tmp_path / name, data[: len(data) // 2]))
        assert trouble.skipped
        assert "broken .gz" in trouble.reason
        assert articles
        assert name == "a.txt.gz" or 1000 < len(articles) < 3000

    @pytest.mark.parametrize("name", ["a.txt.gz", "a.md", "a.jsonl.gz", "a.json.gz", "a.json"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_what_is_too_large_to_be_read_in_one_piece_is_skipped(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, encoding: str
    ) -> None:
        """A small .gz could unpack to more than the machine has memory."""
        monkeypatch.setattr(base, "LARGEST", 100_000)
        data = ('{"text": "One."}\n' * 2 + '{"text": "' + "word " * 40_000 + '"}\n').encode(encoding)
        articles, (*_, trouble) = everything(written(tmp_path / name, gzip.compress(data) if ".gz" in name else data))
        assert len(articles) == 2 * ("json" in name) and trouble.skipped
        assert (
            "cannot be read: more than 100,000 bytes in one piece; write its articles as JSON lines" in trouble.reason
        )

    @pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.json.gz"])
    def test_a_damaged_gz_is_a_loss(self, tmp_path: Path, name: str) -> None:
        packed = gzip.compress(b'{"text": "One."}\n' * 3)
        for data in (packed[:-4], packed[:-8] + bytes(8), packed[:12] + b"\xff" * 8 + packed[20:], b"no gzip at all"):
            _, troubles = everything(written(tmp_path / name, data))
            assert sum(trouble.skipped for trouble in troubles) == 1
            assert "broken .gz" in troubles[-1].reason or "binary" in troubles[-1].reason or name == "a.txt.gz"


class TestJson:
    def test_every_key(self, tmp_path: Path) -> None:
        row = {
            "id": 7, "headline": "A bridge", "datePublished": "2023-11-22T10:00:00Z", "articleBody": "Text.",
            "author": [{"name": "Ann Roe"}, "Bo Lee"], "source": {"name": "Post"},
            "url": "http://x.org", "section": "City",
            "language": "en", "keywords": "water, towns", "desk": 3, "draft": False, "empty": [], "nothing": None,
        }  # fmt: skip
        path = written(tmp_path / "a.jsonl", row)
        assert article(path) == Article(
            "7", "A bridge", "Text.", (), datetime(2023, 11, 22, 10, tzinfo=UTC), "Post", "http://x.org", "en",
            ("Ann Roe", "Bo Lee"), "City", ("water", "towns"), Origin(str(path), 1), {"desk": 3, "draft": False},
        )  # fmt: skip

    def test_the_first_of_two_keys_wins_and_the_other_is_kept(self, tmp_path: Path) -> None:
        row = {"headline": "B", "title": "A", "text": "short", "paragraphs": ["One.", "Two."], "tags": ["x"]}
        found = article(written(tmp_path / "a.json", row))
        assert (found.title, found.extra) == ("A", {"headline": "B"})
        assert (found.body, found.paragraphs, found.topics) == ("", ("One.", "Two."), ("x",))

    def test_keys_can_be_mapped(self, tmp_path: Path) -> None:
        row = {"kicker": "A", "title": "B", "story": "Text.", "desk": 1}
        keys = {"kicker": "title", "story": "text", "desk": "office"}
        found = article(written(tmp_path / "a.json", row), keys=keys)
        assert (found.title, found.body, found.extra) == ("A", "Text.", {"title": "B", "office": 1})

    def test_one_object_an_array_and_lines(self, tmp_path: Path) -> None:
        rows = [{"text": "One."}, {"id": "x", "text": "Two."}]
        lines = "\n".join(map(json.dumps, rows))
        forms = {
            "lines.jsonl": ("lines:1", 1, 2), "lines.json": ("lines:1", 1, 2), "array.json": ("array:1", 1, 1),
            "pretty.json": ("pretty:1", 2, 5), "odd.jsonl": ("odd:1", 2, 5),
        }  # fmt: skip
        for name, (id_, first, second) in forms.items():
            text = {"l": lines, "a": json.dumps(rows)}.get(name[0], json.dumps(rows, indent=1))
            path = written(tmp_path / name, text)
            (one, two), troubles = everything(path)
            assert (one.id, one.given, two.id, two.given, troubles) == (id_, False, "x", True, [])
            assert (one.origin, two.origin) == (Origin(str(path), first), Origin(str(path), second))
        alone = article(written(tmp_path / "alone.json", json.dumps(rows[0], indent=1)))
        assert (alone.id, alone.origin) == ("alone", Origin(str(tmp_path / "alone.json")))

    def test_a_broken_line_is_named_and_the_others_go_on(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.jsonl", '{"text": "One."}\n\n{"text": "Tw\nnull\n{"text": "Three."}\r\n')
        articles, troubles = everything(path)
        assert [article.origin.line for article in articles] == [1, 5]
        assert [(trouble.where, trouble.skipped) for trouble in troubles] == [(f"{path}:3", True), (f"{path}:4", True)]
        assert troubles[0].reason.startswith("broken JSON")

    def test_a_broken_array_keeps_what_came_before(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.json", '[{"text": "One."},\n{"text": "Two."},\n{"text" "Three."}]')
        articles, (trouble,) = everything(path)
        assert [article.body for article in articles] == ["One.", "Two."]
        assert (trouble.where, trouble.skipped) == (f"{path}:3", True)
        _, (trouble,) = everything(written(path, '[{"text": "One."}'))
        assert "does not end" in trouble.reason

    @pytest.mark.parametrize("text", ["", "  \n ", "[]"])
    def test_nothing_to_read_is_a_warning(self, tmp_path: Path, text: str) -> None:
        for name in ("a.json", "a.jsonl") if text != "[]" else ("a.json",):
            articles, troubles = everything(written(tmp_path / name, text))
            assert not articles
            assert not any(trouble.skipped for trouble in troubles)
            assert troubles

    @pytest.mark.parametrize(
        "value", ["null", "3", '"text"', "true", "NaN", "[[1]]", "{}", '{"id": "x", "date": "2023"}']
    )
    def test_a_value_that_is_no_article_is_skipped(self, tmp_path: Path, value: str) -> None:
        articles, troubles = everything(written(tmp_path / "a.jsonl", value))
        assert not articles
        assert "no article" in troubles[-1].reason
        assert troubles[-1].skipped

    @pytest.mark.parametrize(
        ("key", "value", "left"),
        [
            ("title", ["A"], ""),
            ("title", 1984, "1984"),
            ("date", 1700648000, None),
            ("published", {"on": 1}, None),
            ("date", "1987-03-31T605:12:19", None),
            ("datePublished", "2023-02-30", None),
            ("tags", ["a", 1, {"x": 1}], ("a", "1")),
            ("author", {"given": "A"}, ()),
            ("byline", True, ()),
            ("url", False, ""),
            ("source", 2.5, "2.5"),
            ("language", [], ""),
        ],
    )
    def test_a_wrong_type_costs_its_field_only(self, tmp_path: Path, key: str, value: Any, left: Any) -> None:
        path = written(tmp_path / "a.jsonl", "\n" + json.dumps({key: value, "text": "Text."}))
        (found,), troubles = everything(path)
        assert found.body == "Text."
        fields = {"date": "published", "datePublished": "published", "tags": "topics", "author": "byline"}
        assert getattr(found, fields.get(key, key)) == left
        assert all(t.where == f"{path}:2" and t.reason.startswith(key) and not t.skipped for t in troubles)
        assert bool(troubles) == (value != [])

    def test_wrong_paragraphs(self, tmp_path: Path) -> None:
        (found,), (trouble,) = everything(
            written(tmp_path / "a.jsonl", {"paragraphs": ["One.", 2, None, " ", "Three."]})
        )
        assert found.paragraphs == ("One.", "Three.")
        assert trouble.reason.startswith("paragraphs: a number")

    @pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
    @pytest.mark.parametrize("depth", [60, 900, 200_000])
    def test_nested_too_deep(self, tmp_path: Path, name: str, depth: int) -> None:
        deep = '{"text": "One.", "x": ' + "[" * depth + "]" * depth + "}\n"
        articles, troubles = everything(written(tmp_path / name, deep + '{"text": "Two."}\n'))
        assert "nested too deep" in troubles[0].reason
        assert troubles[0].skipped
        assert [article.body for article in articles] == ["Two."]

    def test_odd_numbers(self, tmp_path: Path) -> None:
        big = "9" * 5000
        line = f'{{"id": {big}, "text": "One.", "n": {big}, "x": NaN, "y": [1e999], "z": {10**30}}}'
        (found,), (trouble,) = everything(written(tmp_path / "a.jsonl", line))
        assert found.id == big
        assert found.extra == {"n": big, "y": [None], "z": 10**30}
        assert "not finite" in trouble.reason
        json.dumps(found.extra, allow_nan=False)

    def test_lines_are_streamed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl.gz"
        with gzip.open(path, "wt") as file:
            for number in range(20_000):
                file.write(json.dumps({"id": str(number), "text": "One."}) + "\n")
        stream = read(Source(path, "a"), Reading())
        assert isinstance(next(stream), Article)
        path.unlink()
        assert sum(1 for _ in stream) == 19_999


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-11-22", date(2023, 11, 22)),
        (" 20231122 ", date(2023, 11, 22)),
        ("2023/11/22", date(2023, 11, 22)),
        ("22 November 2023", date(2023, 11, 22)),
        ("Wednesday, 22nd Nov. 2023", date(2023, 11, 22)),
        ("November 22, 2023", date(2023, 11, 22)),
        ("Nov. 22, 2023", date(2023, 11, 22)),
        ("Sept. 1, 2023", date(2023, 9, 1)),
        ("Wed Nov 22 2023", date(2023, 11, 22)),
        ("2023-11-22T10:00:00Z", datetime(2023, 11, 22, 10, tzinfo=UTC)),
        ("2023-11-22t10:00:00.5z", datetime(2023, 11, 22, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2023-11-22 10:00:00 +0100", datetime(2023, 11, 22, 10, tzinfo=timezone(timedelta(hours=1)))),
        ("2023-11-22 10:00 UTC", datetime(2023, 11, 22, 10, tzinfo=UTC)),
        ("Wed, 22 Nov 2023 10:00:00 GMT", datetime(2023, 11, 22, 10, tzinfo=UTC)),
        ("22 Nov 2023 10:00:00 +0100", datetime(2023, 11, 22, 10, tzinfo=timezone(timedelta(hours=1)))),
        ("2023-11-22T10:00:00", datetime(2023, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ("2023-11-22T10", datetime(2023, 11, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))),
        *((odd, None) for odd in (
            "2023-11", "2023", "2023-02-30", "31 June 2023", "1987-03-31T605:12:19", "3/4/2023", "yesterday",
            "1700648000",
            "0001-01-01T00:00:00", "9999-12-31", "2023-11-22T25:00", "Wed, 22 Nov 2023 99:00:00 GMT", "",
        )),
    ],
)  # fmt: skip
def test_dates(text: str, expected: date | datetime | None) -> None:
    found = dates.moment(text, ZoneInfo("Asia/Tokyo"))
    assert found == expected
    assert type(found) is type(expected)


def test_the_examples_read_without_a_word_of_trouble() -> None:
    articles, troubles = everything(Path(__file__).parents[1] / "examples")
    assert not troubles
    assert len(articles) >= 12
    assert sum(article.published is None for article in articles) == 1
    assert sum("no limits” partnership" in article.body for article in articles) == 1


def test_reuters(data: Callable[[str], Path]) -> None:
    path = data("reuters.jsonl.gz")
    articles, (trouble,) = everything(path)
    assert len(articles) == 19_779
    assert sum(len(article.paragraphs) for article in articles) == 106_719
    assert trouble.where == f"{path}:15961"
    assert "1987-03-31T605:12:19" in trouble.reason


_doubtful = st.recursive(
    st.one_of(st.text(max_size=6), st.floats(), st.integers(), st.none(), st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(_doubtful, st.booleans())
def test_a_line_that_is_called_sound_needs_no_cleaning(value: object, ascii_only: bool) -> None:
    line = json.dumps(value, ensure_ascii=ascii_only)
    problems: list[str] = []
    read, sound = json_lines.judged(line)
    if sound:
        assert fields.made_sound(read, problems) == read == json.loads(line)
        assert not problems


@pytest.mark.parametrize(
    "line",
    ['"\\u0007"', '"\\b"', "NaN", "-Infinity", "1e999", "9" * 400 + ".5", "[" * 51 + "]" * 51, '"\x9d"'],
)
def test_a_line_with_what_cannot_be_written_again_is_not_called_sound(line: str) -> None:
    assert not json_lines.judged(line)[1]
