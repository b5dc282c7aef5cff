"""Conversions that followed clicks, as facts of their content and network on the day of the deed."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.analytics.facts.counting import save_apart
from lahetti.analytics.facts.model import Fact, Source
from lahetti.campaigns import converting
from lahetti.campaigns import items as campaign_items
from lahetti.campaigns.rules import CLICK_DAYS, last_day
from lahetti.core.days import day_of
from lahetti.networks.networks import Network

_DAYS = CLICK_DAYS + 1
"""A deed is reported at most so long after its click, and so after itself."""


def count_conversions(now: datetime, zone: ZoneInfo) -> int:
    """Count what campaigns' clicks have brought, and bring the facts of its days up to date; return how many changed.

    Absolute numbers, written where they differ: again changes nothing. Raise Busy.
    """
    converting.count(now, zone)
    today = date.fromisoformat(day_of(now, zone))
    first = today - timedelta(days=_DAYS)
    counted: Counter[tuple[date, str, str]] = Counter()
    for campaign in campaign_items.all_campaigns():
        if last_day(campaign) >= first - timedelta(days=_DAYS):
            counted.update(converting.brought(campaign.campaign, first - timedelta(days=_DAYS)))
    wanted = [
        Fact(day.isoformat(), content, Network(network), conversions=number)
        for (day, content, network), number in sorted(counted.items())
        if first <= day <= today
    ]
    return save_apart(wanted, Source.CONVERSIONS)
