"""The order of a race and its ranks, as pure functions.

The order is the key of the index: more points, then fewer scored shares, then the earlier last entry, then the
person's id. Whoever is excluded, or has no points above 0, has no place and is listed nowhere.
"""

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from lahetti.core.days import day_after
from lahetti.people.model import Absence, RaceScore, TeamCard
from lahetti.periods.calendar import period_of
from lahetti.races.model import Exclusion, Place, TeamLine

TOP = 10
MOST_POINTS = 10**8
_MOST_SECONDS = 10**12


def place_key(person: str, score: RaceScore) -> str:
    """Return the sort key that puts a person in their place when it is read descending."""
    points = MOST_POINTS + score.points
    return f"{points:09d}#{MOST_POINTS - score.shares:09d}#{_MOST_SECONDS - score.last:013d}#{person}"


def ranked(race: str, members: Iterable[TeamCard]) -> list[Place]:
    """Rank the members of a team by the tie rule."""
    scored = []
    for member in members:
        score = member.races.get(race, RaceScore())
        if score.points > 0 and exclusion(member.absences, race) is None:
            scored.append((place_key(member.person, score), member.person, member.name, score))
    scored.sort(reverse=True)
    return [
        Place(number, person, name, None, score.points, score.shares, score.clicks)
        for number, (_, person, name, score) in enumerate(scored, 1)
    ]


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
    """Return teams by points each, those too small to show last."""
    return sorted(lines, key=lambda line: (line.points_each is None, -(line.points_each or 0), line.name))


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
