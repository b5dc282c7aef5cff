import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.errors import NotFound
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, Home, RaceScore, ScoreCard, Totals
from lahetti.periods import calendar
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.races.model import Exclusion, Ranks, Roster, Standing
from lahetti.races.rules import exclusion, next_score_above, people_above, place_key, rank_scores, score_at
from lahetti.races.standings import take_cards
from tests.memory_dynamodb.client import MemoryDynamoDb

LEFT_OUT = (Absence(ALWAYS, left_out=True, paused=False),)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = int(NOW.timestamp())
SCORES = st.builds(
    RaceScore,
    points=st.integers(0, 20) | st.integers(0, 10**7),
    shares=st.integers(0, 3) | st.integers(0, 10**6),
    clicks=st.integers(0, 3),
    last=st.integers(SECOND, SECOND + 3) | st.integers(0, 10**10),
)
FIELD = st.dictionaries(st.uuids().map(str), SCORES, max_size=25)


def in_order(field: dict[str, RaceScore]) -> list[str]:
    """The rule as it is printed under the table: points, then fewer scored shares, then the earlier last entry."""
    return sorted(sorted(field, reverse=True), key=lambda p: (-field[p].points, field[p].shares, field[p].last))


# --- places


@given(FIELD)
def test_the_key_read_descending_is_the_tie_rule(field: dict[str, RaceScore]) -> None:
    assert sorted(field, key=lambda person: place_key(person, field[person]), reverse=True) == in_order(field)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (RaceScore(10, 5, 0, 9), RaceScore(9, 1, 0, 1)),
        (RaceScore(100, 5, 0, 9), RaceScore(99, 1, 0, 1)),
        (RaceScore(10, 1, 0, 9), RaceScore(10, 2, 0, 1)),
        (RaceScore(10, 9, 0, 9), RaceScore(10, 10, 0, 1)),
        (RaceScore(10, 0, 0, 9), RaceScore(10, 1, 0, 1)),
        (RaceScore(10, 1, 0, 1), RaceScore(10, 1, 0, 2)),
        (RaceScore(10, 1, 0, 0), RaceScore(10, 1, 0, 1)),
        (RaceScore(10, 1, 0, 999_999_999), RaceScore(10, 1, 0, 1_000_000_000)),
        (RaceScore(10, 1, 0, 1), RaceScore(10, 1, 99, 2)),
    ],
)
def test_more_points_then_fewer_shares_then_the_earlier_last_entry_wins(better: RaceScore, worse: RaceScore) -> None:
    assert place_key("a", better) > place_key("b", worse)
    assert place_key("b", better) > place_key("a", worse)


@pytest.mark.parametrize(
    ("race", "absences", "expected"),
    [
        ("W2026-48", [("2026-11-23", True, False)], Exclusion.LEFT_OUT),  # since its first midnight
        ("W2026-48", [("2026-11-24", True, False)], None),  # on its first day: from the next race on
        ("W2026-48", [("2026-11-01", True, False), ("2026-11-24", False, False)], Exclusion.LEFT_OUT),
        ("W2026-49", [("2026-11-24", True, False)], Exclusion.LEFT_OUT),
        ("ALL", [("2026-11-24", True, False)], Exclusion.LEFT_OUT),  # at once
        ("ALL", [("2026-11-24", True, False), ("2026-11-25", False, False)], None),
        ("W2026-48", [("2026-11-26", False, True)], Exclusion.PAUSED),  # while it runs, at once
        ("W2026-48", [("2026-11-30", False, True)], Exclusion.PAUSED),  # on its last day
        ("W2026-48", [("2026-12-01", False, True)], None),  # after its end
        ("W2026-48", [("2026-11-26", False, True), ("2026-11-28", False, False)], None),
        ("W2026-48", [("2026-11-26", False, True), ("2026-12-01", False, False)], Exclusion.PAUSED),
        ("C20261123-20261129-abc123", [("2026-11-24", True, False)], None),
        ("W2026-48", [(ALWAYS, True, False)], Exclusion.LEFT_OUT),
    ],
)
def test_left_out_counts_as_at_the_first_midnight_and_pausing_as_at_the_end(
    race: str, absences: list[tuple[str, bool, bool]], expected: Exclusion | None
) -> None:
    assert exclusion([Absence(*absence) for absence in absences], race) is expected


