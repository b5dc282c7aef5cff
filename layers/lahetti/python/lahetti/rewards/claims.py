"""Claims: a reward for points, from the spendable balance, while there is stock.

Points, number and voucher are taken in one transaction. The first claim of a person waits for an admin; a refusal
gives points, number and voucher back, and tells the person.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.core.days import day_of
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, Write, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.points import items as points_items
from lahetti.points.model import Programme
from lahetti.points.rules import claimed, refunded, with_entries
from lahetti.records import audit, outbox
from lahetti.records.outbox import MailKind
from lahetti.rewards import items
from lahetti.rewards.awards import new_award, show, winners_mail
from lahetti.rewards.catalogue import set_supply, stored_reward, supply_of, voucher_back, voucher_taken
from lahetti.rewards.register import award_of
from lahetti.rewards.rules import Award, AwardState, LimitReached, NotEnoughPoints, Way

_LONGEST_REASON = 500


def claim(reward: str, person: Person, programme: Programme, now: datetime) -> Award:
    """Take a reward for points. Raise NotFound, Conflict, NotEnoughPoints, OutOfStock, LimitReached, or Busy."""

    def attempt(consistent: bool) -> Award | None:  # noqa: ARG001 (always read as it is)
        head = stored_reward(reward)
        if head.withdrawn:
            raise NotFound(f"There is no reward {reward[:40]} any more.", field="reward", value=reward[:40])
        if head.way != Way.CLAIM:
            raise Conflict("This reward is not given for points.", field="reward", value=reward)
        earlier = items.claims_of(reward, person.id)
        if sum(item.state != AwardState.REFUSED for item in earlier) >= int(head.per_person):
            raise LimitReached(
                f"At most {int(head.per_person)} a person.", field="reward", value=reward, limit=int(head.per_person)
            )
        card = people_items.find_card(person.id, consistent=True)
        if card is None:
            return None
        cost, balance = int(head.cost), card.totals.spendable
        if balance < cost:
            raise NotEnoughPoints(
                f"It costs {cost} points; you have {balance}.", field="reward", value=balance, limit=cost
            )
        number_of_claim = len(earlier) + 1
        award = keys.claim(person.id, number_of_claim)
        supply, number = supply_of(head).take()
        set_supply(head, supply)
        state = AwardState.GIVEN if card.claims_approved else AwardState.WAITING
        day = day_of(now, programme.zone)
        entry = claimed(f"{reward}#{number_of_claim}", cost, day, now, programme.settings.version)
        after = people_items.put_card(with_entries(card, [entry], programme.zone, now))
        item = new_award(head, award, person.id, state, number, now)
        told = [winners_mail(item, now)] if state is AwardState.GIVEN else _tell_admins(head, award, now)
        writes: list[Write] = [
            Put(head),
            *voucher_taken(head, number, award),
            Put(item),
            after,
            *told,
        ]
        done = try_transact(*writes, *points_items.put_entries(person.id, [entry]))
        return award_of(item) if done else None

    return retry_on_conflict(attempt)


def waiting_claims() -> list[Award]:
    """Return the claims that wait for an admin, the longest waiting first."""
    found = items.find_awards(items.waiting_claims())
    return [award_of(item) for item in found if item.state == AwardState.WAITING]


def number_waiting() -> int:
    """Count the claims that wait for an admin."""
    return len(items.waiting_claims())


def approve(reward: str, person: str, number: int, admin: Person, now: datetime) -> Award:
    """Give a claim that waits. Approving again changes nothing.

    Raise NotFound, Conflict where it was refused or while the person's balance is below 0, or Busy.
    """

    def attempt(consistent: bool) -> Award | None:  # noqa: ARG001 (always read as it is)
        item = _stored_claim(reward, person, number)
        if item.state == AwardState.GIVEN:
            return award_of(item)
        _require_waiting(item)
        card = people_items.find_card(person, consistent=True)
        if card is None:
            return None
        if card.totals.spendable < 0:
            raise NotEnoughPoints(
                "A reversal took this balance below 0: the claim waits until it is not.",
                field="person",
                value=card.totals.spendable,
                limit=0,
            )
        approved = people_items.put_card(replace(card, claims_approved=True))
        item.state, item.at = AwardState.GIVEN.value, now
        show(item)
        log = audit.entry(admin.id, "claim approved", item.pk, now, after={"award": item.sk})
        return award_of(item) if try_transact(Put(item), approved, winners_mail(item, now), log) else None

    return retry_on_conflict(attempt)


def refuse(
    reward: str, person: str, number: int, reason: str, admin: Person, programme: Programme, now: datetime
) -> Award:
    """Refuse a claim that waits and give everything back. Refusing again changes nothing. Raise as `approve`."""
    if not 1 <= len(reason.strip()) <= _LONGEST_REASON:
        raise Invalid(
            f"A refusal has a reason of 1 to {_LONGEST_REASON} characters.",
            field="reason",
            limit=_LONGEST_REASON,
            reason="length",
        )

    def attempt(consistent: bool) -> Award | None:  # noqa: ARG001 (always read as it is)
        item = _stored_claim(reward, person, number)
        if item.state == AwardState.REFUSED:
            return award_of(item)
        _require_waiting(item)
        head = stored_reward(reward)
        card = people_items.find_card(person, consistent=True)
        if card is None:
            return None
        day = day_of(now, programme.zone)
        entry = refunded(f"{reward}#{number}", int(item.cost), day, now, programme.settings.version)
        after = people_items.put_card(with_entries(card, [entry], programme.zone, now))
        set_supply(head, supply_of(head).put_back(int(item.number)))
        item.state, item.reason = AwardState.REFUSED.value, reason.strip()
        show(item)
        log = audit.entry(admin.id, "claim refused", item.pk, now, after={"award": item.sk, "reason": item.reason})
        cause = f"{reward}#{number}"
        told = outbox.mail(MailKind.CLAIM_REFUSED, person, cause, now, reward=reward, award=item.sk)
        writes = [Put(item), Put(head), after, log, told, *points_items.put_entries(person, [entry])]
        return award_of(item) if try_transact(*writes, *voucher_back(head, int(item.number), item.sk)) else None

    return retry_on_conflict(attempt)


def _stored_claim(reward: str, person: str, number: int) -> items.Award:
    item = items.find_award(reward, keys.claim(person, number))
    if item is None:
        raise NotFound("There is no such claim.", field="number", value=number)
    return item


def _require_waiting(item: items.Award) -> None:
    if item.state != AwardState.WAITING:
        raise Conflict(f"This claim is {item.state} already.", field="state", value=item.state)


def _tell_admins(head: items.RewardHead, award: str, now: datetime) -> list[Put]:
    cause = f"{head.reward}#{award.removeprefix('AWARD#CLAIM#')}"
    return members.tell_admins(MailKind.CLAIM_WAITING, cause, now, reward=head.reward, award=award)
