"""Conversions that sites report: one conditional put each, so that twice is once; the hourly count counts the rows."""

import hashlib
import hmac
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.campaigns import items, rules
from lahetti.campaigns.model import Conversion, UnknownClick
from lahetti.core.days import day_of
from lahetti.core.errors import Invalid
from lahetti.security import secrets

KEPT = timedelta(days=60)
"""How long the row of a conversion stays: twice as long as its click can still bring one."""
_AHEAD = timedelta(minutes=5)
"""How far the site's clock may be before ours."""


def receive(click_id: str, goal: str, at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Take in that a click was followed by a wanted deed; return whether it is new. Raise UnknownClick or Invalid."""
    today = date.fromisoformat(day_of(now, zone))
    click = rules.read_click(click_id)
    if click is None or not rules.is_recent(click, today):
        raise _unknown(click_id)
    on = date.fromisoformat(day_of(at, zone))
    if at > now + _AHEAD or on < click.day:
        raise Invalid(
            f"time is {at.isoformat()}; it lies between the click and now.",
            field="time",
            value=at.isoformat(),
            limit=[click.day.isoformat(), now.isoformat()],
            reason="out_of_reach",
        )
    ref = items.find_ref(click.ref)
    if ref is None:
        raise _unknown(click_id)
    digest = hmac.new(secrets.conversion_key(), f"{click_id}\x1f{goal}".encode(), hashlib.sha256).hexdigest()[:22]
    conversion = Conversion(ref.campaign, click.day, digest, ref.content, ref.network, on)
    return items.save_conversion(conversion, int((now + KEPT).timestamp()))


def count(now: datetime, zone: ZoneInfo) -> int:
    """Count what the clicks of the last 31 days have brought each campaign; return how many rows were written.

    Absolute numbers, written where they changed: again changes nothing, and an hour in which nothing came in writes
    nothing. A click's rows stay twice as long as it can bring any, so an outage loses none.
    """
    today = date.fromisoformat(day_of(now, zone))
    since = today - timedelta(days=rules.CLICK_DAYS + 1)
    written = 0
    for campaign in items.all_campaigns():
        first, last = max(since, campaign.plan.first), min(today, rules.last_day(campaign)) + timedelta(days=1)
        if first > last:
            continue
        counted: dict[date, dict[tuple[date, str, str], int]] = defaultdict(lambda: defaultdict(int))
        for found in items.conversions_of(campaign.campaign, first, last):
            counted[found.clicked_on][found.on, found.content, found.network] += 1
        known = items.brought_by(campaign.campaign, first, last)
        changed = {day: numbers for day, numbers in counted.items() if numbers != known.get(day)}
        items.put_brought(campaign.campaign, changed)
        written += len(changed)
    return written


def brought(campaign: str, since: date = date.min) -> dict[tuple[date, str, str], int]:
    """Return {(day of the deed, content, network): conversions} of clicks from a day on, as it was last counted."""
    total: dict[tuple[date, str, str], int] = defaultdict(int)
    for numbers in items.brought_by(campaign, since).values():
        for key, number in numbers.items():
            total[key] += number
    return dict(total)


def _unknown(click_id: str) -> UnknownClick:
    return UnknownClick(
        "No click of the last 30 days has this id.", field="click_id", value=click_id[:40], limit=rules.CLICK_DAYS
    )
