"""Standings: what score cards say is written into them; the top ten, a person's own place, and teams are read."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.errors import Busy, NotFound
from lahetti.core.small_groups import FEWEST
from lahetti.dynamodb.connection import StoreError
from lahetti.people import items as people_items
from lahetti.people.model import PersonState, RaceScore, ScoreCard
from lahetti.periods import challenges
from lahetti.periods.calendar import Period, is_challenge, period_of
from lahetti.races import items
from lahetti.races.model import OwnPlace, Place, Ranks, Roster, Standing, TeamLine, TeamTable
from lahetti.races.rules import (
    MOST_POINTS,
    TOP,
    anonymous_place_key,
    exclusion,
    in_order,
    most_listed,
    next_score_above,
    people_above,
    place_key,
    rank_scores,
    score_at,
    team_in,
    team_tables,
)
from lahetti.settings.model import Settings

_LEASE_SECONDS = 30
_ROWS_KEPT = timedelta(days=36)
"""How long after a race's last day its rows stay: longer than anybody looks back to a race that is over."""


def find_race(race: str) -> Period:
    """Return the period of a race; raise NotFound."""
    period = period_of(race)
    if period is None:
        raise NotFound(f"There is no race {race[:40]}.", field="race", value=race[:40])
    if is_challenge(race):
        challenges.find(race)
    return period


def take_cards(cards: Iterable[ScoreCard], takes_rows: Callable[[str], bool] = lambda _: True) -> int:
    """Write what cards say into the standings; return how many rows changed. A row that fails is raised at the end.

    A race that closes takes no more (`takes_rows`).

    Totals are absolute and rows know their card's version, so order and repeats do not matter. Of several images of one
    card the newest counts for each race, not for the card: a week that has rolled over is only in an older one.
    """
    newest: dict[tuple[str, str], ScoreCard] = {}
    for card in cards:
        for race in card.totals.races:
            known = newest.get((card.person, race))
            if known is None or known.version < card.version:
                newest[card.person, race] = card
    taking = {race: takes_rows(race) for race in {race for _, race in newest}}
    rows = 0
    failure: Busy | StoreError | None = None
    for (_, race), card in newest.items():
        if not taking[race]:
            continue
        try:
            rows += put_row(card, race)
        except (Busy, StoreError) as error:
            failure = error
    if failure is not None:
        raise failure
    return rows


def put_row(card: ScoreCard, race: str, *, over: int | None = None) -> bool:
    """Write one card's row of one race unless a newer one stands there; return whether it was written.

    `over` is the version of a wrong row, which is replaced if it still stands there.
    """
    return put_score(card, race, card.totals.races[race], over=over)


def put_score(card: ScoreCard, race: str, score: RaceScore, *, over: int | None = None) -> bool:
    """Write somebody's score in a race as `put_row` does."""
    return items.put_standing(race, row_of(card, race, score), over=over, expires=_expires(race))


def _expires(race: str) -> datetime | None:
    """Return when the rows of a race may go; those of all time never do."""
    period = period_of(race)
    if period is None or period.last is None:
        return None
    return datetime.combine(period.last, time(), UTC) + _ROWS_KEPT


def row_of(card: ScoreCard, race: str, score: RaceScore) -> Standing:
    """Return the row that others see of somebody with this score.

    Of somebody anonymous it is what was last shown of them, whatever the score is by now.
    """
    stands = exclusion(card.absences, race) is None
    if card.anonymous:
        points = card.shown.get(race, 0)
        place = anonymous_place_key(card.person, points) if points and stands else None
        return Standing(card.person, None, None, points, 0, 0, card.version, place)
    return Standing(
        person=card.person,
        name=card.name,
        team=team_in(card.homes, race),
        points=score.points,
        shares=score.shares,
        clicks=score.clicks,
        version=card.version,
        place=place_key(card.person, score) if score.points > 0 and stands else None,
    )


def forget(people: Collection[str], now: datetime, zone: ZoneInfo) -> None:
    """Delete the rows of people whose cards are gone, in all races that may still take rows."""
    races = challenges.open_races(now, zone) | challenges.open_races(now - timedelta(hours=1), zone)
    if people:
        items.delete_standings((race, person) for race in sorted(races) for person in people)


def top_ten(race: str) -> list[Place]:
    """Return the first ten places, and no more than half of those who could stand in the race.

    One Query, however many take part; until the roster is counted, with a count of those who take part.
    """
    could, rows = items.top_of(race, TOP)
    return _places(rows[: most_listed(_taking_part() if could is None else could)])


