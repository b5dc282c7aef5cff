"""Write units of a conversion that a site reports (docs/performance.md)."""

from collections.abc import Iterator
from datetime import date, datetime

from lahetti.campaigns import converting, items, membership, planning
from lahetti.campaigns.model import Aim, Plan
from lahetti.core.days import day_of
from tests.bench.figures import Figure
from tests.bench.metering import metered
from tests.bench.programme import ZONE, Measured


def measure(measured: Measured, now: datetime) -> Iterator[Figure]:
    """Take the figures of one conversion, and of the same one again."""
    today = date.fromisoformat(day_of(now, ZONE))
    content = measured.contents[0]
    plan = Plan(
        name="Mitattu kampanja",
        aim=Aim.CONVERSIONS,
        number=1,
        by=today,
        first=today,
        last=today,
        utm_campaign="mitattu",
        owner=measured.admin.id,
        contents=(content,),
        click_ids=True,
    )
    campaign = planning.create(plan, measured.admin.id, now).campaign
    membership.settle(campaign, now, ZONE)
    member = items.find_member(campaign, content)
    assert member is not None
    click = f"{member.refs['facebook']}.{today:%y%m%d}.0123456789"
    with metered() as meter:
        assert converting.receive(click, "account", now, now, ZONE)
    assert not converting.receive(click, "account", now, now, ZONE)
    yield Figure("conversion.write_units", meter.write_units, "write units", 2)
    planning.delete(campaign, measured.admin.id, now, ZONE)
    membership.settle(campaign, now, ZONE)
