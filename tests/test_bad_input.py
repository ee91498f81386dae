"""Every bad input, fed to the real command: named, counted, survived; the rest is indexed, the exit code is right."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from searchkit import seal

SEARCHKIT = [sys.executable, "-m", "searchkit"]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHKIT_")}
GOOD = "Title: Birds\nDate: 2024-03-01\n\nThe kittiwake nests above the harbour.\n"


def run(folder: Path, *arguments: str, **more: object) -> CompletedProcess[str]:
    done: CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]
        [*SEARCHKIT, *arguments], cwd=folder, env=PLAIN, capture_output=True, encoding="utf-8", timeout=60, **more
    )
    assert "Traceback" not in done.stderr and "internal error" not in done.stderr
    return done


def found(folder: Path, *query: str) -> list[dict[str, object]]:
    done = run(folder, "query", *query, "--format", "jsonl", "--limit", "all")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with one sound article in `news`."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/good.txt").write_text(GOOD)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with one sound article in `news` and its index in `index`: to be copied, not changed."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "news").mkdir()
    (folder / "news/good.txt").write_text(f"Id: news/good\n{GOOD}")  # given, as the file is copied
    assert run(folder, "index", "news").returncode == 0
    return folder


@pytest.fixture
def indexed(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def indexing(folder: Path, *arguments: str, code: int, skipped: int, said: tuple[str, ...]) -> CompletedProcess[str]:
    """Index `news` and what is named beside it: the exit code, the trouble told, and the sound article found."""
    done = run(folder, "index", "news", *arguments)
    first, *troubles = done.stderr.splitlines()
    assert done.returncode == code and not done.stdout, done.stderr
    assert re.search(r"(\d+) skipped", first + ", 0 skipped")[1] == str(skipped)  # type: ignore[index]
    assert tuple(troubles) == said
    assert [hit["article"] for hit in found(folder, "kittiwake")] == ["news/good"]
    return done


# --- what is skipped: exit code 2


def test_a_binary_file(folder: Path) -> None:
    (folder / "news/photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (folder / "news/table.jsonl").write_bytes(bytes(range(256)) * 40)
    said = tuple(f"skipped: news/{name}: looks like a binary file" for name in ("photo.txt", "table.jsonl"))
    indexing(folder, code=2, skipped=2, said=said)


def test_a_broken_json_line(folder: Path) -> None:
    lines = ['{"id": "a", "text": "First walrus."}', '{"id": "b", "text": "Lost', '{"id": "c", "text": "Last walrus."}']
    (folder / "news/wire.jsonl").write_text("\n".join(lines))
    said = "skipped: news/wire.jsonl:2: broken JSON: Unterminated string starting at column 21"
    indexing(folder, code=2, skipped=1, said=(said,))
    assert {hit["article"] for hit in found(folder, "walrus")} == {"a", "c"}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("[1, 2]", "a list is no article: an object is wanted"),
        ('"news"', "text is no article: an object is wanted"),
        ("17", "a number is no article: an object is wanted"),
        ("null", "null is no article: an object is wanted"),
        ('{"id": "b", "url": "http://example.org"}', "no article: it has neither text nor title"),
        ("[" * 20_000, "nested too deep to be an article"),
    ],
    ids=["list", "text", "number", "null", "no text", "too deep"],
)
def test_a_json_value_that_is_no_article(folder: Path, value: str, reason: str) -> None:
    (folder / "news/wire.jsonl").write_text(f'{{"id": "a", "text": "A walrus."}}\n{value}\n')
    indexing(folder, code=2, skipped=1, said=(f"skipped: news/wire.jsonl:2: {reason}",))
    assert [hit["article"] for hit in found(folder, "walrus")] == ["a"]


def test_one_id_twice_with_different_content(folder: Path) -> None:
    lines = [{"id": "a", "text": "The first walrus."}, {"id": "a", "text": "The second walrus."}]
    (folder / "news/wire.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    reason = "the id 'a' was used before for another text, which stays: give this one its own"
    for _ in range(2):  # told again by the next run
        indexing(folder, code=2, skipped=1, said=(f"skipped: news/wire.jsonl:2: {reason}",))
    assert [hit["text"] for hit in found(folder, "walrus")] == ["The first walrus."]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="wants a file that not even root can read")
def test_an_unreadable_file(folder: Path) -> None:
    (folder / "news/memory.txt").symlink_to("/proc/self/mem")
    indexing(folder, code=2, skipped=1, said=("skipped: news/memory.txt: cannot be read: Input/output error",))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_that_may_not_be_read(folder: Path) -> None:
    (folder / "news/secret.txt").write_text("A walrus.")
    (folder / "news/secret.txt").chmod(0)
    (folder / "news/hidden").mkdir(mode=0)
    said = tuple(f"skipped: news/{name}: cannot be read: Permission denied" for name in ("secret.txt", "hidden"))
    indexing(folder, code=2, skipped=2, said=said[::-1])


def test_what_is_no_regular_file(folder: Path) -> None:
    """A link to itself ended the run."""
    os.mkfifo(folder / "news/pipe.txt")
    (folder / "news/itself.txt").symlink_to("itself.txt")
    said = ("skipped: news/itself.txt: leads to no file", "skipped: news/pipe.txt: no regular file")
    indexing(folder, code=2, skipped=2, said=said)


def test_a_path_that_does_not_exist(folder: Path) -> None:
    indexing(folder, "gone", "news/good.txt/x", code=2, skipped=2, said=(
        "skipped: gone: does not exist",
        "skipped: news/good.txt/x: cannot be read: Not a directory",
    ))  # fmt: skip


def test_a_cut_gz(folder: Path) -> None:
    whole = subprocess.run(["gzip", "-c"], input=os.urandom(9000).hex().encode(), capture_output=True).stdout
    (folder / "news/cut.txt.gz").write_bytes(whole[: len(whole) // 2])
    reason = "broken .gz: Compressed file ended before the end-of-stream marker was reached"
    indexing(folder, code=2, skipped=1, said=(f"skipped: news/cut.txt.gz: {reason}",))


# --- what is warned of: exit code 0


def test_bytes_that_are_no_utf8_are_read_as_windows_1252(folder: Path) -> None:
    (folder / "news/old.txt").write_bytes("The café’s walrus — “really”.".encode("cp1252"))
    indexing(folder, code=0, skipped=0, said=("warning: news/old.txt: not valid UTF-8: read as Windows-1252",))
    assert [hit["text"] for hit in found(folder, '"cafés walrus" OR "café walrus"')] == [
        "The café’s walrus — “really”."
    ]


def test_an_empty_file(folder: Path) -> None:
    for name, content in (("empty.txt", ""), ("blank.txt", " \n\n"), ("empty.json", ""), ("empty.txt.gz", "")):
        (folder / "news" / name).write_text(content)
    names = ("blank.txt", "empty.json", "empty.txt", "empty.txt.gz")
    indexing(folder, code=0, skipped=0, said=tuple(f"warning: news/{name}: empty file" for name in names))


def test_an_impossible_date(folder: Path) -> None:
    dates = ("1987-03-31T605:12:19", "2023-02-30", "", None)
    lines = [{"id": str(at), "text": "A walrus.", "date": date} for at, date in enumerate(dates)]
    (folder / "news/wire.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    reason = "date: no possible date, so the article stays without one"
    indexing(folder, code=0, skipped=0, said=(
        f"warning: news/wire.jsonl:1: {reason}: '1987-03-31T605:12:19'",
        f"warning: news/wire.jsonl:2: {reason}: '2023-02-30'",
    ))  # fmt: skip
    assert {hit["article"]: hit["published"] for hit in found(folder, "walrus")} == dict.fromkeys("0123")
    assert re.search("^undated +4$", run(folder, "stats").stdout, re.MULTILINE)


def test_a_name_that_is_no_utf8(folder: Path) -> None:
    """It ended the run, as neither catalog nor manifest could keep it."""
    odd = os.fsdecode(b"caf\xe9")
    (folder / "news" / odd).mkdir()
    (folder / "news" / odd / f"{odd}.txt").write_text("A walrus.")
    indexing(folder, f"news/{odd}", code=0, skipped=0, said=())
    assert [hit["id"] for hit in found(folder, "walrus")] == ["news/caf\ufffd/caf\ufffd#1"]
    assert "2 unchanged" in run(folder, "index", "news", "--prune").stderr


@pytest.mark.parametrize("word", ["narwhal " + "kelp drifted past " * 580_000, "narwhal " + "x" * 10_000_000])
def test_a_paragraph_of_ten_megabytes(folder: Path, word: str) -> None:
    (folder / "news/long.txt").write_text(word)
    said = f"warning: news/long.txt: a paragraph of {len(word):,} characters"
    indexing(folder, code=0, skipped=0, said=(said,))
    done = run(folder, "query", "narwhal")
    assert done.returncode == 0 and "**narwhal**" in done.stdout and len(done.stdout) < 500


def test_nul_and_control_characters(folder: Path) -> None:
    (folder / "news/odd.txt").write_bytes(b"A wal\x00rus\x1b[31m sang\x07 to the bell buoy.\x7f")
    (folder / "news/odd.json").write_text(
        json.dumps({"id": "j\x00", "title": "Wal\x00rus\ud800", "text": "It\x01sang."})
    )
    names = ("odd.json", "odd.txt")
    said = tuple(f"warning: news/{name}: control characters replaced" for name in names)
    indexing(folder, code=0, skipped=0, said=said)
    texts = [hit["text"] for hit in found(folder, "sang OR rus")]
    assert sorted(map(str, texts)) == ["A wal rus [31m sang  to the bell buoy.", "It sang.", "Wal rus\ufffd"]


def test_a_link_loop(folder: Path) -> None:
    (folder / "news/again").symlink_to("..", target_is_directory=True)
    (folder / "news/loop").symlink_to(".", target_is_directory=True)
    done = run(folder, "index", "news", "--index", "../elsewhere")
    assert done.returncode == 0 and "1 new" in done.stderr
    assert "warning: news/loop: link loop: leads back to news; not followed\n" in done.stderr
    done = run(folder, "index", "news", "--index", "../elsewhere", "--prune")
    assert done.returncode == 0 and "removed" not in done.stderr


def test_an_index_below_the_paths_is_no_source(folder: Path) -> None:
    """Its own files were read as articles, and skipped, where an index lies in the folder that it is of."""
    for _ in range(2):
        done = run(folder / "news", "index", ".")
        assert done.returncode == 0 and done.stderr.count("\n") == 1, done.stderr
    (folder / "news/index/writer.lock").unlink()
    assert run(folder, "index", "news").returncode == 0


# --- an index that cannot be used


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("index", "news", "--engine", "whoosh"), "the index index has engine tantivy, not whoosh"),
        (("index", "news", "--engine", "whoosh", "--dry-run"), "the index index has engine tantivy, not whoosh"),
        (("query", "bird", "--index", "news"), "news is a folder, but no searchkit index; name another with --index"),
        (("query", "bird", "--index", "nowhere"), "there is no index in nowhere yet; make one: searchkit index PATHS"),
        (("query", "bird", "--index", "news/good.txt"), "there is no index in news/good.txt"),
        (("index", "news", "--index", "news"), "news has other things in it (good.txt), so no index is made there"),
        (("index", "news", "--index", "news", "--dry-run"), "news has other things in it (good.txt)"),
        (("index", "news", "--index", "news/good.txt"), "news/good.txt cannot be made a folder for the index"),
        (("remove", "news/good", "--index", "nowhere"), "there is no index in nowhere yet"),
        (("stats", "--index", "news"), "news is a folder, but no searchkit index"),
    ],
)
def test_another_engine_and_a_folder_that_is_no_index(made: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(made.rglob("*"))
    done = run(made, *arguments)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith(f"error: {said}")
    assert done.stderr.count("\n") == 1 and sorted(made.rglob("*")) == before


def test_an_engine_that_this_version_does_not_have(indexed: Path) -> None:
    manifest = indexed / "index/manifest.json"
    manifest.write_text(manifest.read_text().replace('"tantivy"', '"elastic"'))
    seal.close(manifest.parent, [manifest.name, "catalog.db"])
    for arguments in (("query", "kittiwake"), ("index", "news"), ("index", "news", "--rebuild")):
        done = run(indexed, *arguments)
        assert done.returncode == 2 and "there is no engine 'elastic'; there are tantivy, whoosh" in done.stderr


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 32)


def newer(path: Path) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99, "version": "9.0"}))
    seal.close(path.parent, [path.name, "catalog.db"])  # as the version that made it did


def wrong(path: Path) -> None:
    path.write_text("[]")


def other_making(path: Path) -> None:
    known = json.loads(path.read_text())
    path.write_text(json.dumps({**known, "making": {**known["making"], "analysis": 0}}))
    seal.close(path.parent, [path.name, "catalog.db"])  # as the version that made it did


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    ("harm", "file", "said", "also_index"),
    [
        (newer, "manifest.json", "the index index has format 99, made by searchkit-news 9.0; this is ", True),
        (cut, "manifest.json", "index/manifest.json is damaged (", True),
        (garbage, "manifest.json", "index/manifest.json cannot be read: ", True),
        (wrong, "manifest.json", "index/manifest.json is damaged (", True),
        (other_making, "manifest.json", "the index index was made by searchkit-news ", False),
        (gone, "tantivy-1", "the index index lacks its folder tantivy-1; build it again: searchkit rebuild ", True),
        (cut, "tantivy-1/meta.json", "the tantivy index in index/tantivy-1 cannot be read: ", True),
        (gone, "tantivy-1/*.store", "the tantivy index in index/tantivy-1 cannot be read: ", False),
    ],
)
def test_damage_is_4_and_a_rebuild_mends_it_but_for_a_newer_index(
    indexed: Path, harm: Callable[[Path], None], file: str, said: str, also_index: bool
) -> None:
    for path in (indexed / "index").glob(file):
        harm(path)
    for arguments in (("query", "kittiwake"), *([("index", "news")] if also_index else [])):
        done = run(indexed, *arguments)
        assert (done.returncode, done.stdout) == (4, ""), done.stderr
        assert done.stderr.startswith(f"error: {said}") and done.stderr.count("\n") == 1
    done = run(indexed, "index", "news", *(["--rebuild"] if harm is not other_making else []))
    if harm is newer:
        assert done.returncode == 4 and done.stderr.startswith(f"error: {said}")
        return
    assert done.returncode == 0, done.stderr
    assert found(indexed, "kittiwake")


@pytest.mark.parametrize("harm", [cut, garbage])
def test_a_damaged_catalog_is_4_for_a_writer_and_a_rebuild_mends_it(
    indexed: Path, harm: Callable[[Path], None]
) -> None:
    """What SQLite had kept beside a damaged catalog was read into the new one."""
    harm(indexed / "index/catalog.db")
    (indexed / "index/catalog.db-wal").write_bytes(b"7\x7f\x06\x82" + os.urandom(5000))
    done = run(indexed, "index", "news")
    assert done.returncode == 4 and done.stderr.startswith("error: index/catalog.db is damaged (")
    assert done.stderr.count("\n") == 1 and found(indexed, "kittiwake")
    done = run(indexed, "index", "news", "--rebuild")
    assert done.returncode == 0 and "the catalog was damaged (" in done.stderr
    assert "1 unchanged" in run(indexed, "index", "news").stderr and found(indexed, "kittiwake")


# --- settings and queries


def test_a_wrong_key_in_the_configuration(indexed: Path) -> None:
    (indexed / "config.yaml").write_text("searchkit:\n  index: index\n  langage: german\n")
    for arguments in (("query", "kittiwake"), ("index", "news"), ("stats",)):
        done = run(indexed, *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "error: config.yaml:3: there is no setting 'langage'; did you mean language? (allowed: "
            "annotators, color, engine, entities, index, keys, language, limit, opensearch, paths, timezone)\n"
        )


@pytest.mark.parametrize(
    ("query", "said", "carets"),
    [
        ("bird persn:lee", "there is no field persn: (did you mean person:; for the text itself", "     ^^^^^"),
        ("bird published:2023-13", "published: '2023-13' is no date: a month is 01 to 12", "     ^^^^^"),
        ("bird li-t*", "li-t* is 2 words; write li pre/1 t*", "     ^^^^^"),
        ("bird ordinal:>x", "'x' is no whole number; write 3, 1..3 or >=3", "     ^^^^^"),
    ],
)
def test_a_query_that_cannot_be_read(made: Path, query: str, said: str, carets: str) -> None:
    done = run(made, "query", query)
    assert (done.returncode, done.stdout) == (2, "")
    first, shown, marked, hint = done.stderr.splitlines()
    assert first.startswith("error: ") and said in first
    assert shown == f"  {query}" and marked.startswith(f"  {carets}")
    assert hint == "  how to write a query: searchkit help query"


# --- other writers, and interruptions

HOLD = """
import pathlib
from searchkit.lock import hold
with hold(pathlib.Path('index')): print(1, flush=True); input()
"""


def test_a_lock_held_by_another_process_is_3(indexed: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=indexed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline()
        for arguments in (("index", "news"), ("index", "news", "--lock-timeout", "0.1"), ("remove", "news/good")):
            done = run(indexed, *arguments)
            assert (done.returncode, done.stdout) == (3, "")
            assert done.stderr.startswith(f"error: another writer holds the index index: process {holder.pid} on ")
        assert found(indexed, "kittiwake")  # readers never wait
        holder.kill()
    assert run(indexed, "index", "news").returncode == 0


def test_a_dry_run_beside_a_writer_is_3(indexed: Path) -> None:
    """It was told that the catalog is damaged."""
    hold = f"from searchkit.catalog import Catalog\nfrom pathlib import Path\n{HOLD}".replace(
        "print", "c = Catalog(Path('index/catalog.db')); print"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], cwd=indexed, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline()
        done = run(indexed, "index", "news", "--dry-run")
        holder.kill()
    assert done.returncode == 3 and "another process is at work on the catalog index/catalog.db" in done.stderr


def test_an_interruption_is_130_and_what_was_committed_stays(indexed: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": f"Walrus {n} spoke of Ann Lee. " * 9}) + "\n" for n in range(1500)]
    for interrupted in (["index", "-"], ["index", "-", "--rebuild"]):
        with subprocess.Popen(
            [*SEARCHKIT, *interrupted], cwd=indexed, env=PLAIN, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as running:
            assert running.stdin
            running.stdin.write("".join(lines).encode())  # more than a pipe holds, so that some of it was read
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=30)
        assert (running.returncode, said) == (130, b"interrupted; run it again to go on\n")
        assert found(indexed, "kittiwake")
    done = run(indexed, "index", "-", "news", input="".join(lines))
    assert done.returncode == 0 and "1,501 articles" in done.stderr
    assert run(indexed, "query", "walrus", "--count").stdout == "1500\n"


def test_a_mistyped_folder_makes_no_index(folder: Path) -> None:
    done = run(folder, "index", "nosuch", "--index", "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: nosuch does not exist, so no index was made in other\n"
    assert not (folder / "other").exists()
