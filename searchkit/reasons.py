"""Why a query found nothing and what to ask instead, as nouns; not how that is found out (`zero`)."""

from __future__ import annotations

from enum import StrEnum

from searchkit.nouns import noun


class Cause(StrEnum):
    """Name the kinds of reasons."""

    EMPTY = "empty"
    """the index holds nothing at all"""
    FURNITURE = "furniture"
    """what was asked for stands in promos, credits and notes only"""
    OPERATOR = "operator"
    """an operator in small letters, which is a word"""
    SPELLING = "spelling"
    """a word is in no paragraph, and words like it are"""
    NAME = "name"
    """a field has no such name, and has others like it"""
    ELSEWHERE = "elsewhere"
    """what a field was asked for stands in the text or in another field"""
    FORM = "form"
    """a phrase, distance or pattern holds nowhere, and a wider one does"""
    DATES = "dates"
    """nothing was published then"""
    ABSENT = "absent"
    """a part of the query is in no paragraph, and nothing like it"""
    ARTICLE = "article"
    """no paragraph holds all of it, but articles do"""
    NEARLY = "nearly"
    """paragraphs hold all parts of the query but one"""
    WITHOUT = "without"
    """what is found without one part of the query"""
    TOGETHER = "together"
    """the most parts of the query that are found together"""
    APART = "apart"
    """each part of the query is found, and no two of them together"""


@noun
class Suggestion:
    """Offer a whole query and the paragraphs that it finds: at least so many, where `exact` is false."""

    query: str
    paragraphs: int
    exact: bool = True


@noun
class Reason:
    """Say one reason why a query found nothing, with queries that find something, the likeliest first.

    `start` and `end` are the place in the query that it speaks of, in code points; both 0 where it is all of it.
    """

    cause: Cause
    message: str
    start: int = 0
    end: int = 0
    suggestions: tuple[Suggestion, ...] = ()
