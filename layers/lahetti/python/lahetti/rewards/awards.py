"""The prizes of a race: each given in one transaction with its voucher and the winner's mail, under a natural key.

Giving goes on where it was broken off, and gives nobody a second one.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.observability import logger
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, Write, retry_on_conflict, try_transact
from lahetti.people import admins
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.closing import frozen, steps
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import MailKind
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import Award, AwardState, Offer, OutOfStock, Reward, VouchersMissing, Way
from lahetti.rewards.rules import without_people_missing
from lahetti.settings.model import Settings


def close_race(race: str, now: datetime, zone: ZoneInfo, settings: Settings) -> int:
    """Close a race that is over and give its prizes; return how many. Closing again changes nothing.

    Raise VouchersMissing after everything else is done.
    """
    head = steps.freeze_and_reveal(race, now, zone, settings.draw_points)
    if head.state is RaceState.CLOSED:
        return 0
    awards = award_race(head, now)
    _notify_admins(race, now)
    steps.finish(race)
    return awards


def _notify_admins(race: str, now: datetime) -> None:
    """Mail each admin who has won each of a race's rewards; once, however often this is repeated."""
    offered = items.rewards_of(race)
    for admin in admins.active_admins() if offered else ():
        for reward in offered:
            cause = f"{race}#{reward.reward}"
            records_items.save_mail(
                outbox.new_mail(MailKind.WINNERS_LIST, admin, cause, now, race=race, reward=reward.reward)
            )


def award_race(head: RaceHead, now: datetime) -> int:
    """Give the prizes of a race whose seed is revealed; return how many there are, those given before included."""
    offered = items.rewards_of(head.race)
    whose = frozen.holders(head) if offered else {}
    awards = 0
    lacking: list[str] = []
    for reward in offered:
        winners = without_people_missing(_order(reward, head), whose, reward.offer.stock)
        _show_names(head, {ticket: person for _, ticket, person in winners})
        try:
            for number, _, person in winners:
                _give(reward.reward, head.race, person, number, now)
                awards += 1
        except OutOfStock:
            if reward.supply.lacks_codes:
                lacking.append(reward.reward)
    if lacking:
        raise VouchersMissing(
            f"More codes are needed for {', '.join(lacking)}.", field="reward", value=lacking[0], see="/api/v1/rewards"
        )
    return awards


def _order(reward: Reward, head: RaceHead) -> list[str]:
    """Return the tickets that may win a reward, the first winner first."""
    if reward.offer.way is Way.TOP:
        return [line.ticket for line in frozen.frozen_list(head)[: reward.offer.stock]]
    return draws.draw_order(bytes.fromhex(head.seed or ""), frozen.drawn_tickets(head))


def _show_names(head: RaceHead, winners: dict[str, str]) -> None:
    """Store whose the tickets of winners are."""
    races_items.put_tickets(
        (head.race, winners[line.ticket], line.ticket, line.place)
        for line in frozen.frozen_list(head)
        if line.ticket in winners
    )


def _give(reward: str, race: str, person: str, place: int, now: datetime) -> None:
    """Give one prize unless it is given already, or the reward was withdrawn. Raise OutOfStock."""
    award = keys.award(race, person)

    def attempt(_: bool) -> bool | None:
        if items.find_award(reward, award) is not None:
            return True
        known = find_reward(reward, consistent=True)
        if known.withdrawn:  # after this run had read what is offered
            return True
        supply, number = known.supply.take()
        given = new_award(known.reward, known.offer, award, person, AwardState.GIVEN, number, now, race, place)
        writes: list[Write] = [
            items.put_reward(replace(known, supply=supply)),
            *items.give_voucher(known, number, award),
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
