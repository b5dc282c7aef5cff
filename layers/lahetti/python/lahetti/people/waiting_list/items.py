"""The waiting list in the Programme table."""

from collections.abc import Iterable, Iterator

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.people.model import WayIn
from lahetti.people.waiting_list.model import Waiting

_QUEUE = "QUEUE"


class WaitingItem(ProgrammeItem, discriminator="waiting"):
    """Somebody in the queue; pk = "WAITING#<keyed hash of the address>". gsi2 = "QUEUE" / position and hash."""

    waiting = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    language = UnicodeAttribute()
    asked = UTCDateTimeAttribute()
    position = UTCDateTimeAttribute()
    reason = UnicodeAttribute(null=True)
    moved_by = UnicodeAttribute(null=True)
    invited_by = UnicodeAttribute(null=True)
    came_by = UnicodeAttribute()
    version = VersionAttribute()


def find_waiting(waiting: str) -> Waiting | None:
    """Return somebody in the queue as they are at this moment, or None."""
    item = WaitingItem.find(keys.waiting(waiting), "WAITING", consistent=True)
    return _to_waiting(item) if item is not None else None


def find_all(waiting: Iterable[str]) -> list[Waiting]:
    """Read several by id, in any order."""
    return [_to_waiting(item) for item in batch_get(WaitingItem, ((keys.waiting(one), "WAITING") for one in waiting))]


def queue() -> Iterator[str]:
    """Walk the ids of those who wait, in their order."""
    for item in ProgrammeItem.gsi2.query(_QUEUE):
        yield item.pk.removeprefix("WAITING#")


def count() -> int:
    """Count those who wait."""
    return ProgrammeItem.gsi2.count(_QUEUE)


def put_waiting(waiting: Waiting) -> Put:
    """Return the write that stores somebody over the version that was read; a new one must not wait yet."""
    return Put(_from_waiting(waiting))


def delete_waiting(waiting: Waiting) -> Delete:
    """Return the write that takes somebody off the queue in the version that was read."""
    return Delete(_from_waiting(waiting))


def _to_waiting(item: WaitingItem) -> Waiting:
    return Waiting(
        id=item.waiting,
        email=item.email,
        name=item.name,
        language=item.language,
        asked=item.asked,
        position=item.position,
        reason=item.reason,
        moved_by=item.moved_by,
        invited_by=item.invited_by,
        came_by=WayIn(item.came_by),
        version=int(item.version or 0),
    )


def _from_waiting(waiting: Waiting) -> WaitingItem:
    return WaitingItem(
        keys.waiting(waiting.id),
        "WAITING",
        gsi2pk=_QUEUE,
        gsi2sk=f"{waiting.position.isoformat(timespec='microseconds')}#{waiting.id}",
        waiting=waiting.id,
        email=waiting.email,
        name=waiting.name,
        language=waiting.language,
        asked=waiting.asked,
        position=waiting.position,
        reason=waiting.reason,
        moved_by=waiting.moved_by,
        invited_by=waiting.invited_by,
        came_by=waiting.came_by.value,
        version=waiting.version or None,
    )
