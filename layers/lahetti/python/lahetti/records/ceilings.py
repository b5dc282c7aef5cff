"""How often one person may do a thing, so that nobody floods a programme from inside.

The numbers are far above what anybody needs, so they are no settings. What is counted lies where it vanishes by itself.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.days import day_of, end_of
from lahetti.core.errors import TooManyRequests
from lahetti.records import items


@dataclass(frozen=True)
class DailyCeiling:
    """So many times a day of the programme; `name` is the answer's `field`, too."""

    name: str
    most: int


@dataclass(frozen=True)
class HourlyCeiling:
    """So many times an hour; `name` is the answer's `field`, too."""

    name: str
    most: int


@dataclass(frozen=True)
class Pause:
    """Once, and then not again for a while; `name` is the answer's `field`, too."""

    name: str
    length: timedelta


SHARES = DailyCeiling("shares", 200)
"""Shares opened, the same one again included."""
SUGGESTIONS = DailyCeiling("suggestions", 10)
NOTES = DailyCeiling("notes", 20)
"""Notes and wishes written, the same one anew included."""
INVITATIONS = DailyCeiling("invitations", 10)
"""Colleagues invited, those who are there already included."""
OWN_DATA = Pause("own_data", timedelta(minutes=15))
PAUSES = (OWN_DATA,)
DAILY = (SHARES, SUGGESTIONS, NOTES, INVITATIONS)


WAITING_LIST = HourlyCeiling("waiting_list", 10)
"""Wishes to wait for a seat from one network address; an office has one address for many."""


def count_this_hour(ceiling: HourlyCeiling, who: str, now: datetime) -> None:
    """Count what somebody does now; raise TooManyRequests where the hour has had as many as it may."""
    begins = now.replace(minute=0, second=0, microsecond=0)
    ends = begins + timedelta(hours=1)
    if not items.count_below(ceiling.name, begins.isoformat(), who, ceiling.most, ends):
        raise TooManyRequests(
            f"At most {ceiling.most} of these are taken from one address an hour.",
            field=ceiling.name,
            limit=ceiling.most,
            retry_after=_seconds(ends - now),
            reason="an_hour",
        )


def count(ceiling: DailyCeiling, person: str, now: datetime) -> None:
    """Count what a person does now; raise TooManyRequests where the day has had as many as it may."""
    zone = ZoneInfo(configuration().time_zone)
    day = day_of(now, zone)
    ends = end_of(day, zone)
    if not items.count_below(ceiling.name, day, person, ceiling.most, ends):
        raise TooManyRequests(
            f"At most {ceiling.most} of these are taken from one person a day.",
            field=ceiling.name,
            limit=ceiling.most,
            retry_after=_seconds(ends - now),
            reason="a_day",
        )


def pause(between: Pause, person: str, now: datetime) -> None:
    """Let a person do this once and no more for a while; raise TooManyRequests where the while is not over."""
    free_at = items.begin_pause(between.name, person, now, now + between.length)
    if free_at is not None:
        raise TooManyRequests(
            f"This is done at most once in {between.length} (hours, minutes, seconds).",
            field=between.name,
            limit=int(between.length.total_seconds()) // 60,
            retry_after=_seconds(free_at - now),
            reason="pause",
        )


def _seconds(left: timedelta) -> int:
    return math.ceil(left.total_seconds())
