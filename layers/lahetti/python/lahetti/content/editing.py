"""An editor's deeds, from the draft to the archive, and the job that turns contents when their time has come."""

from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils.compat

from lahetti.content import items
from lahetti.content.addresses import canonical_key
from lahetti.content.captions import checked_captions
from lahetti.content.offer import whole
from lahetti.content.rules import LANGUAGE, Content, ContentState, Draft, checked_draft
from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, NotAllowed, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.networks.share_dialogs import Network
from lahetti.people.model import Person, Role
from lahetti.records import audit
from lahetti.settings.model import Settings

_FEED = "feed"
"""Who writes what no person has written."""


def create_draft(draft: Draft, editor: Person, settings: Settings, now: datetime) -> Content:
    """Store a draft. Raise Invalid, NotAllowed, or Conflict when the address is there already."""
    checked_draft(draft, settings)
    require_channel(draft.channel)
    require_editor(editor, draft.channel)
    head, texts, writes = new_content(draft, editor.id, editor.name, ContentState.DRAFT, now)
    try:
        transactions.transact(
            *writes, audit.entry(editor.id, "draft written", head.pk, now, after={"title": head.title})
        )
    except TransactionConflict as refused:
        raise address_taken(draft.address) from refused
    return whole(head, texts, [])


def new_content(
    draft: Draft, created_by: str, chosen_by: str, state: ContentState, now: datetime
) -> tuple[items.ContentHead, items.ContentTexts, list[Put]]:
    """Return head and texts of a new content, and what stores them; they are refused where the address is taken."""
    content = str(uuid_utils.compat.uuid7())
    head = items.ContentHead(
        keys.content(content),
        keys.HEAD,
        content=content,
        channel=draft.channel,
        state=state.value,
        title=draft.title.strip(),
        language=draft.language,
        topics=list(draft.topics),
        audience=list(draft.audience),
        picture=draft.picture,
        campaign=draft.campaign,
        points=draft.points,
        created_by=created_by,
        chosen_by=chosen_by,
        created=now,
        expiry=draft.expiry,
        wished_until=draft.wished_until.isoformat() if draft.wished_until is not None else None,
        minutes=draft.minutes,
    )
    place(head, state, now)
    texts = items.ContentTexts(
        keys.content(content),
        keys.TEXTS,
        address=draft.address,
        summary=draft.summary.strip(),
        why=draft.why.strip(),
        disclosure=draft.disclosure.strip(),
    )
    address = items.ContentAddress(keys.address(canonical_key(draft.address)), "ADDRESS", content=content)
    return head, texts, [Put(head), Put(texts), Put(address, type(address).pk.does_not_exist())]


def take_from_feed(draft: Draft, channel: items.Channel, settings: Settings, now: datetime, *, published: bool) -> str:
    """Store what a channel's feed brought, in one transaction with the channel's own state; return the content.

    Raise Conflict when the address is there already, or the channel was changed meanwhile.
    """
    checked_draft(draft, settings)
    head, _, writes = new_content(draft, _FEED, channel.name, ContentState.DRAFT, now)
    if published:
        _publish(head, settings, now)
    what = "content published from the feed" if published else "draft taken from the feed"
    try:
        transactions.transact(
            *writes, Put(channel), audit.entry(_FEED, what, head.pk, now, after={"title": head.title})
        )
    except TransactionConflict as refused:
        raise Conflict("This address was just added, or the channel changed.", field="address") from refused
    return head.content


def set_captions(
    content: str,
    network: Network,
    language: str,
    texts: tuple[str, ...],
    editor: Person,
    settings: Settings,
    now: datetime,
) -> None:
    """Store the captions for one network and language, in place of the former ones. Raise Invalid, NotFound, …"""
    head = head_for(editor, content)
    if not LANGUAGE.fullmatch(language):
        raise Invalid(f"{language!r} is not a language code.", field="language", value=language)
    disclosure = items.find_texts(content).disclosure
    checked_captions(network, texts, disclosure, settings)
    item = items.Captions(
        head.pk, keys.captions(network, language), network=network.value, language=language, texts=list(texts)
    )
    head.captioned = sorted({*head.captioned, f"{network.value}#{language}"})
    try:
        transactions.transact(
            Put(item),
            Put(head),
            audit.entry(editor.id, "captions written", head.pk, now, after={"network": network.value}),
        )
    except TransactionConflict as refused:
        raise changed_meanwhile() from refused


def publish(
    content: str, editor: Person, settings: Settings, now: datetime, at: datetime | None = None
) -> ContentState:
    """Publish a draft now, or schedule it for a later time. Publishing twice changes nothing. Return the state."""
    head = head_for(editor, content)
    publication = begin_publication(head, editor, settings, now, at)
    if publication is not None:
        save(head, publication)
    return ContentState(head.state)


def begin_publication(
    head: items.ContentHead, editor: Person, settings: Settings, now: datetime, at: datetime | None = None
) -> Put | None:
    """Make a head published, or scheduled where `at` is to come; return the audit entry, None where it is out already.

    Raise Conflict where its state does not allow it.
    """
    if head.state == ContentState.PUBLISHED:
        return None
    if head.state in (ContentState.ARCHIVED, ContentState.RECALLED):
        raise Conflict(f"A content that is {head.state} is not published again.", field="state", value=head.state)
    _require_decision(head)
    if head.created_by == _FEED:
        head.chosen_by = editor.name
    set_publication(head, settings, now, at)
    later = head.state == ContentState.SCHEDULED
    return audit.entry(editor.id, "content scheduled" if later else "content published", head.pk, now)


