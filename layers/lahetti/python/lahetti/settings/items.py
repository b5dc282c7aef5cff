"""The settings by version."""

from typing import Any, TypeVar

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_table

Kind = TypeVar("Kind", bound=ProgrammeItem)


class SettingsVersion(ProgrammeItem, discriminator="settings"):
    """One version of the programme's settings: those values that differ from the defaults."""

    number = NumberAttribute()
    values: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


def latest_settings() -> SettingsVersion | None:
    """Return the newest version of the settings, or None before the first change."""
    return _latest(SettingsVersion, "SETTINGS")


def find_settings(number: int) -> SettingsVersion | None:
    """Return a version of the settings, or None."""
    try:
        return SettingsVersion.get("SETTINGS", keys.version(number))
    except SettingsVersion.DoesNotExist:
        return None


def _latest(kind: type[Kind], partition: str) -> Kind | None:
    return next(iter(kind.query(partition, scan_index_forward=False, limit=1, consistent_read=True)), None)


def settings_versions(span: Span) -> tuple[list[SettingsVersion], str | None]:
    """Return a page of the settings' versions, the newest first, and the next page's cursor."""
    return page_of_table(SettingsVersion, "SETTINGS", span)


def new_version(kind: type[Kind], partition: str, number: int, **fields: Any) -> Kind:
    """Build a version that is not stored yet."""
    return kind(partition, keys.version(number), number=number, **fields)
