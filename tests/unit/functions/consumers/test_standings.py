from datetime import UTC, date, datetime
from typing import Any

import pytest

from consumers import standings
from lahetti.core import clock
from lahetti.core.configuration import Configuration
from lahetti.dynamodb.connection import StoreError
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard, Totals
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import items as races_items
from lahetti.races.model import Standing
from tests.events import Context


def record(version: int, points: int, person: str = "aino") -> dict[str, Any]:
    """A record of the stream as it comes: the new image of a score card in DynamoDB's own form."""
    totals = Totals(races=dict.fromkeys(("ALL", "W2026-48"), RaceScore(points, 1, 0, 5)))
    card = people_items.put_card(ScoreCard(person, "Aino", totals=totals, version=version)).item
    return {"eventName": "MODIFY", "dynamodb": {"NewImage": card.serialize()}}


class Rows:
    """Keeps the rows; those of a race in `broken` cannot be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: dict[tuple[str, str], tuple[int, int]] = {}
        self.broken: set[str] = set()
        monkeypatch.setattr(races_items, "put_standing", self.put)

    def put(self, race: str, row: Standing, **_: object) -> bool:
        if race in self.broken:
            raise StoreError("throttled")
        if self.rows.get((race, row.person), (0,))[0] >= row.version:
            return False
        self.rows[race, row.person] = (row.version, row.points)
        return True


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Rows:
    names = {**dict.fromkeys(Configuration.__dataclass_fields__, ""), "time_zone": "Europe/Helsinki"}
    monkeypatch.setattr(standings, "configuration", lambda: Configuration(**names))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))
    return Rows(monkeypatch)


def test_the_newest_image_of_a_batch_stands_in_each_race(rows: Rows) -> None:
    answer = standings.lambda_handler({"Records": [record(4, 9), record(3, 4), record(4, 9)]}, Context())

    assert answer == {"batchItemFailures": []}
    assert rows.rows == {("ALL", "aino"): (4, 9), ("W2026-48", "aino"): (4, 9)}


def test_a_batch_that_comes_again_or_late_changes_nothing(rows: Rows) -> None:
    standings.lambda_handler({"Records": [record(4, 9)]}, Context())

    standings.lambda_handler({"Records": [record(3, 4), record(4, 9)]}, Context())

    assert set(rows.rows.values()) == {(4, 9)}


def test_a_card_that_was_removed_is_passed_over(rows: Rows) -> None:
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {"pk": {"S": "PERSON#aino"}}}}

    standings.lambda_handler({"Records": [removed, record(4, 9, "berit")]}, Context())

    assert {person for _, person in rows.rows} == {"berit"}


@pytest.mark.parametrize(("state", "taken"), [("open", True), ("closing", False), ("closed", False), (None, True)])
def test_a_race_that_is_over_takes_rows_until_it_closes(
    rows: Rows, monkeypatch: pytest.MonkeyPatch, state: str | None, taken: bool
) -> None:
    head = None
    if state is not None:
        days = date(2026, 11, 23), date(2026, 11, 29)
        head = RaceHead("W2026-48", *days, datetime(2026, 11, 1, tzinfo=UTC), "", b"", b"", RaceState(state))
    monkeypatch.setattr(periods_items, "find_head", lambda race: {"W2026-48": head}[race])
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    standings.lambda_handler({"Records": [record(4, 9)]}, Context())

    assert (("W2026-48", "aino") in rows.rows) is taken
    assert ("ALL", "aino") in rows.rows


def test_all_that_can_be_written_is_written_before_a_failure_is_raised(rows: Rows) -> None:
    rows.broken = {"ALL"}

    with pytest.raises(StoreError):
        standings.lambda_handler({"Records": [record(4, 9), record(2, 3, "berit")]}, Context())

    assert rows.rows == {("W2026-48", "aino"): (4, 9), ("W2026-48", "berit"): (2, 3)}


def test_the_image_of_a_card_is_read_as_it_was_written() -> None:
    image = record(7, 12)["dynamodb"]["NewImage"]

    card = people_items.card_of_image(image)

    assert (card.person, card.version, card.totals.races["ALL"].points) == ("aino", 7, 12)
