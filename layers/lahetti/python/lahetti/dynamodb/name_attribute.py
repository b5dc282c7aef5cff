"""How an item holds a name in several languages: as a small map, {language: text}."""

from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import MAP, STRING

from lahetti.core.names import LocalisedName


class NameAttribute(Attribute[LocalisedName]):
    """A name; read and written as the value that it is."""

    attr_type = MAP

    def serialize(self, value: LocalisedName) -> dict[str, dict[str, str]]:
        return {language: {STRING: text} for language, text in value.texts}

    def deserialize(self, value: dict[str, dict[str, Any]]) -> LocalisedName:
        return LocalisedName.of({language: text[STRING] for language, text in value.items()})
