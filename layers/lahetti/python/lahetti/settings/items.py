"""The settings by version: an item holds those values that differ from the defaults."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_table
from lahetti.dynamodb.stored_values import as_stored
from lahetti.dynamodb.transactions import Put
from lahetti.settings.model import SETTINGS, Kind, Settings, SettingsVersion, Topic

_PARTITION = "SETTINGS"


class SettingsItem(ProgrammeItem, discriminator="settings"):
    """One version of the programme's settings; what is not in `values` is the default."""

    number = NumberAttribute()
    values: MapAttribute[str, Any] = MapAttribute(default=dict)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


def latest_settings() -> SettingsVersion | None:
    """Return the newest version of the settings, or None before the first change."""
    found = SettingsItem.query(_PARTITION, scan_index_forward=False, limit=1, consistent_read=True)
    return next((_to_version(item) for item in found), None)


def find_settings(number: int) -> SettingsVersion | None:
    """Return a version of the settings, or None."""
    item = SettingsItem.find(_PARTITION, keys.version(number))
    return _to_version(item) if item is not None else None


def settings_versions(span: Span) -> tuple[list[SettingsVersion], str | None]:
    """Return a page of the settings' versions, the newest first, and the next page's cursor."""
    items, following = page_of_table(SettingsItem, _PARTITION, span)
    return [_to_version(item) for item in items], following


def put_version(version: SettingsVersion) -> Put:
    """Return the write that stores a version, unless there is one of its number."""
    defaults = vars(Settings())
    values = {
        name: as_stored(value)
        for name, value in vars(version.settings).items()
        if value != defaults[name] and name != "version"
    }
    number = version.settings.version
    item = SettingsItem(_PARTITION, keys.version(number), number=number, values=values, by=version.by, at=version.at)
    return Put(item, SettingsItem.pk.does_not_exist())


def _to_version(item: SettingsItem) -> SettingsVersion:
    values = {name: _read(name, value) for name, value in item.values.as_dict().items()}
    return SettingsVersion(Settings(version=int(item.number), **values), item.by, item.at)


def _read(name: str, value: Any) -> Any:
    setting = SETTINGS.get(name.removeprefix("former_"))
    match Kind.NUMBER if setting is None else setting.kind:
        case Kind.NUMBER:
            return None if value is None else int(value)
        case Kind.NAME:
            return LocalisedName.of(value)
        case Kind.WORDS | Kind.DOMAINS:
            return tuple(value)
        case Kind.TEAMS:
            return tuple((team, LocalisedName.of(called)) for team, called in value)
        case Kind.TOPICS:
            return tuple(
                Topic(topic, LocalisedName.of(tags), LocalisedName.of(called)) for topic, tags, called in value
            )
        case Kind.WEEKDAYS:
            return tuple(int(day) for day in value)
        case Kind.CHOICE if setting is not None and setting.choices is not None:
            return setting.choices(value)
    return value
