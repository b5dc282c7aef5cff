"""The guidelines by version."""

from typing import Any

from pynamodb.attributes import (
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_table
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.people.guidelines.model import Guidelines, GuidelinesDraft

_PARTITION = "GUIDELINES"


class GuidelinesItem(ProgrammeItem, discriminator="guidelines"):
    """One version of the guidelines, plain text by language, and what it changed."""

    number = NumberAttribute()
    texts: MapAttribute[str, Any] = MapAttribute(default=dict)
    changes: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


def find_guidelines(number: int) -> Guidelines | None:
    """Return a version of the guidelines, or None."""
    item = GuidelinesItem.find(_PARTITION, keys.version(number))
    return _to_guidelines(item) if item is not None else None


def latest_guidelines() -> Guidelines | None:
    """Return the newest version of the guidelines, or None before the first."""
    found = GuidelinesItem.query(_PARTITION, scan_index_forward=False, limit=1, consistent_read=True)
    return next((_to_guidelines(item) for item in found), None)


def guidelines_after(number: int) -> list[Guidelines]:
    """Return the versions of the guidelines that came after one, the oldest first."""
    later = GuidelinesItem.sk > keys.version(number)
    return [_to_guidelines(item) for item in GuidelinesItem.query(_PARTITION, later, consistent_read=True)]


def guidelines_versions(span: Span) -> tuple[list[Guidelines], str | None]:
    """Return a page of the guidelines' versions, the newest first, and the next page's cursor."""
    items, following = page_of_table(GuidelinesItem, _PARTITION, span)
    return [_to_guidelines(item) for item in items], following


def put_guidelines(new: Guidelines) -> Put:
    """Return the write that stores a version, unless there is one of its number."""
    item = GuidelinesItem(
        _PARTITION,
        keys.version(new.version),
        number=new.version,
        texts=dict(new.texts),
        changes=dict(new.changes),
        by=new.by,
        at=new.published,
    )
    return Put(item, GuidelinesItem.pk.does_not_exist())


class GuidelinesDraftItem(ProgrammeItem, discriminator="guidelines_draft"):
    """pk = "GUIDELINESDRAFT", sk = "DRAFT": the next version while it is written, in a partition that nobody lists."""

    texts: MapAttribute[str, Any] = MapAttribute(default=dict)
    changes: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    version = VersionAttribute()


def find_draft() -> GuidelinesDraft | None:
    """Return the draft as it is at this moment, or None."""
    item = GuidelinesDraftItem.find(keys.GUIDELINES_DRAFT, keys.DRAFT, consistent=True)
    if item is None:
        return None
    return GuidelinesDraft(item.texts.as_dict(), item.changes.as_dict(), item.at, item.by, int(item.version or 0))


def put_draft(draft: GuidelinesDraft) -> Put:
    """Return the write of a draft over the version that was read; a first one must not be there."""
    return Put(_draft_item(draft))


def delete_draft(draft: GuidelinesDraft) -> Delete:
    """Return the write that takes a draft away in the version that was read."""
    return Delete(_draft_item(draft))


def _draft_item(draft: GuidelinesDraft) -> GuidelinesDraftItem:
    return GuidelinesDraftItem(
        keys.GUIDELINES_DRAFT,
        keys.DRAFT,
        texts=dict(draft.texts),
        changes=dict(draft.changes),
        by=draft.by,
        at=draft.saved,
        version=draft.version or None,
    )


def _to_guidelines(item: GuidelinesItem) -> Guidelines:
    return Guidelines(int(item.number), item.texts.as_dict(), item.changes.as_dict(), item.at, item.by)
