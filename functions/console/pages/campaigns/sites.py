"""The sites that report conversions, and their secrets."""

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.rendering import Values
from lahetti.campaigns import sites
from lahetti.core.configuration import configuration
from lahetti.people.model import Role


@page("campaigns/sites.html", Role.ADMIN)
def all_sites(_: PageContext) -> Values:
    """Return every site, and where it reports to."""
    return {"sites": sites.sites(), "site": sites.new_id(), "url": f"{configuration().web_origin}/api/v1/conversions"}


@all_sites.action("add")
def add(context: PageContext) -> Report | Redirect:
    """Add a site and show its secret, once."""
    form = context.form
    made, secret = sites.add(form.text("name"), context.person.id, context.now, form.id("site"))
    if secret is None:
        return Redirect("done.site_known")
    return Report("campaigns/site_secret.html", {"site": made, "secret": secret})


@all_sites.action("change_secret")
def change_secret(context: PageContext) -> Report:
    """Give a site a second secret and show it, once."""
    form = context.form
    made, secret = sites.change_secret(form.text("of"), form.number("edition") or 0, context.person.id, context.now)
    return Report("campaigns/site_secret.html", {"site": made, "secret": secret})


@all_sites.action("retire")
def retire(context: PageContext) -> Redirect | Confirm:
    """Let a site's older secret be none any more, after asking."""
    found, t = sites.find(context.form.text("of")), context.texts
    if not context.form.confirmed:
        return Confirm(t("sites.retire.question", site=found.name), (t("sites.retire.follows"),), t("sites.retire"))
    sites.retire_secret(found.site, context.person.id, context.now)
    return Redirect("done.site_key_retired")


@all_sites.action("remove")
def remove(context: PageContext) -> Redirect | Confirm:
    """Remove a site, after asking."""
    found, t = sites.find(context.form.text("of")), context.texts
    if not context.form.confirmed:
        return Confirm(t("sites.remove.question", site=found.name), (t("sites.remove.follows"),), t("sites.remove"))
    sites.remove(found.site, context.person.id, context.now)
    return Redirect("done.site_removed")
