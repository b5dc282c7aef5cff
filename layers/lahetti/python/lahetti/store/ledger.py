"""The ledger: append-only entries under their person, one for each cause."""

from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti import keys
from lahetti.store.base import ProgrammeItem


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
