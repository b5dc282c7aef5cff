"""Channels, contents and their captions."""

from datetime import date, datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import AwareDatetime, Field

from api import idempotency
from api.application import answer, caller, created, programme, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.analytics import seen as analytics_seen
from lahetti.content import drafting, from_url, offer, publishing, recalling, revising
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.model import Content, ContentState, Draft, Links, Row
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings

router = APIGatewayRouter()
ContentId = Annotated[str, Path(max_length=64)]
Cursor = Annotated[str | None, Query(max_length=400)]


class ChannelIn(Input):
    """One of the organisation's own sources."""

    channel: str = Field(max_length=40)
    name: str = Field(max_length=60)
    medium: str = Field(max_length=40)
    language: str = Field(default="fi", max_length=3)
    address: str = Field(max_length=2000)


class FeedIn(Input):
    """Where a channel's feed is; without an address it has none. Its items become drafts, or go out at once."""

    address: str | None = Field(max_length=2000)
    publishes: bool = False


class FeedOut(Output):
    """How a channel's feed fares: `reason` and `detail` say why it is broken and are absent while it is well.

    `waiting` items are new and over the day's number; `skipped` counts those that cannot be used by the reason.
    """

    address: str
    publishes: bool
    fetched: datetime | None
    reason: str | None
    detail: str | None
    broken_since: datetime | None
    due: datetime | None
    waiting: int
    skipped: dict[str, int]


class ChannelFeedOut(Output):
    """A channel's feed, if it has one."""

    channel: str
    feed: FeedOut | None


class ChannelOut(Output):
    """A channel; its editors see its feed."""

    channel: str
    name: str
    medium: str
    language: str
    address: str
    feed: FeedOut | None = None


class ChannelsOut(Output):
    """All channels by name."""

    channels: list[ChannelOut]


