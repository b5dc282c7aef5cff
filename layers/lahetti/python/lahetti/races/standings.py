"""Standings: what score cards say is written into them; the top ten, a person's own place, and teams are read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from lahetti.core.errors import Busy, NotFound
from lahetti.core.small_groups import FEWEST
from lahetti.dynamodb.connection import StoreError
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard
from lahetti.periods import challenges
from lahetti.periods.calendar import Period, is_challenge, period_of
from lahetti.races import items
from lahetti.races.model import OwnPlace, Place, Ranks, Standing, TeamLine
from lahetti.races.rules import (
    MOST_POINTS,
    TOP,
    exclusion,
    in_order,
    next_score_above,
    people_above,
    place_key,
    rank_scores,
    ranked,
    score_at,
)

_LEASE_SECONDS = 30


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


def put_score(
    card: ScoreCard,
    race: str,
    score: RaceScore,
    *,
    over: int | None = None,
    expires: datetime | None = None,
) -> bool:
    """Write somebody's score in a race as `put_row` does; `expires` is when the row of a closed race may go."""
    standing = Standing(
        person=card.person,
        name=None if card.anonymous else card.name,
        team=None if card.anonymous else card.team,
        points=score.points,
        shares=score.shares,
        clicks=score.clicks,
        version=card.version,
        place=place_key(card.person, score) if score.points > 0 and exclusion(card.absences, race) is None else None,
    )
    return items.put_standing(race, standing, over=over, expires=expires)


def top_ten(race: str) -> list[Place]:
    """Return the first ten places: one Query, however many take part."""
    return [_place(number, standing) for number, standing in enumerate(items.top_of(race, TOP), 1)]


def total(race: str, now: datetime) -> tuple[int, int]:
    """Return the points of all together, and how many people have any; at most as old as the ranks."""
    ranks = _ranks(race, now)
    people = at_least = ranks.people
    points = 0
    for score, above in ranks.above:
        points += score * (at_least - above)
        at_least = above
    return points, people


def own_place(race: str, person: str, now: datetime) -> OwnPlace:
    """Return a person's own place and the points to the next one, at most as old as `as_of` says."""
    row = items.find_standing(race, person)
    ranks = _ranks(race, now)
    score = row.points if row else 0
    shares, clicks = (row.shares, row.clicks) if row else (0, 0)
    as_of = datetime.fromtimestamp(ranks.rebuilt, now.tzinfo)
    if row is None or row.place is None:
        return OwnPlace(None, score, shares, clicks, None, None, as_of)
    equals = items.count_between(race, row.place + "!", f"{MOST_POINTS + score:09d}#~")
    above = people_above(ranks.above, ranks.people, score)
    place = above + equals + 1
    next_score = score if equals else next_score_above(ranks.above, score)
    tenth = score_at(ranks.above, TOP)
    return OwnPlace(
        place,
        score,
        shares,
        clicks,
        None if place == 1 or next_score is None else max(1, next_score - score),
        None if place <= TOP or tenth is None else max(1, tenth - score),
        as_of,
    )


def team_table(race: str, team: str) -> list[Place]:
    """Return the table of a team, read from its cards and ranked on read; raise NotFound for a small team."""
    members = people_items.team_cards(team)
    if len(members) < FEWEST:
        raise NotFound("Figures for fewer than five people are not shown.", field="team", value=team, limit=FEWEST)
    return ranked(race, members)


def teams(race: str, names: Mapping[str, str]) -> list[TeamLine]:
    """Return all teams by points per active ambassador, small ones last and without a figure."""
    lines = []
    for team, name in names.items():
        members = people_items.team_cards(team)
        table = ranked(race, members)
        hidden = len(members) < FEWEST
        each = None if hidden else round(sum(p.points for p in table) / max(1, len(table)), 1)
        lines.append(TeamLine(team, name, each))
    return in_order(lines)


def _ranks(race: str, now: datetime) -> Ranks:
    """Return a race's ranks, rebuilt under a lease if they are older than max(1 minute, people ÷ 100 seconds)."""
    second = int(now.timestamp())
    ranks = items.find_ranks(race)
    stale = second - ranks.rebuilt > max(60, ranks.people // 100)
    if stale and (items.lease_ranks(race, second, second + _LEASE_SECONDS) or not ranks.rebuilt):
        rows = items.all_rows(race)
        ranks = Ranks(rank_scores(row.points for row in rows), len(rows), second)
        items.save_ranks(race, ranks)
    return ranks


def _place(number: int, row: Standing) -> Place:
    return Place(number, row.person, row.name, row.team, row.points, row.shares, row.clicks)
