"""Channels and contents. A content is three kinds of items, so that lists read only what they show."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import TransactionConflict, Update, transact, try_write


class Feed(MapAttribute[str, Any]):
    """A channel's feed: where it is, how it fared, how many items were taken on which day.

    `first_seen` is {start of an address's key: seconds since the epoch} of items without a date, `skipped` {reason:
    items} of the last reading; `tag` and `modified` are what the server called that answer.
    """

    address = UnicodeAttribute()
    publishes = BooleanAttribute(default=False)
    due = UTCDateTimeAttribute(null=True)
    fetched = UTCDateTimeAttribute(null=True)
    tag = UnicodeAttribute(null=True)
    modified = UnicodeAttribute(null=True)
    failures = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    broken_since = UTCDateTimeAttribute(null=True)
    day = UnicodeAttribute(null=True)
    taken = NumberAttribute(default=0)
    waiting = NumberAttribute(default=0)
    first_seen: MapAttribute[str, Any] = MapAttribute(default=dict)
    skipped: MapAttribute[str, Any] = MapAttribute(default=dict)


class Channel(ProgrammeItem, discriminator="channel"):
    """One of the organisation's own sources; `view1` repeats name, kind and language for the list."""

    channel = UnicodeAttribute()
    name = UnicodeAttribute()
    medium = UnicodeAttribute()
    language = UnicodeAttribute()
    address = UnicodeAttribute()
    feed = Feed(null=True)  # type: ignore[no-untyped-call]
    version = VersionAttribute()


class ContentHead(ProgrammeItem, discriminator="content"):
    """State and list part of a content; `view1` is the whole row of the list (at most 400 bytes)."""

    content = UnicodeAttribute()
    channel = UnicodeAttribute()
    state = UnicodeAttribute()
    title = UnicodeAttribute()
    language = UnicodeAttribute()
    topics: ListAttribute[str] = ListAttribute(default=list)
    audience: ListAttribute[str] = ListAttribute(default=list)
    picture = UnicodeAttribute(null=True)
    campaign = UnicodeAttribute(null=True)
    points = NumberAttribute(null=True)
    captioned: ListAttribute[str] = ListAttribute(default=list)
    created_by = UnicodeAttribute()
    chosen_by = UnicodeAttribute()
    created = UTCDateTimeAttribute()
    planned = UTCDateTimeAttribute(null=True)
    published = UTCDateTimeAttribute(null=True)
    expiry = UTCDateTimeAttribute(null=True)
    wished_until = UnicodeAttribute(null=True)
    minutes = NumberAttribute(null=True)
    version = VersionAttribute()


class ContentTexts(ProgrammeItem, discriminator="texts"):
    """The long part: read on the content's own page and when a share is opened."""

    address = UnicodeAttribute()
    summary = UnicodeAttribute()
    why = UnicodeAttribute()
    disclosure = UnicodeAttribute()


class Captions(ProgrammeItem, discriminator="captions"):
    """The ready-made captions for one network and language."""

    network = UnicodeAttribute()
    language = UnicodeAttribute()
    texts: ListAttribute[str] = ListAttribute()


class ContentAddress(ProgrammeItem, discriminator="address"):
    """Keeps an address from being added twice."""

    content = UnicodeAttribute()


class ContentCounts(ProgrammeItem, discriminator="counts"):
    """What a content has brought; `views` are those that its channel's feed tells.

    `sharers`, `shares` and `clicks` are of confirmed shares, as of `counted`; `seen` are people, a day at a time up to
    `seen_until`.
    """

    sharers = NumberAttribute(null=True)
    shares = NumberAttribute(null=True)
    clicks = NumberAttribute(null=True)
    counted = UTCDateTimeAttribute(null=True)
    seen = NumberAttribute(null=True)
    seen_until = UnicodeAttribute(null=True)
    views = NumberAttribute(null=True)
    views_changed = UTCDateTimeAttribute(null=True)


def find_channel(channel: str, *, consistent: bool = False) -> Channel | None:
    """Return a channel, or None."""
    try:
        return Channel.get(keys.channel(channel), keys.HEAD, consistent_read=consistent)
    except Channel.DoesNotExist:
        return None


def all_channels() -> list[tuple[str, dict[str, Any]]]:
    """Return (channel, what it shows) by name."""
    return [(item.pk.removeprefix("CHANNEL#"), item.view1.as_dict()) for item in ProgrammeItem.gsi1.query("CHANNELS")]


def new_feed(address: str, *, publishes: bool) -> Feed:
    """Build the state of a feed that was never fetched."""
    return Feed(address=address, publishes=publishes)  # type: ignore[no-untyped-call]


def whole_channels() -> list[Channel]:
    """Return every channel with its feed, by name."""
    ids = [channel for channel, _ in all_channels()]
    found = {item.channel: item for item in batch_get(Channel, ((keys.channel(channel), keys.HEAD) for channel in ids))}
    return [found[channel] for channel in ids if channel in found]


def find_head(content: str, *, consistent: bool = False) -> ContentHead | None:
    """Return a content's head, or None."""
    try:
        return ContentHead.get(keys.content(content), keys.HEAD, consistent_read=consistent)
    except ContentHead.DoesNotExist:
        return None


