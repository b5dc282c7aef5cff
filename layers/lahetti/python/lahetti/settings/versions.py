"""The programme's settings: every figure that docs/product.md marks *(set)*, with its default.

They lie in the database, versioned; a version holds what differs from the defaults. A change counts from the moment
it is made: entries of the ledger name the version that gave their points.
"""

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from lahetti.core.cache import Cached
from lahetti.core.errors import Busy, ChangedMeanwhile, Invalid
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.records import audit
from lahetti.settings import items
from lahetti.settings.model import Settings
from lahetti.settings.rules import checked

_FRESH_SECONDS = 30
"""How long a container may use the settings that it has read."""


def read_settings() -> Settings:
    """Read the newest version from the database."""
    latest = items.latest_settings()
    return Settings() if latest is None else settings_of(latest)


def settings_at(version: int) -> Settings:
    """Return a version; the defaults where there is none of this number."""
    stored = items.find_settings(version)
    return Settings() if stored is None else settings_of(stored)


def settings_of(stored: items.SettingsVersion) -> Settings:
    """Return a stored version with the defaults of what it does not hold."""
    values = stored.values.as_dict()
    if "teams" in values:
        values["teams"] = tuple((team, name) for team, name in values["teams"])
    if "blocked_words" in values:
        values["blocked_words"] = tuple(values["blocked_words"])
    if "digest_days" in values:
        values["digest_days"] = tuple(int(day) for day in values["digest_days"])
    return Settings(version=int(stored.number), **values)


_CURRENT = Cached(read_settings, seconds=_FRESH_SECONDS)


def current_settings() -> Settings:
    """Return the settings, at most half a minute old."""
    return _CURRENT.get()


def change_settings(changes: dict[str, Any], by: str, now: datetime, *, since: int | None = None) -> Settings:
    """Store a new version with these values changed. Raise Invalid, or Busy when another change came first.

    `since` is the version that the author has seen: raise ChangedMeanwhile where somebody else has changed it since.
    """
    unknown = set(changes) - {field.name for field in fields(Settings)} | ({"version", "guidelines"} & set(changes))
    if unknown:
        raise Invalid(f"There is no setting {min(unknown)}.", field=min(unknown))
    was = read_settings()
    after, write = next_version(changes, by, now)
    if since is not None and since != after.version - 1:
        raise ChangedMeanwhile(
            f"Version {after.version - 1} has been stored meanwhile.",
            field="since",
            value=since,
            limit=after.version - 1,
        )
    logged = {
        "before": {k: _listed(getattr(was, k)) for k in changes},
        "after": {k: _listed(v) for k, v in changes.items()},
    }
    write_version(after, write, audit.entry(by, "settings changed", "SETTINGS", now, **logged))
    return after


def next_version(changes: dict[str, Any], by: str, now: datetime) -> tuple[Settings, Put]:
    """Return the settings with these values changed, and the write that stores them. Raise Invalid."""
    before = read_settings()
    after = checked(replace(before, **changes, version=before.version + 1))
    defaults = asdict(Settings())
    differing = {k: v for k, v in asdict(after).items() if v != defaults[k] and k != "version"}
    written = {k: _listed(v) for k, v in differing.items()}
    item = items.new_version(items.SettingsVersion, "SETTINGS", after.version, values=written, by=by, at=now)
    return after, Put(item, type(item).pk.does_not_exist())


def write_version(after: Settings, *writes: Put) -> None:
    """Store a version with what belongs to it, and use it from now on. Raise Busy when another came first."""
    try:
        transactions.transact(*writes)
    except TransactionConflict as refused:
        raise Busy("Somebody else changed the settings at the same time.", retry_after=1) from refused
    _CURRENT.set(after)


def _listed(value: Any) -> Any:
    """Tuples become lists, which is what the database holds."""
    return [_listed(part) for part in value] if isinstance(value, tuple | list) else value
