"""How a cluster of servers is reached: addresses, names, secrets, time-outs; not what is said to it (`engines`).

Secrets come from the environment or from files of their own, and are written nowhere: in no message, index or log.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any

from searchkit.errors import ConfigError
from searchkit.nouns import noun

HOSTS, PREFIX, USER, PASSWORD, TOKEN = (
    f"SEARCHKIT_OPENSEARCH_{name}" for name in ("HOSTS", "PREFIX", "USER", "PASSWORD", "TOKEN")
)
SECRETS = ("password", "token")


@noun
class Cluster:
    """Say where a cluster is, who we are to it, and what a new index gets there; `timeout` is in seconds."""

    hosts: tuple[str, ...] = ("http://localhost:9200",)
    prefix: str = "searchkit"
    user: str = ""
    password_file: str = ""
    token_file: str = ""
    ca: str = ""
    verify: bool = True
    timeout: float = 60.0
    shards: int = 1
    replicas: int = 0
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def where(self) -> str:
        """The cluster as messages name it."""
        return f"OpenSearch at {', '.join(self.hosts)}"

    @property
    def shown(self) -> dict[str, Any]:
        """All that may be written down."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in SECRETS}


@noun
class Share:
    """Name one writer's part of an index on a cluster; `making` is what the whole index says of how it is made.

    `cluster` None is the one that the folder knows, or else the usual one.
    """

    cluster: Cluster | None = None
    writer: str = ""
    making: Mapping[str, Any] = field(default_factory=dict)


def reread(shown: Mapping[str, Any]) -> Cluster:
    """Give a cluster as it was written down; errors: TypeError."""
    return Cluster(**{**shown, "hosts": tuple(shown["hosts"])})


def with_secrets(cluster: Cluster, environ: Mapping[str, str] | None = None) -> Cluster:
    """Put what the environment says over a cluster, and read the files of its secrets; errors: ConfigError."""
    environ = os.environ if environ is None else environ
    hosts = tuple(environ.get(HOSTS, "").replace(",", " ").split()) or cluster.hosts
    user = environ.get(USER) or cluster.user
    password = environ.get(PASSWORD) or cluster.password or _secret("password_file", cluster.password_file)
    token = environ.get(TOKEN) or cluster.token or _secret("token_file", cluster.token_file)
    if user and not (password or token):
        raise ConfigError(f"opensearch: the user {user} has no password: set {PASSWORD}, or name a file: password_file")
    if cluster.ca and not Path(cluster.ca).is_file():
        raise ConfigError(f"opensearch: ca: there is no file {cluster.ca}")
    for host in hosts:
        refuse_address(host)
    prefix = environ.get(PREFIX) or cluster.prefix
    return replace(cluster, hosts=hosts, prefix=prefix, user=user, password=password, token=token)


def refuse_address(host: str) -> None:
    """Refuse what is no address of a server, or holds a secret; errors: ConfigError."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(host)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if "@" in host:
        raise ConfigError(f"opensearch: hosts hold no user and no password: set {USER} and {PASSWORD}")
    if not good:
        raise ConfigError(f"opensearch: {host!r} is no address; write it as https://search.example.org:9200")


def _secret(setting: str, path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigError(f"opensearch: {setting}: {path} cannot be read: {reason}") from error
