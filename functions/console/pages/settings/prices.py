"""Prices of clicks, by which media value is estimated: added with their source, removed after asking."""

from datetime import date

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.analytics.media_value import prices as click_prices
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.media_value.rules import price_on
from lahetti.core.errors import Invalid, NotFound
from lahetti.networks.networks import NETWORKS, Network
from lahetti.people.model import Role

_PATH = "/console/settings/prices"


@page("settings/prices.html", Role.ADMIN)
def prices(context: PageContext) -> Values:
    """Return every price, which ones are valid today, and which networks have none."""
    found, today = click_prices.all_prices(), context.now.astimezone(context.zone).date()
    valid = {network: price_on(found, network, today) for network in NETWORKS}
    return {
        "prices": sorted(found, key=lambda price: (list(NETWORKS).index(price.network), -price.since.toordinal())),
        "valid": [price for price in valid.values() if price is not None],
        "unpriced": [network for network, price in valid.items() if price is None],
        "networks": [(network.value, context.texts(f"network.{network}")) for network in NETWORKS],
        "today": today.isoformat(),
    }


@prices.action("add")
def add(context: PageContext) -> Redirect:
    """Add a price."""
    form = context.form
    read = read_all(
        network=lambda: _network(form.text("network")),
        since=lambda: form.needed_day("since"),
        cents=lambda: form.cents("price"),
    )
    click_prices.add_price(ClickPrice(**read, source=form.text("source").strip()), context.person.id, context.now)
    return Redirect("done.price_added", _PATH)


@prices.action("remove")
def remove(context: PageContext) -> Redirect | Confirm:
    """Remove a price, once it was said what follows."""
    network, since = _network(context.form.text("network")), context.form.needed_day("since")
    if not context.form.confirmed:
        return _asked(context, network, since)
    click_prices.remove_price(network, since, context.person.id, context.now)
    return Redirect("done.price_removed", _PATH)


def _asked(context: PageContext, network: Network, since: date) -> Confirm:
    found = click_prices.all_prices()
    if not any((price.network, price.since) == (network, since) for price in found):
        raise NotFound(f"{network} has no price from {since} on.", field="since", value=since.isoformat())
    t = context.texts
    return Confirm(
        t("prices.remove.question", network=t(f"network.{network}"), day=t.day(since)),
        (t("prices.remove.estimates"),),
        t("prices.remove"),
    )


def _network(text: str) -> Network:
    if text not in set(Network):
        raise Invalid("Choose a network.", field="network", value=text[:40], reason="no_network")
    return Network(text)
