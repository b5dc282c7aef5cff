"""Where DynamoDB does not keep up: pauses that grow and end, then Busy, which every function answers as 503."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from lahetti.core.errors import Busy
from lahetti.dynamodb import transactions
from lahetti.dynamodb.batches import HalfWritten, batch_get, batch_put
from lahetti.dynamodb.connection import StoreError
from lahetti.dynamodb.transactions import Put
from lahetti.mail.digests import items as digests_items
from lahetti.mail.digests.model import DigestState
from lahetti.records.items import FanOutItem, find_fan_out
from tests.memory_dynamodb.client import MemoryDynamoDb

BEYOND_ALL_TRIES = 10_000
AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def waits(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, each time as long as chance may have it."""
    waited: list[float] = []
    monkeypatch.setattr(transactions.time, "sleep", waited.append)
    monkeypatch.setattr(transactions.random, "uniform", lambda _, most: most)
    return waited


def item(number: int) -> FanOutItem:
    return FanOutItem(f"FANOUT#{number}", "FANOUT", key=f"{number}", what="x", cause="y", at=AT, expires=1)


def read(numbers: range) -> list[FanOutItem]:
    return batch_get(FanOutItem, [(f"FANOUT#{number}", "FANOUT") for number in numbers])


def put(numbers: range) -> None:
    batch_put([item(number) for number in numbers])


def refusal(code: str, status: int, *reasons: str) -> ClientError:
    """Return an error as botocore raises it."""
    response: dict[str, Any] = {
        "Error": {"Code": code, "Message": "Too much."},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}},
    }
    if reasons:
        response["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(response, "Operation")  # type: ignore[arg-type]


def test_what_is_left_over_is_asked_for_again_after_a_pause(database: MemoryDynamoDb, waits: list[float]) -> None:
    database.left_over = 7
    put(range(30))
    database.left_over = 130

    found = read(range(150))

    assert {row.key for row in found} == {f"{number}" for number in range(30)}
    assert waits == [0.1, 0.2, 0.1]  # seven of the first 25; all of the first 100, then some


@pytest.mark.parametrize("ask", [read, put])
def test_a_batch_that_brings_nothing_is_given_up_after_five_growing_pauses(
    ask: Callable[[range], object], database: MemoryDynamoDb, waits: list[float]
) -> None:
    database.left_over = BEYOND_ALL_TRIES

    with pytest.raises(Busy) as busy:
        ask(range(5))

    assert busy.value.retry_after == 1
    assert waits == [0.2, 0.4, 0.8, 1.6, 3.2]
    assert len(database.calls) == 6


WORKS: dict[str, Callable[[], object]] = {
    "a read": lambda: find_fan_out("1"),
    "a write": lambda: item(1).save(),
    "a transaction": lambda: transactions.transact(Put(item(1)), Put(item(2))),
    "a batch": lambda: read(range(3)),
}
OVERLOADED = {
    "throttled": refusal("ThrottlingException", 400),
    "over the partition's limit": refusal("ProvisionedThroughputExceededException", 400),
    "failing": refusal("InternalServerError", 500),
    "not there": refusal("ServiceUnavailable", 503),
    "silent": ReadTimeoutError(endpoint_url="https://dynamodb"),
    "out of reach": ConnectTimeoutError(endpoint_url="https://dynamodb"),
    "without an address": EndpointConnectionError(endpoint_url="https://dynamodb"),
}


def failing(database: MemoryDynamoDb, trouble: Exception) -> None:
    def before(*_: object) -> None:
        raise trouble

    database.before = before


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("trouble", OVERLOADED)
def test_a_database_that_does_not_keep_up_is_busy(work: str, trouble: str, database: MemoryDynamoDb) -> None:
    failing(database, OVERLOADED[trouble])

    with pytest.raises(Busy) as busy:
        WORKS[work]()

    assert (busy.value.status, busy.value.retry_after, busy.value.reason) == (503, 1, "overloaded")


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_was_cancelled_for_its_load_is_busy(reason: str, database: MemoryDynamoDb) -> None:
    failing(database, refusal("TransactionCanceledException", 400, "None", reason))

    with pytest.raises(Busy):
        WORKS["a transaction"]()


@pytest.mark.parametrize("work", WORKS)
def test_a_wrong_request_is_a_bug_of_ours_and_not_for_trying_again(work: str, database: MemoryDynamoDb) -> None:
    failing(database, refusal("ValidationException", 400))

    with pytest.raises(StoreError):
        WORKS[work]()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ThrottlingError", Busy),
        ("InternalServerError", Busy),
        ("RequestLimitExceeded", Busy),
        ("ValidationError", HalfWritten),
    ],
)
def test_a_statement_of_many_is_refused_for_the_load_or_for_a_bug(
    code: str, error: type[Exception], database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"Responses": [{}, {"Error": {"Code": code, "Message": "No."}}]}
    monkeypatch.setattr(database, "batch_execute_statement", lambda **_: answers)

    with pytest.raises(error):
        digests_items.save_states([DigestState("aino"), DigestState("ville")])
