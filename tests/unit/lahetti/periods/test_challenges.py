"""Challenges: what may be planned, which deeds belong to them, and that nothing goes backwards in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core import clock
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.periods import calendar, challenges
from lahetti.periods import items as periods_items
from lahetti.periods.calendar import Period
from lahetti.periods.challenges import checked_plan
from lahetti.periods.heads import new_head
from lahetti.periods.model import Plan, RaceHead, RaceState, Ranking
from lahetti.records import audit
from lahetti.security import encryption
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
PLAN = Plan(named("Joulukuun haaste"), date(2026, 12, 1), date(2026, 12, 14))


@pytest.fixture(autouse=True)
def _clear(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an empty store, and with no list of challenges kept from another test."""
    monkeypatch.setattr(encryption, "encrypt", lambda *_, **__: b"sealed")
    challenges._OPEN.clear()
    challenges._shown_in(HELSINKI).clear()


def head_of(race: str) -> RaceHead:
    head = periods_items.find_head(race, consistent=True)
    assert head is not None
    return head


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": named("  ")}, "name_texts"),
        ({"name": named("Kisa", "x" * 81)}, "name_texts.sv"),
        ({"first": date(2026, 11, 25)}, "first"),
        ({"first": date(2026, 11, 24)}, "first"),
        ({"first": date(2127, 1, 1), "last": date(2127, 1, 14)}, "first"),
        ({"first": date(9999, 12, 30), "last": date.max}, "first"),
        ({"first": date(2026, 12, 15)}, "last"),
        ({"last": date(2027, 12, 3)}, "last"),
        ({"goal": 0}, "goal"),
        ({"goal": 10_000_001}, "goal"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_plan(Plan(**{**vars(PLAN), **change}), NOW, HELSINKI)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("now", "soonest"),
    [
        (datetime(2026, 11, 25, 21, 54, 59, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 11, 25, 21, 55, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 25, 22, 0, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 3, 28, 21, 0, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_a_challenge_starts_at_a_midnight_that_every_list_knows_of_in_time(now: datetime, soonest: date) -> None:
    assert checked_plan(Plan(named("x"), soonest, soonest), now, HELSINKI)
    with pytest.raises(Invalid):
        checked_plan(Plan(named("x"), soonest - timedelta(days=1), soonest), now, HELSINKI)


def test_a_challenge_is_opened_with_the_promise_of_its_seed() -> None:
    made = challenges.create(Plan(named(" Haaste "), PLAN.first, PLAN.last, Ranking.TEAM, 500), "admin", NOW, HELSINKI)

    head = head_of(made.race)
    assert (made.plan.name, made.plan.ranking, made.plan.goal, made.state) == (
        named("Haaste"),
        "team",
        500,
        RaceState.OPEN,
    )
    assert (len(head.seed_hash), head.seed, head.state) == (64, None, RaceState.OPEN)
    assert challenges.find(made.race) == made
    assert challenges.shown(HELSINKI) == [made]


def test_creating_the_same_again_gives_the_one_there_is() -> None:
    first = challenges.create(PLAN, "admin", NOW, HELSINKI)
    seed_hash = head_of(first.race).seed_hash

    assert challenges.create(PLAN, "admin", NOW, HELSINKI) == first
    assert head_of(first.race).seed_hash == seed_hash
    with pytest.raises(Conflict):
        challenges.create(Plan(PLAN.name, PLAN.first, PLAN.last, goal=7), "admin", NOW, HELSINKI)


def test_what_is_created_is_logged_with_its_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[tuple[Any, ...]] = []
    entry = audit.entry
    monkeypatch.setattr(audit, "entry", lambda *a, **k: (logged.append((*a, k)), entry(*a, **k))[1])

    made = challenges.create(PLAN, "maija", NOW, HELSINKI)

    ((who, what, subject, _, changes),) = logged
    assert (who, what, subject) == ("maija", "challenge created", f"RACE#{made.race}")
    assert changes["after"]["seed_hash"] == head_of(made.race).seed_hash


def test_at_most_five_run_on_one_day() -> None:
    for number in range(challenges.MOST_AT_ONCE):
        challenges.create(Plan(named(f"Haaste {number}"), PLAN.first, PLAN.last), "admin", NOW, HELSINKI)

    with pytest.raises(Conflict):
        challenges.create(Plan(named("Kuudes"), PLAN.last, date(2026, 12, 31)), "admin", NOW, HELSINKI)
    assert challenges.create(Plan(named("Sen jälkeen"), date(2026, 12, 15), date(2026, 12, 31)), "admin", NOW, HELSINKI)


def test_a_deed_belongs_to_the_challenges_that_contain_its_day() -> None:
    race = challenges.create(PLAN, "admin", NOW, HELSINKI).race

    for day, inside in (("2026-11-30", False), ("2026-12-01", True), ("2026-12-14", True), ("2026-12-15", False)):
        assert challenges.races_of(day) == (*calendar.standing_races(day), *([race] if inside else []))
    just_after = datetime(2026, 12, 14, 22, 10, tzinfo=UTC)
    assert race in challenges.open_races(just_after, HELSINKI)
    assert race not in challenges.open_races(just_after + timedelta(minutes=6), HELSINKI)


@pytest.mark.parametrize(
    ("now", "races"),
    [
        ("2026-11-29T23:59:00", {"W2026-48", "M2026-11", "Q2026-4", "ALL"}),
        ("2026-11-30T00:05:00", {"W2026-48", "W2026-49", "M2026-11", "Q2026-4", "ALL"}),
        ("2026-11-30T00:16:00", {"W2026-49", "M2026-11", "Q2026-4", "ALL"}),
        ("2026-10-01T00:05:00", {"W2026-40", "M2026-09", "M2026-10", "Q2026-3", "Q2026-4", "ALL"}),
        ("2026-10-01T00:16:00", {"W2026-40", "M2026-10", "Q2026-4", "ALL"}),
    ],
)
def test_races_that_ended_at_midnight_take_late_deeds_for_15_minutes(now: str, races: set[str]) -> None:
    found = challenges.open_races(datetime.fromisoformat(now).replace(tzinfo=HELSINKI), HELSINKI)

    assert {race for race in found if race[0] in "WMQA"} == races


def test_the_list_is_read_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = NOW
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert challenges.races_of("2026-12-01") == calendar.standing_races("2026-12-01")
    race = challenges.race_of(PLAN)
    periods_items.save_head(new_head(race, PLAN.first, PLAN.last, NOW))

    moment = NOW + timedelta(seconds=60)
    before = challenges.races_of("2026-12-01")
    moment = NOW + timedelta(seconds=61)
    after = challenges.races_of("2026-12-01")

    assert race not in before
    assert race in after


def test_no_challenge_is_found_that_nobody_created() -> None:
    for race in ("C20261201-20261214-abc123", "Q2026-4", "anything"):
        with pytest.raises(NotFound):
            challenges.find(race)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair))),
        min_size=1,
        max_size=8,
    )
)
def test_as_many_run_at_once_as_on_the_fullest_day(spans: list[tuple[int, int]]) -> None:
    day = [date(2026, 12, 1) + timedelta(days=n) for n in range(31)]
    found = [Period("C", day[first], day[last]) for first, last in spans]

    fullest = max(sum(first <= n <= last for first, last in spans) for n in range(31))

    assert challenges._most_at_once(found) == fullest


@pytest.mark.parametrize(("people", "is_shown"), [(0, False), (1, True)])
def test_a_challenge_that_is_over_is_shown_where_anybody_stands_in_it(
    people: int, is_shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = challenges.create(PLAN, "admin", NOW, HELSINKI)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=21))
    frozen = {"state": RaceState.CLOSED, "fingerprint": "f", "people": people}
    assert periods_items.save_head(replace(head_of(made.race), **frozen))

    assert [one.race for one in challenges.shown(HELSINKI)] == ([made.race] if is_shown else [])
