"""Races: the live top ten, one's own place, teams."""

from datetime import date, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import caller, created, programme, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.people.model import Person, Role
from lahetti.periods import calendar
from lahetti.periods import challenges as periods_challenges
from lahetti.periods.model import Challenge, Plan, RaceState, Ranking
from lahetti.races import draws, standings
from lahetti.races.closing import frozen
from lahetti.races.model import Place
from lahetti.settings.versions import current_settings

router = APIGatewayRouter()
CLOSED = 12
"""Closed races that are listed: about a quarter of weeks."""
RaceId = Annotated[str, Path(max_length=40)]


class RaceOut(Output):
    """A race; its days are whole ones in the programme's zone, `last` included."""

    race: str
    first: date | None
    last: date | None


class ChallengeIn(Input):
    """A challenge: whole days in the programme's zone, `last` included; `goal` are the points of all together.

    It starts at a midnight to come. With the ranking `team`, teams are compared by points per active ambassador.
    """

    name: str = Field(min_length=1, max_length=periods_challenges.LONGEST_NAME)
    first: date
    last: date
    ranking: Ranking = Ranking.PERSON
    goal: int | None = Field(default=None, ge=1)


class ChallengeOut(RaceOut):
    """A challenge that runs, comes, or ended some weeks ago at most."""

    name: str
    ranking: Ranking
    goal: int | None
    state: RaceState


class RacesOut(Output):
    """The races that run today: week, month, quarter (the prize race), all time; closed ones; challenges."""

    races: list[RaceOut]
    closed: list[RaceOut]
    prize: str | None
    challenges: list[ChallengeOut]


class PlaceOut(Output):
    """A line of a table; an anonymous person has neither name nor team. `you` marks the caller."""

    place: int
    name: str | None
    team: str | None
    points: int
    shares: int
    clicks: int
    you: bool


class TopOut(RaceOut):
    """The first places of a race, live. Ties: fewer scored shares, then the earlier last point."""

    places: list[PlaceOut]


class StandingsOut(TopOut):
    """The first places; of a closed race they are frozen, and `fingerprint` is the hash of the whole list."""

    closed: bool
    fingerprint: str | None


class TicketOut(Output):
    """The caller's ticket of a closed race; without a place they were not listed."""

    race: str
    ticket: str
    place: int | None
    points: int
    drawn: bool


class DrawOut(Output):
    """All that is public of a race's draw. Saved in a file, `script` redoes it: the first tickets win.

    The seed's hash stands before the race starts; list, hash and seed come after its end, in this order.
    """

    race: str
    first: date
    last: date
    state: RaceState
    seed_hash: str
    seed_promised: datetime
    minimum_points: int | None
    tickets: list[str]
    list_hash: str | None
    seed: str | None
    order: str
    script: str


class OwnPlaceOut(Output):
    """The caller's place; who stands above may be as old as `as_of`."""

    race: str
    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    as_of: datetime


class TeamLineOut(Output):
    """A team by points per active ambassador; None where it has fewer than five people."""

    team: str
    name: str
    points_each: float | None


class TeamsOut(Output):
    """All teams of a race."""

    race: str
    teams: list[TeamLineOut]


@router.get("/races", responses={200: {"description": "Running races"}, 304: UNCHANGED, **problems()})
def list_races(closed: Annotated[bool, Query()] = False) -> Response[RacesOut]:
    """Return the races that run today, and those that closed last if they are asked for."""
    caller()
    return representation(running_races(closed=closed))


def running_races(*, closed: bool) -> RacesOut:
    now = calendar.standing_periods(day_of(clock.now(), programme().zone))
    found = [RaceOut(race=period.race, first=period.first, last=period.last) for period in now]
    shown = [_challenge(one) for one in periods_challenges.shown(programme().zone)]
    prize = next((period.race for period in now if period.kind is calendar.PRIZE_KIND), None)
    over = frozen.closed_races(CLOSED) if closed else []
    ended = [RaceOut(race=period.race, first=period.first, last=period.last) for period in over]
    return RacesOut(races=found, closed=ended, prize=prize, challenges=shown)


@router.post("/races", responses={201: {"description": "Will be run"}, **problems(409, 415)})
def create_challenge(wanted: ChallengeIn) -> Response[ChallengeOut]:
    """Create a challenge, with the promise of its draw's seed. The same again gives the one there is."""
    admin = caller(Role.ADMIN)
    plan = Plan(**wanted.model_dump())
    made = periods_challenges.create(plan, admin.id, clock.now(), programme().zone)
    return created(_challenge(made), f"/races/{made.race}")


