"""Single codes: which there are, by their last characters alone, and taking one out that nobody has.

The reward's head decides between giving a code and taking it out: both write it over the version that they read.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import CodeState, Reward, ShownCode, Supply

LONGEST_REASON = 500
MOST_WITHDRAWN = 200
"""Codes of a reward: their numbers stand in its head, which every award writes."""


def codes_of(reward: Reward, numbers: Sequence[int]) -> list[ShownCode]:
    """Return some codes of a reward by their numbers, as far as their upload was finished."""
    there = [number for number in numbers if 1 <= number <= (reward.supply.uploaded or 0)]
    found = items.find_vouchers(reward.reward, there)
    return [ShownCode(one.number, one.tail, _state(reward.supply, one.number)) for one in found]


def withdraw_code(reward: str, number: int, reason: str, admin: str, now: datetime) -> Reward:
    """Take a code out that nobody has, for good; return the reward. Again changes nothing.

    Raise NotFound, Invalid without a reason, Conflict where it is given or kept for a claim, or Busy.
    """
    reason = checked_reason(reason)

    def attempt(_: bool) -> Reward | None:
        known = find_reward(reward, consistent=True)
        supply = known.supply
        if not 1 <= number <= (supply.uploaded or 0):
            raise NotFound(f"There is no code {number}.", field="number", value=number)
        if number in supply.taken_out:
            return known
        if supply.is_out(number):
            raise Conflict(f"The code {number} is given already.", field="number", value=number, reason="given")
        if len(supply.taken_out) >= MOST_WITHDRAWN:
            raise Conflict(
                f"At most {MOST_WITHDRAWN} codes of a reward are taken out.",
                field="number",
                limit=MOST_WITHDRAWN,
                reason="too_many",
            )
        after = replace(known, supply=supply.without(number))
        logged = {"number": number, "reason": reason}
        log = audit.entry(admin, AuditAction.VOUCHER_WITHDRAWN, keys.reward(reward), now, after=logged)
        return after if try_transact(items.put_reward(after), log) else None

    return retry_on_conflict(attempt)


def checked_reason(reason: str) -> str:
    """Return why a code is taken out; raise Invalid without a reason."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            f"Taking a code out has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            limit=LONGEST_REASON,
            reason="length",
        )
    return reason.strip()


def _state(supply: Supply, number: int) -> CodeState:
    if number in supply.taken_out:
        return CodeState.WITHDRAWN
    return CodeState.OUT if supply.is_out(number) else CodeState.FREE
