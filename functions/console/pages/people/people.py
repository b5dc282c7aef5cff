"""People: who takes part."""

from collections.abc import Iterator
from typing import Any

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.people import roster, seats, waiting_list
from lahetti.people.model import Role
from lahetti.people.roster import Standing
from lahetti.settings import versions as settings_versions


@page("people/people.html", Role.ADMIN)
def people(context: PageContext) -> Values:
    """Return a page of a list of people, how many each list has, and what is left of the seats."""
    standing = _standing(context)
    found, following = roster.listed(standing, context.query.get("q", ""), context.cursor)
    programme = settings_versions.read_settings()
    return {
        "standing": standing.value,
        "counts": {each.value: number for each, number in roster.counts().items()},
        "people": found,
        "teams": dict(programme.teams),
        "search": context.query.get("q", ""),
        "next": following,
        **seats_left(),
    }


@people.export("people")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield everybody of the list."""
    for one in roster.everybody(_standing(context), context.query.get("q", "")):
        yield {
            "name": one.name,
            "email": one.email,
            "state": roster.standing_of(one).value,
            "role": one.role.value,
            "language": one.language,
            "teams": one.teams,
            "channels": one.channels,
            "joined": one.joined,
            "guidelines": one.guidelines,
            "mail_state": one.mail_state.value,
        }


def _standing(context: PageContext) -> Standing:
    wanted = context.query.get("state", "")
    return Standing(wanted) if wanted in list(Standing) else Standing.ACTIVE


def seats_left() -> dict[str, Any]:
    """Return the seats of the programme, how many are taken, and how many people wait for one."""
    limit = settings_versions.read_settings().seats
    return {"seats": limit, "taken": seats.seats_taken(), "waiting": waiting_list.length()}
