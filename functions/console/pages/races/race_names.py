"""What races, their days and their phases are called on the console's pages."""

from collections.abc import Iterable, Mapping
from datetime import date

from lahetti.core.texts import Texts
from lahetti.periods import calendar, challenges
from lahetti.periods.calendar import Period
from lahetti.races.closing.overview import Overview


def name_of(one: Overview, texts: Texts) -> str:
    """Return a race's name."""
    return one.plan.name if one.plan is not None else _standing(one.period, texts)


def names_of(races: Iterable[str], texts: Texts) -> Mapping[str, str]:
    """Return {race: name} of some races by their ids."""
    known = challenges.names(race for race in races if calendar.is_challenge(race))
    found = {race: calendar.period_of(race) for race in races}
    return {
        race: known.get(race) or (race if period is None else _standing(period, texts))
        for race, period in found.items()
    }


def span(period: Period, texts: Texts) -> str:
    """Return the days of a race, as in `1.10.–31.12.2026`."""
    if period.first is None or period.last is None:
        return texts("races.without_end")
    return texts("races.span", **_parts("first", period.first, texts), **_parts("last", period.last, texts))


def _parts(name: str, day: date, texts: Texts) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": texts(f"month.{day.month}"), f"{name}_year": day.year}


def _standing(period: Period, texts: Texts) -> str:
    if period.first is None:
        return texts("races.name.all")
    match period.race[0]:
        case "W":
            iso = period.first.isocalendar()
            return texts("races.name.week", number=iso.week, year=iso.year)
        case "M":
            return texts("races.name.month", number=period.first.month, year=period.first.year)
        case "Q":
            quarter = texts(f"quarter.{(period.first.month + 2) // 3}")
            return texts("races.name.quarter", quarter=quarter, year=period.first.year)
    return period.race
