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


@dataclass(frozen=True)
class GuidelinesDraft:
    """The next version while it is written: texts by language, which may be empty, and what they change."""

    texts: dict[str, str]
    changes: dict[str, str]
    saved: datetime
    by: str
    version: int = field(default=0, compare=False)


class GuidelinesFirst(NotAllowed):
    """The current guidelines are to be accepted before anything is shared."""

    code = "guidelines_first"