@pytest.mark.parametrize("race", ["", "W2026-54", "X", "ALL2", "W9999-52", "a" * 100])
def test_a_race_that_is_not_is_not_found(race: str) -> None:
    with pytest.raises(NotFound):
        standings.find_race(race)


def test_the_races_of_a_day_are_found_by_their_ids() -> None:
    assert all(standings.find_race(period.race) == period for period in calendar.standing_periods("2026-11-25"))


# --- ranks


@given(st.lists(st.integers(1, 30) | st.integers(1, 2**32 - 1), max_size=40))
def test_a_histogram_says_how_many_stand_above_each_score(scores: list[int]) -> None:
    histogram = rank_scores(scores)

    assert histogram == tuple((score, sum(other > score for other in scores)) for score in sorted(set(scores)))


@given(st.lists(st.integers(1, 30), max_size=40), st.integers(0, 32))
def test_people_above_and_the_next_score_are_those_of_a_count(scores: list[int], score: int) -> None:
    histogram = rank_scores(scores)

    assert people_above(histogram, len(scores), score) == sum(other > score for other in scores)
    assert next_score_above(histogram, score) == min((other for other in scores if other > score), default=None)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40), st.data())
def test_the_score_at_a_place_is_that_of_who_stands_there(scores: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(scores)))

    assert score_at(rank_scores(scores), place) == sorted(scores, reverse=True)[place - 1]


def test_where_nobody_is_listed_no_place_has_a_score() -> None:
    assert score_at([], 10) is None
    assert next_score_above([], 0) is None
    assert people_above([], 0, 5) == 0


def test_ranks_of_half_a_million_people_fit_into_an_item() -> None:
    chance = random.Random(1)
    ranks = rank_scores(min(30_000, int(chance.paretovariate(0.5))) for _ in range(500_000))

    assert 8 * len(ranks) < 400_000, "a pair of 32-bit numbers each"


# --- standings


def stored_rows(memory: MemoryDynamoDb) -> dict[tuple[str, str], Standing]:
    """Return all rows by (race, person)."""
    found = {}
    for pk, person in memory.traffic.states:
        race = pk.removeprefix("RACE#")
        row = races_items.find_standing(race, person, consistent=True)
        assert row is not None
        found[race, person] = row
    return found


def image(version: int, races: dict[str, list[int]], person: str = "aino", **more: Any) -> ScoreCard:
    totals = Totals(races={race: RaceScore(*numbers) for race, numbers in races.items()})
    return ScoreCard(person, "Aino", (Home(ALWAYS, "itä"),), totals=totals, version=version, **more)


def test_a_card_is_a_row_in_each_of_its_races(database: MemoryDynamoDb) -> None:
    assert take_cards([image(3, {"ALL": [9, 1, 2, 5], "W2026-48": [4, 0, 2, 5]})]) == 2

    place = place_key("aino", RaceScore(9, 1, 2, 5))
    assert stored_rows(database)["ALL", "aino"] == Standing("aino", "Aino", "itä", 9, 1, 2, 3, place)
    assert stored_rows(database)["W2026-48", "aino"].points == 4


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 1, 2, 0, 1], [2, 2, 0, 1]])
def test_of_a_batch_the_newest_image_of_each_race_counts_when_a_week_rolls_over(
    order: list[int], database: MemoryDynamoDb
) -> None:
    images = [
        image(3, {"W2026-48": [4, 0, 0, 1], "ALL": [4, 0, 0, 1]}),
        image(4, {"W2026-48": [6, 0, 0, 2], "ALL": [6, 0, 0, 2]}),
        image(5, {"W2026-49": [2, 0, 0, 3], "ALL": [8, 0, 0, 3]}),
    ]

    take_cards([images[number] for number in order])

    assert {race: (row.version, row.points) for (race, _), row in stored_rows(database).items()} == {
        "W2026-48": (4, 6),
        "W2026-49": (5, 2),
        "ALL": (5, 8),
    }


