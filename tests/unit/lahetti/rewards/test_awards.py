from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import Invalid
from lahetti.dynamodb import transactions
from lahetti.rewards import awards, catalogue, register
from lahetti.rewards import items as rewards_items
from lahetti.rewards.model import Offer, Reward, Supply, Way
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

NOW = datetime(2027, 1, 1, 0, 20, tzinfo=UTC)
OFFER = Offer(Way.TOP, named("Elokuvalippu"), 1200, 10, "Q2026-4", vouchers=False, collect="Viestinnästä.")
REWARD = Reward("r1", OFFER, Supply(10, None))


def test_a_prize_is_given_once_however_often_it_is_given(database: MemoryDynamoDb) -> None:
    transactions.transact(rewards_items.put_reward(REWARD))

    awards._give("r1", "Q2026-4", "p1", 1, NOW)
    awards._give("r1", "Q2026-4", "p1", 1, NOW)

    (award,) = rewards_items.all_awards("r1")
    assert (award.person, award.place, award.number, award.collect) == ("p1", 1, 1, "Viestinnästä.")
    reward = rewards_items.find_reward("r1", consistent=True)
    assert reward is not None
    assert (reward.supply.given, reward.supply.left) == (1, 9)


@pytest.mark.parametrize("race", ["Q9999-4", "W9999-51", "Q2999-4", "M2038-12"])
def test_a_reward_is_of_no_race_that_no_calendar_reaches(database: MemoryDynamoDb, race: str) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.create_reward(replace(OFFER, race=race), "admin", NOW, ZoneInfo("Europe/Helsinki"))

    assert refused.value.field == "race"


def test_the_prizes_of_a_race_are_told_by_who_won_them(database: MemoryDynamoDb) -> None:
    offers = {"r1": ("Elokuvalippu", "Q2026-4"), "r2": ("Termospullo", "Q2026-4"), "r3": ("Reppu", "Q2026-3")}
    for reward, (name, race) in offers.items():
        transactions.transact(
            rewards_items.put_reward(Reward(reward, replace(OFFER, name=named(name), race=race), Supply(10, None)))
        )
        awards._give(reward, race, "p1", 1, NOW)
    awards._give("r1", "Q2026-4", "p2", 2, NOW)

    assert register.prizes_of_race("Q2026-4") == {
        "p1": [named("Elokuvalippu"), named("Termospullo")],
        "p2": [named("Elokuvalippu")],
    }
    assert register.prizes_of_race("Q2026-2") == {}
