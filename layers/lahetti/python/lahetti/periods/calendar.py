"""Which standing races there are: each kind of period is one entry of `STANDING`, and everything else follows from it.

The id of a race names its period: a week (ISO) `W2026-48`, a month `M2026-11`, a quarter `Q2026-4`, all time `ALL`, a
challenge `C20261201-20261214-k3f9a2` (first and last day, and what tells it from others of the same days).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from lahetti.core.days import FIRST_DAY, LAST_DAY

ALL_TIME = "ALL"
_CHALLENGE = re.compile(r"C([0-9]{8})-([0-9]{8})-[0-9a-z]{6}")
_STANDING = re.compile(r"([A-Z])([0-9]{1,4})-([0-9]{1,3})")
_LONGEST_BREAK = 400
"""Days that are looked ahead for the next period of a kind: there may be days without a race of some kind."""


class PeriodKind(StrEnum):
    """What a race's period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    ALL_TIME = "all_time"
    CHALLENGE = "challenge"


PRIZE_KIND = PeriodKind.QUARTER
"""The kind of standing race that people win prizes in."""


@dataclass(frozen=True)
class Period:
    """What a race covers: whole days, `last` included; all time has neither. `year` and `number` of standing races."""

    race: str
    first: date | None
    last: date | None

    @property
    def kind(self) -> PeriodKind:
        """What the period is."""
        if self.race == ALL_TIME:
            return PeriodKind.ALL_TIME
        return _BY_LETTER[self.race[0]].kind if self.race[0] in _BY_LETTER else PeriodKind.CHALLENGE

    @property
    def year(self) -> int | None:
        """The year that the period is counted in."""
        found = _STANDING.fullmatch(self.race)
        return int(found[2]) if found else None

    @property
    def number(self) -> int | None:
        """Which period of its year it is."""
        found = _STANDING.fullmatch(self.race)
        return int(found[3]) if found else None


class _Numbered(NamedTuple):
    """A period by its place in its year."""

    year: int
    number: int
    first: date
    last: date


@dataclass(frozen=True)
class StandingKind:
    """A kind of standing race.

    Its ids are `<letter><year>-<number>`, the number of `digits`. `containing` returns the period that contains a
    day, None on days without a race of this kind; no two may overlap. `some_day` returns a day of the period with
    this year and number, and may raise ValueError where there is none. What it is called stands in the catalogues
    under `race.name.<kind>`; its `{word}` under `race.word.<kind>.<number>` of `formats`, or the client's tab under
    `race.tab.<kind>`.
    """

    kind: PeriodKind
    letter: str
    digits: int
    containing: Callable[[date], _Numbered | None]
    some_day: Callable[[int, int], date]

    def on(self, day: date) -> Period | None:
        """Return the period of this kind that contains a day, or None."""
        found = self.containing(day)
        if found is None:
            return None
        return Period(f"{self.letter}{found.year}-{found.number:0{self.digits}d}", found.first, found.last)


def _week(day: date) -> _Numbered:
    iso = day.isocalendar()
    monday = day - timedelta(days=iso.weekday - 1)
    return _Numbered(iso.year, iso.week, monday, monday + timedelta(days=6))


def _month(day: date) -> _Numbered:
    return _Numbered(day.year, day.month, day.replace(day=1), _end_of_month(day.year, day.month))


def _quarter(day: date) -> _Numbered:
    number = (day.month - 1) // 3 + 1
    return _Numbered(day.year, number, date(day.year, 3 * number - 2, 1), _end_of_month(day.year, 3 * number))


STANDING = (
    StandingKind(PeriodKind.WEEK, "W", 2, _week, lambda year, number: date.fromisocalendar(year, number, 1)),
    StandingKind(PeriodKind.MONTH, "M", 2, _month, lambda year, number: date(year, number, 1)),
    StandingKind(PeriodKind.QUARTER, "Q", 1, _quarter, lambda year, number: date(year, 3 * number - 2, 1)),
)
"""The standing races that end, the shortest first."""
_BY_LETTER = {kind.letter: kind for kind in STANDING}


def standing_periods(day: str) -> tuple[Period, ...]:
    """Return the periods of the standing races that contain a day, the shortest first; all time is the last."""
    of_day = date.fromisoformat(day)
    found = (kind.on(of_day) for kind in STANDING)
    return (*(period for period in found if period is not None), Period(ALL_TIME, None, None))


def standing_races(day: str) -> tuple[str, ...]:
    """Return the ids of the standing races that an activity of this day belongs to."""
    return tuple(period.race for period in standing_periods(day))


def prize_race(day: str) -> str | None:
    """Return the id of the standing race of this day that people win prizes in, or None on a day without one."""
    return next((period.race for period in standing_periods(day) if period.kind is PRIZE_KIND), None)


def following(period: Period) -> Period | None:
    """Return the next period of the same kind, or None where none begins within 400 days, or this one has no end."""
    return None if period.last is None else next_of(period.kind, period.last)


def next_of(kind: PeriodKind, after: date) -> Period | None:
    """Return the first period of a kind that begins after a day, or None where none does within 400 days."""
    standing = next((found for found in STANDING if found.kind is kind), None)
    if standing is None:
        return None
    days = (after + timedelta(days=ahead) for ahead in range(1, _LONGEST_BREAK))
    periods = (found for day in days if (found := standing.on(day)) is not None)
    return next((found for found in periods if found.first is not None and found.first > after), None)


def challenge_id(first: date, last: date, mark: str) -> str:
    """Return the id of a challenge; `mark` are six digits or small letters."""
    days = [day.isoformat().replace("-", "") for day in (first, last)]
    return f"C{days[0]}-{days[1]}-{mark}"


def is_challenge(race: str) -> bool:
    """Return whether an id is a challenge's."""
    return _CHALLENGE.fullmatch(race) is not None and period_of(race) is not None


def period_of(race: str) -> Period | None:
    """Return the period that a race's id names, or None for any other text, and for days outside our calendar."""
    if race == ALL_TIME:
        return Period(race, None, None)
    found = _named_period(race)
    if found is None or found.first is None or found.last is None:
        return None
    return found if found.first >= FIRST_DAY and found.last <= LAST_DAY else None


def _named_period(race: str) -> Period | None:
    if named := _CHALLENGE.fullmatch(race):
        return _challenge_period(race, *named.groups())
    named = _STANDING.fullmatch(race)
    if named is None or named[1] not in _BY_LETTER:
        return None
    kind = _BY_LETTER[named[1]]
    try:
        found = kind.on(kind.some_day(int(named[2]), int(named[3])))
    except (ValueError, OverflowError):  # no such week or month, or past the year 9999
        return None
    return found if found is not None and found.race == race else None


def is_over(race: str, day: str) -> bool:
    """Return whether a race ended before a day."""
    period = period_of(race)
    return period is not None and period.last is not None and period.last.isoformat() < day


def _challenge_period(race: str, first: str, last: str) -> Period | None:
    """Return the days that a challenge's id names, or None if they are none."""
    try:
        days = [date(int(day[:4]), int(day[4:6]), int(day[6:])) for day in (first, last)]
    except ValueError:
        return None
    return Period(race, *days) if days[0] <= days[1] else None


def _end_of_month(year: int, month: int) -> date:
    following_month = date(year + month // 12, month % 12 + 1, 1)
    return following_month - timedelta(days=1)
