"""People: who takes part."""

from collections.abc import Iterator
from typing import Any

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.people import listing as people_listing
from lahetti.people import rules as people_rules
from lahetti.people import seats
from lahetti.people.model import PersonStanding, Role
from lahetti.people.waiting_list import queueing
from lahetti.settings import versions as settings_versions


@page("people/people.html", Role.ADMIN)
def people(context: PageContext) -> Values:
    """Return a page of a list of people, how many each list has, and what is left of the seats."""
    standing = _standing(context)
    found, following = people_listing.list_people(standing, context.query.get("q", ""), context.cursor)
    programme = settings_versions.read_settings()
    return {
        "standing": standing.value,
        "counts": {each.value: number for each, number in people_listing.count_people().items()},
        "people": found,
        "teams": dict(programme.teams),
        "search": context.query.get("q", ""),
        "next": following,
        **seats_left(),
    }


@people.export("people")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield everybody of the list."""
    for one in people_listing.walk_people(_standing(context), context.query.get("q", "")):
        yield {
            "name": one.name,
            "email": one.email,
            "state": people_rules.standing_of(one).value,
            "role": one.role.value,
            "language": one.language,
            "teams": one.teams,
            "channels": one.channels,
            "joined": one.joined,
            "guidelines": one.guidelines,
            "mail_state": one.mail_state.value,
        }


def _standing(context: PageContext) -> PersonStanding:
    wanted = context.query.get("state", "")
    return PersonStanding(wanted) if wanted in list(PersonStanding) else PersonStanding.ACTIVE


def seats_left() -> dict[str, Any]:
    """Return the seats of the programme, how many are taken, and how many people wait for one."""
    limit = settings_versions.read_settings().seats
    return {"seats": limit, "taken": seats.seats_taken(), "waiting": queueing.length()}
