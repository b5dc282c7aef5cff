"""Which plan can be stored, which campaign a content belongs to on a day, and what a click id says."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from lahetti.campaigns.model import CURRENCIES, Campaign, Click, Phase, Plan
from lahetti.core.days import require_within_reach
from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import require_one_line

LONGEST: Final = {"name": 80, "deed": 60, "utm_campaign": 40}
MOST_CONTENTS, MOST_TOPICS = 50, 10
LONGEST_DAYS = 731
MOST_WANTED = 100_000_000
MOST_CENTS, MOST_HOURS = 100_000_000_00, 100_000
UTM = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
"""What web analytics know a campaign by: the same as of a content."""
CLICK_DAYS = 30
"""Days after a click in which a deed is still its conversion."""

_CLICK = re.compile(r"([0-9A-Za-z]{8})\.(\d{6})\.([0-9A-Za-z]{10})", re.ASCII)


def checked_plan(plan: Plan, now: datetime, before: Plan | None = None) -> Plan:
    """Return the plan if it can be stored in place of another; raise Invalid naming field, value and limit."""
    _require_texts(plan)
    _require_numbers(plan)
    for name in ("first", "last", "by"):
        day = getattr(plan, name)
        if before is None or getattr(before, name) != day:
            require_within_reach(name, day, now)
    _require_order(plan)
    if len(plan.contents) > MOST_CONTENTS:
        text = f"At most {MOST_CONTENTS} contents are picked."
        raise Invalid(text, field="contents", limit=MOST_CONTENTS, reason="too_many")
    if len(plan.topics) > MOST_TOPICS:
        raise Invalid(f"At most {MOST_TOPICS} topics.", field="topics", limit=MOST_TOPICS)
    if plan.currency not in CURRENCIES:
        text = f"{plan.currency[:10]!r} is not taken."
        raise Invalid(text, field="currency", value=plan.currency[:10], limit=list(CURRENCIES), reason="not_allowed")
    return plan


def _require_texts(plan: Plan) -> None:
    for name, longest in LONGEST.items():
        text = getattr(plan, name)
        require_one_line(name, text)
        if len(text) > longest:
            raise Invalid(f"{name} has more than {longest} characters.", field=name, limit=longest, reason="too_long")
    if not plan.name.strip():
        raise Invalid("name is empty.", field="name", limit=LONGEST["name"], reason="length")
    if not UTM.fullmatch(plan.utm_campaign):
        text = f"{plan.utm_campaign!r} has other characters than a-z, 0-9 and -."
        raise Invalid(text, field="utm_campaign", value=plan.utm_campaign, reason="pattern")


def _require_numbers(plan: Plan) -> None:
    for name, value, least, most in (
        ("number", plan.number, 1, MOST_WANTED),
        ("prizes_cents", plan.prizes_cents, 0, MOST_CENTS),
        ("hours", plan.hours, 0, MOST_HOURS),
    ):
        if value is not None and not least <= value <= most:
            text = f"{name} is {value}; {least} to {most} is allowed."
            raise Invalid(text, field=name, value=value, limit=[least, most])


def _require_order(plan: Plan) -> None:
    if plan.last < plan.first:
        text = "The last day is before the first."
        raise Invalid(text, field="last", value=plan.last.isoformat(), reason="before_first")
    if (plan.last - plan.first).days >= LONGEST_DAYS:
        text = f"A campaign has at most {LONGEST_DAYS} days."
        raise Invalid(text, field="last", limit=LONGEST_DAYS, reason="campaign_too_long")
    if plan.by < plan.first:
        text = "The goal is due before the first day."
        raise Invalid(text, field="by", value=plan.by.isoformat(), reason="before_first")


def phase_of(campaign: Campaign, today: date) -> Phase:
    """Return where a campaign is on a day."""
    if campaign.deleted_on is not None:
        return Phase.DELETED
    if today < campaign.plan.first:
        return Phase.PLANNED
    return Phase.RUNNING if today <= campaign.plan.last else Phase.OVER


def last_day(campaign: Campaign) -> date:
    """Return the last day that counts for a campaign: that of its deletion, where it was deleted before its end."""
    return min(campaign.plan.last, campaign.deleted_on or campaign.plan.last)


def campaign_of(content: str, topics: Collection[str], day: date, campaigns: Iterable[Campaign]) -> Campaign | None:
    """Return the one campaign that a content belongs to on a day.

    Where several want it, one that picked it comes before one that names a topic of it, and then the earlier start.
    """
    claims = [
        campaign
        for campaign in campaigns
        if campaign.plan.first <= day <= last_day(campaign) and wants(campaign.plan, content, topics)
    ]
    return min(claims, key=lambda one: (content not in one.plan.contents, one.plan.first, one.campaign), default=None)


def wants(plan: Plan, content: str, topics: Collection[str]) -> bool:
    """Return whether a plan names a content, or a topic of it."""
    return content in plan.contents or not set(plan.topics).isdisjoint(topics)


def read_click(text: str) -> Click | None:
    """Take a click id apart; None where it cannot be one."""
    found = _CLICK.fullmatch(text)
    if found is None:
        return None
    try:
        day = datetime.strptime(found[2], "%y%m%d").date()  # noqa: DTZ007 (a day of the programme's)
    except ValueError:
        return None
    return Click(found[1], day, found[3])


def is_recent(click: Click, today: date) -> bool:
    """Return whether a deed can still be a click's conversion; two clocks may have a midnight between them."""
    return today - timedelta(days=CLICK_DAYS) <= click.day <= today + timedelta(days=1)
