"""Markdown's marks taken out of a text, lightly; support for the text reader, no reader and no full parser.

Links and emphasis become their text, headings, list items and quotations paragraphs, an image alone on its line
"Image: " and its description (which makes it a caption), rules, comments, link targets and code fences vanish.
"""

from __future__ import annotations

import re

_TITLE = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)|\s*(\S.*)\n=+[ \t]*(?:\n|$)")

# Applied in this order; no expression looks for its end beyond the line, so that odd input stays cheap.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"<!--[^>]{0,2000}-->", ""),  # a comment
        (r"^[ \t]*(?:```|~~~).*$", ""),  # a fence of code
        (r"^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$", ""),  # a rule
        (r"^(?:=+|-{2,})[ \t]*$", ""),  # what underlines a heading
        (r"^[ \t]*\[[^\[\]\n]+\]:[ \t]*\S.*$", ""),  # [name]: where a link leads
        (r"^(?:>[ \t]?)+", ""),  # a quotation
        (r"^[ \t]*#{1,6}[ \t]+(.*?)[ \t#]*$", r"\n\1\n"),  # a heading
        (r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+(?=\S)", "\n"),  # a list item
        (r"^[ \t]*!\[([^\[\]\n]+)\]\([^()\n]*\)[ \t]*$", r"\nImage: \1\n"),  # an image alone
        (r"!\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])", r"\1"),  # an image within text
        (r"\[([^\[\]\n]+)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])", r"\1"),  # a link
        (r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1"),
        (r"\*\*([^*\n]+)\*\*", r"\1"),
        (r"(?<!\w)__([^_\n]+)__(?!\w)", r"\1"),
        (r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])", r"\1"),
        (r"(?<!\w)_([^\s_](?:[^_\n]*[^\s_])?)_(?!\w)", r"\1"),
        (r"~~([^~\n]+)~~", r"\1"),
        (r"`([^`\n]+)`", r"\1"),
        (r"\\([\\`*_{}\[\]()#+\-.!~>|])", r"\1"),  # an escaped mark
    )
)


def headed(text: str) -> tuple[str, str]:
    """Take the title off a text: a first heading, `# so` or underlined by equals signs."""
    found = _TITLE.match(text)
    return (plain(found[1] or found[2]).strip(), text[found.end() :]) if found else ("", text)


def plain(text: str) -> str:
    """Return a text without Markdown's marks."""
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return text
