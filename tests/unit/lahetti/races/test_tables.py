"""What tables show: never who takes no part, nothing of the anonymous, and teams as they were as the race began."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.errors import NotFound
from lahetti.core.small_groups import FEWEST
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import Put, transact
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, Home, RaceScore, ScoreCard, Totals
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry
from lahetti.races import items as races_items
from lahetti.races import rosters, standings
from lahetti.races.model import Roster
from lahetti.races.reconciliation import reconcile
from lahetti.races.rules import could_stand, shown_teams, team_in
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.lahetti.people.test_members import AINO

ZONE = ZoneInfo("Europe/Helsinki")
WEEK = "W2026-48"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTERED = datetime(2026, 11, 24, 12, tzinfo=UTC)


def put(*writes: Put) -> None:
    batch_put(write.item for write in writes)


def card(person: str) -> ScoreCard:
    found = people_items.find_card(person, consistent=True)
    assert found is not None
    return found


def join(team: str | None, points: int, number: int, homes: tuple[Home, ...] = ()) -> str:
    """Let somebody take part since ever who has so many points in the week and all time; return their id."""
    name = f"{team}{number}"
    person = replace(
        AINO, id=name, name=name.title(), email=f"{name}@vero.fi", teams=(team,) if team else (), version=0
    )
    score = RaceScore(points, 1, 0, int(ENTERED.timestamp()))
    entry = Entry(f"SHARE#{name}", Activity.SHARE_CONFIRMED, points, "2026-11-24", (WEEK, "ALL"), ENTERED, 1, shares=1)
    totals = Totals(points, points, races=dict.fromkeys((WEEK, "ALL"), score) if points else {})
    put(people_items.put_person(person))
    put(people_items.put_card(ScoreCard(name, person.name, homes or (Home(ALWAYS, team),), totals=totals)))
    if points:
        put(*points_items.put_entries(name, [entry]))
    return name


def change(person: str, **fields: object) -> None:
    """Change a card, and bring it to the standings."""
    transact(people_items.put_card(replace(card(person), **fields)))
    standings.take_cards([card(person)])


def night(now: datetime = NOW) -> None:
    """Run the night's job, with the consumer of the stream behind it."""
    people = people_items.newest_first()
    standings.take_cards(card(person.id) for person in people)
    reconcile(now, ZONE, lambda _: None)
    standings.take_cards(card(person.id) for person in people)


def teams(race: str = WEEK, now: datetime = NOW) -> dict[str, float | None]:
    settings = Settings(teams=tuple((team, named(team)) for team in ("itä", "länsi", "uusi")))
    return {line.team: line.points_each for line in standings.teams(race, settings, now)}


def table(team: str, race: str = WEEK, now: datetime = NOW) -> list[str] | None:
    try:
        return [place.person for place in standings.team_table(race, team, now)]
    except NotFound:
        return None


# --- no more than half


@pytest.mark.parametrize(("could", "listed"), [(0, 0), (1, 0), (2, 1), (12, 6), (13, 6), (19, 9), (20, 10), (500, 10)])
def test_the_first_ten_are_at_most_half_of_those_who_could_stand(
    could: int, listed: int, database: MemoryDynamoDb
) -> None:
    for number in range(min(could, 15)):
        join(None, 10 + number, number)
    night()
    races_items.save_roster(WEEK, Roster(could, {}))

    assert len(standings.top_ten(WEEK)) == listed
    assert standings.own_place(WEEK, "None0", NOW).place == (min(could, 15) or None)


def test_before_anybody_has_counted_those_who_take_part_are_meant(database: MemoryDynamoDb) -> None:
    for number in range(6):
        join(None, 10, number)
    standings.take_cards(card(person.id) for person in people_items.newest_first())

    assert len(standings.top_ten(WEEK)) == 3


PAUSED_ON_THE_22ND = (Absence("2026-11-22", left_out=False, paused=True),)


