"""The next version of the guidelines while it is being written: apart from what holds, and seen by admins alone."""

from collections.abc import Mapping
from datetime import datetime

from lahetti.core.errors import ChangedMeanwhile
from lahetti.dynamodb.transactions import try_transact
from lahetti.people.guidelines import items
from lahetti.people.guidelines.model import GuidelinesDraft
from lahetti.people.guidelines.rules import require_lengths
from lahetti.records import audit
from lahetti.records.audit import AuditAction


def draft() -> GuidelinesDraft | None:
    """Return the draft as it is at this moment, or None."""
    return items.find_draft()


def save(
    texts: Mapping[str, str], changes: Mapping[str, str], before: GuidelinesDraft | None, by: str, now: datetime
) -> GuidelinesDraft:
    """Keep texts and what changed, by language, in place of the draft that its author has seen; return it.

    What is the same is not written. Raise Invalid where a text is too long, ChangedMeanwhile where another was faster.
    """
    require_lengths(texts, changes)
    saved = GuidelinesDraft(dict(texts), dict(changes), now, by, 0 if before is None else before.version)
    if before is not None and (before.texts, before.changes) == (saved.texts, saved.changes):
        return before
    if not try_transact(items.put_draft(saved), audit.entry(by, AuditAction.GUIDELINES_DRAFTED, "GUIDELINES", now)):
        raise _changed_meanwhile()
    return items.find_draft() or saved


def discard(by: str, now: datetime) -> None:
    """Throw the draft away. Doing it again changes nothing. Raise ChangedMeanwhile where it is being written."""
    found = items.find_draft()
    if found is None:
        return
    entry = audit.entry(by, AuditAction.GUIDELINES_DRAFT_DISCARDED, "GUIDELINES", now)
    if not try_transact(items.delete_draft(found), entry):
        raise _changed_meanwhile()


def _changed_meanwhile() -> ChangedMeanwhile:
    return ChangedMeanwhile("Somebody else has changed the draft of the guidelines at the same time.")
