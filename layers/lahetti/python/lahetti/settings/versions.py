"""The settings as they are now, and how they change.

They lie in the database, versioned. A change counts from the moment it is made: entries of the ledger name the version
that gave their points.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lahetti.core.cache import Cached
from lahetti.core.errors import Busy, ChangedMeanwhile, Invalid
from lahetti.dynamodb import transactions
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import Put, TransactionConflict, Write
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings import items
from lahetti.settings.model import SETTINGS, Settings, SettingsVersion
from lahetti.settings.rules import checked

_PAGE = 20
_FRESH_SECONDS = 30
"""How long a container may use the settings that it has read."""


def read_settings() -> Settings:
    """Read the newest version from the database."""
    latest = items.latest_settings()
    return Settings() if latest is None else latest.settings


def settings_at(moment: datetime) -> Settings:
    """Return the settings as they stood at a moment, from the database; before the first version the defaults."""
    cursor: str | None = None
    while True:
        versions, cursor = items.settings_versions(Span(cursor, _PAGE))
        for version in versions:
            if version.at < moment:
                return version.settings
        if cursor is None:
            return Settings()


_CURRENT = Cached(read_settings, seconds=_FRESH_SECONDS)


def current_settings() -> Settings:
    """Return the settings, at most half a minute old."""
    return _CURRENT.get()


def change_settings(changes: dict[str, Any], by: str, now: datetime, *, since: int | None = None) -> Settings:
    """Store a new version with these values changed. Raise Invalid, or Busy when another change came first.

    `since` is the version that the author has seen: raise ChangedMeanwhile where somebody else has changed it since.
    """
    unknown = set(changes) - set(SETTINGS)
    if unknown:
        raise Invalid(f"There is no setting {min(unknown)}.", field=min(unknown))
    before = read_settings()
    if since is not None and since != before.version:
        raise ChangedMeanwhile(
            f"Version {before.version} has been stored meanwhile.", field="since", value=since, limit=before.version
        )
    after, write = _next(before, changes, by, now)
    was = {name: getattr(before, name) for name in changes}
    write_version(
        after, write, audit.entry(by, AuditAction.SETTINGS_CHANGED, "SETTINGS", now, before=was, after=changes)
    )
    return after


def next_version(changes: dict[str, Any], by: str, now: datetime, over: Settings | None = None) -> tuple[Settings, Put]:
    """Return the settings with these values changed, and the write that stores them. Raise Invalid.

    `over` are the settings that the changes were made of: the write is refused where there is a later version.
    """
    return _next(over or read_settings(), changes, by, now)


def write_version(after: Settings, *writes: Write) -> None:
    """Store a version with what belongs to it, and use it from now on. Raise Busy when another came first."""
    try:
        transactions.transact(*writes)
    except TransactionConflict as refused:
        raise Busy("Somebody else changed the settings at the same time.", retry_after=1) from refused
    _CURRENT.set(after)


def _next(before: Settings, changes: dict[str, Any], by: str, now: datetime) -> tuple[Settings, Put]:
    after = checked(replace(before, **changes, version=before.version + 1))
    return after, items.put_version(SettingsVersion(after, by, now))
