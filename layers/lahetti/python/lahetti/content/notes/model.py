"""A note as it is stored, and as it is read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    """What a note is about."""

    CONTENT = "content"
    WALK_THROUGH = "walk_through"


class NoteState(StrEnum):
    """Whether somebody has seen to it."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True)
class Note:
    """A person's one note about one thing; `channel` is the content's. `since` is the moment of its last turn."""

    note: str
    person: str
    about: About
    content: str | None
    channel: str | None
    text: str
    state: NoteState
    written: datetime
    since: datetime
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class NoteLine:
    """A note as those who may read it see it: with the person's name and the content's title."""

    note: str
    about: About
    person: str
    name: str
    content: str | None
    title: str | None
    text: str
    state: NoteState
    written: datetime


def note_id(about: About, person: str, content: str | None = None) -> str:
    """Return the id of a person's one note about a content, or of their one wish of a kind; admins read it."""
    return f"{content or about.value.replace('_', '-')}.{person}"
