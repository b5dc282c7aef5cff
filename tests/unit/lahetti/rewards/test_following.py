"""A challenge that is to come can be moved or withdrawn, with its prizes; from its start on neither."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.periods import challenges
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.periods.model import Challenge, Plan
from lahetti.records import items as records_items
from lahetti.rewards import catalogue, following, terms
from lahetti.rewards.model import Offer, Way
from lahetti.security import encryption
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.names import named

ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 14)
LATER = (date(2026, 12, 8), date(2026, 12, 21))
PLAN = Plan(named("Joulukisa"), FIRST, LAST, goal=500)
STARTS = datetime(2026, 12, 1, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def lists(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    monkeypatch.setattr(encryption, "encrypt", lambda *_, **__: b"sealed")
    challenges.forget_lists()
    return database


def created(plan: Plan = PLAN) -> Challenge:
    return challenges.create(plan, "admin", NOW, ZONE)


def prize(race: str) -> str:
    offer = Offer(Way.DRAW, named("Elokuvaliput"), 1250, 2, race=race, vouchers=False, collect="Aulasta.")
    return catalogue.create_reward(offer, "admin", NOW, ZONE).reward


def move(race: str, days: tuple[date, date] = LATER, now: datetime = NOW) -> Challenge:
    return following.move_challenge(race, *days, "admin", now, ZONE)


def logged(subject: str) -> list[str]:
    return [entry.what for entry in records_items.audit_about(subject, Span())[0]]


def prizes_of(race: str) -> list[str]:
    return [reward.reward for reward in catalogue.rewards(race)]


def test_a_moved_challenge_is_the_same_on_other_days_with_its_prizes_and_a_new_promise() -> None:
    old = created()
    before, reward = periods_items.find_head(old.race), prize(old.race)

    moved = [move(old.race), move(old.race)]

    assert moved[0] == moved[1] == challenges.find(moved[0].race)
    assert moved[0].plan == Plan(named("Joulukisa"), *LATER, goal=500)
    assert prizes_of(moved[0].race) == [reward]
    assert prizes_of(old.race) == []
    after = periods_items.find_head(moved[0].race)
    assert before is not None
    assert after is not None
    assert after.seed_hash != before.seed_hash
    assert logged(keys.race(moved[0].race)) == ["challenge moved"]
    assert logged(keys.reward(reward)) == ["reward changed", "reward offered"]
    with pytest.raises(NotFound):
        challenges.find(old.race)
    assert old.race not in challenges.races_of("2026-12-02")
    assert moved[0].race in challenges.races_of("2026-12-20")


def test_a_withdrawn_challenge_is_gone_with_its_prizes_and_can_be_created_anew() -> None:
    old = created()
    reward = prize(old.race)

    for _ in range(2):
        following.withdraw_challenge(old.race, "admin", NOW, ZONE)

    assert catalogue.find_reward(reward).withdrawn
    assert logged(keys.race(old.race)) == ["challenge withdrawn", "challenge created"]
    assert old.race not in challenges.races_of("2026-12-02")
    with pytest.raises(NotFound):
        move(old.race)
    assert created() == old
    assert prizes_of(old.race) == []


def test_back_and_forth_the_prizes_are_where_the_challenge_is() -> None:
    old = created()
    reward = prize(old.race)

    back = move(move(old.race).race, (FIRST, LAST))
    following.follow_all(NOW + timedelta(minutes=5))

    assert back == old
    assert prizes_of(old.race) == [reward]


@pytest.mark.parametrize("moment", [STARTS - timedelta(minutes=5), STARTS, STARTS + timedelta(days=3)])
def test_from_just_before_its_start_on_it_is_neither_moved_nor_withdrawn(moment: datetime) -> None:
    race = created().race

    for change in (
        lambda: move(race, now=moment),
        lambda: following.withdraw_challenge(race, "admin", moment, ZONE),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert (refused.value.field, refused.value.reason) == ("race", "begun")
        assert refused.value.value == STARTS.astimezone(UTC).isoformat()

    assert challenges.find(race).plan == PLAN
    following.withdraw_challenge(race, "admin", STARTS - timedelta(minutes=5, seconds=1), ZONE)


def test_a_withdrawal_that_hangs_over_the_start_is_refused_by_the_database(lists: MemoryDynamoDb) -> None:
    race = created().race

    def start(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            lists.before = lambda *_: None
            head = periods_items.find_head(race)
            assert head is not None
            terms.fixed_terms(head, STARTS + timedelta(minutes=1), ZONE)

    lists.before = start
    with pytest.raises(Busy):
        following.withdraw_challenge(race, "admin", NOW, ZONE)

    assert challenges.find(race).plan == PLAN


def test_a_prize_offered_as_the_challenge_goes_is_refused_or_goes_with_it(lists: MemoryDynamoDb) -> None:
    race = created().race

    def go(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            lists.before = lambda *_: None
            following.withdraw_challenge(race, "admin", NOW, ZONE)

    lists.before = go
    with pytest.raises(Busy):
        prize(race)

    assert prizes_of(race) == []


@pytest.mark.parametrize(
    "days", [(date(2026, 11, 25), LAST), (date(2026, 12, 9), date(2026, 12, 8)), (FIRST, date(2028, 1, 1))]
)
def test_it_is_moved_by_the_same_rules_as_it_is_created(days: tuple[date, date]) -> None:
    race = created().race

    with pytest.raises(Invalid):
        move(race, days)


def test_it_is_not_moved_onto_another_of_its_name_or_onto_full_days_but_may_overlap_itself() -> None:
    race = created().race
    created(Plan(named("Joulukisa"), *LATER))
    for number in range(challenges.MOST_AT_ONCE - 2):
        created(Plan(named(f"Kisa {number}"), FIRST, LAST))
    with pytest.raises(Conflict) as taken:
        move(race)
    created(Plan(named("Viides"), LATER[0] + timedelta(days=8), LATER[1]))

    assert taken.value.reason == "taken"
    assert move(race, (FIRST, LAST - timedelta(days=1))).plan.last == LAST - timedelta(days=1)


def test_onto_full_days_it_is_not_moved() -> None:
    race = created().race
    for number in range(challenges.MOST_AT_ONCE):
        created(Plan(named(f"Kisa {number}"), date(2027, 1, 1), date(2027, 1, 5)))

    with pytest.raises(Conflict) as refused:
        move(race, (date(2026, 12, 30), date(2027, 1, 1)))

    assert refused.value.reason == "too_many"


def test_a_standing_race_is_neither_moved_nor_withdrawn() -> None:
    periods_items.save_head(new_head("W2026-50", date(2026, 12, 7), date(2026, 12, 13), NOW))

    for race in ("W2026-50", "ALL", "C20261201-20261214-aaaaaa"):
        with pytest.raises(NotFound):
            move(race)
        with pytest.raises(NotFound):
            following.withdraw_challenge(race, "admin", NOW, ZONE)


@pytest.mark.parametrize("after", range(0, 30, 2))
@pytest.mark.parametrize("withdrawn", [True, False])
def test_killed_anywhere_the_job_brings_it_to_the_same_end(after: int, withdrawn: bool, lists: MemoryDynamoDb) -> None:
    race = created().race
    rewards = {prize(race) for _ in range(3)}

    def change() -> str:
        if withdrawn:
            following.withdraw_challenge(race, "admin", NOW, ZONE)
            return race
        return move(race).race

    lists.kill_in = after
    with contextlib.suppress(Killed):
        change()
    lists.kill_in = None
    if periods_items.find_head(race) is not None:  # it did not happen at all
        assert set(prizes_of(race)) == rewards
        return
    for minutes in (1, 6):
        following.follow_all(NOW + timedelta(minutes=minutes))

    assert prizes_of(race) == []
    assert {one for one in rewards if catalogue.find_reward(one).withdrawn} == (rewards if withdrawn else set())
    assert set(prizes_of(change())) == (set() if withdrawn else rewards)


def test_a_mark_is_settled_once_nothing_has_followed_for_a_minute() -> None:
    race = created().race
    prize(race)
    move(race)

    following.follow_all(NOW + timedelta(seconds=30))
    assert len(periods_items.moved_lately()) == 1
    following.follow_all(NOW + timedelta(minutes=5))

    assert periods_items.moved_lately() == []
    assert move(race).plan.first == LATER[0]
