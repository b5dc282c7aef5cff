"""What became of the settings: each version with who stored it, when, and what it changed, old and new."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lahetti.dynamodb.paging import Span
from lahetti.settings import items, versions
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
    values = [versions.settings_of(item) for item in stored]
    before_these = _before(values[-1].version)
    pairs = zip(stored, values, [*values[1:], before_these], strict=True)
    return [
        SettingsChange(int(item.number), item.by, item.at, difference(before, after)) for item, after, before in pairs
    ], following


def difference(before: Settings, after: Settings) -> dict[str, tuple[Any, Any]]:
    """Return what differs, {setting: (before, after)}; the number of the version itself is no setting."""
    old, new = asdict(before), asdict(after)
    return {name: (old[name], new[name]) for name in new if name != "version" and old[name] != new[name]}


def _before(version: int) -> Settings:
    item = items.find_settings(version - 1)
    return versions.settings_of(item) if item is not None else Settings()
