"""index/manifest.json: what made an index and how to read it; refuses what this version cannot read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Any

from searchkit import analysis, disk, records, schema
from searchkit.errors import DamagedError, FormatError, NotFoundError, SearchkitError
from searchkit.nouns import noun
from searchkit.version import __version__

FILE = "manifest.json"
FORMAT = 1
HISTORY = {1: "0.1.0: the first"}
"""What each format number brought; an older one that can still be read is read, a newer one is refused."""

MAKING = {"analysis": analysis.VERSION, "schema": schema.VERSION, "documents": records.VERSION}
"""What has to be equal for a query to find what was indexed; where it is not, the index is built again."""


@noun
class Manifest:
    """Say what an index was made with; `folder` is where its engine keeps its files, below the index.

    `writer` is whose documents are ours where several share an index on a cluster.
    """

    engine: str
    folder: str
    language: str = "english"
    zone: str = "UTC"
    annotators: Mapping[str, int] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    writer: str = ""
    making: Mapping[str, int] = field(default_factory=lambda: dict(MAKING))
    version: str = __version__
    format: int = FORMAT

    @property
    def current(self) -> bool:
        """Whether this version of the program makes terms and fields as the index has them."""
        return dict(self.making) == MAKING

    def made_like(self, other: Manifest) -> bool:
        """Say whether another manifest would make the same documents for the same engine."""
        names = ("engine", "language", "zone", "annotators", "making")
        return all(getattr(self, name) == getattr(other, name) for name in names)


def exists(index: Path) -> bool:
    """Say whether a folder holds an index."""
    return (index / FILE).is_file()


def made(index: Path) -> bool:
    """Say whether a folder holds an index, also one that lost its manifest."""
    return exists(index) or lost(index)


def read(index: Path) -> Manifest:
    """Read the manifest of an index; errors: NotFoundError, FormatError, DamagedError."""
    try:
        text = (index / FILE).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(index) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedError(f"{index / FILE} cannot be read: {error}") from error
    try:
        return _checked(json.loads(text), index)
    except FormatError as error:
        from searchkit import seal  # late, as a query needs none

        if FILE not in seal.changed(index):
            raise
        raise DamagedError(f"{index / FILE} is damaged (not as it was written); {_mend(index)}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DamagedError(f"{index / FILE} is damaged ({error}); {_mend(index)}") from error


def write(index: Path, manifest: Manifest) -> None:
    """Write a manifest, so that at any moment either the old or the new one is there, whole."""
    disk.write(index / FILE, json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n")


def told(manifest: Manifest) -> dict[str, Any]:
    """Give what an index on a cluster says of itself, for readers that have no manifest."""
    return {"language": manifest.language, "zone": manifest.zone, "documents": records.VERSION}


def heard(known: Mapping[str, Any], engine: str) -> Manifest:
    """Make the manifest of an index on a cluster of what it says of itself; errors: FormatError."""
    if known.get("documents") != records.VERSION or not all(known.get(name) for name in ("language", "zone")):
        raise FormatError(
            f"the index on the cluster was made by searchkit-news {known.get('version', '?')}, which this version, "
            f"{__version__}, cannot read: upgrade, or have it built again: searchkit rebuild"
        )
    return Manifest(
        engine, "", str(known["language"]), str(known["zone"]), version=str(known.get("version", __version__))
    )


def refuse_other_making(manifest: Manifest, index: Path) -> None:
    """Refuse to search an index whose terms or fields were made otherwise; errors: FormatError."""
    if not manifest.current:
        raise FormatError(
            f"the index {index} was made by searchkit-news {manifest.version}, which made its terms otherwise than "
            f"{__version__}; {_mend(index)}"
        )


def _checked(known: Mapping[str, Any], index: Path) -> Manifest:
    made = known["format"]
    if made not in HISTORY:
        raise FormatError(
            f"the index {index} has format {made!r}, made by searchkit-news {known.get('version', '?')}; "
            f"this is {__version__}, which reads format {', '.join(map(str, HISTORY))}: "
            "upgrade searchkit-news, or build another index"
        )
    manifest = replace(Manifest(**{**known, "paths": tuple(known["paths"])}), version=str(known["version"]))
    names = (manifest.engine, manifest.folder, manifest.language, manifest.zone, manifest.writer)
    texts = (*names, *manifest.paths, *manifest.annotators)
    if not (all(isinstance(text, str) for text in texts) and _plain_name(manifest.folder)):
        raise ValueError("what should be a name is none")
    return manifest


def _mend(index: Path) -> str:
    return f"build the index again: searchkit rebuild --index {index}"


def _plain_name(folder: str) -> bool:
    return folder not in ("", ".", "..") and Path(folder).name == folder


def lost(index: Path) -> bool:
    """Say whether a folder had a manifest, and has none now."""
    from searchkit import seal  # late, as a query needs none

    return seal.knows(index, FILE) and not exists(index)


def _missing(index: Path) -> SearchkitError:
    if lost(index):
        return DamagedError(f"{index} lost its {FILE}; mend it: searchkit check --repair --index {index}")
    if index.is_dir() and any(path.name != ".gitkeep" for path in index.iterdir()):
        return NotFoundError(f"{index} is a folder, but no searchkit index; name another with --index")
    return NotFoundError(f"there is no index in {index} yet; make one: searchkit index PATHS --index {index}")
