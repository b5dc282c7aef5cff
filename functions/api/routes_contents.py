"""Channels, contents and their captions."""

from datetime import date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api import idempotency
from api.application import answer, caller, created, is_conditional, programme, representation, require_match
from api.models import Input, Label, Output, Topic, Url
from api.paging import MOST, Cursor, Limit, Page, page_of
from api.problems import changes, creates, reads
from lahetti.analytics import seen as analytics_seen
from lahetti.content import from_url, offer, publishing, recalling, revising, submitting
from lahetti.content.captions import MOST_CAPTIONS
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.comments import writing as comments
from lahetti.content.comments.model import LONGEST as LONGEST_COMMENT
from lahetti.content.comments.model import CommentLine
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.model import Content, ContentState, Draft, Links, Recall, Row
from lahetti.content.rules import LONGEST, LONGEST_READING, MOST_TOPICS
from lahetti.content.urls import LONGEST_URL
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Role
from lahetti.settings.topics import known_topics
from lahetti.settings.versions import current_settings
from lahetti.suggestions import taking_over

router = APIGatewayRouter()
_LANGUAGE = r"^[a-z]{2,3}$"
ContentId = Annotated[str, Path(max_length=64)]
ChannelId = Annotated[str, Path(max_length=40)]
LanguageCode = Annotated[str, Path(min_length=2, max_length=3, pattern=_LANGUAGE)]
USUAL_CONTENTS = 20
"""Contents of a page where the caller names no number: 20 cost no more than two read units."""


class ChannelIn(Input):
    """One of the organisation's own sources."""

    channel: str = Field(max_length=40)
    name: str = Field(max_length=60)
    medium: str = Field(max_length=40)
    language: str = Field(default="fi", max_length=3)
    url: str = Field(max_length=LONGEST_URL)


class FeedIn(Input):
    """Where a channel's feed is. Its items become drafts, or go out at once."""

    url: str = Field(min_length=1, max_length=LONGEST_URL)
    publishes: bool = False


class FeedOut(Output):
    """How a channel's feed fares: `reason` and `detail` say why it is broken and are absent while it is well.

    `waiting` items are new and over the day's number; `skipped` counts those that cannot be used by the reason.
    """

    url: Url
    publishes: bool
    fetched_at: datetime | None
    reason: str | None
    detail: str | None
    broken_at: datetime | None
    due_at: datetime | None
    waiting: int
    skipped: dict[str, int]


class ChannelOut(Output):
    """A channel; its editors see its feed. An archived one brings nothing new."""

    channel: str
    name: str
    medium: str
    language: str
    url: Url
    archived: bool
    feed: FeedOut | None = None


class ChannelPageOut(Page):
    """Channels by name."""

    items: list[ChannelOut]


