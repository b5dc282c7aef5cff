"""Races: which run, come and are over, one race's page with its draw, and challenges to come."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chalice.app import Blueprint

from console import race_names
from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import page
from console.refusals import read_all
from console.rendering import Values
from lahetti.core.days import day_of, end_of
from lahetti.core.errors import NotFound
from lahetti.people.model import Role
from lahetti.periods import challenges, seeds
from lahetti.periods.challenges import Plan, Ranking
from lahetti.periods.heads import RaceState
from lahetti.races import draws, standings
from lahetti.races.closing import frozen as closing_frozen
from lahetti.races.closing import overview, steps
from lahetti.races.closing import rules as closing_rules
from lahetti.races.closing.overview import Overview
from lahetti.races.closing.rules import Phase
from lahetti.rewards import catalogue
from lahetti.rewards.rules import Reward, Way
from lahetti.settings.versions import current_settings

pages = Blueprint(__name__)


@page(pages, "/console/races", "races.html", Role.ADMIN)
def all_races(ask: Asking) -> Values:
    """Return the races that run and come, and a page of those that are closed."""
    closed, following = overview.closed(ask.now, ask.zone, ask.cursor)
    current = [] if ask.cursor else overview.coming_and_running(ask.now, ask.zone)
    offered = _rewards_by_race()
    return {
        "current": [_row(one, offered, ask) for one in current],
        "closed": [_row(one, offered, ask) for one in closed],
        "next": following,
    }


@all_races.export("races")
def exported_races(ask: Asking) -> Iterator[Line]:
    """Yield every race that was ever opened."""
    offered = _rewards_by_race()
    found = overview.coming_and_running(ask.now, ask.zone)
    cursor = None
    while True:
        closed, cursor = overview.closed(ask.now, ask.zone, cursor)
        for one in [*found, *closed]:
            row = _row(one, offered, ask)
            yield {
                "race": one.race,
                "name": row["name"],
                "first": one.period.first,
                "last": one.period.last,
                "state": one.phase.value,
                "rewards": [reward.offer.name for reward in offered.get(one.race, [])],
                "seed_hash": one.head.seed_hash if one.head else None,
                "fingerprint": one.head.fingerprint if one.head else None,
            }
        if cursor is None:
            return
        found = []


@page(pages, "/console/races/new", "race_new.html", Role.ADMIN)
def new_challenge(ask: Asking) -> Values:
    """Return what the form of a challenge begins with: the day after tomorrow, two weeks."""
    first = date.fromisoformat(day_of(ask.now, ask.zone)) + timedelta(days=2)
    return {"first": first.isoformat(), "last": (first + timedelta(days=13)).isoformat()}


@new_challenge.deed("create")
def create(ask: Asking) -> Done:
    """Create a challenge and go to its page."""
    form = ask.form
    read = read_all(
        first=lambda: form.needed_day("first"),
        last=lambda: form.needed_day("last"),
        goal=lambda: form.number("goal"),
    )
    ranking = Ranking.TEAM if form.text("ranking") == Ranking.TEAM else Ranking.PERSON
    plan = Plan(form.text("name"), ranking=ranking, **read)
    made = challenges.create(plan, ask.person.id, ask.now, ask.zone)
    return Done("done.challenge_created", f"/console/races/{made.race}")


@page(pages, "/console/races/{race}", "race.html", Role.ADMIN)
def one_race(ask: Asking, race: str) -> Values:
    """Return all that is known of a race."""
    one, settings = overview.find_race(race, ask.now, ask.zone), current_settings()
    minimum = settings.draw_points if one.head is None or one.head.minimum is None else int(one.head.minimum)
    teams = dict(settings.teams)
    frozen = overview.is_frozen(one)
    today = date.fromisoformat(day_of(ask.now, ask.zone))
    offered = catalogue.rewards(race)
    ten = closing_frozen.final_ten(one.head) if frozen and one.head else standings.top_ten(race)
    lines = closing_frozen.final_teams(one.head, teams) if frozen and one.head else standings.teams(race, teams)
    return {
        "one": one,
        "name": race_names.name_of(one, ask.texts),
        "span": race_names.span(one.period, ask.texts),
        "prize_race": race.startswith("Q"),
        "days_to_start": (one.period.first - today).days if one.period.first else None,
        "days_left": (one.period.last - today).days if one.period.last else None,
        "freezes": end_of(one.period.last.isoformat(), ask.zone) + closing_rules.AFTER_THE_END
        if one.period.last
        else None,
        "figures": overview.figures(one, minimum),
        "active": overview.active_people(),
        "minimum": minimum,
        "ten": ten,
        "teams": lines,
        "team_names": teams,
        "most_each": max((line.points_each or 0 for line in lines), default=0) or 1,
        "rewards": offered,
        "lacking": [reward for reward in offered if _lacks(reward, one)],
        "frozen": frozen,
        "promised": _early(one, ask),
    }


@one_race.deed("close")
def close(ask: Asking, race: str) -> Done:
    """Have a race that is over closed within seconds, by the job that does it anyway."""
    steps.close_soon(race, ask.now, ask.zone)
    return Done("done.closing_asked")


@one_race.export("race")
def exported_table(ask: Asking, race: str) -> Iterator[Line]:
    """Yield the whole table of a race."""
    one, teams = overview.find_race(race, ask.now, ask.zone), dict(current_settings().teams)
    for line in overview.whole_table(one):
        yield {
            "place": line.place,
            "name": line.name,
            "team": teams.get(line.team or "", line.team),
            "points": line.points,
            "shares": line.shares,
            "clicks": line.clicks,
            "ticket": line.ticket,
        }


@page(pages, "/console/races/{race}/draw", "draw.html", Role.ADMIN)
def draw(ask: Asking, race: str) -> Values:
    """Return what is public of a draw, redone here and held against what was promised."""
    one = overview.find_race(race, ask.now, ask.zone)
    if one.head is None:
        raise NotFound("This race never ends, so nothing is drawn.", field="race", value=race)
    return {
        "one": one,
        "name": race_names.name_of(one, ask.texts),
        "head": one.head,
        "promised": _early(one, ask),
        "checks": _checks(one),
        "order": _order(one),
        "script": draws.SCRIPT,
    }


@draw.export("draw")
def exported_draw(ask: Asking, race: str) -> Iterator[Line]:
    """Yield the tickets in the order of the draw."""
    for number, ticket in enumerate(_order(overview.find_race(race, ask.now, ask.zone)), 1):
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


def _early(one: Overview, ask: Asking) -> bool:
    """Tell whether a seed was promised before the race began."""
    return one.head is not None and day_of(one.head.opened, ask.zone) < one.head.first


def _lacks(reward: Reward, one: Overview) -> bool:
    """Tell whether a reward has fewer codes than it may give; once its race is over, than it has to."""
    if one.phase is Phase.CLOSED or not reward.supply.lacks_codes:
        return False
    return one.head is None or one.head.state != RaceState.REVEALED or reward.supply.left <= 0


def _rewards_by_race() -> dict[str, list[Reward]]:
    found: dict[str, list[Reward]] = {}
    for reward in catalogue.rewards():
        if reward.offer.race and reward.offer.way is not Way.CLAIM:
            found.setdefault(reward.offer.race, []).append(reward)
    return found


def _row(one: Overview, offered: dict[str, list[Reward]], ask: Asking) -> dict[str, Any]:
    own = offered.get(one.race, [])
    return {
        "one": one,
        "name": race_names.name_of(one, ask.texts),
        "span": race_names.span(one.period, ask.texts),
        "rewards": own,
        "lacking": any(_lacks(reward, one) for reward in own),
    }
