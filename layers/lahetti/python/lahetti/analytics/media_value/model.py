"""A price that the organisation pays for a click on a network, and what clicks are worth by such prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lahetti.networks.networks import Network


@dataclass(frozen=True)
class ClickPrice:
    """What a click costs on a network from a day on, in euro cents, and where the price comes from."""

    network: Network
    since: date
    cents: int
    source: str


@dataclass(frozen=True)
class MediaValue:
    """What clicks would have cost: always an estimate, in euro cents, of those networks that may be shown.

    `prices` are those that it was made with; `without_price` had clicks at times when no price was set for them.
    """

    cents: int
    networks: Mapping[Network, int]
    prices: tuple[ClickPrice, ...]
    without_price: tuple[Network, ...]
