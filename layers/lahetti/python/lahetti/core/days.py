"""Days in the programme's zone, written `2026-11-25`; those on which clocks change have 23 or 25 hours."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.errors import Invalid

LATE = timedelta(minutes=15)
"""How long after a day's end its activities still count for it (docs/product.md, Points)."""


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Between them every day has one before and one after it, and a midnight in every zone."""
YEARS_BACK, YEARS_AHEAD = 1, 10
"""How far from now lies what somebody sets: a publication, an expiry, a challenge, a reward's race."""


DAYS_KEPT = 3
"""Of how many days something keeps its numbers by day, so that the hourly count finds them."""


def require_within_reach(field: str, wanted: datetime | date, now: datetime) -> None:
    """Raise Invalid where a moment or a day that somebody sets is over a year back, or over ten ahead."""
    day = wanted.date() if isinstance(wanted, datetime) else wanted
    least, most = now.date() - timedelta(days=366 * YEARS_BACK), now.date() + timedelta(days=366 * YEARS_AHEAD)
    if not least <= day <= most:
        raise Invalid(
            f"{field} is {wanted.isoformat()}; {least} to {most} is allowed.",
            field=field,
            value=wanted.isoformat(),
            limit=[least.isoformat(), most.isoformat()],
            reason="out_of_reach",
        )


def require_to_come(field: str, wanted: datetime, now: datetime) -> None:
    """Raise Invalid where a moment that somebody sets is over."""
    if wanted <= now:
        text = f"{field} is {wanted.isoformat()}, which is over; later than {now.isoformat()} is allowed."
        raise Invalid(text, field=field, value=wanted, limit=now, reason="past")


def require_not_before(field: str, wanted: date, today: date) -> None:
    """Raise Invalid where a day that somebody sets is over."""
    if wanted < today:
        text = f"{field} is {wanted.isoformat()}, which is over; {today.isoformat()} or later is allowed."
        raise Invalid(text, field=field, value=wanted, limit=today, reason="past")


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the programme's day of a moment, as `2026-11-25`."""
    return moment.astimezone(zone).date().isoformat()


def end_of(day: str, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC at which a day ends, which is the next one's midnight."""
    return midnight_of(day_after(day), zone)


def midnight_of(day: str, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC at which a day begins."""
    return datetime.combine(date.fromisoformat(day), time(), zone).astimezone(UTC)


def day_after(day: str) -> str:
    """Return the day that follows a day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def with_day(by_day: Mapping[str, int], day: str, number: int) -> dict[str, int]:
    """Add a number to a day's; the numbers of the last days that brought any are kept."""
    added = {**by_day, day: by_day.get(day, 0) + number}
    return {kept: added[kept] for kept in sorted(added)[-DAYS_KEPT:]}


def activity_day(day: str, entered: datetime, zone: ZoneInfo) -> str:
    """Return the day that an activity counts for: its own, or the day of entry when it comes too late for that."""
    return day if entered <= end_of(day, zone) + LATE else day_of(entered, zone)


def open_days(now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """Return the days that an activity may still count for: today, and yesterday within the first 15 minutes."""
    today = day_of(now, zone)
    yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    return tuple(sorted({activity_day(yesterday, now, zone), today}))
