"""The rewards on offer, and how their supply is read from and written to what is stored."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict, Update, retry_on_conflict, try_transact
from lahetti.periods import calendar, challenges
from lahetti.periods.model import Ranking
from lahetti.races.closing import rules as closing_rules
from lahetti.records import audit
from lahetti.rewards import items
from lahetti.rewards.rules import Offer, Reward, Supply, Way, checked_offer


def create_reward(offer: Offer, admin: str, now: datetime, zone: ZoneInfo, reward: str | None = None) -> Reward:
    """Store a reward, under an id (a UUID) that whoever may ask twice has chosen: the second time gives the first.

    Raise Invalid, also for a race that is over; Conflict where the id is another reward's.
    """
    offer = replace(checked_offer(offer), name=offer.name.strip(), collect=offer.collect.strip())
    if offer.race is not None and closing_rules.is_over(offer.race, now, zone):
        raise Invalid(f"The race {offer.race} is over.", field="race", value=offer.race, reason="race_over")
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
    head = items.RewardHead(
        keys.reward(reward),
        keys.HEAD,
        gsi1pk="REWARDS",
        gsi1sk=f"{offer.race or 'CLAIM'}#{reward}",
        view1={"name": offer.name},
        reward=reward,
        way=offer.way.value,
        name=offer.name,
        race=offer.race,
        value_cents=offer.value_cents,
        stock=offer.stock,
        cost=offer.cost,
        per_person=offer.per_person,
        vouchers=offer.vouchers,
        collect=offer.collect,
    )
    logged = {"way": offer.way.value, "name": offer.name, "stock": offer.stock, "value_cents": offer.value_cents}
    try:
        transactions.transact(Put(head), audit.entry(admin, "reward offered", head.pk, now, after=logged))
    except TransactionConflict:
        known = reward_of(stored_reward(reward))
        if known.offer != offer:
            raise Conflict("Another reward has been offered with this form.", field="reward", value=reward) from None
        return known
    return reward_of(head)


def new_id() -> str:
    """Return an id for a reward to come."""
    return str(uuid_utils.compat.uuid7())


@dataclass(frozen=True)
class Correction:
    """What can be put right of an offer."""

    name: str
    value_cents: int
    stock: int
    collect: str


class OfferChanged(ChangedMeanwhile):
    """Somebody else has changed the offer since it was read."""

    code = "offer_changed"


def change_reward(reward: str, wanted: Correction, edition: int, admin: str, now: datetime) -> Reward:
    """Correct an offer of which nothing is given yet; once it is so, again changes nothing.

    Raise NotFound, Invalid, Conflict, OfferChanged, or Busy.
    """

    def attempt(consistent: bool) -> Reward | None:  # noqa: ARG001 (always read as it is)
        head = _changeable(reward)
        before = {name: getattr(head, name) for name in vars(wanted)}
        after: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in vars(wanted).items()
        }
        if all(before[name] == value for name, value in after.items()):
            return reward_of(head)
        if int(head.edition) != edition:
            raise OfferChanged("This reward was changed meanwhile.", field="reward", value=reward)
        checked_offer(replace(reward_of(head).offer, **after))
        for name, value in after.items():
            setattr(head, name, value)
        head.view1, head.edition = {"name": head.name}, edition + 1
        differing = {name for name in after if before[name] != after[name]}
        log = audit.entry(
            admin,
            "reward changed",
            head.pk,
            now,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
        return reward_of(head) if try_transact(Put(head), log) else None

    return retry_on_conflict(attempt)


def withdraw_reward(reward: str, admin: str, now: datetime) -> None:
    """Take a reward off the offer, of which nothing is given. Withdrawing again changes nothing.

    Raise NotFound, Conflict, or Busy.
    """

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (always read as it is)
        head = stored_reward(reward)
        if head.withdrawn:
            return True
        head = _changeable(reward)
        head.withdrawn, head.gsi1pk, head.gsi1sk, head.view1 = True, None, None, None
        log = audit.entry(admin, "reward withdrawn", head.pk, now, before={"name": head.name})
        return try_transact(Put(head), log) or None

    retry_on_conflict(attempt)


def _changeable(reward: str) -> items.RewardHead:
    head = stored_reward(reward)
    if head.withdrawn:
        raise Conflict("This reward is withdrawn.", field="reward", value=reward, reason="withdrawn")
    if supply_of(head).out:
        raise Conflict("Some of this reward is given out.", field="reward", value=reward, reason="given")
    return head


def rewards(race: str | None = None) -> list[Reward]:
    """Return all rewards by race and age, or those of a race."""
    return [reward_of(head) for head in items.rewards_of(race)]


def find_reward(reward: str) -> Reward:
    """Return a reward; raise NotFound."""
    return reward_of(stored_reward(reward, consistent=False))


def stored_reward(reward: str, *, consistent: bool = True) -> items.RewardHead:
    """Return what is stored of a reward; raise NotFound."""
    head = items.find_reward(reward, consistent=consistent)
    if head is None:
        raise NotFound(f"There is no reward {reward[:40]}.", field="reward", value=reward[:40])
    return head


def reward_of(head: items.RewardHead) -> Reward:
    """Return the values of a stored reward."""
    offer = Offer(
        way=Way(head.way),
        name=head.name,
        value_cents=int(head.value_cents),
        stock=int(head.stock),
        race=head.race,
        cost=int(head.cost),
        per_person=int(head.per_person),
        vouchers=head.vouchers,
        collect=head.collect,
    )
    return Reward(head.reward, offer, supply_of(head), int(head.edition), head.withdrawn)


def supply_of(head: items.RewardHead) -> Supply:
    """Return what there is to give of a reward."""
    uploaded = int(head.uploaded) if head.vouchers else None
    return Supply(int(head.stock), uploaded, int(head.given), tuple(int(number) for number in head.free))


def set_supply(head: items.RewardHead, supply: Supply) -> None:
    """Note on a reward what there is left to give; its version keeps two from taking the same number."""
    head.given, head.free = supply.given, list(supply.free)


def voucher_taken(head: items.RewardHead, number: int, award: str) -> list[Update]:
    """Return the write that ties a voucher to an award, and to no second one; nothing for a reward without codes."""
    if not head.vouchers:
        return []
    voucher = items.Voucher
    free = voucher.number.exists() & voucher.award.does_not_exist()
    return [Update(voucher(head.pk, keys.voucher(number)), [voucher.award.set(award)], free)]


def voucher_back(head: items.RewardHead, number: int, award: str) -> list[Update]:
    """Return the write that unties a voucher from an award that was refused."""
    if not head.vouchers:
        return []
    voucher = items.Voucher
    return [Update(voucher(head.pk, keys.voucher(number)), [voucher.award.remove()], voucher.award == award)]
