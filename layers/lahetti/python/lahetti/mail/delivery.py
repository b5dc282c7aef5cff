"""Delivers the outbox: a mail is claimed, sent with its own key as a tag, and marked sent.

A claim that stays open is settled after a while by whether SES has reported the mail as sent; where that cannot be
known, the mail is sent again: a winner's voucher rather twice than never. A mail whose reason has gone meanwhile is
dropped, one that nobody could send for a week, too: it would only puzzle its reader. One that cannot be composed is
tried as often as one that cannot be sent, says so in the mail log, and holds up no other.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content import rules as content_rules
from lahetti.content.channels import items as channels_items
from lahetti.content.channels import model as channels_model
from lahetti.content.model import ContentHead
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.observability import logger
from lahetti.core.texts import Texts
from lahetti.mail import held_up, layout, letters, pace, witness
from lahetti.mail.letters import LetterContext
from lahetti.mail.messages import Message
from lahetti.mail.ses import HeldUp, NotSent, Refused, Unknown
from lahetti.mail.witness import SeedPromise
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.erasures import items as erasures
from lahetti.people.model import MailState, Person, PersonState, Role, WayIn
from lahetti.people.waiting_list import queueing
from lahetti.records import items as records_items
from lahetti.records.model import CANNOT_BE_BUILT, TRIED_TOO_OFTEN, Mail, MailKind, MailStep
from lahetti.rewards import mail_fields, register
from lahetti.rewards.model import Award
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState
from lahetti.sharing.share_page import first_network
from lahetti.surveys import inviting, tokens

CLAIM_SETTLES = timedelta(minutes=10)
"""How long a claim may be open before it is settled: longer than any sending, and than SES's reports take."""
_TOO_LATE = timedelta(days=7)
_MOST_TRIES = 8
_WORKERS = 4
"""Mails that are under way at a time."""
_EVEN_WHEN_QUIET = frozenset({MailKind.CONTENT_RECALLED, MailKind.WAITING_CONFIRMATION, MailKind.DATA_ERASED})
_OF_SURVEYS = frozenset({MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER})

CodeOf = Callable[[Award], str | None]
Send = Callable[[Message], str]


@dataclass(frozen=True)
class MailContext:
    """What mails are sent by: the programme's settings and zone, and the collaborators that tests replace."""

    settings: Settings
    zone: ZoneInfo
    send: Send = pace.send
    code_of: CodeOf = register.voucher_for


def deliver(key: str, context: MailContext, now: datetime) -> MailStep | None:
    """Deliver a mail if it is due; return where it is now, or None where there is no such mail.

    May be called as often as one likes, by several at once.
    """
    mail = records_items.find_mail(key)
    if mail is None:
        return None
    if mail.step is MailStep.CLAIMED and _is_settled_as_sent(mail, now):
        return _settle(mail, MailStep.SENT, now)
    if mail.is_settled or mail.due > now or not _is_claimable(mail, now):
        return mail.step
    try:
        prepared = _prepared(mail, context, now)
    except Exception:  # noqa: BLE001 (whatever it is, it counts as a try, and others wait for no mail)
        logger.exception("mail not composed", mail=mail.key, tries=mail.tries + 1)
        return _try_later(mail, now)
    match prepared:
        case Message():
            return _send(mail, prepared, context, now)
        case datetime():
            return _postpone(mail, prepared)
    return _settle(mail, MailStep.DROPPED, now, prepared)


def _addressee(mail: Mail) -> Person | None:
    """Return whom a mail is for: two kinds go to people who are not in the programme yet, or not any more."""
    match mail.kind:
        case MailKind.WAITING_CONFIRMATION:
            return queueing.asker(mail)
        case MailKind.DATA_ERASED:
            erasure = erasures.find_erasure(mail.person)
            return None if erasure is None else erasure.addressee()
    return members.known_person(mail.person)


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


def compose(
    kind: MailKind,
    person: Person,
    fields: Mapping[str, Any],
    context: MailContext,
    promises: Iterable[SeedPromise] = (),
) -> Message:
    """Return the mail as it is sent, without its tags; `fields` are the outbox item's."""
    shown = _shown_fields(kind, person, fields)
    won = register.find_award(fields["reward"], fields["award"]) if kind is MailKind.WINNER else None
    letter_context = LetterContext(
        person=person,
        fields=shown,
        organisation=context.settings.organisation.in_language(person.language),
        web_origin=configuration().web_origin,
        link_origin=configuration().link_origin,
        contact=configuration().contact,
        zone=context.zone,
        names=_names(letters.people_named(kind, shown)),
        code=context.code_of(won) if won is not None else None,
    )
    texts = Texts("mails", person.language)
    written = replace(letters.letter(kind, letter_context), witness=witness.lines(promises, texts))
    text, html = layout.letter_parts(written, texts)
    return Message(person.email, written.subject, text, html, unsubscribe=written.way_out and written.way_out[1])


