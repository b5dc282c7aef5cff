import pytest

from lahetti.core.errors import Busy
from lahetti.dynamodb import transactions
from tests.memory_dynamodb.client import MemoryDynamoDb


def test_a_lost_version_is_tried_again_five_times_and_only_the_first_read_may_be_old(database: MemoryDynamoDb) -> None:
    reads: list[bool] = []

    def attempt(consistent: bool) -> int | None:
        reads.append(consistent)
        return None

    with pytest.raises(Busy) as error:
        transactions.retry_on_conflict(attempt)

    assert reads == [False, True, True, True, True, True]
    assert error.value.retry_after == 1


def test_between_attempts_waits_grow_and_after_the_last_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(transactions.time, "sleep", waits.append)
    monkeypatch.setattr(transactions.random, "uniform", lambda _, most: most)

    with pytest.raises(Busy):
        transactions.retry_on_conflict(lambda _: None)

    assert waits == [0.1, 0.2, 0.4, 0.8]


def test_nothing_is_a_result_too() -> None:
    assert transactions.retry_on_conflict(lambda _: 0) == 0
