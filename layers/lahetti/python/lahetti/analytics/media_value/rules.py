"""Clicks times the price of their day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lahetti.analytics.facts.model import Fact
from lahetti.analytics.media_value.model import ClickPrice, MediaValue
from lahetti.networks.networks import Network


def price_on(prices: Iterable[ClickPrice], network: Network, day: date) -> ClickPrice | None:
    """Return the price of a click on a network that is valid on a day, or None before the first one."""
    valid = (price for price in prices if price.network is network and price.since <= day)
    return max(valid, key=lambda price: price.since, default=None)


def changes_within(prices: Iterable[ClickPrice], first: date, last: date) -> bool:
    """Return whether a price begins after the first of some days and not after the last one.

    Facts of a longer time than a day are then not enough to value clicks.
    """
    return any(first < price.since <= last for price in prices)


def media_value(facts: Mapping[Network, Iterable[Fact]], prices: Sequence[ClickPrice]) -> MediaValue | None:
    """Return what the clicks of networks are worth; None where none of them has both clicks and a price.

    Each fact counts at the price of its first day: see `changes_within`.
    """
    cents: dict[Network, int] = {}
    used: dict[ClickPrice, None] = {}
    without_price: dict[Network, None] = {}
    for network, own in facts.items():
        for fact in own:
            price = price_on(prices, network, _first_day(fact.period))
            if not fact.clicks:
                continue
            if price is None:
                without_price[network] = None
                continue
            cents[network] = cents.get(network, 0) + fact.clicks * price.cents
            used[price] = None
    if not cents:
        return None
    by_network = sorted(used, key=lambda price: (price.network, price.since))
    return MediaValue(sum(cents.values()), cents, tuple(by_network), tuple(without_price))


def _first_day(period: str) -> date:
    if "-W" in period:
        year, week = period.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    return date.fromisoformat(period if len(period) == len("2026-11-30") else f"{period}-01")
