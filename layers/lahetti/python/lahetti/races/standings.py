"""Races: standings by the tie rule, the top ten, one's own place, teams.

The order is the key of the index: more points, then fewer scored shares, then the earlier last entry, then the
person's id. Whoever is left out, or has no points above 0, has a row without a place and is listed nowhere.
"""

import bisect
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lahetti.core.errors import NotFound
from lahetti.dynamodb.connection import StoreError
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard, TeamCard
from lahetti.periods import challenges
from lahetti.periods.calendar import Period, is_challenge, period_of, standing_periods
from lahetti.races import items
from lahetti.settings.model import FEWEST

TOP = 10
_MOST_POINTS, _MOST_SECONDS = 10**8, 10**12
_LEASE_SECONDS = 30


@dataclass(frozen=True)
class Place:
    """A line of a table; an anonymous person has neither name nor team."""

    place: int
    person: str
    name: str | None
    team: str | None
    points: int
    shares: int
    clicks: int


@dataclass(frozen=True)
class OwnPlace:
    """One's own line; `as_of` tells how old the count of those above may be."""

    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    as_of: datetime


@dataclass(frozen=True)
class TeamLine:
    """A team of a race by points per active ambassador; None for a team that is too small to show."""

    team: str
    name: str
    points_each: float | None


def place_key(person: str, score: RaceScore) -> str:
    """Return the sort key that puts a person in their place when it is read descending."""
    points = _MOST_POINTS + score.points
    return f"{points:09d}#{_MOST_POINTS - score.shares:09d}#{_MOST_SECONDS - score.last:013d}#{person}"


def races_now(day: str) -> tuple[Period, ...]:
    """Return the standing races that run on a day."""
    return standing_periods(day)


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
    failure: StoreError | None = None
    for (_, race), card in newest.items():
        if not taking[race]:
            continue
        try:
            rows += put_row(card, race)
        except StoreError as error:
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
    listed = not card.left_out and score.points > 0
    row: dict[str, Any] = {
        "name": None if card.anonymous else card.name,
        "team": None if card.anonymous else card.team,
        "points": score.points,
        "shares": score.shares,
        "clicks": score.clicks,
    }
    place = place_key(card.person, score) if listed else None
    if expires is not None:
        row["expires"] = int(expires.timestamp())
    return items.put_standing(race, card.person, card.version, row, place, over=over)


def top_ten(race: str) -> list[Place]:
    """Return the first ten places: one Query, however many take part."""
    return [_place(number, person, row) for number, (person, row) in enumerate(items.top_of(race, TOP), 1)]


def total(race: str, now: datetime) -> tuple[int, int]:
    """Return the points of all together, and how many people have any; at most as old as the ranks."""
    ranks = _ranks(race, now)
    people = at_least = int(ranks.people)
    points = 0
    for score, above in unpack_ranks(ranks.above or b""):
        points += score * (at_least - above)
        at_least = above
    return points, people


def own_place(race: str, person: str, now: datetime) -> OwnPlace:
    """Return one's own place and the points to the next one, at most as old as `as_of` says."""
    row = items.find_standing(race, person)
    ranks = _ranks(race, now)
    score = int(row.points) if row else 0
    shares, clicks = (int(row.shares), int(row.clicks)) if row else (0, 0)
    as_of = datetime.fromtimestamp(int(ranks.rebuilt), now.tzinfo)
    if row is None or row.place is None:
        return OwnPlace(None, score, shares, clicks, None, None, as_of)
    histogram = unpack_ranks(ranks.above or b"")
    equals = items.count_between(race, row.place + "!", f"{_MOST_POINTS + score:09d}#~")
    above = people_above(histogram, int(ranks.people), score)
    place = above + equals + 1
    next_score = score if equals else next_score_above(histogram, score)
    tenth = score_at(histogram, TOP)
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


def ranked(race: str, members: Iterable[TeamCard]) -> list[Place]:
    """Rank the members of a team by the tie rule."""
    scored = []
    for member in members:
        score = member.races.get(race, RaceScore())
        if score.points > 0 and not member.left_out:
            scored.append((place_key(member.person, score), member.person, member.name, score))
    scored.sort(reverse=True)
    return [
        Place(number, person, name, None, score.points, score.shares, score.clicks)
        for number, (_, person, name, score) in enumerate(scored, 1)
    ]


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


def in_order(lines: Iterable[TeamLine]) -> list[TeamLine]:
    """Return teams by points each, those too small to show last."""
    return sorted(lines, key=lambda line: (line.points_each is None, -(line.points_each or 0), line.name))


# --- ranks: how many people stand above each score


def pack_ranks(scores: Iterable[int]) -> bytes:
    """Pack the histogram of scores: pairs of 32-bit numbers (score, people above), by score ascending."""
    counts: dict[int, int] = {}
    for score in scores:
        counts[score] = counts.get(score, 0) + 1
    above, pairs = 0, []
    for score in sorted(counts, reverse=True):
        pairs.append((score, above))
        above += counts[score]
    return b"".join(struct.pack(">II", *pair) for pair in reversed(pairs))


def unpack_ranks(packed: bytes) -> list[tuple[int, int]]:
    """Return the pairs of a packed histogram, by score ascending."""
    return list(struct.iter_unpack(">II", packed))


def people_above(histogram: list[tuple[int, int]], people: int, score: int) -> int:
    """Count those of the `people` with more points than `score`, which need not be in the histogram."""
    index = bisect.bisect_left(histogram, (score, -1))
    if index < len(histogram) and histogram[index][0] == score:
        return histogram[index][1]
    return histogram[index - 1][1] if index else people


def next_score_above(histogram: list[tuple[int, int]], score: int) -> int | None:
    """Return the next higher score that somebody has, or None."""
    index = bisect.bisect_right(histogram, (score, 2**32))
    return histogram[index][0] if index < len(histogram) else None


def score_at(histogram: list[tuple[int, int]], place: int) -> int | None:
    """Return the score at a place, or None where nobody is listed."""
    return next((score for score, above in histogram if above < place), None)


def _ranks(race: str, now: datetime) -> items.Ranks:
    """Return a race's histogram, rebuilt under a lease if it is older than max(1 minute, people ÷ 100 seconds)."""
    second = int(now.timestamp())
    ranks = items.find_ranks(race)
    stale = ranks is None or second - int(ranks.rebuilt) > max(60, int(ranks.people) // 100)
    never = ranks is None or not ranks.rebuilt  # a lease alone makes the item, too: there is nothing old to show
    if stale and (items.lease_ranks(race, second, second + _LEASE_SECONDS) or never):
        rows = items.all_rows(race)
        packed = pack_ranks(int(row.points) for _, row in rows)
        items.save_ranks(race, packed, len(rows), second)
        ranks = items.Ranks(above=packed, people=len(rows), rebuilt=second)
    return ranks or items.Ranks(above=b"", people=0, rebuilt=second)


def _place(number: int, person: str, row: items.Standing) -> Place:
    return Place(number, person, row.name, row.team, int(row.points), int(row.shares), int(row.clicks))
