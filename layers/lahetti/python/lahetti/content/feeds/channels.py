"""The feed of a channel as an admin sets it, and how it fares as the channel's editors see it."""

from datetime import datetime

from lahetti.content import items as content_items
from lahetti.content.addresses import LONGEST_ADDRESS, checked_address
from lahetti.content.feeds.health import Health
from lahetti.core import invocations
from lahetti.core.errors import Busy, Invalid, NotAllowed, NotFound
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.people.model import Person
from lahetti.records import audit


def set_feed(channel: str, address: str | None, by: str, now: datetime, *, publishes: bool = False) -> Health | None:
    """Give a channel a feed, or none; what was known of another address is forgotten, the day's number is not.

    With `publishes` its items go out at once, otherwise they become drafts. Raise NotFound, Invalid, or Busy.
    """
    found = content_items.find_channel(channel, consistent=True)
    if found is None:
        raise NotFound(f"There is no channel {channel}.", field="channel", value=channel)
    before = found.feed
    if address is None:
        if before is None:
            return None
        found.feed = None
    else:
        if len(checked_address(address, "address")) > LONGEST_ADDRESS:
            raise Invalid(
                f"address has more than {LONGEST_ADDRESS} characters.", field="address", limit=LONGEST_ADDRESS
            )
        if before is not None and before.address == address:
            before.publishes = publishes
        else:
            found.feed = content_items.new_feed(address, publishes=publishes)
            if before is not None:
                found.feed.day, found.feed.taken = before.day, before.taken
    after = {"address": address, "publishes": publishes} if address is not None else None
    try:
        transactions.transact(Put(found), audit.entry(by, "feed changed", found.pk, now, after=after))
    except TransactionConflict as refused:
        raise Busy("This channel is being changed by others.", retry_after=1) from refused
    return None if found.feed is None else _health(found.feed)


def fetch_soon(channel: str, person: Person, now: datetime) -> None:
    """Make a channel's feed due and have it fetched behind this answer. Raise NotFound, NotAllowed, or Busy."""
    found = content_items.find_channel(channel, consistent=True)
    if found is None or found.feed is None:
        raise NotFound(f"The channel {channel} has no feed.", field="channel", value=channel)
    if not person.may_edit(channel):
        raise NotAllowed(f"Only editors of the channel {channel} may do this.", field="channel", value=channel)
    found.feed.due = now
    if not transactions.save_if_current(found):
        raise Busy("This channel is being changed by others.", retry_after=1)
    invocations.import_feeds()


def feeds_of(person: Person) -> dict[str, Health]:
    """Return how the feeds of the channels that this person may edit fare."""
    return {
        channel.channel: _health(channel.feed)
        for channel in content_items.whole_channels()
        if channel.feed is not None and person.may_edit(channel.channel)
    }


def _health(feed: content_items.Feed) -> Health:
    return Health(
        address=feed.address,
        publishes=feed.publishes,
        fetched=feed.fetched,
        reason=feed.reason,
        detail=feed.detail,
        broken_since=feed.broken_since,
        due=feed.due,
        waiting=int(feed.waiting),
        skipped={reason: int(count) for reason, count in feed.skipped.as_dict().items()},
    )
