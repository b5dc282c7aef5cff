"""All campaigns, the latest start first."""

from collections.abc import Iterator
from datetime import date

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.campaigns import planning, rules
from lahetti.campaigns.model import Campaign
from lahetti.core.days import day_of
from lahetti.people import members


@page("campaigns/campaigns.html")
def campaigns(context: PageContext) -> Values:
    """Return every campaign with its phase and owner."""
    found = planning.campaigns()
    names = members.names_of({one.plan.owner for one in found})
    return {
        "campaigns": [(one, _phase(context, one), names.get(one.plan.owner, ("–", ""))[0]) for one in found],
    }


@campaigns.export("campaigns")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every campaign as it is planned."""
    found = planning.campaigns()
    names = members.names_of({one.plan.owner for one in found})
    for one in found:
        plan = one.plan
        yield {
            "campaign": one.campaign,
            "name": plan.name,
            "state": context.texts(f"campaign.phase.{_phase(context, one)}"),
            "first": plan.first,
            "last": plan.last,
            "aim": context.texts(f"campaign.aim.{plan.aim.value}"),
            "wanted": plan.number,
            "by": plan.by,
            "utm_campaign": plan.utm_campaign,
            "owner": names.get(plan.owner, ("", ""))[0],
        }


def _phase(context: PageContext, campaign: Campaign) -> str:
    return rules.phase_of(campaign, date.fromisoformat(day_of(context.now, context.zone))).value
