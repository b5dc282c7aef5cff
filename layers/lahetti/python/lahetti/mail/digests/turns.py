"""Whose turn a digest is: pure functions of a person's wishes, the programme's settings and the time.

A turn is the moment from which a digest may go out: the programme's hour on each of the person's days, or the first
moment after that at which it is not quiet. Who wishes to be told at once has a turn at every moment that is not quiet.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.people.model import DigestMode, Notifications
from lahetti.people.rules import digest_time
from lahetti.settings.model import Settings

CUT_OFF = timedelta(minutes=1)
"""A digest tells of what was published up to a minute before its turn: nothing of that is still being written."""
_DAYS_BACK = 10
"""A turn lies at most a week and a weekend back."""


def is_held(wished: Notifications, settings: Settings, zone: ZoneInfo, moment: datetime) -> bool:
    """Return whether no digest is sent to somebody at a moment; turns of such a time are served after it.

    The one place for rules that hold digests back: a turn is not given then, and whoever was held is looked at later.
    """
    return wished.quiet_hours(settings).covers(moment, zone)


def latest_turn(wished: Notifications, settings: Settings, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the person's last turn up to now in UTC; None where there is none, or it is quiet now."""
    quiet = wished.quiet_hours(settings)
    if wished.digest is DigestMode.OFF or is_held(wished, settings, zone, now):
        return None
    if wished.digest is DigestMode.INSTANT:
        return now
    days, hour = wished.digest_days(settings), digest_time(settings)
    today = now.astimezone(zone).date()
    for back in range(_DAYS_BACK + 1):
        day = today - timedelta(days=back)
        if day.isoweekday() in days:
            turn = quiet.first_free(datetime.combine(day, hour, zone).astimezone(UTC), zone)
            if turn <= now:
                return turn
    return None


def is_to_be_looked_at(
    wished: Notifications, settings: Settings, zone: ZoneInfo, done: datetime, newest: datetime | None, now: datetime
) -> bool:
    """Return whether a run must look at a person, when all turns up to `done` have been served.

    A turn since then, or a quiet time since then that may have held a turn back. `newest` is when the newest content
    was published: without anything newer, who wishes to be told at once need not be looked at every few minutes.
    """
    turn = latest_turn(wished, settings, zone, now)
    if turn is None:
        return False
    if is_held(wished, settings, zone, done):
        return True
    if wished.digest is DigestMode.INSTANT:
        return newest is not None and newest > done - CUT_OFF
    return turn > done
