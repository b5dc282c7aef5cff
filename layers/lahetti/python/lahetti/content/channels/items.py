"""Channels as they are stored, each with its feed's state in one item."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.content.channels.model import Channel, Feed, FeedOverview
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put, save_if_current


class FeedOverviewAttribute(MapAttribute[str, Any]):
    """What stood in a feed."""

    title = UnicodeAttribute()
    items = NumberAttribute()
    newest = UTCDateTimeAttribute(null=True)
    language = UnicodeAttribute(null=True)


class FeedAttribute(MapAttribute[str, Any]):
    """A channel's feed; `first_seen` in seconds since the epoch."""

    url = UnicodeAttribute()
    publishes = BooleanAttribute(default=False)
    due = UTCDateTimeAttribute(null=True)
    fetched = UTCDateTimeAttribute(null=True)
    tag = UnicodeAttribute(null=True)
    modified = UnicodeAttribute(null=True)
    failures = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    broken_since = UTCDateTimeAttribute(null=True)
    told = UTCDateTimeAttribute(null=True)
    day = UnicodeAttribute(null=True)
    taken = NumberAttribute(default=0)
    waiting = NumberAttribute(default=0)
    first_seen: MapAttribute[str, Any] = MapAttribute(default=dict)
    skipped: MapAttribute[str, Any] = MapAttribute(default=dict)
    overview = FeedOverviewAttribute(null=True)  # type: ignore[no-untyped-call]


class ChannelItem(ProgrammeItem, discriminator="channel"):
    """A channel; `view1` repeats for the list what does not change often."""

    channel = UnicodeAttribute()
    name = UnicodeAttribute()
    medium = UnicodeAttribute()
    language = UnicodeAttribute()
    url = UnicodeAttribute()
    feed = FeedAttribute(null=True)  # type: ignore[no-untyped-call]
    archived = BooleanAttribute(default=False)
    version = VersionAttribute()


def find_channel(channel: str, *, consistent: bool = False) -> Channel | None:
    """Return a channel, or None."""
    item = ChannelItem.find(keys.channel(channel), keys.HEAD, consistent=consistent)
    return _channel(item) if item is not None else None


def all_channels() -> list[Channel]:
    """Return every channel by name, without its feed: one request."""
    return [
        Channel(item.pk.removeprefix("CHANNEL#"), **item.view1.as_dict())
        for item in ProgrammeItem.gsi1.query("CHANNELS")
    ]


def channels_with_feeds() -> list[Channel]:
    """Return every channel by name, with its feed."""
    ids = [channel.channel for channel in all_channels()]
    wanted = ((keys.channel(channel), keys.HEAD) for channel in ids)
    found = {item.channel: _channel(item) for item in batch_get(ChannelItem, wanted)}
    return [found[channel] for channel in ids if channel in found]


def put_channel(channel: Channel) -> Put:
    """Return the write of a channel over the version that was read; a new one must not be there."""
    return Put(_item(channel))


def save_channel(channel: Channel) -> bool:
    """Write a channel alone over the version that was read; return False where another came first."""
    return save_if_current(_item(channel))


def _channel(item: ChannelItem) -> Channel:
    return Channel(
        channel=item.channel,
        name=item.name,
        medium=item.medium,
        language=item.language,
        url=item.url,
        feed=None if item.feed is None else _feed(item.feed),
        archived=item.archived,
        version=int(item.version or 0),
    )


def _feed(stored: FeedAttribute) -> Feed:
    return Feed(
        url=stored.url,
        publishes=stored.publishes,
        due=stored.due,
        fetched=stored.fetched,
        tag=stored.tag,
        modified=stored.modified,
        failures=int(stored.failures),
        reason=stored.reason,
        detail=stored.detail,
        broken_since=stored.broken_since,
        told=stored.told,
        day=stored.day,
        taken=int(stored.taken),
        waiting=int(stored.waiting),
        first_seen={key: datetime.fromtimestamp(int(at), UTC) for key, at in stored.first_seen.as_dict().items()},
        skipped=_numbers(stored.skipped.as_dict()),
        overview=None if stored.overview is None else _overview(stored.overview),
    )


def _overview(stored: FeedOverviewAttribute) -> FeedOverview:
    return FeedOverview(stored.title, int(stored.items), stored.newest, stored.language)


def _numbers(stored: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(number) for name, number in stored.items()}


def _item(channel: Channel) -> ChannelItem:
    shown: dict[str, Any] = {
        "name": channel.name,
        "medium": channel.medium,
        "language": channel.language,
        "url": channel.url,
        "archived": channel.archived,
    }
    return ChannelItem(
        keys.channel(channel.channel),
        keys.HEAD,
        gsi1pk="CHANNELS",
        gsi1sk=f"{channel.name.casefold()}#{channel.channel}",
        view1=shown,
        channel=channel.channel,
        feed=None if channel.feed is None else _stored(channel.feed),
        version=channel.version or None,
        **shown,
    )


def _stored(feed: Feed) -> FeedAttribute:
    return FeedAttribute(  # type: ignore[no-untyped-call]
        url=feed.url,
        publishes=feed.publishes,
        due=feed.due,
        fetched=feed.fetched,
        tag=feed.tag,
        modified=feed.modified,
        failures=feed.failures,
        reason=feed.reason,
        detail=feed.detail,
        broken_since=feed.broken_since,
        told=feed.told,
        day=feed.day,
        taken=feed.taken,
        waiting=feed.waiting,
        first_seen={key: int(at.timestamp()) for key, at in feed.first_seen.items()},
        skipped=dict(feed.skipped),
        overview=None if feed.overview is None else _stored_overview(feed.overview),
    )


def _stored_overview(overview: FeedOverview) -> FeedOverviewAttribute:
    return FeedOverviewAttribute(  # type: ignore[no-untyped-call]
        title=overview.title, items=overview.items, newest=overview.newest, language=overview.language
    )
