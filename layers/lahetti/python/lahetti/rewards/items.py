"""Rewards, their vouchers, and what was won. A voucher's code is stored encrypted, and nowhere else."""

from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class RewardHead(ProgrammeItem, discriminator="reward"):
    """pk = "REWARD#<id>", sk = "HEAD"; gsi1: REWARDS / <race, or CLAIM>#<id>. Under 1 KB: each award writes it.

    `given` is the highest number that was ever given; `free` are numbers below it that came back from refused claims;
    `upload` names the one upload that may write at this moment; `edition` counts the changes of the offer itself.
    """

    reward = UnicodeAttribute()
    way = UnicodeAttribute()
    name = UnicodeAttribute()
    race = UnicodeAttribute(null=True)
    value_cents = NumberAttribute()
    stock = NumberAttribute()
    cost = NumberAttribute(default=0)
    per_person = NumberAttribute(default=1)
    vouchers = BooleanAttribute(default=True)
    collect = UnicodeAttribute(default="")
    uploaded = NumberAttribute(default=0)
    given = NumberAttribute(default=0)
    free: ListAttribute[int] = ListAttribute(default=list)
    upload = UnicodeAttribute(null=True)
    edition = NumberAttribute(default=0)
    withdrawn = BooleanAttribute(default=False)
    version = VersionAttribute()


class Voucher(ProgrammeItem, discriminator="voucher"):
    """One code, encrypted with reward and number as context; `award` names what it was given for."""

    number = NumberAttribute()
    sealed = BinaryAttribute(legacy_encoding=False)
    code = UnicodeAttribute()
    award = UnicodeAttribute(null=True)


class VoucherCode(ProgrammeItem, discriminator="code"):
    """Keeps a code from being taken in twice: sk = "CODE#<keyed hash>"."""

    number = NumberAttribute()


class Award(ProgrammeItem, discriminator="award"):
    """One prize of one person; sk = "AWARD#<race>#<person>" or "AWARD#CLAIM#<person>#<n>".

    gsi1: AWARDS / <date>#…, a waiting claim CLAIMS#WAITING / <time>#…; gsi2: PERSON#<id> / AWARD#<date>#….
    """

    reward = UnicodeAttribute()
    person = UnicodeAttribute()
    way = UnicodeAttribute()
    name = UnicodeAttribute()
    value_cents = NumberAttribute()
    state = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    number = NumberAttribute()
    voucher = BooleanAttribute()
    collect = UnicodeAttribute(default="")
    race = UnicodeAttribute(null=True)
    place = NumberAttribute(null=True)
    cost = NumberAttribute(default=0)
    reason = UnicodeAttribute(default="")
    version = VersionAttribute()


def find_reward(reward: str, *, consistent: bool = False) -> RewardHead | None:
    """Return a reward, or None."""
    try:
        return RewardHead.get(keys.reward(reward), keys.HEAD, consistent_read=consistent)
    except RewardHead.DoesNotExist:
        return None


def heads_of(rewards: Iterable[str]) -> list[RewardHead]:
    """Return several rewards; up to 100 a request."""
    return batch_get(RewardHead, ((keys.reward(reward), keys.HEAD) for reward in rewards))


def rewards_of(race: str | None = None) -> list[RewardHead]:
    """Return all rewards, or those of a race."""
    bound = None if race is None else ProgrammeItem.gsi1sk.startswith(f"{race}#")
    found = [item.pk for item in ProgrammeItem.gsi1.query("REWARDS", bound)]
    heads = {head.pk: head for head in batch_get(RewardHead, ((pk, keys.HEAD) for pk in found))}
    return [heads[pk] for pk in found if pk in heads]


def find_voucher(reward: str, number: int) -> Voucher | None:
    """Return a voucher as it is at this moment, or None."""
    try:
        return Voucher.get(keys.reward(reward), keys.voucher(number), consistent_read=True)
    except Voucher.DoesNotExist:
        return None


def find_code(reward: str, digest: str) -> VoucherCode | None:
    """Return what a code was taken in as, or None."""
    try:
        return VoucherCode.get(keys.reward(reward), keys.voucher_code(digest), consistent_read=True)
    except VoucherCode.DoesNotExist:
        return None


def find_award(reward: str, award: str) -> Award | None:
    """Return an award as it is at this moment, or None."""
    try:
        return Award.get(keys.reward(reward), award, consistent_read=True)
    except Award.DoesNotExist:
        return None


def claims_of(reward: str, person: str) -> list[Award]:
    """Return a person's claims of a reward as they are at this moment, in their order."""
    claims = Award.sk.startswith(keys.claim(person, None))
    return list(Award.query(keys.reward(reward), claims, consistent_read=True))


def all_awards(reward: str) -> list[Award]:
    """Return what was given or claimed of a reward as it is at this moment."""
    return list(Award.query(keys.reward(reward), Award.sk.startswith("AWARD#"), consistent_read=True))


def awards_of_race(reward: str, race: str) -> list[Award]:
    """Return what was given of a reward in a race as it is at this moment."""
    given = Award.sk.startswith(keys.award(race, ""))
    return list(Award.query(keys.reward(reward), given, consistent_read=True))


def waiting_claims() -> list[tuple[str, str]]:
    """Return (reward, award) of the claims that wait for an admin, the longest waiting first."""
    return [(item.pk.removeprefix("REWARD#"), item.sk) for item in ProgrammeItem.gsi1.query("CLAIMS#WAITING")]


def awards_between(first: str, last: str) -> Iterator[tuple[str, str, str]]:
    """Walk (reward, award, position) of what was given from one moment to another, the oldest first."""
    for item in ProgrammeItem.gsi1.query("AWARDS", ProgrammeItem.gsi1sk.between(first, last)):
        yield item.pk.removeprefix("REWARD#"), item.sk, item.gsi1sk or ""


def awards_of(person: str) -> list[tuple[str, str]]:
    """Return (reward, award) of a person, newest first."""
    own = ProgrammeItem.gsi2sk.startswith("AWARD#")
    found = ProgrammeItem.gsi2.query(keys.person(person), own, scan_index_forward=False)
    return [(item.pk.removeprefix("REWARD#"), item.sk) for item in found]


def find_awards(wanted: Iterable[tuple[str, str]]) -> list[Award]:
    """Return awards by (reward, award), in this order."""
    pairs = [(keys.reward(reward), award) for reward, award in wanted]
    found = {(item.pk, item.sk): item for item in batch_get(Award, pairs)}
    return [found[pair] for pair in pairs if pair in found]


def new_award(reward: str, award: str, **fields: Any) -> Award:
    """Build an award that is not stored yet."""
    return Award(keys.reward(reward), award, reward=reward, **fields)
