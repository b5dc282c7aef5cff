"""The prizes of the demo programme are ones that a race can have."""

from lahetti.rewards import Offer
from lahetti.rewards.rules import checked_offer
from tools.programme.prizes import read_prizes


def test_every_prize_can_be_offered_for_a_race() -> None:
    prizes = read_prizes()

    for prize in prizes:
        checked_offer(Offer(prize.way, prize.name, prize.value_cents, prize.stock, race="Q2026-4"))

    assert "Elokuvaliput" in {prize.name for prize in prizes}