def tag_of(key: str) -> str:
    """Return a key as a tag holds it: letters, digits, - and _, at most 256 (SES's MessageTag)."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(tag: str) -> str:
    """Return the key that a tag holds."""
    return base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()


def note_reported(key: str, now: datetime) -> None:
    """Note that SES has reported a mail as sent, while its claim is open."""
    mail = records_items.find_mail(key)
    if mail is not None and mail.step is MailStep.CLAIMED and mail.reported is None:
        records_items.save_mail(replace(mail, reported=now))  # where another came first, the sender has just marked it


def _prepared(mail: Mail, context: MailContext, now: datetime) -> Message | datetime | str:
    """Return the mail as it is sent, the moment until which it waits, or why it is needless by now."""
    person = _addressee(mail)
    if now - mail.due > _TOO_LATE:
        return "too late"
    reason = _needless(mail.kind, person, mail.fields, now)
    if person is None or reason is not None:
        return reason or "gone"
    quiet = person.notifications.quiet_hours(context.settings)
    # Whoever deploys sits at the screen and waits for this one mail.
    is_first_admin = mail.kind is MailKind.INVITATION and person.came_by is WayIn.INSTALLATION
    if not is_first_admin and mail.kind not in _EVEN_WHEN_QUIET and quiet.covers(now, context.zone):
        return quiet.first_free(now, context.zone)
    promises = witness.of_a_mail(person.id, now, context.zone)
    return replace(compose(mail.kind, person, mail.fields, context, promises), tags={"mail": tag_of(mail.key)})


def _try_later(mail: Mail, now: datetime) -> MailStep:
    tried = replace(mail, tries=mail.tries + 1)
    if tried.tries >= _MOST_TRIES:
        return _settle(tried, MailStep.FAILED, now, CANNOT_BE_BUILT)
    return _postpone(tried, now + timedelta(minutes=2**tried.tries))


def _send(mail: Mail, message: Message, context: MailContext, now: datetime) -> MailStep:
    if mail.tries >= _MOST_TRIES:
        return _settle(mail, MailStep.FAILED, now, TRIED_TOO_OFTEN)
    claimed = mail.with_claim(now, now + CLAIM_SETTLES)
    if not records_items.save_mail(claimed):
        return MailStep.CLAIMED
    claimed = replace(claimed, version=claimed.version + 1)
    try:
        sent = replace(claimed, message=context.send(message))
    except Unknown:
        return MailStep.CLAIMED
    except HeldUp as error:
        records_items.save_mail(claimed.held_up(now + held_up.WAITS[error.fault]))
        held_up.note(error.fault, str(error), now)
        return MailStep.WAITING
    except NotSent as error:
        if isinstance(error, Refused):
            return _settle(claimed, MailStep.FAILED, now, str(error))
        return _postpone(claimed, now + timedelta(minutes=2**claimed.tries))
    return _settle(sent, MailStep.SENT, now)


def _is_claimable(mail: Mail, now: datetime) -> bool:
    return mail.claimed is None or mail.step is MailStep.WAITING or now - mail.claimed >= CLAIM_SETTLES


def _is_settled_as_sent(mail: Mail, now: datetime) -> bool:
    return mail.reported is not None and mail.claimed is not None and now - mail.claimed >= CLAIM_SETTLES


def _settle(mail: Mail, step: MailStep, now: datetime, reason: str | None = None) -> MailStep:
    settled = mail.settled(step, now, reason)
    if mail.kind is MailKind.WAITING_CONFIRMATION:
        settled = replace(settled, fields={})  # of a stranger nothing stays
    records_items.save_mail(settled)  # where another came first, they settle it
    return step


def _postpone(mail: Mail, until: datetime) -> MailStep:
    records_items.save_mail(mail.postponed(until))
    return MailStep.WAITING


def _needless(kind: MailKind, person: Person | None, fields: Mapping[str, Any], now: datetime) -> str | None:
    """Return why a mail has become needless, or None."""
    if person is None:
        return "gone"
    # Whoever has won is told so though an admin has paused them meanwhile.
    if person.state is not PersonState.ACTIVE and kind is not MailKind.WINNER:
        return "not active"
    if person.mail_state is not MailState.WORKS:
        return "address takes no mail"
    if kind is MailKind.WAITING_CONFIRMATION:
        return "known already" if queueing.is_known(person) else None
    return _overtaken(kind, person, fields, now)


def _overtaken(kind: MailKind, person: Person, fields: Mapping[str, Any], now: datetime) -> str | None:
    """Return what has happened since that a mail asks for or tells of, or None."""
    match kind:
        case MailKind.INVITATION_REMINDER if person.guidelines:
            return "has begun"
        case MailKind.GUIDELINES_CHANGED if not 0 < person.guidelines < int(fields["version"]):
            return "accepted already"
        case MailKind.FEED_BROKEN if _broken_feed(fields) is None:
            return "well again"
        case MailKind.CODES_MISSING if mail_fields.are_codes_there(fields):
            return "codes there"
        case MailKind.CLAIM_WAITING if mail_fields.is_decided(fields):
            return "decided already"
        case MailKind.SURVEY_INVITATION | MailKind.SURVEY_REMINDER:
            return None if inviting.awaits_answer(fields["survey"], person.id, now) else "nothing to answer"
        case MailKind.SHARE_REMINDER:
            return _needless_reminder(person, fields, now)
        case MailKind.MONDAY:
            return _needless_on_monday(person, fields, now)
    return None


def _needless_on_monday(person: Person, fields: Mapping[str, Any], now: datetime) -> str | None:
    if not (person.may(Role.EDITOR) and person.notifications.monday):
        return "not wanted"
    today = day_of(now, ZoneInfo(configuration().time_zone))
    return None if today == fields["day"] else "Monday is over"


def _needless_reminder(person: Person, fields: Mapping[str, Any], now: datetime) -> str | None:
    share = sharing_items.find_share(fields["code"], consistent=True)
    # Looked at first: a reminder of a declined share ends like one that was taken back, and no log tells them apart.
    if share is not None and (share.remind_at is None or share.remind_at.isoformat() != fields["at"]):
        return "put off again"
    if share is None or share.state is not ShareState.OPENED:
        return "shared already"
    head = content_items.find_head(share.content, consistent=True)
    return None if head is not None and content_rules.is_on_offer(head, person, now) else "not on offer"


def _shown_fields(kind: MailKind, person: Person, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a mail says: the item's fields, with what holds now where that may have changed since.

    The token of a survey's link, or of a way out, is made here: the outbox and its backup do not hold it.
    """
    if kind in _OF_SURVEYS:
        survey = fields["survey"]
        closes = inviting.closes(survey)
        return {**fields, "token": tokens.token_of(survey, person.id), "closes": closes.isoformat() if closes else ""}
    if kind is MailKind.MONDAY:
        way_out = {"person": person.id, "mail": kind.value}
        return {**fields, "token": sessions.signed(Purpose.UNSUBSCRIBE, way_out, clock.now())}
    if kind is MailKind.CONTENT_RECALLED:
        return _with_replacement_on_offer(person, fields, clock.now())
    if kind is MailKind.SUGGESTION_ACCEPTED:
        head = content_items.find_head(fields["content"])
        return fields if head is None else {**fields, **_begun_on(person, head)}
    if kind is not MailKind.FEED_BROKEN:
        return mail_fields.mail_fields(kind, fields)
    feed = _broken_feed(fields)  # it may have been tried again while the mail waited through quiet hours
    return fields if feed is None or feed.due is None else {**fields, "next": feed.due.isoformat()}


