"""Markdown's marks taken out of a text, lightly; support for the text reader, no reader and no full parser.

Links and emphasis become their text, headings, list items, footnotes, rows of tables and quotations paragraphs, an
image alone on its line "Image: " and its description (which makes it a caption), rules, comments, link targets and
code fences vanish.
"""

from __future__ import annotations

import re

_TITLE = re.compile(r"\s*#[ \t]+(.*[^ \t#\n])[ \t#]*(?:\n|$)|\s*(\S.*)\n=+[ \t]*(?:\n|$)")

# Of HTML, which is let through: what is no tag of it may be text.
_TAG = (
    r"(?:a|abbr|aside|b|blockquote|br|center|cite|code|details|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|kbd"
    r"|li|mark|ol|p|q|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video)\b"
)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.+)$|^[ \t]*(\S.*)\n(?:=+|-{2,})[ \t]*$", re.MULTILINE)

# Applied in this order; no expression looks for its end beyond the next line, so that odd input stays cheap.
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"<!--[^>]{0,2000}-->", ""),  # a comment
        (rf"^[ \t]*(?:</?{_TAG}[^<>\n]*>[ \t]*)+$", ""),  # a line of HTML tags
        (rf"</?{_TAG}[^<>\n]*>", ""),  # a tag within text
        (
            r"^[ \t]*(?:\|[ \t]*)?(?::?-{3,}:?[ \t]*\|[ \t]*)+(?::?-{3,}:?[ \t]*)?$",
            "",
        ),  # what underlines a table's head
        (r"^[ \t]*\|(.*)\|[ \t]*$", r"\n\1\n"),  # a row of a table
        (r"^[ \t]*\[\^[^\[\]\n]+\]:[ \t]*", "\n"),  # a footnote
        (r"(?<=\S)\[\^[^\[\]\n]+\]", ""),  # where one is referred to
        (r"^[ \t]*(?:```|~~~).*$", ""),  # a fence of code
        (r"^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$", ""),  # a rule
        (r"^(?:=+|-{2,})[ \t]*$", ""),  # what underlines a heading
        (r"^[ \t]*\[[^\[\]\n]+\]:[ \t]*\S.*$", ""),  # [name]: where a link leads
        (r"^(?:>[ \t]?)+", ""),  # a quotation
        (r"^[ \t]*#{1,6}[ \t]+((?:.*[^ \t#\n])?)[ \t#]*$", r"\n\1\n"),  # a heading
        (r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+(?=\S)", "\n"),  # a list item
        (r"^[ \t]*!\[([^\[\]\n]+)\]\([^()\n]*\)[ \t]*$", r"\nImage: \1\n"),  # an image alone
        (r"!\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])", r"\1"),  # an image within text
        (r"\[([^\[\]\n]+)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])", r"\1"),  # a link
        (r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1"),
        (r"\*\*([^*\n]+(?:\n[^*\n]+)?)\*\*", r"\1"),
        (r"(?<!\w)__([^_\n]+)__(?!\w)", r"\1"),
        (r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])", r"\1"),
        (r"(?<!\w)_([^\s_](?:[^_\n]*[^\s_])?)_(?!\w)", r"\1"),
        (r"~~([^~\n]+(?:\n[^~\n]+)?)~~", r"\1"),
        (r"`([^`\n]+)`", r"\1"),
        (r"\\([\\`*_{}\[\]()#+\-.!~>|])", r"\1"),  # an escaped mark
    )
)


def headed(text: str) -> tuple[str, str]:
    """Take the title off a text: a first heading, `# so` or underlined by equals signs."""
    found = _TITLE.match(text)
    return (plain(found[1] or found[2]).strip(), text[found.end() :]) if found else ("", text)


def headings(text: str) -> tuple[str, ...]:
    """Give the headings within a text, as paragraphs have them."""
    found = (" ".join(plain((each[1] or each[2]).rstrip(" \t#")).split()) for each in _HEADING.finditer(text))
    return tuple(dict.fromkeys(filter(None, found)))


def plain(text: str) -> str:
    """Return a text without Markdown's marks."""
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return text
