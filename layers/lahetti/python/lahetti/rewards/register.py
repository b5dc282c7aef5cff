"""The register of awards: for payroll all of them; for a winner their own, with the code that nobody else ever sees."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lahetti.core.errors import NotFound
from lahetti.rewards import items
from lahetti.rewards.rules import Award, AwardState, Way
from lahetti.security import encryption


def register(first: datetime, last: datetime) -> Iterator[Award]:
    """Walk what was given from one moment to another, the oldest first."""
    found = items.awards_between(first.isoformat(), (last + timedelta(microseconds=1)).isoformat())
    for item in items.find_awards((reward, award) for reward, award, _ in found):
        if item.state == AwardState.GIVEN:
            yield award_of(item)


def own_awards(person: str) -> list[Award]:
    """Return what a person has won, newest first; claims that wait or were refused are among it."""
    return [award_of(item) for item in items.find_awards(items.awards_of(person))]


def given(reward: str) -> list[Award]:
    """Return everybody's awards of a reward, those of a race by their places, claims by their time."""
    found = [award_of(item) for item in items.all_awards(reward) if item.state != AwardState.REFUSED]
    return sorted(found, key=lambda award: (award.place or 0, award.at))


def find_award(reward: str, award: str) -> Award:
    """Return an award by the fields of its mail; raise NotFound."""
    item = items.find_award(reward, award)
    if item is None:
        raise NotFound("There is no such award.", field="award", value=award[:100])
    return award_of(item)


def voucher_for(award: Award) -> str | None:
    """Return the code of an award, for its winner's eyes alone; None where it is collected without, or not given."""
    if not award.voucher or award.state is not AwardState.GIVEN:
        return None
    voucher = items.find_voucher(award.reward, award.number)
    if voucher is None or voucher.award != award.award:
        raise NotFound("There is no voucher for this award.", field="award", value=award.award[:100])
    return encryption.decrypt(voucher.sealed, reward=award.reward, number=str(award.number)).decode()


def award_of(item: items.Award) -> Award:
    """Return the values of a stored award."""
    return Award(
        reward=item.reward,
        award=item.sk,
        person=item.person,
        way=Way(item.way),
        name=item.name,
        value_cents=int(item.value_cents),
        state=AwardState(item.state),
        at=item.at,
        number=int(item.number),
        voucher=item.voucher,
        collect=item.collect,
        race=item.race,
        place=None if item.place is None else int(item.place),
        cost=int(item.cost),
        reason=item.reason,
    )
