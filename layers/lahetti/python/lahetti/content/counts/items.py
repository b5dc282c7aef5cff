"""Counts of contents as they are stored: each job updates its own, and no version refuses an editor."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.content.model import ContentCounts
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import try_write


class ContentCountsItem(ProgrammeItem, discriminator="counts"):
    """What a content has brought; `seen` is counted a day at a time up to `seen_until`."""

    audience = NumberAttribute(null=True)
    sharers = NumberAttribute(null=True)
    shares = NumberAttribute(null=True)
    clicks = NumberAttribute(null=True)
    counted = UTCDateTimeAttribute(null=True)
    seen = NumberAttribute(null=True)
    seen_until = UnicodeAttribute(null=True)
    views = NumberAttribute(null=True)
    views_changed = UTCDateTimeAttribute(null=True)


def counts_of(contents: Collection[str]) -> dict[str, ContentCounts]:
    """Return what those of the contents have brought that were counted."""
    found = batch_get(ContentCountsItem, ((keys.content(content), keys.COUNTS) for content in contents))
    return {
        item.pk.removeprefix("CONTENT#"): ContentCounts(
            audience=int(item.audience or 0),
            sharers=int(item.sharers or 0),
            shares=int(item.shares or 0),
            clicks=int(item.clicks or 0),
            counted=item.counted,
            seen=int(item.seen or 0),
            views=None if item.views is None else int(item.views),
        )
        for item in found
    }


def set_views(content: str, views: int, now: datetime) -> None:
    """Write a content's views beside its other counts."""
    counts = ContentCountsItem
    actions: list[Any] = [counts.views.set(views), counts.views_changed.set(now), counts.kind.set(counts)]
    counts(keys.content(content), keys.COUNTS).update(actions)


def set_counts(content: str, shares: int, clicks: int, sharers: int, audience: int, now: datetime) -> None:
    """Write what a content has brought, and of how many people, beside its other counts."""
    counts = ContentCountsItem
    actions: list[Any] = [
        counts.shares.set(shares),
        counts.clicks.set(clicks),
        counts.sharers.set(sharers),
        counts.audience.set(audience),
        counts.counted.set(now),
        counts.kind.set(counts),
    ]
    counts(keys.content(content), keys.COUNTS).update(actions)


def add_seen(content: str, people: int, day: str) -> bool:
    """Add the people who saw a content on a day; return False where that day is counted already."""
    counts = ContentCountsItem
    earlier = counts.seen_until.does_not_exist() | (counts.seen_until < day)
    actions: list[Any] = [counts.seen.add(people), counts.seen_until.set(day), counts.kind.set(counts)]
    return try_write(lambda: counts(keys.content(content), keys.COUNTS).update(actions, earlier))
