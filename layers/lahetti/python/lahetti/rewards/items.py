"""Rewards, their vouchers, what races promise of them, and what was won.

A voucher's code is stored encrypted, and nowhere else.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

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
from lahetti.dynamodb.batches import batch_get, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.name_attribute import NameAttribute
from lahetti.dynamodb.transactions import Check, Delete, Put, Update, try_write
from lahetti.rewards.model import Award, AwardState, Offer, Reward, Supply, Terms, Voucher, Way
from lahetti.rewards.rules import read_terms

# --- rewards


class RewardItem(ProgrammeItem, discriminator="reward"):
    """pk = "REWARD#<id>", sk = "HEAD"; gsi1: REWARDS / <race, or CLAIM>#<id> until it is withdrawn.

    Under 1 KB: each award writes it. `given` is the highest number that was ever given; `free` are numbers below it
    that came back from refused claims; its version keeps two awards from taking the same number.
    """

    reward = UnicodeAttribute()
    way = UnicodeAttribute()
    name = NameAttribute()
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
    taken_out: ListAttribute[int] = ListAttribute(default=list)
    upload = UnicodeAttribute(null=True)
    edition = NumberAttribute(default=0)
    withdrawn = BooleanAttribute(default=False)
    instead_of_codes = UnicodeAttribute(null=True)
    version = VersionAttribute()


def find_reward(reward: str, *, consistent: bool = False) -> Reward | None:
    """Return a reward, or None."""
    item = RewardItem.find(keys.reward(reward), keys.HEAD, consistent=consistent)
    return _to_reward(item) if item is not None else None


def find_rewards(rewards: Iterable[str]) -> list[Reward]:
    """Return several rewards, in any order; up to 100 a request."""
    return [_to_reward(item) for item in batch_get(RewardItem, ((keys.reward(one), keys.HEAD) for one in rewards))]


def rewards_of(race: str | None = None) -> list[Reward]:
    """Return all rewards on offer by race and age, or those of a race."""
    bound = None if race is None else ProgrammeItem.gsi1sk.startswith(f"{race}#")
    found = [item.pk for item in ProgrammeItem.gsi1.query("REWARDS", bound)]
    items = {item.pk: item for item in batch_get(RewardItem, ((pk, keys.HEAD) for pk in found))}
    return [_to_reward(items[pk]) for pk in found if pk in items]


def put_reward(reward: Reward) -> Put:
    """Return the write that stores a reward over the version that was read; a new one must not exist."""
    return Put(_from_reward(reward))


def check_upload(reward: Reward) -> Check:
    """Return what refuses a transaction unless this reward's upload is still the one that may write."""
    return Check(RewardItem(keys.reward(reward.reward), keys.HEAD), RewardItem.upload == reward.upload)


def _to_reward(item: RewardItem) -> Reward:
    offer = Offer(
        way=Way(item.way),
        name=item.name,
        value_cents=int(item.value_cents),
        stock=int(item.stock),
        race=item.race,
        cost=int(item.cost),
        per_person=int(item.per_person),
        vouchers=item.vouchers,
        collect=item.collect,
    )
    uploaded = int(item.uploaded) if item.vouchers else None
    return Reward(
        reward=item.reward,
        offer=offer,
        supply=Supply(offer.stock, uploaded, int(item.given), _numbers(item.free), _numbers(item.taken_out)),
        edition=int(item.edition),
        withdrawn=item.withdrawn,
        instead_of_codes=item.instead_of_codes or "",
        upload=item.upload,
        version=int(item.version or 0),
    )


def _numbers(stored: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(number) for number in stored)


def _from_reward(reward: Reward) -> RewardItem:
    offer, supply = reward.offer, reward.supply
    is_listed = not reward.withdrawn
    return RewardItem(
        keys.reward(reward.reward),
        keys.HEAD,
        gsi1pk="REWARDS" if is_listed else None,
        gsi1sk=f"{offer.race or 'CLAIM'}#{reward.reward}" if is_listed else None,
        reward=reward.reward,
        way=offer.way.value,
        name=offer.name,
        race=offer.race,
        value_cents=offer.value_cents,
        stock=offer.stock,
        cost=offer.cost,
        per_person=offer.per_person,
        vouchers=offer.vouchers,
        collect=offer.collect,
        uploaded=supply.uploaded or 0,
        given=supply.given,
        free=list(supply.free),
        taken_out=list(supply.taken_out),
        upload=reward.upload,
        edition=reward.edition,
        withdrawn=reward.withdrawn,
        instead_of_codes=reward.instead_of_codes or None,
        version=reward.version or None,
    )


# --- vouchers


class VoucherItem(ProgrammeItem, discriminator="voucher"):
    """pk = "REWARD#<id>", sk = "VOUCHER#<n>"; `code` is the keyed hash that recognises it, `tail` how it ends."""

    number = NumberAttribute()
    tail = UnicodeAttribute(default="")
    sealed = BinaryAttribute(legacy_encoding=False)
    code = UnicodeAttribute()
    award = UnicodeAttribute(null=True)


