"""Rings for what lasts: once an hour, whichever process finds it first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from lahetti.core.alarms import Ring, ring
from lahetti.records import items

_EVERY = timedelta(hours=1)
_RING = "ring"


def ring_hourly(why: Ring, now: datetime, **fields: str | int) -> None:
    """Ring unless it was rung for the same within the hour."""
    if items.begin_pause(_RING, _about(why, fields), now, now + _EVERY) is None:
        ring(why, **fields)


def rang_lately(why: Ring, fault: StrEnum, now: datetime) -> bool:
    """Return whether it was rung for a fault within the last hour."""
    until = items.pause_until(_RING, _about(why, {"fault": fault.value}))
    return until is not None and now < until


def _about(why: Ring, fields: Mapping[str, str | int]) -> str:
    return "#".join([why.value, *(str(value) for name, value in sorted(fields.items()) if name in _WHAT)])


_WHAT = ("fault", "race")
"""Fields that say what it is that lasts; others may differ from one time to the next."""
