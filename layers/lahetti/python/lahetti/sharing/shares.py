"""Opening a share: the link, a caption by lot, the network's own share address; the verdict on own words.

Confirming it earns points and stands in `points`.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content import offer
from lahetti.content.captions import checked_words, with_disclosure
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.networks.share_dialogs import Network, share_address, takes_text
from lahetti.people import guidelines
from lahetti.people.model import Person
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.outbox import MailKind
from lahetti.security import secrets
from lahetti.settings.model import Settings
from lahetti.sharing import items, links, marks, qr_codes

OWN_WORDING_LEAST = 30
"""Characters that own words have at least, without links, hashtags, case and spacing (product.md, Points)."""
OWN_WORDING_ALIKE = 0.8
"""difflib's ratio to every offered caption is under this."""
_EXACT = 1000
"""Characters up to which every one is compared."""


LONGEST_PUT_OFF = timedelta(days=31)
"""How far ahead a reminder may be."""

_keys: dict[str, bytes] = {}
"""The visitor key of the present day, and of no other."""


class ShareState(StrEnum):
    """Of a share: only a confirmed one scores."""

    OPENED = "opened"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class OpenedShare:
    """What an ambassador needs to post: `text` is what goes into the network's window or the clipboard.

    `qr` is the link's QR code (`lahetti.qr_codes`), for the network `link` alone: no other is shown to be scanned.
    """

    code: str
    link: str
    content: str
    network: Network
    state: ShareState
    caption: str | None
    text: str
    share_address: str | None
    copy_text_first: bool
    own_wording: bool
    qr: tuple[str, ...] | None


class NotOnOffer(Conflict):
    """The content cannot be shared: not published, over, or for others."""

    code = "not_on_offer"


class RecalledMeanwhile(NotOnOffer):
    """The content was recalled: it must not be shared any more, by any way."""

    code = "recalled_meanwhile"


class ServerNeeded(Invalid):
    """Mastodon has no window of its own: the person's server is asked once."""

    code = "server_needed"


def caption_by_lot(code: str, captions: tuple[str, ...]) -> str | None:
    """Return the caption that a share is offered: drawn from its code, so it stays the same."""
    if not captions:
        return None
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:8])
    return captions[number % len(captions)]


def bare_words(text: str) -> str:
    """Return a text without links, hashtags, case and spacing, as own words are judged."""
    without = re.sub(r"https?://\S+|#\w+", " ", text.casefold())
    return "".join(without.split())


def is_own_wording(text: str, captions: tuple[str, ...]) -> bool:
    """Judge whether a text is somebody's own: long enough and unlike every caption that was offered."""
    bare = bare_words(text)
    if len(bare) < OWN_WORDING_LEAST:
        return False
    return not any(_alike(bare, bare_words(caption)) for caption in captions)


def _alike(one: str, other: str) -> bool:
    # From 200 characters on, difflib by default passes over all that are frequent, and with them over whole sentences
    # that were copied. Without that it is slow on very long texts (seconds at 3,000 characters).
    matcher = SequenceMatcher(None, one, other, autojunk=len(other) > _EXACT)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # each an upper bound of the next
    return all(ratio() >= OWN_WORDING_ALIKE for ratio in ratios)


def language_of_captions(captioned: list[str], network: Network, person: str, of_content: str) -> str | None:
    """Choose the captions' language: the content's own, else the person's, else any that there is."""
    offered = [entry.split("#")[1] for entry in captioned if entry.split("#")[0] == network.value]
    return next((language for language in (of_content, person) if language in offered), next(iter(offered), None))


def open_share(
    person: Person,
    content_id: str,
    network: Network,
    settings: Settings,
    now: datetime,
    *,
    words: str | None = None,
    device: tuple[str, str] | None = None,
    day: str,
) -> tuple[OpenedShare, bool]:
    """Open a share for a content and a network; return it and whether it is new.

    Opening twice gives the same share; own words are judged at each opening before the confirmation, and only the
    verdict is kept. `device` (address, user agent) is marked as the ambassador's own for the day.
    Raise GuidelinesFirst, NotOnOffer, RecalledMeanwhile, Invalid.
    """
    guidelines.require(person, settings.guidelines)
    head = content_items.find_head(content_id)
    if head is not None and offer.is_recalled_from(head, person):
        raise RecalledMeanwhile("This content has been recalled.", field="content", value=content_id)
    if head is None or not offer.is_on_offer(head, person, now):
        raise NotOnOffer("This content is not on offer.", field="content", value=content_id)
    if network is Network.MASTODON and not person.mastodon_server:
        raise ServerNeeded("Tell your Mastodon server first.", field="mastodon_server", see="/api/v1/me")
    texts = content_items.find_texts(content_id)
    language = language_of_captions(head.captioned, network, person.language, head.language)
    offered = content_items.find_captions(content_id, network, language) if language else None
    captions = tuple(offered.texts) if offered else ()
    if words is not None:
        checked_words(network, words, texts.disclosure, settings, "words")
    own = words is not None and is_own_wording(words, captions)

    code = links.code_of(secrets.link_key(), person.id, content_id, network)
    share, new = _opened(code, person, head, texts, network, settings, own, now)
    if device is not None:
        _mark_device(code, device, day, now)

    caption = caption_by_lot(code, captions)
    link = f"{configuration().link_origin}/{code}"
    text = with_disclosure(words or caption or "", texts.disclosure)
    address = share_address(network, link=link, text=text, subject=head.title, server=person.mastodon_server)
    opened = OpenedShare(
        code=code,
        link=link,
        content=content_id,
        network=network,
        state=ShareState(share.state),
        caption=caption,
        text=text,
        share_address=address,
        copy_text_first=not takes_text(network),
        own_wording=share.own_wording,
        qr=qr_codes.modules(link) if network is Network.LINK else None,
    )
    return opened, new


