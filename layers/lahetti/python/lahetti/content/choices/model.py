"""Choices as they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Choice(StrEnum):
    """What a person has decided about a content; `OBJECTED` follows from a note that they cannot stand behind it."""

    SAVED = "saved"
    HIDDEN = "hidden"
    OBJECTED = "objected"


INTRODUCTION = "introduction"
"""Stands in a content's place for the card that introduces the offer to a newcomer, and that they hide for good."""

MOST = 200
"""Choices that are kept of a person, the newest: contents are on offer for some weeks, and one read has 4 KB."""


@dataclass(frozen=True)
class Choices:
    """The choices of a person by content, the newest first."""

    person: str
    by_content: Mapping[str, Choice] = field(default_factory=dict)
    version: int = field(default=0, compare=False)

    def with_choice(self, content: str, choice: Choice | None) -> "Choices":
        """Return the choices with another one about a content in place of any before; None takes it back."""
        others = [(other, kept) for other, kept in self.by_content.items() if other != content]
        newest = [] if choice is None else [(content, choice)]
        return Choices(self.person, dict([*newest, *others][:MOST]), self.version)
