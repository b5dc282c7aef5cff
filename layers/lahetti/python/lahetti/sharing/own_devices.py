"""Devices that an ambassador uses the client with: visits from them are the ambassador's own for the rest of the day.

A device is address and user agent together: an office has one address for all who work there. What came from it before
it was known stays as it was counted.
"""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Busy
from lahetti.sharing import items, links

_keys: dict[str, bytes] = {}
"""The visitor key of the present day, and of no other."""
_known: set[tuple[str, str]] = set()
"""Who (person, visitor) was put down by this process on the present day."""
_MOST_KNOWN = 10_000


def mark(person: str, device: tuple[str, str], now: datetime) -> None:
    """Put a device (network address, user agent) down as a person's own; once a day and process.

    Whoever uses the client does not wait for it: where the store is busy, the next request tries again.
    """
    zone = ZoneInfo(configuration().time_zone)
    day = day_of(now, zone)
    expires = links.visitor_key_expires(day, zone)
    try:
        if day not in _keys:
            _keys.clear()
            _known.clear()
            _keys[day] = items.visitor_key(day, os.urandom(links.VISITOR_KEY_BYTES), expires)
        visitor = links.visitor_of(_keys[day], *device)
        if (person, visitor) in _known:
            return
        items.add_own_device(person, day, visitor, int(now.timestamp()), now + links.MARK_KEPT)
    except Busy:
        return
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known.add((person, visitor))
