"""What a person has suggested, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import Conflict


class TooManyWaiting(Conflict):
    """The person has as many suggestions waiting as one may have."""

    code = "too_many_waiting"


class SuggestionState(StrEnum):
    """What came of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Suggestion:
    """A line of a person's own list; `note` is the editor's."""

    person: str
    content: str
    channel: str
    title: str
    url: str
    suggested: datetime
    state: SuggestionState = SuggestionState.WAITING
    note: str = ""
    decided: datetime | None = None
