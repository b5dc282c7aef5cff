"""The feed of a channel as an admin sets it, and how it fares as the channel's editors see it."""

import time
from dataclasses import replace
from datetime import datetime

from lahetti.content.channels import items
from lahetti.content.channels.catalogue import require_editor
from lahetti.content.channels.model import Channel, Feed, FeedOverview
from lahetti.content.urls import checked_url
from lahetti.core import invocations
from lahetti.core.errors import Busy, Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import try_transact
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction

_PAUSE = 0.5
"""Seconds between two looks at whether a feed has been fetched."""


def set_feed(
    channel: str,
    url: str | None,
    by: str,
    now: datetime,
    *,
    publishes: bool = False,
    overview: FeedOverview | None = None,
) -> Feed | None:
    """Give a channel a feed, or none; what was known of another URL is forgotten, the day's number is not.

    With `publishes` its items go out at once, otherwise they become drafts. `overview` is what stood in it when it was
    tried. Raise NotFound, Invalid, Busy, or Conflict where the channel is archived.
    """
    found = items.find_channel(channel, consistent=True)
    if found is None:
        raise NotFound(f"There is no channel {channel}.", field="channel", value=channel)
    _require_in_use(found)
    before = found.feed
    if url is None:
        if before is None:
            return None
        feed = None
    else:
        checked_url(url, "address")
        if before is not None and before.url == url:
            feed = replace(before, publishes=publishes)
        else:
            feed = Feed(url, publishes=publishes, overview=overview)
            if before is not None:
                feed = replace(feed, day=before.day, taken=before.taken)
    after = {"url": url, "publishes": publishes} if url is not None else None
    changed = audit.entry(by, AuditAction.FEED_CHANGED, keys.channel(channel), now, after=after)
    if not try_transact(items.put_channel(replace(found, feed=feed)), changed):
        raise Busy("This channel is being changed by others.", retry_after=1)
    return feed


def fetch_soon(channel: str, person: Person, now: datetime) -> None:
    """Make a feed due and have it fetched behind this answer. Raise NotFound, NotAllowed, Conflict, or Busy."""
    found = items.find_channel(channel, consistent=True)
    if found is None or found.feed is None:
        raise NotFound(f"The channel {channel} has no feed.", field="channel", value=channel)
    require_editor(person, channel)
    _require_in_use(found)
    if not items.save_channel(replace(found, feed=replace(found.feed, due=now))):
        raise Busy("This channel is being changed by others.", retry_after=1)
    invocations.import_feeds()


def wait_until_fetched(channel: str, asked: datetime, seconds: float) -> bool:
    """Wait until the job has fetched a feed that was made due at `asked`; return False where that takes longer."""
    until = time.monotonic() + seconds
    while (found := items.find_channel(channel, consistent=True)) is not None and found.feed is not None:
        if found.feed.due is None or found.feed.due > asked:
            return True
        if time.monotonic() >= until:
            break
        time.sleep(_PAUSE)
    return False


def _require_in_use(channel: Channel) -> None:
    if channel.archived:
        raise Conflict(
            f"The channel {channel.channel} is archived.", field="channel", value=channel.channel, reason="archived"
        )


def feeds_of(person: Person) -> dict[str, Feed]:
    """Return how the feeds of the channels that this person may edit fare."""
    return {
        channel.channel: channel.feed
        for channel in items.channels_with_feeds()
        if channel.feed is not None and person.may_edit(channel.channel)
    }
