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
from lahetti.people import admins
from lahetti.people import items as people_items
from lahetti.people.model import Person
from lahetti.points import items as points_items
from lahetti.points.model import Programme
from lahetti.points.rules import claimed, refunded, with_entries
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import MailKind
from lahetti.rewards import items
from lahetti.rewards.awards import new_award, winners_mail
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import Award, AwardState, LimitReached, NotEnoughPoints, Way

LONGEST_REASON = 500


def claim(reward: str, person: Person, programme: Programme, now: datetime) -> Award:
    """Take a reward for points. Raise NotFound, Conflict, NotEnoughPoints, OutOfStock, LimitReached, or Busy."""

    def attempt(_: bool) -> Award | None:
        known = find_reward(reward, consistent=True)
        if known.withdrawn:
            raise NotFound(f"There is no reward {reward[:40]} any more.", field="reward", value=reward[:40])
        offer = known.offer
        if offer.way is not Way.CLAIM:
            raise Conflict("This reward is not given for points.", field="reward", value=reward)
        earlier = items.claims_of(reward, person.id)
        if sum(claim.state is not AwardState.REFUSED for claim in earlier) >= offer.per_person:
            raise LimitReached(
                f"At most {offer.per_person} a person.", field="reward", value=reward, limit=offer.per_person
            )
        card = people_items.find_card(person.id, consistent=True)
        if card is None:
            return None
        balance = card.totals.spendable
        if balance < offer.cost:
            raise NotEnoughPoints(
                f"It costs {offer.cost} points; you have {balance}.", field="reward", value=balance, limit=offer.cost
            )
        number_of_claim = len(earlier) + 1
        award = keys.claim(person.id, number_of_claim)
        supply, number = known.supply.take()
        state = AwardState.GIVEN if card.claims_approved else AwardState.WAITING
        day = day_of(now, programme.zone)
        entry = claimed(f"{reward}#{number_of_claim}", offer.cost, day, now, programme.settings.version)
        made = new_award(reward, offer, award, person.id, state, number, now)
        mails = [winners_mail(made, now)] if state is AwardState.GIVEN else _mails_to_admins(reward, award, now)
        writes: list[Write] = [
            items.put_reward(replace(known, supply=supply)),
            *items.give_voucher(known, number, award),
            items.put_award(made),
            people_items.put_card(with_entries(card, [entry], programme.zone, now)),
            *mails,
            *points_items.put_entries(person.id, [entry]),
        ]
        return made if try_transact(*writes) else None

    return retry_on_conflict(attempt)


def approve(reward: str, person: str, number: int, admin: Person, now: datetime) -> Award:
    """Give a claim that waits. Approving again changes nothing.

    Raise NotFound, Conflict where it was refused or while the person's balance is below 0, or Busy.
    """

    def attempt(_: bool) -> Award | None:
        waiting = _find_claim(reward, person, number)
        if waiting.state is AwardState.GIVEN:
            return waiting
        _require_waiting(waiting)
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
        given = replace(waiting, state=AwardState.GIVEN, at=now)
        approved = people_items.put_card(replace(card, claims_approved=True))
        log = audit.entry(admin.id, AuditAction.CLAIM_APPROVED, keys.reward(reward), now, after={"award": given.award})
        return given if try_transact(items.put_award(given), approved, winners_mail(given, now), log) else None

    return retry_on_conflict(attempt)


def refuse(
    reward: str, person: str, number: int, reason: str, admin: Person, programme: Programme, now: datetime
) -> Award:
    """Refuse a claim that waits and give everything back. Refusing again changes nothing. Raise as `approve`."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            f"A refusal has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            limit=LONGEST_REASON,
            reason="length",
        )

    def attempt(_: bool) -> Award | None:
        waiting = _find_claim(reward, person, number)
        if waiting.state is AwardState.REFUSED:
            return waiting
        _require_waiting(waiting)
        known = find_reward(reward, consistent=True)
        card = people_items.find_card(person, consistent=True)
        if card is None:
            return None
        day = day_of(now, programme.zone)
        entry = refunded(f"{reward}#{number}", waiting.cost, day, now, programme.settings.version)
        refused = replace(waiting, state=AwardState.REFUSED, reason=reason.strip())
        logged = {"award": refused.award, "reason": refused.reason}
        cause = f"{reward}#{number}"
        writes: list[Write] = [
            items.put_award(refused),
            items.put_reward(replace(known, supply=known.supply.put_back(waiting.number))),
            *items.take_back_voucher(known, waiting.number, waiting.award),
            people_items.put_card(with_entries(card, [entry], programme.zone, now)),
            *points_items.put_entries(person, [entry]),
            audit.entry(admin.id, AuditAction.CLAIM_REFUSED, keys.reward(reward), now, after=logged),
            outbox.mail(MailKind.CLAIM_REFUSED, person, cause, now, reward=reward, award=refused.award),
        ]
        return refused if try_transact(*writes) else None

    return retry_on_conflict(attempt)


def _find_claim(reward: str, person: str, number: int) -> Award:
    found = items.find_award(reward, keys.claim(person, number))
    if found is None:
        raise NotFound("There is no such claim.", field="number", value=number)
    return found


def _require_waiting(claim: Award) -> None:
    if claim.state is not AwardState.WAITING:
        raise Conflict(f"This claim is {claim.state} already.", field="state", value=claim.state)


def _mails_to_admins(reward: str, award: str, now: datetime) -> list[Put]:
    cause = f"{reward}#{award.removeprefix('AWARD#CLAIM#')}"
    return admins.mail_admins(MailKind.CLAIM_WAITING, cause, now, reward=reward, award=award)
