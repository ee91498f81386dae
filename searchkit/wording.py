"""The fingerprint of an article's words: what is kept of a text that was erased; not that of all it is (`catalog`)."""

from __future__ import annotations

import hashlib

from searchkit.model import Article

SIZE = 16


def wording(article: Article) -> bytes | None:
    """Give the fingerprint of title and text, however spaced; None without a text: many articles may have a title."""
    body = " ".join((article.body, *article.paragraphs)).split()
    text = " ".join((*article.title.split(), "\n", *body)).encode()
    return hashlib.blake2b(text, digest_size=SIZE).digest() if body else None
