"""The prizes of the demo programme are ones that can be offered."""

from lahetti.rewards.model import Offer, Way
from lahetti.rewards.rules import checked_offer
from tools.programme.prizes import read_prizes


def test_every_prize_can_be_offered() -> None:
    prizes = read_prizes()

    for prize in prizes:
        race = None if prize.way is Way.CLAIM else "Q2026-4"
        checked_offer(Offer(prize.way, prize.name, prize.value_cents, prize.stock, race=race, cost=prize.cost))

    assert {"Elokuvaliput", "Lahjakortti kahvilaan"} <= {prize.name.first for prize in prizes}
