"""What can be promised until when, what can be typed, and whether a promise was kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from lahetti.analytics import periods
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.core.days import LAST_DAY, day_of, midnight_of, require_within_reach
from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import in_lines, require_one_line
from lahetti.reports.model import OF_PEOPLE, Goal, Report, Value

LONGEST_NAME: Final = 80
LONGEST_TEXT: Final = 400
"""Characters of what we learned, and of what we decide: the page is one."""
MOST_TEXTS, LONGEST_TEXTS = 3, 330
"""Free texts of a survey on the page, and their characters in all."""
MOST_CAMPAIGNS: Final = 3
MOST_PER_CENT, MOST = 100, 10_000_000
SEEN_OFTEN = 20
"""From how many people on a content counts as seen often."""


def checked_name(name: str) -> str:
    """Return a report's name; raise Invalid."""
    name = name.strip()
    require_one_line("name", name)
    if not 1 <= len(name) <= LONGEST_NAME:
        text = f"name has {len(name)} characters; 1 to {LONGEST_NAME} are allowed."
        raise Invalid(text, field="name", value=len(name), limit=LONGEST_NAME, reason="length")
    return name


def checked_period(id_: str, now: datetime) -> AnalyticsPeriod:
    """Return the period of an id, which may be one to come; raise Invalid."""
    period = periods.period_of(id_, LAST_DAY)
    require_within_reach("period", period.first, now)
    require_within_reach("period", period.last, now)
    return period


def has_begun(first: date, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a period has begun: nothing is promised of it any more."""
    return now >= midnight_of(first.isoformat(), zone)


def is_over(last: date, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether all days of a period are past."""
    return day_of(now, zone) > last.isoformat()


def most_of(goal: Goal) -> int:
    """Return the most that can be promised."""
    return MOST_PER_CENT if goal is Goal.PARTICIPATION else MOST


def checked_goals(goals: Mapping[Goal, int], period: AnalyticsPeriod, now: datetime, zone: ZoneInfo) -> None:
    """Raise Invalid for goals that cannot be promised of a period, or not any more."""
    for goal, number in goals.items():
        most = most_of(goal)
        if not 1 <= number <= most:
            text = f"{goal} is {number}; 1 to {most} is allowed."
            raise Invalid(text, field=goal.value, value=number, limit=[1, most])
        if goal in OF_PEOPLE and not period.is_whole:
            text = f"{goal} is counted of whole weeks, months and quarters alone."
            raise Invalid(text, field=goal.value, value=period.id, reason="no_whole_period")
        if has_begun(period.first, now, zone):
            text = f"The period began on {period.first}; nothing is promised of it any more."
            raise Invalid(text, field=goal.value, value=period.first.isoformat(), reason="begun")


def checked_text(field: str, text: str) -> str:
    """Return what was typed; raise Invalid."""
    text = in_lines(text).strip()
    if len(text) > LONGEST_TEXT:
        text = f"{field} has {len(text)} characters; at most {LONGEST_TEXT} are allowed."
        raise Invalid(text, field=field, limit=LONGEST_TEXT, reason="too_long")
    return text


def key_of(text: str) -> str:
    """Return what a free text is chosen by: answers have no numbers and no order."""
    return sha256(text.encode()).hexdigest()[:16]


def chosen_texts(keys: Collection[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Return the free texts that were picked; raise Invalid where they are too many or too long."""
    picked = tuple(dict.fromkeys(text for text in texts if key_of(text) in keys))
    if len(picked) > MOST_TEXTS:
        text = f"{len(picked)} texts were picked; at most {MOST_TEXTS} are allowed."
        raise Invalid(text, field="texts", value=len(picked), limit=MOST_TEXTS, reason="too_many")
    length = sum(len(text) for text in picked)
    if length > LONGEST_TEXTS:
        text = f"The texts have {length} characters in all; at most {LONGEST_TEXTS} are allowed."
        raise Invalid(text, field="texts", value=length, limit=LONGEST_TEXTS, reason="too_much")
    return picked


def checked_campaigns(campaigns: Sequence[str]) -> tuple[str, ...]:
    """Return the campaigns that were picked, each once; raise Invalid where they are too many."""
    picked = tuple(dict.fromkeys(campaigns))
    if len(picked) > MOST_CAMPAIGNS:
        text = f"{len(picked)} campaigns were picked; at most {MOST_CAMPAIGNS} are allowed."
        raise Invalid(text, field="campaigns", value=len(picked), limit=MOST_CAMPAIGNS, reason="too_many")
    return picked


def kept(report: Report, goal: Goal) -> bool | None:
    """Return whether a goal was reached; None where the figure may not be shown, or there is none."""
    came: Value = report.figures.of(goal) if report.figures is not None else None
    return came >= report.goals[goal] if isinstance(came, int | float) else None
