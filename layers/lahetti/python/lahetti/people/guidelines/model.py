"""A version of the guidelines, and what is refused without it."""

from dataclasses import dataclass, field
from datetime import datetime

from lahetti.core.errors import NotAllowed


@dataclass(frozen=True)
class Guidelines:
    """A version of the guidelines: plain texts by language, what changed since the version before it.

    Version 0, without a text, stands for the time before the first one.
    """

    version: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    published: datetime | None = None
    by: str = ""


class GuidelinesFirst(NotAllowed):
    """The current guidelines are to be accepted before anything is shared."""

    code = "guidelines_first"
