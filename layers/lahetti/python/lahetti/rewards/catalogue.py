"""The rewards on offer: offering, correcting and withdrawing one, as long as its race has not begun."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.days import require_within_reach
from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import TransactionConflict, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.periods import calendar, challenges
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceState, Ranking
from lahetti.races.closing import rules as closing_rules
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.rewards import items, terms
from lahetti.rewards.model import Correction, Offer, OfferChanged, Reward, Supply, Way
from lahetti.rewards.rules import checked_offer, require_room


def create_reward(offer: Offer, admin: str, now: datetime, zone: ZoneInfo, reward: str | None = None) -> Reward:
    """Store a reward, under an id (a UUID) that whoever may ask twice has chosen: the second time gives the first.

    Raise Invalid, also for a race that has begun; Conflict where the id is another reward's.
    """
    offer = replace(checked_offer(offer), collect=offer.collect.strip())
    reward = reward or new_id()
    if offer.race is not None and terms.has_begun(offer.race, now, zone):
        known = items.find_reward(reward, consistent=True)
        if known is not None and known.offer == offer:  # the form of before midnight, once more
            return known
        raise Invalid(
            f"The race {offer.race} has begun; choose one to come.", field="race", value=offer.race, reason="race_begun"
        )
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
    require_room(offer, people_items.count_able_to_stand())
    made = Reward(reward, offer, Supply(offer.stock, 0 if offer.vouchers else None))
    logged = {"way": offer.way.value, "name": offer.name, "stock": offer.stock, "value_cents": offer.value_cents}
    log = audit.entry(admin, AuditAction.REWARD_OFFERED, keys.reward(reward), now, after=logged)
    of_challenge = offer.race is not None and calendar.is_challenge(offer.race)
    still_there = [periods_items.check_open(offer.race)] if offer.race is not None and of_challenge else []
    try:
        transactions.transact(items.put_reward(made), log, *still_there)
    except TransactionConflict as conflict:
        if still_there and conflict.refused(*still_there):
            raise Busy("This challenge was just moved or withdrawn. Look at it again.", retry_after=1) from conflict
        known = find_reward(reward, consistent=True)
        if known.offer != offer:
            raise Conflict("Another reward has been offered with this form.", field="reward", value=reward) from None
        return known
    return made


def new_id() -> str:
    """Return an id for a reward to come."""
    return str(uuid_utils.compat.uuid7())


def change_reward(reward: str, wanted: Correction, edition: int, admin: str, now: datetime, zone: ZoneInfo) -> Reward:
    """Correct an offer of which nothing is given yet; once it is so, again changes nothing.

    Of a race that has begun, only how the prize is collected. Raise NotFound, Invalid, Conflict, TermsFixed,
    OfferChanged, or Busy.
    """

    def attempt(_: bool) -> Reward | None:
        known = _changeable(reward)
        offer = known.offer
        corrected = replace(
            offer,
            name=wanted.name,
            value_cents=wanted.value_cents,
            stock=wanted.stock,
            collect=wanted.collect.strip(),
        )
        if corrected == offer:
            return known
        if known.edition != edition:
            raise OfferChanged("This reward was changed meanwhile.", field="reward", value=reward)
        if replace(corrected, collect=offer.collect) != offer:
            terms.require_not_begun(offer.race, now, zone)
        checked_offer(corrected)
        if corrected.stock != offer.stock:
            require_room(corrected, people_items.count_able_to_stand())
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


def collect_without_codes(reward: str, collect: str, admin: str, now: datetime, zone: ZoneInfo) -> Reward:
    """Have a prize of a race that is over given without codes once these run out; `collect` says how it is come by.

    The same again changes nothing. Raise NotFound, Invalid, Conflict where no code is missing, or Busy.
    """
    collect = collect.strip()

    def attempt(_: bool) -> Reward | None:
        known = find_reward(reward, consistent=True)
        checked_offer(replace(known.offer, vouchers=False, collect=collect))
        if known.instead_of_codes == collect:
            return known
        if not can_be_without_codes(known, now, zone):
            raise Conflict(
                "No race that is over lacks codes of this reward.", field="reward", value=reward, reason="codes_there"
            )
        changed = replace(known, instead_of_codes=collect)
        log = audit.entry(
            admin, AuditAction.CODES_REPLACED, keys.reward(reward), now, after={"instead_of_codes": collect}
        )
        return changed if try_transact(items.put_reward(changed), log) else None

    return retry_on_conflict(attempt)


def can_be_without_codes(reward: Reward, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether the race of a prize is over, has more winners than codes, and nobody has decided on it yet."""
    race, supply = reward.offer.race, reward.supply
    if race is None or reward.withdrawn or reward.instead_of_codes or not closing_rules.is_over(race, now, zone):
        return False
    head = periods_items.find_head(race)
    return head is not None and head.state is RaceState.REVEALED and supply.lacks_codes and supply.left <= 0


def withdraw_reward(reward: str, admin: str, now: datetime, zone: ZoneInfo) -> None:
    """Take a reward off the offer, of which nothing is given. Withdrawing again changes nothing.

    Raise NotFound, Conflict, TermsFixed for a race that has begun, or Busy.
    """

    def attempt(_: bool) -> bool | None:
        if find_reward(reward, consistent=True).withdrawn:
            return True
        known = _changeable(reward)
        terms.require_not_begun(known.offer.race, now, zone)
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
