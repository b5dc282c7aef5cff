"""Single codes can be seen by their ends and taken out while nobody has them; the database decides once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.records import items as records_items
from lahetti.rewards import awards, items, vouchers, withdrawing_codes
from lahetti.rewards.model import CodeState, Offer, OutOfStock, Reward, ShownCode, Supply, Way
from lahetti.rewards.rules import tail_of
from lahetti.security import encryption, secrets
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
CODES = [f"KOODI-{number:06d}" for number in range(1, 5)]
REASON = "Kauppa lopetti"


@pytest.fixture(autouse=True)
def reward(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: bytes(byte ^ 0x5A for byte in plain))
    monkeypatch.setattr(secrets, "voucher_key", lambda: b"key")
    transact(items.put_reward(Reward("r1", Offer(Way.TOP, named("Liput"), 1450, 10, race="W2026-49"), Supply(10, 0))))
    vouchers.upload_vouchers("r1", "\n".join(CODES), "maija", NOW)


def found() -> Reward:
    known = items.find_reward("r1", consistent=True)
    assert known is not None
    return known


def withdraw(number: int, reason: str = REASON) -> Reward:
    return withdrawing_codes.withdraw_code("r1", number, reason, "maija", NOW)


def give(person: str) -> None:
    awards._give("r1", "W2026-49", person, 1, NOW)


def states() -> list[CodeState]:
    return [code.state for code in withdrawing_codes.codes_of(found(), range(1, 5))]


def numbers_given() -> list[int]:
    return sorted(award.number for award in items.all_awards("r1"))


@pytest.mark.parametrize(
    ("code", "tail"),
    [("KOODI-000123", "123"), ("ABCDEFGH", "GH"), ("ABCD", "D"), ("ABC", ""), ("A", ""), ("X" * 100, "XXX")],
)
def test_of_a_code_its_last_characters_are_seen_and_never_more_than_a_quarter(code: str, tail: str) -> None:
    assert tail_of(code) == tail


def test_codes_are_listed_by_their_ends_and_no_item_holds_more_of_one(database: MemoryDynamoDb) -> None:
    give("aino")

    assert withdrawing_codes.codes_of(found(), range(1, 99)) == [
        ShownCode(1, "001", CodeState.OUT),
        *(ShownCode(number, f"00{number}", CodeState.FREE) for number in (2, 3, 4)),
    ]
    stored = repr(vars(database.programme))
    assert "001" in stored
    assert not any(code[:-3] in stored or code in stored for code in CODES)


def test_a_code_that_is_taken_out_is_given_to_nobody_and_the_stock_follows() -> None:
    withdraw(1)
    withdraw(3)
    withdraw(3, "Toinen syy")

    assert states() == [CodeState.WITHDRAWN, CodeState.FREE, CodeState.WITHDRAWN, CodeState.FREE]
    supply = found().supply
    assert (supply.codes, supply.left, supply.out, supply.lacks_codes) == (2, 2, 0, True)
    for person in ("aino", "eetu"):
        give(person)
    assert numbers_given() == [2, 4]
    assert found().supply.left == 0
    with pytest.raises(OutOfStock):
        give("siiri")
    logged = [entry for entry in records_items.audit_about(keys.reward("r1"), Span())[0] if "withdrawn" in entry.what]
    assert [entry.after for entry in logged] == [{"number": number, "reason": REASON} for number in (3, 1)]


def test_a_code_that_came_back_can_be_taken_out_and_one_that_is_given_cannot() -> None:
    give("aino")
    known = found()
    with pytest.raises(Conflict):
        withdraw(1)
    transact(items.put_reward(replace(known, supply=known.supply.put_back(1))))

    supply = withdraw(1).supply

    assert (supply.free, supply.left, supply.out) == ((), 3, 0)


@pytest.mark.parametrize("number", [0, -1, 5])
def test_a_code_that_is_not_there_is_not_taken_out(number: int) -> None:
    with pytest.raises(NotFound):
        withdraw(number)


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_taking_out_has_a_reason(reason: str) -> None:
    with pytest.raises(Invalid):
        withdraw(1, reason)
    assert found().supply.taken_out == ()


def test_so_many_codes_are_taken_out_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawing_codes, "MOST_WITHDRAWN", 1)
    withdraw(1)

    with pytest.raises(Conflict):
        withdraw(2)


@pytest.mark.parametrize("award_first", [True, False])
def test_of_an_award_and_a_withdrawal_at_the_same_moment_one_has_the_code(
    database: MemoryDynamoDb, award_first: bool
) -> None:
    def between(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            give("aino") if award_first else withdraw(1)

    database.before = between
    if award_first:
        with pytest.raises(Conflict):
            withdraw(1)
    else:
        give("aino")

    assert numbers_given() == ([1] if award_first else [2])
    assert found().supply.taken_out == (() if award_first else (1,))


def test_a_code_that_was_taken_out_does_not_come_in_again() -> None:
    withdraw(2)

    done = vouchers.upload_vouchers("r1", f"{CODES[1]}\nUUSI-0000001", "maija", NOW)

    assert (done.added, len(done.problems)) == (1, 1)
    assert found().supply.codes == 4


@given(st.lists(st.tuples(st.sampled_from(("give", "back", "out")), st.integers(1, 8)), max_size=30))
def test_what_is_left_is_what_can_be_given(steps: list[tuple[str, int]]) -> None:
    supply = Supply(6, 8)
    out: set[int] = set()
    for step, number in steps:
        if step == "give" and supply.left > 0:
            supply, taken = supply.take()
            assert taken not in out
            assert taken not in supply.taken_out
            assert taken <= 8
            out.add(taken)
        elif step == "back" and number in out:
            supply = supply.put_back(number)
            out.discard(number)
        elif step == "out" and not supply.is_out(number) and number not in supply.taken_out:
            supply = supply.without(number)
        assert supply.out == len(out)
        assert {number for number in range(1, 9) if supply.is_out(number)} == out
        assert supply.left <= 8 - len(supply.taken_out) - len(out)
