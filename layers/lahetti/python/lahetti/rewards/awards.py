"""The prizes of a race, as its terms promise them: each in one transaction with its voucher and the winner's mail.

Giving goes on where it was broken off, and gives nobody a second one.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.observability import logger
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, Write, retry_on_conflict, try_transact
from lahetti.people import admins
from lahetti.people.walks.model import Run
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.closing import frozen, steps
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import MailKind
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import (
    Award,
    AwardState,
    Offer,
    OutOfStock,
    PromisedOffer,
    Terms,
    VouchersMissing,
    Way,
)
from lahetti.rewards.rules import without_people_missing
from lahetti.rewards.terms import fixed_terms


def freeze_races(races: Iterable[str], now: datetime, zone: ZoneInfo, run: Run | None = None) -> None:
    """Freeze races that are over, by one walk through everybody; those that are frozen already stay as they are.

    Raise NotFound, Conflict, or what `steps.freeze` does where a later run goes on.
    """
    steps.freeze(races, now, zone, lambda head: fixed_terms(head, now, zone).minimum, run)


def close_race(race: str, now: datetime, zone: ZoneInfo) -> int:
    """Close a race that is over and give its prizes; return how many. Closing again changes nothing.

    Raise VouchersMissing after everything else is done; the admins are told of it at once.
    """
    freeze_races([race], now, zone)
    head = steps.reveal(race)
    if head.state is RaceState.CLOSED:
        return 0
    terms = fixed_terms(head, now, zone)
    awards = award_race(head, terms, now)
    _mail_admins(MailKind.WINNERS_LIST, race, [offer.reward for offer in terms.offers], now)
    steps.finish(race)
    return awards


def _mail_admins(kind: MailKind, race: str, rewards: Iterable[str], now: datetime) -> None:
    """Mail each admin of some rewards of a race; once, however often this is repeated."""
    for reward in rewards:
        for admin in admins.active_admins():
            records_items.save_mail(outbox.new_mail(kind, admin, f"{race}#{reward}", now, race=race, reward=reward))


def award_race(head: RaceHead, terms: Terms, now: datetime) -> int:
    """Give the prizes of a race whose seed is revealed; return how many there are, those given before included.

    A prize whose winner has left since it was given is not given again to the next one.
    """
    whose = frozen.holders(head) if terms.offers else {}
    awards = 0
    lacking: list[str] = []
    for offer in terms.offers:
        gone = _given_to_people_gone(offer, head, whose.values())
        winners = without_people_missing(_order(offer, head), whose, offer.number - gone)
        _show_names(head, {ticket: person for _, ticket, person in winners})
        awards += gone
        try:
            for number, _, person in winners:
                _give(offer.reward, head.race, person, number, now)
                awards += 1
        except OutOfStock:
            lacking.append(offer.reward)
    if lacking:
        _mail_admins(MailKind.CODES_MISSING, head.race, lacking, now)
        raise VouchersMissing(
            f"More codes are needed for {', '.join(lacking)}.", field="reward", value=lacking[0], see="/api/v1/rewards"
        )
    return awards


def _given_to_people_gone(offer: PromisedOffer, head: RaceHead, there: Iterable[str]) -> int:
    """Return how many of an offer's prizes went to people who have left since, under whichever id they stand by now."""
    return len({award.person for award in items.awards_of_race(offer.reward, head.race)} - set(there))


def _order(offer: PromisedOffer, head: RaceHead) -> list[str]:
    """Return the tickets that may win a reward, the first winner first."""
    if offer.way is Way.TOP:
        return [line.ticket for line in frozen.frozen_list(head)[: offer.number]]
    return draws.draw_order(bytes.fromhex(head.seed or ""), frozen.drawn_tickets(head))


def _show_names(head: RaceHead, winners: dict[str, str]) -> None:
    """Store whose the tickets of winners are."""
    races_items.put_tickets(
        (head.race, winners[line.ticket], line.ticket, line.place)
        for line in frozen.frozen_list(head)
        if line.ticket in winners
    )


def _give(reward: str, race: str, person: str, place: int, now: datetime) -> None:
    """Give one prize unless it is given already. Raise OutOfStock."""
    award = keys.award(race, person)

    def attempt(_: bool) -> bool | None:
        if items.find_award(reward, award) is not None:
            return True
        known = find_reward(reward, consistent=True)
        supply, number = known.supply.take(without_code=bool(known.instead_of_codes))
        offer = known.offer
        if supply.uploaded is not None and number > supply.uploaded:
            offer = replace(offer, vouchers=False, collect=known.instead_of_codes)
        given = new_award(known.reward, offer, award, person, AwardState.GIVEN, number, now, race, place)
        writes: list[Write] = [
            items.put_reward(replace(known, supply=supply)),
            *items.give_voucher(replace(known, offer=offer), number, award),
            items.put_award(given),
            winners_mail(given, now),
        ]
        if not try_transact(*writes):
            return None
        logger.info("award given", reward=reward, race=race, person=person)
        return True

    retry_on_conflict(attempt)


def new_award(
    reward: str,
    offer: Offer,
    award: str,
    person: str,
    state: AwardState,
    number: int,
    now: datetime,
    race: str | None = None,
    place: int | None = None,
) -> Award:
    """Return an award of a reward that is not stored yet."""
    return Award(
        reward=reward,
        award=award,
        person=person,
        way=offer.way,
        name=offer.name,
        value_cents=offer.value_cents,
        state=state,
        at=now,
        number=number,
        voucher=offer.vouchers,
        collect=offer.collect,
        race=race,
        place=place,
        cost=offer.cost,
    )


def winners_mail(award: Award, now: datetime) -> Put:
    """Return the write of the winner's mail; prize and code are in it only once it is rendered (`mail_fields`)."""
    # The outbox adds the person: the award's whole key would be in four attributes and cost a unit more each.
    cause = f"{award.reward}#{award.race or award.award.rpartition('#')[2]}"
    return outbox.mail(MailKind.WINNER, award.person, cause, now, reward=award.reward, award=award.award)
