"""Delivers the outbox: a mail is claimed, sent with its own key as a tag, and marked sent.

A claim that stays open is settled after a while by whether SES has reported the mail as sent; where that cannot be
known, the mail is sent again: a winner's voucher rather twice than never. A mail whose reason has gone meanwhile is
dropped, one that nobody could send for a week, too: it would only puzzle its reader.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content import rules as content_rules
from lahetti.content.channels import items as channels_items
from lahetti.content.channels import model as channels_model
from lahetti.core.configuration import configuration
from lahetti.core.texts import Texts
from lahetti.mail import layout, letters, ses
from lahetti.mail.letters import LetterContext
from lahetti.mail.messages import Message
from lahetti.mail.ses import NotSent, Refused, Unknown
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import MailState, Person, PersonState
from lahetti.records import items as records_items
from lahetti.records.outbox import MailKind
from lahetti.rewards import mail_fields, register
from lahetti.rewards.model import Award
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState

CLAIM_SETTLES = timedelta(minutes=10)
"""How long a claim may be open before it is settled: longer than any sending, and than SES's reports take."""
_TOO_LATE = timedelta(days=7)
_MOST_TRIES = 8
_WORKERS = 4
"""Mails that are under way at a time."""
_EVEN_WHEN_QUIET = frozenset({MailKind.CONTENT_RECALLED})

CodeOf = Callable[[Award], str | None]
Send = Callable[[Message], str]


class MailStep(StrEnum):
    """Where a mail of the outbox is on its way."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True)
class MailContext:
    """What mails are sent by: the programme's settings and zone, and the collaborators that tests replace."""

    settings: Settings
    zone: ZoneInfo
    send: Send = ses.send
    code_of: CodeOf = register.voucher_for


def deliver(key: str, context: MailContext, now: datetime) -> MailStep | None:
    """Deliver a mail if it is due; return where it is now, or None where there is no such mail.

    May be called as often as one likes, by several at once.
    """
    item = records_items.find_mail(key)
    if item is None:
        return None
    step = MailStep(item.state)
    if step is MailStep.CLAIMED and _is_settled_as_sent(item, now):
        return _finish(item, MailStep.SENT, now)
    if step not in (MailStep.WAITING, MailStep.CLAIMED) or item.due > now or not _is_claimable(item, now):
        return step
    kind = MailKind(item.mail)
    person = members.known_person(item.person)
    reason = "too late" if now - item.due > _TOO_LATE else _needless(kind, person, item.fields.as_dict(), now)
    if person is None or reason is not None:
        return _finish(item, MailStep.DROPPED, now, reason=reason)
    quiet = person.notifications.quiet_hours(context.settings)
    if kind not in _EVEN_WHEN_QUIET and quiet.covers(now, context.zone):
        return _wait(item, quiet.first_free(now, context.zone))
    return _send(item, kind, person, context, now)


def deliver_all(keys: Iterable[str], context: MailContext, now: datetime) -> Counter[MailStep | None]:
    """Deliver several mails, none of which waits for another's failure; return how many are where now.

    Raise what failed in the end, all together: who calls may do it again, and finds only the failed ones to do.
    """
    with ThreadPoolExecutor(_WORKERS) as workers:
        under_way = [workers.submit(deliver, key, context, now) for key in keys]
    failures = [error for done in under_way if isinstance(error := done.exception(), Exception)]
    if failures:
        raise ExceptionGroup("mails not delivered", failures)
    return Counter(done.result() for done in under_way)


def mails_due(now: datetime) -> list[str]:
    """Return the keys of mails whose time has come, those of claims that are to be settled among them."""
    return list(records_items.mails_due(now))


def compose(kind: MailKind, person: Person, fields: Mapping[str, Any], context: MailContext) -> Message:
    """Return the mail as it is sent, without its tags; `fields` are the outbox item's."""
    shown = _shown_fields(kind, fields)
    won = register.find_award(fields["reward"], fields["award"]) if kind is MailKind.WINNER else None
    letter_context = LetterContext(
        person=person,
        fields=shown,
        organisation=context.settings.organisation,
        web_origin=configuration().web_origin,
        link_origin=configuration().link_origin,
        zone=context.zone,
        names=_names(letters.people_named(kind, shown)),
        code=context.code_of(won) if won is not None else None,
    )
    written = letters.letter(kind, letter_context)
    text, html = layout.letter_parts(written, Texts("mails", person.language))
    return Message(person.email, written.subject, text, html)


