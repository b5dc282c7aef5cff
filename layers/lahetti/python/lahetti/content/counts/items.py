"""Counts of contents as they are stored: each job updates its own, and no version refuses an editor."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UTCDateTimeAttribute

from lahetti.content.model import ContentCounts
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class ContentCountsItem(ProgrammeItem, discriminator="counts"):
    """What a content has brought, the sums of its facts; `views` are what its channel's feed reports."""

    audience = NumberAttribute(null=True)
    sharers = NumberAttribute(null=True)
    shares = NumberAttribute(null=True)
    clicks = NumberAttribute(null=True)
    seen = NumberAttribute(null=True)
    views = NumberAttribute(null=True)
    viewed: MapAttribute[str, Any] = MapAttribute(null=True)
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
            seen=int(item.seen or 0),
            views=None if item.views is None else int(item.views),
            viewed={day: int(views) for day, views in (item.viewed.as_dict() if item.viewed else {}).items()},
        )
        for item in found
    }


def set_views(content: str, views: int, viewed: Mapping[str, int], now: datetime) -> None:
    """Write a content's views, and how much they have changed by day, beside its other counts."""
    counts = ContentCountsItem
    actions: list[Any] = [
        counts.views.set(views),
        counts.viewed.set(dict(viewed)),
        counts.views_changed.set(now),
        counts.kind.set(counts),
    ]
    counts(keys.content(content), keys.COUNTS).update(actions)


def set_counts(content: str, counts: ContentCounts) -> None:
    """Write what a content has brought, and of how many people, beside its views."""
    item = ContentCountsItem
    actions: list[Any] = [
        item.shares.set(counts.shares),
        item.clicks.set(counts.clicks),
        item.sharers.set(counts.sharers),
        item.seen.set(counts.seen),
        item.audience.set(counts.audience),
        item.kind.set(item),
    ]
    item(keys.content(content), keys.COUNTS).update(actions)
