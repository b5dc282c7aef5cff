"""A walk meets everybody once, whatever stops it: killed runs, short ones, and several at a time."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.dynamodb import keys, transactions
from lahetti.people import items as people_items
from lahetti.people.model import PersonState
from lahetti.people.walks import items, walking
from lahetti.people.walks.model import Overtaken, Run, Unfinished, Walk
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 12, 1, 4, 45, tzinfo=UTC)
PEOPLE = [f"p{number:02d}" for number in range(20)]
PARTS = 7


@pytest.fixture
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    """Twenty people, three a part."""
    monkeypatch.setattr(walking, "PART", 3)
    for person in PEOPLE:
        found = replace(AINO, id=person, email=f"{person}@virasto.example", version=0)
        transactions.transact(people_items.put_person(found))
    return database


def take(run: Run, now: datetime = NOW, subject: Sequence[str] = ("Q2026-4",)) -> Walk:
    return walking.take("CLOSING", subject, run, now)


def checkpoints(programme: MemoryDynamoDb) -> list[str]:
    return [
        pk for pk, sk in programme.transient.states if pk.startswith("WALK#") and programme.transient.find((pk, sk))
    ]


def test_everybody_is_in_one_part_and_nothing_stays(programme: MemoryDynamoDb) -> None:
    run = Run()

    walk, found = walking.go_on(take(run), list, run)
    items.end_walk(walk)

    assert sorted(itertools.chain(*found)) == PEOPLE
    assert len(found) == PARTS
    assert checkpoints(programme) == []


def test_killed_at_every_access_no_part_is_lost_and_one_at_most_is_done_again(programme: MemoryDynamoDb) -> None:
    for access in itertools.count(1):
        met: Counter[str] = Counter()

        def work(people: Sequence[str], met: Counter[str] = met) -> list[str]:
            met.update(people)
            return list(people)

        kills = 0
        programme.kill_in = access
        while True:
            run = Run()
            try:
                walk, found = walking.go_on(take(run), work, run)
                break
            except Killed:
                kills += 1
        programme.kill_in = None
        items.end_walk(walk)

        assert sorted(itertools.chain(*found)) == PEOPLE
        assert met.keys() == set(PEOPLE)
        assert sum(met.values()) <= len(PEOPLE) + 6, "more than a part was done again"
        if not kills:
            assert access > 30
            break


def test_a_run_whose_time_is_nearly_over_leaves_the_rest_to_the_next_one(programme: MemoryDynamoDb) -> None:
    left = iter([500.0, 300.0, walking.RESERVE_SECONDS, walking.RESERVE_SECONDS - 1])
    short = Run(seconds_left=lambda: next(left))
    met: list[str] = []

    with pytest.raises(Unfinished):
        walking.go_on(take(short), met.extend, short)

    assert walking.under_way("CLOSING", NOW)
    assert take(Run()).done == 3
    before = len(met)
    run = Run()
    walking.go_on(take(run), met.extend, run)
    assert sorted(met) == PEOPLE
    assert len(met) > before


def test_a_later_run_goes_on_with_what_the_first_one_was_begun_for(programme: MemoryDynamoDb) -> None:
    take(Run(), subject=["Q2026-4", "W2026-53"])

    assert take(Run(), subject=["W2027-01"]).subject == ("Q2026-4", "W2026-53")


def test_a_walk_that_was_left_alone_for_half_a_day_begins_anew(programme: MemoryDynamoDb) -> None:
    first, run = take(Run()), Run()
    late = NOW + timedelta(hours=12, seconds=1)

    assert not walking.under_way("CLOSING", late)
    anew = take(run, late, ["W2027-01"])

    assert (anew.subject, anew.done) == (("W2027-01",), 0)
    assert anew.id != first.id
    with pytest.raises(Overtaken):
        walking.go_on(first, list, Run())


def test_the_newest_run_holds_a_walk_and_an_older_one_stops_at_its_next_checkpoint(programme: MemoryDynamoDb) -> None:
    first, second = Run(), Run()
    held = take(first)
    parts = 0

    def work(people: Sequence[str]) -> list[str]:
        nonlocal parts
        parts += 1
        if parts == 3:
            take(second)
        return list(people)

    with pytest.raises(Overtaken):
        walking.go_on(held, work, first)

    assert (parts, take(second).done) == (3, 2)


def test_whoever_ends_a_walk_leaves_no_half_of_it_to_another_run(programme: MemoryDynamoDb) -> None:
    first, second = Run(), Run()
    held, _ = walking.go_on(take(first), list, first)
    other = take(second)
    items.end_walk(held)
    assert walking.go_on(other, list, second)[0].done == PARTS, "it does not hold the walk, so it ends nothing"

    items.end_walk(other)

    with pytest.raises(Overtaken):
        walking.go_on(replace(held, done=PARTS), list, first)


def test_whoever_changes_their_state_meanwhile_is_met_all_the_same(programme: MemoryDynamoDb) -> None:
    walked: list[str] = []

    def change(operation: str, _: object) -> None:
        if operation == "Query" and not walked:
            walked.append("changed")
            found = people_items.find_person("p00", consistent=True)
            assert found is not None
            transactions.transact(people_items.put_person(replace(found, state=PersonState.PAUSED)))

    run = Run()
    held = take(run)
    programme.before = change

    _, found = walking.go_on(held, list, run)

    assert sorted(itertools.chain(*found)) == PEOPLE


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_a_person_is_in_the_same_part_in_every_run(parts: int, seed: int) -> None:
    people = random.Random(seed).sample(PEOPLE, 12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "everybody", lambda: iter(PEOPLE))
        whole = {person: number for number, part in enumerate(walking._cut(parts)) for person in part}
        patch.setattr(walking, "everybody", lambda: iter(people))
        some = {person: number for number, part in enumerate(walking._cut(parts)) for person in part}

    assert some == {person: whole[person] for person in people}


def test_a_part_holds_what_eight_races_need_of_its_people(programme: MemoryDynamoDb) -> None:
    lines = [[f"0199c0de-{number:04d}-7000-8000-000000000000", 123456, 1234, 12345, 1780000000, "viestinta", None]
             for number in range(300)]  # fmt: skip
    walk = take(Run())
    items.save_result(walk, 0, {f"C2026-12-01.2026-12-31.{race}": {"lines": lines} for race in range(8)})

    (stored,) = [programme.transient.find((pk, "")) for pk in checkpoints(programme) if pk != keys.walk("CLOSING")]

    assert len(stored["result"]["B"]) < 200_000
