"""Marks that visitors leave at links, and the day's key that hashes them."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.models import TrafficItem, TransientItem
from lahetti.dynamodb.transactions import try_write


class VisitorKey(TransientItem, discriminator="key"):
    """The random key that a day's visitors are hashed with."""

    key = BinaryAttribute(legacy_encoding=False)


def visitor_key(day: str, fresh: bytes, expires: datetime) -> bytes:
    """Return the day's key; on the day's first need `fresh` becomes it."""
    item = VisitorKey(keys.visitor_key(day), key=fresh, expires=int(expires.timestamp()))
    try_write(lambda: item.save(TransientItem.pk.does_not_exist()))
    return VisitorKey.get(keys.visitor_key(day), consistent_read=True).key


def delete_visitor_key(day: str) -> None:
    """Delete a day's key; nothing happens where there is none."""
    VisitorKey(keys.visitor_key(day)).delete()


class Mark(TrafficItem, discriminator="mark"):
    """One visitor of one share on one day, as the redirect writes it; `first` is in seconds since the epoch."""

    hits = NumberAttribute(default=0)
    first = NumberAttribute(default=0)
    own = BooleanAttribute(default=False)


def mark_own_device(code: str, day: str, visitor: str, now: datetime, expires: datetime) -> None:
    """Put the ambassador's own device among the day's visitors, unless it is there already."""
    mark = Mark(keys.mark(code, day), visitor, own=True, first=int(now.timestamp()), expires=int(expires.timestamp()))
    try_write(lambda: mark.save(TrafficItem.pk.does_not_exist()))


def leave_marks(marks: Iterable[Mark]) -> None:
    """Store marks whole, many a request: visits of former days, at which nobody waits for a redirect."""
    batch_put(marks)


def marks_of(code: str, day: str) -> list[Mark]:
    """Read a share's marks of one day as they are at this moment."""
    return list(Mark.query(keys.mark(code, day), consistent_read=True))
