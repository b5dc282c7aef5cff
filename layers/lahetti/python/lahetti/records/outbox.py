"""What is to be told by mail: written with the deed itself, so that nobody is told twice and nobody is missed.

Sending stands in `mail`; here a deed only says which mail a person is to get, under a natural key of the deed.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from lahetti.dynamodb.transactions import Put
from lahetti.records import items

_KEPT = timedelta(days=30)
"""How long a mail's item stays after it was due: long enough to be looked into."""


class MailKind(StrEnum):
    """Every single mail that there is; the digest is not one of them."""

    INVITATION = "invitation"
    INVITATION_REMINDER = "invitation_reminder"
    PLACE_FREE = "place_free"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_REJECTED = "suggestion_rejected"
    SHARE_REMINDER = "share_reminder"
    CONTENT_RECALLED = "content_recalled"
    GUIDELINES_CHANGED = "guidelines_changed"
    WINNER = "winner"
    WINNERS_LIST = "winners_list"
    CLAIM_WAITING = "claim_waiting"
    CLAIM_REFUSED = "claim_refused"
    MAIL_BOUNCED = "mail_bounced"
    FEED_BROKEN = "feed_broken"


class FanOutKind(StrEnum):
    """A deed that concerns many: one item in its transaction, expanded afterwards by natural keys."""

    CONTENT_RECALLED = "content_recalled"
    CONTENT_MOVED = "content_moved"
    GUIDELINES_CHANGED = "guidelines_changed"


def mail(kind: MailKind, person: str, cause: str, due: datetime, **fields: str | int) -> Put:
    """Return the write that puts a mail into the outbox once: `cause` names the deed that it tells of.

    `fields` are what the mail's text needs beside the person (ids, titles, numbers); never a voucher's code.
    """
    item = items.new_mail(f"{kind.value}#{cause}#{person}", kind.value, person, due, due + _KEPT, dict(fields))
    return Put(item, type(item).pk.does_not_exist())


def fan_out(kind: FanOutKind, cause: str, now: datetime, **fields: str | int) -> Put:
    """Return the write that has a deed told to many: `cause` names the deed, `fields` are what mails need."""
    item = items.new_fan_out(f"{kind.value}#{cause}", kind.value, cause, now, now + _KEPT, dict(fields))
    return Put(item, type(item).pk.does_not_exist())
