"""The time that a job works for: from its event, so that it can be run again for any past moment."""

from datetime import UTC, datetime
from typing import Any

from lahetti.core import clock


def logical_time(event: dict[str, Any]) -> datetime:
    """Return the event's `time` in UTC, or the present moment.

    EventBridge Scheduler fills in `<aws.scheduler.scheduled-time>`; the local cloud leaves it as it is.
    """
    text = str(event.get("time", ""))
    if not text or text.startswith("<"):
        return clock.now()
    return datetime.fromisoformat(text).astimezone(UTC)
