"""What must vanish: the day's visitor key, the shares whose clicks are to be refreshed, what people have seen."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import BinaryAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size

from lahetti import keys
from lahetti.store.base import TransientItem, get_all_alone, happened


class VisitorKey(TransientItem, discriminator="key"):
    """The random key that a day's visitors are hashed with."""

    key = BinaryAttribute(legacy_encoding=False)


class Refresh(TransientItem, discriminator="refresh"):
    """Shares past their scored clicks whose count is to be brought up to date."""

    codes = UnicodeSetAttribute(null=True)


class Seen(TransientItem, discriminator="seen"):
    """The contents that a person has seen on a day."""

    contents = UnicodeSetAttribute(null=True)


MOST_SEEN = 1000
"""Contents in a day's set; what is over is not added: an item holds 400 KB."""


def visitor_key(day: str, fresh: bytes, expires: datetime) -> bytes:
    """Return the day's key; on the day's first need `fresh` becomes it."""
    item = VisitorKey(keys.visitor_key(day), key=fresh, expires=int(expires.timestamp()))
    happened(lambda: item.save(TransientItem.pk.does_not_exist()))
    return VisitorKey.get(keys.visitor_key(day), consistent_read=True).key


def delete_visitor_key(day: str) -> None:
    """Delete a day's key; nothing happens where there is none."""
    VisitorKey(keys.visitor_key(day)).delete()


def ask_for_refresh(minute: str, codes: set[str], expires: datetime) -> None:
    """Add shares to those that the job of this minute refreshes."""
    Refresh(keys.refresh(minute)).update(
        [Refresh.codes.add(codes), Refresh.expires.set(int(expires.timestamp())), Refresh.kind.set(Refresh)]
    )


def shares_to_refresh(minutes: Iterable[str]) -> dict[str, set[str]]:
    """Return the shares that were put off: {minute: shares}, of those minutes that have any."""
    whose = {keys.refresh(minute): minute for minute in minutes}
    found = get_all_alone(Refresh, whose, consistent=True)
    return {whose[item.pk]: set(item.codes) for item in found if item.codes}


def forget_refresh(minute: str) -> None:
    """Delete a minute's list once its shares are up to date."""
    Refresh(keys.refresh(minute)).delete()


def add_seen(day: str, person: str, contents: set[str], expires: datetime) -> None:
    """Add to what a person has seen on a day; a set that is full stays as it is."""
    item = Seen(keys.seen(day, person))
    until = Seen.expires.set(int(expires.timestamp()))
    room = Seen.contents.does_not_exist() | (size(Seen.contents) <= MOST_SEEN)
    happened(lambda: item.update([Seen.contents.add(contents), until, Seen.kind.set(Seen)], room))


def seen_on(wanted: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what people have seen by (day, person): {person: contents}, of those who have seen anything."""
    whose = {keys.seen(day, person): person for day, person in wanted}
    return {whose[item.pk]: set(item.contents or ()) for item in get_all_alone(Seen, whose)}
