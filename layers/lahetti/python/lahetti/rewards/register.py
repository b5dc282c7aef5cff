"""The register of awards: for payroll all of them; for a winner their own, with the code that nobody else ever sees;
for admins the claims that wait.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.days import FIRST_DAY, LAST_DAY, end_of
from lahetti.core.errors import Invalid, NotFound
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.people import members
from lahetti.rewards import items
from lahetti.rewards.model import Award, AwardState
from lahetti.security import encryption


def register_of_days(first: date, last: date, zone: ZoneInfo, now: datetime) -> Iterator[Award]:
    """Walk what was given from the beginning of a day to the end of another, the oldest first. Raise Invalid."""
    for field, day in (("first_on", first), ("last_on", last)):
        if not FIRST_DAY <= day <= LAST_DAY:
            span = [FIRST_DAY.isoformat(), LAST_DAY.isoformat()]
            raise Invalid("The register has no such day.", field=field, value=day.isoformat(), limit=span)
    if last < first:
        raise Invalid(
            "The last day is before the first.", field="last_on", value=last.isoformat(), reason="before_first"
        )
    return register(end_of((first - timedelta(days=1)).isoformat(), zone), end_of(last.isoformat(), zone), now)


def register(first: datetime, last: datetime, now: datetime) -> Iterator[Award]:
    """Walk what was given from one moment to another, the oldest first; what bookkeeping needs no more is left out."""
    found = items.awards_between(first.isoformat(), (last + timedelta(microseconds=1)).isoformat())
    for award in items.find_awards((reward, award) for reward, award, _ in found):
        if award.state is AwardState.GIVEN and (award.kept_until is None or now < award.kept_until):
            yield award


def names_of(awards: Iterable[Award]) -> dict[str, tuple[str, str | None]]:
    """Return {person: (name, e-mail address)} of awards; of whoever was erased the name that the register keeps."""
    awards = list(awards)
    kept: dict[str, tuple[str, str | None]] = {one.person: (one.recipient, None) for one in awards if one.recipient}
    return kept | members.names_of({award.person for award in awards})


def own_awards(person: str) -> list[Award]:
    """Return what a person has won, newest first; claims that wait or were refused are among it."""
    return items.find_awards(items.awards_of(person))


def given(reward: str) -> list[Award]:
    """Return everybody's awards of a reward, those of a race by their places, claims by their time."""
    found = [award for award in items.all_awards(reward) if award.state is not AwardState.REFUSED]
    return sorted(found, key=lambda award: (award.place or 0, award.at))


def prizes_of_race(race: str) -> dict[str, list[LocalisedName]]:
    """Return {person: names of what they have won} of a race whose prizes are given, by the age of the rewards."""
    prizes: dict[str, list[LocalisedName]] = {}
    for reward in items.rewards_of(race):
        for award in items.awards_of_race(reward.reward, race):
            prizes.setdefault(award.person, []).append(award.name)
    return prizes


def find_claim(reward: str, person: str, number: int) -> Award:
    """Return a person's claim of a reward by its number; raise NotFound."""
    found = items.find_award(reward, keys.claim(person, number)) if reward and person else None
    if found is None:
        raise NotFound("There is no such claim.", field="claim", value=number)
    return found


def key_of(award: Award) -> str:
    """Return what tells an award apart from all others."""
    return f"{award.reward}#{award.award}"


def find_award(reward: str, award: str) -> Award:
    """Return an award by the fields of its mail; raise NotFound."""
    found = items.find_award(reward, award)
    if found is None:
        raise NotFound("There is no such award.", field="award", value=award[:100])
    return found


def voucher_for(award: Award) -> str | None:
    """Return the code of an award, for its winner's eyes alone; None where it is collected without, or not given."""
    if not award.voucher or award.state is not AwardState.GIVEN:
        return None
    voucher = items.find_voucher(award.reward, award.number)
    if voucher is None or voucher.award != award.award:
        raise NotFound("There is no voucher for this award.", field="award", value=award.award[:100])
    return encryption.decrypt(voucher.sealed, reward=award.reward, number=str(award.number)).decode()


def waiting_claims() -> list[Award]:
    """Return the claims that wait for an admin, the longest waiting first."""
    return [claim for claim in items.find_awards(items.waiting_claims()) if claim.state is AwardState.WAITING]


def number_waiting() -> int:
    """Count the claims that wait for an admin."""
    return len(items.waiting_claims())
