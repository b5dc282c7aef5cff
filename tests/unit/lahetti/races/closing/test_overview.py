"""What a race comes to is told where it tells of nobody in particular."""

import pytest

from lahetti.people.model import RaceScore
from lahetti.periods.calendar import Period
from lahetti.races import items as races_items
from lahetti.races.closing import overview
from lahetti.races.closing.overview import Figures, Overview
from lahetti.races.closing.rules import Phase
from lahetti.races.model import Roster, Standing
from lahetti.races.rules import place_key
from tests.memory_dynamodb.client import MemoryDynamoDb

RUNNING = Overview(Period("ALL", None, None), Phase.RUNNING)


def figures(could: int, people: int, entitled: int, without_team: int = 0, listed: int = 10) -> Figures:
    """Return the figures of a race in which so many have points, and so many of them fifty."""
    races_items.save_roster("ALL", Roster(could, {}))
    for number in range(people):
        name, team = f"p{number}", "itä" if number >= without_team else None
        score = RaceScore(50 if number < entitled else 10, 1, 2)
        row = Standing(name, name, team, score.points, score.shares, score.clicks, 1, place_key(name, score))
        assert races_items.put_standing("ALL", row)
    return overview.figures(RUNNING, 50, listed)


@pytest.mark.parametrize(
    ("could", "people", "entitled", "shown"),
    [
        (60, 30, 20, Figures(30, 20, 30, 60, 1100)),
        (30, 30, 30, Figures(30, 30, 30, 60, 1500)),  # nobody is without
        (34, 30, 20, Figures(None, 20, None, None, None)),  # four are without
        (60, 4, 0, Figures(None, None, None, None, None)),
        (60, 0, 0, Figures(None, None, None, None, None)),
        (60, 30, 27, Figures(30, None, 30, 60, 1380)),  # three have points and no ticket
        (60, 14, 14, Figures(14, 14, None, None, None)),  # four stand behind the ten
    ],
)
def test_a_figure_is_shown_where_neither_it_nor_what_it_leaves_out_is_of_fewer_than_five(
    could: int, people: int, entitled: int, shown: Figures, database: MemoryDynamoDb
) -> None:
    assert figures(could, people, entitled) == shown


@pytest.mark.parametrize(("without_team", "points"), [(0, 1100), (1, None), (4, None), (5, 1100)])
def test_the_sum_of_points_is_shown_where_nothing_of_those_without_a_team_follows(
    without_team: int, points: int | None, database: MemoryDynamoDb
) -> None:
    found = figures(60, 30, 20, without_team)

    assert (found.points, found.shares) == (points, 30)
