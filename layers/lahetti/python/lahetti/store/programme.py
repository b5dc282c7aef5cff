"""Settings and guidelines by version, and the audit log."""

from typing import Any, TypeVar

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti import keys
from lahetti.store.base import ProgrammeItem, get_all
from lahetti.store.paging import Span, page_of_index, page_of_table

Kind = TypeVar("Kind", bound=ProgrammeItem)


class SettingsVersion(ProgrammeItem, discriminator="settings"):
    """One version of the programme's settings: those values that differ from the defaults."""

    number = NumberAttribute()
    values: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class GuidelinesVersion(ProgrammeItem, discriminator="guidelines"):
    """One version of the guidelines, plain text by language, and what it changed."""

    number = NumberAttribute()
    texts: MapAttribute[str, Any] = MapAttribute(default=dict)
    changes: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class AuditEntry(ProgrammeItem, discriminator="audit"):
    """A change made by an editor or admin: who, what, when, before and after."""

    who = UnicodeAttribute()
    what = UnicodeAttribute()
    subject = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    before: MapAttribute[str, Any] = MapAttribute(null=True)
    after: MapAttribute[str, Any] = MapAttribute(null=True)


def latest_settings() -> SettingsVersion | None:
    """Return the newest version of the settings, or None before the first change."""
    return _latest(SettingsVersion, "SETTINGS")


def find_settings(number: int) -> SettingsVersion | None:
    """Return a version of the settings, or None."""
    try:
        return SettingsVersion.get("SETTINGS", keys.version(number))
    except SettingsVersion.DoesNotExist:
        return None


def find_guidelines(number: int) -> GuidelinesVersion | None:
    """Return a version of the guidelines, or None."""
    try:
        return GuidelinesVersion.get("GUIDELINES", keys.version(number))
    except GuidelinesVersion.DoesNotExist:
        return None


def latest_guidelines() -> GuidelinesVersion | None:
    """Return the newest version of the guidelines, or None before the first."""
    return _latest(GuidelinesVersion, "GUIDELINES")


def guidelines_after(number: int) -> list[GuidelinesVersion]:
    """Return the versions of the guidelines that came after one, the oldest first."""
    later = GuidelinesVersion.sk > keys.version(number)
    return list(GuidelinesVersion.query("GUIDELINES", later, consistent_read=True))


def _latest(kind: type[Kind], partition: str) -> Kind | None:
    return next(iter(kind.query(partition, scan_index_forward=False, limit=1, consistent_read=True)), None)


def settings_versions(span: Span) -> tuple[list[SettingsVersion], str | None]:
    """Return a page of the settings' versions, the newest first, and the next page's cursor."""
    return page_of_table(SettingsVersion, "SETTINGS", span)


def guidelines_versions(span: Span) -> tuple[list[GuidelinesVersion], str | None]:
    """Return a page of the guidelines' versions, the newest first, and the next page's cursor."""
    return page_of_table(GuidelinesVersion, "GUIDELINES", span)


def audit_in(month: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed in a month (`2026-11`), the newest first, and the next page's cursor."""
    return page_of_table(AuditEntry, keys.audit(month), span)


def audit_about(subject: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed of a subject (a partition key), the newest first, and the next cursor."""
    items, following = page_of_index(ProgrammeItem.gsi1, f"AUDIT#{subject}", span)
    entries = get_all(AuditEntry, ((item.pk, item.sk) for item in items))
    return sorted(entries, key=lambda entry: entry.sk, reverse=True), following


def audit_of(subject: str) -> list[dict[str, Any]]:
    """Return who did what to a subject (a partition key), oldest first."""
    return [item.shown1.as_dict() for item in ProgrammeItem.gsi1.query(f"AUDIT#{subject}")]


def new_version(kind: type[Kind], partition: str, number: int, **fields: Any) -> Kind:
    """Build a version that is not stored yet."""
    return kind(partition, keys.version(number), number=number, **fields)
