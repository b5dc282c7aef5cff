"""Held clicks: what came too fast waits here for an admin, or lapses."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import page
from console.paging import paged
from console.rendering import Values
from lahetti.core.errors import NotFound
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import held
from lahetti.points.deeds import Programme
from lahetti.settings.versions import current_settings

pages = Blueprint(__name__)


@page(pages, "/console/races/held", "held.html", Role.ADMIN)
def held_clicks(ask: Asking) -> Values:
    """Return a page of what waits."""
    found, following = paged(held.waiting(ask.now), ask.cursor)
    return {
        "held": found,
        "names": members.names_of({one.person for one in found}),
        "a_minute": current_settings().clicks_a_minute,
        "next": following,
    }


@held_clicks.deed("release")
def release(ask: Asking) -> Done:
    """Release the clicks of a link and day that the page showed."""
    upto = ask.form.number("upto")
    if upto is None:
        raise NotFound("No clicks of this link wait for a decision.", field="upto")
    judged = Programme(current_settings(), ask.zone)
    entry = held.release(ask.form.text("code"), ask.form.text("day"), upto, ask.person.id, judged, ask.now)
    return Done("done.clicks_released", n=entry.points)


@held_clicks.export("held-clicks")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield all that waits."""
    found = held.waiting(ask.now)
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
