"""Several writers share an index on a cluster: each sees its own, readers all; rebuilds, moves, and what breaks off.

They need a server (`make test-opensearch`), which SEARCHKIT_OPENSEARCH names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, manifest
from searchkit.check import check
from searchkit.cluster import Cluster, with_secrets
from searchkit.errors import ConfigError, FormatError, LockedError, NotFoundError
from searchkit.mending import rebuild
from searchkit.store import open_store

SERVERS = os.environ.get("SEARCHKIT_OPENSEARCH", "")
pytestmark = pytest.mark.skipif(not SERVERS, reason="no server: SEARCHKIT_OPENSEARCH names none (make test-opensearch)")
TEXTS = {"a": "The harbour authority raised the limits.", "b": "No limits were set.", "c": "Rain fell on the quay."}


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Name an index that nobody else has, and take away whatever is made for it."""
    monkeypatch.delenv("SEARCHKIT_OPENSEARCH_PREFIX")
    made = Cluster(hosts=tuple(SERVERS.split(",")), prefix=f"team-{uuid.uuid4().hex[:8]}")
    yield made
    for name in indexes(made):
        ask(made, f"/{name}", "DELETE")


def ask(cluster: Cluster, path: str, method: str = "GET", body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(cluster.hosts[0] + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def indexes(cluster: Cluster) -> list[str]:
    return sorted(ask(cluster, f"/{cluster.prefix}*/_settings"))


def write(index: Path, cluster: Cluster, texts: dict[str, str], engine: str = "opensearch") -> Path:
    """Index articles as one writer."""
    with searchkit.Indexer(index, engine=engine, annotators=(), cluster=cluster) as indexer:
        for id, text in texts.items():
            indexer.add(Article(id, body=text))
    return index


def moved(index: Path, cluster: Cluster, engine: str = "opensearch", **more: Any) -> None:
    rebuild(index, engine=engine, annotators=(), cluster=cluster, **more)


def found(cluster: Cluster, query: str, index: Path | None = None) -> list[str]:
    with searchkit.open(index, cluster=cluster) as searcher:
        return sorted(hit.id for hit in searcher.search(query, limit=None))


def sound(index: Path, cluster: Cluster) -> int:
    """Give the number of paragraphs that a check finds in order."""
    result = check(index, cluster=cluster)
    assert result.sound, result.damages
    return result.paragraphs


def test_each_writer_has_its_own_and_readers_see_all(tmp_path: Path, cluster: Cluster) -> None:
    one, two = write(tmp_path / "one", cluster, TEXTS), write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    assert found(cluster, "limits") == found(cluster, "limits", one) == found(cluster, "limits", two)
    assert found(cluster, "limits") == ["a#1", "b#1", "d#1"]
    assert (sound(one, cluster), sound(two, cluster)) == (3, 1)
    assert indexes(cluster) == [f"{cluster.prefix}-000001"]


def test_equal_ids_of_two_writers_stay_two_articles(tmp_path: Path, cluster: Cluster) -> None:
    one = write(tmp_path / "one", cluster, {"a": "The harbour limits."})
    two = write(tmp_path / "two", cluster, {"a": "Speed limits hold."})
    assert found(cluster, "limits") == ["a#1", "a#1"]
    with searchkit.Indexer(two, annotators=(), cluster=cluster) as indexer:
        indexer.remove(["a"])
    assert found(cluster, "limits") == found(cluster, "harbour") == ["a#1"]
    assert (sound(one, cluster), sound(two, cluster)) == (1, 0)


@pytest.fixture
def same(tmp_path: Path, cluster: Cluster) -> tuple[Path, Path]:
    """Give two writers with an article of one id each: one's speaks of limits twice, the other's of a ferry, too."""
    day = date(2023, 11, 22)
    texts = {
        "one": ["Harbour limits for Ann.", "No limits."],
        "two": ["Speed limits hold.", "The ferry waits for Ann."],
    }
    for name, paragraphs in texts.items():
        with searchkit.Indexer(tmp_path / name, engine="opensearch", annotators=(), cluster=cluster) as indexer:
            indexer.add(Article("a", published=day, source="Courier", paragraphs=paragraphs))
    return tmp_path / "one", tmp_path / "two"


@pytest.mark.parametrize("query", ["limits", "atleast1(limits)"], ids=["whole", "checked"])
def test_equal_ids_of_two_writers_are_counted_as_two_articles(
    same: tuple[Path, Path], cluster: Cluster, query: str
) -> None:
    with searchkit.open(None, cluster=cluster) as searcher:
        counts = searcher.count(query)
        assert (counts.paragraphs, counts.articles) == (3, 2)
        assert [(each.paragraphs, each.articles) for each in searcher.facets(query, "source")] == [(3, 2)]
        assert [(each.paragraphs, each.articles) for each in searcher.timeline(query).buckets] == [(3, 2)]
        assert len(searcher.search(query, by_article=True)) == searcher.search(query).articles == 2
        assert searcher.stats().articles == 2
    assert (sound(same[0], cluster), sound(same[1], cluster)) == (2, 2)


def test_a_condition_on_an_article_is_not_met_by_two_articles_of_one_id(
    same: tuple[Path, Path], cluster: Cluster
) -> None:
    with searchkit.open(None, cluster=cluster) as searcher:
        for query, texts in (
            ("ARTICLE(harbour AND ferry)", []),
            ("limits ARTICLE(ferry)", ["Speed limits hold."]),
            ("limits NOT ARTICLE(ferry)", ["Harbour limits for Ann.", "No limits."]),
            ("ARTICLE(atleast2(limits)) limits", ["Harbour limits for Ann.", "No limits."]),
            ("=limits ARTICLE(=ferry)", ["Speed limits hold."]),
        ):
            assert sorted(hit.text for hit in searcher.search(query)) == sorted(texts), query


def test_a_score_is_explained_by_its_own_paragraph_alone(same: tuple[Path, Path], cluster: Cluster) -> None:
    with searchkit.open(None, cluster=cluster) as searcher:
        explanation = searcher.explain("limits", None)
        assert len(explanation.scores) == 3
        for score in explanation.scores:
            assert sum(part.score for part in score.contributions) == pytest.approx(score.score, rel=1e-3)


def test_an_id_of_two_writers_is_shown_of_the_one_that_is_named(same: tuple[Path, Path], cluster: Cluster) -> None:
    writers = [manifest.read(index).writer for index in same]
    with searchkit.open(None, cluster=cluster) as searcher:
        assert {hit.writer for hit in searcher.search("limits")} == set(writers)
        for writer, text in zip(writers, ("No limits.", "The ferry waits for Ann."), strict=True):
            assert searcher.get("a#2", writer).text == text
            assert [hit.writer for hit in searcher.article("a", writer)] == [writer] * 2
        for asked in (lambda: searcher.get("a#2"), lambda: searcher.article("a")):
            with pytest.raises(NotFoundError, match=r"2 writers have the .* 'a.*name one, as in --writer \w+"):
                asked()
        with pytest.raises(NotFoundError, match="no article 'a' of the writer nobody in the index"):
            searcher.article("a", "nobody")


def test_what_stands_beside_a_paragraph_is_of_its_own_writer(
    same: tuple[Path, Path], cluster: Cluster, tmp_path: Path
) -> None:
    section = f"opensearch: {{hosts: {json.dumps(list(cluster.hosts))}, prefix: {cluster.prefix}}}"
    (tmp_path / "config.yaml").write_text(f"searchkit: {{engine: opensearch, {section}}}", encoding="utf-8")
    writer = manifest.read(same[1]).writer
    command = [sys.executable, "-m", "searchkit", "show", "a#1", "--context", "1"]
    done = subprocess.run([*command, "--writer", writer], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert "The ferry waits" in done.stdout and "No limits" not in done.stdout, done.stderr
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1) and writer in done.stderr


def test_prune_takes_out_only_what_is_its_own(tmp_path: Path, cluster: Cluster) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("x", "y"):
        (news / f"{name}.txt").write_text(f"Limits of {name}.", encoding="utf-8")
    write(tmp_path / "other", cluster, TEXTS)
    known: dict[str, Any] = {"engine": "opensearch", "annotators": (), "cluster": cluster}
    searchkit.build([news], tmp_path / "own", **known)
    (news / "x.txt").unlink()
    report = searchkit.build([news], tmp_path / "own", prune=True, **known)
    assert report.removed == 1
    assert found(cluster, "limits") == ["a#1", "b#1", "news/y#1"]


def test_a_rebuild_swaps_a_new_index_in_with_all_that_others_have(tmp_path: Path, cluster: Cluster) -> None:
    one, two = write(tmp_path / "one", cluster, TEXTS), write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    before = found(cluster, "limits OR quay")
    moved(one, cluster)
    assert indexes(cluster) == [f"{cluster.prefix}-000002"]
    assert found(cluster, "limits OR quay") == before
    assert (sound(one, cluster), sound(two, cluster)) == (3, 1)
    write(two, cluster, {"e": "New limits."})  # its commits go on where they were
    assert sound(two, cluster) == 2
    moved(two, cluster)
    assert indexes(cluster) == [f"{cluster.prefix}-000003"]
    assert (sound(one, cluster), sound(two, cluster)) == (3, 2)


def test_a_reader_that_is_open_sees_the_old_index_whole_until_it_looks_again(tmp_path: Path, cluster: Cluster) -> None:
    one = write(tmp_path / "one", cluster, TEXTS)
    with searchkit.open(None, cluster=cluster) as searcher:
        moved(one, cluster)
        write(one, cluster, {"d": "More limits."})
        assert len(searcher.search("limits", limit=None).hits) == 2
        searcher.refresh()
        assert len(searcher.search("limits", limit=None).hits) == 3
    write(one, cluster, {"e": "And more."})  # the next writer takes away what nobody reads any more
    assert indexes(cluster) == [f"{cluster.prefix}-000002"]


def begun(index: Path, cluster: Cluster) -> Any:
    """Begin a rebuild as a process does that dies before the swap."""
    from searchkit.engines.opensearch_alias import block
    from searchkit.engines.opensearch_aside import Aside
    from searchkit.schema import SCHEMA

    store = open_store(index, cluster)
    engine: Any = store.engine
    aside = Aside(engine.server, engine.place, SCHEMA, manifest.told(store.manifest))
    aside.begin()
    block(engine.server, f"{cluster.prefix}-000001")
    return aside


def test_a_rebuild_that_broke_off_is_cleared_away_by_the_next_run_of_its_writer(
    tmp_path: Path, cluster: Cluster
) -> None:
    one = write(tmp_path / "one", cluster, TEXTS)
    begun(one, cluster)
    assert len(indexes(cluster)) == 2 and len(found(cluster, "limits")) == 2
    write(one, cluster, {"d": "More limits."})
    assert indexes(cluster) == [f"{cluster.prefix}-000001"] and sound(one, cluster) == 4


def test_while_one_writer_builds_again_another_is_told_so_and_loses_nothing(tmp_path: Path, cluster: Cluster) -> None:
    one, two = write(tmp_path / "one", cluster, TEXTS), write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    aside = begun(one, cluster)
    with pytest.raises(LockedError, match=r"is being built again by the writer \w+ on .*, since .*; run"):
        write(two, cluster, {"e": "New limits."})
    aside.abandon()
    write(two, cluster, {"e": "New limits."})
    assert sound(two, cluster) == 2 and len(found(cluster, "limits")) == 4


def test_a_run_that_is_at_work_when_a_rebuild_begins_ends_with_a_line_and_is_completed_later(
    tmp_path: Path, cluster: Cluster
) -> None:
    one, two = write(tmp_path / "one", cluster, TEXTS), tmp_path / "two"
    with (
        pytest.raises(LockedError, match="takes no changes while the index is built again"),
        searchkit.Indexer(two, engine="opensearch", annotators=(), cluster=cluster) as indexer,
    ):
        indexer.add(Article("d", body="Speed limits hold."))
        indexer.commit()
        aside = begun(one, cluster)
        indexer.add(Article("e", body="New limits."))
    assert found(cluster, "limits") == ["a#1", "b#1", "d#1"]
    aside.finish()
    write(two, cluster, {})
    assert found(cluster, "limits") == ["d#1", "e#1"], "the rebuild that was begun had none of its own"
    assert sound(two, cluster) == 2


def test_a_rebuild_takes_over_from_one_that_died_elsewhere(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchkit.engines import opensearch_aside

    monkeypatch.setattr(opensearch_aside, "WATCHED", 0.1)
    one, two = write(tmp_path / "one", cluster, TEXTS), write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    aside = begun(one, cluster)
    moved(two, cluster)
    assert len(found(cluster, "limits")) == 3 and (sound(one, cluster), sound(two, cluster)) == (3, 1)
    with pytest.raises(searchkit.SearchkitError):
        aside.finish()  # had it only been slow, it finds that it was overtaken
    assert len(found(cluster, "limits")) == 3
    assert len(indexes(cluster)) == 1


def test_a_rebuild_that_fails_leaves_all_as_it_was(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchkit.engines import opensearch_alias

    one, two = write(tmp_path / "one", cluster, TEXTS), write(tmp_path / "two", cluster, {"d": "Speed limits hold."})

    def fails(*_: object) -> None:
        raise searchkit.EngineError("the servers went away")

    with monkeypatch.context() as patched:
        patched.setattr(opensearch_alias, "swap", fails)
        with pytest.raises(searchkit.EngineError, match="went away"):
            moved(one, cluster)
    assert indexes(cluster) == [f"{cluster.prefix}-000001"]
    write(two, cluster, {"e": "New limits."})
    assert (sound(one, cluster), sound(two, cluster)) == (3, 2)


def test_moving_there_and_back_gives_the_same_answers_and_leaves_nothing_there(
    tmp_path: Path, cluster: Cluster
) -> None:
    own = write(tmp_path / "own", cluster, TEXTS, engine="tantivy")
    other = write(tmp_path / "other", cluster, {"d": "Speed limits hold."})
    before, writer = found(cluster, "limits", own), manifest.read(own).writer
    assert writer == ""
    moved(own, cluster)
    writer = manifest.read(own).writer
    assert writer and found(cluster, "limits", own) == [*before, "d#1"]
    moved(own, cluster, "tantivy")
    assert found(cluster, "limits", own) == before and found(cluster, "limits") == ["d#1"]
    assert [path.name for path in own.iterdir() if path.is_dir()] == ["tantivy-3"]
    moved(own, cluster)
    assert manifest.read(own).writer == writer and (sound(own, cluster), sound(other, cluster)) == (3, 1)


def test_a_writer_keeps_its_name_when_its_catalog_or_its_manifest_is_lost(tmp_path: Path, cluster: Cluster) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "x.txt").write_text("Limits of x.", encoding="utf-8")
    index, known = tmp_path / "index", {"engine": "opensearch", "annotators": (), "cluster": cluster}
    searchkit.build([news], index, **known)  # type: ignore[arg-type]
    writer = manifest.read(index).writer
    for lost in ("catalog.db", "manifest.json"):
        (index / lost).unlink()
        moved(index, cluster)
        assert manifest.read(index).writer == writer
        assert found(cluster, "limits") == ["news/x#1"] and sound(index, cluster) == 1


def test_an_index_of_another_language_is_not_joined_nor_made_of_one_that_is_shared(
    tmp_path: Path, cluster: Cluster
) -> None:
    one = write(tmp_path / "one", cluster, TEXTS)
    with (
        pytest.raises(ConfigError, match="has language english, not german, and 1 other writer"),
        searchkit.Indexer(tmp_path / "two", engine="opensearch", language="german", annotators=(), cluster=cluster),
    ):
        pass
    moved(one, cluster, language="german")
    with searchkit.open(None, cluster=cluster) as searcher:
        assert searcher.stats().language == "german"


def test_a_reader_needs_nothing_but_the_servers(tmp_path: Path, cluster: Cluster) -> None:
    with pytest.raises(NotFoundError, match=f"has no index {cluster.prefix} yet; make one: searchkit index PATHS"):
        searchkit.open(None, cluster=cluster)
    write(tmp_path / "one", cluster, TEXTS)
    with searchkit.open(None, cluster=cluster) as searcher:
        stats = searcher.stats()
        assert (stats.articles, stats.paragraphs, stats.engine, stats.folder) == (3, 3, "opensearch", "")
        assert stats.cluster["writers"] == "1" and stats.cluster["health"].startswith(("green", "yellow"))
        assert searcher.get("a#1").text == TEXTS["a"]


@pytest.mark.parametrize(
    ("meta", "says"),
    [
        (None, "is not ours; name another prefix"),
        ({"format": 99, "schema": 1, "analysis": 1, "version": "9.9"}, "was made by searchkit-news 9.9"),
    ],
)
def test_an_index_that_is_not_ours_or_of_another_version_is_refused(
    cluster: Cluster, meta: dict[str, Any] | None, says: str, tmp_path: Path
) -> None:
    mappings = {"_meta": meta} if meta else {}
    name = f"{cluster.prefix}-000001"
    ask(cluster, f"/{name}", "PUT", {"mappings": mappings, "aliases": {cluster.prefix: {}}})
    with pytest.raises(FormatError, match=says) as caught:
        searchkit.open(None, cluster=cluster)
    assert "\n" not in str(caught.value)
    with pytest.raises(FormatError, match=says):
        write(tmp_path / "one", cluster, TEXTS)


def test_the_command_answers_with_nothing_but_a_configuration(tmp_path: Path, cluster: Cluster) -> None:
    write(tmp_path / "desk" / "index", cluster, TEXTS)
    reader = tmp_path / "reader"
    reader.mkdir()
    hosts = json.dumps(list(cluster.hosts))
    section = f"opensearch:\n    hosts: {hosts}\n    prefix: {cluster.prefix}\n"
    (reader / "config.yaml").write_text(f"searchkit:\n  engine: opensearch\n  {section}", encoding="utf-8")
    for arguments, shown in (
        (["query", "no", "limits"], "**No** **limits** were set."),
        (["show", "a#1"], "The harbour authority"),
        (["stats"], f"{cluster.prefix}, which is {cluster.prefix}-000001"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "searchkit", *arguments], cwd=reader, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0 and shown in done.stdout, done.stderr
    assert [path.name for path in reader.iterdir()] == ["config.yaml"]


def test_a_check_tells_health_shards_and_version(tmp_path: Path, cluster: Cluster) -> None:
    index = write(tmp_path / "index", cluster, TEXTS)
    (tmp_path / "config.yaml").write_text(
        f"searchkit: {{opensearch: {{hosts: {list(cluster.hosts)}}}}}", encoding="utf-8"
    )
    command = [sys.executable, "-m", "searchkit", "check", "--index", str(index)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    told = dict(line.strip().split("  ", 1) for line in done.stdout.splitlines()[1:])
    assert told["server"].strip().startswith("OpenSearch 3") and told["health"].strip().startswith(("green", "yellow"))
    assert told["shards"].strip() == "1, each with no copy" and told["this one"].strip().endswith("with 3 paragraphs")


def test_an_engine_lets_a_commit_be_seen_by_its_own_writer_alone(tmp_path: Path, cluster: Cluster) -> None:
    from searchkit.query.nodes import Everything

    one = write(tmp_path / "one", cluster, TEXTS)
    write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    engine = open_store(one, cluster).engine
    with closing(engine.own()) as own, closing(engine.snapshot()) as all_:
        assert (own.count(Everything()), all_.count(Everything())) == (3, 4)
        assert len(list(own.stream(Everything()))) == 3


def test_a_removed_index_is_never_made_anew_by_a_write(tmp_path: Path, cluster: Cluster) -> None:
    one = write(tmp_path / "one", cluster, TEXTS)
    with (
        pytest.raises(searchkit.SearchkitError),
        searchkit.Indexer(one, annotators=(), cluster=cluster) as indexer,
    ):
        indexer.add(Article("d", body="More."))
        indexer.commit()
        ask(cluster, f"/{cluster.prefix}-000001", "DELETE")
        indexer.add(Article("e", body="And more."))
    assert indexes(cluster) == []
    moved(one, cluster)
    assert sound(one, cluster) == 5


def stored(cluster: Cluster, word: str) -> list[Path]:
    """Give the files of the nodes that have a word in any place; skipped where the nodes are not of this machine."""
    nodes = ask(cluster, "/_nodes/stats/fs")["nodes"].values()
    folders = [Path(each["path"]) for node in nodes for each in node["fs"]["data"]]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the files of the nodes are not on this machine")
    held = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        with suppress(FileNotFoundError):
            if path.is_file() and word.encode() in path.read_bytes():
                held.append(path)
    return held


@pytest.mark.parametrize("copies", [0, 1])
def test_a_removal_leaves_no_text_in_any_file_of_the_servers_and_fills_nothing_anew(
    tmp_path: Path, cluster: Cluster, copies: int
) -> None:
    if ask(cluster, "/_cluster/health")["number_of_data_nodes"] <= copies:
        pytest.skip("there are not so many nodes: python tests/cluster/run.py 3 COMMAND has three")
    cluster = replace(cluster, shards=1 + copies, replicas=copies)
    word = f"zq{uuid.uuid4().hex}"
    one = write(tmp_path / "one", cluster, {**TEXTS, "secret": f"It is {word}.", "later": "More rain."})
    two = write(tmp_path / "two", cluster, {"d": "Speed limits hold."})
    ask(cluster, f"/{cluster.prefix}/_flush", "POST")
    assert found(cluster, word) == ["secret#1"] and stored(cluster, word)
    report = searchkit.remove(one, ["secret"], annotators=(), cluster=cluster)
    assert report.removed == 1 and found(cluster, word) == []
    assert stored(cluster, word) == []
    assert indexes(cluster) == [f"{cluster.prefix}-000001"]
    assert (sound(one, cluster), sound(two, cluster)) == (4, 1)
    assert not (one / "opensearch-1" / "erase.json").exists()
    with searchkit.Indexer(one, annotators=(), cluster=cluster) as indexer:
        assert not indexer.add(Article("secret", body="It is back."))


def test_a_removal_that_broke_off_is_erased_by_the_next_run(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = f"zq{uuid.uuid4().hex}"
    one = write(tmp_path / "one", cluster, {**TEXTS, "secret": f"It is {word}."})

    class Killed(BaseException):
        """Be what no code catches."""

    def dies(*_: object) -> None:
        raise Killed

    for place in (
        "searchkit.engines.opensearch_writer.OpensearchWriter.commit",
        "searchkit.engines.opensearch_erasing.erase",
    ):
        with monkeypatch.context() as patched, pytest.raises(Killed):
            patched.setattr(place, dies)
            searchkit.remove(one, ["secret"], annotators=(), cluster=cluster)
    assert stored(cluster, word)
    wait_for_copies(cluster)
    write(one, cluster, {"later": "More rain."})
    assert stored(cluster, word) == [] and sound(one, cluster) == 4


def wait_for_copies(cluster: Cluster) -> None:
    """Wait until no copy may have to catch up: what a removal itself waits for, and a later run does not."""
    for _ in range(60):
        ask(cluster, f"/{cluster.prefix}/_flush", "POST")
        shards = ask(cluster, f"/{cluster.prefix}/_stats?level=shards")["indices"][f"{cluster.prefix}-000001"]["shards"]
        copies = [copy for several in shards.values() for copy in several]
        leases = [(each, copy) for copy in copies for each in copy["retention_leases"]["leases"]]
        if all(each["retaining_seq_no"] > copy["seq_no"]["max_seq_no"] for each, copy in leases):
            return
        time.sleep(1)
    raise AssertionError("the copies do not say how far they are")


def test_a_removal_beside_a_copy_that_is_away_says_so_and_lets_later_runs_go_on(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchkit.engines import opensearch_erasing

    one = write(tmp_path / "one", cluster, TEXTS)
    with monkeypatch.context() as patched:
        patched.setattr(opensearch_erasing, "PATIENCE", 0.0)  # so soon no copy has said how far it is
        with pytest.raises(searchkit.EngineError, match="is found no more, but its text stays in the files of 1 shard"):
            searchkit.remove(one, ["a"], annotators=(), cluster=cluster)
        with pytest.raises(searchkit.EngineError, match="'a': removed, but its text is in files"):
            write(one, cluster, {"e": "More rain."})  # which is in, as is seen below
    assert sound(one, cluster) == 3 and (one / "opensearch-1" / "erase.json").exists()
    wait_for_copies(cluster)
    write(one, cluster, {})
    assert not (one / "opensearch-1" / "erase.json").exists()


def test_an_article_that_the_servers_refuse_is_sent_again_by_each_run_and_told_by_each(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was told once, and then left out: only a repair sent it again."""
    from searchkit.engines import opensearch_index

    news, index = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    for name in ("x", "y"):
        (news / f"{name}.txt").write_text(f"Limits of {name}.", encoding="utf-8")
    known: dict[str, Any] = {"engine": "opensearch", "annotators": (), "cluster": cluster}

    def run() -> list[str]:
        report = searchkit.build([news], index, **known)
        return [f"{trouble.where}: {trouble.reason}" for trouble in report.skipped]

    source = opensearch_index.source

    def immense(document: Any, *rest: Any) -> dict[str, Any]:
        made = source(document, *rest)
        return {**made, "unknown": 1} if document.article == "news/x" else made

    with monkeypatch.context() as patched:
        patched.setattr("searchkit.engines.opensearch_writer.source", immense)
        for _ in range(2):
            (said,) = run()
            assert said.startswith("news/x: OpenSearch at") and "did not take 1 of its paragraphs: " in said
            assert found(cluster, "limits") == ["news/y#1"]
        with pytest.raises(searchkit.EngineError, match=r"'news/x': .* did not take 1 of its paragraphs"):
            write(index, cluster, {"z": "Limits of z."})
        assert found(cluster, "limits") == ["news/y#1", "z#1"]
    assert run() == []
    assert found(cluster, "limits") == ["news/x#1", "news/y#1", "z#1"] and sound(index, cluster) == 3
    assert not (index / "opensearch-1" / "refused.json").exists()


def test_no_secret_reaches_a_file_of_the_index(tmp_path: Path, cluster: Cluster) -> None:
    known = replace(with_secrets(cluster, {}), token="tulip")
    index = write(tmp_path / "one", known, TEXTS)
    for path in index.rglob("*"):
        assert path.is_dir() or b"tulip" not in path.read_bytes()
