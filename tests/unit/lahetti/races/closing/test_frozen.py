"""A closed race shows what was frozen, whatever becomes of its people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import NotFound
from lahetti.dynamodb import transactions
from lahetti.people import changing, teams
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Home, PersonState, RaceScore, ScoreCard, Totals
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.points import items as points_items
from lahetti.points import reversals
from lahetti.points.model import Activity, Entry, Programme
from lahetti.races import draws, standings
from lahetti.races import items as races_items
from lahetti.races.closing import departing, frozen
from lahetti.races.model import Roster
from lahetti.records import items as records_items
from lahetti.security import encryption
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.races import freeze_and_reveal
from tests.unit.lahetti.people.test_members import AINO

ZONE = ZoneInfo("Europe/Helsinki")
RACE = "W2026-48"
NOON = datetime(2026, 11, 25, 10, tzinfo=UTC)
AFTER = datetime(2026, 11, 30, 0, 20, tzinfo=ZONE).astimezone(UTC)


def join(name: str, team: str, points: int) -> None:
    """Let somebody take part who has so many points in the race."""
    person = replace(AINO, id=name, name=name.title(), email=f"{name}@virasto.example", teams=(team,), version=0)
    entry = Entry(f"SHARE#{name}", Activity.SHARE_CONFIRMED, points, "2026-11-25", (RACE,), NOON, 1, shares=1)
    totals = Totals(points, points, races={RACE: RaceScore(points, 1, 0, int(NOON.timestamp()))})
    card = ScoreCard(name, name.title(), (Home(ALWAYS, team),), totals=totals)
    writes = [people_items.put_person(person), people_items.put_card(card)]
    transactions.transact(*writes, *(points_items.put_entries(name, [entry]) if points else ()))


@pytest.fixture
def closed(ended: None) -> None:
    """A race that closed with ten people of `itä`, six of them with points, four of `länsi`, and one of `pohja`."""
    freeze_and_reveal(RACE, AFTER, ZONE, minimum=50)


@pytest.fixture
def ended(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same race as it has ended and is not frozen yet."""
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: plain)
    monkeypatch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
    period = calendar.period_of(RACE)
    assert period is not None
    assert period.first is not None
    assert period.last is not None
    periods_items.save_head(new_head(RACE, period.first, period.last, NOON))
    for number in range(10):
        join(f"i{number}", "itä", 10 * number if number >= 4 else 0)
    for number in range(5):
        join(f"l{number}", "länsi", number)
    join("p0", "pohja", 5)


def table(team: str) -> list[tuple[int, str | None, int]]:
    return [(place.place, place.name, place.points) for place in frozen.team_table(RACE, team, AFTER, ZONE)]


FIVE = [(1, "I9", 90), (2, "I8", 80), (3, "I7", 70), (4, "I6", 60), (5, "I5", 50)]


@pytest.mark.usefixtures("closed")
def test_a_teams_table_shows_at_most_half_of_the_team() -> None:
    assert table("itä") == FIVE


@pytest.mark.usefixtures("closed")
def test_fewer_than_five_with_points_are_not_shown() -> None:
    with pytest.raises(NotFound):
        table("länsi")


@pytest.mark.usefixtures("closed")
def test_who_moves_pauses_or_wins_more_later_stays_as_they_were_frozen() -> None:
    moved, paused = people_items.find_card("i9"), people_items.find_person("i8")
    assert moved is not None
    assert paused is not None
    later = replace(moved, homes=(*moved.homes, Home("2026-11-24", "länsi")), totals=replace(moved.totals, races={}))
    transactions.transact(
        people_items.put_card(later), people_items.put_person(replace(paused, state=PersonState.PAUSED))
    )

    assert table("itä") == FIVE


@pytest.mark.usefixtures("closed")
def test_who_wishes_to_be_anonymous_later_stands_in_the_ten_without_figures_and_in_no_team() -> None:
    card = people_items.find_card("i9")
    assert card is not None
    transactions.transact(people_items.put_card(replace(card, anonymous=True)))

    assert table("itä") == [(place - 1, name, points) for place, name, points in FIVE[1:]]
    first, second, *_ = frozen.final_table(frozen.find_head(RACE))
    assert (first.place, first.name, first.team, first.points, first.shares, first.clicks) == (
        1,
        None,
        None,
        90,
        None,
        None,
    )
    assert (second.name, second.team, second.points, second.shares) == ("I8", "itä", 80, 1)


@pytest.mark.usefixtures("ended")
def test_the_points_of_the_anonymous_are_frozen_as_they_are_and_shown_in_tens() -> None:
    card = people_items.find_card("l4")
    assert card is not None
    transactions.transact(people_items.put_card(replace(card, anonymous=True)))

    assert 4 in frozen_points()
    (shown,) = [place for place in frozen.final_table(frozen.find_head(RACE)) if place.name is None]
    assert (shown.place, shown.points) == (8, 0)
    assert [line.active for line in frozen.find_head(RACE).teams if line.team == "länsi"] == [3]


@pytest.mark.usefixtures("closed")
def test_who_is_not_in_the_programme_any_more_keeps_a_line_without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races_items, "people_of", lambda _: [(1, "i9"), (2, "i8")])

    shown = frozen.final_table(frozen.find_head(RACE))

    assert [(line.name, line.points) for line in shown[:3]] == [("I9", 90), ("I8", 80), (None, 70)]
    assert [line.place for line in shown] == list(range(1, 9))
    assert all(line.shares is None for line in shown[2:])