def set_publication(head: items.ContentHead, settings: Settings, now: datetime, at: datetime | None = None) -> None:
    """Make a head published, or scheduled where `at` is still to come."""
    if at is not None and at > now:
        head.planned = at.astimezone(UTC)  # lists compare moments as texts
        place(head, ContentState.SCHEDULED, head.planned)
    else:
        _publish(head, settings, now)


def archive(content: str, editor: Person, now: datetime) -> ContentState:
    """Take a content off the offer; links that are out keep working. Archiving twice changes nothing."""
    head = head_for(editor, content)
    if head.state not in (ContentState.ARCHIVED, ContentState.RECALLED):
        _require_decision(head)
        place(head, ContentState.ARCHIVED, now)
        save(head, audit.entry(editor.id, "content archived", head.pk, now))
    return ContentState(head.state)


def turn_contents(settings: Settings, now: datetime) -> tuple[int, int]:
    """Publish what is due and archive what has expired; return how many of each. Repeating it is harmless."""
    published = archived = 0
    for content in items.contents_due(ContentState.SCHEDULED, now):
        head = items.find_head(content, consistent=True)
        if (
            head is not None
            and head.state == ContentState.SCHEDULED
            and head.planned is not None
            and head.planned <= now
        ):
            _publish(head, settings, now)
            save(head)
            published += 1
    for content, _, shown in items.contents_in(ContentState.PUBLISHED):
        if shown.get("expiry") and shown["expiry"] <= now.isoformat():
            head = items.find_head(content, consistent=True)
            if head is not None and head.state == ContentState.PUBLISHED:
                place(head, ContentState.ARCHIVED, now)
                save(head)
                archived += 1
    return published, archived


def _publish(head: items.ContentHead, settings: Settings, now: datetime) -> None:
    head.published = now
    if head.expiry is None:
        head.expiry = now + timedelta(days=settings.days_on_offer)
    place(head, ContentState.PUBLISHED, now)


def place(head: items.ContentHead, state: ContentState, moment: datetime) -> None:
    """Put a head into a state, with the keys and the row that lists read."""
    head.state = state.value
    head.gsi1pk = keys.contents(state)
    head.gsi1sk = f"{moment.isoformat()}#{head.content}"
    head.gsi2pk = keys.channel(head.channel)
    head.gsi2sk = f"{state.value}#{moment.isoformat()}#{head.content}"
    shown: dict[str, Any] = {"channel": head.channel, "title": head.title, "language": head.language}
    optional: dict[str, Any] = {
        "topics": list(head.topics),
        "audience": list(head.audience),
        "picture": head.picture,
        "published": head.published.isoformat() if head.published is not None else None,
        "expiry": head.expiry.isoformat() if head.expiry is not None else None,
    }
    optional |= {"wished_until": head.wished_until, "minutes": head.minutes, "sharers": _sharers_shown(head)}
    shown.update({name: value for name, value in optional.items() if value})
    head.view1 = shown
    head.view2 = {"title": head.title}


def _sharers_shown(head: items.ContentHead) -> Any:
    """Return the number that the hourly count has put into the row, to keep it there."""
    return head.view1.as_dict().get("sharers") if head.view1 is not None else None


def save(head: items.ContentHead, *more: Put) -> None:
    """Write a head with what belongs to its change. Raise Conflict when another came first."""
    try:
        transactions.transact(Put(head), *more)
    except TransactionConflict as refused:
        raise changed_meanwhile() from refused


def _require_decision(head: items.ContentHead) -> None:
    if head.state == ContentState.SUGGESTED:
        raise Conflict(
            "A suggestion is accepted or rejected first.",
            field="state",
            value=head.state,
            see=f"/api/v1/suggestions/{head.content}/decision",
        )


def changed_meanwhile() -> ChangedMeanwhile:
    """Return the refusal of a change to what somebody else has changed since it was read."""
    return ChangedMeanwhile("Somebody else changed this content at the same time. Look at it again.")


def head_for(editor: Person, content: str) -> items.ContentHead:
    """Return a head as it is at this moment, if this editor may change it; raise NotFound or NotAllowed."""
    head = items.find_head(content, consistent=True)
    if head is None:
        raise NotFound(f"There is no content {content}.", field="content", value=content)
    require_editor(editor, head.channel)
    return head


def require_channel(channel: str) -> None:
    """Raise Invalid unless there is such a channel."""
    if items.find_channel(channel) is None:
        raise Invalid(f"There is no channel {channel}.", field="channel", value=channel)


def address_taken(address: str) -> Conflict:
    """Return the refusal of an address that a content has already."""
    return Conflict("This address has been added already.", field="address", value=address)


def require_editor(editor: Person, channel: str) -> None:
    """Raise NotAllowed unless this editor may change contents of a channel."""
    if not editor.may_edit(channel):
        raise NotAllowed(f"Only {Role.EDITOR}s of the channel {channel} may do this.", field="channel", value=channel)
