"""What becomes of a person's awards when they are erased.

A prize that was given stays in the register under a random id, with the name for as long as bookkeeping asks. A claim
that waits gives number and voucher back; one that was refused goes.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import Award, AwardState


def forget_award(reward: str, award: str, alias: str, name: str, years: int, now: datetime) -> None:
    """Take a person out of an award; what is done already has nothing to do. Raise Busy.

    `years` is how many calendar years after that of the prize the register keeps the name.
    """

    def attempt(_: bool) -> bool | None:
        found = items.find_award(reward, award)
        if found is None:
            return True
        match found.state:
            case AwardState.GIVEN:
                return _keep(found, alias, name, years, now)
            case AwardState.WAITING:
                return _give_back(found)
        return try_transact(items.delete_award(found)) or None

    retry_on_conflict(attempt)


def _keep(award: Award, alias: str, name: str, years: int, now: datetime) -> bool | None:
    until = award.at.replace(year=award.at.year + years + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    is_over = until <= now
    key = award.award.replace(award.person, alias)
    kept = replace(
        award,
        award=key,
        person=alias,
        recipient="" if is_over else name,
        kept_until=None if is_over else until,
        version=0,
    )
    return try_transact(items.delete_award(award), items.put_award(kept), *items.tie_voucher(award, key)) or None


def _give_back(claim: Award) -> bool | None:
    reward = find_reward(claim.reward, consistent=True)
    return (
        try_transact(
            items.delete_award(claim),
            items.put_reward(replace(reward, supply=reward.supply.put_back(claim.number))),
            *items.take_back_voucher(reward, claim.number, claim.award),
        )
        or None
    )
