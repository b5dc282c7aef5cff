"""Races: which run, come and are over."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.paging import every_item
from console.framework.rendering import Values
from console.pages.races import race_names
from console.pages.races.race import lacks_codes
from lahetti.people.model import Role
from lahetti.races.closing import overview
from lahetti.races.closing.overview import Overview
from lahetti.rewards import catalogue
from lahetti.rewards.model import Reward, Way


@page("races/races.html", Role.ADMIN)
def all_races(context: PageContext) -> Values:
    """Return the races that run and come, and a page of those that are closed."""
    closed, following = overview.closed(context.now, context.zone, context.cursor)
    current = [] if context.cursor else overview.coming_and_running(context.now, context.zone)
    offered = _rewards_by_race()
    return {
        "current": [_row(one, offered, context) for one in current],
        "closed": [_row(one, offered, context) for one in closed],
        "next": following,
    }


@all_races.export("races")
def exported_races(context: PageContext) -> Iterator[Line]:
    """Yield every race that was ever opened."""
    offered = _rewards_by_race()
    closed = every_item(lambda cursor: overview.closed(context.now, context.zone, cursor))
    for one in chain(overview.coming_and_running(context.now, context.zone), closed):
        yield {
            "race": one.race,
            "name": _row(one, offered, context)["name"],
            "first": one.period.first,
            "last": one.period.last,
            "state": one.phase.value,
            "rewards": [reward.offer.name.in_language(context.texts.language) for reward in offered.get(one.race, [])],
            "seed_hash": one.head.seed_hash if one.head else None,
            "fingerprint": one.head.fingerprint if one.head else None,
        }


def _rewards_by_race() -> dict[str, list[Reward]]:
    found: dict[str, list[Reward]] = {}
    for reward in catalogue.rewards():
        if reward.offer.race and reward.offer.way is not Way.CLAIM:
            found.setdefault(reward.offer.race, []).append(reward)
    return found


def _row(one: Overview, offered: dict[str, list[Reward]], context: PageContext) -> dict[str, Any]:
    own = offered.get(one.race, [])
    return {
        "one": one,
        "name": race_names.name_of(one, context.texts),
        "span": race_names.span(one.period, context.texts),
        "rewards": own,
        "lacking": any(lacks_codes(reward, one) for reward in own),
    }
