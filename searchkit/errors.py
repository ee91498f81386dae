"""Every error that searchkit raises, as one tree; not for trouble with sources, which is data (`model.Trouble`).

SearchkitError             the root: catch this one to catch all
├── ConfigError            a setting that is unknown or of the wrong form (file, key, what is allowed)
├── QueryError             a query that cannot be read or run: position, what was read, what to write
├── EngineError            an engine that is unknown, not installed, or cannot do what was asked
├── ArticleError           an article from a program that no index can hold: which one, which field, what is wanted
├── NotFoundError          a folder that is no index, an article or paragraph that is not there
├── LockedError            another writer holds the index (`holder` says who)
└── DamagedError           an index that this version cannot read, and what to do about it
    └── FormatError        ... because another version or another program wrote it
"""

from __future__ import annotations


class SearchkitError(Exception):
    """Be the root of every error of this package; its text is one line for a person."""


class ConfigError(SearchkitError):
    """Say which setting is wrong, in which file, and what is allowed."""


class QueryError(SearchkitError):
    """Say why a query cannot be read: `start` and `end` are code points into `query`."""

    def __init__(self, message: str, query: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.query, self.start, self.end = message, query, start, end


class EngineError(SearchkitError):
    """Say that an engine is unknown, is not installed, or cannot run what was asked."""


class ArticleError(SearchkitError):
    """Say which article from a program no index can hold, which of its fields is wrong, and what is wanted."""


class NotFoundError(SearchkitError):
    """Say that a folder is no index, or that no article or paragraph has this id."""


class LockedError(SearchkitError):
    """Say that another writer holds the index; `holder` names process, host and time."""

    def __init__(self, message: str, holder: str = "") -> None:
        super().__init__(message)
        self.holder = holder


class DamagedError(SearchkitError):
    """Say that the index cannot be read, and what to do about it."""


class FormatError(DamagedError):
    """Say that the index is of a format or version that this version cannot read."""