def tag_of(key: str) -> str:
    """Return a key as a tag holds it: letters, digits, - and _, at most 256 (SES's MessageTag)."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(tag: str) -> str:
    """Return the key that a tag holds."""
    return base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()


def note_reported(key: str, now: datetime) -> None:
    """Note that SES has reported a mail as sent, while its claim is open."""
    item = records_items.find_mail(key)
    if item is not None and item.state == MailStep.CLAIMED and item.reported is None:
        item.reported = now
        records_items.put(item)  # where another came first, the sender has just marked it


def _send(item: records_items.Mail, kind: MailKind, person: Person, context: MailContext, now: datetime) -> MailStep:
    if int(item.tries) >= _MOST_TRIES:
        return _finish(item, MailStep.FAILED, now, reason="tried too often")
    message = replace(compose(kind, person, item.fields.as_dict(), context), tags={"mail": tag_of(item.key)})
    item.state, item.claimed, item.reported = MailStep.CLAIMED.value, now, None
    item.tries = int(item.tries) + 1
    _place_due(item, now + CLAIM_SETTLES)
    if not records_items.put(item):
        return MailStep.CLAIMED
    try:
        item.message = context.send(message)
    except Unknown:
        return MailStep.CLAIMED
    except NotSent as error:
        if isinstance(error, Refused):
            return _finish(item, MailStep.FAILED, now, reason=str(error))
        return _wait(item, now + timedelta(minutes=2 ** int(item.tries)))
    return _finish(item, MailStep.SENT, now)


def _is_claimable(item: records_items.Mail, now: datetime) -> bool:
    return item.claimed is None or item.state == MailStep.WAITING or now - item.claimed >= CLAIM_SETTLES


def _is_settled_as_sent(item: records_items.Mail, now: datetime) -> bool:
    return item.reported is not None and item.claimed is not None and now - item.claimed >= CLAIM_SETTLES


def _finish(item: records_items.Mail, step: MailStep, now: datetime, reason: str | None = None) -> MailStep:
    item.state, item.reason = step.value, reason
    if step is MailStep.SENT:
        item.sent = now
    item.gsi1pk = f"MAILS#{now:%Y-%m}"
    item.gsi1sk = f"{now.isoformat()}#{item.key}"
    records_items.put(item)  # where another came first, they settle it
    return step


def _wait(item: records_items.Mail, until: datetime) -> MailStep:
    item.state, item.claimed = MailStep.WAITING.value, None
    item.due = until
    _place_due(item, until)
    records_items.put(item)
    return MailStep.WAITING


def _place_due(item: records_items.Mail, moment: datetime) -> None:
    item.gsi1pk, item.gsi1sk = "MAILS#DUE", f"{moment.isoformat()}#{item.key}"


def _needless(kind: MailKind, person: Person | None, fields: Mapping[str, Any], now: datetime) -> str | None:
    """Return why a mail has become needless, or None."""
    if person is None:
        return "gone"
    if person.state is not PersonState.ACTIVE:
        return "not active"
    if person.mail_state is not MailState.WORKS:
        return "address takes no mail"
    match kind:
        case MailKind.INVITATION_REMINDER if person.guidelines:
            return "has begun"
        case MailKind.GUIDELINES_CHANGED if not 0 < person.guidelines < int(fields["version"]):
            return "accepted already"
        case MailKind.FEED_BROKEN if _broken_feed(fields) is None:
            return "well again"
        case MailKind.CLAIM_WAITING if mail_fields.is_decided(fields):
            return "decided already"
        case MailKind.SHARE_REMINDER:
            return _needless_reminder(person, fields, now)
    return None


def _needless_reminder(person: Person, fields: Mapping[str, Any], now: datetime) -> str | None:
    share = sharing_items.find_share(fields["code"], consistent=True)
    if share is None or share.state is not ShareState.OPENED:
        return "shared already"
    if share.remind_at is None or share.remind_at.isoformat() != fields["at"]:
        return "put off again"
    head = content_items.find_head(share.content, consistent=True)
    return None if head is not None and content_rules.is_on_offer(head, person, now) else "not on offer"


def _shown_fields(kind: MailKind, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a mail says: the item's fields, with what holds now where that may have changed since."""
    if kind is not MailKind.FEED_BROKEN:
        return mail_fields.mail_fields(kind, fields)
    feed = _broken_feed(fields)  # it may have been tried again while the mail waited through quiet hours
    return fields if feed is None or feed.due is None else {**fields, "next": feed.due.isoformat()}


def _broken_feed(fields: Mapping[str, Any]) -> channels_model.Feed | None:
    """Return the feed that a mail is about, if it is broken still since that moment."""
    channel = channels_items.find_channel(fields["channel"], consistent=True)
    feed = channel.feed if channel is not None else None
    return feed if feed is not None and feed.broken_since == datetime.fromisoformat(fields["at"]) else None


def _names(ids: list[str]) -> dict[str, str]:
    found = (people_items.find_person(person) for person in ids)
    return {person.id: person.name for person in found if person is not None}
