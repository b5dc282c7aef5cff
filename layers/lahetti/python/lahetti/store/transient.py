"""What must vanish: the day's visitor key and the shares whose clicks are to be refreshed."""

from datetime import datetime

from pynamodb.attributes import BinaryAttribute, UnicodeSetAttribute

from lahetti import keys
from lahetti.store.base import TransientItem, happened


class VisitorKey(TransientItem, discriminator="key"):
    """The random key that a day's visitors are hashed with."""

    key = BinaryAttribute(legacy_encoding=False)


class Refresh(TransientItem, discriminator="refresh"):
    """Shares past their scored clicks whose count is to be brought up to date."""

    codes = UnicodeSetAttribute(null=True)


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


def shares_to_refresh(minute: str) -> set[str]:
    """Return the shares that were put off in a minute."""
    try:
        return set(Refresh.get(keys.refresh(minute), consistent_read=True).codes or ())
    except Refresh.DoesNotExist:
        return set()


def forget_refresh(minute: str) -> None:
    """Delete a minute's list once its shares are up to date."""
    Refresh(keys.refresh(minute)).delete()
