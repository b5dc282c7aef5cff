"""People: everybody in the programme in one list, and numbers that name nobody."""

from collections.abc import Iterator
from typing import Any

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.content.channels import catalogue
from lahetti.core.small_groups import shown
from lahetti.people import inviting, seats
from lahetti.people import listing as people_listing
from lahetti.people.listing import PeopleCounts, PeopleFilter
from lahetti.people.model import Role, WayIn
from lahetti.people.waiting_list import queueing
from lahetti.settings import versions as settings_versions


@page("people/people.html", Role.ADMIN)
def people(context: PageContext) -> Values:
    """Return a page of the people, the numbers that may be shown, and what is left of the seats."""
    wanted = _wanted(context)
    found, following = people_listing.in_programme(wanted, after=context.cursor)
    counts = people_listing.count_people()
    return {
        "counts": counts,
        "people": found,
        "teams": settings_versions.read_settings().team_names,
        "channels": {channel.channel: channel.name for channel in catalogue.channels()},
        "wanted": wanted,
        "roles": tuple(Role),
        "ways_in": tuple(WayIn),
        "next": following,
        **seats_left(counts),
    }


@people.action("invite_again")
def invite_again(context: PageContext) -> Redirect | Confirm:
    """Remind everybody who has not begun, after saying that nobody learns who they are."""
    if not context.form.confirmed:
        follows = tuple(context.texts(f"people.invite_again.follows.{n}") for n in (1, 2, 3))
        return Confirm(context.texts("people.invite_again.question"), follows, context.texts("people.invite_again"))
    inviting.invite_again(context.person.id, context.now)
    return Redirect("done.invited_again")


@people.export("people")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield everybody, with what admins see of a person (docs/privacy.md) and nothing else."""
    for one in people_listing.everybody(_wanted(context)):
        yield {
            "person": one.id,
            "name": one.name,
            "email": one.email,
            "role": one.role.value,
            "teams": one.teams,
            "channels": one.channels,
            "language": one.language,
            "came_by": context.texts(f"came_by.{one.came_by}"),
            "bounced": one.bounced,
            "access_ended": one.deactivated,
        }


def _wanted(context: PageContext) -> PeopleFilter:
    """Return who is searched for; a role, or a way in, that there is not is not looked for."""
    query = context.query
    return PeopleFilter(
        query.get("q", ""),
        role=next((role for role in Role if role == query.get("role")), None),
        team=query.get("team") or None,
        came_by=next((way for way in WayIn if way == query.get("came_by")), None),
    )


def seats_left(counts: PeopleCounts) -> dict[str, Any]:
    """Return the seats of the programme, how many are taken where that may be shown, and how many people wait."""
    limit = settings_versions.read_settings().seats
    return {"seats": limit, "taken": shown(seats.seats_taken(), counts.everybody), "waiting": queueing.length()}
