"""The rewards on offer: offering, correcting and withdrawing one."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.days import require_within_reach
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import TransactionConflict, retry_on_conflict, try_transact
from lahetti.periods import calendar, challenges
from lahetti.periods.model import Ranking
from lahetti.races.closing import rules as closing_rules
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.rewards import items
from lahetti.rewards.model import Correction, Offer, OfferChanged, Reward, Supply, Way
from lahetti.rewards.rules import checked_offer


def create_reward(offer: Offer, admin: str, now: datetime, zone: ZoneInfo, reward: str | None = None) -> Reward:
    """Store a reward, under an id (a UUID) that whoever may ask twice has chosen: the second time gives the first.

    Raise Invalid, also for a race that is over; Conflict where the id is another reward's.
    """
    offer = replace(checked_offer(offer), name=offer.name.strip(), collect=offer.collect.strip())
    if offer.race is not None and closing_rules.is_over(offer.race, now, zone):
        raise Invalid(f"The race {offer.race} is over.", field="race", value=offer.race, reason="race_over")
    period = calendar.period_of(offer.race or "")
    if period is not None and period.last is not None:
        require_within_reach("race", period.last, now)
    if offer.race is not None and calendar.is_challenge(offer.race):
        ranking = challenges.find(offer.race).plan.ranking
        if ranking is Ranking.TEAM and offer.way is Way.TOP:
            raise Invalid(
                "Where teams are compared, no prize goes by people's places: draw it.",
                field="way",
                value=offer.way,
                reason="of_teams",
            )
    reward = reward or new_id()
    made = Reward(reward, offer, Supply(offer.stock, 0 if offer.vouchers else None))
    logged = {"way": offer.way.value, "name": offer.name, "stock": offer.stock, "value_cents": offer.value_cents}
    log = audit.entry(admin, AuditAction.REWARD_OFFERED, keys.reward(reward), now, after=logged)
    try:
        transactions.transact(items.put_reward(made), log)
    except TransactionConflict:
        known = find_reward(reward, consistent=True)
        if known.offer != offer:
            raise Conflict("Another reward has been offered with this form.", field="reward", value=reward) from None
        return known
    return made


def new_id() -> str:
    """Return an id for a reward to come."""
    return str(uuid_utils.compat.uuid7())


def change_reward(reward: str, wanted: Correction, edition: int, admin: str, now: datetime) -> Reward:
    """Correct an offer of which nothing is given yet; once it is so, again changes nothing.

    Raise NotFound, Invalid, Conflict, OfferChanged, or Busy.
    """

    def attempt(_: bool) -> Reward | None:
        known = _changeable(reward)
        offer = known.offer
        corrected = replace(
            offer,
            name=wanted.name.strip(),
            value_cents=wanted.value_cents,
            stock=wanted.stock,
            collect=wanted.collect.strip(),
        )
        if corrected == offer:
            return known
        if known.edition != edition:
            raise OfferChanged("This reward was changed meanwhile.", field="reward", value=reward)
        checked_offer(corrected)
        supply = replace(known.supply, stock=corrected.stock)
        changed = replace(known, offer=corrected, supply=supply, edition=edition + 1)
        differing = [name for name in vars(wanted) if getattr(offer, name) != getattr(corrected, name)]
        log = audit.entry(
            admin,
            AuditAction.REWARD_CHANGED,
            keys.reward(reward),
            now,
            before={name: getattr(offer, name) for name in differing},
            after={name: getattr(corrected, name) for name in differing},
        )
        return changed if try_transact(items.put_reward(changed), log) else None

    return retry_on_conflict(attempt)


def withdraw_reward(reward: str, admin: str, now: datetime) -> None:
    """Take a reward off the offer, of which nothing is given. Withdrawing again changes nothing.

    Raise NotFound, Conflict, or Busy.
    """

    def attempt(_: bool) -> bool | None:
        if find_reward(reward, consistent=True).withdrawn:
            return True
        known = _changeable(reward)
        log = audit.entry(
            admin, AuditAction.REWARD_WITHDRAWN, keys.reward(reward), now, before={"name": known.offer.name}
        )
        return try_transact(items.put_reward(replace(known, withdrawn=True)), log) or None

    retry_on_conflict(attempt)


def _changeable(reward: str) -> Reward:
    known = find_reward(reward, consistent=True)
    if known.withdrawn:
        raise Conflict("This reward is withdrawn.", field="reward", value=reward, reason="withdrawn")
    if known.supply.out:
        raise Conflict("Some of this reward is given out.", field="reward", value=reward, reason="given")
    return known


def rewards(race: str | None = None) -> list[Reward]:
    """Return all rewards on offer by race and age, or those of a race."""
    return items.rewards_of(race)


def find_reward(reward: str, *, consistent: bool = False) -> Reward:
    """Return a reward; raise NotFound."""
    found = items.find_reward(reward, consistent=consistent)
    if found is None:
        raise NotFound(f"There is no reward {reward[:40]}.", field="reward", value=reward[:40])
    return found
