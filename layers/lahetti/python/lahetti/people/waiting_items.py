"""People who wait for a seat: they have no sign-in and no id yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class Waiting(ProgrammeItem, discriminator="waiting"):
    """Somebody in the queue; pk = "WAITING#<keyed hash of the address>", so that an address waits once.

    gsi2 = "QUEUE" / position and hash: the moment of the request, or one that an admin's reason has put in its place.
    """

    waiting = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    language = UnicodeAttribute()
    asked = UTCDateTimeAttribute()
    position = UTCDateTimeAttribute()
    reason = UnicodeAttribute(null=True)
    moved_by = UnicodeAttribute(null=True)
    version = VersionAttribute()


def new_waiting(waiting: str, email: str, name: str, language: str, asked: datetime) -> Waiting:
    """Build an item that is not stored yet, behind everybody who asked before."""
    item = Waiting(keys.waiting(waiting), "WAITING", waiting=waiting, email=email, name=name, language=language)
    item.asked = asked
    place(item, asked)
    return item


def place(item: Waiting, position: datetime) -> None:
    """Put somebody where the queue shows them."""
    item.position = position
    item.gsi2pk = "QUEUE"
    item.gsi2sk = f"{position.isoformat(timespec='microseconds')}#{item.waiting}"


def find_waiting(waiting: str) -> Waiting | None:
    """Return somebody in the queue as they are at this moment, or None."""
    try:
        return Waiting.get(keys.waiting(waiting), "WAITING", consistent_read=True)
    except Waiting.DoesNotExist:
        return None


def queue() -> Iterator[str]:
    """Walk the ids of those who wait, in their order."""
    for item in ProgrammeItem.gsi2.query("QUEUE"):
        yield item.pk.removeprefix("WAITING#")


def count() -> int:
    """Count those who wait."""
    return ProgrammeItem.gsi2.count("QUEUE")


def find_all(waiting: Iterable[str]) -> list[Waiting]:
    """Read several by id, in any order."""
    return batch_get(Waiting, ((keys.waiting(one), "WAITING") for one in waiting))
