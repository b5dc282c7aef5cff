import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.people.guidelines.comparing import Piece, PieceKind, Rule, compared, laid_out
from lahetti.people.guidelines.rules import LONGEST

SAME, REMOVED, ADDED = PieceKind.SAME, PieceKind.REMOVED, PieceKind.ADDED
TEXTS = st.text(alphabet="ab \nä", max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Jaa.", "Jaa.", [(SAME, "Jaa.")]),
        ("", "Jaa.", [(ADDED, "Jaa.")]),
        ("Jaa.", "", [(REMOVED, "Jaa.")]),
        (
            "Jaa vain julkista. Kysy aina.",
            "Jaa vain omaasi. Kysy aina.",
            [(SAME, "Jaa vain "), (REMOVED, "julkista."), (ADDED, "omaasi."), (SAME, " Kysy aina.")],
        ),
        ("1. Yksi.\n2. Kaksi.\n", "1. Yksi.\n", [(SAME, "1. Yksi.\n"), (REMOVED, "2. Kaksi.\n")]),
        ("a\nb", "a\nuusi\nb", [(SAME, "a\n"), (ADDED, "uusi\n"), (SAME, "b")]),
    ],
)
def test_a_difference_is_told_by_lines_and_words(before: str, after: str, pieces: list[tuple[PieceKind, str]]) -> None:
    assert compared(before, after) == [Piece(*piece) for piece in pieces]


@given(TEXTS, TEXTS)
def test_both_texts_are_read_back_from_their_difference(before: str, after: str) -> None:
    pieces = compared(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind is not ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not REMOVED) == after


@pytest.mark.parametrize("unit", ["a ", "ab\n", "sana tai toinen, ", "x", "a b\n\n"])
def test_the_longest_texts_are_compared_in_no_time(unit: str) -> None:
    before = (unit * LONGEST)[:LONGEST]
    after = f"uusi {before[: LONGEST // 2]} muuttui {before[LONGEST // 2 :]}"[:LONGEST]
    begins = time.process_time()

    compared(before, after)
    compared(before, "".join(reversed(after)))

    assert time.process_time() - begins < 4


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "1. Ole rehellinen. Kerro kuka olet.\n\n 2. Kysy! ",
            [Rule("1", "Ole rehellinen.", "Kerro kuka olet."), Rule("2", "Kysy!", "")],
        ),
        ("Johdanto\n1. Ole rehellinen.", []),
        ("1. Ilman pistettä", []),
        ("", []),
    ],
)
def test_numbered_lines_are_rules_as_the_client_draws_them(text: str, rules: list[Rule]) -> None:
    lines, found = laid_out(text)

    assert found == rules
    assert lines == [line.strip() for line in text.splitlines() if line.strip()]
