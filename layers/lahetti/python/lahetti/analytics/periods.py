"""The period that a reader of figures chooses: a week, a month, a quarter, or days of their own choice.

Its id is that of the standing race of these days (`W2026-48`, `M2026-11`, `Q2026-4`), or `D20261101-20261114`, first
and last day. Days are the programme's. A whole period may still be running, days may not: nothing is counted ahead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lahetti.core.days import FIRST_DAY
from lahetti.core.errors import Invalid
from lahetti.core.texts import Texts
from lahetti.periods import calendar
from lahetti.periods.calendar import STANDING, PeriodKind

LONGEST_MONTHS = 13
"""Of days of one's own choice: a year and the month that it is compared with."""
KINDS = tuple(kind.kind for kind in STANDING)
"""The kinds of whole periods, the shortest first."""
_DAYS = re.compile(r"D([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True)
class AnalyticsPeriod:
    """Whole days, `last` included; `kind` is None of days of one's own choice."""

    id: str
    kind: PeriodKind | None
    first: date
    last: date

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole week, month or quarter: figures of people exist only for these."""
        return self.kind is not None

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The months that it touches, as `2026-11`."""
        return tuple(dict.fromkeys(f"{day:%Y-%m}" for day in self.days))

    @property
    def is_of_months(self) -> bool:
        """Whether it consists of whole months, so that their sums are enough."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def covers(self, day: str) -> bool:
        """Return whether a day, as `2026-11-25`, is one of it."""
        return self.first.isoformat() <= day <= self.last.isoformat()

    def is_running(self, today: date) -> bool:
        """Return whether it has begun and is not over."""
        return self.first <= today <= self.last


def period_of(id_: str, today: date) -> AnalyticsPeriod:
    """Return the period of an id. Raise Invalid for an id that names none, and for what `days_between` refuses."""
    if own := _DAYS.fullmatch(id_):
        year, month, day, *last = (int(part) for part in own.groups())
        try:
            return days_between(date(year, month, day), date(*last), today)
        except ValueError as error:
            raise _unknown(id_) from error
    period = calendar.period_of(id_)
    if period is None or period.kind not in KINDS or period.first is None or period.last is None:
        raise _unknown(id_)
    if period.first > today:
        raise Invalid(
            f"The period {id_} begins on {period.first}, after today ({today}).",
            field="period",
            value=id_,
            limit=today.isoformat(),
            reason="ahead",
        )
    return AnalyticsPeriod(id_, period.kind, period.first, period.last)


def days_between(first: date, last: date, today: date) -> AnalyticsPeriod:
    """Return the days of one's own choice, at most 13 months of them. Raise Invalid, naming `first` or `last`."""
    if first > last:
        said = f"The last day, {last}, is before the first one, {first}."
        raise _refused("last", last, "before_first", said, first.isoformat())
    if first < FIRST_DAY:
        said = f"The first day is {first}; {FIRST_DAY} is the earliest."
        raise _refused("first", first, "too_early", said, FIRST_DAY.isoformat())
    if last > today:
        raise _refused("last", last, "ahead", f"The last day is {last}; today is the latest.", today.isoformat())
    latest = _months_later(first, LONGEST_MONTHS) - timedelta(days=1)
    if last > latest:
        said = f"{first} to {last} are more than {LONGEST_MONTHS} months; {latest} is the latest last day."
        raise _refused("last", last, "period_too_long", said, LONGEST_MONTHS)
    return _of_days(first, last)


def current(kind: PeriodKind, today: date) -> AnalyticsPeriod:
    """Return the whole period of a kind that a day is in; `kind` is one of KINDS."""
    standing = next(found for found in STANDING if found.kind is kind)
    period = standing.on(today)
    if period is None or period.first is None or period.last is None:
        raise ValueError(f"No {kind} contains {today}.")
    return AnalyticsPeriod(period.race, kind, period.first, period.last)


def before(period: AnalyticsPeriod) -> AnalyticsPeriod:
    """Return the period before: the whole one of the same kind, or as many days."""
    if period.kind is not None:
        return current(period.kind, period.first - timedelta(days=1))
    length = period.last - period.first
    last = period.first - timedelta(days=1)
    return _of_days(last - length, last)


def year_before(period: AnalyticsPeriod) -> AnalyticsPeriod | None:
    """Return the same period of the year before; None where it had none: not every year has a week 53."""
    if period.kind is None:
        return _of_days(_months_later(period.first, -12), _months_later(period.last, -12))
    letter, year, number = period.id[0], int(period.id[1:5]), period.id[6:]
    found = calendar.period_of(f"{letter}{year - 1}-{number}")
    if found is None or found.first is None or found.last is None:
        return None
    return AnalyticsPeriod(found.race, period.kind, found.first, found.last)


def parts(period: AnalyticsPeriod, kind: PeriodKind) -> Iterator[AnalyticsPeriod]:
    """Walk the whole periods of a kind that lie wholly or partly in a period, the earliest first."""
    day = period.first
    while day <= period.last:
        found = current(kind, day)
        yield found
        day = found.last + timedelta(days=1)


def label(period: AnalyticsPeriod, texts: Texts) -> str:
    """Return what a period is called: `Viikko 48/2026`, `Marraskuu 2026`, `Loka–joulu 2026`, `1.11.2026–14.11.2026`."""
    if period.kind is None:
        return texts("period.days", first=_written(period.first, texts), last=_written(period.last, texts))
    number = int(period.id[6:])
    match period.kind:
        case PeriodKind.MONTH:
            word = texts(f"period.month.{number}")
        case PeriodKind.QUARTER:
            word = texts(f"race.word.quarter.{number}")
        case _:
            word = ""
    return texts(f"period.{period.kind}", number=number, year=period.id[1:5], word=word)


def _of_days(first: date, last: date) -> AnalyticsPeriod:
    return AnalyticsPeriod(f"D{first:%Y%m%d}-{last:%Y%m%d}", None, first, last)


def _written(day: date, texts: Texts) -> str:
    return texts("period.day", day=day.day, month=texts(f"month.{day.month}"), year=day.year)


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def _unknown(id_: str) -> Invalid:
    return Invalid(
        f"{id_[:40]!r} is not a valid period: a week (W2026-48), a month (M2026-11), a quarter (Q2026-4) or days "
        "(D20261101-20261114).",
        field="period",
        value=id_[:40],
        reason="unknown",
    )


def _refused(field: str, value: date, reason: str, said: str, limit: str | int) -> Invalid:
    return Invalid(said, field=field, value=value.isoformat(), limit=limit, reason=reason)
