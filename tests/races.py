"""Races that tests close by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.periods.model import RaceHead
from lahetti.races.closing import steps


def freeze_and_reveal(race: str, now: datetime, zone: ZoneInfo, minimum: int) -> RaceHead:
    """Freeze a race that is over and reveal its seed; return its head."""
    steps.freeze([race], now, zone, lambda _: minimum)
    return steps.reveal(race)
