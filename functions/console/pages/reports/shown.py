"""A report's figures in words, in the reader's language: what was typed, and names of then, stay as they are."""

from datetime import date

from console.pages.works.shown import in_words
from lahetti.analytics import periods
from lahetti.core.days import LAST_DAY
from lahetti.core.texts import Texts
from lahetti.reports.model import CampaignLine, Goal, Report, Value

OF_PEOPLE = (Goal.PARTICIPATION, Goal.ACTIVE)


def euros(value: Value, texts: Texts) -> str:
    """Return an amount of cents, without them where it is large: an estimate is not exact to a cent."""
    return texts.euros(100 * round(value / 100)) if isinstance(value, int | float) else in_words(value, texts)


def goal_figure(goal: Goal, value: Value, texts: Texts) -> str:
    """Return a figure of what can be promised."""
    return in_words(value, texts, per_cent=goal is Goal.PARTICIPATION, of_people=goal in OF_PEOPLE)


def money(cents: int | None, campaign: CampaignLine, texts: Texts) -> str:
    """Return an amount in a campaign's currency."""
    if cents is None:
        return "–"
    if campaign.currency == "EUR":
        return texts.euros(cents)
    amount = texts.number(cents // 100) if cents % 100 == 0 else texts.decimal(cents / 100, 2)
    return f"{amount}\u00a0{campaign.currency}"


def period_in_words(report: Report, texts: Texts) -> str:
    """Return what a report's period is called."""
    return periods.label(periods.period_of(report.period, LAST_DAY), texts)


def day_in_words(day: date, texts: Texts) -> str:
    """Return a day with its year: a report is read for years."""
    return texts("period.day", day=day.day, month=texts(f"month.{day.month}"), year=day.year)


def days_in_words(first: date, last: date, texts: Texts) -> str:
    """Return the first and the last of some days."""
    return texts("period.days", first=day_in_words(first, texts), last=day_in_words(last, texts))
