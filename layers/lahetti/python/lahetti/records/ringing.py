"""Rings for what lasts: once an hour, whichever process finds it first."""

from datetime import datetime, timedelta

from lahetti.core.alarms import Ring, ring
from lahetti.records import items

_EVERY = timedelta(hours=1)


def ring_hourly(why: Ring, now: datetime, **fields: str | int) -> None:
    """Ring unless it was rung for the same within the hour."""
    about = "#".join([why.value, *(str(value) for name, value in sorted(fields.items()) if name in _WHAT)])
    if items.begin_pause("ring", about, now, now + _EVERY) is None:
        ring(why, **fields)


_WHAT = ("fault", "race")
"""Fields that say what it is that lasts; others may differ from one time to the next."""
