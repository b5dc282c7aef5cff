"""Devices that an ambassador uses the client with on a day: visits from them are the ambassador's own."""

import os
from datetime import datetime, timedelta

from lahetti.sharing import items, links

_KEPT = timedelta(days=3)
"""How long a mark stays; its clicks are counted within two days."""
_keys: dict[str, bytes] = {}
"""The visitor key of the present day, and of no other."""


def mark(code: str, device: tuple[str, str], day: str, now: datetime) -> None:
    """Mark a device (network address, user agent) as the ambassador's own at a link for a day."""
    if day not in _keys:
        _keys.clear()
        fresh = os.urandom(links.VISITOR_KEY_BYTES)
        _keys[day] = items.visitor_key(day, fresh, now + timedelta(days=2))
    items.mark_own_device(code, day, links.visitor_of(_keys[day], *device), now, now + _KEPT)
