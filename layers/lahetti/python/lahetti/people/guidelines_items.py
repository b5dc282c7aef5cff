"""The guidelines by version."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_table


class GuidelinesVersion(ProgrammeItem, discriminator="guidelines"):
    """One version of the guidelines, plain text by language, and what it changed."""

    number = NumberAttribute()
    texts: MapAttribute[str, Any] = MapAttribute(default=dict)
    changes: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


def find_guidelines(number: int) -> GuidelinesVersion | None:
    """Return a version of the guidelines, or None."""
    try:
        return GuidelinesVersion.get("GUIDELINES", keys.version(number))
    except GuidelinesVersion.DoesNotExist:
        return None


def latest_guidelines() -> GuidelinesVersion | None:
    """Return the newest version of the guidelines, or None before the first."""
    found = GuidelinesVersion.query("GUIDELINES", scan_index_forward=False, limit=1, consistent_read=True)
    return next(iter(found), None)


def guidelines_after(number: int) -> list[GuidelinesVersion]:
    """Return the versions of the guidelines that came after one, the oldest first."""
    later = GuidelinesVersion.sk > keys.version(number)
    return list(GuidelinesVersion.query("GUIDELINES", later, consistent_read=True))


def guidelines_versions(span: Span) -> tuple[list[GuidelinesVersion], str | None]:
    """Return a page of the guidelines' versions, the newest first, and the next page's cursor."""
    return page_of_table(GuidelinesVersion, "GUIDELINES", span)