def _with_replacement_on_offer(person: Person, fields: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """Return the fields of a recall; what is to be shared instead is left out where this reader cannot share it."""
    instead = fields.get("replacement")
    head = content_items.find_head(instead, consistent=True) if instead else None
    if head is not None and content_rules.is_on_offer(head, person, now):
        return {**fields, **_begun_on(person, head)}
    return {name: value for name, value in fields.items() if name not in ("replacement", "replacement_title")}


def _begun_on(person: Person, head: ContentHead) -> dict[str, str]:
    """Return the field that says on which network this reader begins to share a content, where one is ready."""
    shares = sharing_items.shares_of(person.id)
    used = {share.network for share in shares if share.content == head.content}
    network = first_network(head.captioned, (share.network for share in shares), used)
    return {} if network is None else {"network": network.value}


def _broken_feed(fields: Mapping[str, Any]) -> channels_model.Feed | None:
    """Return the feed that a mail is about, if it is broken still since that moment."""
    channel = channels_items.find_channel(fields["channel"], consistent=True)
    feed = channel.feed if channel is not None else None
    return feed if feed is not None and feed.broken_since == datetime.fromisoformat(fields["at"]) else None


def _names(ids: list[str]) -> dict[str, str]:
    found = (people_items.find_person(person) for person in ids)
    return {person.id: person.name for person in found if person is not None}
