"""Races: the live top ten, one's own place, teams."""

from datetime import date, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import BaseModel

from api.application import answer, answer_if_changed, caller, problems, programme
from lahetti import clock, periods, races
from lahetti.settings import current_settings

router = APIGatewayRouter()
RaceId = Annotated[str, Path(max_length=40)]


class RaceOut(BaseModel):
    """A race; its days are whole ones in the programme's zone, `last` included."""

    race: str
    first: date | None
    last: date | None


class RacesOut(BaseModel):
    """The races that run today: week, month, quarter (the prize race), all time."""

    races: list[RaceOut]
    prize: str


class PlaceOut(BaseModel):
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


class OwnPlaceOut(BaseModel):
    """The caller's place; who stands above may be as old as `as_of`."""

    race: str
    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    as_of: datetime


class TeamLineOut(BaseModel):
    """A team by points per active ambassador; None where it has fewer than five people."""

    team: str
    name: str
    points_each: float | None


class TeamsOut(BaseModel):
    """All teams of a race."""

    race: str
    teams: list[TeamLineOut]


@router.get("/races", responses={200: {"description": "Running races"}, **problems()})
def running() -> Response[RacesOut]:
    """Return the races that run today."""
    caller()
    now = races.races_now(periods.day_of(clock.now(), programme().zone))
    found = [RaceOut(race=period.race, first=period.first, last=period.last) for period in now]
    return answer(RacesOut(races=found, prize=next(period.race for period in now if period.race[0] == "Q")))


@router.get(
    "/races/<race>",
    responses={200: {"description": "Top ten"}, 304: {"description": "Same", "content": {}}, **problems(404, 422)},
)
def top_ten(race: RaceId) -> Response[TopOut]:
    """Return the live top ten; ask with If-None-Match to learn cheaply that nothing has changed."""
    person, period = caller(), races.find_race(race)
    places = [_place(place, person.id) for place in races.top_ten(race)]
    return answer_if_changed(TopOut(race=race, first=period.first, last=period.last, places=places))


@router.get("/races/<race>/place", responses={200: {"description": "The caller's place"}, **problems(404, 422)})
def own_place(race: RaceId) -> Response[OwnPlaceOut]:
    """Return the caller's own place and the points to the next one."""
    person = caller()
    races.find_race(race)
    own = races.own_place(race, person.id, clock.now())
    fields = {name: getattr(own, name) for name in OwnPlaceOut.model_fields if name != "race"}
    return answer(OwnPlaceOut(race=race, **fields))


@router.get("/races/<race>/teams", responses={200: {"description": "All teams"}, **problems(404, 422)})
def teams(race: RaceId) -> Response[TeamsOut]:
    """Return the teams of a race by points per active ambassador."""
    caller()
    races.find_race(race)
    lines = races.teams(race, dict(current_settings().teams))
    return answer(TeamsOut(race=race, teams=[TeamLineOut(**vars(line)) for line in lines]))


@router.get("/races/<race>/teams/<team>", responses={200: {"description": "A team's table"}, **problems(404, 422)})
def team_table(race: RaceId, team: Annotated[str, Path(max_length=40)]) -> Response[TopOut]:
    """Return the table of a team of five or more."""
    person, period = caller(), races.find_race(race)
    table = [_place(place, person.id) for place in races.team_table(race, team)]
    return answer(TopOut(race=race, first=period.first, last=period.last, places=table))


def _place(place: races.Place, caller_id: str) -> PlaceOut:
    return PlaceOut(
        place=place.place,
        name=place.name,
        team=place.team,
        points=place.points,
        shares=place.shares,
        clicks=place.clicks,
        you=place.person == caller_id,
    )
