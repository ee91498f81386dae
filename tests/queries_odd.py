"""Odd queries to try the language with: random ones, those of the case table with random changes, and extreme ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

PIECES = (
    *"()[]{}\"'“”‘’«»„`´-+−=~^*?/\\|:;.,<>&%#@!$_ \t\n\r\0\x1b\x7f\x85\xa0\u2028\u3000\ufeff",
    *"\u200b\u200d\u202e\u2066\u2069",
    *"aZ9éßЖ北あ한ع‮🚢👩‍👩‍👧\U0001f1f3\U000e0001\ud800\udfff\uffff\U0010ffff\u0301",
    *" AND | OR | NOT | w/3 | NEAR/2 | pre/s | w/p | w/s | w/0 |ARTICLE(|atleast2(|title:|person:(|published:|ordinal:"
    "|headline:|role:|has:|last week|2024-03|..|>=|<|now-7d|~2|^2.5|/lim.*/|/(a+)+/|/[/|lim*|*ship|l?mit|limot~|=US"
    '|"no limits"~3|\\OR|limit|US|AT&T|O’Neill|the|://|url:http://x|\'tis|-|+|*|()|""'.split("|"),
)
"""Signs, characters of every class, and the parts that the language is made of."""

BYTES = bytes(range(256))


def random_queries(number: int, cases: Sequence[str], seed: int = 4) -> Iterator[str]:
    """Give so many queries: made of pieces, of random bytes, and cases of the table with some changes, in turn."""
    chance = random.Random(seed)
    for turn in range(number):
        if turn % 4 == 0:
            yield "".join(chance.choices(PIECES, k=chance.randint(1, 30)))
        elif turn % 4 == 1:
            junk = bytes(chance.choices(BYTES, k=chance.randint(1, 60)))
            yield _decoded(junk, turn)
        else:
            yield _changed(chance.choice(cases), cases, chance)


def _decoded(junk: bytes, turn: int) -> str:
    """Read bytes as text in one of some ways; in the last, surrogates may stand alone."""
    if turn % 3 == 2:
        return junk[: len(junk) // 2 * 2].decode("utf-16-le", "surrogatepass")
    return junk.decode(("latin-1", "utf-8")[turn % 3], "replace")


def _changed(query: str, cases: Sequence[str], chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(query))
        end = min(len(query), start + chance.choice((0, 0, 1, 1, 2, 5)))
        piece = chance.choice((*chance.choices(PIECES, k=3), "", chance.choice(cases), query[start:end] * 2))
        query = query[:start] + piece + query[end:]
    return query


EXTREMES = {
    "100 kB of one word": "a" * 100_000,
    "100 kB of words": "ab " * 33_000,
    "as many characters as are read": "ab " * 16_666,
    "as many words as are read": "limit " * 1_999,
    "10,000 (": "(" * 10_000,
    "10,000 ( )": "(" * 10_000 + "a" + ")" * 10_000,
    "10,000 )": ")" * 10_000,
    "10,000 ( in turn": "(a " * 10_000,
    "empty groups": "()" * 10_000,
    "10,000 -": "-" * 10_000 + "a",
    "10,000 +": "+" * 10_000 + "a",
    "10,000 NOT": "NOT " * 10_000 + "a",
    "10,000 OR": "OR " * 10_000,
    "10,000 AND": "a AND " * 10_000,
    "9,999 quotes": '"' * 9_999,
    "9,999 curly quotes": "“" * 9_999,
    "9,999 single quotes": "'" * 9_999,
    "single quotes that open": "'a " * 9_999,
    "quotes of one word": '"a" ' * 9_999,
    "10,001 backslashes": "\\" * 10_001,
    "weights": "a" + "^2" * 9_999,
    "fields in fields": "title:" * 8_000 + "a",
    "groups in fields": "title:(" * 7_000,
    "articles in articles": "ARTICLE(" * 6_000 + "a",
    "counted in counted": "atleast2(" * 5_000 + "a",
    "distances": "limit w/5 " * 1_900 + "limit",
    "distances of everything": " w/1000 ".join(["*i*", "*s", "*e*", "*t*", "/.*/"] * 15),
    "distances in groups": "(" * 79 + "limit" + " w/9 *s)" * 79,
    "sentences": " w/s ".join(["*i*"] * 70),
    "distances of distances": "(*i* w/9 *s) w/9 (*e* w/9 *t*) w/9 (*a* w/9 *o*)",
    "many distances": "(*i* w/9 *s) " * 400,
    "loose words": '"' + "limits the no us tax " * 300 + '"~1000',
    "loose words of one kind": '"' + "the " * 30 + '"~1000',
    "the counted of everything": "atleast1000(*i* w/1000 *s w/1000 *e*)",
    "wildcards": "*i* " * 1_000,
    "starts": "lim* " * 1_900,
    "a long start": "a" * 2_000 + "*",
    "a long start in a field": "article:" + "a" * 2_000 + "*",
    "many stars": "*" * 10_000,
    "stars and letters": "*a" * 2_000,
    "marks": "?" * 5_000 + "a",
    "a wildcard of everything": "*a*b*c*d*e*f*g*h*",
    "expressions": "/.*/ " * 1_000,
    "nested repeats": "/(((a+)+)+)+b/",
    "an expression that backtracks": "/" + "a?" * 400 + "a" * 400 + "/",
    "alternatives of the same": "/(a|a)*(a|a)*(a|a)*b/",
    "repeats of repeats": "/((((.{9}){9}){9}){9}){9}/",
    "a repeat of anything": "/.{1000}/",
    "classes": "/[^a]*[^b]*[^c]*[^d]*/",
    "an expression of groups": "/" + "(" * 10_000 + "/",
    "an expression of classes": "/" + "[" * 10_000 + "/",
    "fuzzy words": "limots~2 " * 1_900,
    "a long fuzzy word": "x" * 5_000 + "~2",
    "edits": "a~" + "9" * 5_000,
    "a long year": "published:" + "9" * 5_000,
    "days": "published:last " + "9" * 5_000 + " days",
    "dates": "published:" + "last " * 5_000,
    "a long number": "ordinal:" + "9" * 5_000,
    "a long weight": "a^" + "9" * 5_000,
    "a long distance": "a w/" + "9" * 5_000 + " b",
    "a long count": "atleast" + "9" * 5_000 + "(a)",
    "so many others": '"a b"~' + "9" * 5_000,
    "dots": "published:" + "." * 9_999,
    "NUL": "\0" * 10_000,
    "NUL in a word": "li\0mit \0 limit",
    "bidi marks": "\u202e\u2066limit\u2069 \u202dtax\u202c",
    "emoji": "🚢" * 5_000 + " 👩‍👩‍👧‍👦 limit",
    "accents": "e" + "\u0301" * 20_000,
    "lone surrogates": "\ud800limit \udfff",
    "controls": "".join(map(chr, range(32))) + "limit" + "".join(map(chr, range(127, 160))),
    "one * alone": "*",
    "one \" alone": '"',
    "one ( alone": "(",
    "one / alone": "/",
    "one \\ alone": "\\",
}  # fmt: skip

WIDE = {
    "loose words of a long paragraph": '"the of us no"~1000',
    "one loose word many times": '"the the the the the"~1000',
    "loose words as a side": '"the of us no"~1000 w/1 x150',
    "loose words as a side in a sentence": '"the of us no"~1000 pre/s zzz*',
    "distances of a paragraph": "the w/p of w/p us w/p no w/p tax",
    "wide distances of one word": " w/1000 ".join(["the"] * 20),
    "wide distances in wide distances": "((the w/1000 of) w/1000 (us w/1000 no)) w/1000 (tax w/1000 said)",
    "wide distances that meet nothing": "the pre/1000 of pre/1000 us pre/1000 no pre/1 sea",
    "distances of everything": " w/1000 ".join(["*i*", "*s", "*e*", "*t*", "/.*/"] * 15),
    "sentences": " w/s ".join(["*i*"] * 70),
    "distances of distances": "(*i* w/9 *s) w/9 (*e* w/9 *t*) w/9 (*a* w/9 *o*)",
    "distances in groups": "(" * 49 + "limit" + " w/9 *s)" * 49,
    "loose words": '"' + "limits the no us tax " * 300 + '"~1000',
    "loose words of one kind": '"' + "the " * 30 + '"~1000',
    "so many loose words of one kind": "atleast9(\"" + "the " * 150 + '"~1000)',
    "the counted of everything": "atleast1000(*i* w/1000 *s w/1000 *e*)",
}  # fmt: skip
"""Distances, loose words and counts that fit in very many ways in a paragraph of a thousand words."""
