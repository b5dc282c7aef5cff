"""When a post's network is asked: hourly for a day, then daily, until 14 days after its counts last changed."""

from datetime import datetime, timedelta

HOURLY_FOR = timedelta(days=1)
FOLLOWED_FOR = timedelta(days=14)
TOLERANCE = timedelta(minutes=1)
"""A schedule's steps are not exact; what is due in a moment is due."""
_PAUSE = timedelta(minutes=15)
"""Longer than the five minutes in which Mastodon and Bluesky count requests."""
_LONGEST_PAUSE = timedelta(hours=12)


def next_due(now: datetime, followed: datetime, changed: datetime) -> datetime | None:
    """Return when to ask again for a post that is followed since `followed`; None: not any more."""
    due = now + (timedelta(hours=1) if now - followed < HOURLY_FOR else timedelta(days=1))
    return due if due <= changed + FOLLOWED_FOR else None


def next_try(now: datetime, failures: int, retry_after: int | None = None) -> datetime:
    """Return when to ask a server again that failed so often in a row: the pause doubles up to twelve hours.

    Where the server said how many seconds to wait, not before that, within a day.
    """
    pause = min(_PAUSE * (1 << min(max(failures - 1, 0), 10)), _LONGEST_PAUSE)
    return now + max(pause, timedelta(seconds=min(retry_after or 0, 86_400)))
