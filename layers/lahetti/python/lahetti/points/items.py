"""The ledger (append-only entries under their person, one for each cause), held clicks, and counts to refresh."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get, batch_get_by_pk
from lahetti.dynamodb.models import ProgrammeItem, TransientItem


class LedgerEntry(ProgrammeItem, discriminator="entry"):
    """One entry; `sk` holds its cause, so that the same deed is never entered twice."""

    person = UnicodeAttribute()
    cause = UnicodeAttribute()
    deed = UnicodeAttribute()
    points = NumberAttribute()
    shares = NumberAttribute(default=0)
    clicks = NumberAttribute(default=0)
    reasons: ListAttribute[str] = ListAttribute(default=list)
    rules = NumberAttribute()
    day = UnicodeAttribute()
    races: ListAttribute[str] = ListAttribute(default=list)
    at = UTCDateTimeAttribute()
    share = UnicodeAttribute(null=True)
    content = UnicodeAttribute(null=True)
    network = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


def new_entry(person: str, cause: str, **fields: Any) -> LedgerEntry:
    """Build an entry that is not stored yet."""
    return LedgerEntry(keys.person(person), keys.entry(cause), person=person, cause=cause, **fields)


def ledger_of(person: str, *, consistent: bool = False) -> list[LedgerEntry]:
    """Read a whole ledger; at the caps of the points about 10,000 short entries a year."""
    in_ledger = LedgerEntry.sk.startswith("ENTRY#")
    return list(LedgerEntry.query(keys.person(person), in_ledger, consistent_read=consistent))


def find_entry(person: str, cause: str) -> LedgerEntry | None:
    """Return the entry of a cause as it is at this moment, or None."""
    try:
        return LedgerEntry.get(keys.person(person), keys.entry(cause), consistent_read=True)
    except LedgerEntry.DoesNotExist:
        return None


class HeldClicks(ProgrammeItem, discriminator="held"):
    """Clicks of one share and day that came too fast; they wait for an admin and lapse after 30 days.

    `clicks` are all that were held, `released` those that were given to the share since; gsi1 has what waits.
    """

    code = UnicodeAttribute()
    day = UnicodeAttribute()
    clicks = NumberAttribute()
    released = NumberAttribute(default=0)
    expires = NumberAttribute()


def find_held(code: str, day: str) -> HeldClicks | None:
    """Return what was held of a share and day, as it is at this moment, or None."""
    try:
        return HeldClicks.get(keys.held(code, day), "HELD", consistent_read=True)
    except HeldClicks.DoesNotExist:
        return None


def all_held() -> list[HeldClicks]:
    """Return what waits for an admin, the oldest day first; what has lapsed may be among it."""
    found = [item.pk for item in ProgrammeItem.gsi1.query("HELD")]
    held = {item.pk: item for item in batch_get(HeldClicks, ((pk, "HELD") for pk in found))}
    return [held[pk] for pk in found if pk in held]


class Refresh(TransientItem, discriminator="refresh"):
    """Shares past their scored clicks whose count is to be brought up to date."""

    codes = UnicodeSetAttribute(null=True)


def ask_for_refresh(minute: str, codes: set[str], expires: datetime) -> None:
    """Add shares to those that the job of this minute refreshes."""
    Refresh(keys.refresh(minute)).update(
        [Refresh.codes.add(codes), Refresh.expires.set(int(expires.timestamp())), Refresh.kind.set(Refresh)]
    )


def shares_to_refresh(minutes: Iterable[str]) -> dict[str, set[str]]:
    """Return the shares that were put off: {minute: shares}, of those minutes that have any."""
    whose = {keys.refresh(minute): minute for minute in minutes}
    found = batch_get_by_pk(Refresh, whose, consistent=True)
    return {whose[item.pk]: set(item.codes) for item in found if item.codes}


def forget_refresh(minute: str) -> None:
    """Delete a minute's list once its shares are up to date."""
    Refresh(keys.refresh(minute)).delete()
