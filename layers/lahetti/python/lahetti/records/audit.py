"""The audit log: every change that an editor or admin makes, in the transaction of the change itself."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from lahetti.dynamodb.transactions import Put
from lahetti.records import items
from lahetti.records.model import AuditEntry


class AuditAction(StrEnum):
    """Everything that is logged. The console has words for each: `change.what.*` in its catalogues."""

    PERSON_INVITED = "person invited"
    PERSON_CHANGED = "person changed"
    PERSON_REMOVED = "person removed"
    WORK_ACCOUNT_UNLINKED = "work account unlinked"
    DEVICES_GIVEN_UP = "devices given up"
    INVITATIONS_SENT_AGAIN = "invitations sent again"
    TAKEN_OVER_BY_THE_DIRECTORY = "taken over by the directory"
    ACCESS_ENDED = "access ended"
    ACCESS_GIVEN_AGAIN = "access given again"
    DELETED_BY_THE_DIRECTORY = "deleted by the directory"
    DIRECTORY_TOKEN_MADE = "directory token made"  # noqa: S105 (a name)
    DIRECTORY_TOKEN_REVOKED = "directory token revoked"  # noqa: S105
    PUT_ON_THE_WAITING_LIST = "put on the waiting list"
    MOVED_ON_THE_WAITING_LIST = "moved on the waiting list"
    TAKEN_OFF_THE_WAITING_LIST = "taken off the waiting list"
    GUIDELINES_PUBLISHED = "guidelines published"
    GUIDELINES_DRAFTED = "guidelines drafted"
    GUIDELINES_DRAFT_DISCARDED = "guidelines draft discarded"
    SETTINGS_CHANGED = "settings changed"
    TEAM_ADDED = "team added"
    TEAM_RENAMED = "team renamed"
    TEAM_REMOVED = "team removed"
    TOPIC_ADDED = "topic added"
    TOPIC_CHANGED = "topic changed"
    TOPIC_REMOVED = "topic removed"
    CHANNEL_ADDED = "channel added"
    CHANNEL_ARCHIVED = "channel archived"
    CHANNEL_BROUGHT_BACK = "channel brought back"
    FEED_CHANGED = "feed changed"
    DRAFT_WRITTEN = "draft written"
    DRAFT_TAKEN_FROM_THE_FEED = "draft taken from the feed"
    CAPTIONS_WRITTEN = "captions written"
    CONTENT_CHANGED = "content changed"
    CONTENT_SUBMITTED = "content submitted"
    CONTENT_SENT_BACK = "content sent back"
    SUBMISSION_WITHDRAWN = "submission withdrawn"
    CONTENT_COMMENTED = "content commented"
    CONTENT_SCHEDULED = "content scheduled"
    CONTENT_UNSCHEDULED = "content unscheduled"
    CONTENT_PUBLISHED = "content published"
    CONTENT_PUBLISHED_FROM_THE_FEED = "content published from the feed"
    CONTENT_ARCHIVED = "content archived"
    CONTENT_SHARED_AGAIN = "content shared again"
    CONTENT_RECALLED = "content recalled"
    CALENDAR_ADDRESS_MADE = "calendar address made"
    CALENDAR_ADDRESS_REVOKED = "calendar address revoked"
    SUGGESTION_ACCEPTED = "suggestion accepted"
    SUGGESTION_REJECTED = "suggestion rejected"
    NOTE_SETTLED = "note settled"
    REWARD_OFFERED = "reward offered"
    VOUCHERS_UPLOADED = "vouchers uploaded"
    VOUCHER_WITHDRAWN = "voucher withdrawn"
    REWARD_CHANGED = "reward changed"
    REWARD_WITHDRAWN = "reward withdrawn"
    CODES_REPLACED = "codes replaced"
    CLAIM_APPROVED = "claim approved"
    CLAIM_REFUSED = "claim refused"
    LEDGER_OPENED = "ledger opened"
    ENTRY_REVERSED = "entry reversed"
    CHALLENGE_CREATED = "challenge created"
    CHALLENGE_RENAMED = "challenge renamed"
    CHALLENGE_MOVED = "challenge moved"
    CHALLENGE_WITHDRAWN = "challenge withdrawn"
    CLICK_PRICE_ADDED = "click price added"
    CLICK_PRICE_REMOVED = "click price removed"
    HELD_CLICKS_RELEASED = "held clicks released"
    HELD_CLICKS_REFUSED = "held clicks refused"
    CAMPAIGN_CREATED = "campaign created"
    CAMPAIGN_CHANGED = "campaign changed"
    CAMPAIGN_DELETED = "campaign deleted"
    PAID_FIGURES_STORED = "paid figures stored"
    PAID_FIGURES_REMOVED = "paid figures removed"
    CONVERSIONS_STORED = "conversions stored"
    BASELINE_STORED = "baseline stored"
    SITE_ADDED = "site added"
    SITE_KEY_MADE = "site key made"
    SITE_KEY_RETIRED = "site key retired"
    SITE_REMOVED = "site removed"
    SURVEY_CREATED = "survey created"
    SURVEY_STARTED = "survey started"
    SURVEY_CLOSED = "survey closed"
    SURVEY_DISCARDED = "survey discarded"
    REPORT_PLANNED = "report planned"
    REPORT_GOALS_CHANGED = "report goals changed"
    REPORT_WRITTEN = "report written"
    REPORT_REMOVED = "report removed"
    TABLE_RESTORED = "table restored"
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
    return items.put_audit(AuditEntry(who, what.value, subject, now, before, after))