@pytest.mark.parametrize(
    ("homes", "absences", "race", "expected"),
    [
        ([ALWAYS], (), WEEK, True),
        ([ALWAYS], PAUSED_ON_THE_22ND, WEEK, False),
        ([ALWAYS], (*PAUSED_ON_THE_22ND, Absence("2026-11-24", left_out=False, paused=False)), WEEK, False),
        ([ALWAYS], (Absence("2026-11-24", left_out=True, paused=True),), WEEK, True),  # after its first midnight
        (["2026-11-23"], (), WEEK, True),  # joined the day before
        (["2026-11-25"], (), WEEK, True),  # joined since: counted from their own first midnight on
        (["2026-11-26"], (), WEEK, False),  # joined today
        (["2026-11-25"], (Absence(ALWAYS, left_out=True, paused=False),), WEEK, False),
        ([ALWAYS], (Absence("2026-11-24", left_out=True, paused=False),), "ALL", True),
        (["2026-11-24"], (Absence(ALWAYS, left_out=True, paused=False),), "ALL", False),
    ],
)
def test_could_stand_means_active_and_not_left_out_as_the_race_began(
    homes: list[str], absences: tuple[Absence, ...], race: str, expected: bool
) -> None:
    one = ScoreCard("a", "A", tuple(Home(day, None) for day in homes), absences=absences)

    assert could_stand(one, race, "2026-11-25") is expected


def test_those_who_could_stand_are_counted_as_a_race_begins_and_kept(database: MemoryDynamoDb) -> None:
    for number in range(4):
        join("itä", 0, number)

    assert rosters.count_missing(NOW, ZONE) == ["ALL", "M2026-11", "Q2026-4", WEEK]
    join("itä", 0, 5)
    assert rosters.count_missing(NOW, ZONE) == []

    assert races_items.find_roster(WEEK) == Roster(4, {"itä": 4})


# --- teams


@pytest.mark.parametrize(
    ("homes", "race", "team"),
    [
        ([(ALWAYS, "itä")], WEEK, "itä"),
        ([(ALWAYS, "itä"), ("2026-11-23", "länsi")], WEEK, "länsi"),
        ([(ALWAYS, "itä"), ("2026-11-24", "länsi")], WEEK, "itä"),
        ([("2026-11-24", "länsi")], WEEK, None),
        ([(ALWAYS, None), ("2026-11-24", "länsi")], WEEK, None),
        ([("2026-11-24", "itä"), ("2026-11-25", "länsi")], "ALL", "itä"),
        ([], "ALL", None),
        ([(ALWAYS, "itä"), ("2026-11-28", "länsi")], "C20261129-20261203-abc123", "länsi"),
    ],
)
def test_the_team_is_that_of_the_races_first_midnight_and_of_all_time_the_first_one(
    homes: list[tuple[str, str | None]], race: str, team: str | None
) -> None:
    assert team_in([Home(*home) for home in homes], race) == team


def test_a_teams_figures_need_five_with_points(database: MemoryDynamoDb) -> None:
    for number in range(10):
        join("itä", 10 * (number + 1) if number < 5 else 0, number)
        join("länsi", 5 if number < 6 else 0, number)
    night()

    assert teams() == {"itä": 30.0, "länsi": 5.0, "uusi": None}
    assert table("itä") == ["itä4", "itä3", "itä2", "itä1", "itä0"]
    assert table("uusi") is None


@pytest.mark.parametrize("with_points", range(5))
def test_four_or_fewer_with_points_look_alike_and_the_next_smallest_team_is_hidden_with_them(
    with_points: int, database: MemoryDynamoDb
) -> None:
    for number in range(7):
        join("itä", 10, number)
        join("länsi", 10 if number < 6 else 0, number)
        join("uusi", 20 if number < with_points else 0, number)
    night()

    assert teams() == {"itä": 10.0, "länsi": None, "uusi": None}
    assert [table(team) for team in ("länsi", "uusi", "muu")] == [None] * 3


COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 9), st.integers(0, 9)))


@given(COUNTS)
def test_what_is_hidden_is_nothing_or_five_and_more(teams: Mapping[str, tuple[int, int]]) -> None:
    with_points = {team: number for team, (number, _) in teams.items()}
    could = {team: number + idle for team, (number, idle) in teams.items()}

    shown = shown_teams(with_points, could)

    assert all(with_points[team] >= FEWEST for team in shown)
    hidden = {team for team, number in could.items() if number} - shown
    if shown and hidden:
        assert sum(with_points[team] for team in hidden) >= FEWEST
    if all(number >= FEWEST for number in with_points.values()):
        assert shown == set(teams)


def test_a_team_lists_no_more_than_half_of_those_who_could_stand_in_it(database: MemoryDynamoDb) -> None:
    for number in range(7):
        join("itä", 10 + number, number)
    night()

    assert table("itä") == ["itä6", "itä5", "itä4"]


