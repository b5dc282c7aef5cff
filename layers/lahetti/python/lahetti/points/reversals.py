"""Reversals: an admin takes an entry back, once, with a reason; the ledger itself is never changed.

A reversal counts for the races of its entry that run at its moment: once a race has ended, nothing that an admin does
changes its list. Races publish how many entries were taken back in them. It may take the spendable balance below 0.
"""

from datetime import datetime

from lahetti.core.days import day_of
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.model import Entry, Programme
from lahetti.points.rules import REVERSIBLE, reverse, with_entries
from lahetti.records import audit
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import Intervention, InterventionKind

LONGEST_REASON = 500


def reverse_entry(person: str, cause: str, reason: str, admin: str, programme: Programme, now: datetime) -> Entry:
    """Take back a person's entry and return the entry that does so; a second time gives the same one.

    Raise NotFound, Invalid without a reason, Conflict for an entry that cannot be taken back, or
    Busy when others keep changing the same score card.
    """
    checked_reason(reason)
    entry = find_reversible(person, cause)
    day = day_of(now, programme.zone)
    running = tuple(sorted(challenges.races_of(day)))
    reversal = reverse(entry, day, running, now, programme.settings.version, reason.strip())

    def attempt(consistent: bool) -> Entry | None:
        done = items.find_entry(person, reversal.cause)
        if done is not None:
            return done
        card = people_items.find_card(person, consistent=consistent)
        if card is None:
            return None
        after = people_items.put_card(with_entries(card, [reversal], programme.zone, now))
        logged = {"cause": cause, "points": reversal.points, "reason": reason.strip()}
        log = audit.entry(admin, AuditAction.ENTRY_REVERSED, keys.person(person), now, after=logged)
        writes = [*items.put_entries(person, [reversal]), after, log]
        if reversal.races:
            writes.append(records_items.put_intervention(Intervention(InterventionKind.REVERSAL, now, reversal.races)))
        return reversal if try_transact(*writes) else None

    return retry_on_conflict(attempt)


def checked_reason(reason: str) -> str:
    """Return the reason of a reversal; raise Invalid without one."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            f"A reversal has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            limit=LONGEST_REASON,
            reason="length",
        )
    return reason.strip()


def find_reversible(person: str, cause: str) -> Entry:
    """Return a person's entry that can be taken back; raise NotFound, or Conflict where it cannot."""
    members.find_person(person)
    found = items.find_entry(person, cause)
    if found is None:
        raise NotFound(f"There is no entry {cause[:100]}.", field="cause", value=cause[:100])
    entry = found
    if entry.activity not in REVERSIBLE:
        raise Conflict(f"An entry of the kind {entry.activity} is not reversed.", field="cause", value=cause)
    return entry
