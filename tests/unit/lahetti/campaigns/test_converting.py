"""Conversions by callback: once, for 30 days, counted by the hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.campaigns import converting, items
from lahetti.campaigns.model import Member, UnknownClick
from lahetti.core.errors import Invalid
from lahetti.dynamodb.batches import batch_delete
from lahetti.dynamodb.transactions import transact
from lahetti.security import secrets
from tests.campaigns import campaign, put_campaigns
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
REF = "4fG7hJ2k"
CLICK = f"{REF}.261124.9bQwErTy01"


@pytest.fixture(autouse=True)
def _campaign(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "conversion_key", lambda: b"key")
    put_campaigns(campaign())
    transact(*items.put_refs(Member("k", "c", {"facebook": REF})))


def receive(click: str = CLICK, goal: str = "account", at: datetime = NOW, now: datetime = NOW) -> bool:
    return converting.receive(click, goal, at, now, ZONE)


def test_twice_is_once_whatever_the_time_says() -> None:
    assert receive()
    assert not receive()
    assert not receive(at=NOW - timedelta(hours=20))
    assert receive(goal="newsletter")
    assert receive(click=f"{REF}.261124.9bQwErTy02")


def test_a_conversion_is_one_write_of_at_most_two_units_and_names_no_click(database: MemoryDynamoDb) -> None:
    database.calls.clear()
    receive()

    writes = [key for key in database.programme.states if key[1].startswith("CONVERSION#")]
    stored = str(database.programme.find(writes[0]))
    assert len(stored) < 1024
    assert CLICK not in stored
    assert REF not in stored


@pytest.mark.parametrize(
    "click", ["", "nonsense", "notthere.261124.9bQwErTy01", f"{REF}.261025.9bQwErTy01", f"{REF}.261130.9bQwErTy01"]
)
def test_a_click_that_nobody_made_or_that_is_old_is_unknown(click: str) -> None:
    with pytest.raises(UnknownClick):
        receive(click=click)


@pytest.mark.parametrize("at", [NOW + timedelta(minutes=6), datetime(2026, 11, 23, 21, 59, tzinfo=UTC)])
def test_a_deed_lies_between_the_click_and_now(at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        receive(at=at)

    assert refused.value.field == "time"


def test_the_hourly_count_is_absolute_and_writes_what_changed_alone(database: MemoryDynamoDb) -> None:
    receive()
    receive(goal="newsletter", at=NOW - timedelta(hours=20))

    assert converting.count(NOW, ZONE) == 1
    assert converting.brought("k") == {
        (date(2026, 11, 25), "c", "facebook"): 1,
        (date(2026, 11, 24), "c", "facebook"): 1,
    }
    database.calls.clear()
    assert converting.count(NOW, ZONE) == 0
    assert not any("Write" in call or "Put" in call for call in map(str, database.calls))
    receive(click=f"{REF}.261125.9bQwErTy03")
    assert converting.count(NOW, ZONE) == 1


def test_what_was_counted_stays_when_the_rows_are_gone(database: MemoryDynamoDb) -> None:
    receive()
    converting.count(NOW, ZONE)
    rows = [key for key in database.programme.states if key[1].startswith("CONVERSION#")]
    batch_delete(items.ConversionItem(*key, content="c", network="x", on="2026-11-25", expires=0) for key in rows)

    assert converting.count(NOW + timedelta(days=61), ZONE) == 0
    assert converting.brought("k") == {(date(2026, 11, 25), "c", "facebook"): 1}


def test_an_outage_of_weeks_loses_none() -> None:
    receive()

    assert converting.count(NOW + timedelta(days=29), ZONE) == 1