def could_stand(race: str) -> int:
    """Return how many could stand in a race; until that is counted, how many take part."""
    roster = items.find_roster(race)
    return _taking_part() if roster is None else roster.people


def _taking_part() -> int:
    return people_items.count_in(PersonState.ACTIVE)


def own_place(race: str, person: str, now: datetime) -> OwnPlace:
    """Return a person's own place and the points to the next one.

    Their score is that of their card, so it agrees with the ledger at once; who stands above them is at most as old as
    `as_of` says.
    """
    row, own = _own_row(race, person)
    ranks = _ranks(race, now)
    score = row.points if row else 0
    as_of = datetime.fromtimestamp(ranks.rebuilt, now.tzinfo)
    if row is None or row.place is None:
        return OwnPlace(None, own.points, own.shares, own.clicks, None, None, as_of)
    equals = items.count_between(race, row.place + "!", f"{MOST_POINTS + score:09d}#~")
    above = people_above(ranks.above, ranks.people, score)
    place = above + equals + 1
    next_score = score if equals else next_score_above(ranks.above, score)
    last_listed = score_at(ranks.above, ranks.listed)
    return OwnPlace(
        place,
        own.points,
        own.shares,
        own.clicks,
        None if place == 1 or next_score is None else max(1, next_score - score),
        None if place <= ranks.listed or last_listed is None else max(1, last_listed - score),
        as_of,
    )


def _own_row(race: str, person: str) -> tuple[Standing | None, RaceScore]:
    """Return a person's row as their card has it at this moment, and what they have themselves.

    A card forgets races that are over: until such a race is frozen, its stored row holds.
    """
    card = people_items.find_card(person, consistent=True)
    if card is not None and race in card.totals.races:
        own = card.totals.races[race]
        return row_of(card, race, own), own
    row = items.find_standing(race, person)
    if row is None or row.name is None:
        return row, RaceScore()
    return row, RaceScore(row.points, row.shares, row.clicks)


def team_table(race: str, team: str, now: datetime) -> list[Place]:
    """Return the first of a team's table, as old as the ranks; raise NotFound where its figures are not shown.

    Whoever has become anonymous since, or stands in the race no more, is not listed.
    """
    table = _team_tables(race, now).get(team)
    if table is None:
        raise few_people(team)
    rows = [row for row in items.find_standings(race, table.people) if row.team == team and row.place is not None]
    return _places(sorted(rows, key=lambda row: row.place or "", reverse=True))


def few_people(team: str) -> NotFound:
    """Return the error that the figures of a team are not shown, be they few or nobody."""
    return NotFound("Figures for fewer than five people are not shown.", field="team", value=team, limit=FEWEST)


def teams(race: str, settings: Settings, now: datetime) -> list[TeamLine]:
    """Return all teams by points per active ambassador, those whose figures are not shown last; as old as the ranks.

    A team that was removed stays among them as long as its figures are shown in the race.
    """
    tables, present = _team_tables(race, now), dict(settings.teams)
    return in_order(
        TeamLine(team, name, tables[team].each if team in tables else None)
        for team, name in settings.team_names.items()
        if team in present or team in tables
    )


def _team_tables(race: str, now: datetime) -> dict[str, TeamTable]:
    _ranks(race, now)
    return items.find_team_tables(race)


def _ranks(race: str, now: datetime) -> Ranks:
    """Return a race's ranks. They and the teams' tables are rebuilt under a lease once they are too old.

    That is older than max(1 minute, people ÷ 100 seconds).
    """
    second = int(now.timestamp())
    ranks = items.find_ranks(race)
    stale = second - ranks.rebuilt > max(60, ranks.people // 100)
    if stale and (items.lease_ranks(race, second, second + _LEASE_SECONDS) or not ranks.rebuilt):
        rows = items.all_rows(race)
        roster = items.find_roster(race) or Roster(_taking_part(), {})
        items.save_team_tables(race, team_tables(rows, roster.teams))
        ranks = Ranks(rank_scores(row.points for row in rows), len(rows), second, most_listed(roster.people))
        items.save_ranks(race, ranks)
    return ranks


def _places(rows: Iterable[Standing]) -> list[Place]:
    return [_place(number, row) for number, row in enumerate(rows, 1)]


def _place(number: int, row: Standing) -> Place:
    if row.name is None:
        return Place(number, row.person, None, None, row.points, None, None)
    return Place(number, row.person, row.name, row.team, row.points, row.shares, row.clicks)
