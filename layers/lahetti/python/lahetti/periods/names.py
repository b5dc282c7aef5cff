"""What a standing race is called in a text of the console or of a mail."""

from lahetti.core.texts import Texts
from lahetti.periods.calendar import PeriodKind, period_of


def race_name(race: str, texts: Texts) -> str:
    """Return a standing race's name: `viikko 48/2026`, `Loka–joulu 2026`; of any other text, the text itself.

    The words stand in each catalogue under `race.name.<kind>`, with {number}, {year} and {word}: what the number is
    called (`race.word.<kind>.<number>`, or as analytics call it, `period.<kind>.<number>`), where it has a name.
    """
    period = period_of(race)
    if period is None or period.kind is PeriodKind.CHALLENGE:
        return race
    words = (f"race.word.{period.kind}.{period.number}", f"period.{period.kind}.{period.number}")
    return texts(
        f"race.name.{period.kind}",
        number=period.number,
        year=period.year,
        word=next((texts(word) for word in words if word in texts), ""),
    )
