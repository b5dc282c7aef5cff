"""A mail of the outbox with the steps that it takes, a fan-out, an entry of the audit log, an admin's intervention."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

KEPT = timedelta(days=30)
"""How long a mail or a fan-out stays after it was first due: long enough to be looked into."""


class MailKind(StrEnum):
    """Every single mail that there is; the digest is not one of them."""

    INVITATION = "invitation"
    INVITATION_REMINDER = "invitation_reminder"
    PLACE_FREE = "place_free"
    WAITING_CONFIRMATION = "waiting_confirmation"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_REJECTED = "suggestion_rejected"
    SHARE_REMINDER = "share_reminder"
    CONTENT_RECALLED = "content_recalled"
    GUIDELINES_CHANGED = "guidelines_changed"
    WINNER = "winner"
    WINNERS_LIST = "winners_list"
    CODES_MISSING = "codes_missing"
    CLAIM_WAITING = "claim_waiting"
    CLAIM_REFUSED = "claim_refused"
    MAIL_BOUNCED = "mail_bounced"
    FEED_BROKEN = "feed_broken"
    DATA_ERASED = "data_erased"
    SURVEY_INVITATION = "survey_invitation"
    SURVEY_REMINDER = "survey_reminder"
    MONDAY = "monday"
    SIGN_IN_CODE = "sign_in_code"


class MailStep(StrEnum):
    """Where a mail of the outbox is on its way."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


TRIED_TOO_OFTEN, CANNOT_BE_BUILT = "tried too often", "cannot be built"
OWN_REASONS = frozenset({TRIED_TOO_OFTEN, CANNOT_BE_BUILT})
"""Reasons of failed mails in our own words; all others are the mail service's."""


class FanOutKind(StrEnum):
    """What concerns many: one item in its transaction, expanded afterwards by natural keys."""

    CONTENT_RECALLED = "content_recalled"
    CONTENT_MOVED = "content_moved"
    GUIDELINES_CHANGED = "guidelines_changed"
    INVITED_AGAIN = "invited_again"
    CAMPAIGN_CHANGED = "campaign_changed"
    SURVEY_STARTED = "survey_started"
    SURVEY_REMINDER = "survey_reminder"


@dataclass(frozen=True)
class Mail:
    """A mail to one person; its natural key lets it exist once.

    `fields` are what its text needs beside the person. `looked_at` is when the outbox looks at it next, or when it was
    settled; `due` is when it is to go, `first_due` when it was to go at first.
    """

    key: str
    kind: MailKind
    person: str
    due: datetime
    first_due: datetime
    looked_at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    step: MailStep = MailStep.WAITING
    claimed: datetime | None = None
    reported: datetime | None = None
    sent: datetime | None = None
    message: str | None = None
    reason: str | None = None
    tries: int = 0
    version: int = field(default=0, compare=False)

    @property
    def is_settled(self) -> bool:
        """Return whether nothing becomes of the mail any more."""
        return self.step not in (MailStep.WAITING, MailStep.CLAIMED)

    def with_claim(self, now: datetime, settles: datetime) -> "Mail":
        """Return the mail as it is being sent; the claim is looked at again when it settles."""
        return replace(self, step=MailStep.CLAIMED, claimed=now, reported=None, tries=self.tries + 1, looked_at=settles)

    def postponed(self, until: datetime) -> "Mail":
        """Return the mail as it waits for another moment."""
        return replace(self, step=MailStep.WAITING, claimed=None, due=until, looked_at=until)

    def held_up(self, until: datetime) -> "Mail":
        """Return the mail as it waits through a fault of the account: as if it had not been tried, nor been due yet."""
        return replace(self.postponed(until), tries=self.tries - 1, first_due=max(self.first_due, until))

    def settled(self, step: MailStep, now: datetime, reason: str | None = None) -> "Mail":
        """Return the mail as it was sent, dropped, or failed."""
        return replace(self, step=step, reason=reason, sent=now if step is MailStep.SENT else self.sent, looked_at=now)


@dataclass(frozen=True)
class MailRow:
    """What the outbox lists of a mail; `failure` is the reason of one that failed."""

    kind: MailKind
    failure: str | None


@dataclass(frozen=True)
class FanOut:
    """Something that is to be told to many, or changes many links; `cause` is its natural key.

    `not_sent` says why nobody is told any more: it came back with a table that was restored.
    """

    key: str
    kind: FanOutKind
    cause: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    not_sent: str | None = None


class InterventionKind(StrEnum):
    """What an admin can do to somebody's place in a race that runs; races publish how often it was done."""

    REVERSAL = "reversal"
    PAUSE = "pause"
    REMOVAL = "removal"


@dataclass(frozen=True)
class Intervention:
    """Something that an admin did to a place in these races, or in all that run; whose place it was is not kept."""

    kind: InterventionKind
    at: datetime
    races: tuple[str, ...] | None = None


@dataclass(frozen=True)
class AuditEntry:
    """A change made by an editor or admin; `subject` is the changed thing's partition key."""

    who: str
    what: str
    subject: str
    at: datetime
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
