"""Random bytes as articles, configuration, names of your own and manifest: `python tests/faults/noise.py TRIES`.

Half of the inputs are sound files with some bytes changed. Every one must end in articles, a named trouble, or an
error of ours; never in any other exception.
"""

from __future__ import annotations

import gzip
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from desk import done, folder, row

SOUND = {
    ".txt": b"Title: A pact\nDate: 2023-11-22\nTopics: harbour; quay\n\nNora Feldt spoke.\n\nA second line.\n",
    ".md": b"---\ntitle: A pact\ndate: 2024-06-17\ntags: [harbour]\n---\n\nThe **quay**.\n\n![Tide](quay.jpg)\n",
    ".json": b'[{"id": "a", "title": "A pact", "date": "2024-06-11", "paragraphs": ["One.", "Two."]}, {"text": "x"}]',
    ".jsonl": b'{"id": "a", "text": "One.", "author": [{"name": "Lena Brandt"}]}\n{"id": "b", "text": "Two."}\n',
}
NAMES = b"- name: Elena Marsk\n  kind: person\n  aliases: [the Iron Mayor]\n  never: Marsk Street\n"
NAMES += b"- {name: Port Halden, kind: place, note: a port}\n"
CONFIGURATION = b"searchkit:\n  index: index\n  paths: [news]\n  limit: 20\n  keys:\n    hed: title\n"


def noisy(sound: bytes, dice: random.Random) -> bytes:
    """Give random bytes, or a sound file with some bytes changed, put in or left out."""
    if dice.random() < 0.5:
        return dice.randbytes(dice.randrange(400))
    data = bytearray(sound)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(data) + 1)
        data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    return bytes(data)


def reading(path: Path, data: bytes) -> None:
    """Read a file of articles."""
    from searchkit import readers
    from searchkit.readers.base import Reading

    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    for source in readers.sources([path]):
        for _ in readers.read(source, Reading()):  # type: ignore[arg-type]
            pass


def configuring(path: Path, data: bytes) -> None:
    """Read a configuration."""
    from searchkit import config

    path.write_bytes(data)
    config.load(str(path), {}, {}, {})


def naming(path: Path, data: bytes) -> None:
    """Read a file of names, find them in a text, and ask for them by their aliases."""
    from searchkit.aliases import own_names
    from searchkit.making import Maker, Making
    from searchkit.model import Article
    from searchkit.query.aliased import Aliases

    path.write_bytes(data)
    own = own_names(path)
    Aliases(own)
    Maker(Making({}, "english", "UTC", own)).documents([Article(id="a", paragraphs=("Mayor Elena Marsk spoke.",))])


def opening(index: Path, data: bytes) -> None:
    """Read a manifest, and open what it names."""
    import searchkit

    (index / "manifest.json").write_bytes(data)
    searchkit.open(index).close()


def fuzzed(call: Callable[[Path, bytes], None], path: Path, sound: bytes, tries: int) -> list[str]:
    """Give what went wrong in so many tries."""
    from searchkit.errors import SearchkitError

    dice, wrong = random.Random(tries), list[str]()
    for _ in range(tries):
        data = noisy(sound, dice)
        try:
            call(path, data)
        except SearchkitError:
            continue
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}: {data!r}")
    return wrong


def main(tries: int) -> int:
    """Read so much noise of each kind."""
    failed = 0
    with folder() as place:
        for suffix, sound in SOUND.items():
            for more in ("", ".gz"):
                begun, path = time.monotonic(), place / f"noise{suffix}{more}"
                wrong = done(lambda: fuzzed(reading, path, sound, tries), 3600.0)  # noqa: B023 - it is called at once
                failed |= row(f"noise as {suffix}{more}", tries, wrong, begun)
        begun = time.monotonic()
        wrong = done(lambda: fuzzed(configuring, place / "config.yaml", CONFIGURATION, tries), 3600.0)
        failed |= row("noise as configuration", tries, wrong, begun)
        begun = time.monotonic()
        wrong = done(lambda: fuzzed(naming, place / "entities.yml", NAMES, tries), 3600.0)
        failed |= row("noise as names of your own", tries, wrong, begun)
        begun, index = time.monotonic(), place / "index"
        index.mkdir()
        good = done(lambda: _made(index)).encode()
        wrong = done(lambda: fuzzed(opening, index, good, tries), 3600.0)
        failed |= row("noise as manifest", tries, wrong, begun)
    return failed


def _made(index: Path) -> str:
    import searchkit

    with searchkit.Indexer(index) as indexer:
        indexer.add(searchkit.Article(id="a", paragraphs=("One.",)))
    return (index / "manifest.json").read_text()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
