"""A campaign to come."""

from datetime import date, timedelta

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.campaigns import campaign_form
from lahetti.campaigns import planning
from lahetti.campaigns.model import Aim, Plan
from lahetti.core.days import day_of

_WEEKS = 6


@page("campaigns/new_campaign.html")
def new_campaign(context: PageContext) -> Values:
    """Return what the form of a campaign begins with: tomorrow, six weeks."""
    first = date.fromisoformat(day_of(context.now, context.zone)) + timedelta(days=1)
    last = (first + timedelta(weeks=_WEEKS, days=-1)).isoformat()
    return {
        "shown": {
            "aim": Aim.CLICKS.value,
            "first": first.isoformat(),
            "last": last,
            "by": last,
            "owner": context.person.id,
        },
        "campaign": planning.new_id(),
        "choices": campaign_form.choices(context),
    }


@new_campaign.action("create")
def create(context: PageContext) -> Redirect:
    """Create a campaign, once however often this form comes, and go to its page."""
    form = context.form
    campaign = form.id("campaign")
    read = read_all(**{name: lambda read=read: read(form) for name, read in campaign_form.READERS.items()})
    plan = Plan(**{**read, "owner": campaign_form.required_owner(context, read["owner"])})
    made = planning.create(plan, context.person.id, context.now, campaign)
    return Redirect("done.campaign_created", f"/console/campaigns/{made.campaign}")
