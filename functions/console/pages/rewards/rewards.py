"""Rewards: what can be won."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.paging import paged
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.people.model import Role
from lahetti.rewards import catalogue, register


@page("rewards/rewards.html", Role.ADMIN)
def all_rewards(context: PageContext) -> Values:
    """Return a page of the rewards, and how many claims wait."""
    found, following = paged(catalogue.rewards(), context.cursor)
    return {
        "rewards": found,
        "races": race_names.names_of({one.offer.race for one in found if one.offer.race}, context.texts),
        "claims": len(register.waiting_claims()),
        "next": following,
    }


@all_rewards.export("rewards")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every reward."""
    found = catalogue.rewards()
    races = race_names.names_of({one.offer.race for one in found if one.offer.race}, context.texts)
    for one in found:
        yield {
            "name": one.offer.name.in_language(context.texts.language),
            "way": context.texts(f"rewards.way.{one.offer.way.value}"),
            "race": races.get(one.offer.race or ""),
            "cost": one.offer.cost or None,
            "stock": one.offer.stock,
            "value_euros": one.offer.value_cents / 100,
            "codes": one.supply.codes,
            "left": one.supply.left,
        }
