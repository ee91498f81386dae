"""The fields of a document and how each is indexed, as one table; not how a value is made (`documents`)."""

from __future__ import annotations

from enum import StrEnum

from searchkit.nouns import noun

VERSION = 5
HISTORY = {
    2: "before 0.1.0: the first that was kept",
    3: "before 0.1.0: the fields country and mentioned",
    4: "0.1.0: columns of whole values, for facets",
    5: "0.1.0: titles are looked for in the headlines, and have no fields of their own; lengths of text alone count",
}
"""The number goes into the manifest: another one has other fields, so the index has to be built again."""

SEPARATOR = "|"
"""The term between two values of one field: no word is written so, and no phrase reaches across it."""


class Kind(StrEnum):
    """Name the ways a field is indexed."""

    STEMS = "stems"
    """terms of `Analyzer.columns`, the stems, with positions; ranked"""
    WORDS = "words"
    """the same, the words as written (folded), one or more values with SEPARATOR between; ranked"""
    KEYWORD = "keyword"
    """whole values, compared as they are; a filter"""
    NUMBER = "number"
    """one integer or none; a filter"""
    DATE = "date"
    """one civil time in seconds since 1970-01-01, or none; a filter"""
    PERIODS = "periods"
    """days from first to last (`periods.term`), any number of them; a filter that each of them passes alone"""


@noun
class Field:
    """Describe one field: `exact` names the field that holds the same words unstemmed, at the same positions.

    Queries may use it where `asked`; where `counted`, `has:` tells whether it has a value. `column` names the keyword
    field that holds its values whole, in a column: what facets count, and `name:="..."` asks for. What is `held` by a
    field of the headline has none of its own in the index: an article's title would else be there in each paragraph.
    """

    name: str
    kind: Kind
    means: str
    exact: str = ""
    column: str = ""
    held: str = ""
    asked: bool = True
    counted: bool = True

    @property
    def analysed(self) -> bool:
        return self.kind in (Kind.STEMS, Kind.WORDS)

    @property
    def prose(self) -> bool:
        """Whether its length counts in scores: with more names beside it, a name is no less named."""
        return self.name in ("text", "words")

    @property
    def whole(self) -> bool:
        """Whether its values are terms as they are."""
        return self.kind in (Kind.KEYWORD, Kind.PERIODS)

    @property
    def dated(self) -> bool:
        """Whether dates are asked for in it."""
        return self.kind in (Kind.DATE, Kind.PERIODS)


FIELDS = (
    Field(
        "text",
        Kind.STEMS,
        "the paragraph, by stems: what a query without a field searches",
        exact="words",
        counted=False,
    ),
    Field("words", Kind.WORDS, "the paragraph, by the words as written: what quotes search", counted=False),
    Field(
        "title",
        Kind.STEMS,
        "the title of the article, for each of its paragraphs; adds no score",
        exact="title_words",
        held="text",
    ),
    Field("title_words", Kind.WORDS, "the words of the title as written", held="words", asked=False, counted=False),
    Field("person", Kind.WORDS, "people named in the paragraph", column="person_value"),
    Field("org", Kind.WORDS, "organisations named in the paragraph", column="org_value"),
    Field("place", Kind.WORDS, "places named in the paragraph", column="place_value"),
    Field("nationality", Kind.WORDS, "nationalities named in the paragraph", column="nationality_value"),
    Field(
        "country",
        Kind.KEYWORD,
        "the countries of these places, as ISO 3166 codes: country:UA; or by name",
        column="country",
    ),
    Field("mentioned", Kind.PERIODS, "the times that the paragraph speaks of: mentioned:2022"),
    Field("topic", Kind.WORDS, "topics, tags or keywords of the article", column="topic_value"),
    Field("source", Kind.WORDS, "who published the article", column="source_value"),
    Field("byline", Kind.WORDS, "who wrote the article", column="byline_value"),
    Field("section", Kind.WORDS, "the section it stood in", column="section_value"),
    Field("url", Kind.WORDS, "its address, or a part of it"),
    Field("language", Kind.KEYWORD, "the language that its source states", column="language"),
    Field(
        "role",
        Kind.KEYWORD,
        "headline, lede, body, caption, promo, credit, note; or any",
        column="role",
        counted=False,
    ),
    Field("has", Kind.KEYWORD, "a field that must have a value: has:person", counted=False),
    Field("article", Kind.KEYWORD, "the id of the article", counted=False),
    Field("ordinal", Kind.NUMBER, "the number of the paragraph in its article; the headline is 0", counted=False),
    Field("published", Kind.DATE, "when the article was published"),
    Field("article_number", Kind.NUMBER, "the article, as a number", asked=False, counted=False),
    *(
        Field(f"{name}_value", Kind.KEYWORD, f"the values of {name}, whole", asked=False, counted=False)
        for name in ("person", "org", "place", "nationality", "topic", "source", "byline", "section")
    ),
)

TEXT = "text"
ARTICLE_NUMBER = "article_number"
DATE = "date"
"""The kind of the entities whose interval is searched as `mentioned:`."""
ENTITIES = ("person", "org", "place", "nationality")
OF_TEXT = frozenset(("text", "words", "title", *ENTITIES))
"""The fields that a query asks for what an article says; the others say what is known of it."""
HELD = {field.name: field.held for field in FIELDS if field.held}
"""The fields of a title, and those of the headline that hold its words."""
NAMED = {field.column: field.name for field in FIELDS if field.name in ENTITIES}
"""The kind of name that each column of whole names holds."""


class Schema:
    """Look up fields by name."""

    def __init__(self, fields: tuple[Field, ...] = FIELDS) -> None:
        self.fields = fields
        self.indexed = tuple(field for field in fields if not field.held)
        self._named = {field.name: field for field in fields}
        self.columns = frozenset(field.column for field in fields if field.column)

    def __getitem__(self, name: str) -> Field:
        return self._named[name]

    def asked(self) -> list[str]:
        """Give the names that a query may use."""
        return [field.name for field in self.fields if field.asked]

    def faceted(self) -> list[str]:
        """Give the names of the fields whose values can be counted."""
        return [field.name for field in self.fields if field.column]

    def knows(self, name: str) -> bool:
        """Say whether a query may ask for a field of this name."""
        return name in self._named and self._named[name].asked


SCHEMA = Schema()
