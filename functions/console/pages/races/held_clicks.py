"""Held clicks: what came too fast waits here for an admin, or lapses."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import paged
from console.framework.rendering import Values
from lahetti.core.errors import NotFound
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import held_clicks as held
from lahetti.points.model import Programme
from lahetti.settings.versions import current_settings


@page("races/held_clicks.html", Role.ADMIN)
def held_clicks(context: PageContext) -> Values:
    """Return a page of what waits."""
    found, following = paged(held.waiting(context.now), context.cursor)
    return {
        "held": found,
        "names": members.names_of({one.person for one in found}),
        "a_minute": current_settings().clicks_a_minute,
        "next": following,
    }


@held_clicks.action("release")
def release(context: PageContext) -> Redirect:
    """Release the clicks of a link and day that the page showed."""
    form = context.form
    upto = form.number("upto")
    if upto is None:
        raise NotFound("No clicks of this link wait for a decision.", field="upto")
    judged = Programme(current_settings(), context.zone)
    entry = held.release(form.text("code"), form.text("day"), upto, context.person.id, judged, context.now)
    return Redirect("done.clicks_released", n=entry.points)


@held_clicks.action("refuse")
def refuse(context: PageContext) -> Redirect | Confirm:
    """Refuse the clicks of a link and day that the page showed, after asking for the reason."""
    form, t = context.form, context.texts
    upto = form.number("upto")
    if upto is None:
        raise NotFound("No clicks of this link wait for a decision.", field="upto")
    if not form.confirmed:
        follows = tuple(t(f"held.refuse.{what}") for what in ("points", "seen", "for_good"))
        values = {"longest": held.LONGEST_REASON}
        return Confirm(
            t("held.refuse.question"), follows, t("held.refuse"), "races/refuse_clicks.html", values, ("reason",)
        )
    judged, reason = Programme(current_settings(), context.zone), form.text("reason")
    entry = held.refuse(form.text("code"), form.text("day"), upto, reason, context.person.id, judged, context.now)
    return Redirect("done.clicks_refused", n=entry.clicks)


@held_clicks.export("held-clicks")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield all that waits."""
    found = held.waiting(context.now)
    names = members.names_of({one.person for one in found})
    for one in found:
        yield {
            "day": one.day,
            "title": one.title,
            "network": one.network,
            "name": names.get(one.person, ("", ""))[0],
            "clicks": one.clicks,
            "lapses": one.lapses,
        }
