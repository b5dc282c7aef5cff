"""What races, their days and their phases are called on the console's pages."""

from collections.abc import Iterable, Mapping
from datetime import date

from lahetti.core.texts import Texts
from lahetti.periods import calendar, challenges
from lahetti.periods.calendar import Period
from lahetti.periods.names import race_name
from lahetti.races.closing.overview import Overview


def name_of(one: Overview, texts: Texts) -> str:
    """Return a race's name."""
    return race_name(one.race, texts) if one.plan is None else one.plan.name.in_language(texts.language)


def names_of(races: Iterable[str], texts: Texts) -> Mapping[str, str]:
    """Return {race: name} of some races by their ids."""
    known = challenges.names(race for race in races if calendar.is_challenge(race))
    return {
        race: known[race].in_language(texts.language) if race in known else race_name(race, texts) for race in races
    }


def span(period: Period, texts: Texts) -> str:
    """Return the days of a race, as in `1.10.–31.12.2026`."""
    if period.first is None or period.last is None:
        return texts("races.without_end")
    return texts("races.span", **_parts("first", period.first, texts), **_parts("last", period.last, texts))


def _parts(name: str, day: date, texts: Texts) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": texts(f"month.{day.month}"), f"{name}_year": day.year}