def own_shares(person: str) -> list[dict[str, Any]]:
    """Return the person's shares as lists show them, newest first."""
    return [{"code": code, **shown} for code, shown in items.shares_of(person)]


def own_share(person: str, code: str, *, consistent: bool = False) -> items.Share:
    """Return a share of this person; raise NotFound for anybody else's, too."""
    share = items.find_share(code, consistent=consistent) if links.is_code(code) else None
    if share is None and not consistent and links.is_code(code):
        share = items.find_share(code, consistent=True)
    if share is None or share.person != person:
        raise NotFound(f"You have no share {code[:20]}.", field="code", value=code[:20])
    return share


def remind_later(
    person: Person, code: str, at: datetime, settings: Settings, zone: ZoneInfo, now: datetime
) -> items.Share:
    """Put a share off to a chosen time, in place of one chosen before; a mail reminds of it then.

    A time in the person's quiet hours becomes the first one after them. Raise NotFound, Conflict, Invalid, Busy.
    """
    if not now < at <= now + LONGEST_PUT_OFF:
        raise Invalid(f"A reminder is at most {LONGEST_PUT_OFF.days} days ahead.", field="at", value=at.isoformat())
    wanted = person.notifications.quiet_hours(settings).first_free(at, zone).astimezone(UTC)
    for _ in range(5):
        share = own_share(person.id, code, consistent=True)
        if share.state != ShareState.OPENED:
            raise Conflict("This share is confirmed already.", field="state", value=share.state)
        share.remind_at = wanted
        show(share)
        reminder = outbox.mail(
            MailKind.SHARE_REMINDER,
            person.id,
            f"{code}#{wanted.isoformat()}",
            wanted,
            title=share.title,
            content=share.content,
            code=code,
            network=share.network,
            at=wanted.isoformat(),
        )
        try:
            transactions.transact(Put(share), reminder)
        except TransactionConflict as refused:
            # The reminder for this very time waits already, from a choice before the last one.
            if refused.because_of(records_items.Mail) and transactions.save_if_current(share):
                return share
            continue
        return share
    raise Busy("This share is being changed again and again.", retry_after=1)


def forget_reminder(person: Person, code: str) -> items.Share:
    """Take a reminder back; without one, nothing happens. Raise NotFound, Busy."""
    for _ in range(5):
        share = own_share(person.id, code, consistent=True)
        if share.remind_at is None:
            return share
        share.remind_at = None
        show(share)
        if transactions.save_if_current(share):
            return share
    raise Busy("This share is being changed again and again.", retry_after=1)


def show(share: items.Share) -> None:
    """Bring what lists show of a share up to date with the share."""
    share.view1 = {
        "content": share.content,
        "title": share.title,
        "network": share.network,
        "state": share.state,
        "clicks": int(share.clicks),
        "opened": share.opened.isoformat(),
    }
    if share.remind_at is not None and share.state == ShareState.OPENED:
        share.view1["remind_at"] = share.remind_at.isoformat()
    share.view2 = {"network": share.network, "state": share.state}


def _opened(
    code: str,
    person: Person,
    head: content_items.ContentHead,
    texts: content_items.ContentTexts,
    network: Network,
    settings: Settings,
    own: bool,
    now: datetime,
) -> tuple[items.Share, bool]:
    """Store the share if it is new, or a changed verdict if it still waits for its confirmation."""
    for attempt in range(5):
        share = items.find_share(code, consistent=attempt > 0)
        new = share is None
        if share is None:
            share = _new_share(code, person, head, texts, network, settings, own, now)
        elif share.state != ShareState.OPENED or share.own_wording == own:
            return share, False
        else:
            share.own_wording = own
        if transactions.save_if_current(share):
            return share, new
    raise Busy("This share is being opened again and again.", retry_after=1)


def _new_share(
    code: str,
    person: Person,
    head: content_items.ContentHead,
    texts: content_items.ContentTexts,
    network: Network,
    settings: Settings,
    own: bool,
    now: datetime,
) -> items.Share:
    target = texts.address
    if settings.utm:
        target = links.tracked(target, network.value, head.campaign or head.channel, code)
    share = items.Share(
        keys.share(code),
        "SHARE",
        gsi1pk=keys.person(person.id),
        gsi1sk=f"SHARE#{now.isoformat()}",
        gsi2pk=keys.content(head.content),
        gsi2sk=f"{person.id}#{network.value}",
        code=code,
        target=target,
        person=person.id,
        content=head.content,
        title=head.title,
        network=network.value,
        state=ShareState.OPENED.value,
        value=head.points,
        own_wording=own,
        opened=now,
    )
    show(share)
    return share


def _mark_device(code: str, device: tuple[str, str], day: str, now: datetime) -> None:
    if day not in _keys:
        _keys.clear()
        fresh = os.urandom(links.VISITOR_KEY_BYTES)
        _keys[day] = marks.visitor_key(day, fresh, now + timedelta(days=2))
    marks.mark_own_device(code, day, links.visitor_of(_keys[day], *device), now, now + timedelta(days=3))
