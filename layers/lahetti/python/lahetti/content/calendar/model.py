"""What the calendar shows: contents by day and ISO week in the programme's zone; and an editor's own address of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lahetti.content.model import ContentState, Row


@dataclass(frozen=True)
class CalendarPeriod:
    """A month (`2026-12`) or an ISO week (`2026-W49`), with its own first and last day."""

    name: str
    first: date
    last: date

    @property
    def is_week(self) -> bool:
        return "W" in self.name

    @property
    def monday(self) -> date:
        """The first day of the first week that belongs to it, if only in part."""
        return self.first - timedelta(days=self.first.weekday())

    @property
    def sunday(self) -> date:
        """The last day of the last week that belongs to it, if only in part."""
        return self.last + timedelta(days=6 - self.last.weekday())


@dataclass(frozen=True)
class CalendarEntry:
    """A content at the moment at which it goes out, or went out: scheduled, published, or archived since."""

    at: datetime
    state: ContentState
    row: Row


@dataclass(frozen=True)
class CalendarDay:
    """A day with what goes out on it, by time.

    `digest`: the programme's digest goes out on it. A gap is a workday to come, or today, on which nothing goes out.
    """

    day: date
    entries: tuple[CalendarEntry, ...]
    digest: bool = False
    is_gap: bool = False
    is_today: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class CalendarWeek:
    """An ISO week: its seven days, and the contents whose sharing is wished for in it.

    A gap is a week that is not over, on no day of which anything goes out.
    """

    number: int
    days: tuple[CalendarDay, ...]
    wished: tuple[Row, ...] = ()
    is_gap: bool = False


@dataclass(frozen=True)
class CalendarAddress:
    """Whose calendar an address shows, and since when it has worked; the token in it follows from both."""

    person: str
    made: datetime
