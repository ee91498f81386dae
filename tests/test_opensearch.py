"""What goes wrong on the way to a cluster is one line without a secret, and nothing is lost; by servers of our own."""

from __future__ import annotations

import json
import logging
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from searchkit.analysis import Analyzer
from searchkit.cluster import Cluster
from searchkit.documents import documents
from searchkit.engines import load, opensearch_bulk, opensearch_client, opensearch_index
from searchkit.engines.opensearch import Opensearch
from searchkit.engines.opensearch_changes import Change, Changes, read, unfinished
from searchkit.engines.opensearch_client import Server
from searchkit.engines.opensearch_cluster import Place
from searchkit.engines.opensearch_index import make, meta
from searchkit.engines.opensearch_query import Translator
from searchkit.errors import ConfigError, DamagedError, EngineError, FormatError, QueryError, SearchkitError
from searchkit.model import Article, Document, Paragraph
from searchkit.query.nodes import Everything, Term
from searchkit.schema import SCHEMA

SECRET = "hunter-zwei-ü"  # pragma: allowlist secret
Answer = tuple[int, Any]
Saying = Callable[[str, str, bytes], Answer]
"""From method, path and body of a request to status and answer."""


class Handler(BaseHTTPRequestHandler):
    """Answer as the test says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        status, answer = self.server.saying(self.command, self.path.partition("?")[0], body)  # type: ignore[attr-defined]
        sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if isinstance(answer, bytes) else "application/json")
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


for name in ("do_POST", "do_PUT", "do_DELETE"):
    setattr(Handler, name, Handler.do_GET)


@contextmanager
def serving(saying: Saying, certificate: Path | None = None) -> Iterator[str]:
    """Serve what a test says, and give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.saying = saying  # type: ignore[attr-defined]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http{'s' * bool(certificate)}://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def server(address: str, **settings: Any) -> Server:
    return Server(Cluster(hosts=(address,), user="mara", password=SECRET, **settings))


def failed(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}, "status": 0}


FULL = "index [news] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only]"
CASES: list[tuple[int, Any, type[SearchkitError], str]] = [
    (401, b"Unauthorized", EngineError, "refuses user and password, or token; set SEARCHKIT_OPENSEARCH_USER and"),
    (403, failed("security_exception", "no permissions for [indices:data/read/search]"), EngineError,
        "does not allow this to the user: no permissions for"),
    (403, failed("cluster_block_exception", "index [news] blocked by: [FORBIDDEN/5/index read-only (api)];"),
        EngineError, "allows no changes (index [news] blocked by"),
    (429, failed("cluster_block_exception", FULL), EngineError, "its disk is full: make room on it"),
    (429, failed("rejected_execution_exception", "queue is full"), EngineError, "is overloaded (queue is full)"),
    (429, failed("circuit_breaking_exception", "data too large"), EngineError, "has too little memory for this: data"),
    (503, failed("search_phase_execution_exception", "all shards failed"), EngineError, "is red"),
    (503, failed("no_shard_available_action_exception", "no shard"), EngineError, "bring its nodes back"),
    (404, failed("index_not_found_exception", "no such index [news]"), DamagedError, "no such index [news]"),
    (400, failed("too_many_nested_clauses", "maxClauseCount is set to 1024"), QueryError, "more alternatives than"),
    (500, failed("null_pointer_exception", "oh"), EngineError, "refused a request: oh"),
    (500, failed("node_disconnected_exception", "[b] disconnected"), EngineError, "lost a node that was at work"),
    (502, b"<html>Bad gateway</html>", EngineError, "gives no answer behind its gateway (status 502)"),
    (200, b"<html>Welcome</html>", EngineError, "does not answer as OpenSearch does; is it another program?"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "answer", "kind", "said"), CASES, ids=[f"{c[0]} {c[3]}" for c in CASES])