def heads_of(contents: Iterable[str]) -> list[ContentHead]:
    """Return the heads of several contents as they are at this moment; up to 100 a request."""
    return batch_get(ContentHead, ((keys.content(content), keys.HEAD) for content in contents), consistent=True)


def find_texts(content: str, *, consistent: bool = False) -> ContentTexts:
    """Return a content's long part, which its head's transaction wrote."""
    return ContentTexts.get(keys.content(content), keys.TEXTS, consistent_read=consistent)


def find_captions(content: str, network: str, language: str) -> Captions | None:
    """Return the captions for one network and language, or None."""
    try:
        return Captions.get(keys.content(content), keys.captions(network, language))
    except Captions.DoesNotExist:
        return None


def all_captions(content: str, *, consistent: bool = False) -> list[Captions]:
    """Return every caption of a content, by network and language."""
    captions = Captions.sk.startswith("CAPTIONS#")
    return list(Captions.query(keys.content(content), captions, consistent_read=consistent))


def find_content_by_address(digest: str) -> str | None:
    """Return the content that has this address, or None."""
    try:
        return ContentAddress.get(keys.address(digest), "ADDRESS", consistent_read=True).content
    except ContentAddress.DoesNotExist:
        return None


def contents_at(digests: Collection[str]) -> dict[str, str]:
    """Return the contents that have these addresses' keys, by the key."""
    wanted = [(keys.address(digest), "ADDRESS") for digest in digests]
    found = batch_get(ContentAddress, wanted, consistent=True)
    return {item.pk.removeprefix("ADDRESS#"): item.content for item in found}


def views_of(contents: Collection[str]) -> dict[str, int | None]:
    """Return what is known of the views of those contents that have counts."""
    return {key: None if item.views is None else int(item.views) for key, item in counts_of(contents).items()}


def counts_of(contents: Collection[str]) -> dict[str, ContentCounts]:
    """Return what those of the contents have brought that were counted."""
    found = batch_get(ContentCounts, ((keys.content(content), keys.COUNTS) for content in contents))
    return {item.pk.removeprefix("CONTENT#"): item for item in found}


def set_views(content: str, views: int, now: datetime) -> None:
    """Write a content's views beside its other counts."""
    item = ContentCounts(keys.content(content), keys.COUNTS)
    kind = ContentCounts.kind.set(ContentCounts)
    item.update([ContentCounts.views.set(views), ContentCounts.views_changed.set(now), kind])


def set_counts(content: str, shares: int, clicks: int, sharers: int, now: datetime) -> None:
    """Write what a content has brought beside its other counts."""
    item = ContentCounts(keys.content(content), keys.COUNTS)
    item.update(
        [
            ContentCounts.shares.set(shares),
            ContentCounts.clicks.set(clicks),
            ContentCounts.sharers.set(sharers),
            ContentCounts.counted.set(now),
            ContentCounts.kind.set(ContentCounts),
        ]
    )


def add_seen(content: str, people: int, day: str) -> bool:
    """Add the people who saw a content on a day; return False where that day is counted already."""
    counts = ContentCounts
    earlier = counts.seen_until.does_not_exist() | (counts.seen_until < day)
    actions: list[Any] = [counts.seen.add(people), counts.seen_until.set(day), counts.kind.set(counts)]
    return try_write(lambda: counts(keys.content(content), keys.COUNTS).update(actions, earlier))


def show_sharers(content: str, sharers: int | None) -> None:
    """Let lists show how many people have shared a content, or not; editors who have it open lose nothing."""
    # By the base model, which leaves the version alone: what an editor writes meanwhile is not refused. In a
    # transaction, because PynamoDB would not take the head in answer to the base model's update.
    shown = ProgrammeItem.view1["sharers"]
    action: Any = shown.remove() if sharers is None else shown.set(sharers)
    head = ProgrammeItem(keys.content(content), keys.HEAD)
    with suppress(TransactionConflict):  # the head was being written, or is gone: the next run tells
        transact(Update(head, [action], ProgrammeItem.view1.exists()))


def contents_in(
    state: str, *, before: str | None = None, since: str | None = None, at_most: int | None = None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Walk (content, sort key, row), newest first, below the sort key `before` or from `since` on, 40 a request."""
    bound = None if before is None else ProgrammeItem.gsi1sk < before
    bound = bound if since is None else ProgrammeItem.gsi1sk >= since
    rows = ProgrammeItem.gsi1.query(keys.contents(state), bound, scan_index_forward=False, limit=at_most, page_size=40)
    for item in rows:
        yield item.pk.removeprefix("CONTENT#"), item.gsi1sk or "", item.view1.as_dict()


def count_in(state: str) -> int:
    """Return how many contents are in a state."""
    return ProgrammeItem.gsi1.count(keys.contents(state))


def count_of(channel: str, state: str) -> int:
    """Return how many contents of a channel are in a state."""
    return ProgrammeItem.gsi2.count(keys.channel(channel), ProgrammeItem.gsi2sk.startswith(f"{state}#"))


def contents_due(state: str, moment: datetime) -> list[str]:
    """Return contents of a state whose time in the index has come, this very moment included."""
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}$"  # the sign that follows the key's "#"
    return [item.pk.removeprefix("CONTENT#") for item in ProgrammeItem.gsi1.query(keys.contents(state), bound)]