@given(st.lists(st.tuples(st.integers(1, 9), st.sets(st.sampled_from("ABC"), min_size=1)), max_size=8), st.data())
def test_in_whatever_batches_and_order_images_come_the_newest_stands(
    cards: list[tuple[int, set[str]]], data: st.DataObject
) -> None:
    images = [image(v, {race: [v, 0, 0, v] for race in of}) for v, of in dict(cards).items()]
    delivered = data.draw(st.permutations([*images, *images]))
    cut = data.draw(st.integers(0, len(delivered)))

    with MemoryDynamoDb().installed() as memory:
        take_cards(delivered[:cut])
        take_cards(delivered[cut:])
        kept = stored_rows(memory)

    newest = {
        race: max(v for v, of in dict(cards).items() if race in of)
        for race in "ABC"
        if any(race in of for _, of in dict(cards).items())
    }
    assert {race: row.version for (race, _), row in kept.items()} == newest


def test_what_came_before_changes_no_newer_row(database: MemoryDynamoDb) -> None:
    take_cards([image(5, {"ALL": [8, 0, 0, 3]})])

    assert take_cards([image(4, {"ALL": [6, 0, 0, 2]}), image(5, {"ALL": [8, 0, 0, 3]})]) == 0


def test_of_an_anonymous_person_the_row_holds_nothing_but_the_points_that_are_shown(database: MemoryDynamoDb) -> None:
    take_cards([image(1, {"ALL": [49, 1, 2, 5]}, anonymous=True, shown={"ALL": 30})])
    take_cards([image(2, {"ALL": [51, 2, 3, 9]}, anonymous=True, shown={"ALL": 30})])

    place = place_key("aino", RaceScore(30, 10**8, 0, 10**12))
    assert stored_rows(database)["ALL", "aino"] == Standing("aino", None, None, 30, 0, 0, 2, place)


@pytest.mark.parametrize("shown", [{}, {"ALL": 0}])
def test_an_anonymous_person_of_whom_nothing_is_shown_yet_is_listed_nowhere(
    shown: dict[str, int], database: MemoryDynamoDb
) -> None:
    take_cards([image(1, {"ALL": [49, 1, 2, 5]}, anonymous=True, shown=shown)])

    assert stored_rows(database)["ALL", "aino"].place is None


@pytest.mark.parametrize(("more", "points"), [({"absences": LEFT_OUT}, 9), ({}, 0)])
def test_who_is_left_out_or_has_no_points_has_a_row_without_a_place(
    more: Any, points: int, database: MemoryDynamoDb
) -> None:
    take_cards([image(1, {"ALL": [points, 1, 2, 5]}, **more)])

    row = stored_rows(database)["ALL", "aino"]
    assert (row.version, row.points, row.place) == (1, points, None)


def test_a_row_that_is_wrong_is_replaced_whichever_is_newer(database: MemoryDynamoDb) -> None:
    take_cards([image(9, {"ALL": [9, 0, 0, 3]})])

    assert standings.put_row(image(4, {"ALL": [6, 0, 0, 2]}), "ALL", over=9)
    assert stored_rows(database)["ALL", "aino"].version == 4


# --- own place and teams


def put_rows(field: dict[str, RaceScore]) -> None:
    """Let the race over all time stand so; enough people could stand in it for all ten to be listed."""
    races_items.save_roster("ALL", Roster(20, {}))
    for person, score in field.items():
        place = place_key(person, score) if score.points > 0 else None
        row = Standing(person, person, None, score.points, score.shares, score.clicks, 1, place)
        assert races_items.put_standing("ALL", row)


@given(
    st.dictionaries(
        st.uuids().map(str), SCORES.map(lambda s: replace(s, points=s.points % 25)), min_size=1, max_size=25
    )
)
def test_ones_own_place_is_where_the_table_has_it(field: dict[str, RaceScore]) -> None:
    with MemoryDynamoDb().installed():
        put_rows(field)
        listed = [person for person in in_order(field) if field[person].points > 0]
        for person in field:
            own = standings.own_place("ALL", person, NOW)
            if person not in listed:
                assert own.place is None
                continue
            place = listed.index(person) + 1
            assert own.place == place
            if place == 1:
                assert own.points_to_next is None
            else:
                assert own.points_to_next == max(1, field[listed[place - 2]].points - field[person].points)
            tenth = field[listed[min(9, len(listed) - 1)]].points
            assert own.points_to_top == (None if place <= 10 else max(1, tenth - field[person].points))


