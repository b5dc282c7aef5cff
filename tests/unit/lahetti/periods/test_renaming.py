from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.periods import challenges, renaming
from lahetti.periods import items as periods_items
from lahetti.periods.model import Plan
from lahetti.security import encryption
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
PLAN = Plan(named("Joulukisa"), date(2026, 12, 1), date(2026, 12, 14))
OTHER = named("Talvikisa", "Vintertävling")


@pytest.fixture
def challenge(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(encryption, "encrypt", lambda *_, **__: b"sealed")
    challenges.forget_lists()
    yield challenges.create(PLAN, "admin", NOW, HELSINKI).race
    challenges.forget_lists()


def test_a_challenge_keeps_its_id_and_its_promise_under_another_name(challenge: str, database: MemoryDynamoDb) -> None:
    before = periods_items.find_head(challenge, consistent=True)
    database.written.clear()

    for _ in range(2):
        assert renaming.rename(challenge, OTHER, "admin", NOW).plan.name == OTHER

    after = periods_items.find_head(challenge, consistent=True)
    assert before is not None
    assert after is not None
    assert (after.seed_hash, after.first, after.state) == (before.seed_hash, before.first, before.state)
    assert challenges.names([challenge]) == {challenge: OTHER}
    assert len(database.written) == 1
    assert any(item.get("what") == {"S": "challenge renamed"} for item in database.written[0])


def test_the_former_name_is_not_taken_for_it_again(challenge: str) -> None:
    renaming.rename(challenge, OTHER, "admin", NOW)

    with pytest.raises(Conflict) as taken:
        challenges.create(PLAN, "admin", NOW, HELSINKI)

    assert taken.value.reason == "taken"


def test_what_happens_to_the_race_meanwhile_is_not_lost(challenge: str, database: MemoryDynamoDb) -> None:
    def counted(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            head = periods_items.find_head(challenge, consistent=True)
            assert head is not None
            periods_items.save_head(head)

    database.before = counted

    assert renaming.rename(challenge, OTHER, "admin", NOW).plan.name == OTHER
    assert challenges.find(challenge).plan.name == OTHER


def test_a_name_has_its_limits_and_standing_races_none(challenge: str) -> None:
    with pytest.raises(Invalid):
        renaming.rename(challenge, named(" "), "admin", NOW)
    with pytest.raises(Invalid):
        renaming.rename(challenge, named("x" * 81), "admin", NOW)
    for race in ("W2026-48", "ALL", "C20990101-20990102-abcdef", "x" * 900):
        with pytest.raises(NotFound):
            renaming.rename(race, OTHER, "admin", NOW)
