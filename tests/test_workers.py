"""Several processes make the same index as one; one that dies takes nothing with it but what killed it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit.making import Made, Maker, Making
from searchkit.model import Article, Origin
from searchkit.query.nodes import Everything
from searchkit.workers import ALONE, BATCH, Workers

MAKING = Making(("names",), "english", "UTC")
HERE = Maker(MAKING)
SENTENCE = "Mayor Elena Marsk met Tomas O'Neill of the harbour authority in Port Halden on Monday. "


def articles(count: int, size: int = BATCH // 4) -> list[Article]:
    return [
        Article(
            f"a{number}", title=f"Night {number}", body=SENTENCE * (size // len(SENTENCE)), origin=Origin(f"f{number}")
        )
        for number in range(count)
    ]


def made_of(workers: Workers, all_of_them: Iterable[Article]) -> Iterator[Made]:
    for article in all_of_them:
        yield from workers.put(article)
    yield from workers.rest()


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(MAKING, 2, HERE)
    made._alone = ALONE
    yield made
    made.close()


def test_documents_come_in_order_and_are_those_of_one_process(workers: Workers) -> None:
    asked = articles(20)
    assert list(made_of(workers, asked)) == [Made(article, *HERE.documents([article])) for article in asked]


def test_a_small_run_starts_no_process() -> None:
    workers = Workers(MAKING, 2, HERE)
    assert [made.article.id for made in made_of(workers, articles(3, 100))] == ["a0", "a1", "a2"]
    assert not workers._workers


def test_what_is_ahead_is_bounded(workers: Workers) -> None:
    given = 0
    for number, article in enumerate(articles(60), 1):
        given += len(list(workers.put(article)))
        assert number - given <= (2 * 2 + 2) * 4  # batches of four articles: two a worker, one ready, one filling
    assert given + len(list(workers.rest())) == 60


def test_a_process_that_is_killed_loses_nothing(workers: Workers) -> None:
    asked = articles(40)
    given = []
    for number, article in enumerate(asked):
        given += [made.article.id for made in workers.put(article)]
        if number in (20, 31):
            worker = workers._workers[number % 2]
            while not worker.ready:
                workers._listen(None)
            os.kill(worker.process.pid or 0, signal.SIGKILL)
    given += [made.article.id for made in workers.rest()]
    assert given == [article.id for article in asked]


class Deadly(str):
    """Be a text that ends the process that receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


def test_an_article_at_which_a_process_dies_twice_is_left_out_by_name(workers: Workers) -> None:
    asked = articles(12)
    asked[5] = Article("a5", body=Deadly(asked[5].body), origin=Origin("f5"))
    made = list(made_of(workers, asked))
    assert [one.article.id for one in made] == [article.id for article in asked]
    assert [one.article.id for one in made if one.lost] == ["a5"]
    assert all(one.documents for one in made if not one.lost)
    assert "ended twice (exit code 9)" in made[5].lost


def test_the_report_names_what_was_left_out_and_the_next_run_tries_it_again(tmp_path: Path) -> None:
    asked = articles(12)
    with searchkit.Indexer(tmp_path / "index", jobs=2) as indexer:
        indexer._makers._alone = ALONE  # type: ignore[attr-defined]
        for article in asked:
            indexer.add(Article(article.id, body=Deadly(article.body) if article.id == "a5" else article.body))
    assert [trouble.skipped for trouble in indexer._report.troubles] == [True]
    with searchkit.open(tmp_path / "index") as searcher:
        assert searcher.stats().articles == 11
    with searchkit.Indexer(tmp_path / "index") as indexer:
        indexer.add(asked[5])
    with searchkit.open(tmp_path / "index") as searcher:
        assert searcher.stats().articles == 12


def test_an_article_that_was_lost_is_read_again_from_its_file(tmp_path: Path) -> None:
    """Its file was signed as read whole, and the article was gone for good."""
    (tmp_path / "news.jsonl").write_text(
        "\n".join(json.dumps({"id": article.id, "text": article.body}) for article in articles(8)), "utf-8"
    )
    os.utime(tmp_path / "news.jsonl", (1e9, 1e9))
    with searchkit.Indexer(tmp_path / "index") as indexer:
        indexer._makers = _Loses("a3", Maker(MAKING))
        report = indexer.read([tmp_path / "news.jsonl"])
        assert [trouble.reason for trouble in report.skipped] == ["lost"]
    report = searchkit.build([tmp_path / "news.jsonl"], tmp_path / "index")
    assert (report.new, report.unchanged, report.skipped) == (1, 7, [])


class _Loses:
    """Make documents, but for one article."""

    def __init__(self, id: str, maker: Maker) -> None:
        self._id, self._maker = id, maker

    def put(self, article: Article) -> Iterator[Made]:
        made = self._maker.documents([article])[0]
        yield Made(article, [], "lost") if article.id == self._id else Made(article, made)

    def rest(self) -> Iterator[Made]:
        return iter(())

    def close(self) -> None:
        pass


def test_many_articles_without_a_text_are_made_in_batches_too(workers: Workers) -> None:
    given = sum(len(list(workers.put(Article(str(number), title="A title")))) for number in range(3_000))
    assert given > 1_000
    assert given + len(list(workers.rest())) == 3_000


def test_a_process_that_cannot_start_is_an_error_and_no_article_is_blamed() -> None:
    """Each article was given up as deadly."""
    workers = Workers(Making(("names",), "english", "Nowhere/Nowhere"), 2, HERE)
    workers._alone = ALONE
    with pytest.raises(searchkit.SearchkitError, match="ended before it began"):
        list(made_of(workers, articles(12)))
    workers.close()


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_the_index_is_the_same_however_many_processes_make_it(tmp_path: Path, engine: str) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number, article in enumerate(articles(60)):
        (news / f"{number}.txt").write_text(f"Title: {article.title}\n\n{article.body}\n\nMore {number}.", "utf-8")
    reports, stored = [], []
    for jobs in (1, 2, 4):
        index = tmp_path / f"index-{jobs}"
        reports.append(searchkit.build([news], index, engine=engine, jobs=jobs))
        with searchkit.open(index) as searcher:
            stored.append([match.stored for match in searcher._snapshot.stream(Everything())])
    assert stored[0] == stored[1] == stored[2]
    assert {(report.new, report.paragraphs, len(report.troubles)) for report in reports} == {(60, 180, 0)}


def children(process: int) -> list[str]:
    """Give the processes that one has started and that are still there."""
    found = subprocess.run(
        ["ps", "-ww", "-o", "args=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [line for line in found.stdout.splitlines() if "spawn_main" in line]


@pytest.mark.skipif(not (hasattr(os, "killpg") and shutil.which("ps")), reason="no groups of processes, or no ps")
def test_an_interruption_of_all_processes_is_130_within_a_second_and_leaves_none(tmp_path: Path) -> None:
    lines = (json.dumps({"id": str(number), "text": f"Walrus {number}. {SENTENCE * 50}"}) for number in range(20_000))
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "searchkit", "index", "news.jsonl", "--index", "index", "--jobs", "2"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        while len(children(running.pid)) < 2:
            assert running.poll() is None
            time.sleep(0.02)
        time.sleep(0.05)  # while the workers still import
        os.killpg(running.pid, signal.SIGINT)
        begun = time.monotonic()
        _, said = running.communicate(timeout=30)
        took = time.monotonic() - begun
    assert (running.returncode, said) == (130, "interrupted; run it again to go on\n")
    assert took < 20  # a second, on a machine that has nothing else to do
    assert not children(running.pid)
