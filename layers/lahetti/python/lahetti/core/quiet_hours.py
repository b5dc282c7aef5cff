"""Quiet hours: when somebody wants no mail, and the first moment after that.

They are meant on the wall's clock of the programme's zone, on days on which clocks change as on any other.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_SATURDAY = 6
_DAYS_AHEAD = 8
"""More than any quiet time lasts: a weekend and the nights around it."""


@dataclass(frozen=True)
class QuietHours:
    """Quiet from `begins` to `ends`, over midnight where that is earlier; equal times: never. Weekends on top."""

    begins: time = time(18)
    ends: time = time(7, 30)
    weekends: bool = True

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Return whether a moment is quiet."""
        local = moment.astimezone(zone)
        if self.weekends and local.isoweekday() >= _SATURDAY:
            return True
        clock = local.time().replace(tzinfo=None)
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def first_free(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment itself if it is not quiet, else the first one after it that is not, in UTC."""
        if not self.covers(moment, zone):
            return moment
        today = moment.astimezone(zone).date()
        ends = (
            datetime.combine(today + timedelta(days=ahead), clock, zone).replace(fold=fold).astimezone(UTC)
            for ahead in range(_DAYS_AHEAD + 1)
            for clock in (time(), self.ends)
            for fold in (0, 1)
        )
        return min(end for end in ends if end > moment and not self.covers(end, zone))

    def __str__(self) -> str:
        """Return the form in which they are stored, as in `18:00-07:30 weekends`."""
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}{' weekends' if self.weekends else ''}"


@cache
def quiet_hours(text: str) -> QuietHours:
    """Read the stored form; raise ValueError for any other text."""
    hours, _, weekends = text.partition(" ")
    begins, ends = (clock_time(part) for part in hours.split("-"))
    if weekends not in ("", "weekends"):
        raise ValueError(f"{text!r} is not as 18:00-07:30 weekends")
    return QuietHours(begins, ends, bool(weekends))


@cache
def clock_time(text: str) -> time:
    """Read a time of day to the minute, as in `08:30`; raise ValueError for any other text."""
    return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 (a time of any day has no zone)
