"""Where sentences end, and where a full stop is only an abbreviation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.sentences import sentences

# A sentence ends at each | and nowhere else.
CASES = [
    "One. |Two! |Three? |Four",
    "No final punctuation",
    "He lives in the U.S. and works. |She doesn’t.",
    "He lives in the U.S. |The rest do not.",
    "The U.S. Senate met on Monday. |It adjourned.",
    "Mr. Roe met Gen. Dr. Lee and Mrs. May. |They ate.",
    "J. K. Marlow wrote it. |A. B. Cole read it.",
    "See No. 5 on the list. |The answer was no. |He left.",
    "On Feb. 3 it snowed. |In Jan. it had not.",
    "It happened in Feb. |The snow stayed.",
    "Profit was 3.5 million on sales of 1,000.5. |Costs fell.",
    "Wait... |What? |He said... and left.",
    "It is “the best in history.” |He smiled.",
    "“Stop!” he said. |“Why?” Lee asked. |“Why not?” Ann Roe said.",
    "(He left.) |Then it rained (a lot). |[Sic.] |Done.",
    "He left (at 5 p.m.) and slept. |At 6 a.m. she rose.",
    "They met at 6 p.m. |She was late.",
    "Acme Inc. said it would. |Its rival, Bolt Corp., did not. |He works at Acme Inc. |The pay is fine.",
    "Norvane Ltd. |“Fine,” she said.",
    "1. First things first. |2. Then others.",
    "It cost 5. |Nobody paid.",
    "“It was late. |We left,” she said. |“Nobody saw us.”",
    "She has a Ph.D. in law. |He has none.",
    "Visit example.org for more. |Or do not.",
    "The vote was 9 vs. 6 in June. |It passed.",
    "Who?! |Nobody knows…  |Truly.",
    "a lone word. |ÉCOLE closed. |Ähnlich.",
    "He left. |3 others stayed. |'Odd,' she said.",
    "她走了。|他也走了。|好",
    "First line.\n|Second line.\t|Third.",
    "The company, Yes! magazine and others. |So.",
]


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str) -> None:
    text = case.replace("|", "")
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [sentence.strip() for sentence in case.split("|")]


@pytest.mark.parametrize("text", ["", " ", "\n\t\xa0"])
def test_nothing(text: str) -> None:
    assert sentences(text) == ()


@given(st.text(st.sampled_from('aA1 .!?…\n\xa0"”’“()。U.S'), max_size=60))
def test_offsets_cover_the_text_but_for_white_space(text: str) -> None:
    found = sentences(text)
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert list(found) == sorted(found)
    for start, end in found:
        assert start < end
        assert text[start:end] == text[start:end].strip()


@pytest.mark.parametrize(
    "piece", ["a", ".", ". ", " ", "Mr. ", "A. ", "... ", '."', '"', "”. ", "(", "x.y ", "!\n", "a. “", "ein Wort "]
)
def test_a_text_of_a_megabyte_loses_nothing(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert "".join("".join(text[start:end] for start, end in sentences(text)).split()) == "".join(text.split())
