"""Prices of clicks as they are stored: one a network and first day, in one partition that is read whole."""

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lahetti.analytics.media_value.model import ClickPrice
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.networks.networks import Network


class ClickPriceItem(ProgrammeItem, discriminator="click price"):
    """pk = "CLICKPRICES", sk = "<network>#<first day>"."""

    cents = NumberAttribute()
    source = UnicodeAttribute()


def all_prices(*, consistent: bool = False) -> tuple[ClickPrice, ...]:
    """Return every price there is, by network and day."""
    return tuple(_to_price(item) for item in ClickPriceItem.query(keys.CLICK_PRICES, consistent_read=consistent))


def put_price(price: ClickPrice) -> Put:
    """Return the write that stores a price, unless there is one of its network and day."""
    return Put(_from_price(price), ClickPriceItem.pk.does_not_exist())


def delete_price(price: ClickPrice) -> Delete:
    """Return the write that removes a price, if it is still there."""
    return Delete(_from_price(price), ClickPriceItem.pk.exists())


def _to_price(item: ClickPriceItem) -> ClickPrice:
    network, _, since = item.sk.partition("#")
    return ClickPrice(Network(network), date.fromisoformat(since), int(item.cents), item.source)


def _from_price(price: ClickPrice) -> ClickPriceItem:
    sort = keys.click_price(price.network.value, price.since.isoformat())
    return ClickPriceItem(keys.CLICK_PRICES, sort, cents=price.cents, source=price.source)
