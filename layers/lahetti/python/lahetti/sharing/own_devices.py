"""Devices that an ambassador uses the client with on a day: visits from them are the ambassador's own."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.sharing import items, links

_keys: dict[str, bytes] = {}
"""The visitor key of the present day, and of no other."""


def mark(code: str, device: tuple[str, str], day: str, now: datetime) -> None:
    """Mark a device (network address, user agent) as the ambassador's own at a link for a day."""
    if day not in _keys:
        _keys.clear()
        expires = links.visitor_key_expires(day, ZoneInfo(configuration().time_zone))
        _keys[day] = items.visitor_key(day, os.urandom(links.VISITOR_KEY_BYTES), expires)
    items.mark_own_device(code, day, links.visitor_of(_keys[day], *device), now, now + links.MARK_KEPT)
