"""Full-text search over news paragraphs: the public names, nothing else; what few need is imported when first used."""

from importlib import import_module
from typing import TYPE_CHECKING

from searchkit.errors import (
    ArticleError,
    ConfigError,
    DamagedError,
    EngineError,
    FormatError,
    LockedError,
    NotFoundError,
    QueryError,
    SearchkitError,
)
from searchkit.model import Article, Counts, Diagnostic, Entity, Hit, Order, Origin, Results, Snippet, Trouble
from searchkit.searcher import Searcher, open
from searchkit.tally import Bucket, Facet, Figures, Named, Timeline, Unit
from searchkit.version import __version__

if TYPE_CHECKING:
    from searchkit.completion import Completion
    from searchkit.explanation import Explanation
    from searchkit.following import follow
    from searchkit.indexer import Indexer, build, remove
    from searchkit.intake import Progress, Report
    from searchkit.reasons import Cause, Reason, Suggestion
    from searchkit.stats import Stats

__all__ = [
    "Article",
    "ArticleError",
    "Bucket",
    "Cause",
    "Completion",
    "ConfigError",
    "Counts",
    "DamagedError",
    "Diagnostic",
    "EngineError",
    "Entity",
    "Explanation",
    "Facet",
    "Figures",
    "FormatError",
    "Hit",
    "Indexer",
    "LockedError",
    "Named",
    "NotFoundError",
    "Order",
    "Origin",
    "Progress",
    "QueryError",
    "Reason",
    "Report",
    "Results",
    "Searcher",
    "SearchkitError",
    "Snippet",
    "Stats",
    "Suggestion",
    "Timeline",
    "Trouble",
    "Unit",
    "__version__",
    "build",
    "follow",
    "open",
    "remove",
]

_LATER = {
    "Completion": "completion",
    "Explanation": "explanation",
    "Indexer": "indexer",
    "build": "indexer",
    "follow": "following",
    "remove": "indexer",
    "Progress": "intake",
    "Report": "intake",
    "Cause": "reasons",
    "Reason": "reasons",
    "Suggestion": "reasons",
    "Stats": "stats",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"searchkit.{_LATER[name]}"), name)
    raise AttributeError(f"module 'searchkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
