"""The user's own names and aliases (entities.yml), for both paths; not for finding them in a text (`annotators`).

Names, kinds and what never is one are used when an article is annotated; aliases when a query is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from searchkit.errors import ConfigError
from searchkit.nouns import noun
from searchkit.schema import ENTITIES

KEYS = {
    "name": "the full name, by which it is listed and counted",
    "kind": "person, org, place or nationality",
    "aliases": "other names, which queries may use: one, or a list",
    "note": "what you want to remember about it",
    "never": "what does not mean this, though the name stands in it: one text, or a list",
}
"""What a name of the file may have, and what it means; the first two have to be there."""

LONGEST = 200
"""Characters of a name: a longer one is no name, but a mistake in the file."""

EXAMPLE = "- {name: Elena Marsk, kind: person, aliases: [the Iron Mayor]}"


@noun
class Own:
    """Hold one name of the user's: `never` are strings in which it does not mean this."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    never: tuple[str, ...] = ()


@noun
class OwnNames:
    """Hold all names of one file."""

    entries: tuple[Own, ...] = ()
    file: str = ""

    @property
    def digest(self) -> int:
        """Number what annotation depends on: another number makes every article be annotated again."""
        import hashlib  # only where articles are annotated

        told = repr(sorted((own.name, own.kind, sorted(own.never)) for own in self.entries))
        return int.from_bytes(hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=6).digest(), "big")


NO_NAMES = OwnNames()


def own_names(path: Path | str | None) -> OwnNames:
    """Read the names of a file, or none where there is none; errors: ConfigError."""
    return NO_NAMES if path is None else read(Path(path))


def read(path: Path) -> OwnNames:
    """Read a file of names; errors: ConfigError with file, line, key and reason."""
    import yaml  # only where there is a file to read

    try:
        text = path.read_bytes().decode("utf-8-sig")
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # both are safe
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the names: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the names are not in UTF-8 (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigError(f"{path}:{mark.line + 1 if mark else 1}: no valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: no valid YAML: {' '.join(str(error).split())}") from error
    return OwnNames(tuple(_Reader(path).entries(root)), str(path))


class _Reader:
    """Turn the nodes of a YAML document, which know their lines, into names."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self, root: Any) -> Iterator[Own]:
        if root is None:
            return
        if not isinstance(root.value, list) or root.id != "sequence":
            raise self._wrong(root, f"the file wants a list of names, such as {EXAMPLE}")
        seen: dict[tuple[str, str], int] = {}
        for node in root.value:
            own = self._entry(node)
            first = seen.setdefault((own.name, own.kind), _line(node))
            if first != _line(node):
                raise self._wrong(
                    node, f"name: the {own.kind} {own.name!r} stands in line {first} already; join the two"
                )
            yield own

    def _entry(self, node: Any) -> Own:
        if node.id != "mapping":
            raise self._wrong(node, f"a name wants keys, such as {EXAMPLE}")
        known: dict[str, Any] = {}
        for key, value in node.value:
            if key.value not in KEYS:
                raise self._wrong(key, f"there is no key {str(key.value)[:40]!r}; {_nearest(str(key.value), KEYS)}")
            if key.value in known:
                raise self._wrong(key, f"{key.value}: stands twice in one entry; leave one")
            known[key.value] = value
        for key in ("name", "kind"):
            if key not in known:
                raise self._wrong(node, f"{key}: is missing; write it, as in {EXAMPLE}")
        kind = self._text("kind", known["kind"])
        if kind not in ENTITIES:
            raise self._wrong(known["kind"], f"kind: there is no kind {kind!r}; {_nearest(kind, ENTITIES)}")
        return Own(
            self._name("name", known["name"]),
            kind,
            self._names("aliases", known.get("aliases")),
            self._text("note", known["note"]) if "note" in known else "",
            self._names("never", known.get("never")),
        )

    def _names(self, key: str, node: Any) -> tuple[str, ...]:
        if node is None:
            return ()
        if node.id == "mapping":
            raise self._wrong(node, f"{key}: wants a list of names, not keys")
        return tuple(self._name(key, item) for item in (node.value if node.id == "sequence" else [node]))

    def _name(self, key: str, node: Any) -> str:
        text = " ".join(self._text(key, node).split())
        if not any(map(str.isalnum, text)):
            raise self._wrong(node, f"{key}: {text!r} has no letter or digit, so it is no name")
        if len(text) > LONGEST:
            raise self._wrong(node, f"{key}: a name has at most {LONGEST} characters, this has {len(text):,}")
        return text

    def _text(self, key: str, node: Any) -> str:
        if node.id != "scalar" or node.tag.endswith(":null") or not node.value.strip():
            raise self._wrong(node, f"{key}: wants a text")
        return str(node.value)

    def _wrong(self, node: Any, message: str) -> ConfigError:
        return ConfigError(f"{self._path}:{_line(node)}: {message}")


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _nearest(word: str, allowed: Iterable[str]) -> str:
    from difflib import get_close_matches  # slow to import, and seldom needed

    close = get_close_matches(word.lower(), list(allowed), n=1)
    return f"did you mean {close[0]}? (allowed: {', '.join(allowed)})" if close else f"allowed: {', '.join(allowed)}"