class DraftIn(Input):
    """A content as an editor writes it; an empty audience is everybody.

    Without a title or a language the page itself is read, and says what is not given here. Without a channel it is the
    one on whose host the address is, or the only one that the editor has.
    """

    channel: str = Field(default="", max_length=40)
    address: str = Field(max_length=2000)
    title: str = Field(default="", max_length=200)
    language: str = Field(default="", max_length=3)
    summary: str = Field(default="", max_length=1000)
    why: str = Field(default="", max_length=1000)
    disclosure: str = Field(default="", max_length=200)
    topics: list[str] = Field(default_factory=list, max_length=10)
    audience: list[str] = Field(default_factory=list, max_length=20)
    picture: str | None = Field(default=None, max_length=2000)
    campaign: str | None = Field(default=None, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")
    points: int | None = Field(default=None, ge=0, le=1000)
    expiry: AwareDatetime | None = None
    wished_until: date | None = None
    minutes: int | None = Field(default=None, ge=1, le=240)


class RowOut(Output):
    """A content in a list; `sharers` is how many people have shared it, where they are five or more.

    Until the end of `wished_until` the editors wish for its sharing; `minutes` is how long it takes to read.
    """

    content: str
    channel: str
    title: str
    language: str
    topics: list[str]
    audience: list[str]
    picture: str | None
    published: datetime | None
    expiry: datetime | None
    wished_until: date | None
    minutes: int | None
    sharers: int | None


class ContentsOut(Output):
    """A page of contents, newest first; `next` is the cursor of the next page."""

    contents: list[RowOut]
    next: str | None


class CaptionsOut(Output):
    """The captions for one network and language."""

    network: str
    language: str
    texts: list[str]


class ContentOut(RowOut):
    """A content whole."""

    state: ContentState
    address: str
    summary: str
    why: str
    disclosure: str
    chosen_by: str
    points: int | None
    campaign: str | None
    captions: list[CaptionsOut]


class SeenIn(Input):
    """Contents whose card was half in view for a second, or which were opened."""

    seen: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(max_length=100)


class SeenOut(Output):
    """How many contents were told."""

    seen: int


class CaptionsIn(Input):
    """Captions in place of the former ones; 2 to 5 are good, as one is offered by lot."""

    texts: list[str] = Field(min_length=1, max_length=15)


class PublicationIn(Input):
    """When to publish; now where `at` is absent or past."""

    at: AwareDatetime | None = None


class RecallIn(Input):
    """Where the links that are out lead from now on."""

    links: Links = Links.FRONT_PAGE


class StateOut(Output):
    """The state that a content is in."""

    content: str
    state: ContentState


@router.get("/channels", responses={200: {"description": "All channels"}, 304: UNCHANGED, **problems()})
def list_channels() -> Response[ChannelsOut]:
    """Return all channels; an editor sees how the feeds of theirs fare."""
    person = caller()
    health = feed_settings.feeds_of(person) if person.may(Role.EDITOR) else {}
    found = [channel_out(channel, health.get(channel.channel)) for channel in catalogue.channels()]
    return representation(ChannelsOut(channels=found))


@router.post(
    "/channels",
    responses={200: {"description": "There already"}, 201: {"description": "Added"}, **problems(409, 415)},
)
def add_channel(new: ChannelIn) -> Response[ChannelOut]:
    """Add a channel; its id is the natural key."""
    admin = caller(Role.ADMIN)
    wanted = Channel(new.channel, new.name, new.medium, new.language, new.address)
    added = catalogue.add_channel(wanted, admin.id, clock.now())
    return created(ChannelOut(**new.model_dump()), f"/channels/{new.channel}", new=added)


@router.put("/channels/<channel_id>/feed", responses={200: {"description": "Set"}, **problems(404, 415)})
def set_channel_feed(channel_id: Annotated[str, Path(max_length=40)], feed: FeedIn) -> Response[ChannelFeedOut]:
    """Give a channel a feed, or take it away. It is first fetched within minutes."""
    admin = caller(Role.ADMIN)
    health = feed_settings.set_feed(channel_id, feed.address, admin.id, clock.now(), publishes=feed.publishes)
    return answer(ChannelFeedOut(channel=channel_id, feed=_feed(health)))


@router.get(
    "/contents",
    responses={200: {"description": "A page"}, 304: UNCHANGED, **problems()},
)
def list_contents(
    cursor: Cursor = None, state: Annotated[ContentState, Query()] = ContentState.PUBLISHED
) -> Response[ContentsOut]:
    """Return a page of what is on offer to the caller; editors may ask for their contents in another state."""
    if state is ContentState.PUBLISHED:
        rows, following = offer.on_offer(caller(), clock.now(), cursor)
    else:
        rows, following = offer.contents_of_editor(caller(Role.EDITOR), state, cursor)
    return representation(ContentsOut(contents=[RowOut(**_row(row)) for row in rows], next=following), kept=True)


@router.post("/contents", responses={201: {"description": "A draft"}, **problems(409, 415)})
def create_content(draft: DraftIn) -> Response[ContentOut]:
    """Write a draft. The same Idempotency-Key answers the same draft again."""
    editor = caller(Role.EDITOR)
    fields = draft.model_dump()
    fields["url"] = fields.pop("address")
    wanted = Draft(**{**fields, "topics": tuple(draft.topics), "audience": tuple(draft.audience)})

    def create_once() -> dict[str, Any]:
        whole = from_url.completed(wanted, editor)
        made = drafting.create_draft(whole, editor, current_settings(), clock.now())
        return _out(made).model_dump(mode="json")

    body = idempotency.once(editor.id, "POST /contents", draft.model_dump(mode="json"), create_once)
    return created(ContentOut(**body), f"/contents/{body['content']}")


@router.patch("/contents", responses={200: {"description": "Noted"}, **problems(415)})
def report_views(told: SeenIn) -> Response[SeenOut]:
    """Report what the caller has seen, at most once a minute; it is counted, and kept for two days a person."""
    return answer(SeenOut(seen=analytics_seen.report_seen(caller(), told.seen, clock.now(), programme().zone)))


@router.get("/contents/<content_id>", responses={200: {"description": "The content"}, 304: UNCHANGED, **problems(404)})
def get_content(content_id: ContentId) -> Response[ContentOut]:
    """Return a content with its captions."""
    return representation(_out(offer.find_content(content_id, caller(), clock.now())))


@router.put(
    "/contents/<content_id>/captions/<network>/<language>",
    responses={200: {"description": "Stored"}, **problems(404, 409, 415)},
)
def set_captions(
    content_id: ContentId,
    network: Annotated[Network, Path()],
    language: Annotated[str, Path(max_length=3)],
    captions: CaptionsIn,
) -> Response[CaptionsOut]:
    """Store the captions for one network and language."""
    editor = caller(Role.EDITOR)
    texts = tuple(captions.texts)
    revising.set_captions(content_id, network, language, texts, editor, current_settings(), clock.now())
    return answer(CaptionsOut(network=network.value, language=language, texts=list(texts)))


@router.put("/contents/<content_id>/publication", responses={200: {"description": "Done"}, **problems(404, 409, 415)})
def publish_content(content_id: ContentId, publication: PublicationIn) -> Response[StateOut]:
    """Publish a content now or at a time. Publishing twice changes nothing."""
    editor = caller(Role.EDITOR)
    state = publishing.publish(content_id, editor, current_settings(), clock.now(), publication.at)
    return answer(StateOut(content=content_id, state=state))


@router.put("/contents/<content_id>/recall", responses={200: {"description": "Done"}, **problems(404, 409, 415)})
def recall_content(content_id: ContentId, wanted: RecallIn) -> Response[StateOut]:
    """Recall a content: it leaves the offer at once, and everybody who shared it is told by mail."""
    editor = caller(Role.EDITOR)
    state = recalling.recall(content_id, wanted.links, editor, current_settings(), clock.now())
    return answer(StateOut(content=content_id, state=state))


@router.put("/contents/<content_id>/archiving", responses={200: {"description": "Done"}, **problems(404, 409)})
def archive_content(content_id: ContentId) -> Response[StateOut]:
    """Take a content off the offer; its links keep working."""
    editor = caller(Role.EDITOR)
    return answer(StateOut(content=content_id, state=publishing.archive(content_id, editor, clock.now())))


def _feed(health: Feed | None) -> FeedOut | None:
    if health is None:
        return None
    fields = {name: getattr(health, name) for name in FeedOut.model_fields if name != "address"}
    return FeedOut(address=health.url, **fields)


def channel_out(channel: Channel, health: Feed | None = None) -> ChannelOut:
    return ChannelOut(
        channel=channel.channel,
        name=channel.name,
        medium=channel.medium,
        language=channel.language,
        address=channel.url,
        feed=_feed(health),
    )


def _row(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RowOut.model_fields}


def _out(found: Content) -> ContentOut:
    return ContentOut(
        **_row(found.row),
        state=found.state,
        address=found.url,
        summary=found.summary,
        why=found.why,
        disclosure=found.disclosure,
        chosen_by=found.chosen_by,
        points=found.points,
        campaign=found.campaign,
        captions=[
            CaptionsOut(network=network, language=language, texts=list(texts))
            for (network, language), texts in sorted(found.captions.items())
        ],
    )
