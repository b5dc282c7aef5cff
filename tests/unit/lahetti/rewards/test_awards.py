from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lahetti.rewards import awards
from lahetti.rewards import items as rewards_items

if TYPE_CHECKING:
    from lahetti.dynamodb.transactions import Write

NOW = datetime(2027, 1, 1, 0, 20, tzinfo=UTC)


def head(*, withdrawn: bool) -> rewards_items.RewardHead:
    return rewards_items.RewardHead(
        "REWARD#r1",
        "HEAD",
        reward="r1",
        way="top",
        name="Elokuvalippu",
        race="Q2026-4",
        value_cents=1200,
        stock=10,
        vouchers=False,
        collect="Viestinnästä.",
        withdrawn=withdrawn,
    )


@pytest.mark.parametrize(("withdrawn", "gives"), [(False, True), (True, False)])
def test_nothing_is_given_of_a_reward_that_was_withdrawn_while_its_race_was_closing(
    monkeypatch: pytest.MonkeyPatch, withdrawn: bool, gives: bool
) -> None:
    written: list[Write] = []
    monkeypatch.setattr(rewards_items, "find_award", lambda *_: None)
    monkeypatch.setattr(awards, "stored_reward", lambda _: head(withdrawn=withdrawn))
    monkeypatch.setattr(awards, "try_transact", lambda *writes: written.extend(writes) or True)

    awards._give("r1", "Q2026-4", "p1", 1, NOW)

    assert bool(written) is gives
