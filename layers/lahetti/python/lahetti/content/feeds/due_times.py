"""When a feed is due: every half an hour while it answers, ever more seldom while it is broken."""

from datetime import datetime, timedelta

_LONGEST_PAUSE = timedelta(hours=12)
_TOLERANCE = timedelta(minutes=1)
"""A schedule's steps are not exact; what is due in a moment is due."""


def is_due(due: datetime | None, now: datetime) -> bool:
    """Return whether a feed is to be fetched; one that never was is due."""
    return due is None or due <= now + _TOLERANCE


def next_fetch(now: datetime, every_minutes: int, failures: int, retry_after: int | None = None) -> datetime:
    """Return when to fetch next: the pause doubles with each failure in a row up to twelve hours.

    Where the server said how many seconds to wait, not before that, within a day.
    """
    usual = timedelta(minutes=every_minutes)
    pause = min(usual * (1 << min(max(failures - 1, 0), 10)), max(_LONGEST_PAUSE, usual))
    asked = timedelta(seconds=min(retry_after or 0, 86_400))
    return now + max(pause, asked)
