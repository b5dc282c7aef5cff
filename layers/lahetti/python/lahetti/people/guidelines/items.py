"""The guidelines by version."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_table
from lahetti.dynamodb.transactions import Put
from lahetti.people.guidelines.model import Guidelines

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


def _to_guidelines(item: GuidelinesItem) -> Guidelines:
    return Guidelines(int(item.number), item.texts.as_dict(), item.changes.as_dict(), item.at, item.by)