def test_names_of_which_one_begins_the_other_have_places_of_their_own(database: MemoryDynamoDb) -> None:
    put_rows({"p1": RaceScore(5), "p10": RaceScore(5), "p": RaceScore(5)})

    assert [standings.own_place("ALL", person, NOW).place for person in ("p10", "p1", "p")] == [1, 2, 3]


def test_who_has_no_row_has_no_place(database: MemoryDynamoDb) -> None:
    put_rows({"a": RaceScore(5)})

    own = standings.own_place("ALL", "nobody", NOW)

    assert (own.place, own.points, own.points_to_next, own.points_to_top) == (None, 0, None, None)


@pytest.mark.parametrize(
    ("people", "age", "rebuilt"),
    [(1, 60, False), (1, 61, True), (7000, 61, False), (7000, 70, False), (7000, 71, True)],
)
def test_ranks_are_rebuilt_when_they_are_a_minute_old_or_older_where_many_take_part(
    people: int, age: int, rebuilt: bool, database: MemoryDynamoDb
) -> None:
    put_rows({"a": RaceScore(5)})
    races_items.save_ranks("ALL", Ranks((), people, SECOND - age))

    own = standings.own_place("ALL", "a", NOW)

    ranks = races_items.find_ranks("ALL")
    assert (ranks.rebuilt == SECOND) is rebuilt
    assert own.as_of == (NOW if rebuilt else NOW - timedelta(seconds=age))


def test_while_somebody_rebuilds_ranks_the_old_ones_are_shown(database: MemoryDynamoDb) -> None:
    put_rows({"a": RaceScore(5)})
    races_items.save_ranks("ALL", Ranks(rank_scores([9, 9]), 2, SECOND - 100))
    races_items.lease_ranks("ALL", SECOND, SECOND + 10)

    own = standings.own_place("ALL", "a", NOW)

    assert (own.place, own.points_to_next) == (3, 4)
    assert own.as_of == NOW - timedelta(seconds=100)


@pytest.mark.parametrize("leased", [False, True])
def test_ranks_that_were_never_built_are_not_waited_for(leased: bool, database: MemoryDynamoDb) -> None:
    put_rows({"a": RaceScore(5), "b": RaceScore(9)})
    if leased:
        races_items.lease_ranks("ALL", SECOND, SECOND + 10)

    own = standings.own_place("ALL", "a", NOW)

    assert (own.place, own.points_to_next, own.as_of) == (2, 4, NOW)


def test_the_top_ten_has_ten_places(database: MemoryDynamoDb) -> None:
    put_rows({f"{number:02d}": RaceScore(number) for number in range(15)})

    top = standings.top_ten("ALL")

    assert [(line.place, line.person) for line in top] == [(n, f"{15 - n:02d}") for n in range(1, 11)]


def test_a_row_is_replaced_by_a_newer_card_or_where_it_is_known_to_be_wrong(database: MemoryDynamoDb) -> None:
    assert standings.put_row(image(4, {"ALL": [6, 0, 0, 2]}), "ALL")
    assert not standings.put_row(image(4, {"ALL": [7, 0, 0, 2]}), "ALL")
    assert not standings.put_row(image(5, {"ALL": [7, 0, 0, 2]}), "ALL", over=3)
    assert standings.put_row(image(3, {"ALL": [7, 0, 0, 2]}), "ALL", over=4)


def test_ones_own_place_and_points_follow_the_card_before_its_row_does(database: MemoryDynamoDb) -> None:
    put_rows({"aino": RaceScore(5), "berit": RaceScore(9), "kaj": RaceScore(20)})
    card = image(2, {"ALL": [12, 3, 0, 1000]})
    transact(people_items.put_card(replace(card, version=0)))

    own = standings.own_place("ALL", "aino", NOW)

    assert (own.place, own.points, own.shares, own.points_to_next) == (2, 12, 3, 8)


def test_of_a_race_that_the_card_has_forgotten_the_stored_row_holds(database: MemoryDynamoDb) -> None:
    put_rows({"aino": RaceScore(5), "berit": RaceScore(9)})
    transact(people_items.put_card(replace(image(2, {"W2026-48": [12, 3, 0, 1000]}), version=0)))

    own = standings.own_place("ALL", "aino", NOW)

    assert (own.place, own.points) == (2, 5)
