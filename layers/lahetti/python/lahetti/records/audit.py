"""The audit log: every change that an editor or admin makes, in the transaction of the change itself."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import uuid_utils.compat

from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put
from lahetti.records import items


class AuditAction(StrEnum):
    """Everything that is logged. The console has words for each: `change.what.*` in its catalogues."""

    PERSON_INVITED = "person invited"
    PERSON_CHANGED = "person changed"
    INVITATION_SENT_AGAIN = "invitation sent again"
    PUT_ON_THE_WAITING_LIST = "put on the waiting list"
    MOVED_ON_THE_WAITING_LIST = "moved on the waiting list"
    TAKEN_OFF_THE_WAITING_LIST = "taken off the waiting list"
    GUIDELINES_PUBLISHED = "guidelines published"
    SETTINGS_CHANGED = "settings changed"
    CHANNEL_ADDED = "channel added"
    FEED_CHANGED = "feed changed"
    DRAFT_WRITTEN = "draft written"
    DRAFT_TAKEN_FROM_THE_FEED = "draft taken from the feed"
    CAPTIONS_WRITTEN = "captions written"
    CONTENT_CHANGED = "content changed"
    CONTENT_SCHEDULED = "content scheduled"
    CONTENT_PUBLISHED = "content published"
    CONTENT_PUBLISHED_FROM_THE_FEED = "content published from the feed"
    CONTENT_ARCHIVED = "content archived"
    CONTENT_RECALLED = "content recalled"
    SUGGESTION_ACCEPTED = "suggestion accepted"
    SUGGESTION_REJECTED = "suggestion rejected"
    NOTE_SETTLED = "note settled"
    REWARD_OFFERED = "reward offered"
    VOUCHERS_UPLOADED = "vouchers uploaded"
    REWARD_CHANGED = "reward changed"
    REWARD_WITHDRAWN = "reward withdrawn"
    CLAIM_APPROVED = "claim approved"
    CLAIM_REFUSED = "claim refused"
    ENTRY_REVERSED = "entry reversed"
    CHALLENGE_CREATED = "challenge created"
    HELD_CLICKS_RELEASED = "held clicks released"
    DEMO_PROGRAMME_BEGUN = "demo programme begun"
    DEMO_PROGRAMME_LOADED = "demo programme loaded"


def entry(
    who: str,
    what: AuditAction,
    subject: str,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Put:
    """Return the write that logs a change; `subject` is the changed thing's partition key."""
    moment = now.isoformat()
    item = items.AuditEntry(
        keys.audit(f"{now:%Y-%m}"),
        f"{moment}#{uuid_utils.compat.uuid7()}",
        gsi1pk=f"AUDIT#{subject}",
        gsi1sk=moment,
        view1={"who": who, "what": what.value},
        who=who,
        what=what.value,
        subject=subject,
        at=now,
        before=_as_lists(before),
        after=_as_lists(after),
    )
    return Put(item)


def _as_lists(value: Any) -> Any:
    """Tuples become lists, which is what the database holds."""
    match value:
        case dict():
            return {name: _as_lists(part) for name, part in value.items()}
        case tuple() | list():
            return [_as_lists(part) for part in value]
    return value
