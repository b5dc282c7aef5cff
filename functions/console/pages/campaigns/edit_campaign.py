"""A campaign as its editors change or delete it."""

from dataclasses import replace

from console.framework.context import PageContext
from console.framework.editing import changed_fields, original
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.campaigns import campaign_form
from lahetti.campaigns import planning


@page("campaigns/edit_campaign.html")
def edit_campaign(context: PageContext, campaign: str) -> Values:
    """Return a campaign's plan and what can be chosen in its form."""
    found = planning.find(campaign)
    return {
        "campaign": found,
        "shown": campaign_form.shown_texts(context, found.plan),
        "original": original(campaign_form.edited_fields(context, found.plan)),
        "choices": campaign_form.choices(context, found.plan),
    }


@edit_campaign.action("change")
def change(context: PageContext, campaign: str) -> Redirect:
    """Store what was changed."""
    found = planning.find(campaign, consistent=True)
    changed = changed_fields(context.form, campaign_form.edited_fields(context, found.plan))
    if "owner" in changed:
        campaign_form.required_owner(context, changed["owner"], found.plan.owner)
    planning.change(campaign, replace(found.plan, **changed), found.edition, context.person.id, context.now)
    return Redirect("done.campaign_changed", f"/console/campaigns/{campaign}")


@edit_campaign.action("delete")
def delete(context: PageContext, campaign: str) -> Redirect | Confirm:
    """Delete a campaign, after saying what follows."""
    found = planning.find(campaign, consistent=True)
    if not context.form.confirmed:
        t = context.texts
        consequences = tuple(t(f"campaign.delete.{what}") for what in ("contents", "figures", "final"))
        return Confirm(t("campaign.delete.question", name=found.plan.name), consequences, t("campaign.delete"))
    planning.delete(campaign, context.person.id, context.now, context.zone)
    return Redirect("done.campaign_deleted", f"/console/campaigns/{campaign}")
