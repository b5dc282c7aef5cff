"""Rules of rewards: offers, supply, lines of a file, winners."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lahetti.core.errors import Invalid
from lahetti.rewards.model import Offer, OutOfStock, Supply, Way
from lahetti.rewards.rules import checked_codes, checked_offer, code_lines, without_people_missing
from tests.names import named

TICKETS = Offer(Way.TOP, named("Leffalippu"), 1250, 3, race="Q2026-4")
CUP = Offer(Way.CLAIM, named("Muki"), 800, 10, cost=50, per_person=2, vouchers=False, collect="Aulasta.")


@pytest.mark.parametrize("offer", [TICKETS, CUP, replace(TICKETS, way=Way.DRAW), replace(TICKETS, race="W2026-01")])
def test_a_whole_offer_is_taken(offer: Offer) -> None:
    assert checked_offer(offer) == offer


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (replace(TICKETS, name=named(" ")), "name_texts"),
        (replace(TICKETS, name=named("Lippu", "x" * 61)), "name_texts.sv"),
        (replace(TICKETS, value_cents=-1), "value_cents"),
        (replace(TICKETS, stock=0), "stock"),
        (replace(TICKETS, race=None), "race"),
        (replace(TICKETS, race="ALL"), "race"),
        (replace(TICKETS, race="W2026-60"), "race"),
        (replace(TICKETS, cost=5), "cost"),
        (replace(TICKETS, per_person=2), "per_person"),
        (replace(CUP, cost=0), "cost"),
        (replace(CUP, race="Q2026-4"), "race"),
        (replace(CUP, per_person=0), "per_person"),
        (replace(CUP, collect=""), "collect"),
        (replace(CUP, collect="x" * 201), "collect"),
    ],
)
def test_an_offer_that_cannot_be_kept_is_refused_by_its_field(offer: Offer, field: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_offer(offer)

    assert error.value.field == field


@pytest.mark.parametrize(
    ("text", "codes", "problems"),
    [
        ("A\nB", [(1, "A"), (2, "B")], []),
        ("\ufeffA\r\nB\r\n\r\n", [(1, "A"), (2, "B")], []),
        ("  A \t\n\nB", [(1, "A"), (3, "B")], [(2, "empty")]),
        ("A\nA\nB\nA", [(1, "A"), (3, "B")], [(2, "the same as line 1"), (4, "the same as line 1")]),
        ("A B\nC", [(2, "C")], [(1, "a space within the code")]),
        ("A\u00a0B\nC", [(2, "C")], [(1, "a space within the code")]),
        ("A\x00B\nC", [(2, "C")], [(1, "a character that cannot be printed")]),
        ("x" * 101, [], [(1, "longer than 100 characters")]),
        ("1,23457E+15\n1.5E+20\nE+15", [(3, "E+15")], [(n, "a number that a spreadsheet has rounded") for n in (1, 2)]),
    ],
)
def test_every_line_is_a_code_or_has_its_problem(
    text: str, codes: list[tuple[int, str]], problems: list[tuple[int, str]]
) -> None:
    found, wrong = checked_codes(code_lines(text))

    assert found == codes
    assert [(found.line, found.problem) for found in wrong] == problems


@pytest.mark.parametrize(("lines", "value"), [(0, 0), (1001, 1001)])
def test_a_file_has_1_to_1000_lines(lines: int, value: int) -> None:
    assert len(checked_codes(code_lines("\n".join(map(str, range(1000)))))[0]) == 1000
    with pytest.raises(Invalid) as error:
        checked_codes(code_lines("\n".join(map(str, range(lines)))))

    assert (error.value.value, error.value.limit) == (value, 1000)


@given(st.text())
def test_whatever_a_file_holds_no_line_is_lost(text: str) -> None:
    try:
        codes, problems = checked_codes(code_lines(text))
    except Invalid:
        return

    lines = [line for line, _ in codes] + [problem.line for problem in problems]
    assert sorted(lines) == list(range(1, len(lines) + 1))
    assert len({code for _, code in codes}) == len(codes)


def test_a_supply_ends_with_its_stock_or_with_its_codes() -> None:
    assert Supply(stock=3, uploaded=None).left == 3
    assert Supply(stock=3, uploaded=2).left == 2
    assert Supply(stock=3, uploaded=2).lacks_codes
    assert Supply(stock=3, uploaded=9, given=3, free=(2,)).left == 1
    assert not Supply(stock=3, uploaded=9).lacks_codes
    with pytest.raises(OutOfStock):
        Supply(stock=3, uploaded=2, given=2).take()


class Giving(RuleBasedStateMachine):
    """Numbers are taken, come back, and codes are uploaded, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.supply = Supply(stock=6, uploaded=0)
        self.out: list[int] = []

    @rule(more=st.integers(1, 4))
    def upload(self, more: int) -> None:
        self.supply = replace(self.supply, uploaded=(self.supply.uploaded or 0) + more)

    @precondition(lambda self: self.supply.left > 0)
    @rule()
    def take(self) -> None:
        self.supply, number = self.supply.take()
        self.out.append(number)

    @precondition(lambda self: self.supply.left <= 0)
    @rule()
    def take_nothing(self) -> None:
        with pytest.raises(OutOfStock):
            self.supply.take()

    @precondition(lambda self: self.out)
    @rule(which=st.integers(0, 99))
    def put_back(self, which: int) -> None:
        number = self.out.pop(which % len(self.out))
        self.supply = self.supply.put_back(number)

    @invariant()
    def numbers_out_are_different_and_have_codes(self) -> None:
        uploaded = self.supply.uploaded or 0
        assert len(set(self.out)) == len(self.out)
        assert all(1 <= number <= uploaded for number in self.out)
        assert self.supply.left == min(6, uploaded) - len(self.out)


TestGiving = Giving.TestCase


@given(
    st.lists(st.text("abc", min_size=1, max_size=3), unique=True),
    st.sets(st.text("abc", max_size=3)),
    st.integers(1, 5),
)
def test_winners_are_the_first_who_are_still_there(order: list[str], gone: set[str], most: int) -> None:
    holders = {ticket: f"person of {ticket}" for ticket in order if ticket not in gone}

    winners = without_people_missing(order, holders, most)

    assert [ticket for _, ticket, _ in winners] == [ticket for ticket in order if ticket not in gone][:most]
    assert all(order[number - 1] == ticket and holders[ticket] == person for number, ticket, person in winners)