class VoucherCodeItem(ProgrammeItem, discriminator="code"):
    """Keeps a code from being taken in twice: sk = "CODE#<keyed hash>"."""

    number = NumberAttribute()


def find_voucher(reward: str, number: int) -> Voucher | None:
    """Return a voucher as it is at this moment, or None."""
    item = VoucherItem.find(keys.reward(reward), keys.voucher(number), consistent=True)
    if item is None:
        return None
    return _to_voucher(item)


def find_vouchers(reward: str, numbers: Iterable[int]) -> list[Voucher]:
    """Return some vouchers by their numbers; up to 100 a request."""
    found = batch_get(VoucherItem, ((keys.reward(reward), keys.voucher(number)) for number in numbers))
    return sorted((_to_voucher(item) for item in found), key=lambda voucher: voucher.number)


def _to_voucher(item: VoucherItem) -> Voucher:
    return Voucher(int(item.number), item.sealed, item.code, item.award, item.tail)


def number_of_code(reward: str, digest: str) -> int | None:
    """Return the number that a code was taken in as, or None."""
    item = VoucherCodeItem.find(keys.reward(reward), keys.voucher_code(digest), consistent=True)
    return int(item.number) if item is not None else None


def numbers_of_codes(reward: str, digests: Iterable[str]) -> dict[str, int]:
    """Return {keyed hash: the number that its code was taken in as} of those that were."""
    found = batch_get(VoucherCodeItem, ((keys.reward(reward), keys.voucher_code(digest)) for digest in digests))
    return {item.sk.removeprefix("CODE#"): int(item.number) for item in found}


def put_vouchers(reward: str, vouchers: Sequence[Voucher]) -> list[Put]:
    """Return the writes that store new vouchers, two items each."""
    pk = keys.reward(reward)
    items = [
        VoucherItem(pk, keys.voucher(v.number), number=v.number, sealed=v.sealed, code=v.digest, tail=v.tail)
        for v in vouchers
    ]
    codes = [VoucherCodeItem(pk, keys.voucher_code(v.digest), number=v.number) for v in vouchers]
    return [Put(item) for item in (*items, *codes)]


def give_voucher(reward: Reward, number: int, award: str) -> list[Update]:
    """Return the write that ties a voucher to an award, and to no second one; nothing for a reward without codes."""
    if not reward.offer.vouchers:
        return []
    free = VoucherItem.number.exists() & VoucherItem.award.does_not_exist()
    item = VoucherItem(keys.reward(reward.reward), keys.voucher(number))
    return [Update(item, [VoucherItem.award.set(award)], free)]


def take_back_voucher(reward: Reward, number: int, award: str) -> list[Update]:
    """Return the write that unties a voucher from an award that was refused."""
    if not reward.offer.vouchers:
        return []
    item = VoucherItem(keys.reward(reward.reward), keys.voucher(number))
    return [Update(item, [VoucherItem.award.remove()], VoucherItem.award == award)]


class CodeFileItem(TransientItem, discriminator="codefile"):
    """pk = "CODEFILE#<reward>#<token>": a file of vouchers that was shown, and is not taken in yet.

    `parts` are the pieces of its rows, each encrypted by itself, in base64.
    """

    parts = UnicodeAttribute()


def put_code_file(reward: str, token: str, parts: Sequence[bytes], expires: datetime) -> None:
    """Keep the encrypted pieces of a file until a moment."""
    text = ".".join(b64encode(part).decode() for part in parts)
    CodeFileItem(keys.code_file(reward, token), parts=text, expires=int(expires.timestamp())).save()


def find_code_file(reward: str, token: str, now: datetime) -> list[bytes] | None:
    """Return the encrypted pieces of a file, or None where it is over."""
    item = CodeFileItem.find(keys.code_file(reward, token), consistent=True)
    if item is None or int(item.expires) <= now.timestamp():
        return None
    return [b64decode(part) for part in item.parts.split(".")]


def delete_code_file(reward: str, token: str) -> None:
    """Forget a file."""
    CodeFileItem(keys.code_file(reward, token)).delete()


# --- terms of races

_CHUNK = 300_000
"""Characters of a chunk of a race's terms, of the 400 KB that an item may have."""


class TermsItem(ProgrammeItem, discriminator="terms"):
    """What a race pays for, written once; pk = "RACE#<id>", sk = "TERMS"."""

    fixed = UTCDateTimeAttribute()
    digest = UnicodeAttribute()


class TermsChunkItem(ProgrammeItem, discriminator="termschunk"):
    """Part of the text of a race's terms; sk = "TERMS#<first of the hash>#0001"."""

    text = UnicodeAttribute()


def find_terms(race: str) -> Terms | None:
    """Return the terms of a race as they were fixed, or None before that."""
    try:
        item = TermsItem.get(keys.race(race), keys.TERMS, consistent_read=True)
    except TermsItem.DoesNotExist:
        return None
    begins = TermsChunkItem.sk.startswith(keys.terms(item.digest, None))
    chunks = TermsChunkItem.query(keys.race(race), begins, consistent_read=True)
    return read_terms("".join(chunk.text for chunk in chunks), item.fixed)


