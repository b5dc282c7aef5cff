"""What became of the settings: each version with who stored it, when, and what it changed, old and new."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lahetti.dynamodb.paging import Span
from lahetti.settings import items
from lahetti.settings.model import Settings

PAGE = 20


@dataclass(frozen=True)
class SettingsChange:
    """A version; `changed` is {setting: (before, after)}."""

    version: int
    by: str
    at: datetime
    changed: dict[str, tuple[Any, Any]]


def history(cursor: str | None = None) -> tuple[list[SettingsChange], str | None]:
    """Return a page of the versions, the newest first, and the next page's cursor."""
    stored, following = items.settings_versions(Span(cursor, PAGE))
    if not stored:
        return [], None
    values = [version.settings for version in stored]
    before = items.find_settings(values[-1].version - 1)
    pairs = zip(stored, [*values[1:], Settings() if before is None else before.settings], strict=True)
    return [
        SettingsChange(version.settings.version, version.by, version.at, difference(earlier, version.settings))
        for version, earlier in pairs
    ], following


def difference(before: Settings, after: Settings) -> dict[str, tuple[Any, Any]]:
    """Return what differs, {setting: (before, after)}; the number of the version itself is not a setting."""
    old, new = vars(before), vars(after)
    return {name: (old[name], new[name]) for name in new if name != "version" and old[name] != new[name]}
