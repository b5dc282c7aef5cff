from datetime import date

import pytest

from lahetti.analytics.facts.model import Fact
from lahetti.analytics.media_value.model import ClickPrice, MediaValue
from lahetti.analytics.media_value.rules import changes_within, media_value, price_on
from lahetti.networks.networks import Network

OLD = ClickPrice(Network.X, date(2026, 1, 1), 40, "2025")
NEW = ClickPrice(Network.X, date(2026, 11, 15), 60, "autumn")
PRICES = (NEW, OLD, ClickPrice(Network.LINKEDIN, date(2026, 11, 1), 437, "autumn"))


def clicks(day: str, number: int, network: Network = Network.X) -> Fact:
    return Fact(day, "c", network, clicks=number)


@pytest.mark.parametrize(
    ("day", "price"),
    [(date(2025, 12, 31), None), (date(2026, 1, 1), OLD), (date(2026, 11, 14), OLD), (date(2026, 11, 15), NEW)],
)
def test_a_price_is_valid_from_its_day_to_the_next_one(day: date, price: ClickPrice | None) -> None:
    assert price_on(PRICES, Network.X, day) is price
    assert price_on(PRICES, Network.MASTODON, day) is None


def test_clicks_are_worth_the_price_of_their_day() -> None:
    facts = {
        Network.X: [clicks("2026-11-14", 10), clicks("2026-11-15", 10)],
        Network.LINKEDIN: [clicks("2026-11-20", 2, Network.LINKEDIN)],
    }

    assert media_value(facts, PRICES) == MediaValue(
        1874, {Network.X: 1000, Network.LINKEDIN: 874}, (PRICES[2], OLD, NEW), ()
    )


def test_clicks_without_a_price_have_no_value_and_are_named() -> None:
    facts = {
        Network.X: [clicks("2025-12-31", 3), clicks("2026-01-01", 1)],
        Network.MASTODON: [clicks("2026-11-20", 9, Network.MASTODON)],
        Network.THREADS: [clicks("2026-11-20", 0, Network.THREADS)],
    }

    found = media_value(facts, PRICES)

    assert found is not None
    assert (found.cents, found.without_price) == (40, (Network.X, Network.MASTODON))


def test_nothing_with_a_price_has_no_value_at_all() -> None:
    assert media_value({Network.X: [clicks("2026-11-20", 9)]}, ()) is None
    assert media_value({Network.X: [clicks("2026-11-20", 0)]}, PRICES) is None
    assert media_value({}, PRICES) is None


@pytest.mark.parametrize(("period", "cents"), [("2026-11", 40), ("2026-12", 60), ("2026-W46", 40), ("2026-W47", 60)])
def test_a_longer_period_counts_at_the_price_of_its_first_day(period: str, cents: int) -> None:
    found = media_value({Network.X: [clicks(period, 1)]}, PRICES)

    assert found is not None
    assert found.cents == cents


@pytest.mark.parametrize(
    ("first", "last", "changes"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), True),
        (date(2026, 11, 14), date(2026, 11, 15), True),
        (date(2026, 11, 15), date(2026, 11, 30), False),
        (date(2026, 10, 1), date(2026, 10, 31), False),
    ],
)
def test_where_a_price_begins_within_days_sums_of_them_are_not_enough(first: date, last: date, changes: bool) -> None:
    assert changes_within([OLD, NEW], first, last) is changes
