"""Opening somebody's ledger: from a cause, with a reason that the person reads beside their own entries.

An admin sees a person's points for an hour after they have said why; the audit log keeps it, too. Of the causes, a
claim and held clicks must be there; a complaint and the person's own wish are the admin's word.
"""

from datetime import datetime, timedelta

from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.people import members
from lahetti.points import held_clicks, items
from lahetti.points.model import Activity, LedgerOpening, OpeningCause
from lahetti.records import audit
from lahetti.records.audit import AuditAction

LONGEST_REASON = 300
OPEN_FOR = timedelta(hours=1)
"""How long an admin sees a ledger after they have opened it."""


class NoSuchCause(Conflict):
    """The person has no claim, or no held clicks, that a ledger could be opened for."""

    code = "no_such_cause"


def open_ledger(person: str, cause: OpeningCause, reason: str, by: str, now: datetime) -> LedgerOpening:
    """Let an admin see a person's ledger for an hour. Raise Invalid without a reason, NotFound, or NoSuchCause."""
    reason = _checked_reason(reason)
    members.find_person(person)
    if not _is_there(person, cause, now):
        raise NoSuchCause("There is no such cause to open this ledger.", field="cause", value=cause.value)
    opening = LedgerOpening(cause, reason, now, by)
    told = {"opened_for": cause.value, "reason": reason}
    transactions.transact(
        items.put_opening(person, opening),
        audit.entry(by, AuditAction.LEDGER_OPENED, keys.person(person), now, after=told),
    )
    return opening


def is_open(person: str, admin: str, now: datetime) -> bool:
    """Return whether an admin has opened a person's ledger within the last hour."""
    return any(one.by == admin and now - one.at < OPEN_FOR for one in items.openings_of(person, consistent=True))


def openings_of(person: str) -> list[LedgerOpening]:
    """Return when and why a person's ledger was opened, the last first."""
    return items.openings_of(person)


def _is_there(person: str, cause: OpeningCause, now: datetime) -> bool:
    match cause:
        case OpeningCause.CLAIM:
            return any(entry.activity is Activity.CLAIM for entry in items.ledger_of(person, consistent=True))
        case OpeningCause.HELD_CLICKS:
            return any(held.person == person for held in held_clicks.waiting(now))
    return True


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"A reason has 1 to {LONGEST_REASON} characters.", field="reason", value=len(reason), limit=LONGEST_REASON
        )
    return reason
