"""Attempts in the Transient table, which has no backup: the database counts tries, and each code is used once."""

from datetime import UTC, datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import TransientItem
from lahetti.dynamodb.transactions import try_write
from lahetti.security.codes.model import Attempt
from lahetti.security.codes.rules import MOST_TRIES


class AttemptItem(TransientItem, discriminator="attempt"):
    """pk = "ATTEMPT#<id>". Deleted late by its time to live, so every read looks at `expires` (seconds)."""

    attempt = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    tries = NumberAttribute(null=True)
    used = BooleanAttribute(null=True)


class StrangersItem(TransientItem, discriminator="strangers"):
    """pk = "STRANGERS#<hour>#<hash of a network address>": keyed hashes of the unknown mail addresses named there."""

    emails = UnicodeSetAttribute(null=True)


_ALWAYS = "-"
"""In each such set, so that nobody's address costs another write than somebody's."""


def note_stranger(hour: str, network: str, email: str | None, most: int, ends: datetime) -> bool:
    """Note that an unknown address was named, None for a known one; return False where there were `most` before.

    The write is the same for both.
    """
    item = StrangersItem(keys.strangers(hour, network))
    named = {_ALWAYS} if email is None else {_ALWAYS, email}
    room = StrangersItem.emails.does_not_exist() | (size(StrangersItem.emails) <= most)
    until, kind = StrangersItem.expires.set(int(ends.timestamp())), StrangersItem.kind.set(StrangersItem)
    return try_write(lambda: item.update([StrangersItem.emails.add(named), until, kind], room))


def put_new(attempt: Attempt) -> bool:
    """Store an attempt; return False where it is there: the same form was sent again."""
    item = AttemptItem(
        keys.attempt(attempt.id),
        attempt=attempt.id,
        digest=attempt.digest,
        tries=0,
        expires=int(attempt.expires.timestamp()),
    )
    return try_write(lambda: item.save(TransientItem.pk.does_not_exist()))


def count_try(attempt: str, now: datetime) -> Attempt | None:
    """Count one try more and return the attempt, the try counted; None where it takes none any more."""
    item = AttemptItem(keys.attempt(attempt))
    takes = (
        (AttemptItem.expires > int(now.timestamp()))
        & (AttemptItem.tries < MOST_TRIES)
        & AttemptItem.used.does_not_exist()
    )
    if not try_write(lambda: item.update([AttemptItem.tries.add(1)], takes)):
        return None
    return _to_attempt(item)


def use(attempt: str) -> bool:
    """Use an attempt's code up; return False where somebody has used it before."""
    item = AttemptItem(keys.attempt(attempt))
    return try_write(lambda: item.update([AttemptItem.used.set(True)], AttemptItem.used.does_not_exist()))


def give_back(attempt: str) -> None:
    """Let an attempt's code be used again."""
    AttemptItem(keys.attempt(attempt)).update([AttemptItem.used.remove()], AttemptItem.used.exists())


def find(attempt: str) -> Attempt | None:
    """Return an attempt as it is at this moment, or None."""
    item = AttemptItem.find(keys.attempt(attempt), consistent=True)
    return None if item is None else _to_attempt(item)


def _to_attempt(item: AttemptItem) -> Attempt:
    return Attempt(
        id=item.attempt,
        digest=item.digest,
        expires=datetime.fromtimestamp(int(item.expires or 0), UTC),
        tries=int(item.tries or 0),
        used=bool(item.used),
    )
