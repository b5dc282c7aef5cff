"""The order of a race and its ranks, as pure functions.

The order is the key of the index: more points, then fewer scored shares, then the earlier last entry, then the
person's id. Whoever is left out, or has no points above 0, has no place and is listed nowhere.
"""

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence

from lahetti.people.model import RaceScore, TeamCard
from lahetti.races.model import Place, TeamLine

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
        if score.points > 0 and not member.left_out:
            scored.append((place_key(member.person, score), member.person, member.name, score))
    scored.sort(reverse=True)
    return [
        Place(number, person, name, None, score.points, score.shares, score.clicks)
        for number, (_, person, name, score) in enumerate(scored, 1)
    ]


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
