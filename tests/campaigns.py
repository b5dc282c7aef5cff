"""Campaigns for unit tests: plans with what does not matter filled in."""

from datetime import UTC, date, datetime
from typing import Any

from lahetti.campaigns import items
from lahetti.campaigns.model import Aim, Campaign, Plan
from lahetti.dynamodb.transactions import transact

CREATED = datetime(2026, 10, 20, 7, tzinfo=UTC)


def plan(**fields: Any) -> Plan:
    """Return the plan of a campaign of six weeks."""
    usual = {
        "name": "Tilinumero ajan tasalle",
        "aim": Aim.CONVERSIONS,
        "number": 80_000,
        "by": date(2026, 12, 6),
        "first": date(2026, 10, 26),
        "last": date(2026, 12, 6),
        "utm_campaign": "tilinumero-2026",
        "owner": "eeva",
    }
    return Plan(**{**usual, **fields})


def campaign(campaign: str = "k", **fields: Any) -> Campaign:
    """Return a campaign with such a plan."""
    of_campaign = {name: fields.pop(name) for name in ("deleted_on", "applied") if name in fields}
    return Campaign(campaign, plan(**fields), "eeva", CREATED, **of_campaign)


def put_campaigns(*campaigns: Campaign) -> None:
    """Store campaigns."""
    for one in campaigns:
        transact(items.put_campaign(one))