def test_nobody_builds_a_team_around_somebody_while_a_race_runs(database: MemoryDynamoDb) -> None:
    for number in range(6):
        join("itä", 10, number)
        join("länsi", 20, number)
    night()
    before = teams(), teams("ALL")

    moved = (Home(ALWAYS, "itä"), Home("2026-11-26", "länsi"))
    change("itä0", homes=moved)
    join("itä", 99, 7, homes=(Home("2026-11-26", "itä"),))
    night(NOW + timedelta(days=1))

    assert (teams(now=NOW + timedelta(days=1)), before[0]["itä"]) == (before[0], 10.0)
    of_all_time = teams("ALL", NOW + timedelta(days=1))
    assert of_all_time["länsi"] == before[1]["länsi"], "who moves stays with their first team"


# --- anonymous


def test_of_the_anonymous_the_ten_show_points_in_tens_that_change_once_a_night(database: MemoryDynamoDb) -> None:
    for number in range(20):
        join("itä", 30 + number, number)
    night()
    change("itä19", anonymous=True, shown={WEEK: 40, "ALL": 40})

    (shown,) = [place for place in standings.top_ten(WEEK) if place.name is None]
    assert (shown.place, shown.team, shown.points, shown.shares, shown.clicks) == (10, None, 40, None, None)
    rows = standings.top_ten(WEEK)

    score = RaceScore(69, 7, 9, int(NOW.timestamp()))
    more = Entry("CLICKS#x", Activity.CLICKS, 20, "2026-11-25", (WEEK, "ALL"), NOW, 1, shares=6, clicks=9)
    put(*points_items.put_entries("itä19", [more]))
    change("itä19", totals=Totals(69, 69, races={WEEK: score, "ALL": score}))
    assert standings.top_ten(WEEK) == rows, "what they earn moves nothing"

    night(NOW + timedelta(hours=16))
    assert [(p.name, p.points, p.shares) for p in standings.top_ten(WEEK)][:2] == [(None, 60, None), ("Itä18", 48, 1)]


def test_own_place_and_distances_are_those_of_the_rows_that_are_shown_and_the_points_ones_own(
    database: MemoryDynamoDb,
) -> None:
    for number in range(4):
        join("itä", 30 + number, number)
    night()
    change("itä0", anonymous=True, shown={WEEK: 20})

    own = standings.own_place(WEEK, "itä0", NOW)
    assert (own.place, own.points, own.shares, own.points_to_next) == (4, 30, 1, 11)
    change("itä0", shown={})
    unlisted = standings.own_place(WEEK, "itä0", NOW + timedelta(minutes=2))
    assert (unlisted.place, unlisted.points) == (None, 30)


def test_whoever_becomes_anonymous_is_in_no_teams_table_at_once_and_then_in_no_average(
    database: MemoryDynamoDb,
) -> None:
    for number in range(12):
        join("itä", 10 * (number + 1), number)
    night()
    assert table("itä") == [f"itä{number}" for number in range(11, 5, -1)]

    change("itä11", anonymous=True, shown={WEEK: 120})

    assert table("itä") == [f"itä{number}" for number in range(10, 5, -1)]
    later = NOW + timedelta(minutes=2)
    change("itä10", anonymous=True, shown={})
    assert teams(now=later)["itä"] == 55.0
    assert table("itä", now=later) == [f"itä{number}" for number in range(9, 3, -1)]


def test_the_nights_rounding_is_no_difference_and_waits_for_nobody_else(database: MemoryDynamoDb) -> None:
    join("itä", 47, 0)
    change("itä0", anonymous=True)

    assert reconcile(NOW, ZONE, lambda _: standings.take_cards([card("itä0")]) and None) == []

    assert card("itä0").shown == {WEEK: 40, "ALL": 40}
    assert [place.points for place in standings.top_ten(WEEK)] == []
    assert standings.own_place(WEEK, "itä0", NOW).place == 1


def test_a_removed_team_stays_in_the_races_in_which_its_figures_are_shown(database: MemoryDynamoDb) -> None:
    for number in range(6):
        join("itä", 10, number)
        join("länsi", 20, number)
    night()
    settings = Settings(
        teams=(("uusi", named("Uusi")),), former_teams=(("itä", named("Idän tiimi")), ("poissa", named("Poissa")))
    )

    lines = standings.teams(WEEK, settings, NOW)

    assert [(line.team, line.name, line.points_each) for line in lines] == [
        ("itä", named("Idän tiimi"), 10.0),
        ("uusi", named("Uusi"), None),
    ]
