from datetime import UTC, datetime

import pytest

from lahetti import store
from lahetti.rewards import awards

NOW = datetime(2027, 1, 1, 0, 20, tzinfo=UTC)


def head(*, withdrawn: bool) -> store.rewards.RewardHead:
    return store.rewards.RewardHead(
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
    written: list[store.Write] = []
    monkeypatch.setattr(store.rewards, "find_award", lambda *_: None)
    monkeypatch.setattr(awards, "stored_reward", lambda _: head(withdrawn=withdrawn))
    monkeypatch.setattr(awards, "written", lambda *writes: written.extend(writes) or True)

    awards._give("r1", "Q2026-4", "p1", 1, NOW)

    assert bool(written) is gives
