"""The demo programme's prices of clicks, valid since before its weeks, so that its media value has all of them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.media_value.prices import add_price
from lahetti.core.days import day_of
from lahetti.networks.networks import Network
from tools.programme.toml_table import Table

_SINCE = timedelta(days=330)


def read_click_prices(folder: Path = Path(__file__).parent) -> tuple[str, dict[Network, int]]:
    """Read the prices' source and {network: cents}; raise `toml_table.BadFile`."""
    file = Table.of_file(folder / "click_prices.toml")
    cents = Table(file.take("cents", dict), "click_prices.toml [cents]")
    found = file.text("source"), {of: number for of in Network if (number := cents.take_or(of.value, 0))}
    for table in (cents, file):
        table.refuse_rest()
    return found


def put_click_prices(source: str, cents: dict[Network, int], admin: str, now: datetime, zone: ZoneInfo) -> None:
    """Add a price for each network, from the first day of a month on."""
    since = (date.fromisoformat(day_of(now, zone)) - _SINCE).replace(day=1)
    for network, number in cents.items():
        add_price(ClickPrice(network, since, number, source), admin, now)
