"""Which months and weeks there are, what falls on their days in the programme's zone, and where nothing does."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.content.calendar.model import CalendarAddress, CalendarDay, CalendarEntry, CalendarPeriod, CalendarWeek
from lahetti.content.model import ContentState, Row
from lahetti.core.days import FIRST_DAY, LAST_DAY
from lahetti.people.model import Person, Role
from lahetti.settings.model import Settings

_MONTH, _WEEK = re.compile(r"(\d{4})-(\d{2})", re.ASCII), re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_FRIDAY = 5
_DAYS_OF_WEEK = 7


def month_of(day: date) -> CalendarPeriod:
    """Return the month of a day."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return CalendarPeriod(f"{first:%Y-%m}", first, last)


def week_of(day: date) -> CalendarPeriod:
    """Return the ISO week of a day."""
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return CalendarPeriod(f"{year:04d}-W{number:02d}", monday, monday + timedelta(days=_DAYS_OF_WEEK - 1))


def month_named(name: str) -> CalendarPeriod | None:
    """Return the month that is called so, as `2026-12`, or None."""
    found = _MONTH.fullmatch(name)
    return _within_reach(lambda: month_of(date(int(found[1]), int(found[2]), 1))) if found else None


def week_named(name: str) -> CalendarPeriod | None:
    """Return the ISO week that is called so, as `2026-W49`, or None."""
    found = _WEEK.fullmatch(name)
    return _within_reach(lambda: week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))) if found else None


def before(period: CalendarPeriod) -> CalendarPeriod | None:
    """Return the month or week before one; None where there is none that can be shown."""
    return _like(period, period.first - timedelta(days=1))


def after(period: CalendarPeriod) -> CalendarPeriod | None:
    """Return the month or week after one; None where there is none that can be shown."""
    return _like(period, period.last + timedelta(days=1))


def weeks_of(
    period: CalendarPeriod, entries: Iterable[CalendarEntry], settings: Settings, zone: ZoneInfo, now: datetime
) -> tuple[CalendarWeek, ...]:
    """Return the ISO weeks of a period with what goes out in them, each whole."""
    listed = sorted(entries, key=lambda entry: (entry.at, entry.row.title, entry.row.content))
    by_day: defaultdict[date, list[CalendarEntry]] = defaultdict(list)
    for entry in listed:
        by_day[entry.at.astimezone(zone).date()].append(entry)
    today = now.astimezone(zone).date()

    def day_on(day: date) -> CalendarDay:
        found = tuple(by_day.get(day, ()))
        return CalendarDay(
            day,
            found,
            digest=day.isoweekday() in settings.digest_days,
            is_gap=not found and day >= today and day.isoweekday() <= _FRIDAY,
            is_today=day == today,
            is_over=day < today,
        )

    weeks = []
    for monday in _mondays(period):
        days = tuple(day_on(monday + timedelta(days=number)) for number in range(_DAYS_OF_WEEK))
        weeks.append(
            CalendarWeek(
                monday.isocalendar().week,
                days,
                wished=tuple(_wished(listed, days[0].day, days[-1].day, zone)),
                is_gap=days[-1].day >= today and not any(day.entries for day in days),
            )
        )
    return tuple(weeks)


def gaps_in(weeks: Sequence[CalendarWeek]) -> tuple[list[int], int]:
    """Return the numbers of the weeks in which nothing goes out, and how many workdays lack something in the others."""
    empty = [week.number for week in weeks if week.is_gap]
    return empty, sum(day.is_gap for week in weeks if not week.is_gap for day in week.days)


def is_over(address: CalendarAddress, person: Person) -> bool:
    """Return whether an address shows nothing any more: its person is no editor now, or stopped being one since.

    What ends a person's sessions (a role that is taken away, an admin's pause, signing out of all devices) ends the
    address for good.
    """
    ended = person.sessions_end_before is not None and address.made < person.sessions_end_before
    return ended or not person.may(Role.EDITOR)


def _wished(entries: Iterable[CalendarEntry], first: date, last: date, zone: ZoneInfo) -> Iterable[Row]:
    """Walk the contents whose sharing is wished for on some day between two."""
    for entry in entries:
        until = entry.row.wished_until
        out = entry.state in (ContentState.SCHEDULED, ContentState.PUBLISHED)
        if out and until is not None and until >= first and entry.at.astimezone(zone).date() <= last:
            yield entry.row


def _mondays(period: CalendarPeriod) -> list[date]:
    number = ((period.sunday - period.monday).days + 1) // _DAYS_OF_WEEK
    return [period.monday + timedelta(weeks=week) for week in range(number)]


def _like(period: CalendarPeriod, day: date) -> CalendarPeriod | None:
    return _within_reach(lambda: week_of(day) if period.is_week else month_of(day))


def _within_reach(period: Callable[[], CalendarPeriod]) -> CalendarPeriod | None:
    """Return a period all of whose weeks have midnights in every zone; None for any other, or none at all."""
    try:
        found = period()
        is_within = found.monday > FIRST_DAY and found.sunday < LAST_DAY
    except (ValueError, OverflowError):
        return None
    return found if is_within else None
