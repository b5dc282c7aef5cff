"""A comment on a content: as it is stored, and as it is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

LONGEST: Final = 1000
"""Characters of a comment."""
MOST: Final = 100
"""Comments of one content."""


@dataclass(frozen=True)
class Comment:
    """What an editor has said about a content; `number` counts from 1 within it."""

    content: str
    number: int
    person: str
    text: str
    written: datetime


@dataclass(frozen=True)
class CommentLine:
    """A comment with the present name of who wrote it; None where nobody is known by that id any more."""

    number: int
    name: str | None
    text: str
    written: datetime
