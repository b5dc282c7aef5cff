"""Tells many of one thing: expands a fan-out into mails by natural keys, and rewrites the links of what was recalled,
moved, or has joined or left a campaign.

Each is a message of a queue of their own, and can be repeated at every step. A fan-out is looked at twice: at once, and
a minute later for what was under way meanwhile (a share that was just being opened).
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lahetti.campaigns import membership
from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import model as people_model
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import FanOutKind, Mail, MailKind
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening
from lahetti.sharing.model import Share
from lahetti.surveys import inviting

_LOOKS = (0, 60)
"""Seconds after which a fan-out is looked at."""
_WORKERS = 16
"""Shares that are rewritten at a time, and mails that are written."""

Given = TypeVar("Given")
Gained = TypeVar("Gained")


def queue(keys: Iterable[str]) -> None:
    """Have fan-outs expanded behind this call: at once, and once more after a minute."""
    for key in keys:
        for delay in _LOOKS:
            aws.client("sqs").send_message(QueueUrl=configuration().fan_outs_queue, MessageBody=key, DelaySeconds=delay)


def expand(key: str, settings: Settings, now: datetime) -> int:
    """Do what a fan-out asks for; return how many mails it wrote. One that is not sent any more changes links alone."""
    found = records_items.find_fan_out(key)
    if found is None:
        return 0
    fields = found.fields
    match found.kind:
        case FanOutKind.CONTENT_RECALLED:
            owners = _lead_away(found.cause, fields, settings)
            mails = (outbox.new_mail(MailKind.CONTENT_RECALLED, owner, found.cause, now, **fields) for owner in owners)
            return 0 if found.not_sent else _put_all(mails)
        case FanOutKind.CONTENT_MOVED:
            return _moved(fields["content"], settings)
        case FanOutKind.CAMPAIGN_CHANGED:
            membership.settle(fields["campaign"], now, ZoneInfo(configuration().time_zone))
            return 0
        case _ if found.not_sent:
            return 0
        case FanOutKind.GUIDELINES_CHANGED:
            everybody = people_items.ids_in(people_model.PersonState.ACTIVE)
            return _put_all(
                outbox.new_mail(MailKind.GUIDELINES_CHANGED, person, found.cause, now, **fields) for person in everybody
            )
        case FanOutKind.INVITED_AGAIN:
            rows = people_items.rows_in(people_model.PersonState.ACTIVE)
            return _put_all(
                outbox.new_mail(MailKind.INVITATION_REMINDER, row.id, f"again#{found.cause}", now)
                for row in rows
                if not row.has_begun and row.mail_state is people_model.MailState.WORKS
            )
        case FanOutKind.SURVEY_STARTED:
            return sum(_each(lambda writes: try_transact(*writes), inviting.invitations(found.cause, now)))
        case FanOutKind.SURVEY_REMINDER:
            return _put_all(inviting.reminders(found.cause, now))


def _lead_away(of_content: str, fields: Mapping[str, Any], settings: Settings) -> set[str]:
    """Lead the links of what was recalled to the front page where that is wished; return whose they are."""
    target = settings.front_page if fields["links"] == "front_page" else None
    codes = [share.code for share in sharing_items.shares_of_content(of_content)]

    def lead(share: Share) -> Share:
        return replace(share, target=target, ref=None) if target else share

    return set(_each(lambda code: _lead_elsewhere(code, lead), codes)) - {""}


def _moved(of_content: str, settings: Settings) -> int:
    """Lead the links of a content to its present address; it tells nobody, so no mail is written."""
    head = content_items.find_head(of_content, consistent=True)
    if head is None or head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        return 0
    url = content_items.find_texts(of_content, consistent=True).url

    def lead(share: Share) -> Share:
        target = opening.target_of(head, url, share.network, share.number, settings)
        return replace(share, target=target, ref=head.ref_on(share.network.value))

    _each(lambda row: _lead_elsewhere(row.code, lead), sharing_items.shares_of_content(of_content))
    return 0


def _lead_elsewhere(code: str, lead: Callable[[Share], Share]) -> str:
    """Let a link lead elsewhere; return whose share it is, "" where it is gone. Raise Busy."""

    def attempt(_: bool) -> str | None:
        share = sharing_items.find_share(code, consistent=True)
        if share is None:
            return ""
        led = lead(share)
        if led == share:
            return share.person
        return share.person if sharing_items.save_share(led) else None

    return retry_on_conflict(attempt)


def _put_all(mails: Iterable[Mail]) -> int:
    """Put mails into the outbox unless they are there; return how many were not."""
    return sum(_each(records_items.save_mail, mails))


def _each(do: Callable[[Given], Gained], with_each: Iterable[Given]) -> list[Gained]:
    """Do something with each of many, several at a time; a failure is raised when the others are done."""
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(workers.map(do, with_each))
