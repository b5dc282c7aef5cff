"""The draw of a race, for everybody who wants to redo it."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.races import race_names
from console.pages.races.race import is_promised_early
from lahetti.core.errors import NotFound
from lahetti.people.model import Role
from lahetti.periods import seeds
from lahetti.races import draws
from lahetti.races.closing import frozen as closing_frozen
from lahetti.races.closing import overview
from lahetti.races.closing.overview import Overview
from lahetti.rewards import terms


@page("races/draw.html", Role.ADMIN)
def draw(context: PageContext, race: str) -> Values:
    """Return what is public of a draw, redone here and held against what was promised."""
    one = overview.find_race(race, context.now, context.zone)
    if one.head is None:
        raise NotFound("This race never ends, so nothing is drawn.", field="race", value=race)
    return {
        "one": one,
        "name": race_names.name_of(one, context.texts),
        "head": one.head,
        "promised": is_promised_early(one, context),
        "terms": terms.find_terms(race),
        "interventions": terms.interventions_in(one.head, context.zone),
        "excluded": closing_frozen.excluded_tickets(one.head),
        "checks": _checks(one),
        "order": _order(one),
        "script": draws.SCRIPT,
    }


@draw.export("draw")
def exported_draw(context: PageContext, race: str) -> Iterator[Line]:
    """Yield the tickets in the order of the draw."""
    for number, ticket in enumerate(_order(overview.find_race(race, context.now, context.zone)), 1):
        yield {"number": number, "ticket": ticket}


def _order(one: Overview) -> list[str]:
    """Return the tickets in the order of the draw, none before the seed is revealed."""
    if one.head is None or one.head.seed is None:
        return []
    return draws.draw_order(bytes.fromhex(one.head.seed), closing_frozen.drawn_tickets(one.head))


def _checks(one: Overview) -> list[tuple[str, bool]]:
    """Hold seed and list against the hashes that were published before them."""
    head = one.head
    if head is None or head.seed is None or head.list_hash is None:
        return []
    return [
        ("seed", seeds.seed_hash(bytes.fromhex(head.seed)) == head.seed_hash),
        ("list", draws.list_hash(closing_frozen.drawn_tickets(head)) == head.list_hash),
    ]
