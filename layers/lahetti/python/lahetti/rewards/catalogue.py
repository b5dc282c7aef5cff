"""The rewards on offer, and how their supply is read from and written to what is stored."""

from datetime import datetime
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti import audit, challenges, closing, keys, periods, store
from lahetti.errors import Invalid, NotFound
from lahetti.rewards.rules import Offer, Reward, Supply, Way, checked_offer


def create_reward(offer: Offer, admin: str, now: datetime, zone: ZoneInfo) -> Reward:
    """Store a reward. Raise Invalid, also for a race that is over."""
    checked_offer(offer)
    if offer.race is not None and closing.is_over(offer.race, now, zone):
        raise Invalid(f"The race {offer.race} is over.", field="race", value=offer.race, reason="race_over")
    if offer.race is not None and periods.is_challenge(offer.race):
        ranking = challenges.find(offer.race).plan.ranking
        if ranking is challenges.Ranking.TEAM and offer.way is Way.TOP:
            raise Invalid(
                "Where teams are compared, no prize goes by people's places: draw it.",
                field="way",
                value=offer.way,
                reason="of_teams",
            )
    reward = str(uuid_utils.compat.uuid7())
    head = store.rewards.RewardHead(
        keys.reward(reward),
        keys.HEAD,
        gsi1pk="REWARDS",
        gsi1sk=f"{offer.race or 'CLAIM'}#{reward}",
        shown1={"name": offer.name},
        reward=reward,
        way=offer.way.value,
        name=offer.name.strip(),
        race=offer.race,
        value_cents=offer.value_cents,
        stock=offer.stock,
        cost=offer.cost,
        per_person=offer.per_person,
        vouchers=offer.vouchers,
        collect=offer.collect.strip(),
    )
    logged = {"way": offer.way.value, "name": offer.name, "stock": offer.stock, "value_cents": offer.value_cents}
    store.write_together(store.Put(head), audit.entry(admin, "reward offered", head.pk, now, after=logged))
    return reward_of(head)


def rewards(race: str | None = None) -> list[Reward]:
    """Return all rewards by race and age, or those of a race."""
    return [reward_of(head) for head in store.rewards.rewards_of(race)]


def find_reward(reward: str) -> Reward:
    """Return a reward; raise NotFound."""
    return reward_of(stored_reward(reward, consistent=False))


def stored_reward(reward: str, *, consistent: bool = True) -> store.rewards.RewardHead:
    """Return what is stored of a reward; raise NotFound."""
    head = store.rewards.find_reward(reward, consistent=consistent)
    if head is None:
        raise NotFound(f"There is no reward {reward[:40]}.", field="reward", value=reward[:40])
    return head


def reward_of(head: store.rewards.RewardHead) -> Reward:
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
    return Reward(head.reward, offer, supply_of(head))


def supply_of(head: store.rewards.RewardHead) -> Supply:
    """Return what there is to give of a reward."""
    uploaded = int(head.uploaded) if head.vouchers else None
    return Supply(int(head.stock), uploaded, int(head.given), tuple(int(number) for number in head.free))


def set_supply(head: store.rewards.RewardHead, supply: Supply) -> None:
    """Note on a reward what there is left to give; its version keeps two from taking the same number."""
    head.given, head.free = supply.given, list(supply.free)


def voucher_taken(head: store.rewards.RewardHead, number: int, award: str) -> list[store.Update]:
    """Return the write that ties a voucher to an award, and to no second one; nothing for a reward without codes."""
    if not head.vouchers:
        return []
    voucher = store.rewards.Voucher
    free = voucher.number.exists() & voucher.award.does_not_exist()
    return [store.Update(voucher(head.pk, keys.voucher(number)), [voucher.award.set(award)], free)]


def voucher_back(head: store.rewards.RewardHead, number: int, award: str) -> list[store.Update]:
    """Return the write that unties a voucher from an award that was refused."""
    if not head.vouchers:
        return []
    voucher = store.rewards.Voucher
    return [store.Update(voucher(head.pk, keys.voucher(number)), [voucher.award.remove()], voucher.award == award)]
