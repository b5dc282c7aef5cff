"""A list is the same however everybody is cut into parts, whatever run is killed, and for all races of one walk."""

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.dynamodb import transactions
from lahetti.dynamodb.batches import batch_put
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, Home, ScoreCard
from lahetti.people.walks import walking
from lahetti.people.walks.model import Run, Unfinished
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.periods.model import RaceHead, RaceState
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import fold
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.closing import frozen, steps
from lahetti.security import encryption
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

ZONE = ZoneInfo("Europe/Helsinki")
RACES = ["M2026-05", "W2026-22"]
"""Both end on 31 May 2026."""
AFTER = datetime(2026, 6, 1, 0, 20, tzinfo=ZONE).astimezone(UTC)
TEAMS = ["itä", "länsi"]
PEOPLE = [f"p{number:02d}" for number in range(24)]


@pytest.fixture
def heads(monkeypatch: pytest.MonkeyPatch) -> list[RaceHead]:
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: plain)
    monkeypatch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
    found = []
    for race in RACES:
        period = calendar.period_of(race)
        assert period is not None
        assert period.first is not None
        assert period.last is not None
        found.append(new_head(race, period.first, period.last, AFTER))
    return found


def entries_of(person: str, chance: random.Random) -> list[Entry]:
    """Return a ledger in which many have the same points, shares and last second."""
    days = [(20, ["M2026-05", "ALL"]), (27, [*RACES, "ALL"])]
    return [
        Entry(
            f"SHARE#{person}{number}",
            Activity.SHARE_CONFIRMED,
            chance.choice([0, 10, 10, 20]),
            f"2026-05-{day}",
            tuple(races),
            datetime(2026, 5, day, 9, tzinfo=UTC),
            1,
            shares=1,
        )
        for number in range(chance.choice([0, 1, 2, 2]))
        for day, races in [chance.choice(days)]
    ]


def stored_people(heads: list[RaceHead]) -> dict[str, tuple[ScoreCard, list[Entry]]]:
    chance, found = random.Random(4), {}
    for number, person in enumerate(PEOPLE):
        entries = entries_of(person, chance)
        absences = (Absence(ALWAYS, left_out=True, paused=False),) if number % 11 == 3 else ()
        homes = (Home(ALWAYS, TEAMS[number % 2]),)
        card = ScoreCard(person, person.title(), homes, totals=fold(entries), absences=absences)
        card = replace(card, anonymous=number % 7 == 2)
        living = replace(AINO, id=person, name=person.title(), email=f"{person}@virasto.example", version=0)
        transactions.transact(people_items.put_person(living), people_items.put_card(card))
        batch_put(write.item for write in points_items.put_entries(person, entries))
        found[person] = (card, entries)
    for head in heads:
        assert periods_items.save_head(head)
    return found


@pytest.fixture
def people(database: MemoryDynamoDb, heads: list[RaceHead]) -> dict[str, tuple[ScoreCard, list[Entry]]]:
    return stored_people(heads)


def freeze(run: Run | None = None) -> None:
    steps.freeze(RACES, AFTER, ZONE, lambda _: 10, run)


def everything_of(head: RaceHead) -> tuple[object, ...]:
    """Return all that is frozen of a race."""
    now = frozen.find_head(head.race, consistent=True)
    tables = {line.team: races_items.frozen_team(head.race, now.fingerprint or "", line.team) for line in now.teams}
    return (replace(now, version=0), frozen.frozen_list(now), frozen.excluded_tickets(now), tables)


def by_hand(head: RaceHead, people: dict[str, tuple[ScoreCard, list[Entry]]]) -> list[tuple[str, int]]:
    """Return (ticket, points) by the rules, added up anew: more points, fewer shares, earlier, the greater id."""
    found = []
    for person, (card, entries) in people.items():
        own = [entry for entry in entries if head.race in entry.races]
        points = sum(entry.points for entry in own)
        last = max((entry.at.timestamp() for entry in own if entry.points), default=0)
        if points and not card.absences:
            found.append((-points, sum(entry.shares for entry in own), last, person))
    ordered = itertools.chain.from_iterable(
        sorted(same, key=lambda one: one[3], reverse=True)
        for _, same in itertools.groupby(sorted(found), key=lambda one: one[:3])
    )
    return [(draws.ticket_of(head.salt, person), -points) for points, _, _, person in ordered]


def test_the_lists_of_two_races_come_from_one_walk_and_are_right(
    database: MemoryDynamoDb,
    people: dict[str, tuple[ScoreCard, list[Entry]]],
    heads: list[RaceHead],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walking, "PART", 5)
    read: list[str] = []
    scored_entries = points_items.scored_entries
    monkeypatch.setattr(points_items, "scored_entries", lambda person: read.append(person) or scored_entries(person))

    freeze()

    assert sorted(read) == PEOPLE, "each ledger was read once, for both races"
    for head in heads:
        found = frozen.frozen_list(frozen.find_head(head.race, consistent=True))
        assert [(line.ticket, line.points) for line in found] == by_hand(head, people)
        assert len(found) > 8
        assert [line.place for line in found] == list(range(1, len(found) + 1))


def outcomes(heads: list[RaceHead], part: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    with MemoryDynamoDb().installed(), monkeypatch.context() as patch:
        patch.setattr(walking, "PART", part)
        stored_people(heads)
        freeze()
        return [everything_of(head) for head in heads]


def test_however_people_are_cut_the_same_is_frozen(heads: list[RaceHead], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = outcomes(heads, 1000, monkeypatch)

    assert [outcomes(heads, part, monkeypatch) for part in (1, 3, 10)] == [whole] * 3


@pytest.fixture
def expected(heads: list[RaceHead], monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    return outcomes(heads, 1000, monkeypatch)


def test_killed_at_every_access_and_repeated_the_same_is_frozen(
    heads: list[RaceHead], expected: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "PART", 8)
    monkeypatch.setattr(walking, "at_once", lambda work, things: [*map(work, things)])
    for access in itertools.count(1, 3):
        with MemoryDynamoDb().installed() as memory:
            stored_people(heads)
            memory.kill_in = access
            try:
                freeze()
            except Killed:
                freeze()
            else:
                assert access > 40
                break

            assert [everything_of(head) for head in heads] == expected, access


def test_runs_that_have_time_for_one_part_each_freeze_the_same_in_the_end(
    people: dict[str, tuple[ScoreCard, list[Entry]]],
    heads: list[RaceHead],
    expected: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walking, "PART", 5)
    runs = 0
    while frozen.find_head(RACES[0], consistent=True).state is not RaceState.FROZEN:
        runs += 1
        left = iter([900.0])
        try:
            freeze(Run(seconds_left=lambda left=left: next(left, 0.0)))  # type: ignore[misc]
        except Unfinished:
            continue

    assert runs == 6, "five parts, then the list"
    assert [everything_of(head) for head in heads] == expected
