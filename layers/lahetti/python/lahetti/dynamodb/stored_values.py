"""Values of ours as an attribute without a fixed shape holds them: in the audit log, in the settings, in a mail."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from lahetti.core.names import LocalisedName


def as_stored(value: Any) -> Any:
    """Return a value as the database holds it: a tuple as a list, a name as {language: text}, a member as its value."""
    match value:
        case LocalisedName():
            return value.as_map()
        case Mapping():
            return {name: as_stored(part) for name, part in value.items()}
        case tuple() | list():
            return [as_stored(part) for part in value]
        case Enum():
            return value.value
    return value
