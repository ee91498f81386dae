"""The annotator of names by a vote: two of three among spaCy, the linear tagger and the rules; spaCy is optional."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from searchkit.annotators import linear_names
from searchkit.annotators.article import settled
from searchkit.annotators.known import NATIONALITY, ORG, PERSON, PLACE
from searchkit.annotators.linear_names import STRENGTH, Linear, joined, sound
from searchkit.annotators.mentions import Mention, mention
from searchkit.annotators.rules_tagger import read
from searchkit.annotators.vote import agreed
from searchkit.errors import ConfigError
from searchkit.model import Article, Paragraph

MODEL = "en_core_web_sm"
VERSION = 1
KINDS = {
    "PERSON": PERSON,
    "PER": PERSON,
    "ORG": ORG,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
    "NORP": NATIONALITY,
}
"""Our kinds by the labels of spaCy's models: PER is what those of other languages than English say."""

LEFT_OUT = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
"""Parts of a model that names do not need, and that take most of its time."""

LONGEST = 10_000
"""Characters that spaCy is given in one piece: its memory grows with them, and past a million it refuses."""

LEAD = re.compile(r"(?:[Tt]he|[Aa]n?)[ \u00a0]+")
TAIL = re.compile(r"(?:['’]s?|[\s,;:\"”-])+$")


class Span(Protocol):
    """What is read of a name that spaCy found."""

    label_: str
    start_char: int
    end_char: int


class Doc(Protocol):
    """What is read of a text that spaCy annotated."""

    ents: Sequence[Span]


class Language(Protocol):
    """What is used of a loaded model."""

    def pipe(self, texts: Sequence[str]) -> Iterator[Doc]: ...

    def memory_zone(self) -> AbstractContextManager[Any]: ...


class Spacy:
    """Annotate who, which organisation, where and which nationality, as `names` does, with spaCy for a third vote."""

    name = "spacy"

    def __init__(self, model: str = MODEL) -> None:
        self._model = model
        self.version = version(model, described(model))
        self._linear = Linear()

    @cached_property
    def language(self) -> Language:
        """The model, loaded when there is a first article; errors: ConfigError."""
        return loaded(self._model)

    def annotate(
        self,
        article: Article,  # noqa: ARG002  (the contract's; the paragraphs have all that is read here)
        paragraphs: Sequence[Paragraph],
    ) -> Sequence[Paragraph]:
        """Return the paragraphs with the names in them; offsets are code points into the text as it is."""
        return settled(paragraphs, self.mentions([paragraph.text for paragraph in paragraphs]))

    def mentions(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the names of each text that two of three see; in a headline, what the rules make of it."""
        ruled = [read(text) for text in texts]
        linear, spacy = self._linear.alone(texts), found(self.language, texts)
        return [
            guessed if mode else joined(agreed((tagged, guessed, theirs)), guessed)
            for (mode, guessed), tagged, theirs in zip(ruled, linear, spacy, strict=True)
        ]


def version(model: str, about: Mapping[str, Any]) -> int:
    """Number what the names depend on: another model or version of it makes every article be annotated again."""
    told = repr((VERSION, linear_names.VERSION, model, about.get("version")))
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=6).digest(), "big")


def described(model: str) -> Mapping[str, Any]:
    """Read what an installed model says of itself, without loading it; errors: ConfigError where there is none."""
    if not isinstance(model, str) or not model.isidentifier():
        raise ConfigError(
            f"the option 'model' of the annotator 'spacy' wants the name of an installed spaCy model, "
            f"such as {MODEL}, not {model!r}"
        )
    spec = find_spec(model)
    try:
        about: Mapping[str, Any] = json.loads(Path((spec and spec.origin) or "").with_name("meta.json").read_bytes())
        labels = {label for several in about["labels"].values() for label in several}
    except (AttributeError, TypeError, KeyError, OSError, ValueError) as error:
        raise ConfigError(f"the spaCy model {model!r} is not installed: python -m spacy download {model}") from error
    if labels.isdisjoint(KINDS):
        raise ConfigError(f"the spaCy model {model!r} finds no names; take one that does, such as {MODEL}")
    return about


def loaded(model: str) -> Language:
    """Load a model without what names do not need; errors: ConfigError where it does not fit this spaCy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions that differ a little: what does not fit fails, and is told
        try:
            language: Language = import_module(model).load(exclude=LEFT_OUT)
        except (ImportError, OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ConfigError(
                f"the spaCy model {model!r} cannot be loaded ({reason}); take the one that fits your spaCy: "
                f"python -m spacy download {model}"
            ) from error
    return language


def found(language: Language, texts: Sequence[str]) -> list[list[Mention]]:
    """Return what spaCy finds in each text, in our kinds, without articles and possessives."""
    cut = [(number, *piece) for number, text in enumerate(texts) for piece in pieces(text)]
    names: list[list[Mention]] = [[] for _ in texts]
    with language.memory_zone():  # what spaCy keeps of every new word goes with it
        for (number, start, _), doc in zip(cut, language.pipe([text for *_, text in cut]), strict=True):
            for one in doc.ents:
                named = trimmed(texts[number], start + one.start_char, start + one.end_char, one.label_)
                if named and sound(named):
                    names[number].append(named)
    return names


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text between words where it is longer than a piece; each piece with its place."""
    start = 0
    while len(text) - start > LONGEST:
        end = text.rfind(" ", start + 1, start + LONGEST) + 1 or start + LONGEST
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def trimmed(text: str, start: int, end: int, label: str) -> Mention | None:
    """Return a name that spaCy found as our taggers would have it, or None where it is of no kind of ours."""
    if label not in KINDS:
        return None
    if lead := LEAD.match(text, start, end):
        start = lead.end()
    end = start + len(TAIL.sub("", text[start:end]))
    return mention(text, start, end, KINDS[label], STRENGTH) if start < end else None
