"""Users, roles and certificates tried on a real node with the security plugin: `python tests/cluster/security.py`.

The plugin comes from Maven Central; without it, or openssl, the script says why and passes. ROLES are what
docs/scaling.md tells those who run servers to allow, and no more.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from nodes import VERSION, AbsentError, Nodes, fetched, java, nodes

sys.path.insert(0, str(Path(__file__).parents[2]))

import searchkit
from searchkit import Article, SearchkitError
from searchkit.check import check
from searchkit.cluster import Cluster
from searchkit.mending import rebuild

ARTIFACT = f"org.opensearch.plugin:opensearch-security:{VERSION}.0:zip"
COLLECTIONS = "org.apache.commons:commons-collections4:4.4:jar"
HTTP, TRANSPORT = 9241, 9341
PASSWORD = "harbour-is-no-secret-7"  # pragma: allowlist secret
READS = [
    "indices:data/read/search",
    "indices:data/read/point_in_time/create",
    "indices:admin/aliases/get",
    "indices:admin/mappings/get",
    "indices:monitor/settings/get",
    "indices:monitor/stats",
]
WRITES = [
    "indices:data/write/bulk*",
    "indices:data/write/index",
    "indices:data/write/delete",
    "indices:admin/refresh*",
    "indices:admin/flush*",
    "indices:admin/forcemerge",
    "indices:admin/create",
    "indices:admin/delete",
    "indices:admin/aliases",
    "indices:admin/settings/update",
    "indices:admin/block/add*",
]
EVERYWHERE = ["cluster:monitor/main", "cluster:monitor/health", "indices:data/read/point_in_time/delete"]


def role(everywhere: list[str], here: list[str]) -> dict[str, Any]:
    allowed = {"index_patterns": ["news", "news-*"], "allowed_actions": here}
    return {"cluster_permissions": everywhere, "index_permissions": [allowed]}


ROLES = {
    "reader": role(EVERYWHERE, READS),
    "desk": role([*EVERYWHERE, "indices:data/write/bulk"], [*READS, *WRITES]),
    "blind": role([], []),
    "halfway": role(EVERYWHERE, [each for each in READS if "point_in_time" not in each]),
    "cut": role([*EVERYWHERE, "indices:data/write/bulk"], [*READS, *(each for each in WRITES if "merge" not in each)]),
}
"""What users may do; the last ones lack something."""


class Guarded(Nodes):
    """Be nodes that ask for a name and a password, and show a certificate."""

    more: ClassVar[Mapping[str, Any]] = {
        "plugins.security.allow_default_init_securityindex": True,
        "plugins.security.restapi.roles_enabled": ["all_access"],
        "plugins.security.ssl.transport.enforce_hostname_verification": False,
        "plugins.security.ssl.http.enabled": True,
        "plugins.security.audit.type": "noop",
        **{
            f"plugins.security.ssl.{layer}.{kind}_filepath": name
            for layer in ("transport", "http")
            for kind, name in (("pemcert", "node.pem"), ("pemkey", "node.key"), ("pemtrustedcas", "ca.pem"))
        },
    }

    patience = 600.0

    def prepare(self, home: Path) -> None:
        plugin = home / "plugins" / "opensearch-security"
        with zipfile.ZipFile(fetched(ARTIFACT)) as packed:
            packed.extractall(plugin)
        shutil.copy(fetched(COLLECTIONS), plugin)
        # it extends a plugin of rules, which Maven Central has not: of that it needs a library, and nothing else here
        descriptor = plugin / "plugin-descriptor.properties"
        descriptor.write_text(re.sub("(?m)^extended.plugins=.*$", "", descriptor.read_text("utf-8")), encoding="utf-8")
        shutil.copytree(plugin / "config", home / "config" / "opensearch-security")
        certify(home / "config")
        known = {"hash": self._hashed(plugin), "reserved": False}
        users = {"admin": {**known, "backend_roles": ["admin"]}, **dict.fromkeys(ROLES, known)}
        mapping = {name: {"users": [name]} for name in ROLES} | {"all_access": {"backend_roles": ["admin"]}}
        for name, kind, known in (
            ("internal_users", "internalusers", users),
            ("roles", "roles", ROLES),
            ("roles_mapping", "rolesmapping", mapping),
        ):
            whole = {"_meta": {"type": kind, "config_version": 2}, **known}
            (home / "config" / "opensearch-security" / f"{name}.yml").write_text(json.dumps(whole))

    @property
    def hosts(self) -> list[str]:
        return [host.replace("http://127.0.0.1", "https://localhost") for host in super().hosts]

    @property
    def ca(self) -> Path:
        return self.folder / "conf-0" / "ca.pem"

    def ask(self, node: int, path: str) -> Any:
        pair = b64encode(f"admin:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(f"{self.hosts[node]}/{path}", headers={"authorization": f"Basic {pair}"})
        context = ssl.create_default_context(cafile=str(self.ca))
        with urllib.request.urlopen(request, timeout=10, context=context) as answer:
            return json.load(answer)

    def _hashed(self, plugin: Path) -> str:
        paths = f"{plugin}/*:{plugin}/deps/*:{plugin.parents[1]}/lib/*"
        command = [java() / "bin" / "java", "-cp", paths, "org.opensearch.security.tools.Hasher", "-p", PASSWORD]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return done.stdout.split()[-1]


def certify(folder: Path) -> None:
    """Make an authority, and a certificate for this machine that it signs; and another authority that did not."""
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n"
    (folder / "names").write_text(names, encoding="utf-8")
    new = "openssl req -newkey rsa:2048 -nodes"
    for command in (
        f"{new} -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
        f"{new} -x509 -days 2 -subj /CN=another -keyout other.key -out other.pem",
        f"{new} -subj /CN=localhost -keyout node.key -out node.csr",
        "openssl x509 -req -days 2 -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out node.pem",
    ):
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)


def write(index: Path, cluster: Cluster, *ids: str) -> None:
    with searchkit.Indexer(index, engine="opensearch", annotators=(), cluster=cluster) as indexer:
        for id in ids:
            indexer.add(Article(id, body=f"The harbour authority set limits on {id}."))


def found(cluster: Cluster) -> list[str]:
    with searchkit.open(None, cluster=cluster) as searcher:
        assert searcher.stats().articles == len({hit.article for hit in searcher.search("limits", None)})
        return sorted(hit.id for hit in searcher.search("limits", None))


def allowed(place: Path, desk: Cluster, reader: Cluster) -> Iterator[str]:
    """Do all that writers and readers do, as users who may do that and no more."""
    one, two = place / "one", place / "two"
    write(one, desk, "a", "b")
    write(two, desk, "c")
    yield "two writers indexed"
    assert found(reader) == found(desk) == ["a#1", "b#1", "c#1"]
    yield "a reader asked and counted"
    rebuild(one, annotators=(), cluster=desk)
    assert found(reader) == ["a#1", "b#1", "c#1"]
    yield "a writer built the index again, with what the other has"
    searchkit.remove(one, ["a"], annotators=(), cluster=desk)
    assert found(reader) == ["b#1", "c#1"]
    yield "a removal was erased"
    for index in (one, two):
        result = check(index, cluster=desk)
        assert result.sound and result.cluster["health"].startswith("green"), result
    yield "a check found both sound"
    with searchkit.open(None, cluster=reader) as searcher:
        figures = searcher.figures("limits", facets=("role",), timeline="month")
        assert figures.facets and searcher.complete("harb") and searcher.explain("lim*").scores
    yield "a reader asked for facets, completion and an explanation"


def refusals(place: Path, desk: Cluster, other: Path) -> Iterator[tuple[str, Callable[[], Any], str]]:
    """Give what has to fail with one line, and what that has to say."""
    one = place / "one"

    def known(name: str) -> Cluster:
        return replace(desk, user=name, password=PASSWORD)

    wrong = "refuses user and password, or token; set SEARCHKIT_OPENSEARCH_USER and"
    yield "a wrong password", lambda: found(replace(desk, password="no")), wrong
    yield "nobody", lambda: found(replace(desk, user="", password="")), wrong
    yield "a wrong password, writing", lambda: write(one, replace(desk, password="no"), "d"), wrong
    verify = "shows a certificate that does not verify (unable to get local issuer certificate); name the file of"
    yield "another authority", lambda: found(replace(desk, ca=str(other))), verify
    yield "no authority", lambda: found(replace(desk, ca="")), verify
    plain = tuple(host.replace("https", "http") for host in desk.hosts)
    yield "http where it is https", lambda: found(replace(desk, hosts=plain)), "are its hosts and their http or https"
    none = "does not allow this to the user: no permissions for"
    yield "a user who may do nothing", lambda: found(known("blind")), none
    yield "a reader without points in time", lambda: found(known("halfway")), none
    yield "a reader who writes", lambda: write(place / "new", known("reader"), "d"), none
    yield "a writer of another index", lambda: write(place / "bees", replace(desk, prefix="bees"), "d"), none
    erase = lambda: searchkit.remove(one, ["b"], annotators=(), cluster=known("cut"))  # noqa: E731
    yield "a writer who may not merge", erase, none


def line(work: Callable[[], Any], says: str) -> str:
    """Give the line that some work fails with; errors: AssertionError where it does not, or it has a secret."""
    try:
        work()
    except SearchkitError as error:
        said = str(error)
        assert says in said and "\n" not in said, f"said {said!r}, not {says!r}"
        assert PASSWORD not in said, "a password is in it"
        return said
    raise AssertionError(f"nothing failed; expected: {says}")


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="searchkit-security-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def main() -> int:
    """Try everything; give an exit code."""
    if not shutil.which("openssl"):
        raise AbsentError("there is no openssl to make certificates with")
    for artifact in (ARTIFACT, COLLECTIONS):
        fetched(artifact)
    with nodes(1, HTTP, TRANSPORT, Guarded) as running, folder() as place:
        try_all(running, place)
    print("users may do what they have to, and what goes wrong is one line")
    return 0


def try_all(running: Guarded, place: Path) -> None:
    """Do what is allowed, and what is not; errors: AssertionError, SearchkitError."""
    known = Cluster(hosts=tuple(running.hosts), prefix="news", ca=str(running.ca), timeout=60)
    desk = replace(known, user="desk", password=PASSWORD)
    reader = replace(known, user="reader", password=PASSWORD)
    for done in allowed(place, desk, reader):
        print(f"may: {done}", flush=True)
    for name, work, says in refusals(place, desk, running.folder / "conf-0" / "other.pem"):
        print(f"may not: {name}: {line(work, says)}", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        sys.exit(main())
    except AbsentError as error:
        print(f"skipped, no OpenSearch with security: {error}")
