"""tantivy with its own query parser and snippets, over our own terms, as a peer to be timed beside.

Its parser lacks patterns, which are made as query objects; words in one sentence, articles and the rest it has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import tantivy

from searchkit.query.nodes import And, Boost, Fuzzy, Loose, Near, Node, Optional, Or, Phrase, Prefix, Term, Wildcard

NAME = "tantivy"


class Peer:
    """Keep stems and words of paragraphs in memory; `expressed` gives a query, or None where it has none."""

    def __init__(self, paragraphs: Iterable[tuple[str, str]]) -> None:
        schema = tantivy.SchemaBuilder().add_integer_field("at", stored=True, fast=True)
        for field in ("text", "words"):
            schema.add_text_field(field, stored=True, tokenizer_name="whitespace")
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(128_000_000, 1)
        for at, (stems, words) in enumerate(paragraphs):
            writer.add_document(tantivy.Document(at=at, text=stems, words=words))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def page(self, query: str) -> list[tuple[int, str]]:
        parsed, field = self._parsed(query), "words" if "words:" in query else "text"
        snippets = tantivy.SnippetGenerator.create(self._searcher, parsed, self._schema, field)
        documents = (self._searcher.doc(address) for _, address in self._searcher.search(parsed, 10).hits)
        return [(each["at"][0], snippets.snippet_from_doc(each).to_html()) for each in documents]

    def all(self, query: str) -> set[int]:
        found = self._searcher.search(self._parsed(query), max(1, self._searcher.num_docs))
        return set(self._searcher.fast_field_values("at", [address for _, address in found.hits]))

    def expressed(self, tree: Node) -> str | None:
        match tree:
            case Term(text, "text" | "words" as field):
                return f'{field}:"{text}"'
            case Prefix(text, field) | Wildcard(text, field) if re.fullmatch(r"[a-z*?]+", text):
                pattern = text + "*" * isinstance(tree, Prefix)
                return f"{field}:/{pattern.replace('*', '.*').replace('?', '.')}/"
            case Fuzzy(text, edits, field):
                return f"{field}:{text}~{edits}"
            case Phrase(parts, "text" | "words" as field) if all(isinstance(part, Term) for part in parts):
                return f'{field}:"{" ".join(part.text for part in parts if isinstance(part, Term))}"'
            case Near(Term(a, field), Term(b), int(reach), False) if a != b:
                return f'{field}:"{a} {b}"~{reach - 1} OR {field}:"{b} {a}"~{reach - 1}'
            case Loose((Term() as a, Term() as b), others, _):
                return self.expressed(Near(a, b, others + 1))
            case And(parts) | Or(parts):
                several = [self.expressed(part) for part in parts if not isinstance(part, Optional)]
                joined = (" AND " if isinstance(tree, And) else " OR ").join(f"({part})" for part in several)
                return joined if all(several) and not re.search(r":/|~\d", joined.replace('"~', '"')) else None
            case Boost(part):
                return self.expressed(part)
            case _:
                return None

    def _parsed(self, query: str) -> tantivy.Query:
        if pattern := re.fullmatch(r"(\w+):/(.*)/", query):
            return tantivy.Query.regex_query(self._schema, pattern[1], pattern[2])
        if fuzzy := re.fullmatch(r"(\w+):([^\"]*)~(\d)", query):
            return tantivy.Query.fuzzy_term_query(self._schema, fuzzy[1], fuzzy[2], int(fuzzy[3]))
        return self._index.parse_query(query, ["text"])
