import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lahetti.dynamodb import keys
from lahetti.people import items as people_items
from lahetti.people.model import DayScore, RaceScore, ScoreCard
from lahetti.points import items as points_items
from lahetti.points import ledger
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.races.model import Standing
from lahetti.races.reconciliation import reconcile
from tests.model import Model
from tests.sequences import ZONE, check
from tests.unit.lahetti.points.test_deeds import ModelWorld

NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)


@pytest.fixture
def world() -> Iterator[ModelWorld]:
    """Aino has confirmed a share and Berit another; all of it stands in the standings."""
    with Model(chance=random.Random(1)).installed() as model:
        world = ModelWorld(model)
        for person in ("aino", "berit"):
            world.open((person, "c1"), False, NOW)
            world.confirm((person, "c1"), NOW)
        world.show(random.Random(0), all_of_them=True)
        yield world


def checked(world: ModelWorld, now: datetime = NOW, wait: Any = lambda _: None) -> list[tuple[str, str]]:
    return [(found.person, found.what) for found in reconcile(now, ZONE, wait)]


def spoil_card(world: ModelWorld, *, left_out: bool = False, **totals: Any) -> None:
    card = people_items.find_card("aino", consistent=True)
    assert card is not None
    spoiled = replace(card, left_out=left_out, totals=replace(card.totals, **totals), version=card.version + 1)
    world.model.put(people_items.put_card(spoiled).item)


def test_where_everything_adds_up_no_difference_is_found_and_nothing_written(world: ModelWorld) -> None:
    before = {place: len(states) for place, states in world.model.items.items()}

    assert checked(world) == []
    assert checked(world, NOW + timedelta(days=40)) == []

    assert {place: len(states) for place, states in world.model.items.items()} == before


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
def test_a_card_that_is_not_the_fold_of_its_ledger_is_named_and_repaired(fields: Any, world: ModelWorld) -> None:
    spoil_card(world, **fields)

    found = checked(world, wait=lambda _: world.show(random.Random(0), all_of_them=True))

    assert ("aino", "card") in found
    assert checked(world) == []
    world.show(random.Random(0), all_of_them=True)
    check(world.after("aino"))


def put(world: ModelWorld, race: str, row: Standing) -> None:
    fields = dict(vars(row))
    world.model.put(races_items.StandingItem(keys.race(race), fields.pop("person"), **fields))


def test_a_row_that_is_missing_or_wrong_is_named_and_repaired(world: ModelWorld) -> None:
    del world.model.items[keys.race("W2026-13"), "aino"]
    row = races_items.find_standing("ALL", "berit", consistent=True)
    assert row is not None
    put(world, "ALL", replace(row, points=99, version=row.version + 7))

    assert sorted(checked(world)) == [("aino", "standing W2026-13"), ("berit", "standing ALL")]

    assert checked(world) == []
    assert check(world.after("berit")) is None


def test_standings_have_five_seconds_to_follow_before_that_is_a_difference(world: ModelWorld) -> None:
    world.open(("aino", "c2"), False, NOW)
    world.confirm(("aino", "c2"), NOW)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        world.show(random.Random(0), all_of_them=True)

    assert checked(world, wait=wait) == []
    assert waits == [5]


# The consumer writes a newer row after the old one was looked at: the repair must not put the older back.
def test_a_repair_never_replaces_a_row_that_came_meanwhile(world: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    row = races_items.find_standing("ALL", "aino", consistent=True)
    assert row is not None
    put(world, "ALL", replace(row, points=99))
    put_row = standings.put_row

    def put_late(card: ScoreCard, race: str, *, over: int | None = None) -> bool:
        if race == "ALL" and over is not None:
            world.open(("aino", "c2"), False, NOW)
            world.confirm(("aino", "c2"), NOW)
            world.show(random.Random(0), all_of_them=True)
        return put_row(card, race, over=over)

    monkeypatch.setattr(standings, "put_row", put_late)

    assert checked(world) == [("aino", "standing ALL")]

    check(world.after("aino"))


def test_a_deed_that_comes_while_a_card_is_checked_is_no_difference(
    world: ModelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger_of = world.model.ledger_of
    world.open(("aino", "c2"), False, NOW)
    waiting = [("aino", "c2")]

    def read_late(person: str, *, consistent: bool = False) -> Any:
        if person == "aino" and waiting:
            world.confirm(waiting.pop(), NOW)
        return ledger_of(person, consistent=consistent)

    monkeypatch.setattr(points_items, "ledger_of", read_late)

    assert checked(world, wait=lambda _: world.show(random.Random(0), all_of_them=True)) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_ledger_that_is_read_late_makes_no_difference(seed: int, world: ModelWorld) -> None:
    world.model.chance = random.Random(seed)

    assert checked(world) == []
    assert ledger.own_totals("nobody").spendable == 0


def test_who_is_left_out_is_expected_nowhere_in_the_standings(world: ModelWorld) -> None:
    spoil_card(world, left_out=True)

    found = checked(world)

    assert {what for _, what in found} == {f"standing {race}" for race in ("W2026-13", "M2026-03", "Q2026-1", "ALL")}
    row = races_items.find_standing("ALL", "aino", consistent=True)
    assert row is not None
    assert (row.points, row.place) == (5, None)
