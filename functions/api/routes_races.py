"""Races: the live top ten, one's own place, teams."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, created, programme, representation
from api.models import Input, NameTexts, Output
from api.paging import MOST, USUAL, Cursor, Limit, Page, page_of
from api.problems import changes, creates, reads
from lahetti.core import clock
from lahetti.core.days import day_of, midnight_of
from lahetti.core.names import LocalisedName
from lahetti.people.model import Person, Role
from lahetti.periods import challenges as periods_challenges
from lahetti.periods.calendar import PRIZE_KIND, Period, PeriodKind, standing_periods
from lahetti.periods.model import Challenge, Plan, RaceState, Ranking
from lahetti.points.ledger import ledger
from lahetti.points.rules import points_by_week
from lahetti.races import draws, standings
from lahetti.races.closing import frozen
from lahetti.races.model import Exclusion, Place
from lahetti.races.rules import TIE_RULE
from lahetti.records.model import InterventionKind
from lahetti.rewards import following, register
from lahetti.rewards import terms as rewards_terms
from lahetti.rewards.model import Terms, Way
from lahetti.settings.versions import current_settings

router = APIGatewayRouter()
RaceId = Annotated[str, Path(max_length=40)]
TeamId = Annotated[str, Path(max_length=40)]


class PeriodOut(Output):
    """What a race covers: whole days in the programme's zone, `last_on` included.

    `number` says which week (ISO), month or quarter of the `year` it is; `is_prize`: people win prizes in it.
    """

    race: str
    kind: PeriodKind
    year: int | None
    number: int | None
    first_on: date | None
    last_on: date | None
    is_prize: bool


class RaceOut(PeriodOut):
    """A race. A challenge has a name, here in the caller's language, a ranking, perhaps a goal: the points of all."""

    state: RaceState
    name: str | None
    name_texts: dict[str, str]
    ranking: Ranking
    goal: int | None


class RacePageOut(Page):
    """Races."""

    items: list[RaceOut]


class ChallengeIn(Input):
    """A challenge: whole days in the programme's zone, `last_on` included; `goal` are the points of all together.

    It starts at a midnight to come. With the ranking `team`, teams are compared by points per active ambassador.
    """

    name_texts: NameTexts
    first_on: date
    last_on: date
    ranking: Ranking = Ranking.PERSON
    goal: int | None = Field(default=None, ge=1)


class ChallengeDaysIn(Input):
    """The days that a challenge is moved to, `last_on` included."""

    first_on: date
    last_on: date


class WithdrawnOut(Output):
    """A challenge that will not be."""

    race: str


class PlaceOut(Output):
    """A line of a table. `you` marks the caller, `team` is the home team as the race began.

    `prizes` are the names of what was won in a closed race; running ones and tables of teams have none.

    An anonymous person has no name, team, shares and clicks, and points that change once a night, rounded down to tens.
    """

    place: int
    name: str | None
    team: str | None
    points: int
    shares: int | None
    clicks: int | None
    you: bool
    prizes: list[str]


class StandingsOut(PeriodOut):
    """The first ten of a race, and at most half of those who could stand in it.

    Ties: fewer scored shares, then the earlier last point. Of a closed race they are frozen, its winners stand among
    them, and `fingerprint` is the hash of the whole list.
    """

    places: list[PlaceOut]
    closed: bool
    fingerprint: str | None


class TeamTableOut(PeriodOut):
    """The first ten of a team, and at most half of it."""

    team: str
    places: list[PlaceOut]


class TicketOut(Output):
    """The caller's ticket of a closed race; without a place they were not listed."""

    race: str
    ticket: str
    place: int | None
    points: int
    drawn: bool


class OfferOut(Output):
    """A reward as a race promises it; `number` are the most that are given."""

    reward: str
    way: Way
    name: str
    value_cents: int
    number: int


