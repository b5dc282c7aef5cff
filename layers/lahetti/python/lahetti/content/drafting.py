"""New contents: the draft of an editor, and what a channel's feed brings."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.content import addresses, items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.catalogue import require_channel, require_editor
from lahetti.content.channels.model import Channel
from lahetti.content.model import Content, ContentHead, ContentState, ContentTexts, Draft
from lahetti.content.offer import to_content
from lahetti.content.publishing import FEED, published_head
from lahetti.content.rules import checked_draft, require_times
from lahetti.content.urls import canonical_key, without_click_ids
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings.model import Settings


@dataclass(frozen=True)
class NewContent:
    """A content that is not stored yet."""

    head: ContentHead
    texts: ContentTexts

    @property
    def writes(self) -> list[Put]:
        """What stores it, its URL aside."""
        return [items.put_head(self.head), items.put_texts(self.texts)]

    def with_former(self, former: str | None) -> "NewContent":
        """Return the same content with the one that had its URL before."""
        return replace(self, head=replace(self.head, former=former))

    @property
    def stored(self) -> Content:
        """The content as it is once it is stored."""
        return to_content(replace(self.head, version=1), self.texts, [])


def create_draft(draft: Draft, editor: Person, settings: Settings, now: datetime) -> Content:
    """Store a draft. Raise Invalid, NotAllowed, Busy, or UrlTaken."""
    checked_draft(draft, settings)
    require_times(draft, now, day_of(now, ZoneInfo(configuration().time_zone)))
    require_channel(draft.channel)
    require_editor(editor, draft.channel)
    new = new_content(draft, editor.id, editor.name, ContentState.DRAFT, now)
    pk = keys.content(new.head.content)
    written = audit.entry(editor.id, AuditAction.DRAFT_WRITTEN, pk, now, after={"title": new.head.title})

    def attempt(consistent: bool) -> Content | None:  # noqa: ARG001 (who has a URL is always read as it is)
        claim = addresses.claim(new.texts.url, new.head.content)
        claiming = new.with_former(claim.former)
        return claiming.stored if try_transact(*claiming.writes, *claim.writes, written) else None

    return retry_on_conflict(attempt)


def new_content_id() -> str:
    """Return an id for a content."""
    return str(uuid_utils.compat.uuid7())


def new_content(
    draft: Draft, created_by: str, chosen_by: str, state: ContentState, now: datetime, content: str | None = None
) -> NewContent:
    """Return a new content in a state, with an id that is given or new."""
    content = content or new_content_id()
    head = ContentHead(
        content=content,
        channel=draft.channel,
        state=state,
        since=now,
        title=draft.title.strip(),
        language=draft.language,
        created_by=created_by,
        chosen_by=chosen_by,
        created=now,
        topics=draft.topics,
        audience=draft.audience,
        picture=draft.picture,
        picture_text=draft.picture_text.strip(),
        other_pictures=draft.other_pictures,
        campaign=draft.campaign,
        points=draft.points,
        expiry=draft.expiry,
        wished_until=draft.wished_until,
        minutes=draft.minutes,
    )
    return NewContent(head, texts_of(content, draft))


def texts_of(content: str, draft: Draft) -> ContentTexts:
    """Return the long part of a content as it is stored."""
    url = without_click_ids(draft.url)
    return ContentTexts(content, url, draft.summary.strip(), draft.why.strip(), draft.disclosure.strip())


def take_from_feed(
    draft: Draft,
    channel: Channel,
    settings: Settings,
    now: datetime,
    *besides: Put,
    published: bool,
    content: str | None = None,
) -> str:
    """Store what a channel's feed brought, in one transaction with the channel's own state; return the content.

    Raise Conflict when any content has the URL, also one that is over: a feed takes nothing up again by itself. Or when
    the channel was changed meanwhile.
    """
    checked_draft(draft, settings)
    new = new_content(draft, FEED, channel.name, ContentState.DRAFT, now, content)
    if published:
        new = replace(new, head=published_head(new.head, settings, now))
    pk = keys.content(new.head.content)
    what = AuditAction.CONTENT_PUBLISHED_FROM_THE_FEED if published else AuditAction.DRAFT_TAKEN_FROM_THE_FEED
    taken = audit.entry(FEED, what, pk, now, after={"title": new.head.title})
    url = items.put_url(canonical_key(new.texts.url), new.head.content)
    if not try_transact(*new.writes, url, channels_items.put_channel(channel), taken, *besides):
        raise Conflict("This URL was just added, or the channel changed.", field="address")
    return new.head.content