class DraftIn(Input):
    """A content as an editor writes it; an empty audience is everybody.

    Without a title or a language the page itself is read, and says what is not given here. Without a channel it is the
    one on whose host the address is, or the only one that the editor has.
    """

    channel: str = Field(default="", max_length=40)
    url: str = Field(max_length=LONGEST_URL)
    title: str = Field(default="", max_length=LONGEST["title"])
    language: str = Field(default="", max_length=3)
    summary: str = Field(default="", max_length=LONGEST["summary"])
    why: str = Field(default="", max_length=LONGEST["why"])
    disclosure: str = Field(default="", max_length=LONGEST["disclosure"])
    topics: list[Topic] = Field(default_factory=list, max_length=MOST_TOPICS)
    audience: list[Label] = Field(default_factory=list, max_length=20)
    picture_url: str | None = Field(default=None, max_length=LONGEST_URL)
    picture_text: str = Field(default="", max_length=LONGEST["picture_text"])
    campaign: str | None = Field(default=None, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")
    points: int | None = Field(default=None, ge=0, le=1000)
    expires_at: AwareDatetime | None = None
    wished_until_on: date | None = None
    minutes: int | None = Field(default=None, ge=1, le=LONGEST_READING)


class ContentRowOut(Output):
    """A content in a list; `sharers` is how many people have shared it, where that may be shown.

    Until the end of `wished_until_on` the editors wish for its sharing; `minutes` is how long it takes to read;
    `publish_at` is when one that is scheduled goes out, `submitted_edition_at` is the edition that waits for its second
    reader.
    """

    content: str
    channel: str
    title: str
    language: str
    topics: list[str]
    audience: list[str]
    picture_url: Url | None
    picture_text: str
    publish_at: datetime | None
    published_at: datetime | None
    expires_at: datetime | None
    wished_until_on: date | None
    minutes: int | None
    sharers: int | None
    networks: list[Network]
    submitted_edition_at: datetime | None


class ContentPageOut(Page):
    """Contents; a page may hold few, or none, and still have a next one."""

    items: list[ContentRowOut]


class CaptionsOut(Output):
    """The captions for one network and language."""

    network: Network
    language: str
    texts: list[str]
    keys: list[str]


class ContentOut(ContentRowOut):
    """A content whole; `edition_at` is since when its texts, captions, URL and picture are as they are."""

    state: ContentState
    edition_at: datetime
    url: Url
    summary: str
    why: str
    disclosure: str
    chosen_by: str
    points: int | None
    campaign: str | None
    captions: list[CaptionsOut]


class ViewsIn(Input):
    """Contents whose card was half in view for a second, or which were opened."""

    contents: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(max_length=analytics_seen.MOST)


class ViewsOut(Output):
    """How many contents were counted."""

    views: int


class CaptionsIn(Input):
    """Captions in place of the former ones; 2 to 5 are good, as one is offered by lot."""

    texts: list[str] = Field(min_length=1, max_length=MOST_CAPTIONS)


class PublicationIn(Input):
    """When to publish: a time that is to come; now where it is absent.

    `edition_at` is the content's as it was read: a second reader names it.
    """

    publish_at: AwareDatetime | None = None
    edition_at: AwareDatetime | None = None


class SharingAgainIn(Input):
    """`edition_at` is the content's as it was read: a second reader names it."""

    edition_at: AwareDatetime | None = None


class SendingBackIn(Input):
    """What is to be done first; who submitted the content may take it back without a word."""

    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class CommentIn(Input):
    """What an editor says about a content to the others of its channel."""

    text: str = Field(min_length=1, max_length=LONGEST_COMMENT)


class CommentOut(Output):
    """A comment; `name` is absent where its writer has left."""

    number: int
    name: str | None
    text: str
    written_at: datetime


class CommentPageOut(Page):
    """Comments, the first one first."""

    items: list[CommentOut]


class RecallIn(Input):
    """Where the links that are out lead from now on; why, for those who shared it; which content to share instead."""

    links: Links = Links.FRONT_PAGE
    reason: str = Field(min_length=1, max_length=recalling.LONGEST_REASON)
    replacement: str | None = Field(default=None, min_length=1, max_length=64)


class ContentStateOut(Output):
    """The state that a content is in."""

    content: str
    state: ContentState


@router.get("/channels", responses=reads("A page of channels"))
def list_channels(limit: Limit = MOST, cursor: Cursor = None) -> Response[ChannelPageOut]:
    """Return the channels by name; an editor sees how the feeds of theirs fare."""
    person = caller()
    page, following = page_of(catalogue.channels(), lambda channel: channel.channel, limit, cursor)
    health = feed_settings.feeds_of(person) if person.may(Role.EDITOR) else {}
    return representation(
        ChannelPageOut(items=[channel_out(channel, health.get(channel.channel)) for channel in page], next=following)
    )


@router.post("/channels", responses=creates("Added", 409, known="There already"))
def add_channel(new: ChannelIn) -> Response[ChannelOut]:
    """Add a channel; its id is the natural key."""
    admin = caller(Role.ADMIN)
    channel = Channel(new.channel, new.name, new.medium, new.language, new.url)
    stored, added = catalogue.add_channel(channel, admin.id, clock.now())
    return created(channel_out(stored, stored.feed), f"/channels/{new.channel}", new=added)


@router.get("/channels/<channel_id>", responses=reads("The channel", 404))
def get_channel(channel_id: ChannelId) -> Response[ChannelOut]:
    """Return a channel; an editor of it sees how its feed fares."""
    person = caller()
    channel = catalogue.find_channel(channel_id)
    health = feed_settings.feeds_of(person) if person.may(Role.EDITOR) else {}
    return representation(channel_out(channel, health.get(channel_id)))


@router.post("/channels/<channel_id>/archive", responses=changes("Archived", 404))
def archive_channel(channel_id: ChannelId) -> Response[ChannelOut]:
    """Archive a channel: its feed rests and nobody adds to it; its contents and their links stay as they are."""
    admin = caller(Role.ADMIN)
    archived = catalogue.archive_channel(channel_id, admin.id, clock.now())
    return answer(channel_out(archived, archived.feed))


@router.post("/channels/<channel_id>/restore", responses=changes("In use again", 404))
def restore_channel(channel_id: ChannelId) -> Response[ChannelOut]:
    """Bring an archived channel back, with its feed."""
    admin = caller(Role.ADMIN)
    restored = catalogue.restore_channel(channel_id, admin.id, clock.now())
    return answer(channel_out(restored, restored.feed))


@router.put("/channels/<channel_id>/feed", responses=changes("Set", 404, 409))
def set_channel_feed(channel_id: ChannelId, feed: FeedIn) -> Response[ChannelOut]:
    """Give a channel a feed. It is first fetched within minutes."""
    admin = caller(Role.ADMIN)
    health = feed_settings.set_feed(channel_id, feed.url, admin.id, clock.now(), publishes=feed.publishes)
    return answer(channel_out(catalogue.find_channel(channel_id), health))


@router.delete("/channels/<channel_id>/feed", responses=changes("Taken away", 404, 409))
def delete_channel_feed(channel_id: ChannelId) -> Response[ChannelOut]:
    """Take a channel's feed away; what came from it stays. Without one, nothing changes."""
    admin = caller(Role.ADMIN)
    health = feed_settings.set_feed(channel_id, None, admin.id, clock.now())
    return answer(channel_out(catalogue.find_channel(channel_id), health))


@router.get("/contents", responses=reads("A page of contents"))
def list_contents(
    state: Annotated[ContentState, Query()] = ContentState.PUBLISHED,
    limit: Limit = USUAL_CONTENTS,
    cursor: Cursor = None,
) -> Response[ContentPageOut]:
    """Return a page of what is on offer to the caller; editors may ask for theirs in another state, newest first.

    Of each forty contents those in the caller's language come first, then the others, both newest first.
    """
    if state is ContentState.PUBLISHED:
        rows, following = offer.on_offer(caller(), clock.now(), cursor, limit)
    else:
        rows, following = offer.contents_of_editor(caller(Role.EDITOR), state, cursor, limit)
    page = ContentPageOut(items=[ContentRowOut(**_row(row)) for row in rows], next=following)
    return representation(page, kept=True)


@router.post("/contents", responses=creates("A draft", 409))
def create_content(draft: DraftIn) -> Response[ContentOut]:
    """Write a draft. The same Idempotency-Key answers the same draft again.

    A suggestion that waits at the URL becomes the draft: it is accepted by that, under its own id.
    """
    editor = caller(Role.EDITOR)

    def create_once() -> dict[str, Any]:
        whole = from_url.completed(_draft(draft), editor)
        made, _ = taking_over.create_content(whole, editor, programme(), clock.now())
        return _out(made).model_dump(mode="json")

    body = idempotency.once(editor.id, "POST /contents", draft.model_dump(mode="json"), create_once)
    return created(ContentOut(**body), f"/contents/{body['content']}")


@router.get("/contents/<content_id>", responses=reads("The content", 404))
def get_content(content_id: ContentId) -> Response[ContentOut]:
    """Return a content with its captions."""
    return representation(_out(offer.find_content(content_id, caller(), clock.now())))


@router.put("/contents/<content_id>/captions/<network>/<language>", responses=changes("Stored", 404, 409, 412))
def set_captions(
    content_id: ContentId, network: Annotated[Network, Path()], language: LanguageCode, captions: CaptionsIn
) -> Response[CaptionsOut]:
    """Store the captions for one network and language. If-Match takes the ETag of the content."""
    editor, now = caller(Role.EDITOR), clock.now()
    if is_conditional():
        require_match(_out(offer.find_content(content_id, editor, now)))
    texts = tuple(captions.texts)
    keyed = revising.set_captions(content_id, network, language, texts, editor, current_settings(), now)
    return answer(CaptionsOut(network=network, language=language, texts=list(texts), keys=list(keyed.keys)))


@router.post("/contents/<content_id>/publish", responses=changes("Published, or scheduled", 404, 409))
def publish_content(content_id: ContentId, publication: PublicationIn) -> Response[ContentStateOut]:
    """Publish a content now or at a time. Publishing twice changes nothing.

    Where the programme wants a second reader, it was submitted, and neither the caller's change nor their submission.
    """
    editor, at, read = caller(Role.EDITOR), publication.publish_at, publication.edition_at
    state = publishing.publish(content_id, editor, current_settings(), clock.now(), at, read)
    return answer(ContentStateOut(content=content_id, state=state))


@router.post("/contents/<content_id>/submit", responses=changes("Submitted", 404, 409))
def submit_content(content_id: ContentId) -> Response[ContentStateOut]:
    """Let a draft wait for its second reader. Submitting twice changes nothing; a change of its texts ends it."""
    editor = caller(Role.EDITOR)
    state = submitting.submit(content_id, editor, current_settings(), clock.now())
    return answer(ContentStateOut(content=content_id, state=state))


@router.post("/contents/<content_id>/send-back", responses=changes("Sent back", 404, 409))
def return_content(content_id: ContentId, wanted: SendingBackIn) -> Response[ContentStateOut]:
    """Let a submitted draft wait no more, with a comment. Repeating it changes nothing."""
    editor = caller(Role.EDITOR)
    state = submitting.send_back(content_id, editor, wanted.comment, clock.now())
    return answer(ContentStateOut(content=content_id, state=state))


@router.get("/contents/<content_id>/comments", responses=reads("A page of comments", 404))
def list_comments(content_id: ContentId, limit: Limit = MOST, cursor: Cursor = None) -> Response[CommentPageOut]:
    """Return what the editors of a content's channel have said about it."""
    return representation(_comments(comments.comments_for(content_id, caller(Role.EDITOR)), limit, cursor))


@router.post("/contents/<content_id>/comments", responses=changes("The comment", 404, 409))
def add_comment(content_id: ContentId, new: CommentIn) -> Response[CommentOut]:
    """Add a comment. Repeating one's last word adds nothing."""
    return answer(_comment(comments.comment(content_id, caller(Role.EDITOR), new.text, clock.now())))


@router.post("/contents/<content_id>/unschedule", responses=changes("A draft again", 404, 409))
def unschedule_content(content_id: ContentId) -> Response[ContentStateOut]:
    """Take the time of a scheduled content away: it is a draft again. Doing it twice changes nothing."""
    editor = caller(Role.EDITOR)
    return answer(ContentStateOut(content=content_id, state=publishing.unschedule(content_id, editor, clock.now())))


@router.post("/contents/<content_id>/share-again", responses=changes("Published anew", 404, 409))
def share_content_again(content_id: ContentId, wanted: SharingAgainIn) -> Response[ContentStateOut]:
    """Publish an archived content anew: a new period begins, its figures and links stay. Repeating changes nothing."""
    editor = caller(Role.EDITOR)
    state = publishing.share_again(content_id, editor, current_settings(), clock.now(), wanted.edition_at)
    return answer(ContentStateOut(content=content_id, state=state))


@router.post("/contents/<content_id>/recall", responses=changes("Recalled", 404, 409))
def recall_content(content_id: ContentId, wanted: RecallIn) -> Response[ContentStateOut]:
    """Recall a content: it leaves the offer at once, and everybody who shared it is told by mail."""
    editor = caller(Role.EDITOR)
    recall = Recall(wanted.links, wanted.reason, wanted.replacement)
    state = recalling.recall(content_id, recall, editor, current_settings(), clock.now())
    return answer(ContentStateOut(content=content_id, state=state))


@router.post("/contents/<content_id>/archive", responses=changes("Archived", 404, 409))
def archive_content(content_id: ContentId) -> Response[ContentStateOut]:
    """Take a content off the offer; its links keep working. Archiving twice changes nothing."""
    editor = caller(Role.EDITOR)
    return answer(ContentStateOut(content=content_id, state=publishing.archive(content_id, editor, clock.now())))


@router.post("/views", responses=changes("Counted"))
def report_views(views: ViewsIn) -> Response[ViewsOut]:
    """Report what the caller has seen, at most once a minute; it is counted, and kept for two days a person."""
    seen = analytics_seen.report_seen(caller(), views.contents, clock.now(), programme().zone)
    return answer(ViewsOut(views=seen))


def channel_out(channel: Channel, health: Feed | None = None) -> ChannelOut:
    """Return a channel as lists show it, with how its feed fares for those who may know."""
    return ChannelOut(
        channel=channel.channel,
        name=channel.name,
        medium=channel.medium,
        language=channel.language,
        url=channel.url,
        archived=channel.archived,
        feed=None if health is None else _feed(health),
    )


def _feed(health: Feed) -> FeedOut:
    return FeedOut(
        url=health.url,
        publishes=health.publishes,
        fetched_at=health.fetched,
        reason=health.reason,
        detail=health.detail,
        broken_at=health.broken_since,
        due_at=health.due,
        waiting=health.waiting,
        skipped=dict(health.skipped),
    )


def _draft(draft: DraftIn) -> Draft:
    return Draft(
        channel=draft.channel,
        url=draft.url,
        title=draft.title,
        language=draft.language,
        summary=draft.summary,
        why=draft.why,
        disclosure=draft.disclosure,
        topics=tuple(draft.topics),
        audience=tuple(draft.audience),
        picture=draft.picture_url,
        picture_text=draft.picture_text,
        campaign=draft.campaign,
        points=draft.points,
        expiry=draft.expires_at,
        wished_until=draft.wished_until_on,
        minutes=draft.minutes,
    )


def _row(row: Row) -> dict[str, Any]:
    return {
        "content": row.content,
        "channel": row.channel,
        "title": row.title,
        "language": row.language,
        "topics": known_topics(row.topics, current_settings()),
        "audience": row.audience,
        "picture_url": row.picture,
        "picture_text": row.picture_text,
        "publish_at": row.planned,
        "published_at": row.published,
        "expires_at": row.expiry,
        "wished_until_on": row.wished_until,
        "minutes": row.minutes,
        "sharers": row.sharers,
        "networks": [Network(network) for network in row.networks],
        "submitted_edition_at": row.waiting.edition if row.waiting else None,
    }


def _comments(lines: list[CommentLine], limit: int, cursor: str | None) -> CommentPageOut:
    page, following = page_of(lines, lambda line: f"{line.number:04d}", limit, cursor)
    return CommentPageOut(items=[_comment(line) for line in page], next=following)


def _comment(line: CommentLine) -> CommentOut:
    return CommentOut(number=line.number, name=line.name, text=line.text, written_at=line.written)


def _out(found: Content) -> ContentOut:
    planned = found.planned if found.state is ContentState.SCHEDULED else None
    return ContentOut(
        **{**_row(found.row), "publish_at": planned},
        state=found.state,
        edition_at=found.edition,
        url=found.url,
        summary=found.summary,
        why=found.why,
        disclosure=found.disclosure,
        chosen_by=found.chosen_by,
        points=found.points,
        campaign=found.campaign,
        captions=[
            CaptionsOut(
                network=Network(network),
                language=language,
                texts=list(texts),
                keys=list(found.caption_keys[network, language]),
            )
            for (network, language), texts in sorted(found.captions.items())
        ],
    )
