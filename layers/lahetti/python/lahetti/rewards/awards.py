"""The prizes of a race: each given in one transaction with its voucher and the winner's mail, under a natural key.

Giving goes on where it was broken off, and gives nobody a second one.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.errors import Conflict
from lahetti.core.observability import logger
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, Write, retry_on_conflict, try_transact
from lahetti.people import members
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.closing import frozen, steps
from lahetti.records import outbox
from lahetti.records.outbox import MailKind
from lahetti.rewards import items
from lahetti.rewards.catalogue import reward_of, set_supply, stored_reward, supply_of, voucher_taken
from lahetti.rewards.rules import AwardState, OutOfStock, Reward, Way, without_people_missing
from lahetti.settings.model import Settings


class VouchersMissing(Conflict):
    """A reward has more winners than codes: the race stays revealed, and closes once codes are uploaded."""

    code = "vouchers_missing"


def close_race(race: str, now: datetime, zone: ZoneInfo, settings: Settings) -> int:
    """Close a race that is over and give its prizes; return how many. Closing again changes nothing.

    Raise VouchersMissing after everything else is done.
    """
    head = steps.freeze_and_reveal(race, now, zone, settings.draw_points)
    if head.state == RaceState.CLOSED:
        return 0
    awards = award_race(head, now)
    _tell_admins(race, now)
    steps.finish(race)
    return awards


def _tell_admins(race: str, now: datetime) -> None:
    """Have each admin told who has won each of a race's rewards; once, however often this is repeated."""
    offered = items.rewards_of(race)
    for admin in members.admins() if offered else ():
        for reward in offered:
            cause = f"{race}#{reward.reward}"
            told = outbox.mail(MailKind.WINNERS_LIST, admin, cause, now, race=race, reward=reward.reward)
            transactions.save_if_current(told.item)


def award_race(head: RaceHead, now: datetime) -> int:
    """Give the prizes of a race whose seed is revealed; return how many there are, those given before included."""
    offered = [reward_of(stored) for stored in items.rewards_of(head.race)]
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
    """Tell apart whose the tickets of winners are."""
    races_items.put_tickets(
        (head.race, winners[line.ticket], line.ticket, line.place)
        for line in frozen.frozen_list(head)
        if line.ticket in winners
    )


def _give(reward: str, race: str, person: str, place: int, now: datetime) -> None:
    """Give one prize unless it is given already, or the reward was withdrawn. Raise OutOfStock."""
    award = keys.award(race, person)

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (always read as it is)
        if items.find_award(reward, award) is not None:
            return True
        head = stored_reward(reward)
        if head.withdrawn:  # after this run had read what is offered
            return True
        supply, number = supply_of(head).take()
        set_supply(head, supply)
        item = new_award(head, award, person, AwardState.GIVEN, number, now, race=race, place=place)
        writes: list[Write] = [Put(head), *voucher_taken(head, number, award), Put(item)]
        if not try_transact(*writes, winners_mail(item, now)):
            return None
        logger.info("award given", reward=reward, race=race, person=person)
        return True

    retry_on_conflict(attempt)


def new_award(
    head: items.RewardHead,
    award: str,
    person: str,
    state: AwardState,
    number: int,
    now: datetime,
    race: str | None = None,
    place: int | None = None,
) -> items.Award:
    """Build an award that is not stored yet, in the place where its state is listed."""
    item = items.new_award(
        head.reward,
        award,
        person=person,
        way=head.way,
        name=head.name,
        value_cents=int(head.value_cents),
        state=state.value,
        at=now,
        number=number,
        voucher=head.vouchers,
        collect=head.collect,
        race=race,
        place=place,
        cost=int(head.cost),
    )
    show(item)
    return item


def show(item: items.Award) -> None:
    """Put an award where its state is listed: the register, or the claims that wait; one's own list has them all."""
    moment = item.at.isoformat()
    listed = {AwardState.GIVEN: "AWARDS", AwardState.WAITING: "CLAIMS#WAITING"}.get(AwardState(item.state))
    item.gsi1pk = listed
    item.gsi1sk = f"{moment}#{item.sk}" if listed else None
    item.view1 = {"state": item.state} if listed else None
    item.gsi2pk = keys.person(item.person)
    item.gsi2sk = f"AWARD#{moment}#{item.sk}"
    item.view2 = {"state": item.state}


def winners_mail(item: items.Award, now: datetime) -> Put:
    """Return the write of the winner's mail; prize and code are in it only once it is rendered (`mail_fields`)."""
    # The outbox adds the person: the award's whole key would be in four attributes and cost a unit more each.
    cause = f"{item.reward}#{item.race or item.sk.rpartition('#')[2]}"
    return outbox.mail(MailKind.WINNER, item.person, cause, now, reward=item.reward, award=item.sk)
