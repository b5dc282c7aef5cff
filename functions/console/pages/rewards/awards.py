"""The register of awards: for payroll, every prize that was given in a period, with its value and its person."""

from collections.abc import Iterator
from datetime import date

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.form import Form
from console.framework.page import page
from console.framework.paging import paged
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.core.days import FIRST_DAY, LAST_DAY, day_of
from lahetti.core.errors import Invalid
from lahetti.people.model import Role
from lahetti.rewards import register
from lahetti.rewards.model import Award


@page("rewards/awards.html", Role.ADMIN)
def awards(context: PageContext) -> Values:
    """Return a page of the register, and what the whole period comes to."""
    first, last = _period(context)
    all_found = _found(context, first, last)
    found, following = paged(all_found, context.cursor)
    return {
        "first": first,
        "last": last,
        "awards": found,
        "number_of": len(all_found),
        "value_cents": sum(award.value_cents for award in all_found),
        "names": register.names_of(found),
        "races": race_names.names_of({award.race for award in found if award.race}, context.texts),
        "next": following,
    }


@awards.export("awards")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every award of the period; who has left has neither name nor address."""
    found = _found(context, *_period(context))
    names = register.names_of(found)
    races = race_names.names_of({award.race for award in found if award.race}, context.texts)
    for award in found:
        name, email = names.get(award.person, (None, None))
        yield {
            "at": award.at,
            "name": name,
            "email": email,
            "person": award.person,
            "reward": award.name.in_language(context.texts.language),
            "way": context.texts(f"rewards.way.{award.way.value}"),
            "race": races.get(award.race or ""),
            "place": award.place,
            "cost": award.cost or None,
            "value_euros": award.value_cents / 100,
        }


def _period(context: PageContext) -> tuple[date, date]:
    """Return the days that are asked for, in their order: this year's where none are named, or none can be read."""
    today = date.fromisoformat(day_of(context.now, context.zone))
    query = Form({name: (text,) for name, text in context.query.items()})
    try:
        first, last = query.day("first"), query.day("last")
    except Invalid:
        first = last = None
    begin, end = sorted((first or today.replace(month=1, day=1), last or today))
    return max(begin, FIRST_DAY), min(end, LAST_DAY)


def _found(context: PageContext, first: date, last: date) -> list[Award]:
    return list(register.register_of_days(first, last, context.zone, context.now))
