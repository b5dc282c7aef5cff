"""A person's saved filters as they are stored."""

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import MapAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import save_if_current


class SavedFiltersItem(ProgrammeItem, discriminator="saved filters"):
    """pk = "PERSON#<id>", sk = "FILTERS"; `filters` is {name: {what is narrowed down: to what}}."""

    filters: MapAttribute[str, Any] = MapAttribute(default=dict)
    version = VersionAttribute()


def find_filters(person: str) -> tuple[dict[str, dict[str, str]], int]:
    """Return a person's filters as they are at this moment, with the version that was read."""
    item = SavedFiltersItem.find(keys.person(person), keys.FILTERS, consistent=True)
    return ({}, 0) if item is None else (item.filters.as_dict(), int(item.version))


def save_filters(person: str, filters: Mapping[str, Mapping[str, str]], version: int) -> bool:
    """Store a person's filters over the version that was read; return False where another came first."""
    whole = {name: dict(wanted) for name, wanted in filters.items()}
    return save_if_current(SavedFiltersItem(keys.person(person), keys.FILTERS, filters=whole, version=version or None))
