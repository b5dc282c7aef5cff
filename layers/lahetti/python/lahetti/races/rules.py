"""The order of a race and its ranks, as pure functions.

The order is the key of the index: more points, then fewer scored shares, then the earlier last entry, then the
person's id. Whoever is excluded, or has no points above 0, has no place and is listed nowhere. Whoever is anonymous
stands behind all others with the points that are shown of them.

Nobody can see who does not take part: no table lists more than half of those who could stand in it, and a team's
figures need five with points (docs/product.md, Races and rewards).
"""

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lahetti.core.days import day_after
from lahetti.core.small_groups import FEWEST
from lahetti.people.model import ALWAYS, Absence, Home, RaceScore, ScoreCard
from lahetti.periods.calendar import period_of
from lahetti.races.model import Exclusion, Standing, TeamLine, TeamTable

TOP = 10
TIE_RULE = (
    "more points, then fewer scored shares, then the earlier last entry above 0, then the greater id of the person"
)
"""The order of `place_key` in words, as races publish it."""
MOST_POINTS = 10**8
_MOST_SECONDS = 10**12


def place_key(person: str, score: RaceScore) -> str:
    """Return the sort key that puts a person in their place when it is read descending."""
    points = MOST_POINTS + score.points
    return f"{points:09d}#{MOST_POINTS - score.shares:09d}#{_MOST_SECONDS - score.last:013d}#{person}"


def anonymous_place_key(person: str, points: int) -> str:
    """Return the sort key of somebody anonymous: of the points that are shown, and of nothing else."""
    return place_key(person, RaceScore(points, shares=MOST_POINTS, last=_MOST_SECONDS))


def most_listed(could: int) -> int:
    """Return how many lines a table has at most where so many could stand in it."""
    return min(TOP, could // 2)


def team_in(homes: Sequence[Home], race: str) -> str | None:
    """Return the team that a person stands for: their home team at the race's first midnight; of all time their first.

    So nobody can build a team around somebody, or move them, to learn from the team's figures.
    """
    first = _first_day(race)
    if first is None:
        return homes[0].team if homes else None
    return next((home.team for home in reversed(homes) if home.day <= first), None)


def could_stand(card: ScoreCard, race: str, today: str) -> bool:
    """Return whether somebody is among those who could stand in a race: neither left out nor pausing as it began.

    Of whoever joined later, and in the race of all time, their own first midnight counts. So nobody's pause changes
    how many lines a table has.
    """
    joined = card.homes[0].day if card.homes else ALWAYS
    since = max(joined, _first_day(race) or joined)
    held = _absence_at(card.absences, since)
    return since <= today and (held is None or not (held.left_out or held.paused))


def takes_part_on(card: ScoreCard, day: str) -> bool:
    """Return whether somebody could take part on a day, as it stood at the midnight that began it: no pause."""
    joined = card.homes[0].day if card.homes else ALWAYS
    held = _absence_at(card.absences, day)
    return joined <= day and (held is None or not held.paused)


def shown_teams(with_points: Mapping[str, int], could: Mapping[str, int]) -> set[str]:
    """Return the teams whose figures are shown, by how many have points and how many could have some.

    Fewer than five with points are not shown. Where the teams that are not shown come to fewer than five together, the
    next smallest is not shown either: nothing of them follows by subtraction from the whole.
    """
    able = {team: with_points.get(team, 0) for team, number in could.items() if number}
    shown = {team for team, number in able.items() if number >= FEWEST}
    while shown and shown != able.keys():
        if sum(number for team, number in able.items() if team not in shown) >= FEWEST:
            break
        shown.remove(min(shown, key=lambda team: (able[team], team)))
    return shown


def team_tables(rows: Iterable[Standing], could: Mapping[str, int]) -> dict[str, TeamTable]:
    """Return what is shown of the teams of a race by all its rows, first place first."""
    members: dict[str | None, list[Standing]] = defaultdict(list)
    for row in rows:
        members[row.team].append(row)
    counts = {team: len(found) for team, found in members.items() if team is not None}
    return {
        team: TeamTable(
            points_each(sum(row.points for row in members[team]), counts[team]),
            tuple(row.person for row in members[team][: most_listed(could[team])]),
        )
        for team in shown_teams(counts, could)
    }


def points_each(points: int, people: int) -> float:
    """Return the points of a team per person who has any."""
    return round(points / max(1, people), 1)


def _first_day(race: str) -> str | None:
    period = period_of(race)
    return period.first.isoformat() if period is not None and period.first is not None else None


def exclusion(absences: Sequence[Absence], race: str) -> Exclusion | None:
    """Return why a person does not stand in a race, or None for whoever does.

    Left out counts as it stood at the race's first midnight, pausing as it is while the race runs and as it stood at
    its end from then on; in the race of all time both count at once.
    """
    period = period_of(race)
    first, last = (period.first, period.last) if period is not None else (None, None)
    if (found := _absence_at(absences, str(first) if first else None)) is not None and found.left_out:
        return Exclusion.LEFT_OUT
    end = day_after(last.isoformat()) if last is not None and last < date.max else None
    if (found := _absence_at(absences, end)) is not None and found.paused:
        return Exclusion.PAUSED
    return None


def _absence_at(absences: Sequence[Absence], day: str | None) -> Absence | None:
    """Return what held at the midnight that begins a day, or holds now."""
    return next((one for one in reversed(absences) if day is None or one.day <= day), None)


def in_order(lines: Iterable[TeamLine]) -> list[TeamLine]:
    """Return teams by points each, those that are not shown last."""
    return sorted(
        lines, key=lambda line: (line.points_each is None, -(line.points_each or 0), line.name.first.casefold())
    )


# --- ranks: how many people stand above each score


def rank_scores(scores: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return how many stand above each score, (score, people above), by score ascending."""
    counts = Counter(scores)
    above, pairs = 0, []
    for score in sorted(counts, reverse=True):
        pairs.append((score, above))
        above += counts[score]
    return tuple(reversed(pairs))


def people_above(histogram: Sequence[tuple[int, int]], people: int, score: int) -> int:
    """Count those of the `people` with more points than `score`, which need not be in the histogram."""
    index = bisect.bisect_left(histogram, (score, -1))
    if index < len(histogram) and histogram[index][0] == score:
        return histogram[index][1]
    return histogram[index - 1][1] if index else people


def next_score_above(histogram: Sequence[tuple[int, int]], score: int) -> int | None:
    """Return the next higher score that somebody has, or None."""
    index = bisect.bisect_right(histogram, (score, 2**32))
    return histogram[index][0] if index < len(histogram) else None


def score_at(histogram: Sequence[tuple[int, int]], place: int) -> int | None:
    """Return the score at a place, or None where nobody is listed."""
    return next((score for score, above in histogram if above < place), None)
