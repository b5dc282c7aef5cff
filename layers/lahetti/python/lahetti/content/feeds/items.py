"""Guids of feeds' items as they are stored: each leads to the content that was made of its item."""

from collections.abc import Collection

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lahetti.content.feeds.guids import GuidMark
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put, transact


class GuidItem(ProgrammeItem, discriminator="guid"):
    """Keeps an item of a feed from being taken twice when its URL changes."""

    content = UnicodeAttribute()
    title = UnicodeAttribute()
    published = NumberAttribute(null=True)


def marks_of(digests: Collection[str]) -> dict[str, GuidMark]:
    """Return what was taken under some guids, by their digests; up to 100 a request."""
    found = batch_get(GuidItem, [(keys.guid(digest), "GUID") for digest in digests], consistent=True)
    marks = (_mark(item) for item in found)
    return {mark.digest: mark for mark in marks}


def put_mark(mark: GuidMark) -> Put:
    """Return the write of what was taken under a guid, in the place of what was taken under it before."""
    return Put(
        GuidItem(keys.guid(mark.digest), "GUID", content=mark.content, title=mark.title, published=mark.published)
    )


def save_mark(mark: GuidMark) -> None:
    """Write what was taken under a guid, alone."""
    transact(put_mark(mark))


def _mark(item: GuidItem) -> GuidMark:
    published = None if item.published is None else int(item.published)
    return GuidMark(item.pk.removeprefix("GUID#"), item.content, item.title, published)