def check_no_terms(race: str) -> Check:
    """Return what refuses a transaction once the terms of a race are fixed."""
    return Check(TermsItem(keys.race(race), keys.TERMS), TermsItem.pk.does_not_exist())


def races_with_terms(races: Iterable[str]) -> set[str]:
    """Return those of some races whose terms are fixed."""
    found = batch_get(TermsItem, ((keys.race(race), keys.TERMS) for race in races))
    return {item.pk.removeprefix("RACE#") for item in found}


def put_terms(terms: Terms) -> None:
    """Store the terms of a race unless there are some: their text under their hash, then what names it."""
    parts = [terms.text[start : start + _CHUNK] for start in range(0, len(terms.text), _CHUNK)]
    batch_put(
        TermsChunkItem(keys.race(terms.race), keys.terms(terms.hash, number), text=part)
        for number, part in enumerate(parts, 1)
    )
    item = TermsItem(keys.race(terms.race), keys.TERMS, fixed=terms.fixed, digest=terms.hash)
    try_write(lambda: item.save(TermsItem.pk.does_not_exist()))


# --- awards

_LISTS = {AwardState.GIVEN: "AWARDS", AwardState.WAITING: "CLAIMS#WAITING"}
"""Where an award of a state is listed; a person's own list has them all."""


class AwardItem(ProgrammeItem, discriminator="award"):
    """One prize of one person; sk = "AWARD#<race>#<person>" or "AWARD#CLAIM#<person>#<n>".

    gsi1: AWARDS / <date>#…, a waiting claim CLAIMS#WAITING / <time>#…; gsi2: PERSON#<id> / AWARD#<date>#….
    `recipient` is the name of somebody who was erased since, and `expires` when bookkeeping needs the item no more.
    """

    reward = UnicodeAttribute()
    person = UnicodeAttribute()
    way = UnicodeAttribute()
    name = NameAttribute()
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
    recipient = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    version = VersionAttribute()


def find_award(reward: str, award: str) -> Award | None:
    """Return an award as it is at this moment, or None."""
    item = AwardItem.find(keys.reward(reward), award, consistent=True)
    return to_award(item) if item is not None else None


def put_award(award: Award) -> Put:
    """Return the write that stores an award over the version that was read; a new one must not exist."""
    moment, listed = award.at.isoformat(), _LISTS.get(award.state)
    return Put(
        AwardItem(
            keys.reward(award.reward),
            award.award,
            gsi1pk=listed,
            gsi1sk=f"{moment}#{award.award}" if listed else None,
            view1={"state": award.state.value} if listed else None,
            gsi2pk=keys.person(award.person),
            gsi2sk=f"AWARD#{moment}#{award.award}",
            view2={"state": award.state.value},
            reward=award.reward,
            person=award.person,
            way=award.way.value,
            name=award.name,
            value_cents=award.value_cents,
            state=award.state.value,
            at=award.at,
            number=award.number,
            voucher=award.voucher,
            collect=award.collect,
            race=award.race,
            place=award.place,
            cost=award.cost,
            reason=award.reason,
            recipient=award.recipient or None,
            expires=None if award.kept_until is None else int(award.kept_until.timestamp()),
            version=award.version or None,
        )
    )


def delete_award(award: Award) -> Delete:
    """Return the write that takes an award away in the version that was read."""
    return Delete(
        AwardItem(keys.reward(award.reward), award.award, version=award.version or None), AwardItem.pk.exists()
    )


def tie_voucher(award: Award, new: str) -> list[Update]:
    """Return the write that ties an award's voucher to another key of it; nothing for an award without a code."""
    if not award.voucher:
        return []
    item = VoucherItem(keys.reward(award.reward), keys.voucher(award.number))
    return [Update(item, [VoucherItem.award.set(new)], VoucherItem.award == award.award)]


def claims_of(reward: str, person: str) -> list[Award]:
    """Return a person's claims of a reward as they are at this moment, in their order."""
    return _awards(reward, keys.claim(person, None))


def all_awards(reward: str) -> list[Award]:
    """Return what was given or claimed of a reward as it is at this moment."""
    return _awards(reward, "AWARD#")


def awards_of_race(reward: str, race: str) -> list[Award]:
    """Return what was given of a reward in a race as it is at this moment."""
    return _awards(reward, keys.award(race, ""))


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
    found = {(item.pk, item.sk): item for item in batch_get(AwardItem, pairs)}
    return [to_award(found[pair]) for pair in pairs if pair in found]


def _awards(reward: str, begins: str) -> list[Award]:
    found = AwardItem.query(keys.reward(reward), AwardItem.sk.startswith(begins), consistent_read=True)
    return [to_award(item) for item in found]


def to_award(item: AwardItem) -> Award:
    """Return the value of a stored award, for items modules of other wings that read several kinds at once."""
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
        recipient=item.recipient or "",
        kept_until=None if item.expires is None else datetime.fromtimestamp(int(item.expires), UTC),
        version=int(item.version or 0),
    )
