"""What people have seen on a day, kept until it is counted."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import UnicodeSetAttribute
from pynamodb.expressions.condition import size

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get_by_pk
from lahetti.dynamodb.models import TransientItem
from lahetti.dynamodb.transactions import try_write


class SeenItem(TransientItem, discriminator="seen"):
    """The contents that a person has seen on a day."""

    contents = UnicodeSetAttribute(null=True)


MOST_SEEN = 1000
"""Contents in a day's set; what is over is not added: an item holds 400 KB."""


def add_seen(day: str, person: str, contents: set[str], expires: datetime) -> None:
    """Add to what a person has seen on a day; a set that is full stays as it is."""
    item = SeenItem(keys.seen(day, person))
    until = SeenItem.expires.set(int(expires.timestamp()))
    room = SeenItem.contents.does_not_exist() | (size(SeenItem.contents) <= MOST_SEEN)
    try_write(lambda: item.update([SeenItem.contents.add(contents), until, SeenItem.kind.set(SeenItem)], room))


def seen_on(wanted: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what people have seen by (day, person): {person: contents}, of those who have seen anything."""
    whose = {keys.seen(day, person): person for day, person in wanted}
    return {whose[item.pk]: set(item.contents or ()) for item in batch_get_by_pk(SeenItem, whose)}
