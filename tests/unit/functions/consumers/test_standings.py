from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from consumers import standings
from lahetti.core import clock
from lahetti.core.errors import Busy
from lahetti.dynamodb.connection import StoreError
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard, Totals
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import items as races_items
from tests.events import Context
from tests.memory_dynamodb.client import MemoryDynamoDb, refusal


def record(version: int, points: int, person: str = "aino") -> dict[str, Any]:
    """A record of the stream as it comes: the new image of a score card in DynamoDB's own form."""
    totals = Totals(races=dict.fromkeys(("ALL", "W2026-48"), RaceScore(points, 1, 0, 5)))
    card = people_items.put_card(ScoreCard(person, "Aino", totals=totals, version=version)).item
    return {"eventName": "MODIFY", "dynamodb": {"NewImage": card.serialize()}}


def rows(database: MemoryDynamoDb) -> dict[tuple[str, str], tuple[int, int]]:
    """Return {(race, person): (version, points)} of all rows."""
    places = [(pk.removeprefix("RACE#"), person) for pk, person in database.traffic.states]
    found = {place: races_items.find_standing(*place, consistent=True) for place in places}
    return {place: (row.version, row.points) for place, row in found.items() if row is not None}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


def test_the_newest_image_of_a_batch_stands_in_each_race(database: MemoryDynamoDb) -> None:
    answer = standings.lambda_handler({"Records": [record(4, 9), record(3, 4), record(4, 9)]}, Context())

    assert answer == {"batchItemFailures": []}
    assert rows(database) == {("ALL", "aino"): (4, 9), ("W2026-48", "aino"): (4, 9)}


def test_a_batch_that_comes_again_or_late_changes_nothing(database: MemoryDynamoDb) -> None:
    standings.lambda_handler({"Records": [record(4, 9)]}, Context())

    standings.lambda_handler({"Records": [record(3, 4), record(4, 9)]}, Context())

    assert set(rows(database).values()) == {(4, 9)}


def test_with_a_card_that_was_removed_its_rows_go_even_where_an_image_came_late(database: MemoryDynamoDb) -> None:
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {"pk": {"S": "PERSON#aino"}}}}

    standings.lambda_handler({"Records": [record(4, 9), record(4, 9, "berit"), removed]}, Context())

    assert {person for _, person in rows(database)} == {"berit"}


@pytest.mark.parametrize(("state", "taken"), [("open", True), ("closing", False), ("closed", False), (None, True)])
def test_a_race_that_is_over_takes_rows_until_it_closes(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch, state: str | None, taken: bool
) -> None:
    if state is not None:
        days = date(2026, 11, 23), date(2026, 11, 29)
        head = RaceHead("W2026-48", *days, datetime(2026, 11, 1, tzinfo=UTC), "", b"", b"", RaceState(state))
        transact(periods_items.put_head(head))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    standings.lambda_handler({"Records": [record(4, 9)]}, Context())

    assert (("W2026-48", "aino") in rows(database)) is taken
    assert ("ALL", "aino") in rows(database)


@pytest.mark.parametrize(("code", "raised"), [("ThrottlingException", Busy), ("ValidationException", StoreError)])
def test_all_that_can_be_written_is_written_before_a_failure_is_raised(
    code: str, raised: type[Exception], database: MemoryDynamoDb
) -> None:
    def refuse(operation: str, parameters: Mapping[str, Any]) -> None:
        if parameters.get("Key", {}).get("pk") == {"S": "RACE#ALL"}:
            raise refusal(operation, code)

    database.before = refuse

    with pytest.raises(raised):
        standings.lambda_handler({"Records": [record(4, 9), record(2, 3, "berit")]}, Context())

    database.before = lambda *_: None
    assert rows(database) == {("W2026-48", "aino"): (4, 9), ("W2026-48", "berit"): (2, 3)}


def test_the_image_of_a_card_is_read_as_it_was_written() -> None:
    image = record(7, 12)["dynamodb"]["NewImage"]

    card = people_items.card_of_image(image)

    assert (card.person, card.version, card.totals.races["ALL"].points) == ("aino", 7, 12)
