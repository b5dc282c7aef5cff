"""What a click costs the organisation on each network: admins add prices, each from a day on, and remove wrong ones.

A price also counts for clicks of its days that are counted already: the estimate is of the day's price, whenever that
was typed.
"""

from datetime import date, datetime
from typing import Any

from lahetti.analytics.media_value import items
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.core.days import require_within_reach
from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import try_transact
from lahetti.networks.networks import Network
from lahetti.records import audit
from lahetti.records.audit import AuditAction

MOST = 500
"""Prices of all networks: they are read whole."""
MOST_CENTS = 100_00
LONGEST_SOURCE = 200


def all_prices() -> tuple[ClickPrice, ...]:
    """Return every price there is, by network, the earliest first."""
    return items.all_prices()


def add_price(price: ClickPrice, by: str, now: datetime) -> ClickPrice:
    """Add a price; the same again changes nothing. Raise Invalid, Busy, or Conflict where there is another one."""
    _check(price, now)
    known = items.all_prices(consistent=True)
    there = next((one for one in known if (one.network, one.since) == (price.network, price.since)), None)
    if there == price:
        return price
    if there is not None:
        raise Conflict(
            f"{price.network} has a price from {price.since} on already; remove that first.",
            field="since",
            value=price.since.isoformat(),
            reason="priced",
        )
    if len(known) >= MOST:
        raise Invalid(f"There are {MOST} prices already.", field="network", limit=MOST, reason="too_many_prices")
    logged = audit.entry(by, AuditAction.CLICK_PRICE_ADDED, keys.CLICK_PRICES, now, after=_as_logged(price))
    if not try_transact(items.put_price(price), logged):
        raise Busy("Somebody added a price at the same time. Trying again is safe.", retry_after=1)
    return price


def remove_price(network: Network, since: date, by: str, now: datetime) -> None:
    """Remove a price. Raise NotFound where it is not there, or not any more."""
    known = items.all_prices(consistent=True)
    price = next((one for one in known if (one.network, one.since) == (network, since)), None)
    missing = NotFound(f"{network} has no price from {since} on.", field="since", value=since.isoformat())
    if price is None:
        raise missing
    logged = audit.entry(by, AuditAction.CLICK_PRICE_REMOVED, keys.CLICK_PRICES, now, before=_as_logged(price))
    if not try_transact(items.delete_price(price), logged):
        raise missing


def _check(price: ClickPrice, now: datetime) -> None:
    if not 1 <= price.cents <= MOST_CENTS:
        raise Invalid(
            f"A click costs {price.cents} cents; 1 to {MOST_CENTS} is allowed.",
            field="price",
            value=price.cents,
            limit=[1, MOST_CENTS],
            reason="range",
        )
    if not 1 <= len(price.source.strip()) <= LONGEST_SOURCE:
        raise Invalid(
            f"A price has a source of 1 to {LONGEST_SOURCE} characters.",
            field="source",
            limit=LONGEST_SOURCE,
            reason="length",
        )
    require_one_line("source", price.source)
    require_within_reach("since", price.since, now)


def _as_logged(price: ClickPrice) -> dict[str, Any]:
    since = price.since.isoformat()
    return {"network": price.network.value, "since": since, "price_cents": price.cents, "source": price.source}
