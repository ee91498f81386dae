"""The settings there are, as one table: what each one takes, its default, how it is read; not where values come from.

`config` joins file, environment and flags by this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from searchkit.cluster import HOSTS, PASSWORD, PREFIX, TOKEN, USER, Cluster, refuse_address
from searchkit.errors import ConfigError
from searchkit.nouns import noun

COLORS = ("auto", "always", "never")

# From a value, and the folder that it is relative to, to what is kept; ValueError where it is not what is wanted.
Reading = Callable[[Any, Path], Any]


@noun
class Setting:
    """Describe one setting: `wants` says in words what `read` takes; `variable` is its environment variable."""

    read: Reading
    wants: str
    default: Any
    means: str
    variable: str = ""


class BelowError(ValueError):
    """Say what is wrong below a setting, at one of its own keys."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _folder(value: Any, folder: Path) -> Path:
    return folder / Path(_text(value, folder)).expanduser()


def _folders(value: Any, folder: Path) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(_folder(item, folder)) for item in values)


def _text(value: Any, folder: Path) -> str:  # noqa: ARG001 - every reading has it
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _texts_by_text(value: Any, folder: Path) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise ValueError
    return {_text(key, folder): _text(item, folder) for key, item in value.items()}


def _members(value: Any, folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Read names, some of them with options: a list of names and mappings, or one mapping."""
    made: dict[str, Mapping[str, str]] = {}
    for item in value if isinstance(value, list) else [value]:
        named = item if isinstance(item, dict) else {_text(item, folder): None}
        for name, options in named.items():
            read = _texts_by_text({} if options is None else options, folder)
            if made.setdefault(_text(name, folder), read) != read:
                raise ValueError
    return made


def _zone(value: Any, folder: Path) -> str:
    name = _text(value, folder)
    if name != "UTC":
        from zoneinfo import ZoneInfo  # slow to import, and seldom needed

        try:
            ZoneInfo(name)
        except (KeyError, OSError) as error:  # unknown; a folder of the zones' files, or a name too long for one
            raise ValueError from error
    return name


def _limit(value: Any, folder: Path) -> int | None:  # noqa: ARG001 - every reading has it
    if value == "all":
        return None
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value)) or int(value) < 1:
        raise ValueError
    return int(value)


def _color(value: Any, folder: Path) -> str:
    if _text(value, folder) not in COLORS:
        raise ValueError
    return str(value)


def _addresses(value: Any, folder: Path) -> tuple[str, ...]:
    hosts = tuple(_text(item, folder) for item in (value if isinstance(value, list) else [value]))
    for host in hosts:
        try:
            refuse_address(host)
        except ConfigError as error:
            raise BelowError("hosts", str(error).removeprefix("opensearch: ")) from error
    if not hosts:
        raise ValueError
    return hosts


def _prefix(value: Any, folder: Path) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", _text(value, folder)):
        raise ValueError
    return str(value)


def _yes_or_no(value: Any, folder: Path) -> bool:  # noqa: ARG001 - every reading has it
    if not isinstance(value, bool):
        raise ValueError
    return value


def _seconds(value: Any, folder: Path) -> float:  # noqa: ARG001 - every reading has it
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 86_400:
        raise ValueError
    return float(value)


def _number(least: int, most: int) -> Reading:
    def read(value: Any, folder: Path) -> int:  # noqa: ARG001 - every reading has it
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return read


def _path(value: Any, folder: Path) -> str:
    return str(_folder(value, folder))


_USUAL = Cluster()
OPENSEARCH = {
    "hosts": Setting(_addresses, "a list of addresses", _USUAL.hosts, "where the servers are", HOSTS),
    "prefix": Setting(
        _prefix,
        "a name of small letters, digits, - and _",
        _USUAL.prefix,
        "the name of the index on the cluster, and what the names of all that belongs to it begin with",
        PREFIX,
    ),
    "user": Setting(_text, "a name", _USUAL.user, "who we are to the cluster", USER),
    "password_file": Setting(_path, "a file", "", "the file that holds the password", PASSWORD),
    "token_file": Setting(_path, "a file", "", "the file that holds a token, instead of user and password", TOKEN),
    "ca": Setting(_path, "a file", "", "the file with the certificates of who vouches for the servers"),
    "verify": Setting(_yes_or_no, "true or false", True, "whether the certificates of the servers are checked"),
    "timeout": Setting(_seconds, "seconds", _USUAL.timeout, "how many seconds a server has to answer"),
    "shards": Setting(_number(1, 1000), "a number from 1 to 1000", _USUAL.shards, "the parts of a new index"),
    "replicas": Setting(_number(0, 20), "a number from 0 to 20", _USUAL.replicas, "the copies of each part"),
}
"""The settings below `opensearch`; an environment variable gives the very secret that a file would hold."""
_SECRETS = {"password": "password_file", "token": "token_file"}  # pragma: allowlist secret


def _cluster(value: Any, folder: Path) -> Cluster:
    if not isinstance(value, dict):
        raise ValueError
    return Cluster(**{name: _inside(name, item, folder) for name, item in value.items() if item is not None})


def _inside(name: str, value: Any, folder: Path) -> Any:
    if name in _SECRETS:
        file, variable = _SECRETS[name], OPENSEARCH[_SECRETS[name]].variable
        raise BelowError(name, f"{name} is not written here: put it into a file, {file}, or into {variable}")
    if name not in OPENSEARCH:
        raise BelowError(name, f"there is no setting {name!r} of opensearch; {nearest(str(name), OPENSEARCH)}")
    try:
        return OPENSEARCH[name].read(value, folder)
    except BelowError:
        raise
    except ValueError:
        raise BelowError(name, f"{name} wants {OPENSEARCH[name].wants}, not {shown(value)}") from None


SETTINGS = {
    "index": Setting(_folder, "a folder", Path("index"), "the folder of the index", "SEARCHKIT_INDEX"),
    "paths": Setting(_folders, "a list of files and folders", (), "what `searchkit index` reads when given no paths"),
    "engine": Setting(_text, "the name of an engine", None, "the engine of a new index: tantivy, whoosh or opensearch"),
    "language": Setting(_text, "the name of a language", None, "whose stems a new index holds: english ...; or none"),
    "timezone": Setting(_zone, "a time zone, such as Europe/Berlin", None, "the zone of times that name none: UTC"),
    "annotators": Setting(
        _members,
        "a list of names, or a mapping of names to their options",
        None,
        "what is looked for: names, rules or spacy; dates",
    ),
    "opensearch": Setting(
        _cluster, "settings below it, such as `hosts: http://localhost:9200`", None, "how a cluster is reached"
    ),
    "entities": Setting(_folder, "a file", None, "the file of your own names and aliases"),
    "keys": Setting(_texts_by_text, "a mapping of names", {}, "what JSON sources call our keys: theirs to ours"),
    "limit": Setting(_limit, "a number from 1 on, or all", 10, "how many hits `searchkit query` shows"),
    "color": Setting(_color, "auto, always or never", "auto", "whether output is coloured: auto, always or never"),
}


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Say which of the allowed names was most likely meant, and which there are."""
    from difflib import get_close_matches  # slow to import, and seldom needed

    names = sorted(allowed)
    close = get_close_matches(word.lower(), names, n=1)
    return f"did you mean {close[0]}? (allowed: {', '.join(names)})" if close else f"allowed: {', '.join(names)}"


def shown(value: Any) -> str:
    """Show a value that is wrong, on one short line."""
    if isinstance(value, bool):
        return f"{str(value).lower()} (yes, no, on and off are true and false in YAML: put quotes around it)"
    return repr(value)[:60]