class TermsOut(Output):
    """What the race pays for, as it stood at `stood_at`: its first midnight, or its opening where that was later.

    Offers stand in the order in which they are given. `left_out` are tickets. `text` says all of it in JSON, `hash` is
    the SHA-256 of that text.
    """

    stood_at: datetime
    fixed_at: datetime
    minimum_points: int
    tie_rule: str
    offers: list[OfferOut]
    left_out: list[str]
    text: str
    hash: str


class InterventionOut(Output):
    """How often admins did something to a place in the race while it ran; never to whose."""

    reason: InterventionKind
    number: int


class ExcludedOut(Output):
    """Tickets with points that are not in the frozen list, and why."""

    reason: Exclusion
    number: int
    tickets: list[str]


class DrawOut(Output):
    """All that is public of a race's draw. Saved in a file, `script` redoes it: the first tickets win.

    The seed's hash stands before the race starts; list, hash and seed come after its end, in this order. `terms` are
    fixed as they stand at its first midnight; `was_running` tells that it ran already when it was opened. What admins
    did while it ran is told as it happens, which tickets are excluded once the list is frozen.
    """

    race: str
    first_on: date
    last_on: date
    state: RaceState
    seed_hash: str
    seed_promised_at: datetime
    was_running: bool
    terms: TermsOut | None
    minimum_points: int | None
    interventions: list[InterventionOut]
    excluded: list[ExcludedOut]
    tickets: list[str]
    list_hash: str | None
    seed: str | None
    order: str
    script: str


class MyPlaceOut(Output):
    """The caller's place; who stands above may be as old as `calculated_at`."""

    race: str
    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    calculated_at: datetime


class WeekOut(PeriodOut):
    """A week in which the caller has points."""

    points: int


class OwnWeeksOut(Output):
    """The caller's week with most points, of several the latest, and what this week has brought; null before any."""

    best: WeekOut | None
    this_week: int


class TeamLineOut(Output):
    """A team by points per active ambassador; null where fewer than five have points, or would by subtraction."""

    team: str
    name: str
    points_each: float | None


class TeamPageOut(Page):
    """The teams of a race, the best first."""

    items: list[TeamLineOut]


@router.get("/races", responses=reads("A page of races"))
def list_races(
    closed: Annotated[bool, Query()] = False, limit: Limit = USUAL, cursor: Cursor = None
) -> Response[RacePageOut]:
    """Return the races of today, the shortest period first, and challenges that run, come, or ended some weeks ago.

    With `closed` the standing races that are closed, the last one first.
    """
    person = caller()
    found = _closed_races() if closed else current_races(person.language)
    page, following = page_of(found, lambda race: race.race, limit, cursor)
    return representation(RacePageOut(items=page, next=following))


@router.post("/races", responses=creates("Will be run", 409))
def create_challenge(wanted: ChallengeIn) -> Response[RaceOut]:
    """Create a challenge, with the promise of its draw's seed. The same again gives the one there is."""
    admin = caller(Role.ADMIN)
    plan = Plan(LocalisedName.of(wanted.name_texts), wanted.first_on, wanted.last_on, wanted.ranking, wanted.goal)
    made = periods_challenges.create(plan, admin.id, clock.now(), programme().zone)
    return created(_challenge(made, admin.language), f"/races/{made.race}")


@router.patch("/races/<race_id>", responses=changes("The challenge on its new days", 404, 409))
def update_challenge(race_id: RaceId, wanted: ChallengeDaysIn) -> Response[RaceOut]:
    """Move a challenge that has not started to other days, with its prizes; its id and its seed's hash are new."""
    admin = caller(Role.ADMIN)
    days, zone = (wanted.first_on, wanted.last_on), programme().zone
    moved = following.move_challenge(race_id, *days, admin.id, clock.now(), zone)
    return answer(_challenge(moved, admin.language))