@router.get(
    "/races/<race>",
    responses={200: {"description": "Top ten"}, 304: UNCHANGED, **problems(404)},
)
def get_race(race: RaceId) -> Response[StandingsOut]:
    """Return the top ten, live or frozen; ask with If-None-Match to learn cheaply that nothing has changed."""
    person, period = caller(), standings.find_race(race)
    head = frozen.find_frozen(race, clock.now(), programme().zone)
    places = frozen.final_ten(head) if head else standings.top_ten(race)
    return representation(
        StandingsOut(
            race=race,
            first=period.first,
            last=period.last,
            places=[_place(place, person.id) for place in places],
            closed=head is not None,
            fingerprint=head.fingerprint if head else None,
        ),
        kept=True,
    )


@router.get(
    "/races/<race>/ticket",
    responses={200: {"description": "The caller's ticket"}, 304: UNCHANGED, **problems(404, 409)},
)
def get_my_ticket(race: RaceId) -> Response[TicketOut]:
    """Return the caller's own ticket of a closed race."""
    person = caller()
    standings.find_race(race)
    ticket, line = frozen.own_line(race, person.id)
    return representation(
        TicketOut(
            race=race,
            ticket=ticket,
            place=line.place if line else None,
            points=line.points if line else 0,
            drawn=ticket in frozen.drawn_tickets(frozen.find_head(race)),
        )
    )


@router.get("/races/<race>/draw", responses={200: {"description": "What is public"}, 304: UNCHANGED, **problems(404)})
def get_draw(race: RaceId) -> Response[DrawOut]:
    """Return what anybody needs to redo the draw of a race; before its end, the promise alone."""
    caller()
    standings.find_race(race)
    head = frozen.find_head(race)
    return representation(
        DrawOut(
            race=race,
            first=head.first,
            last=head.last,
            state=head.state,
            seed_hash=head.seed_hash,
            seed_promised=head.opened,
            minimum_points=head.minimum,
            tickets=frozen.drawn_tickets(head) if head.fingerprint else [],
            list_hash=head.list_hash,
            seed=head.seed,
            order=draws.ORDER,
            script=draws.SCRIPT,
        )
    )


@router.get(
    "/races/<race>/place", responses={200: {"description": "The caller's place"}, 304: UNCHANGED, **problems(404)}
)
def get_my_place(race: RaceId) -> Response[OwnPlaceOut]:
    """Return the caller's own place and the points to the next one."""
    person = caller()
    standings.find_race(race)
    return representation(place_in(race, person))


def place_in(race: str, person: Person) -> OwnPlaceOut:
    now = clock.now()
    head = frozen.find_frozen(race, now, programme().zone)
    own = frozen.final_place(head, person.id) if head else standings.own_place(race, person.id, now)
    fields = {name: getattr(own, name) for name in OwnPlaceOut.model_fields if name != "race"}
    return OwnPlaceOut(race=race, **fields)


@router.get("/races/<race>/teams", responses={200: {"description": "All teams"}, 304: UNCHANGED, **problems(404)})
def list_teams(race: RaceId) -> Response[TeamsOut]:
    """Return the teams of a race by points per active ambassador."""
    caller()
    standings.find_race(race)
    head, names = frozen.find_frozen(race, clock.now(), programme().zone), dict(current_settings().teams)
    lines = frozen.final_teams(head, names) if head else standings.teams(race, names)
    return representation(TeamsOut(race=race, teams=[TeamLineOut(**vars(line)) for line in lines]))


@router.get(
    "/races/<race>/teams/<team>", responses={200: {"description": "A team's table"}, 304: UNCHANGED, **problems(404)}
)
def get_team_table(race: RaceId, team: Annotated[str, Path(max_length=40)]) -> Response[TopOut]:
    """Return the table of a team of five or more."""
    person, period = caller(), standings.find_race(race)
    table = [_place(place, person.id) for place in frozen.team_table(race, team, clock.now(), programme().zone)]
    return representation(TopOut(race=race, first=period.first, last=period.last, places=table))


def _challenge(found: Challenge) -> ChallengeOut:
    return ChallengeOut(race=found.race, state=found.state, **vars(found.plan))


def _place(place: Place, caller_id: str) -> PlaceOut:
    return PlaceOut(
        place=place.place,
        name=place.name,
        team=place.team,
        points=place.points,
        shares=place.shares,
        clicks=place.clicks,
        you=place.person == caller_id,
    )
