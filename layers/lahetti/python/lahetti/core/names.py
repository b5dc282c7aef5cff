"""Names in up to three languages: of the organisation, of topics, teams, rewards and challenges.

Whoever reads such a name reads it in their own language, and where it has none in that one, the first that it has. Only
`LocalisedName.in_language` decides that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lahetti.core.errors import Invalid
from lahetti.core.languages import DEFAULT, INTERFACE
from lahetti.core.plain_texts import require_one_line


@dataclass(frozen=True)
class LocalisedName:
    """A name; `texts` are pairs of language and text in the order of `INTERFACE`, none of them empty."""

    texts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, texts: Mapping[Any, object]) -> "LocalisedName":
        """Return the name of {language: text}; empty texts, and those of languages that we do not speak, are none."""
        stripped = ((language, str(texts.get(language) or "").strip()) for language in INTERFACE)
        return cls(tuple((language, text) for language, text in stripped if text))

    @classmethod
    def plain(cls, text: str) -> "LocalisedName":
        """Return a name of one text, whatever language it is in: an id that stands in for a name."""
        return cls(((DEFAULT, text),))

    def in_language(self, language: str) -> str:
        """Return the name in a language, else in the first one that it has."""
        return self.as_map().get(language) or self.first

    @property
    def first(self) -> str:
        """The text in the first language that the name has; empty where it has none."""
        return next((text for _, text in self.texts), "")

    def as_map(self) -> dict[str, str]:
        """Return {language: text}, as it is stored and as the API writes it."""
        return dict(self.texts)

    def is_called(self, text: str) -> bool:
        """Return whether somebody may mean this name: its text in any language, in any case."""
        return text.strip().casefold() in (own.casefold() for _, own in self.texts)


def require_name(field: str, name: LocalisedName, longest: int) -> LocalisedName:
    """Return a name whose texts, one at least, have at most `longest` characters on one line; raise Invalid."""
    if not name.texts:
        raise Invalid(f"{field} has no text in any language.", field=field, limit=longest, reason="no_name")
    for language, text in name.texts:
        if len(text) > longest:
            place = f"{field}.{language}"
            text = f"{field} has at most {longest} characters."
            raise Invalid(text, field=place, value=language, limit=longest, reason="long_name")
        require_one_line(f"{field}.{language}", text)
    return name
