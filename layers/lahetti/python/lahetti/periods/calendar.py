"""Days in the programme's zone, and the periods of the standing races.

A day is written `2026-11-25`, a week (ISO) `W2026-48`, a month `M2026-11`, a quarter `Q2026-4`, all time `ALL`, a
challenge `C20261201-20261214-k3f9a2`: first and last day, and what tells it from others of the same days. Days on which
clocks change have 23 or 25 hours and are days like others.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

ALL_TIME = "ALL"
_CHALLENGE = re.compile(r"C([0-9]{8})-([0-9]{8})-[0-9a-z]{6}")


@dataclass(frozen=True)
class Period:
    """What a race covers: whole days, `last` included; all time has neither."""

    race: str
    first: date | None
    last: date | None


def standing_periods(day: str) -> tuple[Period, ...]:
    """Return the periods of week, month, quarter and all time that contain a day."""
    d = date.fromisoformat(day)
    iso = d.isocalendar()
    monday = d - timedelta(days=iso.weekday - 1)
    quarter = (d.month - 1) // 3 + 1
    return (
        Period(f"W{iso.year}-{iso.week:02d}", monday, monday + timedelta(days=6)),
        Period(f"M{d.year}-{d.month:02d}", d.replace(day=1), _end_of_month(d.year, d.month)),
        Period(f"Q{d.year}-{quarter}", date(d.year, 3 * quarter - 2, 1), _end_of_month(d.year, 3 * quarter)),
        Period(ALL_TIME, None, None),
    )


def standing_races(day: str) -> tuple[str, ...]:
    """Return the ids of the standing races that a deed of this day belongs to."""
    return tuple(period.race for period in standing_periods(day))


def challenge_id(first: date, last: date, mark: str) -> str:
    """Return the id of a challenge; `mark` are six digits or small letters."""
    days = [day.isoformat().replace("-", "") for day in (first, last)]
    return f"C{days[0]}-{days[1]}-{mark}"


def is_challenge(race: str) -> bool:
    """Tell whether an id is a challenge's."""
    return race.startswith("C") and period_of(race) is not None


def period_of(race: str) -> Period | None:
    """Return the period that a race's id names, or None for any other text."""
    if named := _CHALLENGE.fullmatch(race):
        return _named_period(race, *named.groups())
    try:
        kind, rest = race[:1], race[1:]
        if race == ALL_TIME:
            return Period(race, None, None)
        year, number = (int(part) for part in rest.split("-"))
        if kind == "W":
            day = date.fromisocalendar(year, number, 1)
        elif kind == "M":
            day = date(year, number, 1)
        elif kind == "Q":
            day = date(year, 3 * number - 2, 1)
        else:
            return None
        periods = standing_periods(day.isoformat())
    except (ValueError, OverflowError):  # no number, no such week or month, or past the year 9999
        return None
    return next((period for period in periods if period.race == race), None)


def is_over(race: str, day: str) -> bool:
    """Tell whether a race ended before a day."""
    period = period_of(race)
    return period is not None and period.last is not None and period.last.isoformat() < day


def _named_period(race: str, first: str, last: str) -> Period | None:
    """Return the days that a challenge's id names, or None if they are none."""
    try:
        days = [date(int(day[:4]), int(day[4:6]), int(day[6:])) for day in (first, last)]
    except ValueError:
        return None
    return Period(race, *days) if days[0] <= days[1] else None


def _end_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
