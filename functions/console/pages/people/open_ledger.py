"""Opening somebody's points for their complaint or their own wish: by their address, never from a list."""

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.people.ledger import cause_named, opening_limits
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import opening_ledgers
from lahetti.points.model import OpeningCause

_CAUSES = (OpeningCause.COMPLAINT, OpeningCause.OWN_WISH)
"""Causes that no page of the console leads from."""


@page("people/open_ledger.html", Role.ADMIN)
def open_ledger(_: PageContext) -> Values:
    """Return what can be chosen."""
    return {"causes": [cause.value for cause in _CAUSES], **opening_limits()}


@open_ledger.action("open")
def open_by_email(context: PageContext) -> Redirect:
    """Open the ledger of whoever has an address, with a reason that they read."""
    form = context.form
    cause = cause_named(form.text("cause"))
    found = members.known_email(form.text("email"))
    if found is None:
        raise Invalid("Nobody in the programme has this address.", field="email", reason="nobody")
    opening_ledgers.open_ledger(found.id, cause, form.text("reason"), context.person.id, context.now)
    return Redirect("done.ledger_opened", f"/console/people/{found.id}/ledger")
