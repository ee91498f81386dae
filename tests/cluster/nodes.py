"""Real OpenSearch on loopback for tests: nodes that start, are killed, start again and stop; not what is tested on it.

The distribution comes from Maven Central by way of the local Maven repository; it has no security, which `security`
adds. Where it cannot be had, `AbsentError` says why.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, TypeVar

VERSION = "3.4.0"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
JAVA = 21
"""The oldest Java that it runs on."""
HTTP, TRANSPORT = 9221, 9321
NOBODY = 65534
Some = TypeVar("Some", bound="Nodes")
PATIENCE = 180.0
"""Seconds in which nodes have to be up: some ten on an idle machine."""


class AbsentError(Exception):
    """Say why there is no OpenSearch to be had here, and what to do."""


class Nodes:
    """Be one node or several, in a folder of their own; `more` are settings of each."""

    more: ClassVar[Mapping[str, Any]] = {}
    patience = PATIENCE

    def __init__(self, folder: Path, number: int, http: int = HTTP, transport: int = TRANSPORT) -> None:
        self.folder, self.number, self._java = folder, number, java()
        self._http, self._transport = http, transport
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._home = _unpacked(fetched(ARTIFACT), folder)
        self.prepare(self._home)
        for node in range(number):
            self._configure(node)
        if _root():
            _hand_over(folder)

    def prepare(self, home: Path) -> None:
        """Change what was unpacked before any node is configured."""

    @property
    def hosts(self) -> list[str]:
        return [f"http://127.0.0.1:{self._http + node}" for node in range(self.number)]

    @property
    def alive(self) -> list[int]:
        return list(self._running)

    def start(self, *nodes: int) -> None:
        """Start some nodes, or all, and wait until the cluster has them and all its shards; errors: RuntimeError."""
        for node in nodes or range(self.number):
            self._running[node] = self._begun(node)
        self.wait(len(self._running), "green")

    def wait(self, number: int, status: str) -> None:
        """Wait until so many nodes have found each other, and the health is this or better; errors: RuntimeError."""
        end, asked = time.monotonic() + self.patience, f"wait_for_nodes={number}&wait_for_status={status}&timeout=5s"
        while time.monotonic() < end:
            for node in self._running:
                with suppress(OSError, ValueError):
                    if not self.ask(node, f"_cluster/health?{asked}")["timed_out"]:
                        return
            dead = [node for node, process in self._running.items() if process.poll() is not None]
            if dead:
                raise RuntimeError(f"node {dead[0]} ended by itself: {self._last_words(dead[0])}")
            time.sleep(0.2)
        raise RuntimeError(f"no {number} nodes after {self.patience:.0f} s: {self._last_words(min(self._running))}")

    def ask(self, node: int, path: str) -> Any:
        """Ask a node by its own HTTP, without any client; errors: OSError."""
        with urllib.request.urlopen(f"{self.hosts[node]}/{path}", timeout=10) as answer:
            return json.load(answer)

    def kill(self, node: int) -> None:
        """Let a node die at once, as a machine does."""
        process = self._running.pop(node)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End all nodes; their data stays in the folder."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for node, process in list(self._running.items()):
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            self.kill(node)

    def _begun(self, node: int) -> subprocess.Popen[bytes]:
        environ = {
            "PATH": os.environ["PATH"],
            "OPENSEARCH_JAVA_HOME": str(self._java),
            "OPENSEARCH_PATH_CONF": str(self.folder / f"conf-{node}"),
            "OPENSEARCH_JAVA_OPTS": "-Xms512m -Xmx512m",
            "OPENSEARCH_TMPDIR": str(_made(self.folder / f"tmp-{node}")),
            "LANG": "C.UTF-8",
        }
        rights: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _root() else {}
        with (self.folder / f"node-{node}.log").open("ab") as log:
            return subprocess.Popen(
                [self._home / "bin" / "opensearch"],
                cwd=self.folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **rights,
            )

    def _configure(self, node: int) -> None:
        conf = self.folder / f"conf-{node}"
        shutil.copytree(self._home / "config", conf)
        names = [f"node-{each}" for each in range(self.number)]
        settings: dict[str, Any] = {
            "cluster.name": f"searchkit-{self._http}",
            "node.name": names[node],
            "path.data": str(self.folder / f"data-{node}"),
            "path.logs": str(self.folder / f"logs-{node}"),
            "network.host": "127.0.0.1",
            "http.port": self._http + node,
            "transport.port": self._transport + node,
            "discovery.seed_hosts": [f"127.0.0.1:{self._transport + each}" for each in range(self.number)],
            "cluster.initial_cluster_manager_nodes": names,
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        settings |= self.more
        lines = (f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
        (conf / "opensearch.yml").write_text("".join(lines), encoding="utf-8")

    def _last_words(self, node: int) -> str:
        lines = (self.folder / f"node-{node}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        telling = [line for line in lines if re.search("exception|error", line, re.IGNORECASE)]
        return " ".join((telling or lines or ["it said nothing"])[-1].split())[:300]


@contextmanager
def nodes(number: int = 1, http: int = HTTP, transport: int = TRANSPORT, kind: type[Some] = Nodes) -> Iterator[Some]:
    """Run so many nodes, until the block is left; errors: AbsentError; RuntimeError where they do not start."""
    folder = Path(tempfile.mkdtemp(prefix="searchkit-opensearch-"))
    try:
        running = kind(folder, number, http, transport)
        try:
            running.start()
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fetched(artifact: str) -> Path:
    """Give an archive, fetched where it is not in the local Maven repository; errors: AbsentError."""
    group, name, version, kind = artifact.split(":")
    path = _repository() / group.replace(".", "/") / name / version / f"{name}-{version}.{kind}"
    if not path.exists():
        if shutil.which("mvn") is None:
            raise AbsentError(f"{path.name} is not in the local Maven repository, and there is no mvn to fetch it with")
        command = ["mvn", "-q", "-B", "dependency:get", f"-Dartifact={artifact}", "-Dtransitive=false"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
        if done.returncode or not path.exists():
            said = " ".join((done.stdout + done.stderr).split())[:200]
            raise AbsentError(f"{artifact} could not be fetched from Maven Central: {said}")
    return path


def java() -> Path:
    """Give the home of a Java that is new enough; errors: AbsentError."""
    named = os.environ.get("OPENSEARCH_JAVA_HOME")
    known = [(home, _release(home)) for home in ([Path(named)] if named else _homes())]
    fitting = [(release, home) for home, release in known if release >= JAVA]
    if not fitting:
        found = ", ".join(f"{home} is {release or 'none'}" for home, release in known) or "there is none"
        raise AbsentError(
            f"OpenSearch {VERSION} needs Java {JAVA} or newer, but {found}: name one in OPENSEARCH_JAVA_HOME"
        )
    return min(fitting)[1]


def _homes() -> Iterable[Path]:
    """Look where Java is installed: what the environment and the path name, and where systems put it."""
    given = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    command = shutil.which("java")
    given += [Path(command).resolve().parents[1]] if command else []
    places = ("/usr/lib/jvm/*", "/opt/java/*", "/opt/*jdk*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")
    given += [found for place in places for found in sorted(Path("/").glob(place[1:]))]
    return dict.fromkeys(home.resolve() for home in given)


def _release(home: Path) -> int:
    """Read which Java a folder holds; 0 where it holds none."""
    with suppress(OSError):
        found = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(encoding="utf-8"), re.MULTILINE)
        if found and (home / "bin" / "java").exists():
            return int(found[1])
    return 0


def _repository() -> Path:
    """Give the local Maven repository: what its settings say, else what is the default."""
    with suppress(OSError):
        settings = (Path.home() / ".m2" / "settings.xml").read_text(encoding="utf-8")
        found = re.search("<localRepository>([^<]+)</localRepository>", settings)
        if found:
            return Path(found[1].strip().replace("${user.home}", str(Path.home())))
    return Path.home() / ".m2" / "repository"


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    home = folder / f"opensearch-{VERSION}"
    for script in (home / "bin").iterdir():
        script.chmod(0o755)  # which an archive read from Python forgets
    return home


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    if _root():
        os.chown(folder, NOBODY, NOBODY)
    return folder


def _root() -> bool:
    """Say whether this process is root, which OpenSearch refuses to be."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _hand_over(folder: Path) -> None:
    """Give a folder, with all that is in it, to the user that runs the nodes."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def environ(running: Nodes) -> Mapping[str, str]:
    """Give the environment in which tests find the nodes."""
    return {**os.environ, "SEARCHKIT_OPENSEARCH": ",".join(running.hosts)}
