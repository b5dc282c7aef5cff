"""The register of awards: for payroll, every prize that was given in a period, with its value and its person."""

from collections.abc import Iterator
from datetime import date, timedelta

from chalice.app import Blueprint

from console import race_names
from console.asking import Asking
from console.exports import Line
from console.forms import Form
from console.pages import page
from console.paging import paged
from console.rendering import Values
from lahetti.core.days import day_of, end_of
from lahetti.core.errors import Invalid
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.rewards import register
from lahetti.rewards.rules import Award

pages = Blueprint(__name__)
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
"""A calendar has no day before its first nor after its last, and a period's ends need one."""


@page(pages, "/console/rewards/awards", "awards.html", Role.ADMIN)
def awards(ask: Asking) -> Values:
    """Return a page of the register, and what the whole period comes to."""
    first, last = _period(ask)
    all_found = _found(ask, first, last)
    found, following = paged(all_found, ask.cursor)
    return {
        "first": first,
        "last": last,
        "awards": found,
        "number_of": len(all_found),
        "value_cents": sum(award.value_cents for award in all_found),
        "names": members.names_of({award.person for award in found}),
        "races": race_names.names_of({award.race for award in found if award.race}, ask.texts),
        "next": following,
    }


@awards.export("awards")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every award of the period; who has left has neither name nor address."""
    found = _found(ask, *_period(ask))
    names = members.names_of({award.person for award in found})
    races = race_names.names_of({award.race for award in found if award.race}, ask.texts)
    for award in found:
        name, email = names.get(award.person, (None, None))
        yield {
            "at": award.at,
            "name": name,
            "email": email,
            "person": award.person,
            "reward": award.name,
            "way": ask.texts(f"rewards.way.{award.way.value}"),
            "race": races.get(award.race or ""),
            "place": award.place,
            "cost": award.cost or None,
            "value_euros": award.value_cents / 100,
        }


def _period(ask: Asking) -> tuple[date, date]:
    """Return the days that are asked for: this year's where none are named, or none that can be read."""
    today = date.fromisoformat(day_of(ask.now, ask.zone))
    query = Form({name: (text,) for name, text in ask.query.items()})
    try:
        first, last = query.day("first"), query.day("last")
    except Invalid:
        first = last = None
    return max(first or today.replace(month=1, day=1), _FIRST_DAY), min(last or today, _LAST_DAY)


def _found(ask: Asking, first: date, last: date) -> list[Award]:
    start = end_of((first - timedelta(days=1)).isoformat(), ask.zone)
    return list(register.register(start, end_of(last.isoformat(), ask.zone)))