@pytest.mark.usefixtures("closed")
def test_a_frozen_race_shows_half_of_those_who_could_stand_and_the_winners_beyond() -> None:
    head = frozen.find_head(RACE)
    assert (head.could, len(frozen.frozen_list(head))) == (16, 11)

    races_items.put_tickets([(RACE, "l1", draws.ticket_of(head.salt, "l1"), 11)])

    assert [(place.place, place.name) for place in frozen.final_table(head)] == [
        *((place, name) for place, name, _ in FIVE), (6, "I4"), (7, "P0"), (8, "L4"), (11, "L1"),
    ]  # fmt: skip


def test_the_table_of_a_race_that_runs_is_the_living_one(database: MemoryDynamoDb) -> None:
    for number in range(5):
        join(f"i{number}", "itä", number + 1)
    standings.take_cards(people_items.find_cards(f"i{number}" for number in range(5)))
    races_items.save_roster(RACE, Roster(5, {"itä": 5}))

    assert [place.person for place in frozen.team_table(RACE, "itä", NOON, ZONE)] == ["i4", "i3"]


JUST_AFTER = datetime(2026, 11, 30, 0, 5, tzinfo=ZONE).astimezone(UTC)
"""Between the end of the race and its freezing."""
SUNDAY_NIGHT = datetime(2026, 11, 29, 23, 55, tzinfo=ZONE).astimezone(UTC)


def frozen_points() -> list[int]:
    freeze_and_reveal(RACE, AFTER, ZONE, minimum=50)
    return [line.points for line in frozen.frozen_list(frozen.find_head(RACE))]


ALL_POINTS = [90, 80, 70, 60, 50, 40, 5, 4, 3, 2, 1]


@pytest.mark.usefixtures("ended")
def test_nobody_is_left_out_by_what_an_admin_sets_after_the_race_began() -> None:
    for number in range(5, 10):
        changing.change_person(f"i{number}", {"left_out": True}, "admin", NOON)

    assert frozen_points() == ALL_POINTS


@pytest.mark.usefixtures("ended")
def test_a_pause_between_end_and_freezing_changes_nothing() -> None:
    changing.change_person("i9", {"state": "paused"}, "admin", JUST_AFTER)

    assert frozen_points() == ALL_POINTS


@pytest.mark.usefixtures("ended")
def test_who_paused_before_the_end_is_not_listed_though_they_are_back_before_the_freezing() -> None:
    changing.change_person("i9", {"state": "paused"}, "i9", SUNDAY_NIGHT)
    changing.change_person("i9", {"state": "active"}, "i9", JUST_AFTER)

    assert frozen_points() == ALL_POINTS[1:]


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize(("moment", "points"), [(JUST_AFTER, ALL_POINTS), (SUNDAY_NIGHT, ALL_POINTS[1:])])
def test_a_reversal_counts_until_the_race_ends_and_not_after_it(moment: datetime, points: list[int]) -> None:
    reversals.reverse_entry("i9", "SHARE#i9", "Virhe.", "admin", Programme(Settings(), ZONE), moment)

    assert frozen_points() == points
    noted = records_items.interventions_between(NOON, moment + timedelta(seconds=1))
    assert [(RACE in (one.races or ())) for one in noted] == ([True] if moment < JUST_AFTER else [])


def removed(person: str, moment: datetime) -> None:
    """Let an admin remove somebody: their card and account of points go."""
    card = people_items.find_card(person, consistent=True)
    assert card is not None
    if kept := departing.keep_lines(card, moment, ZONE):
        transactions.transact(*kept)
    people_items.ScoreCardItem.get(f"PERSON#{person}", "CARD").delete()
    people_items.PersonItem.get(f"PERSON#{person}", "PROFILE").delete()


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize(("moment", "points"), [(JUST_AFTER, ALL_POINTS), (SUNDAY_NIGHT, ALL_POINTS[1:])])
def test_a_removal_between_end_and_freezing_changes_nothing(moment: datetime, points: list[int]) -> None:
    ticket = draws.ticket_of(frozen.find_head(RACE).salt, "i9")
    removed("i9", moment)

    assert frozen_points() == points
    listed = [line.ticket for line in frozen.frozen_list(frozen.find_head(RACE))]
    assert (ticket in listed) is (moment == JUST_AFTER)


def test_a_removal_while_the_list_is_being_frozen_counts_its_ticket_once(
    ended: None, database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = races_items.kept_lines

    def remove_first(race: str) -> dict[str, RaceScore]:
        removed("i9", JUST_AFTER)  # after the walk has met them
        return read(race)

    monkeypatch.setattr(races_items, "kept_lines", remove_first)

    assert frozen_points() == ALL_POINTS


def test_a_frozen_race_keeps_the_names_that_its_teams_had(ended: None) -> None:
    settings_versions.change_settings({"teams": (("itä", named("Itä")), ("länsi", named("Länsi")))}, "admin", NOON)
    freeze_and_reveal(RACE, AFTER, ZONE, minimum=50)
    teams.rename_team("itä", named("Idän tiimi"), "admin", AFTER)
    teams.begin_removal("länsi", "admin", AFTER)

    names = {line.team: line.name.first for line in frozen.final_teams(frozen.find_head(RACE))}

    assert names == {"itä": "Itä", "länsi": "Länsi", "pohja": "pohja"}


@pytest.mark.usefixtures("closed")
def test_a_closed_race_in_which_nobody_stands_is_not_listed() -> None:
    for empty in ("W2026-46", "W2026-47"):
        period = calendar.period_of(empty)
        assert period is not None
        assert period.first is not None
        assert period.last is not None
        periods_items.save_head(new_head(empty, period.first, period.last, NOON))
        assert freeze_and_reveal(empty, AFTER, ZONE, minimum=50).people == 0

    assert [period.race for period in frozen.closed_races(1)] == [RACE]
    assert [period.race for period in frozen.closed_races(10)] == [RACE]
