"""What is a paragraph, and which role it has; real text must never become furniture."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import BODY, CAPTION, CREDIT, HEADLINE, LEDE, NOTE, PROMO, Article, Paragraph
from searchkit.readers import read
from searchkit.readers.base import Reading, Source
from searchkit.split import pieces, role_of, split

LONG = (
    "The harbour board met on Monday to hear why the crane had stood still for nine days, and left with more questions "
    "than it had brought."
)
PARAGRAPHS = [
    LONG,
    "“It was the wind,” the foreman said. Nobody at the table believed him, least of all the woman who had sold the "
    "crane and who knew what wind it could bear.",
    "A second meeting is planned for June.",
    "The board has nine members, of whom five must be present for a vote; on Monday there were four and a dog.",
]


def test_headline_is_paragraph_zero_and_text_counts_from_one() -> None:
    titled = split(Article("a", title=" A  crane\nstands ", paragraphs=(LONG, "", " \xa0", "It moved.")))
    assert [(p.ordinal, p.role, p.text) for p in titled] == [
        (0, HEADLINE, "A crane stands"),
        (1, LEDE, LONG),
        (2, BODY, "It moved."),
    ]
    assert titled[1].id == "a#1"
    assert [p.ordinal for p in split(Article("a", body=LONG))] == [1]
    assert split(Article("a")) == []


def test_the_lede_is_the_first_paragraph_that_is_no_furniture() -> None:
    body = "By Ann Roe\n\n(Adds comment.)\n\nPHOTO: A crane.\n\nIt stood.\n\nIt fell.\n\nMore: Cranes of the World"
    assert [p.role for p in split(Article("a", body=body))] == [CREDIT, NOTE, CAPTION, LEDE, BODY, PROMO]


class TestParagraphs:
    def test_a_paragraph_a_line(self) -> None:
        assert list(pieces("\n".join(PARAGRAPHS))) == PARAGRAPHS
        assert list(pieces("\r\n".join(PARAGRAPHS) + "\r\n")) == PARAGRAPHS
        assert list(pieces("One line.\nAnother line.\nA third.")) == ["One line.", "Another line.", "A third."]
        assert list(pieces("A short title\n\nOne line.\nAnother.\nA third.")) == [
            "A short title", "One line.", "Another.", "A third.",
        ]  # fmt: skip

    @pytest.mark.parametrize("width", [35, 60, 72, 80, 100])
    @pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\n\r\n", "\n\xa0\n\n"])
    def test_wrapped_lines_are_joined(self, width: int, gap: str) -> None:
        wrapped = gap.join(textwrap.fill(text, width, break_on_hyphens=False) for text in PARAGRAPHS)
        assert list(pieces(wrapped)) == PARAGRAPHS

    @pytest.mark.parametrize("width", [60, 72])
    def test_wrapped_paragraphs_without_blank_lines(self, width: int) -> None:
        indented = "\n".join(textwrap.fill(text, width, initial_indent="   ") for text in PARAGRAPHS)
        assert list(pieces(indented)) == PARAGRAPHS

    def test_one_wrapped_paragraph(self) -> None:
        assert list(pieces(textwrap.fill(LONG, 70))) == [LONG]

    def test_furniture_within_a_block_stands_alone(self) -> None:
        body = (
            textwrap.fill(PARAGRAPHS[1], 60) + "\nListen: Cranes, a podcast\n(Updates with\nthe dog.)\n\nEnd of it.\n"
        )
        listen, updates = "Listen: Cranes, a podcast", "(Updates with the dog.)"
        assert list(pieces(body)) == [PARAGRAPHS[1], listen, updates, "End of it."]

    def test_list_items_stand_alone(self) -> None:
        body = textwrap.fill(LONG, 60) + "\n- the first of the questions is when\n- the second\n\n" + LONG
        assert list(pieces(body)) == [LONG, "- the first of the questions is when", "- the second", LONG]

    def test_a_hyphen_at_the_end_of_a_line_stays(self) -> None:
        text = "The board spoke of a post-\nwar crane, of the 1990-\n2000 plan -\nso it says - and of cost.\n\nIt rose."
        assert list(pieces(text)) == [
            "The board spoke of a post-war crane, of the 1990- 2000 plan - so it says - and of cost.",
            "It rose.",
        ]

    def test_non_breaking_spaces_stay_within_and_go_at_the_ends(self) -> None:
        assert list(pieces("\xa0It cost 5\xa0000 crowns.\xa0\n\n\xa0\n\nReally.")) == [
            "It cost 5\xa0000 crowns.",
            "Really.",
        ]

    def test_given_paragraphs_are_not_split(self) -> None:
        found = split(Article("a", paragraphs=("One line\r\nand another.\n\nAnd more.", "By\xa0the sea it rained.")))
        assert [p.text for p in found] == ["One line and another. And more.", "By\xa0the sea it rained."]

    def test_a_short_line_between_wrapped_ones_ends_a_paragraph(self) -> None:
        body = textwrap.fill(PARAGRAPHS[1], 60) + "\n" + textwrap.fill(LONG, 60)
        assert list(pieces(body)) == [PARAGRAPHS[1], LONG]

    @given(st.text(st.sampled_from("aB .-\n\r\xa0\u2028:("), max_size=80))
    def test_no_character_is_lost(self, body: str) -> None:
        texts = list(pieces(body))
        assert "".join("".join(texts).split()) == "".join(body.split())
        assert not any("\n" in text or text != text.strip() for text in texts)

    @pytest.mark.parametrize(
        "piece", ["a ", "a\n", "\n", "- a\n", "Read more ", "by A ", "(adds ", "-", "a-\n", "By Aa, "]
    )
    def test_a_text_of_a_megabyte_loses_nothing(self, piece: str) -> None:
        body = piece * (1_000_000 // len(piece))
        texts = [paragraph.text for paragraph in split(Article("a", body=body))]
        assert "".join("".join(texts).split()) == "".join(body.split())


ROLES = {
    PROMO: [
        "Listen: A Crane Without Limits: Harbour Podcast",
        "LISTEN: a crane",
        "More: China’s Cranes Are Piling Up",
        "Read more: Who pays for it",
        "Read More: What the Minister Said",
        "READ MORE",
        "Read more »",
        "Read more about the crane and its driver",
        "Read more on the harbour here.",
        "Read more Cranes Are Piling Up in the North",
        "Watch: the crane falls",
        "Related: Ten cranes",
        "Related stories: Ten cranes",
        "See also: The cost of wind",
        "ALSO READ: The cost of wind",
        "Subscribe to our newsletter for more.",
        "Click here for the timetable",
        "Sign up for our morning letter.",
        "Don’t miss: The cost of wind",
        "More from the Harbour Post",
        "Advertisement",
        "Follow us on social media",
    ],
    CREDIT: [
        "--With assistance from Ann Roe.",
        "— With assistance by Ann Roe and Bo Lee",
        "With assistance from Ann Roe and Bo Lee.",
        "Reporting by Ann Roe in Oslo; Editing by Bo Lee",
        "(Reporting by Ann Roe; Additional reporting by Bo de la Cruz; Editing by Cy O’Hara and D. May)",
        "(Writing by Ann Roe)",
        "Additional reporting by Ann Roe",
        "By Ann Roe",
        "By ANN ROE and Bo van der Lee",
        "By Ann Roe, Harbour Post",
        "Photographs by Ann Roe",
    ],
    NOTE: [
        "(Updates with details of the meeting.)",
        "(Adds comment (from the board) in second paragraph)",
        "(Corrects name of the crane’s maker in headline.)",
        "(This story has been corrected to fix a name)",
        "Correction: An earlier version misnamed the crane.",
        "CORRECTIONS: The crane is yellow.",
        "This story has been updated.",
        "This article has been corrected to say that the crane is yellow.",
        "This article was originally published in May.",
        "An earlier version of this story misnamed the crane.",
        "Editor’s note: The crane is ours.",
        "EDITOR'S NOTE - The crane is ours.",
        "Editors' note: The crane is ours.",
        "Clarification: The crane is yellow, mostly.",
        "Last updated: 22 Nov 2023, 10:00",
    ],
    CAPTION: [
        "PHOTO: A crane at dusk.",
        "FILE PHOTO: A crane at dusk. Harbour Post/Ann Roe",
        "Image: A crane",
        "Caption: A crane.",
        "FILE - A crane stands in Oslo, Nov. 22, 2023.",
    ],
    BODY: [
        "More than 200 people came to see the crane.",
        "More: that is what the town wants, he said.",
        "More cranes will follow.",
        "Listen, he said, there is no crane.",
        "Listen: “There is no crane,” he said.",
        "Listening is not what cranes are for.",
        "Read more books, the minister told the pupils.",
        "“Read more,” the minister told the pupils.",
        "Watch out for the crane, she said.",
        "Watch: it will fall, the foreman said.",
        "Related companies will carry the cost of the crane.",
        "See also the sea, goes the saying.",
        "Subscribe or leave, he told the members.",
        "Sign up for the army, said the poster.",
        "Subscribers paid for the crane.",
        "By Tuesday",
        "By Tuesday, the crane had fallen.",
        "By Ann Roe’s account the crane had fallen.",
        "By the time they came, Ann Roe had left.",
        "By Monday Ann Roe had gone.",
        "Written by a crane driver in 1920, the song is known all over the coast.",
        "Reporting by the newspaper showed that the crane was never tested.",
        "Reporting by Ann Roe showed that the crane was never tested.",
        "With assistance from the state, the town bought a crane.",
        "Edited by machines, the paper has lost its charm.",
        "- By midnight the crane had fallen, the foreman said.",
        "(Adding a crane costs more.)",
        "(This article is about cranes.)",
        "(The crane is yellow.)",
        "Correction officers found the crane.",
        "Corrections are made by the foreman.",
        "Editor’s notebooks were found.",
        "This story has been told a hundred times.",
        "This report was read by nobody.",
        "An earlier version of the crane fell in 1990.",
        "Updated cranes are safer.",
        "Photos showed the crane on its side.",
        "Image matters: a crane must shine.",
        "File a complaint, the foreman said.",
        "The Advertisement said nothing.",
        "NOTE: Profit is after tax.",
        "Click, and the crane moved.",
        "Go to the window: there it stands.",
        "",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("role", "text"), [(role, text) for role, texts in ROLES.items() for text in texts])
def test_roles(role: str, text: str) -> None:
    assert role_of(text) == role


@pytest.mark.parametrize(
    "start", ["More: ", "Listen: ", "(Updates with ", "By Ann Roe ", "PHOTO: ", "--With assistance from "]
)
def test_what_is_long_is_body(start: str) -> None:
    assert role_of(start + "many words " * 100) == BODY


@pytest.fixture
def seed(data: Callable[[str], Path]) -> list[Paragraph]:
    (article,) = read(Source(data("seed-article.txt"), "seed"), Reading())
    assert isinstance(article, Article)
    return split(article)


def test_a_news_agency_article_as_it_comes(seed: list[Paragraph]) -> None:
    roles = [paragraph.role for paragraph in seed]
    assert {role: roles.count(role) for role in roles} == {LEDE: 1, BODY: 9, PROMO: 2, CREDIT: 1, NOTE: 1}
    assert [paragraph.ordinal for paragraph in seed] == list(range(1, 15))
    assert (roles[0], roles[6], roles[11:]) == (LEDE, PROMO, [PROMO, CREDIT, NOTE])
