"""Passkeys beside their person in the Programme table; challenges that were answered, in Transient until they are over.

They are of the person and not of the user pool: a pool that is lost takes none of them along.
"""

from base64 import b64decode, b64encode
from datetime import date, datetime

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.transactions import Delete, Put, try_write
from lahetti.people.passkeys.model import Passkey
from lahetti.security.ceremonies import Credential


class PasskeyItem(ProgrammeItem, discriminator="passkey"):
    """pk = "PERSON#<id>", sk = "PASSKEY#<hash of the credential's id>"; `used` is a day, `public_key` base64."""

    person = UnicodeAttribute()
    name = UnicodeAttribute()
    credential = UnicodeAttribute()
    public_key = UnicodeAttribute()
    signed = NumberAttribute(default=0)
    synced = BooleanAttribute(default=False)
    transports: ListAttribute[str] = ListAttribute(default=list)
    made = UTCDateTimeAttribute()
    used = UnicodeAttribute(null=True)
    version = VersionAttribute()


class AnsweredChallengeItem(TransientItem, discriminator="challenge"):
    """pk = "CHALLENGE#<challenge>": it was answered, so no second answer counts."""


def passkeys_of(person: str) -> list[Passkey]:
    """Return a person's passkeys as they are at this moment, the eldest first."""
    found = PasskeyItem.query(keys.person(person), PasskeyItem.sk.startswith(keys.PASSKEYS), consistent_read=True)
    return sorted((_to_passkey(item) for item in found), key=lambda passkey: (passkey.made, passkey.id))


def find_passkey(person: str, passkey: str) -> Passkey | None:
    """Return a passkey as it is at this moment, or None."""
    item = PasskeyItem.find(keys.person(person), keys.passkey(passkey), consistent=True)
    return None if item is None else _to_passkey(item)


def put_passkey(passkey: Passkey) -> Put:
    """Return the write of a passkey over the version that was read; a new one must not be there."""
    return Put(_from_passkey(passkey))


def delete_passkey(passkey: Passkey) -> Delete:
    """Return the write that takes a passkey away in the version that was read."""
    return Delete(_from_passkey(passkey))


def take_answer(challenge: str, until: datetime) -> bool:
    """Note until a moment that a challenge is answered; return False where it was before."""
    item = AnsweredChallengeItem(keys.challenge(challenge), expires=int(until.timestamp()))
    return try_write(lambda: item.save(TransientItem.pk.does_not_exist()))


def _to_passkey(item: PasskeyItem) -> Passkey:
    credential = Credential(
        id=item.credential,
        public_key=b64decode(item.public_key),
        count=int(item.signed),
        synced=item.synced,
        transports=tuple(item.transports),
    )
    return Passkey(
        id=item.sk.removeprefix(keys.PASSKEYS),
        person=item.person,
        credential=credential,
        name=item.name,
        made=item.made,
        used=None if item.used is None else date.fromisoformat(item.used),
        version=int(item.version),
    )


def _from_passkey(passkey: Passkey) -> PasskeyItem:
    return PasskeyItem(
        keys.person(passkey.person),
        keys.passkey(passkey.id),
        person=passkey.person,
        name=passkey.name,
        credential=passkey.credential.id,
        public_key=b64encode(passkey.credential.public_key).decode(),
        signed=passkey.credential.count,
        synced=passkey.credential.synced,
        transports=list(passkey.credential.transports),
        made=passkey.made,
        used=None if passkey.used is None else passkey.used.isoformat(),
        version=passkey.version or None,
    )
