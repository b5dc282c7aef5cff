"""The demo's clicks have prices in the whole month before, on every day of a year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics.media_value.prices import all_prices
from lahetti.networks.networks import Network
from tests.memory_dynamodb.client import MemoryDynamoDb
from tools.programme.click_prices import put_click_prices, read_click_prices


@pytest.mark.parametrize("day", [0, 31, 32, 59, 364])
def test_they_are_older_than_the_last_month(database: MemoryDynamoDb, day: int) -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC) + timedelta(days=day)

    put_click_prices(*read_click_prices(), "maarit", now, ZoneInfo("Europe/Helsinki"))

    prices = all_prices()
    assert {price.network for price in prices} == {Network.FACEBOOK, Network.LINKEDIN, Network.X}
    assert all(price.since.day == 1 and now.date() - price.since > timedelta(days=300) for price in prices)
