"""Erasures under way in the Programme table. The item is the queue: the job walks those that there are."""

from collections.abc import Iterator

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.people.erasures.model import Erasure
from lahetti.people.model import MailState

_LISTED = "ERASURES"


class ErasureItem(ProgrammeItem, discriminator="erasure"):
    """pk = "ERASURE#<person>", sk = "ERASURE"; gsi1: ERASURES / <asked>. Deleted when nothing else is left."""

    person = UnicodeAttribute()
    alias = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    language = UnicodeAttribute()
    joined = UTCDateTimeAttribute()
    asked = UTCDateTimeAttribute()
    mail_state = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    by_directory = BooleanAttribute(default=False)
    silent = BooleanAttribute(default=False)
    version = VersionAttribute()


def find_erasure(person: str) -> Erasure | None:
    """Return the erasure of a person as it is at this moment, or None."""
    try:
        return _to_erasure(ErasureItem.get(keys.erasure(person), "ERASURE", consistent_read=True))
    except ErasureItem.DoesNotExist:
        return None


def people_under_way() -> Iterator[str]:
    """Walk the ids of those who are being erased, who asked first first."""
    for item in ProgrammeItem.gsi1.query(_LISTED):
        yield item.pk.removeprefix("ERASURE#")


def put_erasure(erasure: Erasure) -> Put:
    """Return the write that begins an erasure, or changes one over the version that was read."""
    return Put(_from_erasure(erasure))


def delete_erasure(erasure: Erasure) -> Delete:
    """Return the write that ends an erasure in the version that was read."""
    return Delete(_from_erasure(erasure))


def _to_erasure(item: ErasureItem) -> Erasure:
    return Erasure(
        person=item.person,
        alias=item.alias,
        email=item.email,
        name=item.name,
        language=item.language,
        joined=item.joined,
        asked=item.asked,
        mail_state=MailState(item.mail_state),
        reason=item.reason,
        by_directory=item.by_directory,
        silent=item.silent,
        version=int(item.version or 0),
    )


def _from_erasure(erasure: Erasure) -> ErasureItem:
    return ErasureItem(
        keys.erasure(erasure.person),
        "ERASURE",
        gsi1pk=_LISTED,
        gsi1sk=erasure.asked.isoformat(),
        person=erasure.person,
        alias=erasure.alias,
        email=erasure.email,
        name=erasure.name,
        language=erasure.language,
        joined=erasure.joined,
        asked=erasure.asked,
        mail_state=erasure.mail_state.value,
        reason=erasure.reason,
        by_directory=erasure.by_directory,
        silent=erasure.silent,
        version=erasure.version or None,
    )