def test_each_fault_is_one_line(
    status: int, answer: Any, kind: type[SearchkitError], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(lambda *_: (status, answer)) as address, pytest.raises(kind) as caught:
        server(address).ask("POST", "/_search", {"query": {"match_all": {}}})
    assert said in str(caught.value)
    assert address in str(caught.value)
    assert "\n" not in str(caught.value)
    assert SECRET not in f"{caught.value}{caught.value.__cause__}{caplog.text}"


def test_what_a_node_that_died_was_asked_is_asked_again() -> None:
    answers: list[Answer] = [(500, failed("node_disconnected_exception", "[b] disconnected")), (200, {"fine": True})]
    with serving(lambda *_: answers.pop(0)) as address:
        assert server(address).ask("POST", "/_search", {}) == {"fine": True}
    assert not answers


def test_no_server_is_one_line() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(EngineError, match=f"OpenSearch at {address} cannot be reached; is it running"):
        server(address).ask("GET", "/")


def test_a_server_that_does_not_answer_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(EngineError, match="did not answer in time"):
            server(address, timeout=0.2).ask("GET", "/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate that signs itself."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    files = ["-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run([*make.split(), *files], check=True, capture_output=True)
    return path


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_certificate_has_to_verify(certificate: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serving(lambda *_: (200, {"fine": True}), certificate) as address:
        with pytest.raises(EngineError, match=r"certificate that does not verify \(.*\); name the file of its auth"):
            server(address).ask("GET", "/")
        assert server(address, ca=str(certificate)).ask("GET", "/") == {"fine": True}
        assert server(address, verify=False).ask("GET", "/") == {"fine": True}


def test_the_secret_is_sent_and_told_nobody() -> None:
    cluster = Cluster(user="mara", password=SECRET, token=SECRET)
    assert SECRET not in f"{cluster!r}{cluster.where}{cluster.shown}"
    headers = opensearch_client._authorization(Cluster(user="mara", password=SECRET))
    assert headers == {"authorization": "Basic bWFyYTpodW50ZXItendlaS3DvA=="}
    assert opensearch_client._authorization(cluster) == {"authorization": f"Bearer {SECRET}"}


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ({"distribution": "opensearch", "number": "1.3.20"}, "has version 1.3.20, too old for an index; it takes 2.4"),
        ({"distribution": "opensearch", "number": "2.3.0"}, "too old"),
        ({"number": "8.15.1"}, r"is not OpenSearch \(it says version 8.15.1\); name another host"),
    ],
)
def test_a_server_of_another_kind_or_too_old_is_refused(version: dict[str, str], said: str) -> None:
    with serving(lambda *_: (200, {"version": version})) as address, pytest.raises(EngineError, match=said):
        make(server(address), "news", SCHEMA, {})


def test_the_number_of_the_format_has_its_history() -> None:
    assert max(opensearch_index.HISTORY) == opensearch_index.FORMAT
    assert list(opensearch_index.HISTORY) == sorted(opensearch_index.HISTORY)


@pytest.mark.parametrize("known", [{}, {"_meta": {}}, {"_meta": {"format": 99, "schema": 1, "analysis": 1}}])
def test_a_mapping_that_is_not_ours_is_refused(known: dict[str, Any]) -> None:
    with (
        serving(lambda *_: (200, {"news": {"mappings": known}})) as address,
        pytest.raises(FormatError, match=r"is not ours; name another prefix|kept documents otherwise"),
    ):
        meta(server(address), "news")


def test_a_missing_package_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("searchkit.engines.opensearch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(EngineError, match=r"pip install 'searchkit-news\[opensearch\]'"):
        load("opensearch")


# --- bulk


def made(article: str, *texts: str) -> list[Document]:
    paragraphs = [Paragraph(article, number, text) for number, text in enumerate(texts, 1)]
    return documents(Article(article), paragraphs, Analyzer(), UTC)


class Bulk:
    """Keep what is sent in bulk, as a server that says of each article's documents what the test says."""

    def __init__(self, judge: Callable[[str, int], Any]) -> None:
        self.kept: dict[str, str] = {}
        self.marks: list[int] = []
        self.rounds = 0
        self._judge = judge

    def __call__(self, method: str, path: str, body: bytes) -> Answer:
        if path.endswith("/_bulk"):
            return self._bulk(body.split(b"\n"))
        if path.endswith("/_refresh"):
            return 200, {"_shards": {"failed": 0}}
        if "/_doc/" in path:
            self.marks.append(json.loads(body)["generation"])
            return 200, {}
        if path.endswith("/_search"):
            last = {"last": {"value": max(self.marks, default=None)}}
            return 200, {"hits": {"hits": []}, "aggregations": last, "_shards": {"total": 1}}
        return 200, {"pit_id": "p", "news": {"mappings": {}, "aliases": {}}}

    def _bulk(self, lines: list[bytes]) -> Answer:
        self.rounds += 1
        items: list[Any] = []
        left = iter(lines)
        for head in filter(None, left):
            if "delete" in json.loads(head):
                self.kept.pop(json.loads(head)["delete"]["_id"])
                items.append({"delete": {"status": 200}})
                continue
            source = next(left)
            key, document = json.loads(head)["index"]["_id"], json.loads(source)
            error = self._judge(document["article"][0], self.rounds)
            if isinstance(error, int):
                return error, {}
            items.append({"index": {"status": 201} if error is None else error})
            if error is None:
                self.kept[key] = document["article"][0]
        return 200, {"errors": any("error" in said for item in items for said in item.values()), "items": items}


def refused(status: int, kind: str, reason: str = "no") -> dict[str, Any]:
    return {"status": status, "error": {"type": kind, "reason": reason}}


def writing(address: str, folder: Path) -> Opensearch:
    folder.mkdir(exist_ok=True)
    cluster = Cluster(hosts=(address,))
    return Opensearch(Server(cluster), Place(cluster, "news", "me"), SCHEMA, folder)


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.engines.opensearch.tidy", lambda *_: None)


def test_what_a_busy_server_did_not_take_is_sent_again_and_nothing_else(tmp_path: Path) -> None:
    bulk = Bulk(lambda article, round_: refused(429, "rejected_execution_exception") if round_ % 4 and
                article == "busy" else None)  # fmt: skip
    with serving(bulk) as address, writing(address, tmp_path / "x").writer() as writer:
        writer.replace("fine", made("fine", "one", "two"))
        writer.replace("busy", made("busy", "three"))
        writer.commit(7)
    assert (sorted(bulk.kept.values()), bulk.marks, bulk.rounds) == (["busy", "fine", "fine"], [7], 4)
    assert not list((tmp_path / "x").iterdir())


@pytest.mark.parametrize("status", [429, 503])
def test_a_storm_ends_in_one_line_and_the_next_writer_completes_the_commit(status: int, tmp_path: Path) -> None:
    calm = False
    bulk = Bulk(lambda article, round_: None if calm or article == "first" else status)
    with serving(bulk) as address:
        engine = writing(address, tmp_path / "x")
        with pytest.raises(EngineError, match=r"is overloaded|is red"), engine.writer() as writer:
            writer.replace("first", made("first", "one"))
            writer.replace("second", made("second", "two"))
            writer.commit(3)
        assert (bulk.marks, unfinished(tmp_path / "x")) == ([], (tmp_path / "x" / "changes-3", 3))
        calm = True
        with engine.writer() as writer:
            assert (sorted(bulk.kept.values()), bulk.marks) == (["first", "second"], [3])
            writer.replace("third", made("third", "three"))
            writer.commit(4)
    assert (sorted(bulk.kept.values()), bulk.marks) == (["first", "second", "third"], [3, 4])


def test_what_is_never_taken_is_told_by_article_and_all_else_is_in(tmp_path: Path) -> None:
    bulk = Bulk(lambda article, _: refused(400, "mapper_parsing_exception", "immense term") if article == "b" else None)
    with serving(bulk) as address:
        engine = writing(address, tmp_path / "x")
        with engine.writer() as writer:
            for article in "abc":
                writer.replace(article, made(article, "one", "two"))
            writer.commit(1)
            assert list(engine.left()) == ["b"]
            assert "did not take 2 of its paragraphs: immense term; all else is in" in engine.left()["b"]
            writer.replace("d", made("d", "one"))
            writer.commit(2)
            assert list(writing(address, tmp_path / "x").left()) == ["b"], "another run knows of it"
            writer.replace("b", [])
            writer.commit(3)
        assert engine.left() == {}
    assert (sorted(bulk.kept.values()), bulk.marks) == (["a", "a", "c", "c", "d"], [1, 2, 3])


def test_what_a_refused_paragraph_was_to_replace_is_taken_out(tmp_path: Path) -> None:
    calm = True
    bulk = Bulk(lambda article, _: None if calm else refused(400, "mapper_parsing_exception", "immense term"))
    with serving(bulk) as address, writing(address, tmp_path / "x").writer() as writer:
        writer.replace("a", made("a", "one", "two"))
        writer.commit(1)
        calm = False
        writer.replace("a", made("a", "three"))
        writer.commit(2)
        assert len(bulk.kept) == 1, "the second paragraph, which a fake server does not find"


@pytest.mark.parametrize("name", ["refused.json", "erase.json"])
def test_notes_of_what_is_left_that_cannot_be_read_are_damage(name: str, tmp_path: Path) -> None:
    engine = writing("http://localhost:1", tmp_path / "x")
    (tmp_path / "x" / name).write_text("{[", encoding="utf-8")
    with pytest.raises(DamagedError, match=f"{name} cannot be read"):
        engine.left()


def test_a_full_disk_stops_at_once(tmp_path: Path) -> None:
    bulk = Bulk(lambda *_: refused(429, "cluster_block_exception", FULL))
    with serving(bulk) as address, writing(address, tmp_path / "x").writer() as writer:
        writer.replace("a", made("a", "one"))
        with pytest.raises(EngineError, match="its disk is full: make room on it, then run the command again"):
            writer.commit(1)
    assert (bulk.rounds, bulk.kept) == (1, {})


def test_nothing_is_sent_before_a_commit(tmp_path: Path) -> None:
    bulk = Bulk(lambda *_: None)
    with serving(bulk) as address:
        with pytest.raises(RuntimeError), writing(address, tmp_path / "x").writer() as writer:
            writer.replace("a", made("a", "one"))
            raise RuntimeError
        assert (bulk.rounds, list((tmp_path / "x").iterdir())) == (0, [])


def test_large_changes_go_in_several_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_bulk, "BYTES", 1_500)
    bulk = Bulk(lambda *_: None)
    with serving(bulk) as address, writing(address, tmp_path / "x").writer() as writer:
        for number in range(20):
            writer.replace(f"a{number}", made(f"a{number}", "one two three", "four"))
        writer.commit(1)
    assert (len(bulk.kept), bulk.rounds > 10) == (40, True)


def test_an_index_that_is_read_takes_no_changes() -> None:
    cluster = Cluster(hosts=("http://localhost:1",))
    engine = Opensearch(Server(cluster), Place(cluster, "news", ""), SCHEMA, None)
    with pytest.raises(EngineError, match="was opened to be read"), engine.writer():
        pass


# --- changes that wait


def change(article: str, text: str) -> Change:
    return Change(article, f"{sum(article.encode()):016x}00000000", (f"{article}-0",), (text.encode(),))


def test_of_an_article_that_was_changed_twice_the_last_change_counts(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    for number, article in enumerate("abacab"):
        changes.add(change(article, f"{number}"))
    path = changes.seal(5)
    assert [(each.article, each.lines) for each in read(path)] == [("c", (b"3",)), ("a", (b"4",)), ("b", (b"5",))]
    assert unfinished(tmp_path) == (path, 5)


@pytest.mark.parametrize("cut", [2, 10, 25, 40, 10_000])
def test_changes_that_are_cut_are_damage(cut: int, tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.add(change("a", "one"))
    path = changes.seal(5)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(DamagedError, match="the changes of a commit that broke off"):
        list(read(path))


# --- queries


def test_text_of_a_query_is_never_a_query_string() -> None:
    translate = Translator(SCHEMA, lambda field, prefix: [])
    for text in ('a" OR *:*', "{}", "field:x AND", "(((", "\\", "\ud800"):
        sent = opensearch_client.written(translate(Term(text, "words")))
        assert not re.search(rb"query_string|simple_query|script", sent)
        assert json.loads(sent)["term"]["words"]["value"] == text.encode("utf-8", "replace").decode()
    assert "match_all" not in json.dumps(translate(Everything()))


def test_an_address_with_a_secret_is_refused_without_showing_it() -> None:
    from searchkit.cluster import refuse_address

    with pytest.raises(ConfigError) as caught:
        refuse_address(f"https://mara:{SECRET}@node.example:9200")
    assert SECRET not in str(caught.value)