@router.post("/races/<race_id>/withdraw", responses=changes("Withdrawn", 404, 409))
def withdraw_challenge(race_id: RaceId) -> Response[WithdrawnOut]:
    """Withdraw a challenge that has not started, with its prizes."""
    admin = caller(Role.ADMIN)
    following.withdraw_challenge(race_id, admin.id, clock.now(), programme().zone)
    return answer(WithdrawnOut(race=race_id))


@router.get("/races/<race_id>", responses=reads("The first ten", 404))
def get_race(race_id: RaceId) -> Response[StandingsOut]:
    """Return the top ten, live or frozen; ask with If-None-Match to learn cheaply that nothing has changed."""
    person, period = caller(), standings.find_race(race_id)
    head = frozen.find_frozen(race_id, clock.now(), programme().zone)
    places = frozen.final_table(head) if head else standings.top_ten(race_id)
    prizes = register.prizes_of_race(race_id) if head else {}
    return representation(
        StandingsOut(
            **_period(period),
            places=[_place(place, person, prizes.get(place.person, ())) for place in places],
            closed=head is not None,
            fingerprint=head.fingerprint if head else None,
        ),
        kept=True,
    )


@router.get("/races/<race_id>/draw", responses=reads("What is public", 404))
def get_draw(race_id: RaceId) -> Response[DrawOut]:
    """Return what anybody needs to redo the draw of a race; before its end, the promise alone."""
    language = caller().language
    standings.find_race(race_id)
    head, zone = frozen.find_head(race_id), programme().zone
    fixed, excluded = rewards_terms.find_terms(race_id), frozen.excluded_tickets(head)
    interventions = rewards_terms.interventions_in(head, zone)
    return representation(
        DrawOut(
            race=race_id,
            first_on=head.first,
            last_on=head.last,
            state=head.state,
            seed_hash=head.seed_hash,
            seed_promised_at=head.opened,
            was_running=head.opened >= midnight_of(head.first.isoformat(), zone),
            terms=None if fixed is None else _terms(fixed, language),
            minimum_points=None if fixed is None else fixed.minimum,
            interventions=[InterventionOut(reason=kind, number=number) for kind, number in interventions.items()],
            excluded=[
                ExcludedOut(reason=why, number=len(tickets), tickets=tickets) for why, tickets in excluded.items()
            ],
            tickets=frozen.drawn_tickets(head) if head.fingerprint else [],
            list_hash=head.list_hash,
            seed=head.seed,
            order=draws.ORDER,
            script=draws.SCRIPT,
        )
    )


@router.get("/races/<race_id>/teams", responses=reads("A page of teams", 404))
def list_teams(race_id: RaceId, limit: Limit = MOST, cursor: Cursor = None) -> Response[TeamPageOut]:
    """Return the teams of a race by points per active ambassador, the best first."""
    language = caller().language
    standings.find_race(race_id)
    head = frozen.find_frozen(race_id, clock.now(), programme().zone)
    lines = frozen.final_teams(head) if head else standings.teams(race_id, current_settings(), clock.now())
    page, following = page_of(lines, lambda line: line.team, limit, cursor)
    items = [TeamLineOut(**{**vars(line), "name": line.name.in_language(language)}) for line in page]
    return representation(TeamPageOut(items=items, next=following))


@router.get("/races/<race_id>/teams/<team_id>", responses=reads("A team's table", 404))
def get_team_table(race_id: RaceId, team_id: TeamId) -> Response[TeamTableOut]:
    """Return the table of a team in which five or more have points, by its members as the race began."""
    person, period = caller(), standings.find_race(race_id)
    found = frozen.team_table(race_id, team_id, clock.now(), programme().zone)
    table = [_place(place, person) for place in found]
    return representation(TeamTableOut(**_period(period), team=team_id, places=table))


@router.get("/me/races/<race_id>/place", responses=reads("The caller's place", 404))
def get_my_place(race_id: RaceId) -> Response[MyPlaceOut]:
    """Return the caller's own place and the points to the next one."""
    person = caller()
    standings.find_race(race_id)
    return representation(place_in(race_id, person))


