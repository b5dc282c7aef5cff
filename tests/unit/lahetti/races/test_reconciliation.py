import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lahetti.dynamodb import keys
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, DayScore, RaceScore
from lahetti.periods.calendar import standing_races
from lahetti.points import ledger
from lahetti.races import items as races_items
from lahetti.races.reconciliation import reconcile
from tests.memory_world import MemoryWorld
from tests.sequences import ZONE, check

NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)


@pytest.fixture
def world() -> Iterator[MemoryWorld]:
    """Aino has confirmed a share and Berit another; all of it stands in the standings."""
    with MemoryWorld.begun() as world:
        for person in ("aino", "berit"):
            world.open((person, "c1"), False, NOW)
            world.confirm((person, "c1"), NOW)
        world.show(random.Random(0), all_of_them=True)
        yield world


def checked(now: datetime = NOW, wait: Any = lambda _: None) -> list[tuple[str, str]]:
    return [(found.person, found.what) for found in reconcile(now, ZONE, wait)]


def spoil_card(world: MemoryWorld, *, left_out: bool = False, **totals: Any) -> None:
    card = people_items.find_card("aino", consistent=True)
    assert card is not None
    absences = (Absence(ALWAYS, left_out=left_out, paused=False),) if left_out else ()
    spoiled = replace(card, absences=absences, totals=replace(card.totals, **totals), version=card.version + 1)
    world.put(people_items.put_card(spoiled))
    world.memory.programme.stream.pop()  # its image reached nobody


def test_where_everything_adds_up_no_difference_is_found_and_nothing_written(world: MemoryWorld) -> None:
    assert checked() == []
    assert checked(NOW + timedelta(days=40)) == []
    kept = (world.memory.programme, world.memory.traffic)
    before = [len(table.stream) for table in kept]

    assert checked() == []
    assert checked(NOW + timedelta(days=40)) == []

    assert [len(table.stream) for table in kept] == before
    left = [key for key in world.memory.transient.states if key[0].startswith("WALK#")]
    assert [key for key in left if world.memory.transient.find(key)] == [], "no checkpoint stays"


@pytest.mark.parametrize(
    "fields",
    [
        {"spendable": 6},
        {"lifetime": 0},
        {"days": {"2026-03-25": DayScore(2, 5)}},
        {"days": {}},
        {"races": {}},
        {"races": {"ALL": RaceScore(5, 1)}},
        {"races": {"W2020-01": RaceScore(5, 1)}},
    ],
)
def test_a_card_that_is_not_the_fold_of_its_ledger_is_named_and_repaired(fields: Any, world: MemoryWorld) -> None:
    spoil_card(world, **fields)

    found = checked(wait=lambda _: world.show(random.Random(0), all_of_them=True))

    assert ("aino", "card") in found
    assert checked() == []
    world.show(random.Random(0), all_of_them=True)
    check(world.after("aino"))


def test_a_row_that_is_missing_or_wrong_is_named_and_repaired(world: MemoryWorld) -> None:
    world.memory.traffic.write((keys.race("W2026-13"), "aino"), None)
    row = races_items.find_standing("ALL", "berit", consistent=True)
    assert row is not None
    assert races_items.put_standing("ALL", replace(row, points=99, version=row.version + 7))

    assert sorted(checked()) == [("aino", "standing W2026-13"), ("berit", "standing ALL")]

    assert checked() == []
    assert check(world.after("berit")) is None


def test_standings_have_five_seconds_to_follow_before_that_is_a_difference(world: MemoryWorld) -> None:
    world.open(("aino", "c2"), False, NOW)
    world.confirm(("aino", "c2"), NOW)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        world.show(random.Random(0), all_of_them=True)

    assert checked(wait=wait) == []
    assert waits == [5]


# The consumer writes a newer row after the old one was looked at: the repair must not put the older back.
def test_a_repair_never_replaces_a_row_that_came_meanwhile(world: MemoryWorld) -> None:
    row = races_items.find_standing("ALL", "aino", consistent=True)
    assert row is not None
    assert races_items.put_standing("ALL", replace(row, points=99), over=row.version)
    waiting = [("aino", "c2")]

    def show_newer(operation: str, parameters: Mapping[str, Any]) -> None:
        if operation == "UpdateItem" and parameters["Key"]["pk"] == {"S": keys.race("ALL")} and waiting:
            share = waiting.pop()
            world.open(share, False, NOW)
            world.confirm(share, NOW)
            world.show(random.Random(0), all_of_them=True)

    world.memory.before = show_newer

    assert checked() == [("aino", "standing ALL")]

    check(world.after("aino"))


def test_a_deed_that_comes_while_a_card_is_checked_is_no_difference(world: MemoryWorld) -> None:
    world.open(("aino", "c2"), False, NOW)
    waiting = [("aino", "c2")]

    def confirm_first(operation: str, parameters: Mapping[str, Any]) -> None:
        is_ledger = operation == "Query" and keys.person("aino") in repr(parameters)
        if is_ledger and waiting:
            world.confirm(waiting.pop(), NOW)

    world.memory.before = confirm_first

    assert checked(wait=lambda _: world.show(random.Random(0), all_of_them=True)) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_ledger_that_is_read_late_makes_no_difference(seed: int, world: MemoryWorld) -> None:
    world.memory.chance = random.Random(seed)

    assert checked() == []
    assert ledger.own_totals("nobody").spendable == 0


def test_who_is_left_out_is_expected_nowhere_in_the_standings(world: MemoryWorld) -> None:
    spoil_card(world, left_out=True)

    found = checked()

    assert {what for _, what in found} == {f"standing {race}" for race in standing_races("2026-03-29")}
    row = races_items.find_standing("ALL", "aino", consistent=True)
    assert row is not None
    assert (row.points, row.place) == (5, None)
