"""The settings: configuration file, environment and flags, as one frozen Config; not for the library, only for `cli`.

A flag comes before an environment variable, that before the file, and that before the default. What is not in the table
of settings is an error that names file, line, key and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from searchkit.cluster import Cluster
from searchkit.errors import ConfigError
from searchkit.late import late
from searchkit.nouns import noun
from searchkit.plain import plain
from searchkit.settings import SETTINGS, BelowError, nearest, shown

FILE = "config.yaml"
KEY = "searchkit"

Known = Mapping[str, Callable[[], Iterable[str] | Mapping[str, Iterable[str]]]]
"""The names that a setting may have, found out when it is used; a mapping where a name has options, to these."""

_NOTHING: Known = {}
_OURS = late(r"^(?:\{\s*)?([\"']?)searchkit\1\s*:", re.MULTILINE)


@noun
class Config:
    """Hold every setting, and the configuration file that was read."""

    index: Path
    paths: tuple[str, ...]
    engine: str | None
    language: str | None
    timezone: str | None
    annotators: Mapping[str, Mapping[str, str]] | None
    opensearch: Cluster | None
    entities: Path | None
    keys: Mapping[str, str]
    limit: int | None
    color: str
    file: Path | None = None


def load(file: str | None, flags: Mapping[str, Any], environ: Mapping[str, str], known: Known = _NOTHING) -> Config:
    """Put the configuration together; errors: ConfigError.

    `file` is what --config named; `flags` are settings given as flags, None where not given; `known` names what is
    allowed where a setting names something of ours.
    """
    named = file or environ.get("SEARCHKIT_CONFIG")
    path = Path(named or FILE)
    text = _contents(path, required=bool(named))
    made = {name: setting.default for name, setting in SETTINGS.items()}
    made |= _from_file(path, text, known) if text is not None else {}
    variables = {name: environ.get(setting.variable) for name, setting in SETTINGS.items() if setting.variable}
    made |= _given(variables | {"color": coloring(environ)}, lambda name: SETTINGS[name].variable, known)
    made |= _given(flags, lambda name: f"--{name}", known)
    return Config(**made, file=path if text is not None else None)


def _contents(path: Path, required: bool) -> str | None:
    """Read a configuration file; None where it is not there, or another program's, and nobody asked for it."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        if required:
            raise ConfigError(f"{path}: cannot read the configuration: {error.strerror}") from error
        return None
    if _OURS.search(text):
        return text
    if required:
        raise ConfigError(f"{path}: there is no top-level key `{KEY}:` that holds the settings")
    return None


def _from_file(path: Path, text: str, known: Known) -> dict[str, Any]:
    values = _parsed(path, text)
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise _wrong(path, text, [name], f"there is no setting {name!r}; {nearest(str(name), SETTINGS)}")
        try:
            made |= {name: _read(name, value, path.parent, known)} if value is not None else {}
        except BelowError as error:
            raise _wrong(path, text, [name, error.key], str(error)) from error
        except ValueError as error:
            raise _wrong(path, text, [name], f"{name} {error}") from error
    return made


def _parsed(path: Path, text: str) -> dict[Any, Any]:
    if (known := plain(text, KEY)) is not None:
        return dict(known)
    import yaml  # only where a file is more than plain

    try:
        whole = yaml.load(text, _loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigError(f"{path}:{mark.line + 1 if mark else 1}: no valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a control character; 2023-13-45; too deep
        raise ConfigError(f"{path}: no valid YAML: {' '.join(str(error).split())}") from error
    values = whole.get(KEY) if isinstance(whole, dict) else None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _wrong(path, text, [], f"{KEY} wants settings below it, such as `index: index`")
    return values


def _loader() -> Any:
    """Give one loader for all: both are safe, but what one of them reads the other one may refuse."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(name: str, value: Any, folder: Path, known: Known) -> Any:
    """Return what a setting is made of a value; ValueError says in words what is wrong."""
    try:
        made = SETTINGS[name].read(value, folder)
    except BelowError:
        raise
    except ValueError:
        raise ValueError(f"wants {SETTINGS[name].wants}, not {shown(value)}") from None
    if name in known:
        _check(made, known[name]())
    return made


def _check(made: Any, allowed: Iterable[str] | Mapping[str, Iterable[str]]) -> None:
    """Refuse names that are not known, and options that a name has not, by a ValueError that says so."""
    options_of = allowed if isinstance(allowed, Mapping) else {}
    names = list(allowed)
    for word, options in _named(made):
        if word not in names:
            raise ValueError(f"knows no {word!r}; {nearest(word, names)}")
        for option in options:
            has = list(options_of.get(word, ()))
            if option not in has:
                advice = nearest(option, has) if has else f"{word} has none"
                raise ValueError(f"knows no option {option!r} of {word}; {advice}")


def _named(made: Any) -> Iterator[tuple[str, Iterable[str]]]:
    """Give the names in the value of a setting, each with the options that it is given."""
    if isinstance(made, dict):
        yield from ((value, ()) if isinstance(value, str) else (key, value) for key, value in made.items())
    else:
        yield made, ()


def _given(values: Mapping[str, Any], called: Callable[[str], str], known: Known) -> dict[str, Any]:
    """Read what was given as text by flags or environment; what is empty is not given."""
    made = {}
    for name, value in values.items():
        if value is not None and value != "":
            try:
                made[name] = _read(name, value, Path(), known)
            except ValueError as error:
                raise ConfigError(f"{called(name)} {error}") from error
    return made


def coloring(environ: Mapping[str, str]) -> str | None:
    """Read what other programs obey too: https://no-color.org, https://force-color.org."""
    if environ.get("NO_COLOR"):
        return "never"
    return "always" if environ.get("FORCE_COLOR", "") not in ("", "0", "false") else None


def _wrong(path: Path, text: str, keys: list[Any], message: str) -> ConfigError:
    return ConfigError(f"{path}:{_line(text, [KEY, *keys])}: {message}")


def _line(text: str, keys: list[Any]) -> int:
    """Find the line of a key, counted from 1."""
    import yaml

    node, line = yaml.compose(text, _loader()), 1
    for key in keys:
        for name, value in node.value if isinstance(node, yaml.MappingNode) else []:
            if name.value == str(key):
                node, line = value, name.start_mark.line + 1
                break
    return line