@router.get("/me/races/<race_id>/ticket", responses=reads("The caller's ticket", 404, 409))
def get_my_ticket(race_id: RaceId) -> Response[TicketOut]:
    """Return the caller's own ticket of a closed race."""
    person = caller()
    standings.find_race(race_id)
    ticket, line = frozen.own_line(race_id, person.id)
    return representation(
        TicketOut(
            race=race_id,
            ticket=ticket,
            place=line.place if line else None,
            points=line.points if line else 0,
            drawn=ticket in frozen.drawn_tickets(frozen.find_head(race_id)),
        )
    )


@router.get("/me/weeks", responses=reads("The caller's weeks"))
def get_my_weeks() -> Response[OwnWeeksOut]:
    """Return the caller's best week and what this one has brought: a goal for whoever is far from the first ten."""
    weeks = points_by_week(ledger(caller().id))
    best = max(((points, race) for race, points in weeks.items() if points > 0), default=None)
    today = standing_periods(day_of(clock.now(), programme().zone))
    return representation(
        OwnWeeksOut(
            best=None if best is None else WeekOut(**_period(standings.find_race(best[1])), points=best[0]),
            this_week=sum(weeks.get(period.race, 0) for period in today),
        )
    )


def place_in(race: str, person: Person) -> MyPlaceOut:
    """Return a person's place in a race, live or frozen."""
    now = clock.now()
    head = frozen.find_frozen(race, now, programme().zone)
    own = frozen.final_place(head, person.id) if head else standings.own_place(race, person.id, now)
    return MyPlaceOut(
        race=race,
        place=own.place,
        points=own.points,
        shares=own.shares,
        clicks=own.clicks,
        points_to_next=own.points_to_next,
        points_to_top=own.points_to_top,
        calculated_at=own.as_of,
    )


def current_races(language: str) -> list[RaceOut]:
    """Return the races of today, and the challenges that are shown."""
    now, zone = clock.now(), programme().zone
    standing = [_standing(period, RaceState.OPEN) for period in standing_periods(day_of(now, zone))]
    return standing + [_challenge(one, language) for one in periods_challenges.shown(zone)]


def _closed_races() -> list[RaceOut]:
    return [_standing(period, RaceState.CLOSED) for period in frozen.closed_races(MOST)]


def _terms(fixed: Terms, language: str) -> TermsOut:
    return TermsOut(
        stood_at=fixed.as_of,
        fixed_at=fixed.fixed,
        minimum_points=fixed.minimum,
        tie_rule=TIE_RULE,
        offers=[OfferOut(**{**vars(offer), "name": offer.name.in_language(language)}) for offer in fixed.offers],
        left_out=list(fixed.left_out),
        text=fixed.text,
        hash=fixed.hash,
    )


def _period(period: Period) -> dict[str, Any]:
    return {
        "race": period.race,
        "kind": period.kind,
        "year": period.year,
        "number": period.number,
        "first_on": period.first,
        "last_on": period.last,
        "is_prize": period.kind is PRIZE_KIND,
    }


def _standing(period: Period, state: RaceState) -> RaceOut:
    return RaceOut(**_period(period), state=state, name=None, name_texts={}, ranking=Ranking.PERSON, goal=None)


def _challenge(found: Challenge, language: str) -> RaceOut:
    plan = found.plan
    period = Period(found.race, plan.first, plan.last)
    return RaceOut(
        **_period(period),
        state=found.state,
        name=plan.name.in_language(language),
        name_texts=plan.name.as_map(),
        ranking=plan.ranking,
        goal=plan.goal,
    )


def _place(place: Place, reader: Person, prizes: Iterable[LocalisedName] = ()) -> PlaceOut:
    return PlaceOut(
        place=place.place,
        name=place.name,
        team=place.team,
        points=place.points,
        shares=place.shares,
        clicks=place.clicks,
        you=place.person == reader.id,
        prizes=[prize.in_language(reader.language) for prize in prizes],
    )
